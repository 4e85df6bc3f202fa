"""What somebody missed, as cards that Anki imports."""

import csv
from collections.abc import Sequence
from html import escape
from io import StringIO
from zlib import crc32

from bot.kernel.answers import key_in_words
from bot.kernel.questions import Choice, Question
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
    """What is asked; a choice with its options, in an order that does not give the key away."""
    if not isinstance(question.body, Choice):
        return question.asking
    options = sorted((option.text for option in question.body.options), key=lambda text: crc32(text.encode()))
    return "\n".join([question.asking, *(f"• {text}" for text in options)])


def _html(text: str) -> str:
    """Text as a field of one line, its signs as they are on the screen. A line that began with # would be a remark."""
    escaped = "<br>".join(escape(text).replace("\t", " ").splitlines())
    return f"&#35;{escaped[1:]}" if escaped.startswith("#") else escaped
