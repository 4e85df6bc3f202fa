"""What games are owed after an outage, where their rows cannot be written at once."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.app import App
from bot.client.client import RecallClient
from bot.kernel.absences import Absences
from bot.kernel.availability import LastHeard
from bot.kernel.ports import StorageError
from bot.storage.database import open_database
from bot.timing.clock import Clock
from tests.engines import ON_A_SERVER, outside
from tests.strategies import MINUTE, NOON, SECOND
from tests.test_presence import GAME, OTHER, SERVER, Process


async def test_a_game_that_cannot_be_written_holds_up_no_other() -> None:
    """It alone stands still; the others on its server have their time, and the beat is noted for a crash."""
    process = await Process.damaged_over(40 * SECOND)
    await process.beats(3)
    assert process.given == [(OTHER, 40 * SECOND)]
    assert process.presence.goes_on(SERVER)
    assert process.presence.goes_on(SERVER, OTHER)
    assert not process.presence.goes_on(SERVER, GAME)
    assert process.notes.noted == {0: process.clock.at}


async def test_a_game_that_could_not_be_written_gets_all_that_it_stood_still_for_once() -> None:
    """Through another outage, too: then it gets what it lost since the first, and the others what they lost since."""
    process = await Process.damaged_over(40 * SECOND)
    await process.beats(1)
    await process.returned(10 * SECOND)
    assert process.given == [(OTHER, 40 * SECOND), (OTHER, 10 * SECOND)]
    process.damaged = set()
    await process.beats(30)
    assert [game for game, _ in process.given] == [OTHER, OTHER, GAME]
    given = process.given[-1][1]
    assert 52 * SECOND < given <= 52 * SECOND + 30 * 2 * SECOND
    assert process.presence.goes_on(SERVER, GAME)
    await process.returned(5 * SECOND)
    assert process.given[3:] == [(GAME, 5 * SECOND), (OTHER, 5 * SECOND)]


async def test_a_game_that_cannot_be_read_has_its_time_once_it_can_however_late() -> None:
    """Until then it stands still alone, whether that takes a moment or many tries; no other gets a time twice."""
    process = Process()
    process.games[OTHER] = SERVER
    await process.ready()
    process.unreadable, process.given = {GAME}, []
    await process.returned(40 * SECOND)
    await process.beats(30)
    assert [process.presence.goes_on(SERVER, game) for game in (OTHER, GAME)] == [True, False]
    process.unreadable = set()
    await process.beats(30)
    [(_, other), (game, given)] = process.given
    assert (other, game) == (40 * SECOND, GAME)
    assert 100 * SECOND < given <= 160 * SECOND
    assert process.presence.goes_on(SERVER, GAME)


async def test_a_feature_whose_rows_are_damaged_holds_up_no_other(tmp_path: Path) -> None:
    """Its games can be given nothing back; for all others time goes on, and what they post is delivered."""
    app = App(open_database(tmp_path / "recall.sqlite3"), RecallClient(), Clock())
    await app.open()
    with outside(app.database.place) as other:
        other.execute("DROP TABLE tournaments" + (" CASCADE" if ON_A_SERVER else ""))
    app.presence.ready(0, 1, [SERVER])
    app.presence.appeared(SERVER)
    with capture_logs() as logged:
        await app.background.drain()
        goes_on = app.presence.goes_on(SERVER)
    await app.close()
    assert goes_on
    told = [(entry["event"], entry["feature"]) for entry in logged if entry["log_level"] == "error"]
    assert told == [("lost time could not be given back", "Tournaments")]


async def test_only_what_is_owed_time_keeps_a_press_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """A press for a game that stands still alone cannot be judged; for any other game on its server it can."""
    monkeypatch.setattr("bot.presence.PRESSES_WAIT_S", 0.0)
    process = await Process.damaged_over(40 * SECOND)
    assert not await process.presence.made_up(SERVER, GAME)
    assert await process.presence.made_up(SERVER, OTHER)
    process.damaged = set()
    await process.beats(30)
    assert await process.presence.made_up(SERVER, GAME)


async def test_a_game_that_stays_damaged_is_tried_again_ever_less_often() -> None:
    """With the next beat, and in the end once a minute: each try can take the writer's time from everybody."""
    process = Process()
    await process.ready()
    process.damaged = {GAME}
    await process.returned(40 * SECOND)
    process.tries = 0
    await process.beats(1)
    assert process.tries == 1
    await process.beats(300)
    process.tries = 0
    await process.beats(60)
    assert process.tries == 2


async def test_a_game_waits_for_its_server_with_what_it_is_owed() -> None:
    """While that is away nothing is given back there: what it loses now is not known yet."""
    process = Process()
    await process.ready()
    process.damaged, process.given = {GAME}, []
    await process.returned(40 * SECOND)
    process.damaged = set()
    process.presence.vanished(SERVER, gone=False)
    await process.beats(40)
    assert process.given == []
    process.presence.appeared(SERVER)
    await process.background.drain()
    assert process.given == [(GAME, 120 * SECOND)]


async def test_delivery_opens_at_a_start_though_a_game_cannot_be_written() -> None:
    """Otherwise nothing is ever posted anywhere."""
    process = Process(LastHeard(1, {0: NOON - 2 * MINUTE}, {}))
    await process.presence.open()
    process.damaged = {GAME}
    await process.ready()
    assert process.outbox.is_open
    assert not process.presence.goes_on(SERVER, GAME)


async def test_once_a_beat_can_be_noted_again_games_have_been_tried_before() -> None:
    """A full disk takes neither: a crash right after it must not leave the games with less than they lost."""
    process = Process()
    await process.ready()
    process.damaged, process.given = {GAME}, []
    process.notes.full = True
    await process.returned(40 * SECOND)
    await process.beats(20)
    process.damaged, process.notes.full = set(), False
    await process.beats(1)
    assert process.given == [(GAME, 82 * SECOND)]
    assert process.notes.noted == {0: process.clock.at}


async def test_what_a_game_is_owed_outlives_a_crash() -> None:
    """The next run gives back all that was lost since then, not only what was lost since the last beat."""
    process = await Process.damaged_over(40 * SECOND)
    gone = process.clock.at - 40 * SECOND
    await process.beats(5)
    assert process.notes.noted == {0: process.clock.at}
    after = Process(LastHeard(1, process.notes.noted, process.notes.away))
    after.clock.at = process.clock.at + 10 * SECOND
    await after.presence.open()
    await after.ready()
    assert after.given == [(GAME, after.clock.at - gone)]
    await after.beats(1)
    assert after.notes.away == {}


async def test_a_server_that_vanishes_between_two_tries_is_given_nothing_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """What it got in the try that failed as a whole is remembered until it is back, whoever comes back meanwhile."""
    process = Process()
    await process.ready()
    broken = True

    async def half_way(absences: Absences, at: datetime) -> None:
        await process.recover(absences, at)
        if broken:
            raise StorageError("disk full")

    monkeypatch.setattr(process.presence, "_recover", half_way)
    process.given = []
    await process.returned(30 * SECOND)
    assert process.given == [(GAME, 30 * SECOND)]
    process.presence.vanished(SERVER, gone=False)
    broken = False
    process.presence.appeared(SERVER + 1)
    await process.background.drain()
    process.clock.at += 10 * SECOND
    process.presence.appeared(SERVER)
    await process.background.drain()
    assert process.given == [(GAME, 30 * SECOND), (GAME, 10 * SECOND)]
