"""The daily in words: days, breaks, refusals, marks."""

from collections.abc import Iterable

from bot.daily.rules.play import Daily, Refusal
from bot.daily.rules.schedule import EVERY_DAY, Break, Plan, State
from bot.daily.rules.streak import Mark
from bot.kernel.verdicts import Verdict
from cogs.shared.marks import SIGNS
from cogs.shared.words import DAYS, count, topic_text

REFUSALS: dict[Refusal, str] = {
    Refusal.UNKNOWN: "This daily no longer exists. `/daily` shows the current one.",
    Refusal.CLOSED: "This daily is closed. `/daily` brings you to the one that is open.",
    Refusal.ALREADY_ANSWERED: "You have answered this one already: the first answer counts.",
    Refusal.NOT_NEXT: "The questions come one after the other. This is the one you are at:",
}

NONE_YET = (
    "There is no daily here yet. Whoever may manage this server sets one up with `/settings daily`, "
    "and it comes every day by itself."
)

STATES = {
    State.ON: "on",
    State.OFF: "**off**",
    State.REFUSED: "**off, because Discord did not let Recall post**",
    State.AWAY: "off until Recall is back in this server",
}

WORKDAYS, WEEKEND = frozenset(range(5)), frozenset({5, 6})

MARKS: dict[Mark, str] = {
    Mark.COUNTED: "🔥",
    Mark.MADE_GOOD: "🔧",
    Mark.FROZEN: "🧊",
    Mark.EXCUSED: "▫️",
    Mark.MISSED: SIGNS[Verdict.MISSED],
    Mark.OPEN: "⏳",
}
MARKS_EXPLAINED = " · ".join(
    f"{MARKS[mark]} {word}"
    for mark, word in (
        (Mark.COUNTED, "played"),
        (Mark.MISSED, Verdict.MISSED),
        (Mark.FROZEN, "freeze used"),
        (Mark.MADE_GOOD, "made up"),
        (Mark.EXCUSED, "Recall was away"),
        (Mark.OPEN, "still open"),
    )
)


def title(daily: Daily) -> str:
    """Number and topic of a post."""
    topics = dict.fromkeys(topic_text(asked.question.topic) for asked in daily.asked)
    return f"Daily #{daily.number} · {', '.join(topics)}"


def days(weekdays: frozenset[int]) -> str:
    """The weekdays of a plan."""
    if weekdays in (EVERY_DAY, WORKDAYS, WEEKEND):
        return {EVERY_DAY: "every day", WORKDAYS: "Monday to Friday", WEEKEND: "Saturday and Sunday"}[weekdays]
    return ", ".join(DAYS[day] for day in sorted(weekdays))


def breaks(gaps: Iterable[Break]) -> str:
    """The breaks of a plan."""
    return ", ".join(f"{gap.first.isoformat()} to {gap.last.isoformat()}" for gap in gaps)


def about(plan: Plan) -> str:
    """What a post of this plan holds."""
    topics = ", ".join(topic_text(topic) for topic in plan.topics) or "all topics"
    exam = f", {plan.exam.value}" if plan.exam else ""
    return f"{count(plan.questions, 'question')} on {topics}{exam}"
