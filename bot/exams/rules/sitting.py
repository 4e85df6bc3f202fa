"""What happens in a mock: the paper is opened, worked on in any order, and handed in, by hand or by the clock.

Every answer counts as it stands at the end: all or nothing for every kind, blank is wrong, and nothing is taken off
for a wrong one, as in the exams themselves.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from fractions import Fraction
from math import ceil

from bot.exams.rules.forms import Form, shuffled
from bot.exams.rules.model import Cause, End, Refusal, Sitting
from bot.kernel.asked import Asked, Locked
from bot.kernel.clock import Running, moved_back, taken_back
from bot.kernel.exams import Guide
from bot.kernel.grading import Answer, grade
from bot.kernel.questions import Choice
from bot.study.responses import FASTEST_SECONDS

EXTRA = timedelta(minutes=30)
"""What AWS grants on request to who sits an exam in a language that is not their own."""

GRACE = timedelta(seconds=1.5)
"""A paper is collected this long after its time: presses made in time are still on their way."""

COUNTING_SHARE, SLOW_SHARE = Fraction(4, 5), Fraction(1, 2)
"""A mock counts with so much of it answered: 52 of 65; 33 of 65 where its time ran out."""

FASTEST_MS = round(FASTEST_SECONDS * 1000)
"""An answer that came sooner was not given in earnest."""

_MILLISECOND = timedelta(milliseconds=1)


def begin(
    *,
    sitting_id: int,
    player_id: int,
    guild_id: int,
    channel_id: int,
    guide: Guide,
    form: Form,
    seed: int,
    extra_time: bool,
    at: datetime,
    room_id: int | None = None,
) -> Sitting:
    """Open a paper; its clock runs from `at`. The order of questions and options follows from the seed."""
    questions = shuffled(form, seed)
    return Sitting(
        id=sitting_id,
        player_id=player_id,
        guild_id=guild_id,
        channel_id=channel_id,
        exam=guide.exam,
        form=form.number,
        seed=seed,
        extra_time=extra_time,
        created_at=at,
        deadline=at + timedelta(minutes=guide.minutes) + (EXTRA if extra_time else timedelta()),
        looked_at=at,
        asked=tuple(Asked(question, seed + place, opened_at=at) for place, question in enumerate(questions)),
        scored=frozenset(place for place, question in enumerate(questions) if question.id in form.scored),
        room_id=room_id,
    )


def _while_open(
    sitting: Sitting, place: int, at: datetime, change: Callable[[Sitting], Sitting | Refusal]
) -> Sitting | Refusal:
    """Do something with a question of an open paper; it is the one before the person from now on."""
    if not sitting.is_open:
        return Refusal.OVER
    if at > sitting.deadline:
        return Refusal.LATE
    if not 0 <= place < len(sitting.asked):
        return Refusal.UNKNOWN
    return change(_looking_at(sitting, place, at))


def _looking_at(sitting: Sitting, place: int, at: datetime) -> Sitting:
    """The time since the last look belongs to the question that was looked at."""
    looked = Running(sitting.looked_at, sitting.stops).ran(min(at, sitting.deadline))
    spent = looked // _MILLISECOND
    mark = sitting.mark(sitting.place)
    counted = sitting.marked(sitting.place, replace(mark, spent_ms=mark.spent_ms + spent)) if spent else sitting
    return replace(counted, place=place, looked_at=max(at, sitting.looked_at + looked))


def look(sitting: Sitting, place: int, at: datetime) -> Sitting | Refusal:
    """Turn to a question."""
    return _while_open(sitting, place, at, lambda looking: looking)


def answer(sitting: Sitting, place: int, given: Answer, at: datetime) -> Sitting | Refusal:
    """Answer a question, or answer it otherwise; `given` has passed `grading.check`."""

    def change(looking: Sitting) -> Sitting:
        result, mark = grade(looking.asked[place].question, given), looking.mark(place)
        credit = float(result.correct)
        return _locked(looking, place, Locked(given, result.correct, credit, 0, mark.spent_ms, at, mark.unsure))

    return _while_open(sitting, place, at, change)


def _locked(sitting: Sitting, place: int, locked: Locked) -> Sitting:
    asked = replace(sitting.asked[place], answers={sitting.player_id: locked})
    return replace(sitting, asked=(*sitting.asked[:place], asked, *sitting.asked[place + 1 :]))


def flag(sitting: Sitting, place: int, at: datetime, *, on: bool) -> Sitting | Refusal:
    """Flag a question to come back to, or take the flag away. The button says which, so that a repeat does nothing."""
    return _while_open(sitting, place, at, lambda now: now.marked(place, replace(now.mark(place), flagged=on)))


def doubt(sitting: Sitting, place: int, at: datetime, *, on: bool) -> Sitting | Refusal:
    """Note that one is not sure of a question, or is after all."""

    def change(now: Sitting) -> Sitting:
        doubted = now.marked(place, replace(now.mark(place), unsure=on))
        locked = doubted.given(place)
        return doubted if locked is None else _locked(doubted, place, replace(locked, unsure=on))

    return _while_open(sitting, place, at, change)


def strike(sitting: Sitting, place: int, options: frozenset[int], at: datetime) -> Sitting | Refusal:
    """Have exactly these options struck out, by their index. It is a note of one's own, and answers nothing."""

    def change(now: Sitting) -> Sitting | Refusal:
        body = now.asked[place].question.body
        if not isinstance(body, Choice) or not options <= set(range(len(body.options))):
            return Refusal.NOTHING_TO_STRIKE
        return now.marked(place, replace(now.mark(place), struck=options))

    return _while_open(sitting, place, at, change)


def hand_in(sitting: Sitting, at: datetime, *, sure: bool) -> Sitting | Refusal:
    """Hand the paper in. With something still blank one is asked once, and is `sure` the second time.

    One whose time is up hands itself in (`tick`), unless it is about to get lost time back.
    """
    if not sitting.is_open:
        return sitting
    if at > sitting.deadline:
        return Refusal.LATE
    if sitting.blank and not sure:
        return Refusal.STILL_BLANK
    return _ended(sitting, End.HANDED_IN, at)


def discard(sitting: Sitting, at: datetime) -> Sitting | Refusal:
    """Throw the paper away: what was answered and noted on it is forgotten. One whose time is up cannot be."""
    if sitting.is_discarded:
        return sitting
    if not sitting.is_open:
        return Refusal.OVER
    if at > sitting.deadline:
        return Refusal.LATE
    asked = tuple(replace(one, answers={}, closed_at=at) for one in sitting.asked)
    return replace(sitting, asked=asked, marks={}, end=End.DISCARDED, ended_at=at)


def tick(sitting: Sitting, at: datetime) -> Sitting:
    """At zero the paper hands itself in; the same sitting before."""
    due = sitting.is_open and at >= sitting.deadline + GRACE
    return _ended(sitting, End.TIME, sitting.deadline) if due else sitting


def _ended(sitting: Sitting, end: End, at: datetime) -> Sitting:
    looked = _looking_at(sitting, sitting.place, at)
    asked = tuple(replace(one, closed_at=at) for one in looked.asked)
    return replace(looked, asked=asked, end=end, ended_at=at)


def after_outage(sitting: Sitting, away_since: datetime, at: datetime) -> Sitting:
    """Give back the time from `away_since` to `at`, in which nobody could work: it belongs to no question either."""
    lost = at - max(away_since, sitting.created_at)
    if not sitting.is_open or lost <= timedelta():
        return sitting
    before = max(min(away_since, at) - sitting.looked_at, timedelta())
    stops = (*sitting.stops, (min(away_since, at), at))
    return replace(sitting, deadline=sitting.deadline + lost, looked_at=at - before, stops=stops)


def set_back(sitting: Sitting, ahead: timedelta, at: datetime, given: timedelta) -> Sitting:
    """The clock was `ahead`, and shows `at`. Whoever was given time because of that has their own again, `given`."""
    if not sitting.is_open:
        return sitting
    return replace(
        sitting,
        deadline=taken_back(sitting.deadline, ahead, sitting.created_at + given),
        looked_at=moved_back(sitting.looked_at, ahead, at),
        stops=tuple(stop for stop in sitting.stops if stop[1] <= at),
    )


def explain(sitting: Sitting, place: int, cause: Cause | None) -> Sitting | Refusal:
    """Say why a question was missed, or take that back; a right one can have been guessed, where one was not sure."""
    if sitting.is_open:
        return Refusal.NOT_OVER
    if sitting.is_discarded or not 0 <= place < len(sitting.asked) or not is_gap(sitting, place):
        return Refusal.UNKNOWN
    return sitting.marked(place, replace(sitting.mark(place), cause=cause))


def is_gap(sitting: Sitting, place: int) -> bool:
    """Whether a question shows a gap: it is not right, or right without being sure."""
    locked = sitting.given(place)
    return locked is None or not locked.correct or locked.unsure


def counts(sitting: Sitting) -> bool:
    """Whether a paper that is in is evidence for a forecast."""
    return is_evidence(sitting.end, len(sitting.asked), answered_in_earnest(sitting))


def is_evidence(end: End | None, questions: int, in_earnest: int) -> bool:
    """Whether a paper that ended so says enough of its person to be evidence for a forecast.

    It does with most of it answered in earnest; with half of it, where the time ran out over the rest: who is too slow
    at home is too slow in the exam. With less it was tried out, or left lying.
    """
    least = SLOW_SHARE if end is End.TIME else COUNTING_SHARE
    return end in (End.HANDED_IN, End.TIME) and in_earnest >= answers_to_count(questions, least)


def answered_in_earnest(sitting: Sitting) -> int:
    """How many questions were answered by somebody who can have read them."""
    given = [sitting.given(place) for place in range(len(sitting.asked))]
    return sum(locked is not None and locked.elapsed_ms >= FASTEST_MS for locked in given)


def too_quick(sitting: Sitting) -> int:
    """How many answers came so quickly that nobody can have read the question."""
    return len(sitting.asked) - len(sitting.blank) - answered_in_earnest(sitting)


def answers_to_count(questions: int, share: Fraction) -> int:
    """How many answers such a share of a paper is, rounded up."""
    return ceil(questions * share)


def time_given(sitting: Sitting, guide: Guide) -> timedelta:
    """How long the paper is to be worked on, without what an outage gave back."""
    return timedelta(minutes=guide.minutes) + (EXTRA if sitting.extra_time else timedelta())
