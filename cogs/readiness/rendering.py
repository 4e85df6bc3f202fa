"""The private messages of `/exam ready`."""

from datetime import date

from discord.ui import Button, LayoutView

from bot.kernel.questions import Exam
from bot.readiness.rules.gate import COMPLETE
from bot.readiness.rules.plan import Plan
from bot.readiness.service import Forecast, Readiness
from cogs.profile.ids import Verb as Me
from cogs.profile.ids import here as in_me
from cogs.readiness.ids import Verb, here
from cogs.readiness.words import NO_CUT, WHY, came_true, countdown, lacking, last_week, next_mock, portion
from cogs.shared.cards import MAIN, QUIET, Card, button, row
from cogs.shared.literal import literal
from cogs.shared.words import count, percent

WORTH_NAMING = 0.05
"""Points an hour that are worth a number."""


def ready_card(found: Readiness, today: date) -> Card:
    """The forecast, or what is missing for it; then the plan."""
    return Card(
        _forecast(found.forecast) if found.forecast else _missing(found),
        _plan(found.plan, today) if found.plan else "",
        f"-# {literal(found.guide.title)} ({found.exam.value})",
        rows=[row(*_buttons(found))],
    )


def _forecast(forecast: Forecast) -> str:
    told = forecast.outlook
    return "\n".join(
        [
            f"## Your chance to pass is about {percent(told.chance)}",
            f"On the day you would get {percent(told.expected)} right; four times in five it is "
            f"{told.low * 100:.0f} to {percent(told.high)}. That is if you go on as in the last four weeks. "
            f"If you stopped today: {percent(forecast.stopped.chance)}.",
            came_true(forecast.line),
            f"-# From {count(forecast.answers, 'answer')}, {count(forecast.mocks, 'mock exam')} among them, weighed as "
            "the exam weighs its domains, with forgetting and further study until the day.",
            NO_CUT,
        ]
    )


def _missing(found: Readiness) -> str:
    if found.missing == COMPLETE:
        return (
            "## No forecast for this exam\nThe packs here have no questions in one of its domains, so there is nothing "
            "to forecast it from."
        )
    lines = [f"▫️ {one}" for one in lacking(found.missing)]
    return "\n".join(["## Too early for a forecast", "What is missing:", *lines, WHY])


def _plan(plan: Plan, today: date) -> str:
    parts = [f"**{countdown(plan)}**", portion(plan)]
    if plan.days_left:
        parts += [next_mock(plan, today), last_week(plan)]
    worth = [
        f"{place}. {literal(one.title)}" + (f": about +{one.points:.1f}" if one.points >= WORTH_NAMING else "")
        for place, one in enumerate(plan.worth, start=1)
    ]
    if worth and plan.days_left:
        parts += ["**What an hour gains most in** (scored questions on the day)", *worth]
    return "\n".join(part for part in parts if part)


def _buttons(found: Readiness) -> list[Button[LayoutView]]:
    buttons = [button("Exam date", in_me(Me.EXAM), MAIN if found.exam_at is None else QUIET)]
    first = next((one for one in found.plan.worth if one.topics), None) if found.plan else None
    if first:
        buttons.insert(0, button("Practice what gains most", here(Verb.PRACTISE, found.exam, str(first.number)), MAIN))
    others = [exam for exam in Exam if exam is not found.exam]
    buttons += [button(exam.value, here(Verb.LOOK, exam)) for exam in others[:3]]
    return buttons


def result_text(exam: Exam, told: float | None, *, passed: bool) -> str:
    """Thanks for what they told, and what it counts for."""
    outcome = "You passed. Congratulations!" if passed else "Not this time. Thank you for telling."
    counted = (
        f"You had last been told {percent(told)}, and it counts in how often such forecasts come true. Nobody is named."
        if told is not None
        else "You had been shown no forecast for that date, so it counts for none."
    )
    return f"**{outcome}**\n{counted}\n-# `/exam result` again changes it for {exam.value}, or takes it back."
