"""When a question comes back."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from fsrs import Card, Rating, Scheduler
from hypothesis import given
from hypothesis import strategies as st

from bot.study.schedule import Outcome, ReviewState, due_before_exam, rating, retrievability, review
from tests.study.makers import DAY, NOW

RIGHT, WRONG = Outcome(correct=True), Outcome(correct=False)


def after(*outcomes: Outcome) -> ReviewState:
    """The state after reviews a week apart."""
    state = None
    for week, outcome in enumerate(outcomes):
        state = review(state, outcome, NOW + 7 * week * DAY)
    assert state is not None
    return state


@pytest.mark.parametrize(
    ("state", "outcome", "expected"),
    [
        (None, WRONG, Rating.Again),
        (None, RIGHT, Rating.Hard),
        (after(WRONG), RIGHT, Rating.Hard),
        (after(RIGHT), RIGHT, Rating.Good),
        (after(RIGHT, WRONG), RIGHT, Rating.Good),
        (after(RIGHT), Outcome(correct=True, unsure=True), Rating.Hard),
        (after(RIGHT), Outcome(correct=True, seconds=61), Rating.Hard),
        (after(RIGHT), Outcome(correct=True, seconds=0.5), Rating.Good),
        (after(RIGHT), Outcome(correct=False, unsure=True), Rating.Again),
    ],
)
def test_grades(state: ReviewState | None, outcome: Outcome, expected: Rating) -> None:
    """The first right answer may be a guess, doubt and slowness count as hard, and speed is never "easy"."""
    assert rating(state, outcome) is expected


reviews = st.lists(
    st.tuples(
        st.builds(Outcome, st.booleans(), st.none() | st.floats(0, 120), st.booleans()), st.integers(0, 5_000_000)
    ),
    min_size=1,
    max_size=15,
)


@given(reviews)
def test_the_schedule_is_the_library_s_own(history: list[tuple[Outcome, int]]) -> None:
    """Kept in plain columns between reviews, a question is due exactly when py-fsrs says."""
    library = Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)
    card, state, at = Card(card_id=1, due=NOW), None, NOW
    for outcome, seconds in history:
        at += timedelta(seconds=seconds)
        card, _ = library.review_card(card, rating(state, outcome), at)
        state = review(state, outcome, at)
        assert (state.stability, state.difficulty, state.due, state.reviewed_at) == (
            card.stability,
            card.difficulty,
            card.due,
            card.last_review,
        )
        later = at + 9 * DAY
        assert retrievability(state, later) == library.get_card_retrievability(card, later)


@given(reviews)
def test_never_twice_on_one_day(history: list[tuple[Outcome, int]]) -> None:
    """Whatever the answer, the next review is at least a day away."""
    state, at = None, NOW
    for outcome, seconds in history:
        at += timedelta(seconds=seconds)
        state = review(state, outcome, at)
        assert state.due - at >= DAY


def test_known_well_waits_longer() -> None:
    """A miss comes back next day, a known answer later, and later again each time."""
    assert after(WRONG).due == NOW + DAY
    waits = [after(*[RIGHT] * times).due - after(*[RIGHT] * times).reviewed_at for times in (1, 2, 3)]
    assert DAY <= waits[0] < waits[1] < waits[2]


def test_leech_at_eight_lapses() -> None:
    """The eighth wrong answer after the first review makes a leech; the very first miss is no lapse."""
    assert after(*[WRONG] * 8).lapses == 7
    assert not after(*[WRONG] * 8).leech
    assert after(*[WRONG] * 9).leech


def test_a_clock_that_goes_back_counts_as_no_time() -> None:
    """A review timed before the last one is taken as made at the same moment."""
    state = after(RIGHT)
    assert review(state, RIGHT, NOW - DAY) == review(state, RIGHT, NOW)


def test_any_zone_gives_the_same_schedule() -> None:
    """The time may come in any zone; it is kept in UTC, and a time without one is refused."""
    elsewhere = NOW.astimezone(timezone(timedelta(hours=9)))
    assert review(None, RIGHT, elsewhere) == review(None, RIGHT, NOW)
    assert review(None, RIGHT, elsewhere).reviewed_at.tzinfo is UTC
    with pytest.raises(ValueError, match="needs a time zone"):
        review(None, RIGHT, datetime(2026, 3, 1))  # noqa: DTZ001


@given(st.integers(2, 400), st.integers(0, 500), st.text(max_size=8))
def test_an_exam_brings_reviews_before_it(exam_in: int, due_in: int, item: str) -> None:
    """What would be due after the exam comes in the last week before it, from tomorrow on; the rest stays."""
    exam, due = NOW + exam_in * DAY, NOW + due_in * DAY
    brought = due_before_exam(due, item, NOW, exam)
    if due < exam:
        assert brought == due
    else:
        assert max(NOW, exam - 7 * DAY) <= brought <= exam - DAY


def test_without_an_exam_ahead_nothing_moves() -> None:
    """No exam, one that is past, or one within a day leaves the schedule alone."""
    due = NOW + 30 * DAY
    for exam in (None, NOW - DAY, NOW + DAY / 2):
        assert due_before_exam(due, "q", NOW, exam) == due


def test_reviews_before_an_exam_are_spread() -> None:
    """A pile of reviews before an exam is spread over the week."""
    exam = NOW + 20 * DAY
    days = {due_before_exam(exam + DAY, f"q{n}", NOW, exam) for n in range(100)}
    assert len(days) == 7


def test_reviews_before_an_exam_that_is_near_are_spread_over_the_days_that_are_left() -> None:
    """Each of them, from tomorrow on to the eve."""
    for left in (1, 2, 5):
        exam = NOW + left * DAY + DAY / 4
        days = {due_before_exam(exam, f"q{n}", NOW, exam) for n in range(100)}
        assert days == {exam - day * DAY for day in range(1, left + 1)}
