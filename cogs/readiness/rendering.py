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
from cogs.readiness.words import (
    ABOUT,
    ALSO_MISSING,
    ANSWERS,
    AS_LATELY,
    CHANCE_HEADING,
    EXAM_DATES,
    EXAM_RESULT_AGAIN_CHANGES,
    FROM_AMONG_THEM_WEIGHED,
    GAINED_ON_THE_DAY,
    HOW_IT_WENT,
    IF_AGAIN,
    IT_WAS,
    MOCK_EXAMS,
    NO_CUT,
    NO_FORECAST_FOR_THIS,
    NOT_THIS_TIME_THANK,
    ON_THE_DAY_YOU,
    PRACTICE_WHAT_GAINS_MOST,
    TOO_EARLY,
    TOO_EARLY_TO_SAY,
    WAS_ON,
    WHAT_IS_MISSING,
    WHERE_AN_HOUR_HELPS,
    WHY,
    YOU_HAD_BEEN_SHOWN,
    YOU_HAD_LAST_BEEN,
    YOU_OVERTAKE_CONGRATULATIONS,
    came_true,
    chance,
    countdown,
    lacking,
    last_week,
    next_mock,
    other_exams,
    portion,
)
from cogs.shared.cards import MAIN, QUIET, Card, button, row
from cogs.shared.literal import literal
from cogs.shared.words import between, count, on_date, percent

WORTH_NAMING = 0.05
"""Points an hour that are worth a number."""


def ready_card(found: Readiness, notice: str = "") -> Card:
    """The forecast, or what is missing for it; then the plan."""
    return Card(
        f"**{notice}**" if notice else "",
        _forecast(found.forecast) if found.forecast else _missing(found),
        _plan(found.plan, found.today) if found.plan else "",
        f"-# {literal(found.guide.title)} ({found.exam.value})",
        rows=[row(*_buttons(found))],
    )


def _forecast(forecast: Forecast) -> str:
    told = forecast.outlook
    return "\n".join(
        [
            CHANCE_HEADING.format(chance=chance(told.chance)),
            ON_THE_DAY_YOU.format(
                percent=percent(told.expected),
                between=between(told.low, told.high),
                study=TOO_EARLY_TO_SAY if forecast.early else AS_LATELY.format(stopped=chance(forecast.stopped.chance)),
            ),
            came_true(forecast.line),
            FROM_AMONG_THEM_WEIGHED.format(
                answers=count(forecast.answers, *ANSWERS), mocks=count(forecast.mocks, *MOCK_EXAMS)
            ),
            GAINED_ON_THE_DAY,
            NO_CUT,
        ]
    )


def _missing(found: Readiness) -> str:
    if found.missing == COMPLETE:
        return NO_FORECAST_FOR_THIS
    lines = [f"▫️ {one}" for one in lacking(found.missing)]
    if found.missing.passed:
        day = found.exam_on
        head = WAS_ON.format(exam=found.exam.value, day=on_date(day)) if day else IT_WAS.format(exam=found.exam.value)
        more = [ALSO_MISSING, *lines, WHY] if lines else []
        return "\n".join([head, HOW_IT_WENT[found.passed], IF_AGAIN, *more])
    return "\n".join([TOO_EARLY, WHAT_IS_MISSING, *lines, WHY])


def _plan(plan: Plan, today: date) -> str:
    parts = [f"**{countdown(plan)}**", *other_exams(plan), portion(plan)]
    if plan.days_left:
        parts += [next_mock(plan, today), last_week(plan)]
    worth = [
        f"{place}. {literal(one.title)}" + (ABOUT.format(points=one.points) if one.points >= WORTH_NAMING else "")
        for place, one in enumerate(plan.worth, start=1)
    ]
    if worth and plan.days_left:
        told = any(one.points >= WORTH_NAMING for one in plan.worth)
        parts += [WHERE_AN_HOUR_HELPS + (GAINED_ON_THE_DAY if told else ""), *worth]
    return "\n".join(part for part in parts if part)


def _buttons(found: Readiness) -> list[Button[LayoutView]]:
    buttons = [button(EXAM_DATES, in_me(Me.EXAM, found.exam.value), QUIET if found.plan else MAIN)]
    first = next((one for one in found.plan.worth if one.topics), None) if found.plan else None
    if first:
        buttons.insert(0, button(PRACTICE_WHAT_GAINS_MOST, here(Verb.PRACTISE, found.exam, str(first.number)), MAIN))
    others = [exam for exam in Exam if exam is not found.exam]
    buttons += [button(exam.value, here(Verb.LOOK, exam)) for exam in others[:3]]
    return buttons


def result_text(exam: Exam, told: float | None, *, passed: bool) -> str:
    """Thanks for what they told, and what it counts for."""
    outcome = YOU_OVERTAKE_CONGRATULATIONS if passed else NOT_THIS_TIME_THANK
    counted = YOU_HAD_LAST_BEEN.format(percent=percent(told)) if told is not None else YOU_HAD_BEEN_SHOWN
    return EXAM_RESULT_AGAIN_CHANGES.format(outcome=outcome, counted=counted, value=exam.value)
