"""Forecast and plan in words."""

from datetime import date

from bot.readiness.api import Phase, Plan
from bot.readiness.rules.gate import FRESH, LEAST_ANSWERS, LEAST_IN_DOMAIN, LEAST_MOCKS, Missing
from bot.readiness.rules.plan import LAST_DAYS
from bot.readiness.rules.reliability import Line
from cogs.shared.literal import literal
from cogs.shared.words import between, count, on_date, percent

LEAST_TOLD = 0.01
"""A chance below, or as near to certainty, is told as a bound."""

WHY = (
    f"-# A forecast needs {LEAST_MOCKS} mock exams that count, the newest no more than {FRESH.days} days old; "
    f"{LEAST_ANSWERS} answers to questions that were not chosen because you are weak in their topic; and "
    f"{LEAST_IN_DOMAIN} in each domain. With less, it would be a guess."
)

NO_CUT = (
    "-# AWS does not publish the percentage that passes, so every value from 65% to 75% is considered equally likely."
)

WHOLE_PLAN = "-# `/exam ready` has the full plan and your chance of passing."

NO_RANGE = (
    "-# Too few people have said how their exam went to show how often such forecasts come true. After your exam, "
    "add your result with `/exam result`."
)


TAKE_IT_BACK = "Take it back"


SAY_WHICH_EXAM = "Say which exam the result is for."


DAMAGED = "That button is out of date. Use `/exam ready` again."


TAKEN_BACK = "**No result of yours is kept for that exam now.**"


YOUR_EXAM_IS_STILL = "Your {exam} exam is still ahead: {day}. If the date has changed, set the new one in `/me`."


ANSWERS = ("answer", "answers")


MOCK_EXAMS = ("mock exam", "mock exams")


EXAM_RESULT_AGAIN_CHANGES = (
    "**{outcome}**\n{counted}\n-# To change or take back your {value} result, use `/exam result` again."
)


NO_FORECAST_FOR_THIS = (
    "## No forecast for this exam\nThe packs here have no questions in one of its domains, so there is "
    "nothing to forecast it from."
)


YOU_OVERTAKE_CONGRATULATIONS = "You passed. Congratulations!"


NOT_THIS_TIME_THANK = "Not this time. Thank you for sharing your result."


YOU_HAD_LAST_BEEN = (
    "Your last forecast was {percent}. Your result counts toward how often such forecasts come true. Nobody is named."
)


YOU_HAD_BEEN_SHOWN = "You had not been shown a forecast for that exam, so the result is not compared with one."


CHANCE_HEADING = "## Your chance of passing is {chance}"


ABOUT_SO_MUCH, HARDLY_ANY, NEARLY_ALL = "about {percent}", "under 1%", "over 99%"


ON_THE_DAY_YOU = "On the day, you would get {percent} right; four times out of five, it would be {between}. {study}"

AS_LATELY = "This assumes that you keep studying as in the last four weeks. If you stopped today: {stopped}."

TOO_EARLY_TO_SAY = (
    "It is too early to say how much you will study, so this assumes that you stop today. Two weeks after your first "
    "answer, the forecast begins to include the study to come."
)


FROM_AMONG_THEM_WEIGHED = (
    "-# Based on {answers}, including {mocks}, weighted like the exam's domains, and allowing for forgetting and "
    "more study until the day."
)


TOO_EARLY = "## Too early for a forecast"


WAS_ON = "## Your {exam} exam was {day}"


IT_WAS = "## Your {exam} exam"


HOW_IT_WENT = {
    None: "How did it go? `/exam result` takes your result.",
    True: "You said that you **passed**.",
    False: "You said that you **did not pass**.",
}


IF_AGAIN = "If you take it again, set the new date below for a forecast and a plan."


ALSO_MISSING = "A forecast would also need:"


WHAT_IS_MISSING = "What is missing:"


WHERE_AN_HOUR_HELPS = "**Where an hour of practice helps most**"

GAINED_ON_THE_DAY = " (scored questions gained on the day)"


EXAM_DATES = "Exam dates"


ABOUT = ": about +{points:.1f}"


PRACTICE_WHAT_GAINS_MOST = "Practice what helps most"


MORE_MOCKS = "{mocks} with at least 52 of 65 questions answered, or 33 when the time ran out: `/exam start`"


EXAM_TODAY = "Your {exam} exam is today. Good luck!"


DAYS_UNTIL = "{days} until your {exam} exam, {day}"


ANOTHER_EXAM = "-# And your {exam} exam: {day}"


def chance(share: float) -> str:
    """`about 64%`; near the ends no more is claimed than can be known."""
    if share < LEAST_TOLD:
        return HARDLY_ANY
    return NEARLY_ALL if share > 1 - LEAST_TOLD else ABOUT_SO_MUCH.format(percent=percent(share))


def lacking(missing: Missing) -> list[str]:
    """What a forecast needs, a line each."""
    found = []
    if missing.date:
        found.append("the date of your exam: set it below")
    if missing.mocks:
        found.append(MORE_MOCKS.format(mocks=count(missing.mocks, "more mock exam")))
    if missing.stale and not missing.mocks:
        found.append(f"a newer mock exam, because your last one is over {FRESH.days} days old: `/exam start`")
    if missing.answers:
        found.append(f"{count(missing.answers, 'more answer')} in mocks, quizzes, dailies, or practice on all topics")
    found += [f"{count(number, 'more answer')} in {literal(title)}" for title, number in missing.domains]
    return found


def came_true(line: Line | None) -> str:
    """How forecasts like this one came true."""
    if line is None:
        return NO_RANGE
    return f"Of those told {between(line.low, line.high)}, {line.passed} of {line.of} passed."


def countdown(plan: Plan) -> str:
    """How long it is until the exam."""
    if plan.phase is Phase.THE_DAY:
        return EXAM_TODAY.format(exam=plan.exam)
    return DAYS_UNTIL.format(days=count(plan.days_left, "day"), exam=plan.exam, day=on_date(plan.exam_on))


def other_exams(plan: Plan) -> list[str]:
    """The other exams that are to come, a line each."""
    return [ANOTHER_EXAM.format(exam=exam, day=on_date(day)) for exam, day in plan.others]


def portion(plan: Plan) -> str:
    """Today's portion with how much of it is done; empty on the day itself."""
    if plan.phase is Phase.THE_DAY:
        return "There is nothing left to study today."
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
        return f"Done: {plan.done} answered, {plan.goal} planned ✅" if plan.done > plan.goal else "Done ✅"
    return f"{plan.done} of {plan.goal} done."


def next_mock(plan: Plan, today: date) -> str:
    """When to sit the next mock."""
    if plan.mock_on is None:
        why = "you have taken the last one" if plan.mocks_done else "the exam is too close"
        return f"No more mock exams: {why}."
    if plan.mock_on <= today:
        return "Next mock exam: today, `/exam start`."
    return f"Next mock exam: {on_date(plan.mock_on)}."


def last_week(plan: Plan) -> str:
    """What holds in the last week."""
    if plan.phase is not Phase.LAST_WEEK:
        return ""
    return f"The last {LAST_DAYS} days: reviews, misses, and one mock exam, with nothing new."
