"""`/exam ready`, `/exam result`, and the countdown in `/me`, as people use them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.kernel.custom_ids import build
from bot.kernel.questions import Exam
from tests.cogs.table import Table, labels, private, table, text
from tests.exams.makers import bank


@pytest.fixture
async def hall(tmp_path: Path) -> AsyncIterator[Table]:
    async with table(tmp_path, {one.id: one for one in bank(forms=2)}) as ready:
        yield ready


async def test_somebody_new_reads_what_is_missing_and_can_set_the_date(hall: Table) -> None:
    """The refusal says what is missing, and the first button mends the first of it."""
    page = private(await hall.slash("ada", "exam ready"))
    assert "Too early for a forecast" in text(page)
    assert "the date of your exam: set it below" in text(page)
    assert "2 more mock exams" in text(page)
    assert "Exam dates" in labels(page)
    other = private(await hall.press("ada", "MLA-C02", page))
    assert "MLA-C02" in text(other)


async def test_me_counts_down_once_there_is_a_date(hall: Table) -> None:
    """The countdown and today's portion stand in the profile, and practice that gains most is a press away."""
    readiness = next(one for one in hall.app.features if type(one).__name__ == "Readiness")
    service = readiness.handlers["yl"].__self__.readiness  # type: ignore[attr-defined]
    assert "Exam dates" in labels(private(await hall.slash("ada", "me")))
    assert "until your AIF-C01 exam" not in text(private(await hall.slash("ada", "me")))
    day = hall.env.now().date()
    await service._dates.put(hall.people["ada"].id, {Exam.AIF_C01: day.replace(year=day.year + 1)})
    page = private(await hall.slash("ada", "me"))
    assert "days until your AIF-C01 exam" in text(page)
    assert "**Today:** " in text(page)
    ready = private(await hall.slash("ada", "exam ready"))
    assert "Next mock exam: today" in text(ready)
    assert "Where an hour of practice helps most" in text(ready)
    practice = await hall.press("ada", "Practice what helps most", ready)
    assert "A" in labels(practice)


async def test_dates_that_are_set_from_the_forecast_lead_back_to_it(hall: Table) -> None:
    """With the new date in it; those that are set from the profile lead back to that, and so does what is no date."""
    day = hall.env.now().date()
    typed = {Exam.AIF_C01.value: day.replace(year=day.year + 1).isoformat()}
    for command, where in (("exam ready", "Too early for a forecast"), ("me", "Your profile")):
        page = private(await hall.slash("ada", command))
        assert where in text(page)
        form = await hall.press("ada", "Exam dates", page)
        shown = text(private(await hall.people["ada"].submit_modal(form, typed)))
        assert "Saved." in shown
        assert where in shown
        assert "days until your AIF-C01 exam" in shown
    form = await hall.press("ada", "Exam dates", private(await hall.slash("ada", "exam ready")))
    shown = text(private(await hall.people["ada"].submit_modal(form, {Exam.AIF_C01.value: "someday"})))
    assert "someday" in shown
    assert "Too early for a forecast" in shown


async def test_a_result_is_taken_changed_and_taken_back(hall: Table) -> None:
    """Whoever was shown no forecast is thanked, and told that it counts for none."""
    said = text(private(await hall.slash("ada", "exam result", exam="AIF-C01", outcome="Passed")))
    assert "Congratulations" in said
    assert "not compared with one" in said
    assert "You passed AIF-C01" in text(private(await hall.slash("ada", "me")))
    said = text(private(await hall.slash("ada", "exam result", exam="AIF-C01", outcome="Take it back")))
    assert "No result of yours is kept for that exam now" in said


@pytest.mark.parametrize("arguments", [(), ("nonsense",), ("AIF-C01",), ("AIF-C01", "zz~"), ("AIF-C01", "9" * 30)])
async def test_forged_presses_are_answered(hall: Table, arguments: tuple[str, ...]) -> None:
    """Whatever stands in an id, it is answered in words."""
    await hall.begin("ada")
    for verb in ("yl", "yp"):
        shown = await hall.forge("ada", build(verb, 0, "ready", *arguments))
        assert shown.response is not None
