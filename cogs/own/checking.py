"""Every screen of a server's own questions that shows an item: to who writes it, and to who decides on it."""

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
    """The question itself, and as a suggestion."""
    item = Item(LARGEST_ID, "i" * 48, PACK.name, 9_999, question, False, LARGEST_ID, AT, LONGEST_NAME, 1)  # noqa: FBT003 - not deleted
    yield "Own question", item_card(PACK, item, FOUND, ["Quiz"], NOTICE)
    yield "Suggestion", queue_card(PACK, _proposal(question, item), 98, 99, FOUND, NOTICE, 9_999)


def lines(question: Question) -> Iterator[tuple[str, LayoutView]]:
    """The screens that show one line of the question, whatever its length."""
    states = [Version("i", n, Deed.SUGGESTED, LARGEST_ID, AT, question) for n in range(MOST_VERSIONS)]
    item = Item(LARGEST_ID, "i", PACK.name, 9_999, question, False, LARGEST_ID, AT)  # noqa: FBT003 - not deleted
    yield "Own question's history", history_card(item, states)
    one = _suggested(question)
    yield "My suggestions", mine_card([one] * MOST_SHOWN)
    yield "What became of a suggestion", told_card(one, LONGEST, "*" * 100)
    gone = replace(_proposal(question, item), question=Refusal.OPTION_GONE)
    yield "Better answer for an earlier state", queue_card(PACK, gone, 98, 99, (), NOTICE, 9_999)


def _suggested(question: Question) -> Suggestion:
    return Suggestion(LARGEST_ID, 9_999, PACK.name, question, 1, LONGEST_NAME, AT, Decision.DECLINED, NOTE, 1, AT)


def _proposal(question: Question, item: Item) -> Proposal:
    """The question with a better wrong answer where it takes one; there is more to say of it than of a new question."""
    if not takes_distractors(question) or not isinstance(question.body, Choice):
        return Proposal(_suggested(question), question)
    better = replace(question, body=Choice((*question.body.options[:-1], Option("*" * 200, "*" * 200))))
    instead = max((option.text for option in question.body.options), key=len)
    return Proposal(replace(_suggested(better), item=item.name, instead=instead), better, item)
