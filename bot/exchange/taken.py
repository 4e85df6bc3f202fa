"""What was taken of a file. What takes it is another module, and loaded where a file is read."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bot.exchange.draft import Place, RefusedError
from bot.exchange.report import Report
from bot.kernel.questions import Choice, Matching, Ordering, Question, Typed
from bot.kernel.reading import either

Unfit = Callable[[Question], Iterable[str]]
"""Renders an item for every screen, and returns what breaks Discord's limits, a sentence each."""

_TOO_MUCH = re.compile(r"(\d+) characters(?: of text in all; at most |; \d+ to )(\d+)")
"""How a complaint about too much text says how much there is, and how much there may be."""

MOST_ITEMS = 20_000


_NOWHERE = Place()


@dataclass(frozen=True, slots=True)
class Taken:
    """A question that comes in, with the part of the pack that it belongs to, and where it stands in its file."""

    question: Question
    subtopic: str
    place: Place = _NOWHERE


@dataclass(frozen=True, slots=True)
class Import:
    """The questions of a file, and what became of each of its items."""

    items: tuple[Taken, ...]
    report: Report
    title: str
    topic: str


def why_unfit(question: Question, unfit: Unfit) -> str:
    """Why a question is not taken of which a screen can show only a part; empty where every screen shows all of it."""
    complaints = list(unfit(question))
    too_much = [int(length) - int(most) for one in complaints for length, most in _TOO_MUCH.findall(one)]
    if too_much:
        over = "one character" if max(too_much) == 1 else f"{max(too_much):,} characters"
        return f"It is too long for a screen by {over}. Shorten {_lengths(question)}."
    complaint = next(iter(complaints), "")
    return complaint and f"It is too long for a screen ({complaint.rstrip('.')}). Shorten it."


def _lengths(question: Question) -> str:
    """How long each part of a question is, as whoever writes it knows the parts."""
    body, parts = question.body, {"the question": [question.stem]}
    if isinstance(body, Choice):
        parts["the answers with their reasons"] = [part for one in body.options for part in (one.text, one.why)]
    elif isinstance(body, Ordering):
        parts["the steps with their reasons"] = [part for one in body.steps for part in (one.text, one.why)]
    elif isinstance(body, Matching):
        parts["the pairs with their reasons"] = [
            *(part for one in body.pairs for part in (one.prompt, one.match, one.why)),
            *(part for one in body.extra for part in (one.text, one.why)),
        ]
    elif isinstance(body, Typed):
        parts["the spellings"] = [*body.answers]
        parts["the wrong answers with their reasons"] = [part for one in body.near for part in (one.text, one.why)]
    else:
        parts["how it is worked out"] = [body.worked]
    parts["the explanation"] = [question.explanation]
    lengths = {name: sum(map(len, texts)) for name, texts in parts.items()}
    return either(f"{name} ({length:,} characters)" for name, length in lengths.items() if length)


def check_screens(question: Question, unfit: Unfit) -> None:
    """Raise `RefusedError` where a question does not fit on every screen."""
    if why := why_unfit(question, unfit):
        raise RefusedError(why)
