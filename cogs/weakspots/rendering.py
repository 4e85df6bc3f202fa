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
    key_text,
    source_link,
    told_apart,
    why_said,
    why_wrong,
    you_said,
)
from cogs.shared.ink import drawn
from cogs.shared.literal import literal
from cogs.shared.marks import SIGNS
from cogs.shared.words import count, cut, elsewhere, percent, safe, topic_text, topic_title
from cogs.weakspots.chart import BETWEEN, Bar
from cogs.weakspots.ids import Verb, here
from cogs.weakspots.words import (
    A_DAY_WITH_ANSWERS,
    AND_WITH_FEWER_ANSWERS,
    BACK,
    CALENDAR_HEAD,
    CONFUSES_WITH,
    DAYS_STUDIED,
    DETAILS,
    FIND_OUT_QUESTIONS,
    FROM_THIS_SERVERS_QUIZZES,
    GROUPS_PICTURE,
    IN_PICTURE,
    MEND_IT_QUESTIONS,
    MISSES,
    MY_MISSES,
    NEVER_TRIED,
    NEXT_MISS,
    NO_ANSWERS_IN_THIS,
    NO_MISSES_NOTHING_THAT,
    NOT_STUDIED,
    NOTHING_YET,
    PRACTICE_MY_MISSES,
    SHOW_TO_THE_CHANNEL,
    STUDIED,
    THE_GROUP_CONFUSES,
    THE_LAST_WEEKS,
    TOPIC_IN_PICTURE,
    WEEK_OF,
    WHAT_IS_A_MISS,
    WHAT_TO_LOOK,
    YOU_CONFUSE,
    alternative,
    answers,
    change,
    claim,
    interval,
    left_out,
    listed,
    meeting,
)

LONGEST_MEANING = 240
"""Characters of what a concept is: three pairs of concepts stand on one page."""

PICTURE = "weakspots.png"
MOST_BARS = 12
"""Topics; more would not be read on a phone."""


def spots_card(spots: Spots, *, in_server: bool = True) -> Card:
    """The claim, the chart, what is mixed up, what was never tried, and what to do; a channel is there in a server."""
    mend = MEND_IT_QUESTIONS if spots.picture.verdict.named else FIND_OUT_QUESTIONS
    if not spots.picture.answers:
        return Card(NOTHING_YET, _not_counted(spots), rows=[row(button(mend, here(Verb.MEND), MAIN))])
    buttons = [
        button(mend, here(Verb.MEND), MAIN),
        button(MY_MISSES, here(Verb.MISSES)),
        button(DETAILS, here(Verb.DETAILS)),
    ]
    if in_server:
        buttons.append(button(SHOW_TO_THE_CHANNEL, here(Verb.SHARE)))
    return Card(
        claim(spots),
        _legend(spots),
        *(_mixed(mixed) for mixed in spots.mixed),
        _concepts(spots),
        _untried(spots.picture.verdict.untried),
        _not_counted(spots),
        picture=(PICTURE, alternative(spots.topics[:MOST_BARS])),
        rows=[row(*buttons)],
    )


def _not_counted(spots: Spots) -> str:
    return "\n".join(filter(None, (left_out(spots), elsewhere(spots.elsewhere))))


def group_card(spots: Spots) -> Card:
    """A server's picture for its organiser: nobody is named."""
    return Card(
        claim(spots, GROUPS_PICTURE),
        _legend(spots),
        *(_mixed(mixed, THE_GROUP_CONFUSES) for mixed in spots.mixed),
        _concepts(spots),
        meeting(spots),
        FROM_THIS_SERVERS_QUIZZES,
        picture=(PICTURE, alternative(spots.topics[:MOST_BARS])),
        rows=[row(button(SHOW_TO_THE_CHANNEL, here(Verb.SHARE_GROUP)))],
    )


def shared_card(spots: Spots, whose: str) -> Card:
    """What everybody in the channel may see: the claim and the chart."""
    return Card(claim(spots, whose), _legend(spots), picture=(PICTURE, alternative(spots.topics[:MOST_BARS])))


def bars(spots: Spots) -> list[Bar]:
    """The chart's lines, the weakest topic first."""
    named = spots.picture.verdict.named
    mark = "weakest" if spots.picture.verdict.kind == "weakest" else "candidate"
    return [
        Bar(
            label=drawn(topic_title(line.topic)) or TOPIC_IN_PICTURE.format(number=number),
            remarks=BETWEEN.join(filter(None, (mark if line.topic in named else "", change(line)))),
            value=line.figure.accuracy,
            low=line.figure.low,
            high=line.figure.high,
            note=answers(line.figure),
            marked=line.topic in named,
        )
        for number, line in enumerate(spots.topics[:MOST_BARS], start=1)
    ]


def _legend(spots: Spots) -> str:
    """What the picture calls otherwise, since its font lacks letters of the title."""
    topics = enumerate((line.topic for line in spots.topics[:MOST_BARS]), start=1)
    told = [
        f"{TOPIC_IN_PICTURE.format(number=number)} = {topic_text(topic)}"
        for number, topic in topics
        if drawn(topic_title(topic)) is None
    ]
    return IN_PICTURE.format(topics=", ".join(told)) if told else ""


def _mixed(mixed: MixUp, who: str = YOU_CONFUSE) -> str:
    how_often = f"{mixed.confusion.times} of {mixed.confusion.of}"
    head = CONFUSES_WITH.format(who=who, chosen=literal(mixed.chosen), key=literal(mixed.key), how_often=how_often)
    meanings = (mixed.chosen_meaning, mixed.key_meaning, mixed.apart)
    return "\n".join([head, *(f"-# {literal(cut(meaning, LONGEST_MEANING))}" for meaning in meanings if meaning)])


def _concepts(spots: Spots) -> str:
    lines = [f"▫️ {literal(line.title)}: {interval(line.figure)}" for line in spots.concepts]
    return "\n".join([WHAT_TO_LOOK, *lines]) if lines else ""


def _untried(topics: Sequence[str]) -> str:
    return NEVER_TRIED.format(listed=listed([topic_text(topic) for topic in topics])) if topics else ""


def misses_card(misses: Sequence[Given], index: int) -> Card:
    """One miss after the other, the latest first."""
    back = button(BACK, here(Verb.LOOK))
    if not misses:
        return Card(NO_MISSES_NOTHING_THAT, rows=[row(back)])
    index %= len(misses)
    given = misses[index]
    question = given.question
    graded = grade(question, given.answer)
    word = verdict(1.0 if graded.correct else graded.credit)
    said = safe(cut(answer_in_words(question, given.answer), 300))
    buttons = [button(PRACTICE_MY_MISSES, here(Verb.REPEAT), MAIN), back]
    if len(misses) > 1:
        buttons.insert(1, button(NEXT_MISS, here(Verb.MISSES, (index + 1) % len(misses))))
    return Card(
        f"-# {count(len(misses), *MISSES)} · {index + 1} of {len(misses)} · {topic_text(question.topic)}\n"
        f"-# {WHAT_IS_A_MISS}",
        asked_and_clue(question),
        f"{SIGNS[word]} **{word.capitalize()}.** {you_said(given.answer, said)}\n"
        f"{why_wrong(question, given.answer)}".rstrip(),
        "\n".join(filter(None, (key_text(question), told_apart(question, given.answer), why_said(question)))),
        source_link(question),
        rows=[row(*buttons)],
    )


def details_card(details: Details, at: datetime) -> Card:
    """Accuracy by topic and week as it was, and the days studied."""
    by_answers = sorted(details.weeks.items(), key=lambda pair: -sum(week.answers for week in pair[1]))
    lines = [f"**{topic_text(topic)}**\n{_weeks(weeks)}" for topic, weeks in by_answers[:MOST_BARS]]
    if len(by_answers) > MOST_BARS:
        fewer = [topic_text(topic) for topic, _ in by_answers[MOST_BARS:]]
        lines.append(AND_WITH_FEWER_ANSWERS.format(topics=listed(fewer)))
    return Card(
        THE_LAST_WEEKS.format(weeks=WEEKS),
        "\n".join(lines) or NO_ANSWERS_IN_THIS,
        DAYS_STUDIED.format(days=len(details.days), calendar=_calendar(details.days, at.date())),
        A_DAY_WITH_ANSWERS,
        rows=[row(button(BACK, here(Verb.LOOK)))],
    )


def _weeks(weeks: Sequence[Week]) -> str:
    told = [
        WEEK_OF.format(
            monday=f"{week.monday:%b} {week.monday.day}",
            share=percent(week.right / week.answers),
            answers=week.answers,
        )
        for week in weeks
    ]
    return "-# " + " · ".join(told)


def _calendar(days: Mapping[date, int], today: date) -> str:
    """A line a week, a sign a day from Monday on; in a code block, where all characters are equally wide."""
    monday = today - timedelta(days=today.weekday() + 7 * (WEEKS - 1))
    lines = [CALENDAR_HEAD]
    for week in range(WEEKS):
        dates = [monday + timedelta(days=7 * week + day) for day in range(7)]
        signs = " ".join(STUDIED if one in days else NOT_STUDIED for one in dates if one <= today)
        lines.append(f"{dates[0]:%b} {dates[0].day:>2}  {signs}")
    return "\n".join(lines)
