"""The rules of a paper: every answer may be changed, the clock is fair, and it hands itself in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from discord.ui import LayoutView
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.exams.rules import sitting as rules
from bot.exams.rules.model import Cause, End, Refusal, Sitting
from bot.kernel.exams import Guide
from bot.kernel.questions import Exam, Kind
from cogs.exams.rendering.overview import review_card, sure_card
from cogs.exams.words import came_quickly
from tests.exams.makers import GUIDES, done, paper
from tests.strategies import BODIES, KEYS, MINUTE, NOON, SECOND, question


@pytest.mark.parametrize(
    ("exam", "extra", "minutes"),
    [(Exam.AIF_C01, False, 90), (Exam.AIF_C01, True, 120), (Exam.MLA_C02, False, 130), (Exam.MLA_C02, True, 160)],
)
def test_the_time_is_the_exams_own(exam: Exam, extra: bool, minutes: int) -> None:
    """90 or 130 minutes, and 30 more for who has them granted."""
    opened = paper(GUIDES[exam], extra_time=extra)
    assert opened.deadline == NOON + minutes * MINUTE
    assert (len(opened.asked), len(opened.scored)) == (65, 50)


@pytest.mark.parametrize("kind", BODIES)
def test_all_or_nothing_for_every_kind(kind: Kind) -> None:
    """What earns a share in play earns nothing here, unless all of it is right."""
    opened = paper()
    asked = opened.asked[0].__class__(question("x", kind), 3, opened_at=NOON)
    opened = opened.__class__(**{f: getattr(opened, f) for f in Sitting.__slots__} | {"asked": (asked,)})
    right = done(rules.answer(opened, 0, KEYS[kind], NOON)).given(0)
    assert right is not None
    assert (right.correct, right.credit) == (True, 1.0)
    half = {Kind.MULTIPLE: (0, 1), Kind.ORDERING: (0, 1, 3, 2), Kind.MATCHING: (0, 1, 3)}.get(kind)
    if half is not None:
        locked = done(rules.answer(opened, 0, half, NOON)).given(0)
        assert locked is not None
        assert (locked.correct, locked.credit) == (False, 0.0)


def test_any_answer_can_be_changed_until_the_paper_is_in() -> None:
    """Before and after other questions; the last word counts."""
    changed = done(rules.answer(done(rules.answer(paper(), 4, (1,), NOON)), 4, (0,), NOON + SECOND))
    changed = done(rules.answer(changed, 5, (1,), NOON + 2 * SECOND))
    changed = done(rules.answer(changed, 4, (2,), NOON + 3 * SECOND))
    locked = changed.given(4)
    assert locked is not None
    assert locked.answer == (2,)
    handed = done(rules.hand_in(changed, NOON + MINUTE, sure=True))
    assert rules.answer(handed, 4, (0,), NOON + MINUTE) is Refusal.OVER


def test_handing_in_asks_once_when_something_is_blank() -> None:
    """And not at all when nothing is."""
    assert rules.hand_in(paper(), NOON, sure=False) is Refusal.STILL_BLANK
    handed = done(rules.hand_in(paper(), NOON + MINUTE, sure=True))
    assert (handed.end, handed.ended_at) == (End.HANDED_IN, NOON + MINUTE)
    full = paper()
    for place in range(65):
        full = done(rules.answer(full, place, (0,), NOON))
    assert done(rules.hand_in(full, NOON + MINUTE, sure=False)).end is End.HANDED_IN


def test_blank_is_wrong_and_a_wrong_answer_costs_nothing() -> None:
    """Guessing never hurts."""
    handed = done(rules.hand_in(done(rules.answer(paper(), 0, (1,), NOON)), NOON, sure=True))
    assert handed.wrong == list(range(65))
    right = done(rules.hand_in(done(rules.answer(paper(), 0, (0,), NOON)), NOON, sure=True))
    assert right.wrong == list(range(1, 65))


def test_a_paper_that_is_thrown_away_keeps_nothing_of_what_was_done_on_it() -> None:
    """Neither answers nor notes; only while it is open and has time left, and once."""
    sat = done(rules.flag(done(rules.answer(paper(), 0, (0,), NOON)), 1, NOON + SECOND, on=True))
    gone = done(rules.discard(sat, NOON + MINUTE))
    assert (gone.is_open, gone.is_discarded, gone.blank, gone.marks) == (False, True, list(range(65)), {})
    assert rules.discard(gone, NOON + 2 * MINUTE) is gone
    assert rules.explain(gone, 0, Cause.MISREAD) is Refusal.UNKNOWN
    assert rules.discard(sat, sat.deadline + SECOND) is Refusal.LATE
    assert rules.discard(done(rules.hand_in(sat, NOON, sure=True)), NOON) is Refusal.OVER
    assert rules.tick(gone, gone.deadline + MINUTE) is gone


@pytest.mark.parametrize(
    ("answered", "by_the_clock", "counts"),
    [(0, False, False), (51, False, False), (52, False, True), (32, True, False), (33, True, True), (65, True, True)],
)
def test_a_mock_counts_where_enough_of_it_was_answered(answered: int, by_the_clock: bool, counts: bool) -> None:
    """Four fifths; or half, where the clock ran out over the rest. Open, discarded, or tapped through it never does."""
    sat = tapped = paper()
    for place in range(answered):
        at = NOON + place * 3 * SECOND
        sat = done(rules.answer(done(rules.look(sat, place, at)), place, (0,), at + SECOND))
        tapped = done(rules.answer(tapped, place, (0,), at))
    late = sat.deadline + 2 * SECOND
    handed = rules.tick(sat, late) if by_the_clock else done(rules.hand_in(sat, NOON, sure=True))
    assert rules.counts(handed) is counts
    assert not rules.counts(sat)
    assert not rules.counts(done(rules.discard(sat, NOON)))
    assert not rules.counts(rules.tick(tapped, late))


def test_at_zero_it_hands_itself_in() -> None:
    """Not before presses on their way have come; whatever is pressed after zero counts no more."""
    opened = paper()
    assert rules.tick(opened, opened.deadline + SECOND) is opened
    assert rules.answer(opened, 0, (0,), opened.deadline + SECOND) is Refusal.LATE
    in_time = done(rules.answer(opened, 0, (0,), opened.deadline))
    collected = rules.tick(in_time, opened.deadline + 2 * SECOND)
    assert (collected.end, collected.ended_at) == (End.TIME, opened.deadline)
    assert all(asked.closed_at == opened.deadline for asked in collected.asked)
    assert collected.given(0) is not None
    assert rules.hand_in(opened, opened.deadline + SECOND, sure=True) is Refusal.LATE


def test_flags_doubts_and_strikes_are_notes_that_answer_nothing() -> None:
    """A repeat of the same press changes nothing; struck options can still be chosen."""
    noted = done(rules.flag(paper(), 2, NOON, on=True))
    assert done(rules.flag(noted, 2, NOON, on=True)).flagged == [2]
    noted = done(rules.strike(noted, 2, frozenset({0, 1}), NOON))
    assert noted.mark(2).struck == {0, 1}
    assert noted.given(2) is None
    assert done(rules.answer(noted, 2, (0,), NOON)).given(2) is not None
    assert done(rules.strike(noted, 2, frozenset(), NOON)).mark(2).struck == frozenset()
    assert rules.strike(noted, 2, frozenset({9}), NOON) is Refusal.NOTHING_TO_STRIKE
    assert done(rules.flag(noted, 2, NOON, on=False)).flagged == []


def test_a_doubt_goes_with_the_answer_whichever_came_first() -> None:
    """What was right without being sure is a gap."""
    before = done(rules.answer(done(rules.doubt(paper(), 0, NOON, on=True)), 0, (0,), NOON)).given(0)
    after = done(rules.doubt(done(rules.answer(paper(), 0, (0,), NOON)), 0, NOON, on=True))
    locked = after.given(0)
    assert before is not None
    assert locked is not None
    assert before.unsure
    assert locked.unsure
    handed = done(rules.hand_in(after, NOON, sure=True))
    assert rules.is_gap(handed, 0)


def test_why_it_was_missed_is_said_of_gaps_alone_and_afterwards() -> None:
    """In one tap, which a second one takes back."""
    sat = done(rules.answer(paper(), 0, (0,), NOON))
    assert rules.explain(sat, 1, Cause.MISREAD) is Refusal.NOT_OVER
    handed = done(rules.hand_in(sat, NOON, sure=True))
    assert rules.explain(handed, 0, Cause.MISREAD) is Refusal.UNKNOWN
    said = done(rules.explain(handed, 1, Cause.MISREAD))
    assert said.mark(1).cause is Cause.MISREAD
    assert done(rules.explain(said, 1, None)).mark(1).cause is None


def test_time_belongs_to_the_question_that_is_looked_at() -> None:
    """From one look to the next, to the end."""
    looked = done(rules.look(paper(), 3, NOON + 10 * SECOND))
    looked = done(rules.look(looked, 0, NOON + 40 * SECOND))
    handed = done(rules.hand_in(looked, NOON + 45 * SECOND, sure=True))
    assert (handed.mark(0).spent_ms, handed.mark(3).spent_ms) == (15_000, 30_000)


@given(st.integers(0, 80), st.integers(1, 600))
def test_an_outage_costs_nobody_time(began: int, lasted: int) -> None:
    """The clock gets back what was lost, and no question is charged for it."""
    opened = done(rules.look(paper(), 1, NOON + MINUTE))
    since = NOON + MINUTE + began * SECOND
    back = since + lasted * SECOND
    given_back = rules.after_outage(opened, since, back)
    assert given_back.deadline - opened.deadline == back - since
    went_on = done(rules.look(given_back, 2, back + 5 * SECOND))
    assert went_on.mark(1).spent_ms == (began + 5) * 1000


def test_what_was_pressed_before_an_outage_took_as_long_as_it_took() -> None:
    """An answer heard only after the outage has its time, and the next question has not had it as well."""
    opened = done(rules.look(paper(), 1, NOON + MINUTE))
    back = NOON + 11 * MINUTE
    away = rules.after_outage(opened, NOON + 100 * SECOND, back)
    heard = done(rules.answer(away, 1, (0,), NOON + 90 * SECOND))
    locked = heard.given(1)
    assert locked is not None
    assert locked.elapsed_ms == 30_000
    went_on = done(rules.look(done(rules.look(heard, 2, back + SECOND)), 3, back + 5 * SECOND))
    assert (went_on.mark(1).spent_ms, went_on.mark(2).spent_ms) == (41_000, 4_000)


def test_an_outage_before_the_paper_gives_nothing() -> None:
    """A mock that was begun right after the bot came back has its own time and no more; one that is in has no clock."""
    opened = paper()
    assert rules.after_outage(opened, NOON - MINUTE, NOON) is opened
    longer = rules.after_outage(opened, NOON - MINUTE, NOON + MINUTE)
    assert longer.deadline == opened.deadline + MINUTE
    handed = done(rules.hand_in(opened, NOON, sure=True))
    assert rules.after_outage(handed, NOON, NOON + MINUTE) is handed


ACTS = st.tuples(
    st.sampled_from(["look", "answer", "flag", "doubt", "strike", "hand_in", "sure", "tick", "away"]),
    st.integers(-1, 66),
    st.integers(0, 2),
    st.integers(0, 1_500),
)


def _act(now: Sitting, act: str, place: int, value: int, at: datetime, away: timedelta) -> Sitting | Refusal:
    acts: dict[str, Callable[[], Sitting | Refusal]] = {
        "look": lambda: rules.look(now, place, at),
        "answer": lambda: rules.answer(now, place, (value,), at),
        "flag": lambda: rules.flag(now, place, at, on=value > 0),
        "doubt": lambda: rules.doubt(now, place, at, on=value > 0),
        "strike": lambda: rules.strike(now, place, frozenset({value}), at),
        "tick": lambda: rules.tick(now, at),
        "away": lambda: rules.after_outage(now, at - away, at),
    }
    return acts.get(act, lambda: rules.hand_in(now, at, sure=act == "sure"))()


@settings(max_examples=60, deadline=None)
@given(st.lists(ACTS, max_size=40), st.sampled_from(sorted(GUIDES)))
def test_whatever_somebody_does_the_paper_stays_one(acts: list[tuple[str, int, int, int]], exam: Exam) -> None:
    """An answer that was taken stands until it is changed, time spent is time that passed, and it ends once."""
    guide: Guide = GUIDES[exam]
    now, at, lost = paper(guide), NOON, timedelta()
    answers: dict[int, tuple[int, ...]] = {}
    for act, place, value, seconds in acts:
        before, at = now, at + seconds * SECOND
        after = _act(now, act, place, value, at, seconds * SECOND)
        now = after if isinstance(after, Sitting) else now
        if act == "answer" and now is after:
            answers[place] = (value,)
        if act == "away" and before.is_open:
            lost += seconds * SECOND
        if before.end is not None:
            assert now == before
        assert {place: locked.answer for place in range(65) if (locked := now.given(place))} == answers
        spent = sum(mark.spent_ms for mark in now.marks.values())
        assert spent <= ((now.ended_at or at) - NOON - lost) / timedelta(milliseconds=1)
        assert now.deadline == NOON + guide.minutes * MINUTE + lost


def test_who_was_too_quick_reads_it_before_the_paper_is_in() -> None:
    """Sixty answers of which none counts are more than the 52 that it takes: the review says why, and so does the last
    question before handing in."""
    tapped = paper()
    for place in range(60):
        tapped = done(rules.answer(tapped, place, (0,), NOON))
    review, sure = (str(parts(card)) for card in (review_card(tapped), sure_card(tapped)))
    assert "60 of your 60 answers came in under a second, so they do not" in review
    one = done(rules.answer(paper(), 0, (0,), NOON))
    assert "Your only answer came in under a second, so it does not" in str(parts(review_card(one)))
    assert "1 of your 2 answers came in under a second, so it does not" in came_quickly(1, 2)
    assert "takes 52 answers of a second or longer; 60 of your 60 came sooner" in sure
    assert "under a second" not in str(parts(review_card(paper())))
    assert "takes 52 answers." in str(parts(sure_card(paper())))


def parts(card: LayoutView) -> list[str]:
    return [getattr(part, "content", "") for part in card.walk_children()]
