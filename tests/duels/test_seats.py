"""Who sits in a live duel, and for how long: everybody in one at a time."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from bot.duels.rules.model import Duel, DuelPace, DuelSettings, End, Phase, Refusal
from bot.kernel.obstacles import Barrier, Obstacle
from bot.kernel.people import ErasedPerson
from bot.kernel.ports import StorageError
from bot.profile.store import SqlEraser
from tests.duels.test_service import HERE, RIGHT, THERE, granted, house
from tests.engines import allow, outside, refuse
from tests.strategies import ADA, BEN, CAT, MINUTE, NOON, SECOND


async def test_one_live_duel_at_a_time(tmp_path: Path) -> None:
    """Who plays live, or has a live challenge out, takes up no other live duel, before and after a restart."""
    async with house(tmp_path) as home:
        first = await home.begun()
        other = await home.offered(CAT, BEN)
        assert await home.duels.accept(other.id, BEN, NOON) is Refusal.BUSY
        await home.restart()
        assert await home.duels.accept(other.id, BEN, NOON) is Refusal.BUSY
        settings = DuelSettings(questions=3)
        assert await home.duels.challenge(HERE, CAT, None, settings, 5, NOON) is Refusal.BUSY
        assert isinstance(await home.offered(ADA, CAT, DuelPace.DAY), Duel)
        for minutes in (2, 3, 4):
            await home.duels.tick(NOON + minutes * MINUTE)
        assert granted(await home.duels.find(first.id) or Refusal.UNKNOWN).end is End.ABANDONED
        assert isinstance(await home.duels.accept(other.id, BEN, NOON + 4.9 * MINUTE), Duel)


async def test_two_challenges_at_once_are_one(tmp_path: Path) -> None:
    """Of two live challenges of one person in the same instant, one goes out."""
    async with house(tmp_path) as home:
        settings = DuelSettings(questions=3)
        both = (home.duels.challenge(HERE, ADA, invited, settings, 5, NOON) for invited in (BEN, CAT))
        outcomes = await asyncio.gather(*both)
        assert [outcome for outcome in outcomes if isinstance(outcome, Refusal)] == [Refusal.BUSY]


async def test_one_live_duel_at_a_time_over_all_shards(tmp_path: Path) -> None:
    """Nobody plays two live duels because the servers belong to two processes; a duel within a day takes no seat."""
    async with house(tmp_path) as home:
        other, live = home.beside(), DuelSettings(questions=3)
        first = await home.begun()
        assert await other.challenge(THERE, ADA, CAT, live, 5, NOON) is Refusal.BUSY
        assert await other.busy(ADA.id, BEN.id, CAT.id) == {ADA.id, BEN.id}
        second = granted(await other.challenge(THERE, CAT, BEN, live, 5, NOON))
        assert await other.accept(second.id, BEN, NOON) is Refusal.BUSY
        granted(await other.challenge(THERE, ADA, CAT, replace(live, pace=DuelPace.DAY), 5, NOON))
        for minutes in (2, 3, 4):
            await home.duels.tick(NOON + minutes * MINUTE)
        assert granted(await home.duels.find(first.id) or Refusal.UNKNOWN).phase is Phase.ENDED
        granted(await other.accept(second.id, BEN, NOON + 4.5 * MINUTE))


async def test_of_two_wishes_at_two_processes_at_once_one_is_granted(tmp_path: Path) -> None:
    """Each saw nobody in a duel: the rows decide, and the other is told so in words."""
    async with house(tmp_path) as home:
        other, live = home.beside(), DuelSettings(questions=3)
        both = (one.challenge(where, ADA, None, live, 5, NOON) for one, where in ((home.duels, HERE), (other, THERE)))
        outcomes = await asyncio.gather(*both)
        [mine] = [outcome for outcome in outcomes if isinstance(outcome, Duel)]
        assert Refusal.BUSY in outcomes
        theirs = granted(await other.challenge(THERE, CAT, None, live, 5, NOON))
        playing = home.duels if mine.guild_id == HERE.guild_id else other
        both_taken = await asyncio.gather(playing.accept(mine.id, BEN, NOON), other.accept(theirs.id, BEN, NOON))
        assert sorted(isinstance(outcome, Duel) for outcome in both_taken) == [False, True]
        assert Refusal.BUSY in both_taken


async def test_a_challenge_that_goes_leaves_no_seat(tmp_path: Path) -> None:
    """Taken back or never seen by anybody; nor does one that a release without seats has ended."""
    async with house(tmp_path) as home:
        other, live = home.beside(), DuelSettings(questions=3)
        gone = await home.offered()
        await home.duels.blocked(gone.id, NOON, Obstacle(Barrier.GONE, unseen=True))
        back = await home.offered()
        await home.duels.decline(back.id, ADA.id, NOON)
        third = granted(await other.challenge(THERE, ADA, None, live, 5, NOON))
        with outside(tmp_path / "recall.sqlite3") as connection:
            connection.execute("UPDATE duels SET due_at = NULL, phase = 'ended' WHERE game_id = ?", (third.id,))
        granted(await home.duels.challenge(HERE, ADA, None, live, 5, NOON))


async def test_a_challenger_who_plays_live_is_not_taken_up(tmp_path: Path) -> None:
    """Neither of the two may be in another live duel, however it came about."""
    async with house(tmp_path) as home:
        first, second = await home.offered(ADA, BEN), await home.offered(CAT, None)
        home.duels._seats.take(replace(second, challenger=ADA))
        assert await home.duels.accept(first.id, BEN, NOON) is Refusal.CHALLENGER_BUSY
        await home.duels.decline(second.id, CAT.id, NOON)
        granted(await home.duels.accept(first.id, BEN, NOON))


@pytest.mark.parametrize("place", [0, 2])
async def test_a_refused_write_frees_nobody(tmp_path: Path, place: int) -> None:
    """Whatever of a duel could not be written, its first answer or its end: by its rows both are in it still."""
    async with house(tmp_path) as home:
        duel = await home.begun()
        for before in range(place):
            for player in (ADA, BEN):
                await home.duels.answer(duel.id, player.id, before, RIGHT, NOON + SECOND)
                await home.duels.go_on(duel.id, player.id, NOON)
            await home.duels.go_on(duel.id, ADA.id, NOON)
        if place:
            await home.duels.answer(duel.id, ADA.id, place, RIGHT, NOON + SECOND)
        refuse(tmp_path / "recall.sqlite3", "answers", "1")
        with pytest.raises(StorageError):
            await home.duels.answer(duel.id, BEN.id, place, RIGHT, NOON + SECOND)
        allow(tmp_path / "recall.sqlite3", "answers")
        settings = DuelSettings(questions=3)
        for player in (ADA, BEN):
            assert await home.duels.challenge(HERE, player, CAT, settings, 5, NOON) is Refusal.BUSY
        granted(await home.duels.answer(duel.id, BEN.id, place, RIGHT, NOON + SECOND))


async def test_an_acceptance_that_was_not_written_seats_nobody(tmp_path: Path) -> None:
    """Whoever accepted is as free as before; the challenge still stands."""
    async with house(tmp_path) as home:
        duel = await home.offered()
        refuse(tmp_path / "recall.sqlite3", "players", "1")
        with pytest.raises(StorageError):
            await home.duels.accept(duel.id, BEN, NOON)
        allow(tmp_path / "recall.sqlite3", "players")
        assert isinstance(await home.offered(BEN, CAT), Duel)
        assert await home.duels.challenge(HERE, ADA, CAT, DuelSettings(), 5, NOON) is Refusal.BUSY


async def test_who_is_erased_leaves_the_other_in_their_seat(tmp_path: Path) -> None:
    """The duel goes on for the other; whoever was erased may begin anew."""
    async with house(tmp_path) as home:
        duel = await home.begun()
        await SqlEraser(home.store._writer, home.store._reading).erase(BEN.id, stand_in=(1 << 62) + 1)
        for scope in (duel.id, ErasedPerson(BEN.id)):
            home.duels.forget(scope)
        assert await home.duels.challenge(HERE, ADA, CAT, DuelSettings(), 5, NOON) is Refusal.BUSY
        assert isinstance(await home.offered(BEN, CAT), Duel)
