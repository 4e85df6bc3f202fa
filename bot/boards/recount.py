"""Boards and streaks once more from the answers, ratings from the games: what they must be, and where they are not."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, func, insert, select, type_coerce

from bot.boards.rules.boards import ALL_TOPICS, periods_of
from bot.boards.tables import boards
from bot.daily.api import mend_streaks, refolded_streaks
from bot.kernel.accuracy import accuracy_floor
from bot.kernel.chunks import in_parts
from bot.ratings.api import mend_ratings, refolded
from bot.storage.columns import Whole
from bot.storage.commands import one_state, refuse_unfit
from bot.storage.place import Place
from bot.storage.tables import answers, asked, contents, games, names

BOARD_KINDS = ("round", "daily", "duel")
"""The games whose answers count on boards; who practises alone competes with nobody."""

Key = tuple[int, str, str, int]
"""Server, period, topic, player."""

Sums = tuple[int, int, int, float | None]
"""Points, answers, right ones, and the lower end of the accuracy's interval."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DAY_MS = 86_400_000
_BATCH = 10_000


@dataclass(slots=True)
class _Total:
    points: int = 0
    answered: int = 0
    correct: int = 0


def recount(place: Place, *, mend: bool = False) -> list[str]:
    """Where boards, streaks and ratings differ from answers and games, in words; `mend` writes them anew.

    Whoever mends holds the database's lock. Raises `DatabaseError`.
    """
    refuse_unfit(place)
    with one_state(place, write=mend) as connection:
        due = computed(connection)
        differences = [*_differences(_kept(connection), due), *refolded(connection), *refolded_streaks(connection)]
        if mend and differences:
            write_sums(connection)
    return differences


def write_sums(connection: Connection) -> None:
    """Write boards, ratings and streaks anew, as answers and games give them."""
    _write(connection, computed(connection))
    mend_ratings(connection)
    mend_streaks(connection)


def computed(connection: Connection) -> dict[Key, Sums]:
    """The sums as the answers to closed questions that count give them."""
    totals: defaultdict[Key, _Total] = defaultdict(_Total)
    bodies = connection.execute(select(contents).where(contents.c.hash.in_(select(asked.c.content_hash))))
    topics = {row.hash: _topic(row.body) for row in bodies}
    for row in connection.execute(_BY_DAY):
        for period in periods_of(_EPOCH + timedelta(days=row.day)):
            for topic in (ALL_TOPICS, topics[row.content_hash]):
                total = totals[(row.guild_id, period, topic, row.player_id)]
                total.points += row.points
                total.answered += row.answered
                total.correct += row.correct
    return {
        key: (one.points, one.answered, one.correct, accuracy_floor(one.correct, one.answered))
        for key, one in totals.items()
    }


def _topic(body: str) -> str:
    """Of a question as it is kept. The engines' own ways into JSON differ."""
    told = json.loads(body)
    return str(told["topic"]) if isinstance(told, dict) else ALL_TOPICS


_day = (type_coerce(answers.c.at, Whole) // _DAY_MS).label("day")
_named = (names.c.guild_id == games.c.guild_id) & (names.c.player_id == answers.c.player_id)

_BY_DAY = (
    select(
        games.c.guild_id,
        answers.c.player_id,
        asked.c.content_hash,
        _day,
        func.sum(answers.c.points).label("points"),
        func.count().label("answered"),
        func.sum(answers.c.correct).label("correct"),
    )
    .join_from(games, asked)
    .join(answers, (answers.c.game_id == asked.c.game_id) & (answers.c.position == asked.c.position))
    .join(names, _named)
    .where(games.c.kind.in_(BOARD_KINDS), asked.c.closed_at.is_not(None), asked.c.counts == 1)
    .group_by(games.c.guild_id, answers.c.player_id, asked.c.content_hash, _day)
)
"""Whoever has no name on a server (any more) is on none of its boards."""


def _kept(connection: Connection) -> dict[Key, Sums]:
    return {
        (row.guild_id, row.period, row.topic, row.player_id): (row.points, row.answered, row.correct, row.floor)
        for row in connection.execute(select(boards))
    }


def _differences(kept: Mapping[Key, Sums], due: Mapping[Key, Sums]) -> Iterable[str]:
    for key in sorted(kept.keys() | due.keys()):
        if kept.get(key) != due.get(key):
            guild_id, period, topic, player_id = key
            where = f"server {guild_id}, {period}, {topic or 'all topics'}, player {player_id}"
            yield f"{where}: kept {_in_words(kept.get(key))}, the answers give {_in_words(due.get(key))}"


def _in_words(sums: Sums | None) -> str:
    return f"{sums[0]} points, {sums[2]} of {sums[1]} right" if sums else "nothing"


def _write(connection: Connection, due: Mapping[Key, Sums]) -> None:
    connection.execute(boards.delete())
    columns = ("guild_id", "period", "topic", "player_id", "points", "answered", "correct", "floor")
    rows = [dict(zip(columns, (*key, *sums), strict=True)) for key, sums in due.items()]
    for some in in_parts(rows, _BATCH):
        connection.execute(insert(boards), some)
