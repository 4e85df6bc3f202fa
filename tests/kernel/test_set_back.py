"""A clock that was ahead for a while and was set right: what was decided by it is waited for by nobody."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.duels.rules import offer, outages
from bot.duels.rules import play as duels
from bot.duels.rules.model import Duel, DuelPace
from bot.duels.rules.model import Phase as DuelPhase
from bot.evenings import rules as evenings
from bot.exams.rules import room, sitting
from bot.exams.rules.model import Sitting
from bot.kernel.asked import Asked
from bot.kernel.questions import Exam
from bot.nights.rules import play as nights
from bot.nights.rules.model import Phase as NightPhase
from bot.nights.rules.model import Wait
from bot.rounds.rules import control, lobby, play
from bot.rounds.rules.model import PauseReason, Phase, Round
from bot.tournaments.rules import play as tournaments
from bot.tournaments.rules.model import Pause
from tests.duels.stories import a_challenge
from tests.duels.stories import granted as allowed
from tests.evenings.test_rules import EVENING, texts
from tests.exams.makers import AIF, paper
from tests.nights.test_rules import PLAYED, START
from tests.nights.test_rules import begun as night_begun
from tests.rounds.test_play import answered, deadline
from tests.strategies import ADA, BEN, MINUTE, NOON, SECOND, a_lobby, asking, granted, question
from tests.studying import NOW
from tests.tournaments.test_pairing import begun as tournament_begun
from tests.tournaments.test_rules import ARENA

T = TypeVar("T")
DAY = timedelta(days=1)
AHEAD = [20 * SECOND, 5 * MINUTE, DAY]
QUESTIONS = [question(f"q{number}") for number in range(3)]


def there_and_back(
    game: T, recover: Callable[[T, datetime, datetime], T], ahead: timedelta, at: datetime, lasts: timedelta
) -> T:
    """The clock leaps ahead, which looks as though nothing had run meanwhile, and is set right after a while."""
    leapt = recover(game, at, at + ahead)
    return recover(leapt, at + lasts + ahead, at + lasts)


def made_up(duel: Duel, since: datetime, at: datetime) -> Duel:
    return outages.made_up(duel, since, at, seen=True)


def sat_on(game: Sitting, since: datetime, at: datetime) -> Sitting:
    if since > at:
        return sitting.set_back(game, since - at, at, sitting.time_given(game, AIF))
    return sitting.after_outage(game, since, at)


# Quizzes


@pytest.mark.parametrize("ahead", [20 * SECOND, 5 * MINUTE])
def test_an_open_question_has_its_own_time_again(ahead: timedelta) -> None:
    """It closes when it would have closed, and nobody was quicker or slower because of the clock."""
    game = asking(ADA, BEN, questions=[question(stem="x" * 700)])
    back = there_and_back(game, control.after_outage, ahead, NOON + 5 * SECOND, 3 * SECOND)
    assert (deadline(back), back.due_at) == (deadline(game), game.due_at)
    at = NOON + 9 * SECOND
    assert answered(back, ADA, at=at).current.answers[ADA.id].elapsed_ms == 9_000


def test_a_quiz_that_waits_since_the_clock_leapt_a_day_ends_ten_minutes_later() -> None:
    """Its channel is not blocked for that day; whoever presses Continue has the question's remaining time."""
    game = asking(ADA, BEN)
    waiting = there_and_back(game, control.after_outage, DAY, NOON + 5 * SECOND, MINUTE)
    assert waiting.pause is not None
    assert (waiting.pause.reason, waiting.due_at) == (PauseReason.AWAY, NOON + 5 * SECOND + play.QUIET)
    back = granted(control.resume(waiting, NOON + 2 * MINUTE))
    assert deadline(back) - (NOON + 2 * MINUTE) == deadline(game) - (NOON + 5 * SECOND)


@pytest.mark.parametrize("ahead", AHEAD)
@pytest.mark.parametrize("silent", [0, 1])
def test_a_reveal_and_a_pause_for_silence_last_as_long_as_always(ahead: timedelta, silent: int) -> None:
    """The question was closed by a clock that was ahead."""
    closed = play.close(replace(asking(ADA, BEN), silent=silent), NOON + ahead)
    back = control.after_outage(closed, NOON + 2 * SECOND + ahead, NOON + 2 * SECOND)
    assert back.due_at is not None
    assert closed.due_at is not None
    assert back.due_at == closed.due_at - ahead
    if silent:
        onward = granted(control.resume(back, NOON + MINUTE))
        assert (onward.phase, onward.due_at) == (Phase.POSTING, None)


@pytest.mark.parametrize("ahead", AHEAD)
def test_what_presses_decided_stays(ahead: timedelta) -> None:
    """They are dated by Discord: a lobby and a pause that began while the clock was ahead lose nothing."""
    for game in (a_lobby(ADA), granted(control.host_pause(asking(ADA), NOON)), asking(ADA)):
        back = control.after_outage(game, NOON + 2 * SECOND + ahead, NOON + 2 * SECOND)
        assert (back.due_at, back.pause, back.asked) == (game.due_at, game.pause, game.asked)


# Duels


@pytest.mark.parametrize("ahead", AHEAD)
@pytest.mark.parametrize("pace", list(DuelPace))
def test_a_challenge_and_a_duel_within_a_day_end_when_they_would_have(ahead: timedelta, pace: DuelPace) -> None:
    """By the clock of those who wait for it."""
    offered = a_challenge(pace)
    assert there_and_back(offered, made_up, ahead, NOON, 5 * SECOND).due_at == offered.due_at
    alone = allowed(offer.accept(a_challenge(DuelPace.DAY), BEN, QUESTIONS, (20, 20), NOON))
    shown = allowed(duels.show(alone, ADA.id, NOON))
    back = there_and_back(shown, made_up, ahead, NOON + SECOND, 5 * SECOND)
    assert (back.due_at, back.shown, back.stops) == (shown.due_at, shown.shown, ())


@pytest.mark.parametrize("ahead", [20 * SECOND, 5 * MINUTE])
def test_a_live_duel_goes_on_in_its_own_time(ahead: timedelta) -> None:
    """Its open question closes when it would have; the next one is not waited for."""
    duel = allowed(offer.accept(a_challenge(), BEN, QUESTIONS, (20, 20), NOON))
    opened = duels.ask(duel, NOON)
    back = there_and_back(opened, made_up, ahead, NOON + 5 * SECOND, 3 * SECOND)
    assert (back.due_at, back.current.deadline) == (opened.due_at, opened.current.deadline)
    noted = allowed(duels.answer(back, ADA.id, 0, (0,), NOON + 9 * SECOND))
    assert noted.current.answers[ADA.id].elapsed_ms == 9_000
    ready = duels.close(noted, NOON + 30 * SECOND + ahead)
    onward = made_up(ready, NOON + 31 * SECOND + ahead, NOON + 31 * SECOND)
    assert onward.due_at is not None
    assert onward.due_at <= NOON + MINUTE + SECOND


def test_a_live_duel_that_waits_since_the_clock_leapt_a_day_is_called_off_in_a_quarter_of_an_hour() -> None:
    """Or goes on with the time that its question had left."""
    opened = duels.ask(allowed(offer.accept(a_challenge(), BEN, QUESTIONS, (20, 20), NOON)), NOON)
    waiting = there_and_back(opened, made_up, DAY, NOON + 5 * SECOND, MINUTE)
    assert waiting.phase is DuelPhase.PAUSED
    assert waiting.due_at == NOON + 5 * SECOND + duels.WAIT_AFTER_OUTAGE
    at = NOON + 2 * MINUTE
    on = allowed(duels.press_ready(allowed(duels.press_ready(waiting, ADA.id, at)), BEN.id, at))
    assert on.current.deadline is not None
    assert opened.current.deadline is not None
    assert on.current.deadline - at == opened.current.deadline - (NOON + 5 * SECOND)


# What is sat, written, or held


@pytest.mark.parametrize("ahead", AHEAD)
def test_a_paper_has_the_exams_own_time_again(ahead: timedelta) -> None:
    """One that was open when the clock leapt. What a real outage gave back stays, and so does one begun since."""
    opened = sitting.after_outage(paper(), NOON + MINUTE, NOON + 4 * MINUTE)
    back = there_and_back(opened, sat_on, ahead, NOON + 50 * MINUTE, 3 * MINUTE)
    assert back.deadline == opened.deadline
    assert opened.looked_at <= back.looked_at <= NOON + 53 * MINUTE
    assert sat_on(paper(), NOON + MINUTE + ahead, NOON + MINUTE).deadline == paper().deadline


@pytest.mark.parametrize("ahead", AHEAD)
def test_whoever_gathers_writes_or_marks_does_so_no_longer_than_one_can(ahead: timedelta) -> None:
    """Nor are texts kept longer than was said."""
    group = room.gather(room_id=1, guild_id=1, channel_id=1, host=ADA, exam=Exam.AIF_C01, seed=1, at=NOON)
    assert there_and_back(group, room.after_outage, ahead, NOON, SECOND).due_at == group.due_at
    back = there_and_back(EVENING, evenings.made_up, ahead, NOW, SECOND)
    assert back.ends_at <= NOW + SECOND + timedelta(minutes=evenings.LONGEST) + SECOND
    assert back.due_at == back.ends_at
    marking, _, _ = evenings.collect(EVENING, texts(1, 2, 3), NOW + ahead)
    assert evenings.made_up(marking, NOW + ahead, NOW).due_at == NOW + evenings.MARKING
    over = evenings.finish(marking, NOW + ahead)
    assert evenings.made_up(over, NOW + ahead, NOW).due_at == NOW + evenings.KEPT


@pytest.mark.parametrize("ahead", AHEAD)
def test_a_night_goes_on_at_its_own_pace(ahead: timedelta) -> None:
    """A break, a lobby, and a round that was to be looked after a day later."""
    resting = nights.round_over(night_begun(), PLAYED, START + ahead)
    assert nights.after_outage(resting, START + ahead, START).due_at == START + resting.plan.pause
    back = there_and_back(night_begun(), nights.after_outage, ahead, START, SECOND)
    assert back.begins_at == START + nights.DOORS
    early = nights.after_outage(replace(night_begun(), due_at=START + ahead), START + ahead, START)
    assert early.phase is NightPhase.ROUND
    assert early.due_at is not None
    assert early.due_at <= START + nights.RETRY
    waits = nights.not_opened(resting, Wait.CHANNEL, START + ahead)
    assert nights.after_outage(waits, START + ahead, START).waits_since == START


@pytest.mark.parametrize("ahead", AHEAD)
def test_an_arena_has_its_own_time_again(ahead: timedelta) -> None:
    """What a real outage gave to it stays, one that began since loses nothing, and one that began ahead is on now."""
    now = tournaments.after_outage(tournament_begun(4, ARENA), NOON + SECOND, NOON + 11 * SECOND)
    back = there_and_back(now, tournaments.after_outage, ahead, NOON + MINUTE, MINUTE)
    assert back.ends_at == now.ends_at
    assert tournaments.after_outage(now, NOON + MINUTE + ahead, NOON + MINUTE).ends_at == now.ends_at
    moved = replace(now, started_at=NOON + ahead, due_at=NOON + ahead, ends_at=NOON + ahead + 30 * MINUTE)
    paused = tournaments.pause(moved, Pause.CHANNEL, NOON + ahead)
    for one in (moved, paused):
        right = tournaments.after_outage(one, NOON + SECOND + ahead, NOON + SECOND)
        assert (right.started_at, right.due_at, right.ends_at) == (NOON, NOON, NOON + 30 * MINUTE)
        assert right.paused_at in (None, NOON)


# Whatever the clock shows


@settings(max_examples=60)
@given(
    st.lists(st.tuples(st.integers(1, 200), st.sampled_from([timedelta(), *AHEAD])), max_size=5),
    st.integers(1, 200),
)
def test_every_game_ends_soon_after_the_clock_is_right_and_no_question_closes_early(
    leaps: list[tuple[int, timedelta]], after: int
) -> None:
    """Left alone: within its own length. A question that came while the clock was right is open for its whole time."""
    walk = Walk([*leaps, (after, timedelta())])
    quiz = walk.through(asking(ADA, BEN, questions=QUESTIONS), _tick_quiz, control.after_outage, minutes=14)
    assert quiz.phase is Phase.ENDED
    walk.saw(quiz.asked)
    waiting = walk.through(a_lobby(ADA), control.tick, control.after_outage, minutes=16)
    assert waiting.phase is Phase.ENDED
    accepted = allowed(offer.accept(a_challenge(), BEN, QUESTIONS, (20, 20), NOON))
    duel = walk.through(accepted, _tick_duel, made_up, minutes=20)
    assert duel.phase is DuelPhase.ENDED
    challenge = walk.through(a_challenge(), _tick_duel, made_up, minutes=6)
    assert challenge.phase is DuelPhase.ENDED


@settings(max_examples=20)
@given(
    st.lists(st.tuples(st.integers(1, 2_000), st.sampled_from([timedelta(), *AHEAD])), max_size=4),
    st.integers(1, 2_000),
)
def test_a_paper_is_open_for_the_exams_own_time_whatever_the_clock_shows(
    leaps: list[tuple[int, timedelta]], after: int
) -> None:
    """To the second, once the clock is right again."""
    walk = Walk([*leaps, (after, timedelta())])
    handed = walk.through(paper(), sitting.tick, sat_on, minutes=90, step=7)
    assert not handed.is_open
    assert abs((walk.now - NOON) - 90 * MINUTE) <= max(0, walk.right - 90 * 60) * SECOND + 10 * SECOND


class Walk:
    """True time passes second by second, and now and then the clock leaps: to so far ahead, after so many seconds."""

    def __init__(self, leaps: list[tuple[int, timedelta]]) -> None:
        self.leaps = leaps
        self.right = sum(after for after, _ in leaps)
        """From when on, in seconds, the clock is right for good."""
        self.now = NOON

    def through(
        self,
        game: T,
        tick: Callable[[T, datetime], T],
        recover: Callable[[T, datetime, datetime], T],
        *,
        minutes: int,
        step: int = 1,
    ) -> T:
        """What becomes of a game until so long after the clock is right."""
        left, ahead, second = list(self.leaps), timedelta(), 0
        until = left[0][0]
        while second <= self.right + minutes * 60 + step and getattr(game, "due_at", game) is not None:
            self.now = NOON + second * SECOND
            if left and second >= until:
                (_, leapt), before = left.pop(0), self.now + ahead
                until += left[0][0] if left else 0
                if abs(leapt - ahead) >= 10 * SECOND:
                    game = recover(game, before, self.now + leapt)
                ahead = leapt
            game = self._posted(tick(game, self.now + ahead))
            if isinstance(game, Sitting) and not game.is_open:
                break
            second += step
        return game

    def _posted(self, game: T) -> T:
        """A question that is on its way is on the screen: when that is, Discord says."""
        if isinstance(game, Round) and game.phase is Phase.POSTING:
            return play.posted(game, game.position, self.now)  # type: ignore[return-value]
        return game

    def saw(self, asked: tuple[Asked, ...]) -> None:
        """The first question came while the clock was right, and was closed by nobody."""
        [first, *_] = asked
        assert first.opened_at is not None
        assert first.closed_at is not None
        assert first.closed_at - first.opened_at >= timedelta(seconds=25)


def _tick_quiz(game: Round, at: datetime) -> Round:
    return control.tick(game, at)


def _tick_duel(duel: Duel, at: datetime) -> Duel:
    return duels.tick(duel, at)


def test_the_longest_waits_are_those_of_the_rules() -> None:
    """A lobby that has just opened is no later than it can be."""
    assert (a_lobby(ADA).due_at or NOON) - NOON == lobby.LIFETIME
