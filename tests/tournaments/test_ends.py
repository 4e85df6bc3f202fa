"""How a tournament ends, and what becomes of it when a clock or a pause comes between."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.tournaments.rules import play
from bot.tournaments.rules.model import End, Kind, Out, Outcome, Pause, Phase, Plan, Refusal, Tournament
from bot.tournaments.rules.play import Result
from tests.strategies import MINUTE, NOON, SECOND
from tests.tournaments.test_pairing import advanced, begun, granted, signed_up

ARENA = Plan(Kind.ARENA, minutes=30)
HOUR = timedelta(hours=1)


def is_over(tournament: Tournament, end: End, at: datetime) -> bool:
    """Nothing of it is due any more, and nobody waits to be told."""
    ended = (tournament.phase, tournament.end, tournament.ended_at) == (Phase.ENDED, end, at)
    return ended and (tournament.due_at, tournament.pause, tournament.told) == (None, None, True)


def test_every_end_has_its_reason_and_its_time() -> None:
    """By its organizer, for lack of players, where nobody can see the sign-up, and at the bell."""
    at = NOON + MINUTE
    assert is_over(granted(play.stop(begun(4, ARENA), at)), End.STOPPED, at)
    assert is_over(granted(play.stop(play.pause(begun(4, ARENA), Pause.CHANNEL, NOON), at)), End.STOPPED, at)
    assert is_over(advanced(signed_up(2, Plan(starts_at=at)), {}, at), End.TOO_FEW, at)
    assert is_over(play.pause(signed_up(2, Plan()), Pause.CHANNEL, at), End.UNSEEN, at)
    assert is_over(advanced(begun(4, ARENA), {}, NOON + 30 * MINUTE), End.FINISHED, NOON + 30 * MINUTE)


def test_who_left_by_themselves_is_not_said_to_have_been_absent() -> None:
    """They had missed a game, and are missed in their last one; why they are out stays as it was."""
    now = advanced(begun(4, Plan(rounds=3)), {}, NOON)
    game = next(one for one in now.open_games if 4 in one.players)
    lost = Result(Outcome.SECOND if game.first == 4 else Outcome.FIRST, forfeit=True, ended_at=NOON)
    after = advanced(granted(play.leave(now, 4)), {game.number: lost}, NOON)
    known = after.entrant(4)
    assert known is not None
    assert known.out is Out.LEFT


def test_what_is_over_is_over() -> None:
    over = granted(play.stop(begun(4, ARENA), NOON))
    assert play.stop(over, NOON + MINUTE) is play.resume(over, 700, NOON) is play.start(over, NOON) is Refusal.ENDED
    assert advanced(over, {0: Result(Outcome.FIRST, forfeit=False, ended_at=NOON)}, NOON + HOUR) is over
    assert play.pause(over, Pause.CHANNEL, NOON) is play.after_outage(over, NOON, NOON + HOUR) is over


@pytest.mark.parametrize("players", [2 + 1, 4])
def test_a_swiss_is_over_with_its_last_round(players: int) -> None:
    """Three people can meet in three rounds, and so can four; after the last game there is no other round."""
    at, now = NOON, begun(players, Plan(rounds=3))
    for number in range(1, 4):
        now = advanced(now, {}, at)
        assert (now.round, now.phase) == (number, Phase.RUNNING)
        at += MINUTE
        results = {one.number: Result(Outcome.FIRST, forfeit=False, ended_at=at) for one in now.open_games}
        now = advanced(now, results, at)
    assert is_over(now, End.FINISHED, at)


def test_a_bye_is_over_as_it_is_drawn() -> None:
    """The round waits for the games of the others alone."""
    now = advanced(begun(5, Plan(rounds=3)), {}, NOON + MINUTE)
    byes = [one for one in now.games if one.second is None]
    assert [(one.outcome, one.ended_at, one.made_at) for one in byes] == [(Outcome.BYE, NOON + MINUTE, NOON + MINUTE)]
    others = [one for one in now.games if one.second is not None]
    assert {(one.outcome, one.ended_at, one.round) for one in others} == {(None, None, 1)}
    assert now.open_games == others
    assert [one.number for one in now.games] == [0, 1, 2]


def test_a_swiss_is_over_where_everybody_has_met() -> None:
    """Two are left of four who have met already: nobody plays the same game twice."""
    now = advanced(begun(4, Plan(rounds=3)), {}, NOON)
    stay = now.open_games[0].players
    for one in now.entrants:
        if one.id not in stay:
            now = granted(play.leave(now, one.id))
    results = {one.number: Result(Outcome.FIRST, forfeit=False, ended_at=NOON) for one in now.open_games}
    assert is_over(advanced(now, results, NOON + MINUTE), End.FINISHED, NOON + MINUTE)


def test_a_clock_that_was_ahead_takes_no_time_from_an_arena() -> None:
    """It was an hour ahead when the arena began: half an hour is left, and whoever waits has waited no longer."""
    ahead = granted(play.start(signed_up(4, ARENA), NOON + HOUR))
    back = play.after_outage(ahead, NOON + HOUR, NOON)
    assert (back.started_at, back.ends_at, back.due_at) == (NOON, NOON + 30 * MINUTE, NOON)
    assert {one.waiting_since for one in back.entrants} == {NOON}
    paused = play.after_outage(play.pause(ahead, Pause.CHANNEL, NOON + HOUR), NOON + HOUR, NOON)
    assert paused.paused_at == NOON


def test_what_a_clock_that_was_ahead_has_given_an_arena_is_taken_back() -> None:
    """The leap looked like an outage of an hour; once the clock is right, the bell rings when it was to."""
    now = begun(4, ARENA)
    leapt = play.after_outage(now, NOON + MINUTE, NOON + MINUTE + HOUR)
    assert leapt.ends_at == NOON + 30 * MINUTE + HOUR
    back = play.after_outage(leapt, NOON + MINUTE + HOUR, NOON + MINUTE)
    assert (back.ends_at, back.started_at) == (NOON + 30 * MINUTE, NOON)


def test_a_clock_that_was_ahead_leaves_what_has_not_begun_alone() -> None:
    waiting = signed_up(4, Plan(starts_at=NOON + HOUR))
    assert play.after_outage(waiting, NOON + HOUR, NOON) is waiting


def test_an_outage_gives_an_arena_back_only_what_it_took() -> None:
    """From its start on, and nothing while it was paused anyway; a Swiss has no bell."""
    now = granted(play.start(signed_up(4, ARENA), NOON + 2 * MINUTE))
    after = play.after_outage(now, NOON, NOON + 5 * MINUTE)
    assert after.ends_at == NOON + (2 + 30 + 3) * MINUTE
    assert play.after_outage(now, NOON, NOON + MINUTE) is now
    paused, swiss = play.pause(now, Pause.CHANNEL, NOON + 3 * MINUTE), begun(4, Plan())
    assert play.after_outage(paused, NOON + 4 * MINUTE, NOON + 9 * MINUTE) is paused
    assert play.after_outage(swiss, NOON, NOON + HOUR) is swiss


def test_a_pause_is_told_once_and_ended_once() -> None:
    now = advanced(begun(4, ARENA), {}, NOON)
    paused = play.pause(now, Pause.CHANNEL, NOON + MINUTE)
    assert (paused.pause, paused.paused_at, paused.told) == (Pause.CHANNEL, NOON + MINUTE, False)
    assert play.told(paused) == replace(paused, told=True)
    assert play.pause(paused, Pause.CHANNEL, NOON + HOUR) is paused
    resumed = granted(play.resume(paused, 700, NOON + 2 * MINUTE))
    assert (resumed.pause, resumed.paused_at, resumed.told, resumed.due_at) == (None, None, True, NOON + 2 * MINUTE)
    assert [one.outcome for one in resumed.games] == [one.outcome for one in now.games]
    assert play.resume(resumed, 700, NOON + 2 * MINUTE) is Refusal.NOT_PAUSED


def test_a_sign_up_whose_card_is_back_begins_at_its_hour() -> None:
    """It was deleted and comes again, here or elsewhere; its time does not change."""
    plan = Plan(starts_at=NOON + HOUR)
    paused = play.pause(signed_up(3, plan), Pause.CHANNEL, NOON + MINUTE, deleted=True)
    back = granted(play.resume(paused, 701, NOON + 2 * MINUTE))
    assert (back.phase, back.channel_id, back.due_at) == (Phase.SIGN_UP, 701, NOON + HOUR)
    assert advanced(back, {}, NOON + HOUR - SECOND) is back
    assert advanced(back, {}, NOON + HOUR).phase is Phase.RUNNING
    started = granted(play.start(paused, NOON + 3 * MINUTE))
    assert (started.pause, started.paused_at, started.told) == (None, None, True)
