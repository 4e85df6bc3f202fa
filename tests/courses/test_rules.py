"""How far somebody is in a course, and what a checkpoint asks."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.courses import rules
from bot.courses.rules import Part, Sat, Standing
from bot.kernel.courses import kept_back
from tests.courses.makers import COURSE, FIRST, QUESTIONS, SECOND
from tests.studying import NOW

SAT = Sat(1, "demo", "first", Part.CHECKPOINT, "", needed=8, at=NOW, right=8, ended_at=NOW)


def test_a_module_is_passed_when_all_its_trials_are() -> None:
    """The first module needs its checkpoint alone; the second one its drill as well."""
    assert rules.is_passed(FIRST, [SAT])
    assert not rules.is_passed(FIRST, [replace(SAT, right=7)])
    assert not rules.is_passed(FIRST, [replace(SAT, part=Part.PRACTICE, needed=0, right=30)])
    assert not rules.is_passed(SECOND, [SAT])
    assert rules.is_passed(FIRST, [replace(SAT, needed=1, right=1)])
    assert not rules.is_passed(FIRST, [replace(SAT, needed=0, right=0)])
    assert rules.is_passed(SECOND, [SAT, replace(SAT, part=Part.DRILL, needed=9, right=9)])


def test_what_is_next_is_the_first_module_whose_prerequisites_are_passed() -> None:
    """A later module that somebody tested out of does not take the earlier one's place."""
    assert rules.next_module(COURSE, set()) is FIRST
    assert rules.next_module(COURSE, {"first"}) is SECOND
    assert rules.next_module(COURSE, {"second"}) is FIRST
    assert rules.next_module(COURSE, {"first", "second"}) is None


def test_a_trial_waits_a_day_and_one_that_runs_is_gone_on_with() -> None:
    """The day counts from when it was begun; what is not over is no reason to wait."""
    assert rules.again_at([], Part.CHECKPOINT, NOW) is None
    assert rules.again_at([replace(SAT, right=1)], Part.CHECKPOINT, NOW) == NOW + timedelta(days=1)
    assert rules.running([SAT], Part.CHECKPOINT, NOW) is None
    open_one = replace(SAT, game_id=2, ended_at=None)
    assert rules.running([SAT, open_one], Part.CHECKPOINT, NOW) is open_one
    assert rules.running([open_one], Part.DRILL, NOW) is None


def test_a_trial_that_was_sat_while_the_clock_was_ahead_keeps_nobody_from_the_next() -> None:
    """Nobody waits until the date that it showed, and what is begun by the right one is gone on with."""
    ahead = replace(SAT, right=1, at=NOW + timedelta(days=365), ended_at=NOW + timedelta(days=365))
    assert rules.again_at([ahead], Part.CHECKPOINT, NOW) is None
    now = replace(SAT, game_id=2, ended_at=None)
    assert rules.running([now, ahead], Part.CHECKPOINT, NOW) is now
    assert rules.again_at([now, ahead], Part.CHECKPOINT, NOW) == NOW + timedelta(days=1)


@pytest.mark.parametrize(
    ("accuracy", "answers", "found"),
    [(1.0, 2, Standing.UNKNOWN), (0.79, 3, Standing.LEARNING), (0.8, 3, Standing.SURE)],
)
def test_nothing_is_sure_after_two_answers(accuracy: float, answers: int, found: Standing) -> None:
    """However right they were."""
    assert rules.standing(accuracy, answers) is found


@given(st.sets(st.integers(0, 39)), st.sets(st.integers(0, 39), max_size=12), st.integers(0, 50))
def test_a_checkpoint_asks_what_was_not_seen(seen: set[int], lately: set[int], seed: int) -> None:
    """Nothing seen while something unseen is left, and nothing of last time while anything else is."""
    before = {f"q{number:02}": NOW - timedelta(days=number) for number in seen | lately}
    last = {f"q{number:02}" for number in lately}
    chosen = rules.pick(QUESTIONS, before, last, 10, seed)
    assert len(set(chosen)) == 10
    unseen = {one.id for one in QUESTIONS} - before.keys()
    assert len(unseen & set(chosen)) == min(10, len(unseen))
    others = {one.id for one in QUESTIONS} - last
    assert len(last & set(chosen)) == max(0, 10 - len(others))


def test_a_checkpoint_asks_about_every_concept_and_what_practice_left_alone() -> None:
    """Both concepts have their turn, and of unseen questions those that practice keeps back come first."""
    chosen = rules.pick(QUESTIONS, {}, set(), 10, 3)
    of_second = [name for name in chosen if int(name[1:]) >= 20]
    assert len(of_second) == 5
    kept = [one.id for one in QUESTIONS if kept_back(one.id)]
    assert len(set(kept) & set(chosen)) >= min(8, len(kept))


def test_no_question_of_a_checkpoint_gives_another_away() -> None:
    """Twins and questions that are to be kept apart never meet in one."""
    near = [replace(one, apart=tuple(o.id for o in QUESTIONS if o is not one)) for one in QUESTIONS[:30]]
    assert len([name for name in rules.pick(near + QUESTIONS[30:], {}, set(), 10, 1) if int(name[1:]) < 30]) <= 1
