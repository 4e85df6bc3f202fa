"""What a server's own packs and questions look like to who writes them."""

from collections.abc import Sequence

import discord
from discord.ui import ActionRow, LayoutView, Select, TextDisplay

from bot.exchange.draft import RefusedError
from bot.exchange.report import Report
from bot.kernel.asked import Asked
from bot.kernel.custom_ids import base36
from bot.kernel.ports import StorageError
from bot.kernel.questions import Question
from bot.own.files import There
from bot.own.rules import Item, Pack, Refusal, Version
from bot.own.service import Advice
from bot.own.shelf import Shelf
from cogs.own import findings, words
from cogs.own.fitting import ROOM, one_line, room_beside, shortened, widest
from cogs.own.ids import KINDS, Verb, on
from cogs.own.listing import A_PAGE, amount
from cogs.shared.answering import options_text
from cogs.shared.asking import asked_first
from cogs.shared.cards import MAIN, STOP, Card, button, row
from cogs.shared.explaining import background, key_text, reasons_beside
from cogs.shared.forms import MOST_SUBMITTED, not_saved_card, submitted
from cogs.shared.literal import literal
from cogs.shared.words import HOW_TO, KEEP_IT, count, cut, from_now, mention, name

MOST_LINES = 15
MOST_NOTES = 5
MOST_STATES = 12
MOST_WHY = 1_000

_SHARES = 900, 900, 600, 600, 500
"""Characters at most of what is asked, its options, the key, its explanation, and the other reasons in a preview."""

_WIDTHS = 300, 170, 120, 80
"""Characters of a line of a report: as many as fit."""

MOST_COMING, WIDTH_COMING = 3, 80
"""So many questions of a file are shown before they come in, each with so many characters."""

ROOM_FOR_LINES = ROOM - 700
"""Characters of a card that all lines of a report may take."""


def pack_card(shelf: Shelf, pack: Pack, items: Sequence[Item], page: int = 0, notice: str = "") -> Card:
    """A pack with a page of its questions, and what can be done with it."""
    size = shelf.size(pack.name)
    rows: list[ActionRow[LayoutView]] = [_items_row(items)] if items else []
    kinds = [discord.SelectOption(label=words.KIND_NAMES[kind], value=str(n)) for n, kind in enumerate(KINDS)]
    adding = Select[LayoutView](custom_id=on(Verb.ADD, pack.name), placeholder=words.ADD_A_QUESTION, options=kinds)
    rows.append(ActionRow(adding))
    publish = button(words.UNPUBLISH, on(Verb.PUBLISH, pack.name, "0"))
    if not pack.published:
        publish = button(words.PUBLISH, on(Verb.PUBLISH, pack.name, "1"), MAIN, disabled=not size)
    buttons = [
        publish,
        button(words.IMPORT_A_FILE, on(Verb.FILE, pack.name)),
        button(words.DELETE_THE_PACK, on(Verb.DROP, pack.name), STOP),
        button(words.ALL_PACKS, on(Verb.LIST, "0")),
    ]
    pages = pages_of(size)
    if pages > 1:
        buttons.append(button(words.MORE_QUESTIONS, on(Verb.PACK, pack.name, base36((page + 1) % pages))))
    rows.append(row(*buttons))
    waiting = sum(one.pack == pack.name for one in shelf.waiting)
    if waiting:
        rows.append(row(button(words.SUGGESTIONS_WAIT.format(waiting=waiting), on(Verb.QUEUE, "0"), MAIN)))
    state = words.IS_PUBLISHED if pack.published else words.IS_DRAFT
    head = words.PACK_HEAD.format(
        title=literal(pack.title), items=count(size, *words.QUESTIONS), state=state, since=from_now(pack.made_at)
    )
    return Card(notice, head, amount(shelf), rows=rows)


def pages_of(size: int) -> int:
    """How many pages so many questions fill."""
    return max(1, -(-size // A_PAGE))


def _items_row(items: Sequence[Item]) -> ActionRow[LayoutView]:
    options = [
        discord.SelectOption(
            label=cut(item.question.asking.replace("\n", " "), 100),
            value=item.name,
            description=words.KIND_NAMES[item.question.kind],
        )
        for item in items
    ]
    return ActionRow(Select[LayoutView](custom_id=on(Verb.PICK), placeholder=words.OPEN_A_QUESTION, options=options))


def item_card(
    pack: Pack, item: Item, found: Sequence[Advice], looks: Sequence[str], notice: str = "", *,
    withheld: bool = False,
) -> Card:  # fmt: skip
    """A question as players will see it, what the checker finds, and what can be done. `looks`: its screens.

    `withheld`: its key is not to be seen just now.
    """
    state = words.DELETED_STATE if item.deleted else words.PUBLISHED if pack.published else words.DRAFT_STATE
    author = words.BY_AUTHOR.format(author=name(item.author)) if item.author else ""
    ways = [button(words.HISTORY, on(Verb.HISTORY, item.name)), button(words.THE_PACK, on(Verb.PACK, pack.name, "0"))]
    rows = [row(button(words.RESTORE, on(Verb.RESTORE, item.name), MAIN), *ways)]
    if withheld and not item.deleted:
        rows = [row(button(words.DELETE, on(Verb.DELETE, item.name), STOP), *ways)]
    elif not item.deleted:
        rows = [row(*mends) for mends in [findings.mends(item.name, item.question, found)] if mends]
        rows.append(_looks_row(item.name, looks))
        edit = button(words.EDIT, on(Verb.EDIT, item.name), MAIN)
        copy = button(words.DUPLICATE, on(Verb.COPY, item.name))
        rows.append(row(edit, copy, button(words.DELETE, on(Verb.DELETE, item.name), STOP), *ways))
    head = words.ITEM_HEAD.format(
        pack=literal(pack.title), state=state, kind=words.KIND_NAMES[item.question.kind], version=item.version,
        author=author,
    )  # fmt: skip
    if withheld:
        return Card(notice, head, *preview(item.question, notice, head, words.WITHHELD)[:1], words.WITHHELD, rows=rows)
    told = findings.told(found)
    return Card(notice, head, *preview(item.question, notice, head, told), told, rows=rows)


def _looks_row(item: str, looks: Sequence[str]) -> ActionRow[LayoutView]:
    options = [discord.SelectOption(label=look, value=str(place)) for place, look in enumerate(looks)]
    return ActionRow(
        Select[LayoutView](custom_id=on(Verb.LOOK, item), placeholder=words.SEE_IT_IN, options=options[:A_PAGE])
    )


def look_card(item: str, look: str, view: LayoutView) -> LayoutView:
    """A screen of a game with the question on it; its controls do nothing, and below is the way back."""
    for part in view.walk_children():
        if isinstance(part, discord.ui.Button | discord.ui.Select):
            part.disabled = True
    view.add_item(TextDisplay(words.PREVIEW_HEAD.format(look=look)))
    view.add_item(row(button(words.BACK_TO_IT, on(Verb.ITEM, item), MAIN)))
    return view


def preview(question: Question, *beside: str) -> list[str]:
    """What players see while they are asked, and what once they have answered; in the room that is left `beside`."""
    share = min(1.0, room_beside((*beside, words.AS_ASKED, words.ONCE_ANSWERED, HOW_TO[question.kind])) / sum(_SHARES))
    asking, options, key, why, reasons = (int(share * most) for most in _SHARES)
    asked = words.AS_ASKED.format(
        asking=shortened(literal(question.asking), asking),
        options=shortened(options_text(Asked(question, 0)), options),
        how_to=HOW_TO[question.kind],
    )
    answered = words.ONCE_ANSWERED.format(
        key=shortened(key_text(question), key),
        background=shortened(background(question), why),
        reasons=shortened(reasons_beside(question), reasons),
    )
    return [asked.replace("\n\n", "\n"), answered.replace("\n\n", "\n").rstrip()]


def why_not(error: RefusedError | StorageError) -> str:
    """Why something typed is not kept, in words for whoever typed it; they may quote it."""
    return literal(str(error)) if isinstance(error, RefusedError) else words.NOT_WRITTEN


def unsaved_card(why: str, again: str, typed: Sequence[str], told: str = words.NOT_SAVED) -> Card:
    """What was written cannot be kept, and the way back to it, for as long as somebody remembers it."""
    said = told.format(why=shortened(why, MOST_WHY))
    written = submitted("\n".join(typed), MOST_SUBMITTED - MOST_WHY)
    return Card(said, written, rows=[row(button(words.CHANGE_IT, again, MAIN))])


def unkept_card(typed: Sequence[str], told: str = words.NOT_SAVED) -> Card:
    """What was written for a pack that is gone: no form can be sent any more, but its texts can be copied."""
    return not_saved_card(
        told.format(why=words.REFUSED[Refusal.NO_PACK]),
        "\n".join(typed),
    )


def history_card(item: Item, versions: Sequence[Version]) -> Card:
    """Who did what to a question, and when."""
    lines = [
        words.STATE_LINE.format(
            version=version.version, deed=words.DEEDS[version.deed], by=mention(version.by),
            when=from_now(version.at),
            asks=asks(version.question, 90),
        )
        for version in versions[:MOST_STATES]
    ]  # fmt: skip
    more = words.EARLIER_STATES.format(more=len(versions) - MOST_STATES) if len(versions) > MOST_STATES else ""
    return Card(
        f"**{words.HISTORY}**", "\n".join(lines), more, rows=[row(button(words.BACK, on(Verb.ITEM, item.name)))]
    )


def asks(question: Question, most: int) -> str:
    """What a question asks, on one line."""
    return literal(one_line(question.asking, most))


def drop_card(pack: Pack, items: int, named: str = "", asked: int = 0, waiting: int = 0) -> Card:
    """Whether a pack is really to go.

    `named` says what is set to ask about it, `asked` how many it asks now, `waiting` how many suggestions wait.
    """
    yes = words.DROP_NOW, on(Verb.DROP_NOW, pack.name)
    told = words.DROP.format(title=literal(pack.title), items=count(items, *words.QUESTIONS))
    now = f"⚠️ {count(asked, *words.ASKED_NOW)}." if asked else ""
    declined = f"⚠️ {count(waiting, *words.WOULD_BE_DECLINED)}." if waiting else ""
    return asked_first(told, now, declined, named.strip(), deed=yes, keep=(KEEP_IT, on(Verb.PACK, pack.name, "0")))


def _coming(coming: Sequence[Question]) -> str:
    """The first questions that would come in, and how many more."""
    lines = [words.COMING.format(asks=asks(one, WIDTH_COMING)) for one in coming[:MOST_COMING]]
    more = len(coming) - MOST_COMING
    return "\n".join([*lines, words.COMING_MORE.format(more=more)] if more > 0 else lines)


def is_whole(report: Report, coming: int = 0) -> bool:
    """Whether a card has room for all that a report says, and for so many questions that are coming."""
    few = len(report.lines) <= MOST_LINES and len(report.notes) <= MOST_NOTES and coming <= MOST_COMING
    width = max(map(len, (*report.notes, *map(str, report.lines))), default=0)
    return few and len(_report_lines(report, width)) <= ROOM_FOR_LINES


def _report_lines(report: Report, width: int) -> str:
    notes = [f"-# {literal(cut(note, width))}" for note in report.notes[:MOST_NOTES]]
    return "\n".join((*notes, *(f"- {literal(cut(str(line), width))}" for line in report.lines[:MOST_LINES])))


def stays(asked: int) -> str:
    """Of how many questions of a file games keep that they are brought in."""
    return words.STAYS.format(questions=count(asked, *words.QUESTIONS)) if asked else ""


def report_card(
    report: Report, pack: Pack, token: str, there: There, *, whole: bool, coming: Sequence[Question] = ()
) -> Card:
    """What would come in of a file; nothing has come in yet. `whole`: all lines, and all that is `coming`, stand here.

    `token` tells this file from others in the id of the button; some questions are `there` in the pack already.
    """
    changed = words.CHANGED_OF_THEM.format(changed=report.changed) if report.changed else ""
    lines = widest(lambda width: _report_lines(report, width), ROOM_FOR_LINES, _WIDTHS)
    buttons = [button(words.NOT_NOW, on(Verb.PACK, pack.name, "0"))]
    if report.taken:
        label = words.IMPORT_THEM.format(questions=count(report.taken, *words.QUESTIONS))
        buttons.insert(0, button(label, on(Verb.BRING, pack.name, token), MAIN))
    return Card(
        words.WOULD_COME.format(taken=report.taken, changed=changed, refused=report.refused),
        words.THERE_ALREADY.format(same=there.same) if there.same else "",
        stays(there.asked),
        _coming(coming),
        lines,
        "" if whole else words.WHOLE_REPORT,
        "" if report.taken or report.lines else words.SAY_THE_KIND,
        rows=[row(*buttons)],
        files=() if whole else ("report.txt",),
    )
