"""Who is in a season's tables and who is not, and how often the games are read for them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from bot.boards.store import SqlMembership
from bot.kernel.people import ErasedPerson
from bot.learners.store import SqlPreferences
from bot.profile.store import SqlEraser
from bot.seasons.rules.model import Seasons
from bot.seasons.rules.points import DAY, FIRST, Game
from bot.seasons.rules.views import Standing, Table, Week
from bot.seasons.service import SeasonService
from bot.seasons.store import SqlSeasons
from bot.timing.zones import PinnedZones
from tests.seasons.rows import GUILD, HOUR, game_rows
from tests.storage.conftest import Storage

ADA, BEN, CLEO = 1, 2, 3
MONDAY = date(2026, 11, 23)
START = datetime(2026, 11, 23, tzinfo=UTC)
A_DAY, WEEK = timedelta(days=1), timedelta(days=7)
NOW = START + 12 * HOUR
RIGHT, WRONG = [1, 1, 1], [0, 0, 0]


class Counting(SqlSeasons):
    """Counts how often games are read."""

    reads = 0

    async def games(self, guild_id: int, since: datetime, before: datetime) -> list[Game]:
        self.reads += 1
        return await super().games(guild_id, since, before)


class Quiet(SqlMembership):
    """Asks Discord for nobody."""

    def look_after(self, guild_id: int, people: Iterable[int], at: datetime) -> None:
        """Nobody is asked after."""

    async def is_back(self, guild_id: int, player_id: int) -> None:
        await self.note(guild_id, player_id, None)


async def begun(storage: Storage) -> tuple[SeasonService, Counting]:
    """A season in which Ada won a quiz against Ben and Cleo on its first day."""
    store = Counting(storage.writer, storage.database.reading)
    await store.put(Seasons(GUILD, MONDAY, "UTC", ADA))
    people = (ADA, RIGHT), (BEN, [1, 0, 0]), (CLEO, WRONG)
    await storage.writer.queue(1, game_rows(1, "round", START + HOUR, *people))
    return SeasonService(store, PinnedZones(), Quiet(storage.writer)), store


def shown(table: Table | Week | None) -> dict[int, int]:
    assert table is not None
    return {line.who.player_id: line.who.points for line in table.page.lines}


async def table_of(seasons: SeasonService, at: datetime = NOW, viewer: int = CLEO, *, last: bool = False) -> Table:
    found = await seasons.table(GUILD, viewer, 0, at, last=last)
    assert found is not None
    return found


async def test_whoever_is_hidden_is_in_no_table(storage: Storage) -> None:
    """Nobody sees them, themselves included, and the others move up; what they played still has its place."""
    seasons, _ = await begun(storage)
    assert [*shown(await table_of(seasons))] == [ADA, BEN, CLEO]
    await SqlPreferences(storage.writer, storage.database.reading).change(ADA, {"hidden": True})
    table = await table_of(seasons, viewer=ADA)
    assert shown(table) == {BEN: DAY + 1, CLEO: DAY}
    assert table.page.lines[0].place == 1
    assert table.frame.standing is Standing.HIDDEN


async def test_whoever_left_the_server_is_in_no_table_until_they_look(storage: Storage) -> None:
    """They find what they had."""
    seasons, _ = await begun(storage)
    await SqlMembership(storage.writer).note(GUILD, ADA, NOW)
    assert [*shown(await table_of(seasons))] == [BEN, CLEO]
    assert shown(await table_of(seasons, viewer=ADA))[ADA] == DAY + FIRST


async def test_whoever_was_erased_is_gone_at_once(storage: Storage) -> None:
    """Though their week was just read: nothing of them is remembered."""
    seasons, store = await begun(storage)
    assert ADA in shown(await table_of(seasons))
    await SqlEraser(storage.writer, storage.database.reading).erase(ADA, (1 << 62) + 5)
    assert [*shown(await table_of(seasons))] == [BEN, CLEO]
    reads = store.reads
    seasons.forget(ErasedPerson(ADA))
    assert [*shown(await table_of(seasons))] == [BEN, CLEO]
    assert store.reads > reads


async def test_weeks_that_end_while_somebody_is_out_do_not_count(storage: Storage) -> None:
    """Of the week in which they come back everything counts; the others' points stay as they are."""
    seasons, _ = await begun(storage)
    await seasons.choose(GUILD, ADA, NOW, playing=False)
    table = await table_of(seasons, viewer=ADA)
    assert [*shown(table)] == [BEN, CLEO]
    assert (table.frame.standing, table.page.own) == (Standing.OUT, None)
    await storage.writer.queue(2, game_rows(2, "daily", NOW + WEEK - HOUR, (ADA, WRONG)))
    await seasons.choose(GUILD, ADA, NOW + WEEK, playing=True)
    assert shown(await table_of(seasons, NOW + WEEK)) == {BEN: DAY + 1, CLEO: DAY, ADA: DAY}
    await seasons.choose(GUILD, BEN, NOW, playing=False)
    await seasons.choose(GUILD, BEN, NOW, playing=True)
    assert shown(await table_of(seasons))[BEN] == DAY + 1


async def test_another_servers_season_is_another(storage: Storage) -> None:
    """Who leaves one is in the other; where none was begun there is none."""
    seasons, store = await begun(storage)
    assert await seasons.table(71, ADA, 0, NOW) is None
    await store.put(Seasons(71, MONDAY, "UTC", BEN))
    await storage.writer.queue(2, game_rows(2, "round", START + HOUR, (ADA, RIGHT), (BEN, WRONG), guild=71))
    await seasons.choose(71, ADA, NOW, playing=False)
    assert ADA in shown(await table_of(seasons))
    assert shown(await seasons.table(71, BEN, 0, NOW)) == {BEN: DAY}


async def test_what_everybody_asks_for_is_read_once(storage: Storage) -> None:
    """Fifty who look at the same moment cost as much as one, and a week that is over is not read anew each time."""
    seasons, store = await begun(storage)
    tables = await asyncio.gather(*(table_of(seasons, viewer=viewer) for viewer in range(1, 51)))
    assert len({tuple(shown(table)) for table in tables}) == 1
    assert store.reads == 2  # the week before the season, and its first
    await table_of(seasons, NOW + timedelta(seconds=11))
    assert store.reads == 3


async def test_the_table_follows_the_games_until_the_season_is_stopped(storage: Storage) -> None:
    """What is played afterward changes it no more; the season before is still there to look at."""
    seasons, _ = await begun(storage)
    later = NOW + 4 * WEEK
    assert shown(await table_of(seasons, later)) == {}
    assert shown(await table_of(seasons, later, last=True)) == shown(await table_of(seasons))
    await storage.writer.queue(2, game_rows(2, "daily", later - HOUR, (BEN, WRONG)))
    await seasons.stop(GUILD, later)
    await storage.writer.queue(3, game_rows(3, "daily", later + HOUR, (CLEO, WRONG)))
    table = await table_of(seasons, later + A_DAY)
    assert shown(table) == {BEN: DAY}
    assert (table.frame.is_over, table.frame.stopped_at) == (True, later)
    assert ADA in shown(await table_of(seasons, later + A_DAY, last=True))


async def test_a_zone_that_is_known_no_longer_counts_as_utc(storage: Storage) -> None:
    """The season goes on, whatever became of its zone's name."""
    seasons, store = await begun(storage)
    await store.put(Seasons(GUILD, MONDAY, "Mars/Olympus", ADA))
    assert ADA in shown(await table_of(seasons))
