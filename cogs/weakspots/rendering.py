"""The private messages of weak spots."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from bot.kernel.answers import answer_in_words
from bot.kernel.grading import grade
from bot.kernel.verdicts import verdict
from bot.learning.api import Given
from bot.weakspots.service import WEEKS, Details, MixUp, Spots, Week
from cogs.shared.cards import MAIN, Card, button, row
from cogs.shared.explaining import (
    asked_and_clue,
    explanation,
    key_text,
    source_link,
    told_apart,
    why_wrong,
    you_said,
)
from cogs.shared.literal import literal
from cogs.shared.marks import SIGNS
from cogs.shared.words import count, cut, percent, safe, topic_text, topic_title
from cogs.weakspots.chart import Bar
from cogs.weakspots.ids import Verb, here
from cogs.weakspots.words import NOTHING_YET, alternative, answers, change, claim, interval, meeting

PICTURE = "weakspots.png"
MOST_BARS = 12
"""More would not be read on a phone."""


def spots_card(spots: Spots) -> Card:
    """The claim, the chart, what is mixed up, what was never tried, and what to do."""
    mend = "Mend it (5 questions)" if spots.picture.verdict.named else "Find out (5 questions)"
    if not spots.picture.answers:
        return Card(NOTHING_YET, rows=[row(button(mend, here(Verb.MEND), MAIN))])
    buttons = [
        button(mend, here(Verb.MEND), MAIN),
        button("My misses", here(Verb.MISSES)),
        button("Details", here(Verb.DETAILS)),
        button("Show to the channel", here(Verb.SHARE)),
    ]
    return Card(
        claim(spots),
        *(_mixed(mixed) for mixed in spots.mixed),
        _concepts(spots),
        _untried(spots.picture.verdict.untried),
        picture=(PICTURE, alternative(spots.topics[:MOST_BARS])),
        rows=[row(*buttons)],
    )


def group_card(spots: Spots) -> Card:
    """A server's picture for its organiser: nobody is named."""
    return Card(
        claim(spots, "The group's"),
        *(_mixed(mixed, "The group takes") for mixed in spots.mixed),
        _concepts(spots),
        meeting(spots),
        "-# From this server's quizzes, dailies and duels; what rests on fewer than five people is left out.",
        picture=(PICTURE, alternative(spots.topics[:MOST_BARS])),
        rows=[row(button("Show to the channel", here(Verb.SHARE_GROUP)))],
    )


def shared_card(spots: Spots, whose: str) -> Card:
    """What everybody in the channel may see: the claim and the chart."""
    return Card(claim(spots, whose), picture=(PICTURE, alternative(spots.topics[:MOST_BARS])))


def bars(spots: Spots) -> list[Bar]:
    """The chart's lines, the weakest topic first."""
    named = spots.picture.verdict.named
    mark = "weakest" if spots.picture.verdict.kind == "weakest" else "candidate"
    return [
        Bar(
            label=" · ".join(
                part for part in (topic_title(line.topic), mark if line.topic in named else "", change(line)) if part
            ),
            value=line.figure.accuracy,
            low=line.figure.low,
            high=line.figure.high,
            note=answers(line.figure),
            marked=line.topic in named,
        )
        for line in spots.topics[:MOST_BARS]
    ]


def _mixed(mixed: MixUp, who: str = "You take") -> str:
    how_often = f"{mixed.confusion.times} of {mixed.confusion.of}"
    head = f"🔀 **{who} “{literal(mixed.chosen)}” for “{literal(mixed.key)}”** ({how_often})"
    meanings = (mixed.chosen_meaning, mixed.key_meaning, mixed.apart)
    return "\n".join([head, *(f"-# {literal(meaning)}" for meaning in meanings if meaning)])


def _concepts(spots: Spots) -> str:
    lines = [f"▫️ {literal(line.title)}: {interval(line.figure)}" for line in spots.concepts]
    return "\n".join(["**What to look at within that**", *lines]) if lines else ""


def _untried(topics: Sequence[str]) -> str:
    return f"-# Never tried: {', '.join(topic_text(topic) for topic in topics)}" if topics else ""


WHAT_IS_A_MISS = "Answered, and not wholly right the last time. What you left unanswered is not counted here."


def misses_card(misses: Sequence[Given], index: int) -> Card:
    """One miss after the other, the latest first."""
    back = button("Back", here(Verb.LOOK))
    if not misses:
        return Card("**No misses.** Nothing that you have answered was wrong the last time.", rows=[row(back)])
    index %= len(misses)
    given = misses[index]
    question = given.question
    graded = grade(question, given.answer)
    word = verdict(1.0 if graded.correct else graded.credit)
    said = safe(cut(answer_in_words(question, given.answer), 300))
    buttons = [button("Practice my misses", here(Verb.REPEAT), MAIN), back]
    if len(misses) > 1:
        buttons.insert(1, button("Next miss", here(Verb.MISSES, (index + 1) % len(misses))))
    return Card(
        f"-# {count(len(misses), 'miss', 'misses')} · {index + 1} of {len(misses)} · {topic_text(question.topic)}\n"
        f"-# {WHAT_IS_A_MISS}",
        asked_and_clue(question),
        f"{SIGNS[word]} **{word.capitalize()}. {you_said(given.answer, said)}**\n"
        f"{why_wrong(question, given.answer)}".rstrip(),
        "\n".join(filter(None, (key_text(question), told_apart(question, given.answer), explanation(question)))),
        source_link(question),
        rows=[row(*buttons)],
    )


def details_card(details: Details, at: datetime) -> Card:
    """Accuracy by topic and week as it was, and the days studied."""
    lines = [f"**{topic_text(topic)}**\n{_weeks(weeks)}" for topic, weeks in details.weeks.items()]
    return Card(
        f"## The last {WEEKS} weeks",
        "\n".join(lines) or "No answers in this time.",
        f"**Days studied: {len(details.days)}**\n{_calendar(details.days, at.date())}",
        "-# 🟦 a day with answers · ▫️ a day without. Right answers as they were, nothing estimated. Days are in UTC.",
        rows=[row(button("Back", here(Verb.LOOK)))],
    )


def _weeks(weeks: Sequence[Week]) -> str:
    told = [
        f"{week.monday:%b} {week.monday.day} {percent(week.right / week.answers)} of {week.answers}" for week in weeks
    ]
    return "-# " + " · ".join(told)


def _calendar(days: Mapping[date, int], today: date) -> str:
    """A line a week, a square a day from Monday on: filled where something was answered."""
    monday = today - timedelta(days=today.weekday() + 7 * (WEEKS - 1))
    lines = []
    for week in range(WEEKS):
        dates = [monday + timedelta(days=7 * week + day) for day in range(7)]
        squares = "".join("🟦" if one in days else "▫️" for one in dates if one <= today)
        lines.append(f"`{dates[0]:%b} {dates[0].day:>2}` {squares}")
    return "\n".join(lines)
