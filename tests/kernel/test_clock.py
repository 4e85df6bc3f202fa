"""Time that stood still is nobody's loss, and nobody's gain: elapsed is the time for which a question could be seen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.duels.rules import offer
from bot.duels.rules import play as duels
from bot.duels.rules.model import Duel, DuelPace, Phase
from bot.kernel.asked import Asked
from bot.kernel.clock import clock_of, go_on
from bot.kernel.grading import Grade
from bot.kernel.pace import Pace
from bot.kernel.scoring import Scoring, points
from bot.rounds.rules import control, play
from bot.rounds.rules.model import Round, Settings
from tests.duels.stories import a_challenge
from tests.duels.stories import granted as allowed
from tests.strategies import ADA, BEN, MINUTE, NOON, SECOND, asking, granted, question

Stops = Callable[[Round, datetime, datetime], Round]
"""A round whose clock stands still between two instants."""


def by_host(game: Round, since: datetime, at: datetime) -> Round:
    return granted(control.resume(granted(control.host_pause(game, since)), at))


def by_channel(game: Round, since: datetime, at: datetime) -> Round:
    return granted(control.resume(control.block(game, since), at))


def by_outage(game: Round, since: datetime, at: datetime) -> Round:
    return control.after_outage(game, since, at)


def by_long_outage(game: Round, since: datetime, at: datetime) -> Round:
    """Ten minutes and more: the round then waits for Continue, and that is no time to answer in either."""
    back = since + 11 * MINUTE
    return granted(control.resume(control.after_outage(game, since, back), back + (at - since)))


def by_two_outages(game: Round, since: datetime, at: datetime) -> Round:
    once = control.after_outage(game, since, since + (at - since) / 2)
    return control.after_outage(once, since + (at - since) / 2, at)


WAYS: list[Stops] = [by_host, by_channel, by_outage, by_long_outage, by_two_outages]


@pytest.mark.parametrize("stop", WAYS)
@pytest.mark.parametrize("pace", [Pace.STANDARD, Pace.RELAXED])
@pytest.mark.parametrize("before_s", [1, 12, 24])
def test_only_time_lost_moves_the_opening(stop: Stops, pace: Pace, before_s: int) -> None:
    """However a round stood still, who answers a second after it goes on took as long as they saw the question."""
    game = asking(ADA, BEN, settings=Settings(pace=pace))
    back = stop(game, NOON + before_s * SECOND, NOON + 3 * MINUTE)
    now = back.active_at if stop is by_long_outage else NOON + 3 * MINUTE
    late = granted(play.answer(back, BEN, 0, (0,), now + SECOND)).current.answers[BEN.id]
    assert late.elapsed_ms == (before_s + 1) * 1000


@pytest.mark.parametrize("stop", WAYS)
def test_the_grace_earns_no_points_for_speed(stop: Stops) -> None:
    """An answer in the time that was added for coming back earns what an answer at the question's end earns."""
    game = asking(ADA, BEN)
    back = stop(game, NOON + 24 * SECOND, NOON + 3 * MINUTE)
    assert back.current.deadline is not None
    last = granted(play.answer(back, BEN, 0, (0,), back.current.deadline)).current.answers[BEN.id]
    in_time = granted(play.answer(game, ADA, 0, (0,), NOON + 24 * SECOND)).current.answers[ADA.id]
    assert last.elapsed_ms > in_time.elapsed_ms
    assert last.points <= in_time.points
    assert last.points == points(Grade(correct=True, credit=1.0), Scoring.SPEED, 25_000, 25_000, 0)


def a_live_duel() -> Duel:
    duel = allowed(offer.accept(a_challenge(DuelPace.LIVE), BEN, [question(f"q{n}") for n in range(3)], (20, 20), NOON))
    duel = allowed(duels.press_ready(duel, ADA.id, NOON))
    return allowed(duels.press_ready(duel, BEN.id, NOON))


@pytest.mark.parametrize("minutes", [1, 9, 11, 600])
def test_an_outage_is_no_time_to_think_in_a_duel(minutes: int) -> None:
    """Short or long, once or with another outage while both are awaited: it counts neither for nor against speed."""
    duel = allowed(duels.answer(a_live_duel(), ADA.id, 0, (0,), NOON + 5 * SECOND))
    back_at = NOON + 20 * SECOND + minutes * MINUTE
    duel = duels.after_outage(duel, NOON + 20 * SECOND, back_at)
    if duel.phase is Phase.PAUSED:
        duel = duels.after_outage(duel, back_at + MINUTE, back_at + 3 * MINUTE)
        back_at += 4 * MINUTE
        for player in (ADA, BEN):
            duel = allowed(duels.press_ready(duel, player.id, back_at))
    assert duel.current.deadline == back_at + 20 * SECOND, "people who come back have a moment"
    after = allowed(duels.answer(duel, BEN.id, 0, (0,), back_at + SECOND)).asked[0].answers
    assert after[BEN.id].elapsed_ms == 21_000
    assert after[BEN.id].points < after[ADA.id].points


def test_within_a_day_the_question_before_somebody_waits_too() -> None:
    """Who has a question open when an outage comes had no way to answer it; who has none loses nothing."""
    duel = allowed(offer.accept(a_challenge(DuelPace.DAY), BEN, [question(f"q{n}") for n in range(3)], (20, 20), NOON))
    duel = allowed(duels.show(duel, ADA.id, NOON))
    duel = allowed(duels.answer(duel, ADA.id, 0, (0,), NOON + 4 * SECOND))
    duel = allowed(duels.show(duel, BEN.id, NOON + MINUTE))
    duel = duels.after_outage(duel, NOON + MINUTE + 2 * SECOND, NOON + 61 * MINUTE)
    assert duel.shown[ADA.id] == (NOON,)
    late = allowed(duels.answer(duel, BEN.id, 0, (0,), NOON + 61 * MINUTE + SECOND))
    assert late.asked[0].answers[BEN.id].elapsed_ms == 3_000


@given(st.lists(st.tuples(st.integers(1, 15_000), st.integers(1, 15_000)), max_size=20), st.booleans())
def test_any_number_of_stops(stops: list[tuple[int, int]], has_clock: bool) -> None:
    """The clock that has stood still any number of times has run exactly while it ran; nothing is given twice."""
    second = timedelta(milliseconds=1)
    asked = Asked(question(), 1, opened_at=NOON, deadline=NOON + MINUTE if has_clock else None)
    at, ran = NOON, timedelta()
    for running, standing in stops:
        ran += running * second
        since = at + running * second
        at = since + standing * second
        asked = go_on(asked, since, at, timedelta())
    assert asked.opened_at == at - ran
    assert asked.deadline is None or ran > MINUTE or asked.deadline == at - ran + MINUTE


@pytest.mark.parametrize("stop", WAYS)
@pytest.mark.parametrize("lost", [9, 29, 40])
@pytest.mark.parametrize("heard_last", [0.5, -5])
def test_a_press_made_before_a_stop_took_as_long_as_it_took(stop: Stops, lost: int, heard_last: float) -> None:
    """Made before the connection broke, and heard only after it was back: its points are those that it would have had.

    Where it was made after Recall last heard anything, nobody's clock ran on to that moment.
    """
    game = asking(ADA, BEN)
    in_time = granted(play.answer(game, ADA, 0, (0,), NOON + 20 * SECOND)).current.answers[ADA.id]
    since = NOON + (20 + heard_last) * SECOND
    back = stop(game, since, since + lost * SECOND)
    heard = granted(play.answer(back, ADA, 0, (0,), NOON + 20 * SECOND)).current.answers[ADA.id]
    assert heard.elapsed_ms == 20_000 + min(heard_last, 0) * 1000
    assert heard_last < 0 or heard.points == in_time.points


@pytest.mark.parametrize("minutes", [1, 11])
def test_a_press_made_before_a_stop_counts_in_full_in_a_duel(minutes: int) -> None:
    """So it does in a duel, where it decides who wins: also after a second outage while both are awaited."""
    duel, since = a_live_duel(), NOON + 21 * SECOND
    back_at = since + minutes * MINUTE
    duel = duels.after_outage(duel, since, back_at)
    if duel.phase is Phase.PAUSED:
        duel = duels.after_outage(duel, back_at + MINUTE, back_at + 3 * MINUTE)
        for player in (ADA, BEN):
            duel = allowed(duels.press_ready(duel, player.id, back_at + 4 * MINUTE))
    heard = allowed(duels.answer(duel, ADA.id, 0, (0,), NOON + 20 * SECOND))
    assert heard.asked[0].answers[ADA.id].elapsed_ms == 20_000


def test_what_was_pressed_before_an_outage_is_measured_within_a_day_too() -> None:
    """An answer that comes late took as long as it took, and a question that appears only afterward runs from then."""
    duel = allowed(offer.accept(a_challenge(DuelPace.DAY), BEN, [question(f"q{n}") for n in range(3)], (20, 20), NOON))
    duel = allowed(duels.show(duel, ADA.id, NOON))
    back = NOON + 61 * MINUTE
    duel = duels.after_outage(duel, NOON + MINUTE, back)
    duel = allowed(duels.answer(duel, ADA.id, 0, (0,), NOON + 40 * SECOND))
    assert duel.asked[0].answers[ADA.id].elapsed_ms == 40_000
    duel = allowed(duels.show(duel, ADA.id, NOON + 50 * SECOND))
    duel = allowed(duels.answer(duel, ADA.id, 1, (0,), back + 3 * SECOND))
    assert duel.asked[1].answers[ADA.id].elapsed_ms == 3_000


@given(
    st.lists(st.tuples(st.integers(1, 15_000), st.integers(1, 15_000)), max_size=20),
    st.integers(0, 20),
    st.floats(0, 1),
)
def test_a_clock_tells_every_moment_of_its_run(stops: list[tuple[int, int]], which: int, part: float) -> None:
    """At each instant at which it ran it had run for exactly so long, however often it has stood still since."""
    second = timedelta(milliseconds=1)
    asked, at, ran, moments = Asked(question(), 1, opened_at=NOON), NOON, timedelta(), []
    for running, standing in [*stops, (15_000, 0)]:
        moments.append((at + int(running * part) * second, ran + int(running * part) * second))
        ran += running * second
        since = at + running * second
        at = since + standing * second
        asked = go_on(asked, since, at, timedelta())
    moment, expected = moments[which % len(moments)]
    clock = clock_of(asked)
    assert clock is not None
    assert clock.ran(moment) == expected
    assert clock.ran(clock.when(expected)) == expected
