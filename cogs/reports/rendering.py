"""The form of a report, and an organiser's view of what was reported."""

from collections.abc import Mapping, Sequence

import discord
from discord import TextStyle
from discord.ui import ActionRow, Label, LayoutView, Modal, Select, TextInput

from bot.kernel.custom_ids import base36
from bot.kernel.questions import Question
from bot.kernel.sources import owner_of
from bot.reports.rules import LONGEST_TEXT, Report
from bot.reports.service import Case
from cogs.own.ids import Verb as Packs
from cogs.own.ids import on as on_packs
from cogs.reports.ids import Verb, case, on_question
from cogs.reports.words import (
    ALL_PACKS,
    BEST_WITH_A_SOURCE,
    CLOSE_REPORT,
    COMPLAINTS,
    IN_YOUR_WORDS,
    KEEP_IT,
    MORE_REPORTS,
    MORE_THAT_IS_MUTED,
    MUTE_IT_HERE,
    MUTED_HERE_ASK_ONE,
    NEXT_REPORT,
    NO_REPORTS,
    REPORT_THIS_QUESTION,
    REPORTED_QUESTIONS,
    THIS_QUESTION_IS_NO,
    WHAT_IS_WRONG,
    WHICH_QUESTION,
    WITHHELD,
    statistics,
)
from cogs.shared.cards import MAIN, STOP, Card, button, row, select
from cogs.shared.explaining import asked_and_clue, key_text
from cogs.shared.literal import literal
from cogs.shared.words import count, cut, safe

MOST_SHOWN = 6
"""Reports of one question on a page."""

LONGEST_QUOTE = 200
"""Characters of what a reporter wrote."""

MOST_MUTED = MOST_CHOICES = 25
"""Discord's limit of options in a select."""


def report_form(game_id: int, position: int, among: Mapping[int, Question] | None = None) -> Modal:
    """What is wrong, and in one's own words if one likes; first which question, where it may be one of several."""
    title = "Report a question" if among else REPORT_THIS_QUESTION
    form = Modal(title=title, custom_id=on_question(Verb.SUBMIT, game_id, position), timeout=None)
    if among:
        form.add_item(Label(text=WHICH_QUESTION, component=_which(among)))
    options = [discord.SelectOption(label=words, value=complaint) for complaint, words in COMPLAINTS.items()]
    form.add_item(Label(text=WHAT_IS_WRONG, component=Select(custom_id="complaint", options=options)))
    text = TextInput[Modal](custom_id="text", style=TextStyle.paragraph, max_length=LONGEST_TEXT, required=False)
    form.add_item(Label(text=IN_YOUR_WORDS, description=BEST_WITH_A_SOURCE, component=text))
    form.stop()
    return form


def _which(among: Mapping[int, Question]) -> Select[LayoutView]:
    """By place and by what they ask; the latest, where they are more than a menu holds."""
    latest = sorted(among.items())[-MOST_CHOICES:]
    options = [
        discord.SelectOption(label=cut(f"{place + 1}. {one.asking}", 100), value=base36(place)) for place, one in latest
    ]
    return Select(custom_id="question", options=options)


def cases_card(
    cases: Sequence[Case],
    index: int,
    muted: Sequence[tuple[str, str]],
    notice: str = "",
    page: int = 0,
    further: int = 0,
) -> Card:
    """One reported question after the other, and below what is muted here, by id and by what it asks.

    `page` is that of what is muted, `further` that of the question's reports.
    """
    rows = [*_muted(muted, index, page), row(button(ALL_PACKS, on_packs(Packs.LIST, "0")))]
    if not cases:
        return Card(notice, f"**{NO_REPORTS}**", rows=rows)
    index %= len(cases)
    one = cases[index]
    buttons = [
        button(MUTE_IT_HERE, case(Verb.MUTE, one.question_id), STOP),
        button(KEEP_IT, case(Verb.KEEP, one.question_id), MAIN),
    ]
    if one.question is None:
        buttons = [button(CLOSE_REPORT, case(Verb.KEEP, one.question_id), MAIN)]
    if len(cases) > 1:
        buttons.append(button(NEXT_REPORT, case(Verb.CASE, base36((index + 1) % len(cases)))))
    pages = max(1, -(-len(one.reports) // MOST_SHOWN))
    further %= pages
    if pages > 1:
        more = case(Verb.CASE, base36(index), base36(page), base36((further + 1) % pages))
        buttons.append(button(MORE_REPORTS.format(page=further + 1, pages=pages), more))
    return Card(
        notice,
        f"-# {index + 1} of {count(len(cases), *REPORTED_QUESTIONS)}{_named(one)}",
        _question(one),
        "\n".join(_lines(one, further)),
        "" if one.withheld else statistics(one.statistics),
        rows=[row(*buttons), *rows],
    )


def _muted(muted: Sequence[tuple[str, str]], index: int, page: int) -> list[ActionRow[LayoutView]]:
    """A page of what is muted, to be asked again, and the way to the next page."""
    if not muted:
        return []
    pages = -(-len(muted) // MOST_MUTED)
    page %= pages
    options = [(cut(asks, 100), name) for name, asks in muted[page * MOST_MUTED : (page + 1) * MOST_MUTED]]
    rows = [row(select(case(Verb.UNMUTE), MUTED_HERE_ASK_ONE.format(muted=len(muted)), options))]
    if pages > 1:
        following = case(Verb.CASE, base36(index), base36((page + 1) % pages))
        rows.append(row(button(MORE_THAT_IS_MUTED.format(page=page + 1, pages=pages), following)))
    return rows


def _named(one: Case) -> str:
    """A built-in question by the name that its authors know it by; a server's own has none that people see."""
    return "" if owner_of(one.question_id) else f" · `{one.question_id}`"


def _question(one: Case) -> str:
    if one.question is None:
        return THIS_QUESTION_IS_NO
    if one.withheld:
        return f"{literal(one.question.asking)}\n{WITHHELD}"
    return f"{asked_and_clue(one.question)}\n{key_text(one.question)}"


def _lines(one: Case, page: int) -> list[str]:
    """A page of reports, in fewer of each reporter's words where there are many: a long question needs the room."""
    shown = one.reports[page * MOST_SHOWN : (page + 1) * MOST_SHOWN]
    most = LONGEST_QUOTE if len(shown) <= MOST_SHOWN // 2 else LONGEST_QUOTE // 2
    return [_line(report, most, withheld=one.withheld) for report in shown]


def _line(report: Report, most: int, *, withheld: bool) -> str:
    """A complaint, in the reporter's words as well where these can give no key away."""
    told = f": {safe(cut(report.text, most))}" if report.text and not withheld else ""
    return f"🚩 **{COMPLAINTS[report.complaint]}**{told}"
