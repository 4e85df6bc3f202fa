"""When a forecast is given, what a day's portion is, and how forecasts are held against what came."""

from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.kernel.exams import Domain, Guide, Task
from bot.kernel.questions import Exam, Kind
from bot.readiness.rules.gate import COMPLETE, Missing, missing
from bot.readiness.rules.plan import EACH_MOCK_DAYS, LAST_DAYS, LAST_MOCK_DAYS, Phase, Plan, Worth, make_plan, next_mock
from bot.readiness.rules.reliability import Outcome, line_for, lines
from bot.study.responses import Response
from cogs.readiness.words import next_mock as next_mock_text
from tests.study.makers import DAY, NOW, answer

TODAY = date(2026, 3, 1)
GUIDE = Guide(
    Exam.AIF_C01,
    "AI Practitioner",
    "1",
    scored=50,
    unscored=15,
    minutes=90,
    passing=700,
    kinds=frozenset({Kind.SINGLE}),
    domains=(Domain("One", 60, (Task("1.1", "A", 1),)), Domain("Two", 40, (Task("2.1", "B", 1),))),
)


def answers(one: int, two: int, *, steered: bool = False, seconds: float | None = None) -> list[Response]:
    return [
        answer(domain, item=f"{domain}{n}", at=NOW - DAY, steered=steered, seconds=seconds)
        for domain, count in (("1", one), ("2", two))
        for n in range(count)
    ]


MOCKS = [NOW - DAY, NOW - 27 * DAY]
DATE = NOW.date() + 30 * DAY


def test_enough_of_everything_gives_a_forecast() -> None:
    """Two mocks, one of them lately, fifty unsteered answers with five in each domain, and a date."""
    assert missing(GUIDE, answers(45, 5), MOCKS, DATE, NOW, TODAY) == COMPLETE


@pytest.mark.parametrize(
    ("given", "mocks", "exam_on", "lacking"),
    [
        (answers(45, 5), MOCKS[:1], DATE, Missing(mocks=1)),
        (answers(45, 5), [], DATE, Missing(mocks=2)),
        (answers(44, 5), MOCKS, DATE, Missing(answers=1)),
        (answers(46, 4), MOCKS, DATE, Missing(domains=(("Two", 1),))),
        (answers(45, 5), [NOW - 29 * DAY, NOW - 40 * DAY], DATE, Missing(stale=True)),
        (answers(45, 5), MOCKS, None, Missing(date=True)),
        (answers(45, 5), MOCKS, NOW.date() - DAY, Missing(passed=True)),
        (answers(45, 5, steered=True), MOCKS, DATE, Missing(answers=50, domains=(("One", 5), ("Two", 5)))),
        (answers(45, 5, seconds=0.4), MOCKS, DATE, Missing(answers=50, domains=(("One", 5), ("Two", 5)))),
    ],
)
def test_what_is_missing_is_told(
    given: list[Response], mocks: list[datetime], exam_on: date | None, lacking: Missing
) -> None:
    """Each thing is told by itself, with how much of it; steered answers and taps are none."""
    assert missing(GUIDE, given, mocks, exam_on, NOW, TODAY) == lacking


def test_an_exam_today_is_not_past() -> None:
    """The day itself still counts as to come."""
    assert missing(GUIDE, answers(45, 5), MOCKS, TODAY, NOW, TODAY) == COMPLETE


def plan(left: int, *, due: int = 0, misses: int = 0, mocks_on: list[date] | None = None, done: int = 0) -> Plan:
    made = make_plan(
        exam=Exam.AIF_C01,
        today=TODAY,
        exam_on=TODAY + left * DAY,
        due=due,
        misses=misses,
        mocks_on=mocks_on or [],
        done=done,
        worth=[Worth(1, "One", 0.5), Worth(2, "Two", 2.0), Worth(3, "Three", 0.5)],
    )
    assert made is not None
    return made


def test_why_no_mock_is_to_come_is_told_as_it_is() -> None:
    """Whoever never took one did not take the last one."""
    assert next_mock_text(plan(1), TODAY) == "No more mock exams: the exam is too close."
    sat = plan(3, mocks_on=[TODAY - DAY])
    assert next_mock_text(sat, TODAY) == "No more mock exams: you have taken the last one."


def test_what_gains_most_comes_first() -> None:
    """Domains stand in the order of the points that an hour adds, then in the exam's own."""
    assert [one.number for one in plan(20).worth] == [2, 1, 3]


def test_while_there_is_time_reviews_come_first_and_something_is_always_new() -> None:
    """Twenty questions a day; reviews take their place, but five new ones stay."""
    assert (plan(30).reviews, plan(30).new) == (0, 20)
    assert (plan(30, due=8).reviews, plan(30, due=8).new) == (8, 12)
    assert (plan(30, due=60).reviews, plan(30, due=60).new) == (60, 5)


@given(st.integers(1, LAST_DAYS), st.integers(0, 80), st.integers(0, 80))
def test_in_the_last_week_nothing_is_new(left: int, due: int, misses: int) -> None:
    """Reviews and misses alone, the latter in bearable portions."""
    made = plan(left, due=due, misses=misses)
    assert made.phase is Phase.LAST_WEEK
    assert (made.new, made.reviews) == (0, due)
    assert made.misses == min(misses, 10)


def test_on_the_day_itself_there_is_nothing_to_do() -> None:
    """The plan wishes luck, and then it is over."""
    assert (plan(0, due=9, misses=9).goal, plan(0).phase, plan(0).mock_on) == (0, Phase.THE_DAY, None)
    assert (
        make_plan(exam=Exam.AIF_C01, today=TODAY, exam_on=TODAY - DAY, due=0, misses=0, mocks_on=[], done=0, worth=[])
        is None
    )


def test_no_mock_is_advised_on_the_eve_of_the_exam() -> None:
    """Two days before is the last day for one, and that is the day for whoever has not sat one this week."""
    exam_on = TODAY + 30 * DAY
    assert next_mock(exam_on - 2 * DAY, exam_on, []) == exam_on - 2 * DAY
    assert next_mock(exam_on - DAY, exam_on, []) is next_mock(exam_on, exam_on, []) is None


def test_the_next_mock_is_a_week_after_the_last() -> None:
    """Today without any; in the last week one a few days before the exam, and none where one was sat then."""
    exam_on = TODAY + 30 * DAY
    assert next_mock(TODAY, exam_on, []) == TODAY
    assert next_mock(TODAY, exam_on, [TODAY - DAY]) == TODAY + (EACH_MOCK_DAYS - 1) * DAY
    assert next_mock(TODAY, exam_on, [TODAY - 90 * DAY]) == TODAY
    week = exam_on - LAST_DAYS * DAY
    assert next_mock(week - DAY, exam_on, [week - 2 * DAY]) == exam_on - LAST_MOCK_DAYS * DAY
    assert next_mock(week, exam_on, [week]) is None


@given(st.integers(0, 120), st.lists(st.integers(0, 60), max_size=4))
def test_mocks_followed_to_the_letter(left: int, ago: list[int]) -> None:
    """Whoever sits each mock on its day sits one a week before the last week, and one in it if time allows."""
    exam_on = TODAY + left * DAY
    sat = sorted(TODAY - days * DAY for days in ago)
    new: list[date] = []
    day = TODAY
    while day <= exam_on:
        if next_mock(day, exam_on, sat + new) == day:
            new.append(day)
        day += DAY
    week = exam_on - LAST_DAYS * DAY
    in_last_week = [one for one in sat + new if one >= week]
    assert all(later - earlier >= 6 * DAY for earlier, later in pairwise(new) if later < week)
    assert len([one for one in new if one >= week]) <= 1
    if left >= 4:
        assert in_last_week
    assert all(one < exam_on - DAY for one in new)


@given(st.lists(st.builds(Outcome, st.integers(1, 5), st.floats(0, 1), st.booleans())))
def test_everybody_stands_once_in_a_line(outcomes: list[Outcome]) -> None:
    """Five lines, in each of which a person is counted once, with what they said last."""
    found = lines(outcomes)
    assert [round(one.low, 1) for one in found] == [0.0, 0.2, 0.4, 0.6, 0.8]
    last = {(one.player_id, min(4, int(one.chance * 5))): one.passed for one in outcomes}
    assert [one.of for one in found] == [sum(place == n for _, place in last) for n in range(5)]
    assert sum(one.passed for one in found) == sum(last.values())


def test_players_are_shown_a_line_from_ten_people_on() -> None:
    """Nine are too few, however often they told; the tenth makes it visible, for those told about the same alone."""
    nine = [Outcome(person, 0.65, True) for person in range(9)]
    assert line_for(0.7, nine * 2) is None
    found = [*nine, Outcome(9, 0.79, False), Outcome(10, 0.1, False)]
    line = line_for(0.7, found)
    assert line is not None
    assert (line.passed, line.of) == (9, 10)
    assert line_for(0.15, found) is None


def test_nobody_is_told_of_one_among_their_own_results() -> None:
    """Nine results of one person and one of another would tell them how it went for that other."""
    theirs = [Outcome(1, 0.6 + n / 100, True) for n in range(9)]
    assert line_for(0.7, [*theirs, Outcome(2, 0.7, False)]) is None


def test_days_are_counted_by_the_calendar() -> None:
    """Twelve days are twelve, whatever the hour."""
    assert plan(12).days_left == 12
    assert plan(12).exam_on - TODAY == timedelta(days=12)
