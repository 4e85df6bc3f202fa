"""What members' suggestions look like: to who decides on them, and to who made them."""

from collections.abc import Sequence

from discord.ui import ActionRow, LayoutView

from bot.kernel.custom_ids import base36
from bot.own.bettering import Proposal, brings
from bot.own.rules import Decision, Pack, Refusal, Suggestion
from bot.own.service import Advice
from cogs.own import findings, words
from cogs.own.fitting import ROOM, one_line, shortened, widest
from cogs.own.ids import Verb, on
from cogs.own.rendering import asks, preview
from cogs.shared.cards import MAIN, STOP, Card, button, row
from cogs.shared.literal import literal
from cogs.shared.words import count, cut, from_now, mention


def empty_queue_card(notice: str, undone: int | None = None) -> Card:
    """Nothing waits."""
    ways = row(button(words.MY_SUGGESTIONS, on(Verb.MINE)), button(words.ALL_PACKS, on(Verb.LIST, "0")))
    return Card(notice, words.NONE_WAITS, rows=[*_undo(undone), ways])


def queue_card(
    pack: Pack | None,
    proposal: Proposal,
    index: int,
    waiting: int,
    found: Sequence[Advice],
    notice: str = "",
    undone: int | None = None,
    *,
    withheld: bool = False,
) -> Card:
    """One of so many suggestions that wait, with what it would make of the question. `undone`: what Undo takes back.

    `withheld`: the key of the question that it is about is not to be seen just now.
    """
    one, made = proposal.suggestion, proposal.question
    number, fits = base36(one.number), not isinstance(made, Refusal) and not withheld
    buttons = [
        button(words.ACCEPT, on(Verb.ACCEPT, number), MAIN, disabled=not fits),
        button(words.EDIT_AND_ACCEPT, on(Verb.IMPROVE, number), disabled=withheld),
        button(words.DECLINE, on(Verb.DECLINE, number), STOP),
    ]
    if waiting > 1:
        buttons.append(button(words.NEXT, on(Verb.QUEUE, base36((index + 1) % waiting))))
    head = words.QUEUE_HEAD.format(
        place=index + 1,
        suggestions=count(waiting, *words.SUGGESTIONS),
        pack=literal(pack.title if pack else one.pack),
        by=mention(one.by),
        named=words.LIKES_TO_BE_NAMED if one.named else words.NOT_TO_BE_NAMED,
        when=from_now(one.at),
    )
    ways = row(button(words.MY_SUGGESTIONS, on(Verb.MINE)), button(words.ALL_PACKS, on(Verb.LIST, "0")))
    rows = [row(*buttons), *_undo(undone), ways]
    if withheld:
        asked = proposal.before.question if proposal.before else made
        shown = [] if isinstance(asked, Refusal) else preview(asked, notice, head)[:1]
        return Card(notice, head, *shown, words.WITHHELD, rows=rows)
    texts = [notice, head, _better(one)]
    if not isinstance(made, Refusal):
        told = findings.told(found)
        return Card(*texts, *preview(made, *texts, told), told, rows=rows)
    why = words.AS_ONE_MORE.format(edit=words.EDIT_AND_ACCEPT) if made is Refusal.OPTION_GONE else ""
    texts.append(words.NOT_AS_IT_IS.format(why=words.REFUSED[made]) + why)
    return Card(*texts, *(preview(proposal.before.question, *texts) if proposal.before else []), rows=rows)


def _undo(number: int | None) -> list[ActionRow[LayoutView]]:
    return [] if number is None else [row(button(words.UNDO, on(Verb.UNDO, base36(number))))]


def _better(one: Suggestion) -> str:
    new = brings(one)
    if new is None:
        return ""
    why = f"\n-# {shortened(literal(new.why), 300)}" if new.why else ""
    instead = words.BETTER_INSTEAD.format(instead=literal(cut(one.instead, 100))) if one.instead else ""
    return words.BETTER_HEAD.format(new=shortened(literal(new.text), 300), why=why) + instead


def mine_card(suggestions: Sequence[Suggestion]) -> Card:
    """What somebody suggested, the latest first, and what became of it."""
    ways = [row(button(words.ALL_PACKS, on(Verb.LIST, "0")))]
    if not suggestions:
        return Card(words.NOTHING_SUGGESTED, rows=ways)
    lines = widest(lambda width: "\n".join(_line(one, width) for one in suggestions), ROOM - 100, (200, 120, 80, 40))
    return Card(words.YOUR_SUGGESTIONS, lines, rows=ways)


def _line(one: Suggestion, width: int) -> str:
    """What became of a suggestion, with an editor's note."""
    word = f": {literal(one_line(one.word, width))}" if one.word else ""
    return words.SUGGESTION_LINE.format(became=words.BECAME[one.decision], word=word, asks=_what(one, min(width, 120)))


def _what(one: Suggestion, width: int) -> str:
    """What was suggested, on one line: the question, or the wrong answer and to which."""
    if (new := brings(one)) is None:
        return asks(one.question, width)
    half = width // 2
    return words.BETTER_ONE.format(new=literal(one_line(new.text, half)), asks=asks(one.question, half))


def told_card(one: Suggestion, pack: str, server: str) -> Card:
    """What became of a suggestion, for the direct messages of whoever made it."""
    word = words.TOLD_WORD.format(word=literal(one.word)) if one.word and one.decision is Decision.DECLINED else ""
    return Card(
        words.TOLD[one.decision].format(pack=literal(pack), server=literal(server)),
        word,
        words.TOLD_WHAT.format(asks=_what(one, 200)),
    )
