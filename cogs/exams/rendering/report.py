"""What a mock came to, and its questions one by one with their keys."""

from collections.abc import Callable, Sequence
from enum import StrEnum

from discord import ButtonStyle
from discord.ui import ActionRow, Button, LayoutView
from discord.utils import format_dt

from bot.exams.rules.model import Cause, End, Sitting
from bot.exams.rules.report import Result, by_domain, causes, gaps, result, times
from bot.exams.rules.sitting import (
    COUNTING_SHARE,
    SLOW_SHARE,
    answered_in_earnest,
    answers_to_count,
    is_gap,
    time_given,
)
from bot.kernel.exams import Guide
from cogs.exams import words
from cogs.exams.ids import Verb, on_paper, on_question
from cogs.exams.words import BANDS, CAUSES, FLAG_SIGN, duration, shared
from cogs.readiness.ids import Verb as Ready
from cogs.readiness.ids import here as in_readiness
from cogs.reports.ids import Verb as Report
from cogs.reports.ids import is_read
from cogs.reports.ids import on_question as report_id
from cogs.shared.cards import MAIN, QUIET, Card, button, row, select
from cogs.shared.explaining import asked_and_clue, background, outcome_text
from cogs.shared.literal import literal
from cogs.shared.words import KEY_WAITS, american, between, percent, topic_text

SLOWEST = 3
MOST_IN_TREND = 6
MOST_EARLIER = 25
"""Discord lists so many in a menu."""


class Which(StrEnum):
    """Which questions of a paper are gone through."""

    WRONG = "w"
    UNSURE = "u"
    FLAGGED = "f"
    ALL = "a"


CHOSEN: dict[Which, Callable[[Sitting], list[int]]] = {
    Which.WRONG: lambda paper: paper.wrong,
    Which.UNSURE: lambda paper: paper.unsure,
    Which.FLAGGED: lambda paper: paper.flagged,
    Which.ALL: lambda paper: list(range(len(paper.asked))),
}


def report_card(paper: Sitting, guide: Guide, others: Sequence[Result] = (), *, keys_wait: bool = False) -> Card:
    """How it went. `others`: all the person's mocks of this exam, the newest first, this one among them or not.

    While `keys_wait` for a group, it tells only what can be known and done by then.
    """
    summed = result(paper)
    return Card(
        _head(paper, summed),
        _domains(paper, guide),
        "" if keys_wait else _gaps(paper),
        _times(paper, guide),
        _trend(summed, others),
        words.ANSWERS_WAIT if keys_wait else words.NEXT_STEPS,
        rows=[row(_to_report(paper, words.LOOK_AGAIN))] if keys_wait else _ways_on(paper, others),
    )


def _head(paper: Sitting, summed: Result) -> str:
    share, (sign, band) = summed.scored, BANDS[summed.scored.band]
    low, high = share.interval
    told = words.RESULT.format(
        exam=paper.exam,
        day=format_dt(summed.ended_at, "D"),
        right=share.right,
        of=share.of,
        percent=percent(share.value),
        sign=sign,
        band=band,
    )
    interval = words.RESULT_INTERVAL.format(between=between(low, high), of=share.of)
    return "\n".join([told, interval, words.NO_CONVERSION, words.COUNTS if summed.counts else _why_not(paper)])


def _why_not(paper: Sitting) -> str:
    of = len(paper.asked)
    return words.COUNTS_NOT.format(
        done=answered_in_earnest(paper),
        of=of,
        least=answers_to_count(of, COUNTING_SHARE),
        least_slow=answers_to_count(of, SLOW_SHARE),
    )


def _domains(paper: Sitting, guide: Guide) -> str:
    lines = [
        words.DOMAIN.format(sign=BANDS[share.band][0], title=literal(domain.title), share=shared(share))
        for domain, share in zip(guide.domains, by_domain(paper, guide), strict=True)
    ]
    return "\n".join([words.BY_DOMAIN, *lines, words.LEGEND])


def _gaps(paper: Sitting) -> str:
    numbers = {
        words.WRONG_OF_ALL: len(paper.missed),
        words.BLANK_OF_ALL: len(paper.blank),
        words.DOUBTED_OF_ALL: len(gaps(paper)) - len(paper.wrong),
    }
    parts = [text.format(number=number) for text, number in numbers.items() if number]
    if not parts:
        return words.NO_GAPS.format(of=len(paper.asked))
    said = ", ".join(f"{CAUSES[cause].lower()} {number}" for cause, number in causes(paper).most_common())
    lines = [
        words.GAPS.format(of=len(paper.asked), parts=", ".join(parts)),
        words.WHY_MISSED.format(causes=said) if said else "",
    ]
    return "\n".join(line for line in lines if line)


def _times(paper: Sitting, guide: Guide) -> str:
    used = times(paper, SLOWEST)
    slowest = ", ".join(
        words.LONGEST_ENTRY.format(number=place + 1, spent=duration(spent)) for place, spent in used.slowest
    )
    return words.TIME_USED.format(
        used=duration(used.used),
        whole=duration(time_given(paper, guide)),
        typical=words.TYPICAL.format(median=duration(used.median)) if used.median is not None else "",
        longest=words.LONGEST.format(slowest=slowest) if slowest else "",
        ended=words.RAN_OUT if paper.end is End.TIME else "",
    )


def _trend(summed: Result, others: Sequence[Result]) -> str:
    """Of the mocks up to this one that count."""
    before = [one for one in others if one.counts and one.sitting_id != summed.sitting_id]
    before = [one for one in before if one.ended_at <= summed.ended_at]
    if not before or not summed.counts:
        return ""
    line = [*reversed(before[: MOST_IN_TREND - 1]), summed]
    shown = [
        words.TREND_ENTRY.format(percent=percent(one.scored.value), day=format_dt(one.ended_at, "d")) for one in line
    ]
    return words.TREND.format(shown=" → ".join(shown))


def _ways_on(paper: Sitting, others: Sequence[Result]) -> list[ActionRow[LayoutView]]:
    """Through the questions; to practice and the forecast; to the other mocks."""
    onward = [button(words.FORECAST, in_readiness(Ready.LOOK, paper.exam))]
    if gaps(paper):
        onward.insert(0, button(words.PRACTICE_GAPS, on_paper(Verb.PRACTICE, paper.id)))
    return [_filters(paper), row(*onward), *_earlier(paper, others)]


def _filters(paper: Sitting) -> ActionRow[LayoutView]:
    numbers = {which: len(those(paper)) for which, those in CHOSEN.items()}
    offered = [which for which, number in numbers.items() if number]
    return row(
        *(
            button(
                words.FILTER.format(title=words.FILTERS[which], number=numbers[which]),
                on_paper(Verb.EACH, paper.id, which, "0"),
                MAIN if which is offered[0] else QUIET,
            )
            for which in offered
        )
    )


def _earlier(paper: Sitting, others: Sequence[Result]) -> list[ActionRow[LayoutView]]:
    found = [one for one in others if one.sitting_id != paper.id][:MOST_EARLIER]
    if not found:
        return []
    options = [
        (
            words.EARLIER_MOCK.format(
                day=american(one.ended_at.date()),
                right=one.scored.right,
                of=one.scored.of,
                note="" if one.counts else words.EARLIER_NOT_COUNTED,
            ),
            str(one.sitting_id),
        )
        for one in found
    ]
    return [row(select(on_paper(Verb.EARLIER, paper.id), words.EARLIER_MOCKS.format(exam=paper.exam), options))]


def each_card(paper: Sitting, which: Which, index: int, hidden: frozenset[str] = frozenset()) -> Card:
    """One question of a paper that is in. `hidden`: the questions whose keys may not be seen now."""
    those = CHOSEN[which](paper)
    if not those:
        return Card(words.NONE_OF_THESE, rows=[row(_to_report(paper, words.TO_RESULT))])
    index = max(0, min(index, len(those) - 1))
    place = those[index]
    asked, locked = paper.asked[place], paper.given(place)
    title = words.FILTERS[which].lower()
    head = words.REVIEWED.format(place=index + 1, of=len(those), title=title, facts=_facts(paper, place))
    moving = _moving(paper, which, index, len(those))
    if asked.question.id in hidden:
        return Card(head, literal(asked.question.asking), KEY_WAITS, rows=[moving])
    doubt = words.NOT_SURE_OF_IT if paper.mark(place).unsure else ""
    counts = "" if place in paper.scored else words.UNSCORED
    why = [_why(paper, which, place)] if is_gap(paper, place) else []
    return Card(
        head,
        asked_and_clue(asked.question),
        outcome_text(asked, locked, doubt),
        background(asked.question),
        "\n".join(line for line in (counts, words.WHY_WAS_IT_MISSED if why else "") if line),
        rows=[*why, moving],
    )


def _facts(paper: Sitting, place: int) -> str:
    mark = paper.mark(place)
    return words.FACTS.format(
        place=place + 1,
        topic=topic_text(paper.asked[place].question.topic),
        spent=words.SPENT.format(seconds=mark.spent_ms / 1000) if mark.spent_ms else words.NOT_LOOKED_AT,
        flagged=f" · {FLAG_SIGN}" if mark.flagged else "",
    )


def _why(paper: Sitting, which: Which, place: int) -> ActionRow[LayoutView]:
    said = paper.mark(place).cause
    return row(
        *(
            button(
                words.SAID.format(cause=label) if cause is said else label,
                on_question(Verb.CAUSE, paper.id, place, which, str(list(Cause).index(cause))),
            )
            for cause, label in CAUSES.items()
        )
    )


def _moving(paper: Sitting, which: Which, index: int, number: int) -> ActionRow[LayoutView]:
    place = CHOSEN[which](paper)[index]
    before = on_paper(Verb.EACH, paper.id, which, str(max(0, index - 1)), "b")
    after = on_paper(Verb.EACH, paper.id, which, str(min(number - 1, index + 1)), "f")
    report = button(words.REPORT, report_id(Report.REPORT, paper.id, place))
    return row(
        button(words.PREVIOUS, before, disabled=index == 0),
        button(words.NEXT, after, MAIN, disabled=index == number - 1),
        *([report] if is_read(paper.asked[place].question, paper.guild_id) else []),
        _to_report(paper, words.TO_RESULT, QUIET),
    )


def _to_report(paper: Sitting, label: str, style: ButtonStyle = MAIN) -> Button[LayoutView]:
    return button(label, on_paper(Verb.REPORT, paper.id), style)
