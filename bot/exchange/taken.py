"""What was taken of a file. What takes it is another module, and loaded where a file is read."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bot.exchange.draft import Place, RefusedError
from bot.exchange.report import Report
from bot.kernel.questions import Question

Unfit = Callable[[Question], Iterable[str]]
"""Renders an item for every screen, and returns what breaks Discord's limits, a sentence each."""

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
    complaint = next(iter(unfit(question)), "")
    return complaint and f"It is too long for a screen ({complaint.rstrip('.')}). Shorten it."


def check_screens(question: Question, unfit: Unfit) -> None:
    """Raise `RefusedError` where a question does not fit on every screen."""
    if why := why_unfit(question, unfit):
        raise RefusedError(why)
