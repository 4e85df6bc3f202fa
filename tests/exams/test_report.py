"""What a result claims, and what a group is given to talk about."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bot.exams.rules import sitting as rules
from bot.exams.rules.model import Sitting
from bot.exams.rules.report import Band, Share, by_domain, gaps, result, times, worth_talking_about
from tests.exams.makers import AIF, done, paper
from tests.strategies import NOON, SECOND


@given(st.integers(1, 65).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_an_interval_holds_its_share_and_narrows_with_more_questions(counts: tuple[int, int]) -> None:
    """Whatever was right of however many."""
    share = Share(*counts)
    low, high = share.interval
    assert 0 <= low <= share.value <= high <= 1
    wide, narrow = share.interval, Share(share.right * 4, share.of * 4).interval
    assert narrow[1] - narrow[0] < wide[1] - wide[0]


def test_a_band_claims_no_more_than_the_interval_does() -> None:
    """36 of 50 are too close to tell, and so are 6 of 7; nothing is never above."""
    bands = {counts: Share(*counts).band for counts in ((36, 50), (42, 50), (27, 50), (6, 7), (7, 7), (0, 7), (0, 0))}
    assert bands == {
        (36, 50): Band.WITHIN,
        (42, 50): Band.ABOVE,
        (27, 50): Band.BELOW,
        (6, 7): Band.WITHIN,
        (7, 7): Band.ABOVE,
        (0, 7): Band.BELOW,
        (0, 0): Band.WITHIN,
    }


def test_only_the_fifty_count() -> None:
    """Right answers to the others change nothing."""
    opened = paper()
    beside = [place for place in range(65) if place not in opened.scored]
    for place in beside:
        opened = done(rules.answer(opened, place, (0,), NOON))
    over = done(rules.hand_in(opened, NOON, sure=True))
    assert result(over).scored == Share(0, 50)
    assert by_domain(over, AIF) == [Share(0, share) for share in AIF.shares(50)]


def test_gaps_are_wrong_blank_or_unsure() -> None:
    """What was right and sure is none."""
    sat = done(rules.answer(paper(), 0, (0,), NOON))
    sat = done(rules.doubt(done(rules.answer(sat, 1, (0,), NOON)), 1, NOON, on=True))
    sat = done(rules.answer(sat, 2, (1,), NOON))
    assert gaps(done(rules.hand_in(sat, NOON, sure=True))) == list(range(1, 65))


def test_the_slowest_come_first() -> None:
    """With the whole and the middle of those that were looked at."""
    sat = done(rules.look(done(rules.look(paper(), 1, NOON + 10 * SECOND)), 2, NOON + 40 * SECOND))
    used = times(done(rules.hand_in(sat, NOON + 45 * SECOND, sure=True)), 2)
    assert (used.used, used.median) == (45 * SECOND, 10 * SECOND)
    assert used.slowest == ((1, 30 * SECOND), (0, 10 * SECOND))


def test_one_question_left_open_is_not_typical() -> None:
    """Whoever opens a mock and goes away has looked at one question: how long that stood open tells nothing."""
    used = times(done(rules.hand_in(paper(), NOON + 45 * SECOND, sure=True)), 2)
    assert (used.used, used.median) == (45 * SECOND, None)


def _answered(number: int, **answers: int) -> Sitting:
    sat = replace(paper(), id=number, player_id=number)
    for place, asked in enumerate(sat.asked):
        if asked.question.id in answers:
            sat = done(rules.answer(sat, place, (answers[asked.question.id],), NOON))
    return sat


def test_a_group_talks_about_what_splits_it_most() -> None:
    """Three ways before two; half right before none right; what all agree on, or one alone answered, not at all."""
    papers = [
        _answered(1, q000=0, q001=0, q002=1, q003=0, q004=0),
        _answered(2, q000=1, q001=0, q002=2, q003=0),
        _answered(3, q000=2, q001=1, q002=2, q003=0),
    ]
    assert worth_talking_about(papers) == ("q000", "q001", "q002")
    assert worth_talking_about(papers, most=1) == ("q000",)
    assert worth_talking_about(papers[:1]) == ()
