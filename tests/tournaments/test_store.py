"""Tournaments as rows."""

from __future__ import annotations

from bot.duels.api import Where
from bot.duels.rules.model import DuelPace
from bot.kernel.questions import Exam
from bot.tournaments.rules import play
from bot.tournaments.rules.cards import new_cards
from bot.tournaments.rules.model import Kind, Out, Outcome, Pause, Plan
from tests.strategies import ADA, BEN, CAT, MINUTE, NOON, SECOND
from tests.tournaments.club import ARENA, GUS, HERE, NEXT_DOOR, THERE, Club, granted


async def test_a_tournament_is_its_rows_at_every_step(club: Club) -> None:
    """Whatever was planned, who signed up and left, each game and how it went, a pause, and the end."""
    plan = Plan(Kind.SWISS, DuelPace.DAY, 2, 20, 3, 4, "bio", rated=False, starts_at=NOON + MINUTE, exam=Exam.MLA_C02)
    announced = play.announce(tournament_id=9, guild_id=70, channel_id=700, organizer_id=99, plan=plan, at=NOON)
    steps = [announced]
    for number, player in enumerate((ADA, BEN, CAT)):
        steps.append(granted(play.join(steps[-1], player, 1_500 + number, NOON)))
    steps.append(granted(play.start(steps[-1], NOON + SECOND)))
    steps.append(play.look(steps[-1], {}, frozenset(), NOON + SECOND))
    game = steps[-1].open_games[0]
    won = play.Result(Outcome.SECOND, forfeit=True, ended_at=NOON + 2 * SECOND)
    steps.append(granted(play.leave(steps[-1], CAT.id, Out.REMOVED)))
    steps.append(play.pause(steps[-1], Pause.NO_QUESTIONS, NOON + 3 * SECOND))
    steps.append(play.look(steps[-1], {game.number: won}, frozenset(), NOON + 4 * SECOND))
    steps.append(granted(play.resume(steps[-1], 701, NOON + 5 * SECOND)))
    steps.append(granted(play.stop(steps[-1], NOON + 6 * SECOND)))
    for before, after in zip([None, *steps], steps, strict=False):
        await club.store.save(before, after, new_cards(before, after))
        assert await club.store.load(9) == after
    assert (steps[-1].games[game.number].outcome, steps[-1].entrants[2].out) == (Outcome.SECOND, Out.REMOVED)
    arena = play.announce(tournament_id=10, guild_id=71, channel_id=710, organizer_id=99, plan=ARENA, at=NOON)
    for player in (ADA, BEN, CAT):
        arena = granted(play.join(arena, player, 1_500, NOON))
    arena = granted(play.start(arena, NOON + SECOND))
    await club.store.save(None, arena, ())
    assert await club.store.load(10) == arena
    assert {one.waiting_since for one in arena.entrants} == {NOON + SECOND}
    assert await club.store.load(11) is None


async def test_tournaments_are_found_by_what_they_wait_for(club: Club) -> None:
    """Those whose time has come, are paused, or have something to tell: of their server, and of who organizes them."""
    first, second = await club.announced(HERE), await club.announced(NEXT_DOOR)
    there, over = await club.announced(THERE), await club.announced(Where(70, 702))
    granted(await club.service.stop(over.id, NOON))
    for one in (first, second, there):
        granted(await club.service.start(one.id, NOON))
        await club.service.blocked(one.id, NOON)
    assert await club.store.due(NOON - SECOND) == []
    assert await club.store.due(NOON) == [first.id, second.id, there.id]
    assert await club.store.running() == {first.id: 70, second.id: 70, there.id: 71}
    for organizer in (GUS.id, None):
        assert await club.store.paused_of(70, organizer) == [second.id, first.id]
        found = await club.service.paused(70, organizer)
        assert found is not None
        assert found.id == second.id
    assert await club.store.paused_of(70, ADA.id) == []
    assert await club.service.paused(72, None) is None
    assert await club.store.untold(70, GUS.id) == [first.id, second.id]
    told = [await club.service.to_tell(70, GUS.id) for _ in range(3)]
    assert [one and one.id for one in told] == [first.id, second.id, None]
    assert await club.service.to_tell(71, ADA.id) is None
    assert (await club.now(there)).told is False
