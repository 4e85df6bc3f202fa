"""What somebody missed, as cards that Anki imports."""

import csv
from collections.abc import Sequence
from html import escape
from io import StringIO

from bot.kernel.answers import key_in_words
from bot.kernel.questions import Choice, Matching, Ordering, Question
from bot.kernel.shuffle import lot, unsolved
from bot.learning.api import Given


def anki_of(missed: Sequence[Given]) -> str:
    """Anki's text import: https://docs.ankiweb.net/importing/text-files.html (file headers)."""
    out = StringIO()
    out.write("#separator:tab\n#html:true\n#deck:Recall misses\n#columns:Front\tBack\tSource\n")
    csv.writer(out, delimiter="\t", lineterminator="\n").writerows(map(_card, missed))
    return out.getvalue()


def _card(given: Given) -> list[str]:
    question = given.question
    clue = f"What decides: {' · '.join(question.clues)}\n" if question.clues else ""
    back = f"{key_in_words(question)}\n{clue}{question.explanation}"
    source = question.source.url if question.source else ""
    return [_html(text) for text in (_front(question), back, source)]


def _front(question: Question) -> str:
    """What is asked, with what can be chosen, ordered, or matched, in an order that does not give the key away."""
    body = question.body
    match body:
        case Choice():
            there = sorted((option.text for option in body.options), key=lot)
        case Ordering():
            there = unsolved([step.text for step in body.steps])
        case Matching():
            there = [*(pair.prompt for pair in body.pairs), BESIDE, *sorted(body.responses, key=lot)]
        case _:
            return question.asking
    return "\n".join([question.asking, *(text if text == BESIDE else f"• {text}" for text in there)])


BESIDE = "↔"
"""Stands between prompts and responses."""


def _html(text: str) -> str:
    """Text as a field of one line, its signs as they are on the screen. A line that began with # would be a remark."""
    escaped = "<br>".join(escape(text).replace("\t", " ").splitlines())
    return f"&#35;{escaped[1:]}" if escaped.startswith("#") else escaped
