"""Weak spots in words: a claim no stronger than the answers allow."""

from collections.abc import Sequence

from bot.study.estimates import Figure
from bot.weakspots.service import Spots, TopicLine
from cogs.shared.words import count, percent, topic_text, topic_title

NOTHING_YET = (
    "## Nothing to tell yet\nEvery answer counts, from quizzes, dailies, duels and practice. "
    "Twenty in two topics or more, and there is a picture."
)


def claim(spots: Spots, whose: str = "Your") -> str:
    """The first line: what can be said about the weakest topic."""
    verdict = spots.picture.verdict
    if verdict.kind == "weakest":
        [topic] = verdict.named
        odds = percent(verdict.chances[topic])
        return f"## {whose} weakest topic is probably {topic_text(topic)}\nThe odds that no other is weaker: {odds}."
    if verdict.kind == "candidates":
        together = percent(sum(verdict.chances[topic] for topic in verdict.named))
        return (
            f"## {whose} weakest topic may be {either([topic_text(topic) for topic in verdict.named])}\n"
            f"Your answers do not tell them apart yet. The odds that it is one of them: {together}."
        )
    if verdict.missing:
        needed = count(verdict.missing, "more answer")
        return f"## {needed} until a weakest topic can be named\nUntil then, here are the numbers:"
    return "## Answer in another topic as well\nOne alone cannot be the weakest."


def meeting(spots: Spots) -> str:
    """What to do in the next meeting."""
    named = spots.picture.verdict.named
    if not named:
        return "**For the next meeting:** a quiz over all topics, `/quiz start`."
    [first, *_] = named
    command = f"`/quiz start topic:{topic_title(first).replace('`', '')}`"
    return f"**For the next meeting:** {command}, then look at what was mixed up."


MOST_NAMED = 6
"""Topics that a sentence names before it counts the others."""


def listed(names: Sequence[str]) -> str:
    """`A, B, C`; of many the first, and how many more there are."""
    more = len(names) - MOST_NAMED
    return f"{', '.join(names[:MOST_NAMED])} and {count(more, 'more topic')}" if more > 0 else ", ".join(names)


def either(names: Sequence[str]) -> str:
    """`A`, `A or B`, `A, B or C`; of many the first, and how many more there are."""
    more = len(names) - MOST_NAMED
    if more > 0:
        return f"{', '.join(names[:MOST_NAMED])} or {count(more, 'more topic')}"
    return " or ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def interval(figure: Figure) -> str:
    """`62% (50 to 73%, 14 answers)`."""
    return f"{percent(figure.accuracy)} ({figure.low * 100:.0f} to {percent(figure.high)}, {answers(figure)})"


def answers(figure: Figure) -> str:
    """`14 answers`."""
    return count(figure.answers, "answer")


def change(line: TopicLine) -> str:
    """`+8 in 30 days`, in percentage points; empty where it is not known."""
    return "" if line.change is None else f"{line.change * 100:+.0f} in 30 days"


def alternative(lines: Sequence[TopicLine]) -> str:
    """The chart for those who do not see it, at most 1,024 characters."""
    told = [f"{topic_title(line.topic)} {interval(line.figure)}" for line in lines]
    return f"Expected accuracy by topic, with 80% intervals. {'; '.join(told)}."[:1024]
