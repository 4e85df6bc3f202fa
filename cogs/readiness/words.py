"""Forecast and plan in words."""

from datetime import date

from bot.readiness.api import Phase, Plan
from bot.readiness.rules.gate import FRESH, LEAST_ANSWERS, LEAST_IN_DOMAIN, LEAST_MOCKS, Missing
from bot.readiness.rules.plan import LAST_DAYS
from bot.readiness.rules.reliability import Line
from cogs.shared.literal import literal
from cogs.shared.words import count, on_date, percent

WHY = (
    f"-# A forecast takes {LEAST_MOCKS} mock exams, the newest at most {FRESH.days} days old, {LEAST_ANSWERS} answers "
    f"to questions that were not picked because you are weak there, and {LEAST_IN_DOMAIN} in each domain. With less it "
    "would be a guess."
)

NO_CUT = (
    "-# AWS does not publish what share of right answers passes, so anything from 65 to 75% is taken to be as likely."
)

WHOLE_PLAN = "-# `/exam ready` has the whole plan, and your chance to pass."

NO_RANGE = (
    "-# Too few people have said how their exam went to tell how such forecasts come true. After yours, "
    "`/exam result` counts it in."
)


def lacking(missing: Missing) -> list[str]:
    """What a forecast needs, a line each."""
    found = []
    if missing.date:
        found.append("the date of your exam: set it below")
    if missing.passed:
        found.append("a date that is still to come: yours is past. `/exam result` takes how it went")
    if missing.mocks:
        found.append(f"{count(missing.mocks, 'more mock exam')}: `/exam start`")
    if missing.stale and not missing.mocks:
        found.append(f"a newer mock exam, as your last one is over {FRESH.days} days old: `/exam start`")
    if missing.answers:
        found.append(f"{count(missing.answers, 'more answer')} in mocks, quizzes, dailies, or practice of everything")
    found += [f"{count(number, 'more answer')} in {literal(title)}" for title, number in missing.domains]
    return found


def came_true(line: Line | None) -> str:
    """How forecasts like this one came true."""
    if line is None:
        return NO_RANGE
    return f"Of those told {line.low * 100:.0f} to {percent(line.high)}, {line.passed} of {line.of} passed."


def countdown(plan: Plan) -> str:
    """How long it is."""
    if plan.phase is Phase.THE_DAY:
        return "Your exam is today. Good luck!"
    return f"{count(plan.days_left, 'day')} until your exam, {on_date(plan.exam_on)}"


def portion(plan: Plan) -> str:
    """Today's portion with how much of it is done; empty on the day itself."""
    if plan.phase is Phase.THE_DAY:
        return "Nothing to do today: what you know by now is what you take along."
    parts = [
        count(plan.reviews, "review") if plan.reviews else "",
        count(plan.misses, "miss", "misses") if plan.misses else "",
        count(plan.new, "new question") if plan.new else "",
        "a mock exam" if plan.mock_today else "",
    ]
    told = ", ".join(part for part in parts if part) or "nothing is due"
    return f"**Today:** {told}. {_progress(plan)}".rstrip()


def _progress(plan: Plan) -> str:
    if not plan.goal:
        return ""
    if plan.done >= plan.goal:
        return f"Done: {plan.done} of {plan.goal} ✅"
    return f"{plan.done} of {plan.goal} done."


def next_mock(plan: Plan, today: date) -> str:
    """When to sit the next mock."""
    if plan.mock_on is None:
        return "No mock exam any more: the last one is behind you, or the exam too near."
    if plan.mock_on <= today:
        return "Next mock exam: today, `/exam start`."
    return f"Next mock exam: {on_date(plan.mock_on)}."


def last_week(plan: Plan) -> str:
    """What holds in the last week."""
    if plan.phase is not Phase.LAST_WEEK:
        return ""
    return f"The last {LAST_DAYS} days: reviews, misses and one mock exam. Nothing new any more."
