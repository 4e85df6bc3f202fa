"""What a mock came to, and its questions one by one with their keys."""

from collections.abc import Callable, Sequence
from enum import StrEnum

from discord.ui import ActionRow, Button, LayoutView
from discord.utils import format_dt

from bot.exams.rules.model import Cause, End, Sitting
from bot.exams.rules.report import Result, causes, gaps, result, times
from bot.exams.rules.sitting import is_gap, time_given
from bot.kernel.exams import Guide
from cogs.exams.ids import Verb, on_paper, on_question
from cogs.exams.rendering.question import FLAG
from cogs.exams.words import BANDS, CAUSES, LEGEND, NO_CONVERSION, duration, shared
from cogs.reports.ids import Verb as Report
from cogs.reports.ids import on_question as report_id
from cogs.shared.cards import MAIN, QUIET, Card, button, row
from cogs.shared.explaining import asked_and_clue, background, outcome_text
from cogs.shared.literal import literal
from cogs.shared.words import KEY_WAITS, percent, topic_text

SLOWEST = 3
MOST_IN_TREND = 6


class Which(StrEnum):
    """Which questions of a paper are gone through."""

    ALL = "a"
    WRONG = "w"
    FLAGGED = "f"
    UNSURE = "u"
    GAPS = "g"


CHOSEN: dict[Which, Callable[[Sitting], list[int]]] = {
    Which.ALL: lambda paper: list(range(len(paper.asked))),
    Which.WRONG: lambda paper: paper.wrong,
    Which.FLAGGED: lambda paper: paper.flagged,
    Which.UNSURE: lambda paper: paper.unsure,
    Which.GAPS: gaps,
}

TITLES = {
    Which.ALL: "All",
    Which.WRONG: "Wrong",
    Which.FLAGGED: "Flagged",
    Which.UNSURE: "Unsure",
    Which.GAPS: "Gaps",
}


def report_card(paper: Sitting, guide: Guide, earlier: Sequence[Result] = (), *, keys_wait: bool = False) -> Card:
    """How it went. `earlier`: the person's other mocks of this exam, the newest first."""
    summed = result(paper, guide)
    sign, words = BANDS[summed.scored.band]
    return Card(
        NO_CONVERSION,
        f"## {summed.scored.right} of {summed.scored.of} right ({percent(summed.scored.value)})\n"
        f"{sign} **{words[:1].upper()}{words[1:]}** (taken to lie between 65% and 75%). "
        f"80% interval: {percent(summed.scored.interval[0])} to {percent(summed.scored.interval[1])}.",
        _domains(summed, guide),
        _gaps(paper),
        _times(paper, guide),
        _trend(summed, earlier),
        "-# The answers wait until everybody in your group has handed in." if keys_wait else "",
        rows=[] if keys_wait else [_filters(paper)],
    )


def _domains(summed: Result, guide: Guide) -> str:
    lines = [
        f"{BANDS[share.band][0]} {literal(domain.title)}: {shared(share)}"
        for domain, share in zip(guide.domains, summed.domains, strict=True)
    ]
    return "\n".join(["**By domain**, of the questions that count, with 80% intervals", *lines, f"-# {LEGEND}"])


def _gaps(paper: Sitting) -> str:
    blank = len(paper.unanswered)
    doubted = len(gaps(paper)) - len(paper.wrong)
    said = ", ".join(f"{CAUSES[cause].lower()} {number}" for cause, number in causes(paper).most_common())
    parts = [f"{len(paper.wrong)} wrong" + (f", {blank} of them blank" if blank else "")]
    parts += [f"{doubted} right without being sure, which counts as a gap"] if doubted else []
    lines = [f"**Gaps in all {len(paper.asked)}:** {'; '.join(parts)}. What you answered comes back in `/practice`."]
    lines += [f"**Why:** {said}."] if said else ["-# Go through them and say in one tap why each was missed."]
    return "\n".join(lines)


def _times(paper: Sitting, guide: Guide) -> str:
    used = times(paper, SLOWEST)
    ended = " The time ran out." if paper.end is End.TIME else ""
    slowest = ", ".join(f"{place + 1} ({duration(spent)})" for place, spent in used.slowest)
    longest = f" Longest: {slowest}." if slowest else ""
    whole = duration(time_given(paper, guide))
    return (
        f"**Time:** {duration(used.used)} of {whole}; {duration(used.median)} for a typical question.{longest}{ended}"
    )


def _trend(summed: Result, earlier: Sequence[Result]) -> str:
    before = [one for one in earlier if one.sitting_id != summed.sitting_id and one.ended_at <= summed.ended_at]
    if not before:
        return ""
    line = [*reversed(before[: MOST_IN_TREND - 1]), summed]
    shown = " → ".join(f"{percent(one.scored.value)} ({format_dt(one.ended_at, 'd')})" for one in line)
    return f"**Your mocks:** {shown}\n-# One mock of 50 questions is off by 6 points either way as a rule."


def _filters(paper: Sitting) -> ActionRow[LayoutView]:
    buttons = []
    for which in (Which.WRONG, Which.GAPS, Which.FLAGGED, Which.UNSURE, Which.ALL):
        number = len(CHOSEN[which](paper))
        label = f"{TITLES[which]} ({number})"
        style = MAIN if which is Which.WRONG else QUIET
        buttons.append(button(label, on_paper(Verb.EACH, paper.id, which, "0"), style, disabled=not number))
    return row(*buttons)


def each_card(paper: Sitting, which: Which, index: int, hidden: frozenset[str] = frozenset()) -> Card:
    """One question of a paper that is in. `hidden`: the questions whose keys may not be seen now."""
    those = CHOSEN[which](paper)
    if not those:
        return Card("There is none of these.", rows=[row(_to_report(paper))])
    index = max(0, min(index, len(those) - 1))
    place = those[index]
    asked, locked = paper.asked[place], paper.given(place)
    head = f"-# {index + 1} of {len(those)} · {TITLES[which].lower()} · {_facts(paper, place)}"
    if asked.question.id in hidden:
        return Card(head, literal(asked.question.asking), KEY_WAITS, rows=[_moving(paper, which, index, len(those))])
    doubt = " · not sure" if paper.mark(place).unsure else ""
    counts = "" if place in paper.scored else "-# One of the 15 that do not count."
    why = [_why(paper, which, place)] if is_gap(paper, place) else []
    return Card(
        head,
        asked_and_clue(asked.question),
        outcome_text(asked, locked, doubt),
        background(asked.question),
        "\n".join(line for line in (counts, "**Why was it missed?**" if why else "") if line),
        rows=[*why, _moving(paper, which, index, len(those))],
    )


def _facts(paper: Sitting, place: int) -> str:
    mark = paper.mark(place)
    spent = f"{mark.spent_ms / 1000:.0f} s" if mark.spent_ms else "not looked at"
    flagged = f" · {FLAG}" if mark.flagged else ""
    return f"question {place + 1} · {topic_text(paper.asked[place].question.topic)} · {spent}{flagged}"


def _why(paper: Sitting, which: Which, place: int) -> ActionRow[LayoutView]:
    said = paper.mark(place).cause
    return row(
        *(
            button(
                f"✓ {label}" if cause is said else label,
                on_question(Verb.CAUSE, paper.id, place, which, str(list(Cause).index(cause))),
            )
            for cause, label in CAUSES.items()
        )
    )


def _moving(paper: Sitting, which: Which, index: int, number: int) -> ActionRow[LayoutView]:
    place = CHOSEN[which](paper)[index]
    before = on_paper(Verb.EACH, paper.id, which, str(max(0, index - 1)), "b")
    after = on_paper(Verb.EACH, paper.id, which, str(min(number - 1, index + 1)), "f")
    return row(
        button("Previous", before, disabled=index == 0),
        button("Next", after, MAIN, disabled=index == number - 1),
        button("Report", report_id(Report.REPORT, paper.id, place)),
        button("To the result", on_paper(Verb.REPORT, paper.id)),
    )


def _to_report(paper: Sitting) -> Button[LayoutView]:
    return button("To the result", on_paper(Verb.REPORT, paper.id), MAIN)
