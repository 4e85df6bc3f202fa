"""What the plan counts for a day, and what a reminder says of it."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from bot.delivery.sender import Drawing
from bot.kernel.questions import Stage
from bot.reminders.service import Waiting
from cogs.reminders.components import reminder
from tests.readiness.test_service import AIF, HOUR, Case, case, day
from tests.studying import BEN, DAY, NOW, WRONG


async def portion_of(one: Case) -> tuple[int, int]:
    """How many reviews and how many misses today has."""
    plan = await one.service.plan(BEN, NOW)
    assert plan is not None
    return plan.reviews, plan.misses


async def test_in_the_last_week_a_miss_that_is_due_is_counted_once(tmp_path: Path) -> None:
    """It is a review; what was missed and comes back later is a miss that one can look at today."""
    async with case(tmp_path) as one:
        await one.table.days.put(BEN, {AIF: day(5)})
        await one.table.played({"o1": WRONG, "o2": WRONG, "o3": WRONG}, NOW - 2 * DAY)
        assert await portion_of(one) == (3, 0)


async def test_a_plan_counts_only_what_can_still_be_asked(tmp_path: Path) -> None:
    """Neither as a review nor as a miss: what was taken out of the packs, or is set aside, promises no work."""
    async with case(tmp_path) as one:
        await one.table.days.put(BEN, {AIF: day(5)})
        for ago in range(24, 4, -2):  # so often that one of them is set aside, and only asked among the misses
            await one.table.played({"o1": WRONG}, NOW - ago * DAY)
        await one.table.played({"o2": WRONG, "o3": WRONG}, NOW - 2 * DAY)
        assert await portion_of(one) == (2, 1)
        for name in ("o1", "o3"):
            del one.table.questions[name]
        assert await portion_of(one) == (1, 0)
        one.table.questions["o2"] = replace(one.table.questions["o2"], stage=Stage.DRAFT)
        assert await portion_of(one) == (0, 0)


def read(letter: Drawing) -> str:
    view: Any = letter.view
    return str(view.to_components())


async def test_a_reminder_says_one_thing_of_what_is_due_today(tmp_path: Path) -> None:
    """What was missed in the evening is due in the evening: in the morning the plan counts it, and nothing else."""
    async with case(tmp_path) as one:
        nine, table = NOW.replace(hour=9), one.table
        await table.played({"o1": WRONG, "o2": WRONG, "o3": WRONG}, nine - 12 * HOUR)
        due = await table.practice.due(BEN, nine)
        without = read(reminder(nine.date(), Waiting(due), False))
        assert "No reviews are due" in without
        await table.days.put(BEN, {AIF: day(40)})
        told = Waiting(due, await one.service.plan(BEN, nine))
        planned = read(reminder(nine.date(), told, False))
        assert "**Today:** 3 reviews" in planned
        assert "due" not in planned
