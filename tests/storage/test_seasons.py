"""Seasons in a real database: what a week's games are, read from their rows."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from bot.daily.api import tables as daily_tables
from bot.learners.store import SqlPreferences
from bot.packs import content
from bot.profile.store import SqlEraser
from bot.rounds.api import tables as round_tables
from bot.rounds.rules import control
from bot.rounds.rules.model import Phase
from bot.rounds.rules.standings import standings
from bot.rounds.store import changed_rows
from bot.seasons.rules.model import Seasons
from bot.seasons.rules.points import DAY, FIRST, Game, Kind, week_of
from bot.seasons.rules.roster import Choice, Person
from bot.seasons.store import SqlSeasons
from bot.seasons.weeks import Weeks
from bot.storage import tables
from bot.storage.changes import Put
from tests.plans import reading_tables_whole, watching
from tests.seasons.rows import GUILD, HOUR, game_rows
from tests.storage.conftest import Storage, a_copy
from tests.strategies import NOON, Story, granted, stories

ADA, BEN, CLEO, SOMEBODY = 1, 2, 3, (1 << 62) + 7
MONDAY = date(2026, 11, 23)
START = datetime(2026, 11, 23, tzinfo=UTC)
WEEK = timedelta(days=7)


def store_of(storage: Storage) -> SqlSeasons:
    return SqlSeasons(storage.writer, storage.database.reading)


async def played(storage: Storage, number: int, *game: Any, **more: Any) -> None:
    """A game as its rows."""
    await storage.writer.queue(number, game_rows(number, *game, **more))


class Interrupted(SqlSeasons):
    """Somebody gives their first answer while a week is being read."""

    def __init__(self, storage: Storage, answer: list[Put]) -> None:
        super().__init__(storage.writer, storage.database.reading)
        self._storage, self._answer = storage, answer

    async def _sums(self, games: Any) -> Any:
        sums = await super()._sums(games)
        await self._storage.writer.queue(1, self._answer)
        return sums


async def test_a_week_is_shown_while_somebody_joins_a_weighted_quiz(storage: Storage) -> None:
    """A first answer that comes in the middle of a reading counts from the next one on, and fails nothing."""
    await played(storage, 1, "round", START, (ADA, (1, 1, 1)), weights='{"0": "twice"}')
    joins = [row for row in game_rows(1, "round", START, (BEN, (1, 1, 1))) if row.table is tables.answers]
    store = Interrupted(storage, joins)
    people = [[part.player_id for part in game.parts] for game in await store.games(GUILD, START, START + WEEK)]
    again = [[part.player_id for part in game.parts] for game in await store.games(GUILD, START, START + WEEK)]
    assert (people, again) == ([[ADA]], [[ADA, BEN]])


@settings(max_examples=20)
@given(stories())
def test_places_are_those_of_the_podium(empty: Path, story: Story) -> None:
    """However a quiz goes, in teams or not, and however much its questions count: the sums are its standings'."""
    game = story.states[-1]
    if game.phase is not Phase.ENDED:
        game = granted(control.stop(game, NOON + 200 * HOUR))

    async def play() -> None:
        async with a_copy(empty) as (database, writer):
            await writer.queue(game.id, changed_rows(None, game, content))
            found = await SqlSeasons(writer, database.reading).games(game.guild_id, NOON - HOUR, NOON + 300 * HOUR)
            answered = {player for asked in game.asked for player in asked.answers}
            lines = [line for line in standings(game) if line.player_id in answered]
            assert [read.ended_at for read in found] == [game.ended_at]
            assert {(part.player_id, part.points, part.right, part.right_ms) for part in found[0].parts} == {
                (line.player_id, line.points, line.right, line.right_ms) for line in lines
            }

    asyncio.run(play())


async def test_a_daily_that_is_made_up_is_late_however_soon(storage: Storage) -> None:
    """Its answers have been shown: a quarter of an hour have those alone who had opened the questions before."""
    closed, rights = START + 9 * HOUR, (1, 1, 1)
    await played(storage, 1, "daily", START, (ADA, rights), ended_at=closed)
    for who, began in ((BEN, closed - HOUR / 60), (CLEO, closed + HOUR / 60)):
        player = {"game_id": 1, "player_id": who, "name": "p", "joined_at": began, "active": 1}
        answers = [one for one in game_rows(1, "daily", closed, (who, rights)) if one.table is tables.answers]
        soon = [Put(one.table, {**one.values, "at": closed + HOUR / 10}) for one in answers]
        await storage.writer.queue(1, [Put(tables.players, player), *soon])
    [daily] = await store_of(storage).games(GUILD, START, START + WEEK)
    assert {part.player_id: part.late for part in daily.parts} == {ADA: False, BEN: False, CLEO: True}


async def test_what_is_played_here_in_a_week_is_found_and_nothing_else(storage: Storage) -> None:
    """A daily that was posted weeks before is found while it is open; another server's games and practice never."""
    await played(storage, 1, "daily", START - 10 * timedelta(days=1), (ADA, [1, 1, 1]), ended_at=START + HOUR)
    await played(storage, 2, "round", START + 5 * HOUR, (ADA, [1, 1, 1]), (BEN, [0, 0, 0]))
    await played(storage, 3, "round", START - 5 * HOUR, (ADA, [1, 1, 1]), (BEN, [0, 0, 0]))
    await played(storage, 4, "round", START + WEEK, (ADA, [1, 1, 1]), (BEN, [0, 0, 0]))
    await played(storage, 5, "round", START + HOUR, (ADA, [1]), (BEN, [1]), guild=71)
    await played(storage, 6, "practice", START + HOUR, (ADA, [1]))
    found = await store_of(storage).games(GUILD, START, START + WEEK)
    assert {game.id: game.kind for game in found} == {1: Kind.DAILY, 2: Kind.QUIZ}


@pytest.mark.parametrize(
    ("closed", "finished"),
    [(-6 * HOUR, 10 * HOUR), (18 * HOUR, 34 * HOUR), (-HOUR / 6, HOUR / 30)],
    ids=["made up on Monday", "made up on Tuesday", "begun in time"],
)
async def test_a_daily_counts_on_the_day_when_it_is_finished(
    storage: Storage, closed: timedelta, finished: timedelta
) -> None:
    """Also when it was closed by then, in another week: by hours from the end of the first of two weeks."""
    await played(storage, 1, "daily", START, (ADA, [0, 0, 0]), (BEN, [0, 0, 1]), ended_at=START + WEEK + closed)
    late = tables.answers.update().where(tables.answers.c.player_id == BEN).values(at=START + WEEK + finished)
    await storage.writer.queue("late", [], late)
    weeks = Weeks(store_of(storage))
    first, second = [await weeks.of(GUILD, MONDAY + week * WEEK, UTC, None, START + 9 * WEEK) for week in range(2)]
    assert {who: tally.on for who, tally in first.items()} == {ADA: {MONDAY: DAY}}
    day = (START + WEEK + finished).date()
    assert {who: tally.on for who, tally in second.items()} == {BEN: {day: DAY}}


async def test_a_daily_that_is_open_over_a_long_break_counts_whenever_it_is_played(storage: Storage) -> None:
    """So does the one before it, which can be made up for as long; what came before these is over for everybody."""
    days = timedelta(days=1)
    for number, (posted, closed) in enumerate(((-102, -101), (-101, -100), (-100, 6)), start=1):
        post = {"game_id": number, "guild_id": GUILD, "date": f"{number}", "number": number, "weekly": 0, "away_ms": 0}
        await played(storage, number, "daily", START + posted * days, ended_at=START + closed * days)
        await storage.writer.queue(number, [Put(daily_tables.daily_posts, post)])
    for number, who in ((3, BEN), (2, CLEO), (1, ADA)):
        given = game_rows(number, "daily", START + HOUR, (who, (1, 1, 1)))
        await storage.writer.queue(number, [one for one in given if one.table is tables.answers])
    found = await store_of(storage).games(GUILD, START, START + WEEK)
    assert {part.player_id: part.late for game in found for part in game.parts} == {BEN: False, CLEO: True}


async def test_a_quiz_over_midnight_counts_for_whoever_left_before_it(storage: Storage) -> None:
    """On Sunday for Ada, who stopped playing then, and on Monday for Ben, who played on."""
    await played(
        storage, 1, "round", START + WEEK - HOUR, (ADA, [1, 1, 1]), (BEN, [0, 0, 0]), ended_at=START + WEEK + HOUR
    )
    late = tables.answers.update().where(tables.answers.c.player_id == BEN).values(at=START + WEEK + HOUR / 2)
    await storage.writer.queue("late", [], late)
    weeks = Weeks(store_of(storage))
    first, second = [await weeks.of(GUILD, MONDAY + week * WEEK, UTC, None, START + 9 * WEEK) for week in range(2)]
    assert {who: tally.on for who, tally in first.items()} == {ADA: {MONDAY + WEEK - timedelta(days=1): DAY}}
    assert {who: tally.on for who, tally in second.items()} == {BEN: {MONDAY + WEEK: DAY}}


async def test_who_has_played_enough(storage: Storage) -> None:
    """A daily counts when it is finished, a quiz after three answers, a duel without a result places nobody."""
    await played(storage, 1, "daily", START, (ADA, [1, 1, 1]), (BEN, [1, 1]))
    await played(storage, 2, "round", START, (ADA, [1, 0, 1]), (BEN, [1, 1]), (CLEO, [0, 0, 0]), questions=10)
    await played(storage, 3, "duel", START, (ADA, [1, 1, 1]), (BEN, [0, 0, 0]), end_reason="abandoned")
    daily, quiz, duel = sorted(await store_of(storage).games(GUILD, START, START + WEEK), key=lambda game: game.id)
    assert [part.player_id for part in daily.played] == [ADA]
    assert {part.player_id for part in quiz.played} == {ADA, CLEO}
    assert duel.ended_at is None
    assert len(duel.played) == 2


async def test_a_short_quiz_is_played_by_who_answers_all_of_it(storage: Storage) -> None:
    """Of a quiz or duel with fewer than three questions: nobody can answer three there."""
    for number, kind in ((1, "round"), (2, "duel")):
        people = (ADA, [1, 1]), (BEN, [1, 0]), *([(CLEO, [1])] if kind == "round" else [])
        await played(storage, number, kind, START, *people, questions=2)
    for game in await store_of(storage).games(GUILD, START, START + WEEK):
        assert [part.player_id for part in game.played] == [ADA, BEN]


async def test_a_night_is_one_game(storage: Storage) -> None:
    """Its rounds are summed, those before midnight too; it is over when the night is."""
    midnight = START + WEEK
    for number, at in ((1, midnight - 2 * HOUR), (2, midnight)):
        rights = [1, 1, 1] if number == 1 else [0, 0, 0]
        await played(storage, number, "round", at, (ADA, rights), (BEN, [0, 1, 0]))
    rows = [Put(round_tables.round_parts, {"game_id": number, "part_of": 9, "part": number}) for number in (1, 2)]
    game = {"id": 9, "kind": "night", "guild_id": GUILD, "channel_id": 700, "created_at": START}
    await storage.writer.queue(9, [Put(tables.games, {**game, "ended_at": midnight + 2 * HOUR}), *rows])
    [night] = await store_of(storage).games(GUILD, midnight, midnight + WEEK)
    assert (night.id, night.kind, night.ended_at) == (9, Kind.NIGHT, midnight + 2 * HOUR)
    assert {part.player_id: part.right for part in night.parts} == {ADA: 3, BEN: 2}


async def test_an_erasure_has_only_their_own_weeks_read_anew(storage: Storage) -> None:
    """Somebody who goes costs no other server anything; of who went nothing is remembered."""
    await played(storage, 1, "daily", START, (ADA, [1, 1, 1]))
    await played(storage, 2, "daily", START, (BEN, [1, 1, 1]), guild=71)
    read: list[int] = []

    class Counted(SqlSeasons):
        async def games(self, guild_id: int, since: datetime, before: datetime) -> list[Game]:
            read.append(guild_id)
            return await super().games(guild_id, since, before)

    weeks = Weeks(Counted(storage.writer, storage.database.reading))

    async def look() -> list[set[int]]:
        found = [await weeks.of(guild, MONDAY, UTC, None, START + 9 * WEEK) for guild in (GUILD, 71)]
        return [{*tallies} for tallies in found]

    assert await look() == [{ADA}, {BEN}]
    await SqlEraser(storage.writer, storage.database.reading).erase(ADA, SOMEBODY)
    weeks.forget_person(ADA)
    assert await look() == [{SOMEBODY}, {BEN}]
    assert read == [GUILD, 71, GUILD]
    weeks.forget(71)
    await look()
    assert read == [GUILD, 71, GUILD, 71]


async def test_erasing_somebody_leaves_the_others_their_points(storage: Storage) -> None:
    """What is left is a number in their place, which has no name: Ben is still behind somebody."""
    await played(storage, 1, "round", START, (ADA, [1, 1, 1]), (BEN, [1, 0, 0]), (CLEO, [0, 0, 0]))
    store = store_of(storage)
    before = week_of(await store.games(GUILD, START, START + WEEK), MONDAY, UTC)
    await SqlEraser(storage.writer, storage.database.reading).erase(ADA, SOMEBODY)
    after = week_of(await store.games(GUILD, START, START + WEEK), MONDAY, UTC)
    assert before[ADA].points == DAY + FIRST
    assert after == {SOMEBODY if who == ADA else who: tally for who, tally in before.items()}
    assert await store.people(GUILD, [ADA, SOMEBODY]) == {}


async def test_seasons_and_wishes_are_their_rows(storage: Storage) -> None:
    """Of a wish that changes within a week only the last is kept; the server's other wishes are others."""
    store = store_of(storage)
    assert await store.of(GUILD) is None
    made = Seasons(GUILD, MONDAY, "Europe/Berlin", ADA)
    await store.put(made)
    assert await store.of(GUILD) == made
    await store.put(replace(made, stopped_at=START))
    assert await store.of(GUILD) == replace(made, stopped_at=START)
    for week, playing in ((MONDAY, False), (MONDAY, True), (MONDAY, False), (MONDAY + WEEK, True)):
        await store.choose(GUILD, Choice(ADA, week, playing))
    await store.choose(71, Choice(ADA, MONDAY, playing=False))
    assert await store.choices(GUILD) == [Choice(ADA, MONDAY, False), Choice(ADA, MONDAY + WEEK, True)]


async def test_people_come_with_what_keeps_them_off_boards(storage: Storage) -> None:
    """Hidden everywhere, or gone from this server; who never played here is nobody here."""
    await played(storage, 1, "round", START, (ADA, [1]), (BEN, [1]))
    await SqlPreferences(storage.writer, storage.database.reading).change(BEN, {"hidden": True})
    left = tables.names.update().where(tables.names.c.player_id == ADA).values(left_at=START)
    await storage.writer.queue("left", [], left)
    found = await store_of(storage).people(GUILD, [ADA, BEN, CLEO])
    assert found == {ADA: Person("p1", left_at=START), BEN: Person("p2", hidden=True)}


async def test_a_week_is_read_by_indexes(storage: Storage) -> None:
    """However much was ever played anywhere, a look at a season reads a week of one server."""
    await played(storage, 1, "daily", START, (ADA, [1, 1, 1]))
    await played(storage, 2, "round", START, (ADA, [1, 1, 1]), (BEN, [0, 0, 0]), weights='{"0": "twice"}')
    await played(storage, 3, "duel", START, (ADA, [1, 1, 1]), (BEN, [0, 0, 0]))
    store = store_of(storage)
    with watching(storage.database) as plans:
        await store.of(GUILD)
        await store.games(GUILD, START, START + WEEK)
        await store.people(GUILD, [ADA, BEN])
        await store.choices(GUILD)
    assert reading_tables_whole(plans) == {}


@pytest.mark.parametrize(("weights", "first"), [("{}", BEN), ('{"0": "twice"}', ADA), ('{"1": "not_at_all"}', ADA)])
async def test_what_a_question_counts_decides_the_place(storage: Storage, weights: str, first: int) -> None:
    """As on the podium: the first question, which Ada alone had right, counts twice; or the second not at all."""
    rights = (ADA, [1, 0, 0]), (BEN, [0, 1, 0]), (CLEO, [0, 0, 0])
    await played(storage, 1, "round", START, *rights, weights=weights)
    await storage.writer.queue(
        "slower", [], tables.answers.update().where(tables.answers.c.player_id == ADA).values(elapsed_ms=9_000)
    )
    tallies = week_of(await store_of(storage).games(GUILD, START, START + WEEK), MONDAY, UTC)
    assert max(tallies, key=lambda who: tallies[who].points) == first


@pytest.mark.parametrize(
    ("clockless", "weights", "timed"),
    [((), "{}", True), ((0,), "{}", False), ((0,), '{"0": "half"}', False), ((0,), '{"0": "not_at_all"}', True)],
)
@pytest.mark.parametrize("pace", ["relaxed", "standard"])
async def test_a_quiz_goes_by_time_where_each_question_that_counts_had_a_clock(
    storage: Storage, clockless: tuple[int, ...], weights: str, pace: str, *, timed: bool
) -> None:
    """As on its own podium, and whatever pace the host chose last."""
    await played(storage, 1, "round", START, (ADA, [1, 1, 1]), clockless=clockless, weights=weights, pace=pace)
    [game] = await store_of(storage).games(GUILD, START, START + WEEK)
    assert game.timed is timed


@pytest.mark.parametrize(("counts", "plays"), [(0, False), (1, True)])
async def test_a_warm_up_is_no_part_of_having_played(storage: Storage, counts: int, *, plays: bool) -> None:
    """Two answers besides the warm-up are too few; where it counted once, it still does."""
    await played(storage, 1, "round", START, (ADA, [1, 1, 1]), weights='{"0": "not_at_all"}')
    first = tables.asked.c.position == 0
    await storage.writer.queue("warm", [], tables.asked.update().where(first).values(counts=counts))
    [game] = await store_of(storage).games(GUILD, START, START + WEEK)
    assert [part.played for part in game.parts] == [plays]
