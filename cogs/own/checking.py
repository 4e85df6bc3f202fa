"""Every screen of a server's own questions that shows an item: to who writes it, decides on it, or suggested it."""

from collections.abc import Iterator
from dataclasses import replace

from discord.ui import LayoutView

from bot.kernel.questions import Choice, Option, Question
from bot.own.bettering import Proposal, takes_distractors
from bot.own.rules import LONGEST_TITLE, MOST_VERSIONS, Decision, Deed, Item, Pack, Refusal, Suggestion, Version
from bot.own.service import Advice
from bot.own.suggestions import MOST_SHOWN
from cogs.checking.playing import AT, LARGEST_ID, LONGEST_NAME
from cogs.own import words
from cogs.own.queueing import mine_card, queue_card, told_card
from cogs.own.rendering import history_card, item_card

WHILE_OPEN: set[str] = set()
"""No screen here can be answered."""

LONGEST = "*" * LONGEST_TITLE
PACK = Pack(LARGEST_ID, "p" * 22, LONGEST, published=True, made_by=LARGEST_ID, made_at=AT)
NOTE = "*" * 200
"""An editor's, as long as its form takes it."""

FOUND = [
    Advice(rule, ("stem",)) for rule in sorted(words.FINDINGS, key=lambda rule: len(words.FINDINGS[rule]), reverse=True)
]
"""The checker's findings, with the longest words first."""

NOTICE = max((*words.REFUSED.values(), words.SAVED), key=len)


def screens(question: Question) -> Iterator[tuple[str, LayoutView]]:
    """The question itself, its history, and as a suggestion in each of the ways in which there can be one."""
    item = Item(LARGEST_ID, "i" * 48, PACK.name, 9_999, question, False, LARGEST_ID, AT, LONGEST_NAME, 1)  # noqa: FBT003 - not deleted
    yield "Own question", item_card(PACK, item, FOUND, ["Quiz"], NOTICE)
    states = [Version(item.name, n, Deed.SUGGESTED, LARGEST_ID, AT, question) for n in range(MOST_VERSIONS)]
    yield "Own question's history", history_card(item, states)
    one = Suggestion(LARGEST_ID, 9_999, PACK.name, question, 1, LONGEST_NAME, AT, Decision.DECLINED, NOTE, 1, AT)
    yield "Suggestion", queue_card(PACK, Proposal(one, question), 98, 99, FOUND, NOTICE, 9_999)
    if takes_distractors(question) and isinstance(question.body, Choice):
        brought = Option("*" * 200, "*" * 200)
        with_it = replace(question, body=Choice((*question.body.options[:-1], brought)))
        instead = max((option.text for option in question.body.options), key=len)
        better = replace(one, question=with_it, item=item.name, instead=instead)
        yield "Better answer", queue_card(PACK, Proposal(better, with_it, item), 98, 99, FOUND, NOTICE, 9_999)
        gone = Proposal(better, Refusal.OPTION_GONE, item)
        yield "Better answer for an earlier state", queue_card(PACK, gone, 98, 99, (), NOTICE, 9_999)
    yield "My suggestions", mine_card([one] * MOST_SHOWN)
    yield "What became of a suggestion", told_card(one, LONGEST, "*" * 100)
