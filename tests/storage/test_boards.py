"""The boards in a real database: sums that follow the answers, and what is read from them."""

import asyncio
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update

from bot.boards.recount import recount
from bot.boards.rules.boards import Board, Metric, Own
from bot.boards.store import BoardReader, asked_rows
from bot.boards.tables import boards
from bot.kernel.accuracy import LEAST_ANSWERS, accuracy_floor
from bot.kernel.asked import Asked, Locked
from bot.learners.store import SqlPreferences
from bot.packs import content
from bot.rounds.rules import hosting, lobby, play
from bot.rounds.rules.model import Round
from bot.rounds.rules.standings import standings
from bot.rounds.store import changed_rows
from bot.storage import tables
from bot.storage.changes import Add, Put
from bot.storage.database import Database
from bot.storage.place import Place
from bot.storage.tables import names
from bot.storage.writer import Writer
from tests.engines import outside
from tests.storage.conftest import a_copy
from tests.strategies import ADA, BEN, NOON, Story, a_lobby, granted, question, stories

GUILD = 70


def sums(path: Place) -> list[tuple[object, ...]]:
    with outside(path) as connection:
        rows: list[tuple[object, ...]] = connection.execute("SELECT * FROM boards ORDER BY 1, 2, 3, 4").fetchall()
    return rows


@given(stories())
def test_the_sums_equal_the_answers_whatever_happens(empty: Path, story: Story) -> None:
    """At every moment of every round, recounting the answers finds no difference from the boards."""

    async def play() -> None:
        async with a_copy(empty) as (database, writer):
            before: Round | None = None
            for game in story.states:
                await writer.queue(game.id, changed_rows(before, game, content))
                before = game
            assert recount(database.place) == []
            closed = [asked for asked in story.states[-1].asked if asked.closed_at is not None]
            counted = sum(len(asked.answers) for asked in closed)
            everywhere = [row for row in sums(database.place) if row[1:3] == ("all", "")]
            assert sum(int(str(row[5])) for row in everywhere) == counted

    asyncio.run(play())


@given(stories())
def test_no_sum_moves_while_a_question_is_open(empty: Path, story: Story) -> None:
    """An answer moves no board before its question closes: a board would tell who is right."""

    async def play() -> None:
        async with a_copy(empty) as (database, writer):
            before: Round | None = None
            for game in story.states:
                earlier = sums(database.place)
                await writer.queue(game.id, changed_rows(before, game, content))
                open_before = [asked.closed_at is None for asked in before.asked] if before else []
                closes = any(
                    was_open and asked.closed_at is not None
                    for was_open, asked in zip(open_before, game.asked, strict=False)
                )
                assert closes or sums(database.place) == earlier
                before = game

    asyncio.run(play())


def test_a_warm_up_counts_on_no_board(empty: Path) -> None:
    """Boards have what the podium has, and a recount agrees; what older programs counted of warm-ups stays counted."""
    game = granted(hosting.warm_up(a_lobby(ADA, BEN), wanted=True))
    game = granted(lobby.begin(game, ADA.id, [question(f"q{number}") for number in range(3)], NOON))
    states = [game]
    for position in range(3):
        asked = play.posted(states[-1] if not position else play.next_question(states[-1], NOON), position, NOON)
        asked = granted(play.answer(asked, ADA, position, (0,), NOON))
        states += [asked, play.close(granted(play.answer(asked, BEN, position, (1,), NOON)), NOON)]

    async def keep() -> None:
        async with a_copy(empty) as (database, writer):
            await writer.queue(game.id, changed_rows(None, game, content))
            for before, after in pairwise(states):
                await writer.queue(game.id, changed_rows(before, after, content))
            kept = {row[3]: (row[5], row[6]) for row in sums(database.place) if row[1:3] == ("all", "")}
            assert kept == {line.player_id: (line.of, line.right) for line in standings(states[-1])}
            assert kept == {ADA.id: (2, 2), BEN.id: (2, 0)}
            assert recount(database.place) == []
            await writer.queue(game.id, [], update(tables.asked).values(counts=1))
            assert recount(database.place)
            assert recount(database.place, mend=True)
            assert {row[3]: row[5] for row in sums(database.place) if row[1:3] == ("all", "")} == {ADA.id: 3, BEN.id: 3}

    asyncio.run(keep())


tallies = st.tuples(st.integers(0, 12), st.integers(1, 40), st.integers(0, 40)).map(
    lambda drawn: (drawn[0] * 100, drawn[1], min(drawn[1], drawn[2]))
)
"""Points, answers, right ones: few different ones, so that some are tied."""


@given(st.lists(tallies, max_size=25), st.sets(st.integers(1, 25)), st.integers(1, 26), st.sampled_from(list(Metric)))
def test_places_are_those_of_ranking_everybody(
    empty: Path, players: list[tuple[int, int, int]], hidden: set[int], caller: int, metric: Metric
) -> None:
    """Pages, ties, hidden players, one's own place and whom to overtake are as in a ranking of everybody."""

    async def play() -> None:
        async with a_copy(empty) as (database, writer):
            await fill(database, writer, players, hidden)
            reader, board = BoardReader(database.reading), Board(GUILD, metric)
            pages = [await reader.page(board, number) for number in range(4)]
            own = await reader.own(board, caller)
        ranked = ranking(players, hidden, metric)
        shown = [(line.score.player_id, line.place) for page in pages[: pages[0].pages] for line in page.lines]
        assert sorted(shown) == sorted((player, place) for player, place, _ in ranked)
        assert [place for _, place in shown] == sorted(place for _, place, _ in ranked)
        assert_own(own, caller, ranked)

    asyncio.run(play())


async def fill(database: Database, writer: Writer, players: list[tuple[int, int, int]], hidden: set[int]) -> None:
    """On a board that others stand beside: of another server, month, and topic, each with other figures."""
    wishes = SqlPreferences(writer, database.reading)
    others = [
        Add(
            boards,
            {"guild_id": guild, "period": period, "topic": topic, "player_id": player},
            {"points": player * 700, "answered": 40, "correct": player % 9},
        )
        for player in range(1, 27)
        for guild, period, topic in ((GUILD + 1, "all", ""), (GUILD, "2026-03", ""), (GUILD, "all", "bio"))
    ]
    await writer.queue("others", others)
    for player, (points, answered, correct) in enumerate(players, start=1):
        name = Put(names, {"guild_id": GUILD, "player_id": player, "name": f"p{player}"})
        for share in (points - 7, 7):  # in two parts, so that adding is what is tested
            key = {"guild_id": GUILD, "period": "all", "topic": "", "player_id": player}
            first = share == 7
            amounts = {"points": share, "answered": answered * first, "correct": correct * first}
            await writer.queue(player, [name, Add(boards, key, amounts)])
    for player in hidden:
        await wishes.change(player, {"hidden": True})


def ranking(players: list[tuple[int, int, int]], hidden: set[int], metric: Metric) -> list[tuple[int, int, float]]:
    """(player, place, figure) of all who are ranked."""
    figures = {}
    for player, (points, answered, correct) in enumerate(players, start=1):
        figure = points if metric is Metric.POINTS else accuracy_floor(correct, answered)
        if figure is not None and player not in hidden:
            figures[player] = float(figure)
    return [(player, 1 + sum(o > mine for o in figures.values()), mine) for player, mine in figures.items()]


def assert_own(own: Own | None, caller: int, ranked: list[tuple[int, int, float]]) -> None:
    mine = next((one for one in ranked if one[0] == caller), None)
    if mine is None:
        assert own is None
        return
    assert own is not None
    assert own.line.place == mine[1]
    assert own.sharing == sum(one[1] == mine[1] for one in ranked)
    better = [one for one in ranked if one[2] > mine[2]]
    if better:
        assert own.ahead is not None
        nearest = min(one[2] for one in better)
        assert own.ahead.player_id in [one[0] for one in better if one[2] == nearest]
    else:
        assert own.ahead is None


async def test_recounting_names_and_mends_a_difference(empty: Path) -> None:
    """A sum that the answers do not bear out is named with its place, and `mend` puts it right."""
    async with a_copy(empty) as (database, writer):
        key = {"guild_id": GUILD, "period": "2026-w10", "topic": "metrics", "player_id": 5}
        await writer.queue(1, [Add(boards, key, {"points": 90, "answered": 1, "correct": 1})])
        [found] = recount(database.place)
        assert "player 5" in found
        assert "kept 90 points, 1 of 1 right, the answers give nothing" in found
        assert recount(database.place, mend=True) == [found]
        assert recount(database.place) == []


async def test_who_erased_their_name_is_on_no_board(empty: Path) -> None:
    """Without a name on the server nobody is counted again from the answers."""
    async with a_copy(empty) as (database, writer):
        key = {"guild_id": GUILD, "period": "all", "topic": "", "player_id": 5}
        await writer.queue(1, [Add(boards, key, {"points": 90, "answered": LEAST_ANSWERS, "correct": 1})])
        reader = BoardReader(database.reading)
        assert (await reader.page(Board(GUILD), 0)).lines == ()
        assert await reader.own(Board(GUILD), 5) is None


def test_an_answer_after_the_close_counts_once() -> None:
    """What is answered when the question is closed already counts with its own writing, and never again."""

    def added(earlier: Asked | None, asked: Asked) -> list[object]:
        rows = asked_rows(1, GUILD, 0, earlier, asked, content)
        return [row.key["player_id"] for row in rows if isinstance(row, Add) and row.key["period"] == "all"]

    locked = Locked((0,), correct=True, credit=1.0, points=100, elapsed_ms=3000, at=NOON)
    still_open = Asked(question(), seed=1, opened_at=NOON, answers={5: locked})
    closed = replace(still_open, closed_at=NOON)
    late = replace(closed, answers={5: locked, 6: locked})
    unsure = replace(late, answers={5: replace(locked, unsure=True), 6: locked})
    assert added(None, still_open) == []
    assert added(still_open, closed) == added(None, closed) == [5, 5]
    assert added(closed, late) == [6, 6]
    assert added(late, unsure) == []
