"""What the log says of being away and coming back: once, with how long, and nothing where nobody was away."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.exc import OperationalError
from structlog.testing import capture_logs

from bot.kernel.absences import Absences
from bot.kernel.availability import LastHeard
from bot.kernel.background import Background
from bot.kernel.haste import Haste, errand, on
from bot.kernel.ports import StorageError
from bot.presence import SERVERS_AT_ONCE, Presence
from bot.timing.clock import Clock
from tests.engines import unreadable
from tests.strategies import MINUTE, NOON, SECOND

SERVER, GAME, OTHER = 70, 7, 8


class Stopped(Clock):
    """Stands still until it is moved."""

    def __init__(self) -> None:
        super().__init__()
        self.at = NOON

    def now(self) -> datetime:
        return self.at


class Notes:
    """The heartbeat's rows."""

    def __init__(self, before: LastHeard | None) -> None:
        self.before = before
        self.full = False
        self.noted: Mapping[int, datetime] = {}
        self.away: Mapping[int, datetime] = {}

    async def last(self) -> LastHeard | None:
        return self.before

    async def beat(self, beats: Mapping[int, datetime], away: Mapping[int, datetime]) -> None:
        if self.full:
            raise StorageError("disk full")
        self.noted, self.away = dict(beats), dict(away)


class Outbox:
    """Has nothing to send."""

    is_open = False

    def reconnected(self) -> None:
        """Heard."""

    def retry_refused(self) -> None:
        """Heard."""

    async def open(self) -> None:
        self.is_open = True


class Process:
    """A process whose games get back what they lost, unless the disk is full."""

    def __init__(self, before: LastHeard | None = None) -> None:
        self.clock, self.background = Stopped(), Background()
        self.full = False
        self.why: Exception = StorageError("disk full")
        self.lost: timedelta | None = None
        """What games were last told to give back."""
        self.may_recover, self.recovering = asyncio.Event(), asyncio.Event()
        self.may_recover.set()
        self.games = {GAME: SERVER}
        self.damaged: set[int] = set()
        """Games whose rows cannot be written."""
        self.unreadable: set[int] = set()
        """Games whose rows cannot be read."""
        self.given: list[tuple[int, timedelta]] = []
        self.tries = 0
        self.stops_after: int | None = None
        """So many times it goes on at once, and then waits for `may_recover`."""
        self.hastes: list[Haste] = []
        self.notes, self.outbox = Notes(before), Outbox()
        outbox: Any = self.outbox
        self.presence = Presence(self.clock, self.notes, outbox, self.background, self.recover)

    @classmethod
    async def damaged_over(cls, away: timedelta) -> Process:
        """One of whose two games on a server cannot be written when both are to get an absence back."""
        process = cls()
        process.games[OTHER] = SERVER
        await process.ready()
        process.damaged, process.given = {GAME}, []
        await process.returned(away)
        return process

    async def recover(self, absences: Absences, at: datetime) -> None:
        since = absences.of(SERVER)
        self.lost = None if since is None else at - since
        self.hastes.append(errand().haste)
        if self.full:
            raise self.why
        if self.tries == self.stops_after:
            self.may_recover.clear()
        if not self.may_recover.is_set():
            self.recovering.set()
        await self.may_recover.wait()
        self.tries += 1

        async def give_back(game: int, since: datetime) -> None:
            if game in self.unreadable:
                raise unreadable()
            if game in self.damaged:
                raise StorageError("database disk image is malformed")
            self.given.append((game, at - since))

        await absences.make_up(self.games, at, give_back)

    async def returned(self, away: timedelta) -> None:
        """The shard is away for a while, and heard again."""
        self.presence.disconnected(0)
        self.clock.at += away
        self.presence.resumed(0)
        await self.background.drain()

    async def beats(self, number: int) -> None:
        for _ in range(number):
            self.clock.at += 2 * SECOND
            await self.presence.beat(self.clock.at)

    async def ready(self) -> None:
        self.presence.ready(0, 1, [SERVER])
        self.presence.appeared(SERVER)
        await self.background.drain()


def told(logged: list[Any]) -> list[tuple[str, str]]:
    return [(one["log_level"], one["event"]) for one in logged]


async def test_the_first_start_of_all_is_no_return() -> None:
    """Who has never been heard has not been away."""
    process = Process()
    with capture_logs() as logged:
        await process.presence.open()
        await process.ready()
    assert told(logged) == []


async def test_a_restart_says_how_long_it_took() -> None:
    """Since the last heartbeat of the run before."""
    process = Process(LastHeard(1, {0: NOON - 2 * MINUTE}, {}))
    with capture_logs() as logged:
        await process.presence.open()
        await process.ready()
    [line] = logged
    assert (line["event"], line["servers"], line["away_s"]) == ("back", 1, 120.0)


async def test_what_is_owed_goes_before_what_is_looked_at_and_after_presses() -> None:
    """Until it is given back no press can be judged; the beat tries again what could not be written."""
    process = Process()
    await process.ready()
    process.full = True
    await process.returned(MINUTE)
    process.full = False
    with on(Haste.LOOK):
        await process.beats(1)
    assert process.lost is not None
    assert {*process.hastes} == {Haste.RETURN}


async def test_a_session_whose_servers_come_one_by_one_is_back_in_one_line() -> None:
    """Direct messages come with the session, the servers a moment later: one line, for the longest of it."""
    process = Process(LastHeard(1, {0: NOON - 2 * MINUTE}, {}))
    with capture_logs() as logged:
        await process.presence.open()
        process.presence.ready(0, 1, [SERVER, SERVER + 1, SERVER + 2])
        await process.background.drain()
        for one in range(3):
            process.clock.at += timedelta(seconds=1)
            process.presence.appeared(SERVER + one)
            await process.background.drain()
            await process.presence.beat(process.clock.at)
    [line] = logged
    assert (line["event"], line["servers"], line["away_s"]) == ("back", 3, 123.0)


async def test_a_server_that_stays_away_keeps_no_return_from_being_told() -> None:
    """Ten seconds after the first has come the others are told of; the last one has a line of its own."""
    process = Process(LastHeard(1, {0: NOON - 2 * MINUTE}, {}))
    with capture_logs() as logged:
        await process.presence.open()
        process.presence.ready(0, 1, [SERVER, SERVER + 1])
        process.presence.appeared(SERVER)
        await process.background.drain()
        process.clock.at += timedelta(seconds=10)
        await process.presence.beat(process.clock.at)
        process.clock.at += MINUTE
        process.presence.appeared(SERVER + 1)
        await process.background.drain()
    assert [(line["event"], line["servers"], line["away_s"]) for line in logged] == [
        ("back", 1, 120.0),
        ("back", 1, 190.0),
    ]


async def test_a_clock_that_is_set_back_while_nobody_is_heard_is_told_to_the_games() -> None:
    """The last heartbeat was written by a clock that was five minutes ahead, and so was what they decided by it."""
    process = Process(LastHeard(1, {0: NOON + 5 * MINUTE}, {}))
    with capture_logs() as logged:
        await process.presence.open()
        await process.ready()
    assert process.lost == -5 * MINUTE
    assert [line["away_s"] for line in logged] == [0.0]


async def test_what_a_database_says_is_told_without_what_the_library_adds() -> None:
    """Whoever reads the log is told the database's own words, and gets no address of the library's manual."""
    process = Process()
    driver = sqlite3.OperationalError("unable to open")
    driver.sqlite_errorcode = sqlite3.SQLITE_CANTOPEN
    process.why = OperationalError("SELECT 1", {}, driver)
    assert "Background on this error" in str(process.why)
    await process.presence.open()
    await process.ready()
    with capture_logs() as logged:
        process.presence.disconnected(0)
        process.clock.at += MINUTE
        process.full = True
        process.presence.resumed(0)
        await process.background.drain()
    assert [line["why"] for line in logged if line["event"] == "the time away must wait"] == ["unable to open"]


async def test_an_outage_says_how_long_it_took_once_it_could_be_made_up_for() -> None:
    """While that cannot be written each try is a line; the return is told when it can, and counts all of it."""
    process = Process()
    with capture_logs() as logged:
        await process.presence.open()
        await process.ready()
        process.clock.at += MINUTE
        process.presence.disconnected(0)
        process.clock.at += timedelta(seconds=40)
        process.full = True
        process.presence.resumed(0)
        await process.background.drain()
        await process.presence.beat(process.clock.at)
        assert told(logged) == [("warning", "the time away must wait")] * 2
        assert logged[0]["why"] == "disk full"
        process.full = False
        process.clock.at += timedelta(seconds=5)
        await process.presence.beat(process.clock.at)
        await process.presence.beat(process.clock.at)
    assert told(logged)[2:] == [("info", "back")]
    assert logged[-1]["away_s"] == 45.0


async def test_time_in_which_the_process_did_not_run_is_given_back() -> None:
    """Its connections may look as they did before: until the time is given back, nothing counts on its servers."""
    process = Process()
    await process.presence.open()
    await process.ready()
    process.clock.at += 10 * MINUTE
    process.presence.slept(process.clock.at - 9 * MINUTE)
    assert not process.presence.goes_on(SERVER)
    await process.background.drain()
    assert process.lost == 9 * MINUTE
    assert process.presence.goes_on(SERVER)


async def test_a_clock_that_is_set_back_is_told_to_games_once() -> None:
    """However often it has to be tried: one that could not be written moves back by less what it stood still since."""
    process = await Process.damaged_over(MINUTE)
    process.given = []
    process.clock.at -= 60 * MINUTE
    process.presence.slept(process.clock.at + 60 * MINUTE)
    assert not process.presence.goes_on(SERVER)
    await process.background.drain()
    assert process.given == [(OTHER, -60 * MINUTE)]
    process.damaged = set()
    process.clock.at += 10 * SECOND
    await process.presence.beat(process.clock.at)
    await process.beats(40)
    [(_, other), (game, moved)] = process.given
    assert (game, other) == (GAME, -60 * MINUTE)
    assert -60 * MINUTE < moved <= -58 * MINUTE, "it has stood still for a minute before, and since"
    assert process.presence.goes_on(SERVER, GAME)


async def test_who_is_away_since_before_the_clock_was_set_back_is_still_told_of() -> None:
    """For how long a shard has been heard, or not, does not depend on what the clock showed."""
    process = Process()
    await process.presence.open()
    await process.ready()
    process.clock.at += MINUTE
    process.presence.vanished(SERVER, gone=False)
    process.clock.at -= 60 * MINUTE
    process.presence.slept(process.clock.at + 60 * MINUTE)
    assert process.presence.known.away(process.clock.at).keys() == {SERVER}
    process.presence.disconnected(0)
    process.clock.at += 5 * SECOND
    assert process.presence.known.away_s(0, process.clock.at) == 5


async def test_a_press_waits_until_lost_time_has_been_given_back() -> None:
    """From the first event after an absence until its server has its time again, and for no server that has it."""
    process = Process()
    await process.presence.open()
    await process.ready()
    assert await process.presence.made_up(SERVER, GAME)
    process.presence.disconnected(0)
    pressed = asyncio.ensure_future(process.presence.made_up(SERVER, GAME))  # the event comes before the shard is heard
    process.may_recover.clear()
    process.presence.resumed(0)
    await process.recovering.wait()
    later = asyncio.ensure_future(process.presence.made_up(SERVER, GAME))
    await asyncio.sleep(0)
    assert not pressed.done()
    assert not later.done()
    process.may_recover.set()
    assert all(await asyncio.gather(pressed, later))
    assert process.presence.hears(SERVER)


async def test_the_first_servers_of_many_do_not_wait_for_the_last() -> None:
    """Presses are taken where time has been given back, while others still get theirs; in the end all have it."""
    process = Process(LastHeard(1, {0: NOON - MINUTE}, {}))
    many = [*range(100, 100 + 3 * SERVERS_AT_ONCE)]
    process.games = {guild_id + 10_000: guild_id for guild_id in many}
    await process.presence.open()
    process.presence.ready(0, 1, many)
    for guild_id in many:
        process.presence.appeared(guild_id)
    process.stops_after = 1
    with capture_logs() as logged:
        await process.recovering.wait()
        assert [guild_id for guild_id in many if process.presence.hears(guild_id)] == many[: SERVERS_AT_ONCE - 1]
        process.may_recover.set()
        await process.background.drain()
    assert [(line["event"], line["servers"]) for line in logged] == [("back", len(many))]
    assert all(process.presence.hears(guild_id) for guild_id in many)
    assert sorted(game for game, _ in process.given) == sorted(process.games)


async def test_a_lost_connection_is_told_of_once_and_a_short_break_never() -> None:
    """Whoever reads the log meanwhile does not see a healthy bot."""
    process = Process()
    await process.ready()
    with capture_logs() as logged:
        for away_s in (4, 75):
            await process.presence.beat(process.clock.at)
            process.presence.disconnected(0)
            for _ in range(away_s):
                process.clock.at += timedelta(seconds=1)
                await process.presence.beat(process.clock.at)
            await process.ready()
    lost = [line for line in logged if line["event"] == "Discord is not heard any more"]
    assert [(line["log_level"], line["shard"], line["away_s"]) for line in lost] == [("warning", 0, 10.0)]


async def test_before_the_first_connection_nothing_is_lost() -> None:
    """A bot of many shards reaches the last ones only after minutes."""
    process = Process()
    with capture_logs() as logged:
        for _ in range(75):
            process.clock.at += timedelta(seconds=1)
            await process.presence.beat(process.clock.at)
    assert logged == []
