"""A database full of answers: many servers, of which the first has a fifth of them."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from random import Random

from bot.boards.recount import recount
from bot.storage.migrate import upgrade

TOPICS = ("sagemaker_services", "inference_modes", "monitoring_types", "ai_services", "metrics")
BIGGEST = 1
"""The server with a fifth of all answers."""

QUESTIONS, SEATS = 10, 8
"""In every game so many questions are answered by so many players."""

ANSWERS_A_GAME = QUESTIONS * SEATS
ANSWERS_A_PLAYER = 100
YEAR_MS = 365 * 86_400_000
START_MS = 1_767_225_600_000
"""2026-01-01T00:00:00Z: all answers lie within a year from there."""

_INSERT_ANSWER = "INSERT INTO answers VALUES (?, ?, ?, '[0]', ?, ?, ?, 5000, ?, 0)"


def fill(path: Path, answers: int, seed: int) -> None:
    """Write so many answers to a new database, and the sums that they give."""
    upgrade(path)
    random = Random(seed)  # noqa: S311 - repeatable on purpose
    games = max(1, answers // ANSWERS_A_GAME)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for pragma in ("journal_mode=WAL", "synchronous=OFF", "cache_size=-500000"):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("BEGIN")
        _write_contents(connection)
        servers = [_server(random) for _ in range(games)]
        crowd = _crowds(servers)
        connection.executemany("INSERT INTO games VALUES (?, 'round', ?, 1, ?, ?)", _games(servers))
        connection.executemany("INSERT INTO asked VALUES (?, ?, ?, ?, 1, ?, ?, ?, 0)", _asked(servers))
        connection.executemany(
            "INSERT INTO answers VALUES (?,?,?,'[0]',?,?,?,5000,?,0)", _answers(servers, crowd, random)
        )
        connection.executemany("INSERT INTO names VALUES (?, ?, ?)", _names(crowd))
        connection.execute("COMMIT")
    recount(path, mend=True)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("ANALYZE")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _server(random: Random) -> int:
    return BIGGEST if random.random() < 0.2 else random.randint(2, 200)


def _crowds(servers: list[int]) -> dict[int, int]:
    """Server → how many players it has."""
    games = {server: servers.count(server) for server in set(servers)}
    return {server: max(SEATS, n * ANSWERS_A_GAME // ANSWERS_A_PLAYER) for server, n in games.items()}


def _opened(number: int, of: int) -> int:
    return START_MS + number * YEAR_MS // of


def _write_contents(connection: sqlite3.Connection) -> None:
    rows = [(f"{topic}-{i}", f'{{"topic":"{topic}"}}') for topic in TOPICS for i in range(100)]
    connection.executemany("INSERT INTO contents VALUES (?, ?)", rows)


def _games(servers: list[int]) -> Iterator[tuple[int, ...]]:
    for number, server in enumerate(servers):
        at = _opened(number, len(servers))
        yield number + 1, server, at, at + 600_000


def _asked(servers: list[int]) -> Iterator[tuple[object, ...]]:
    topics = list(TOPICS)
    for number in range(len(servers)):
        at = _opened(number, len(servers))
        for position in range(QUESTIONS):
            content = f"{topics[(number + position) % len(topics)]}-{(number * 7 + position) % 100}"
            yield number + 1, position, content, content, at, at + 30_000, at + 31_500


def _answers(servers: list[int], crowd: dict[int, int], random: Random) -> Iterator[tuple[object, ...]]:
    for number, server in enumerate(servers):
        at = _opened(number, len(servers)) + 5_000
        first = random.randrange(crowd[server])
        for position in range(QUESTIONS):
            for seat in range(SEATS):
                player = (first + seat) % crowd[server]
                correct = random.random() < 0.4 + player % 50 / 100
                yield number + 1, position, _id(server, player), int(correct), float(correct), 95 * correct, at


def _names(crowd: dict[int, int]) -> Iterator[tuple[int, int, str]]:
    for server, players in crowd.items():
        for player in range(players):
            yield server, _id(server, player), f"Player {player}"


def _id(server: int, player: int) -> int:
    return server * 10_000_000 + player
