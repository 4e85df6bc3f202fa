"""Writing and marking."""

from dataclasses import replace

from bot.essays import rules
from bot.essays.rules import Attempt, Mark, Refusal
from tests.essays.makers import ESSAY
from tests.studying import NOW

WRITTEN = Attempt(1, 7, ESSAY.id, "It is watched.", NOW)


def marked(*marks: Mark) -> Attempt:
    attempt = WRITTEN
    for place, mark in enumerate(marks):
        attempt = rules.marked(attempt, ESSAY, place, mark, NOW)
    return attempt


def test_each_point_is_marked_once_and_in_turn() -> None:
    """A second press on the same point, or one out of turn, changes nothing; the last mark finishes."""
    once = marked(Mark.MISSING)
    assert rules.marked(once, ESSAY, 0, Mark.THERE, NOW) is once
    assert rules.marked(once, ESSAY, 2, Mark.THERE, NOW) is once
    assert once.done_at is None
    done = marked(Mark.MISSING, Mark.THERE, Mark.HALF)
    assert done.done_at == NOW
    assert rules.marked(done, ESSAY, 3, Mark.THERE, NOW) is done


def test_points_count_by_their_weight_and_half_is_half() -> None:
    """Missing (1), there (3), half (2) are four of six; only what is missing comes back."""
    done = marked(Mark.MISSING, Mark.THERE, Mark.HALF)
    assert rules.score(ESSAY, done.marks) == (4.0, 6)
    assert rules.missing(done) == [0]


def test_whoever_has_seen_a_point_cannot_rewrite_the_text() -> None:
    """The draft may change until then."""
    assert rules.rewritten(WRITTEN, "Another text", NOW) == Attempt(1, 7, ESSAY.id, "Another text", NOW)
    assert rules.rewritten(marked(Mark.HALF), "Another text", NOW) is Refusal.MARKED


def test_a_subject_that_lost_points_is_marked_anew() -> None:
    """Whoever was in the middle of marking when a pack dropped points can go on; what is done stays done."""
    shorter = replace(ESSAY, points=ESSAY.points[:2])
    begun, done = marked(Mark.HALF, Mark.THERE), marked(Mark.HALF, Mark.THERE, Mark.THERE)
    assert rules.fitting(begun, ESSAY) is begun
    assert rules.fitting(begun, shorter).marks == ()
    assert rules.fitting(done, shorter) is done
