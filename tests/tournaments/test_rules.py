"""Points, ties, absences, the bell, a pause."""

import random
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.kernel.asked import Player
from bot.kernel.places import NOWHERE
from bot.tournaments.rules import play
from bot.tournaments.rules.model import End, Game, Kind, Out, Outcome, Pause, Phase, Plan, Refusal, Tournament
from bot.tournaments.rules.play import Result
from bot.tournaments.rules.standings import standings, swiss_points
from cogs.tournaments.rendering import line_of
from tests.strategies import MINUTE, NOON, SECOND
from tests.tournaments.test_pairing import OUTCOMES, advanced, begun, granted, signed_up

W, L, D = Outcome.FIRST, Outcome.SECOND, Outcome.DRAW
ARENA = Plan(Kind.ARENA)


def played(tournament: Tournament, *games: tuple[int, int | None, Outcome]) -> Tournament:
    """These games in this order, each a second after the one before."""
    rows = tuple(
        Game(number, 1, first, second, NOON, outcome, ended_at=NOON + number * SECOND)
        for number, (first, second, outcome) in enumerate(games)
    )
    return replace(tournament, games=rows)


def order(tournament: Tournament) -> list[tuple[int, int]]:
    return [(line.place, line.entrant.id) for line in standings(tournament)]


def test_buchholz_decides_between_equal_points() -> None:
    """1 beat 3, who won a game; 2 beat 4, who won none."""
    now = played(begun(6, Plan()), (1, 3, W), (2, 4, W), (3, 5, W), (5, 6, D))
    assert order(now)[:3] == [(1, 3), (2, 1), (3, 2)]


def test_sonneborn_berger_decides_after_buchholz() -> None:
    """Both met 3 and 4, of 2 points and 0 besides: 1 beat the better of them, 2 the other."""
    others = [(3, 5, W), (3, 6, W)]
    now = played(begun(6, Plan()), (1, 3, W), (1, 4, L), (2, 3, L), (2, 4, W), *others)
    lines = {line.entrant.id: line for line in standings(now)}
    assert lines[1].points == lines[2].points == 1
    assert lines[1].ties[0] == lines[2].ties[0]
    assert lines[1].ties[1] > lines[2].ties[1]


def test_the_direct_game_decides_last() -> None:
    """Level in everything else, whoever won the game between them stands first."""
    now = played(begun(4, Plan()), (2, 1, W), (1, 3, W), (4, 2, W), (3, 4, D), (1, 4, D), (2, 3, D))
    lines = {line.entrant.id: line for line in standings(now)}
    assert lines[1].points == lines[2].points == 1.5
    assert lines[1].ties[:2] == lines[2].ties[:2]
    assert lines[2].place < lines[1].place


def test_nobody_between_whom_nothing_decides_is_ranked() -> None:
    """They share a place, and the next is counted on: 1, 1, 3, 3."""
    now = played(begun(4, Plan()), (1, 2, D), (3, 4, Outcome.NOBODY))
    assert [place for place, _ in order(now)] == [1, 1, 3, 3]


@pytest.mark.parametrize("plan", [Plan(), ARENA])
def test_who_has_not_played_has_no_place(plan: Plan) -> None:
    """Before any game nobody has one; whoever waits for a first game stands below those who lost theirs."""
    now = begun(5, plan)
    assert {place for place, _ in order(now)} == {NOWHERE}
    first = played(now, (5, 4, W))
    assert [place for place, _ in order(first)] == [1, 2, NOWHERE, NOWHERE, NOWHERE]
    assert "\n– " in "\n" + "\n".join(line_of(first, line).replace("*", "") for line in standings(first))


def test_a_bye_is_a_win_against_oneself() -> None:
    """1 point, with one's own points for Buchholz."""
    now = played(begun(3, Plan()), (1, 2, W), (3, None, Outcome.BYE))
    lines = {line.entrant.id: line for line in standings(now)}
    assert lines[3].points == 1
    assert lines[3].ties[:2] == (1.0, 1.0)


@given(st.integers(3, 12), st.integers(1, 6), st.randoms(use_true_random=False))
def test_swiss_standings_are_the_fold_over_the_games(number: int, rounds: int, chance: random.Random) -> None:
    """Whatever was played: a line's points are those of its own games, and a win takes as much as it gives."""
    now, at = begun(number, Plan(rounds=rounds)), NOON
    while now.phase is not Phase.ENDED:
        at += SECOND
        outcomes = {game.number: chance.choice(OUTCOMES) for game in now.open_games}
        now = advanced(now, {one: Result(outcome, False, at) for one, outcome in outcomes.items()}, at)
    points = swiss_points(now.games)
    lines = standings(now)
    assert all(line.points == points.get(line.entrant.id, 0) for line in lines)
    given_away = sum(game.outcome is not Outcome.NOBODY for game in now.games if game.outcome is not None)
    assert sum(line.points for line in lines) == given_away
    places = [line.place for line in lines if line.played]
    assert places == sorted(places)


@given(st.lists(st.sampled_from([W, D, L, Outcome.VOID]), max_size=12))
def test_arena_points_double_after_two_wins_in_a_row(outcomes: list[Outcome]) -> None:
    """2 and 1; twice that while on fire; a game that was called off changes nothing."""
    now = played(begun(3, ARENA), *((1, 2, outcome) for outcome in outcomes))
    expected = streak = 0
    for outcome in (one for one in outcomes if one is not Outcome.VOID):
        earned = {W: 2, D: 1, L: 0}[outcome]
        expected += earned * 2 if streak >= 2 else earned
        streak = streak + 1 if outcome is W else 0
    [line] = [line for line in standings(now) if line.entrant.id == 1]
    assert (line.points, line.streak) == (expected, streak)


def test_games_count_in_the_order_in_which_they_ended() -> None:
    """A long game that began first may end last."""
    now = played(begun(3, ARENA), (1, 2, W), (1, 3, W), (1, 2, L))
    late = replace(now, games=(replace(now.games[0], ended_at=NOON + MINUTE), *now.games[1:]))
    assert standings(now)[0].points == 4
    assert [line.streak for line in standings(late) if line.entrant.id == 1] == [1]


def test_the_bell_freezes_the_standings() -> None:
    """What ended in time counts, even if it is noticed later; what ended after the bell does not."""
    now = advanced(begun(4, ARENA), {}, NOON)
    bell = now.ends_at
    assert bell is not None
    early = Result(W, False, bell - SECOND)
    late = Result(W, False, bell + SECOND)
    over = advanced(now, {0: early, 1: late}, bell + 2 * SECOND)
    assert over.end is End.FINISHED
    assert [game.outcome for game in over.games] == [W, None]
    assert advanced(over, {1: late}, bell + MINUTE) is over


def test_two_absences_withdraw() -> None:
    """Whoever leaves two games unplayed is out, and can come back with a clean slate."""
    now, at = begun(4, Plan(rounds=3)), NOON
    now = advanced(now, {}, at)
    for missed in range(2):
        before = now.entrant(4)
        assert before is not None
        assert before.plays, f"{missed} is not enough"
        at += SECOND
        results = {}
        for game in now.open_games:
            absent = 4 in game.players
            results[game.number] = Result(L if game.first == 4 else W, absent, at)
        now = advanced(now, results, at)
    entrant = now.entrant(4)
    assert entrant is not None
    assert entrant.out is Out.ABSENT
    assert 4 not in {player for game in now.open_games for player in game.players}
    back = play.join(now, entrant.player, 1500, at)
    assert back is Refusal.TOO_LATE  # it was the last round


def test_a_game_that_never_began_goes_to_who_stayed() -> None:
    """If both are gone, it was played by nobody; while both are here, it is still to begin."""
    now = advanced(begun(4, Plan(rounds=3)), {}, NOON)
    [game, *_] = now.open_games
    assert play.not_begun(now, game, NOON) is None
    first_gone = granted(play.leave(now, game.first))
    assert play.not_begun(first_gone, game, NOON) == Result(L, True, NOON)
    second_gone = granted(play.leave(now, game.second or 0, Out.REMOVED))
    assert play.not_begun(second_gone, game, NOON) == Result(W, True, NOON)
    both_gone = granted(play.leave(first_gone, game.second or 0))
    assert play.not_begun(both_gone, game, NOON) == Result(Outcome.NOBODY, True, NOON)


def test_a_late_comer_plays_from_the_next_round() -> None:
    """Up to the last one."""
    now = advanced(begun(4, Plan(rounds=2)), {}, NOON)
    now = granted(play.join(now, Player(9, "Late", NOON), 1500, NOON))
    assert 9 not in {player for game in now.games for player in game.players}
    now = advanced(now, {game.number: Result(W, False, NOON) for game in now.open_games}, NOON)
    assert 9 in {player for game in now.in_round(2) for player in game.players}
    assert play.join(now, Player(10, "Later", NOON), 1500, NOON) is Refusal.TOO_LATE


def test_who_was_removed_stays_out() -> None:
    """They cannot sign up again."""
    now = granted(play.leave(signed_up(4, Plan()), 4, Out.REMOVED))
    assert play.join(now, Player(4, "P4", NOON), 1500, NOON) is Refusal.REMOVED


@pytest.mark.parametrize("plan", [Plan(), ARENA])
def test_who_was_removed_wins_nothing(plan: Plan) -> None:
    """They have no place; what others got against them stays, and whoever withdrew stands where they stand."""
    now = played(begun(4, plan), (4, 1, W), (4, 2, W), (1, 2, W), (3, 2, D))
    assert order(now)[0] == (1, 4)
    removed = granted(play.leave(now, 4, Out.REMOVED))
    assert (order(removed)[0], order(removed)[-1]) == ((1, 1), (NOWHERE, 4))
    assert {line.entrant.id: line.points for line in standings(removed)} == {
        line.entrant.id: line.points for line in standings(now)
    }
    assert order(granted(play.leave(now, 4)))[0] == (1, 4)


def test_who_comes_back_to_an_arena_while_their_game_is_open_gets_no_second_one() -> None:
    """Also where it has not begun yet, since the other is in a duel elsewhere."""
    now = advanced(begun(4, ARENA), {}, NOON)
    [game, *_] = now.open_games
    now = granted(play.leave(now, game.first))
    back = now.entrant(game.first)
    assert back is not None
    now = granted(play.join(now, back.player, 1500, NOON + SECOND))
    now = granted(play.join(now, Player(9, "Late", NOON), 1500, NOON + SECOND))
    now = advanced(now, {}, NOON + MINUTE)
    assert [one.number for one in now.open_games if game.first in one.players] == [game.number]
    over = advanced(now, {game.number: Result(W, False, NOON + MINUTE)}, NOON + MINUTE)
    again = granted(play.wait(over, game.first, NOON + MINUTE))
    assert again.entrant(game.first) != over.entrant(game.first), "once it is over, they can ask for the next"


def test_it_starts_at_its_hour_or_is_called_off() -> None:
    """Three are needed."""
    plan = Plan(starts_at=NOON + MINUTE)
    assert advanced(signed_up(3, plan), {}, NOON).phase is Phase.SIGN_UP
    assert advanced(signed_up(3, plan), {}, NOON + MINUTE).phase is Phase.RUNNING
    assert advanced(signed_up(2, plan), {}, NOON + MINUTE).end is End.TOO_FEW
    assert play.start(signed_up(2, Plan()), NOON) is Refusal.TOO_FEW


def test_what_missed_its_hour_by_far_waits_for_its_host() -> None:
    """Nobody is drawn into rated games hours after everybody has gone; somebody starts it, or it is called off."""
    missed = advanced(signed_up(3, Plan(starts_at=NOON + MINUTE)), {}, NOON + MINUTE + play.LATE)
    assert (missed.phase, missed.is_missed, missed.told) == (Phase.SIGN_UP, True, False)
    assert len(missed.playing) == 3
    later = NOON + MINUTE + play.LATE + play.SIGN_UP_STANDS
    assert advanced(missed, {}, later - SECOND) is missed
    assert advanced(missed, {}, later).end is End.TOO_FEW
    begun = granted(play.start(missed, later - SECOND))
    assert (begun.phase, begun.is_missed, begun.told) == (Phase.RUNNING, False, True)
    in_time = advanced(signed_up(3, Plan(starts_at=NOON + MINUTE)), {}, NOON + MINUTE + play.LATE - SECOND)
    assert (in_time.phase, in_time.is_missed) == (Phase.RUNNING, False)
    assert advanced(signed_up(2, Plan(starts_at=NOON)), {}, later).end is End.TOO_FEW


def test_a_pause_loses_nothing() -> None:
    """Results are still noted, nothing new begins, the bell moves, and the organizer is told."""
    now = advanced(begun(4, ARENA), {}, NOON)
    paused = play.pause(now, Pause.CHANNEL, NOON + MINUTE)
    assert not paused.told
    noted = advanced(paused, {0: Result(W, False, NOON + MINUTE)}, NOON + timedelta(hours=2))
    assert noted.phase is Phase.RUNNING
    assert noted.games[0].outcome is W
    resumed = granted(play.resume(noted, 700, NOON + timedelta(hours=1) + MINUTE))
    assert resumed.ends_at == (now.ends_at or NOON) + timedelta(hours=1)
    elsewhere = granted(play.resume(noted, 701, NOON + timedelta(hours=1)))
    assert [game.outcome for game in elsewhere.games] == [W, Outcome.VOID]


def test_a_pause_that_nobody_ends_is_the_end() -> None:
    """The organizer may be gone: after a week it is over, and what was played counts."""
    for plan in (ARENA, Plan()):
        paused = play.pause(advanced(begun(4, plan), {}, NOON), Pause.CHANNEL, NOON)
        noted = advanced(paused, {0: Result(W, False, NOON)}, NOON + play.PAUSE_STANDS - SECOND)
        assert noted.phase is Phase.RUNNING
        over = advanced(noted, {}, NOON + play.PAUSE_STANDS)
        assert (over.end, over.due_at, over.games) == (End.ABANDONED, None, noted.games)
        assert standings(over)[0].points > 0


def test_an_outage_moves_the_bell() -> None:
    """By as long as nobody could play."""
    now = begun(4, ARENA)
    after = play.after_outage(now, NOON + MINUTE, NOON + 6 * MINUTE)
    assert after.ends_at == (now.ends_at or NOON) + 5 * MINUTE
