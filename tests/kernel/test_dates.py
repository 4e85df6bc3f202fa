"""Days, weekdays and times as people type them."""

import re
from contextlib import suppress
from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.kernel.dates import DAYS, EVERY_DAY, WEEKEND, WORKDAYS, DateError, Undated, read_day, read_time, read_weekdays
from bot.kernel.words import undated

LAST = date(2026, 12, 31)


@pytest.mark.parametrize(
    "typed",
    [
        *[
            "2026-12-31",
            "2026/12/31",
            "2026.12.31",
            "2026 12 31",
            "20261231",
            " 2026-12-31 ",
            "2026–12–31",
            "２０２６-12-31",
        ],
        *["31.12.2026", "31/12/2026", "12/31/2026", "31-12-2026", "31. 12. 2026"],
        *[
            "31 December 2026",
            "31 Dec 2026",
            "December 31, 2026",
            "Dec 31 2026",
            "31st of December 2026",
            "dec 31st, 2026",
        ],
        *["31. December 2026", "31 DEC 2026"],
    ],
)
def test_one_day_in_many_ways(typed: str) -> None:
    """Year first, day first with dots, months by name: whatever leaves no doubt is read."""
    assert read_day(typed) == LAST


@pytest.mark.parametrize("typed", ["03/04/2026", "3-4-2026", "12/11/2026"])
def test_what_could_be_two_days_is_asked_back(typed: str) -> None:
    """Day and month that could be either way round are named both, and neither is taken."""
    with pytest.raises(DateError) as refused:
        read_day(typed)
    assert refused.value.why is Undated.TWO_DAYS
    assert re.search(r"could be 2026-\d\d-\d\d or 2026-\d\d-\d\d\. ", undated(refused.value))


def test_the_fourth_of_april_is_one_day() -> None:
    """Where both ways give the same day there is nothing to ask; dots stand between day and month."""
    assert read_day("04/04/2026") == date(2026, 4, 4)
    assert read_day("3.4.2026") == date(2026, 4, 3)


@pytest.mark.parametrize("typed", ["2026-02-30", "31.02.2026", "32 December 2026", "2026-13-01", "13/13/2026"])
def test_what_is_no_day(typed: str) -> None:
    """A day that no calendar has is refused as that, with an example of one, and repeated."""
    with pytest.raises(DateError) as refused:
        read_day(typed)
    assert undated(refused.value) == f"There is no day “{typed}”. Write a date like 2026-12-31."


@pytest.mark.parametrize("typed", ["", "soon", "next friday", "Ju 3 2026", "٣", "13/13", "0/4"])
def test_what_is_no_date(typed: str) -> None:
    """Nobody is told that a day does not exist because it was put in a way that is not read."""
    with pytest.raises(DateError) as refused:
        read_day(typed)
    assert undated(refused.value) == f"“{typed}” cannot be read as a date. Write it like 2026-12-31."


@pytest.mark.parametrize("typed", ["9999-12-31", "31/12/9999", "December 31, 9999", "0001-01-01", "1.1.1999"])
def test_a_day_of_another_century_is_refused(typed: str) -> None:
    """Nothing can be planned for it, and there may be no day before or after it."""
    with pytest.raises(DateError) as refused:
        read_day(typed)
    assert undated(refused.value).startswith(f"“{typed}” is too far away.")


@pytest.mark.parametrize("typed", ["12/13/26", "5/6/27", "13.12.26"])
def test_a_century_is_not_guessed(typed: str) -> None:
    """A year of two digits is asked back by what is missing."""
    with pytest.raises(DateError) as refused:
        read_day(typed)
    assert "with four digits" in undated(refused.value)


@pytest.mark.parametrize("typed", ["31 December", "Dec 31", "11/30", "30.11.", "12/20", "2/29"])
def test_a_year_is_not_guessed(typed: str) -> None:
    """A day without its year is asked back."""
    with pytest.raises(DateError) as refused:
        read_day(typed)
    assert refused.value.why is Undated.NO_YEAR


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        *(
            (text, EVERY_DAY)
            for text in ["every day", "Every Day", "daily", "all", "everyday", "Mon-Sun", "weekdays and weekend"]
        ),
        *((text, WORKDAYS) for text in ["weekdays", "workdays", "Monday to Friday", "mon–fri", "MON-FRI", "Mon - Fri"]),
        *(
            (text, WEEKEND)
            for text in ["weekend", "weekends", "Sat, Sun", "saturday and sunday", "Sat; Sun", "sa & su"]
        ),
        ("fri to mon", frozenset({4, 5, 6, 0})),
        ("Wednesday", frozenset({2})),
        ("Wednesdays", frozenset({2})),
        ("Tues, Thurs", frozenset({1, 3})),
        ("Mon., Wed., Fri.", frozenset({0, 2, 4})),
    ],
)
def test_weekdays_as_people_type_them(typed: str, meant: frozenset[int]) -> None:
    """Names in full or short, in the plural, lists and spans, with any dash."""
    assert read_weekdays(typed) == meant


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ("blursday", "blursday"),
        ("Mon, blursday", "blursday"),
        ("monkey", "monkey"),
        ("mon to wed to fri", "mon to wed to fri"),
        ("mon-blursday", "blursday"),
        ("t", "t"),
        ("s, s", "s"),
        ("", ""),
    ],
)
def test_what_is_no_weekday(typed: str, wrong: str) -> None:
    """A word that is no weekday is named in plain English; nothing is taken for a weekday by its beginning."""
    with pytest.raises(DateError) as refused:
        read_weekdays(typed)
    assert undated(refused.value).startswith(f"“{wrong}” is not a day of the week.")


@pytest.mark.parametrize("day", DAYS)
def test_every_weekday_by_its_names(day: str) -> None:
    """Each day by its whole name and by three letters, in any case."""
    for text in (day, day.upper(), day[:3], f" {day.lower()} "):
        assert read_weekdays(text) == {DAYS.index(day)}


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        *(
            (text, time(9))
            for text in ["9", "09:00", "9:00", "9.00", "9h", "9h00", "9 am", "9AM", "9 a.m.", "９:００", "9 o'clock"]
        ),
        *((text, time(21, 30)) for text in ["21:30", "21.30", "21h30", "9:30 pm", "9.30PM", "9:30 p.m.", "9 30 pm"]),
        *((text, time(23, 59)) for text in ["23:59", "23.59", "11:59 pm"]),
        *((text, time(12)) for text in ["noon", "12 pm", "12:00"]),
        *((text, time(0)) for text in ["midnight", "12 am", "0", "00:00"]),
    ],
)
def test_times_as_people_type_them(typed: str, meant: time) -> None:
    """On a clock of 24 or of 12 hours, with any mark between."""
    assert read_time(typed) == meant


@given(st.text(max_size=40))
def test_anything_typed_is_read_or_refused(text: str) -> None:
    """Nothing that can be typed breaks a reader."""
    for read in (read_day, read_weekdays, read_time):
        with suppress(DateError):
            assert read(text) is not None
