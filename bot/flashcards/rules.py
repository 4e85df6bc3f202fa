"""Which card comes next, and what a grade does to it: pure and synchronous."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from random import Random

from bot.kernel.essays import Essay
from bot.kernel.library import Library
from bot.kernel.questions import Choice, Question, Source, Typed
from bot.study.schedule import Outcome, ReviewState, review

NEW_A_DAY = 10
"""So many cards that somebody has never turned are put into the deck within a day."""

FURTHEST = timedelta(days=1)
"""A card that was seen last at a time further ahead than this was seen while the clock was ahead, and waits."""

POINT = "point"
"""What the ids of cards about the points of essays begin with; no term's card does."""


class Grade(StrEnum):
    """How well a card was known, by one's own word."""

    AGAIN = "a"
    HARD = "h"
    GOOD = "g"


@dataclass(frozen=True, slots=True)
class Card:
    """Something to think about, and what is on its back."""

    id: str
    topic: str
    front: str
    back: str
    source: Source | None


@dataclass(frozen=True, slots=True)
class Held:
    """A card in somebody's deck. `state` is None until it was graded once; `begun_at`: when it came into the deck."""

    card: str
    due: datetime
    begun_at: datetime
    state: ReviewState | None = None
    suspended: bool = False


Deck = Mapping[str, Held]
"""By card."""


def point_id(essay: str, place: int) -> str:
    """The card of an essay's point."""
    return f"{POINT}.{essay}.{place}"


def is_point(card_id: str) -> bool:
    """Whether a card is about an essay's point."""
    return card_id.startswith(f"{POINT}.")


def essay_of(card_id: str) -> str | None:
    """The essay whose point a card is about; None where it is about none."""
    return card_id.removeprefix(f"{POINT}.").rpartition(".")[0] if is_point(card_id) else None


def find(library: Library, card_id: str) -> Card | None:
    """A card as the packs have it now; None where there is no such card."""
    name = essay_of(card_id)
    if name is None:
        question = library.flashcards.get(card_id)
        return _of_term(question) if question else None
    place = card_id.rpartition(".")[2]
    essay = library.essays.get(name)
    if essay is None or not place.isdecimal() or int(place) >= len(essay.points):
        return None
    return _of_point(essay, int(place), card_id)


def _of_term(question: Question) -> Card:
    body = question.body
    back = body.answers[0] if isinstance(body, Typed) else ""
    if isinstance(body, Choice):
        back = next(option.text for option in body.options if option.right)
    return Card(question.id, question.topic, question.asking, back, question.source)


def _of_point(essay: Essay, place: int, card_id: str) -> Card:
    point = essay.points[place]
    return Card(card_id, "", f"{essay.subject}: which point is meant?\n{point.why}", point.text, point.source)


def due(deck: Deck, at: datetime) -> list[str]:
    """The cards that wait, the longest overdue first."""
    waiting = [(held.due, held.card) for held in deck.values() if _is_due(held, at) and not held.suspended]
    return [card for _, card in sorted(waiting)]


def _is_due(held: Held, at: datetime) -> bool:
    seen_at = held.state.reviewed_at if held.state else held.begun_at
    return held.due <= at or seen_at > at + FURTHEST


def next_card(deck: Deck, offered: Sequence[str], at: datetime, seed: int) -> str | None:
    """What is due, else a new card, as long as there were not too many new ones within a day; None when all rest.

    The two directions of a term do not come as new cards within the same day: the one tells the other.
    """
    if waiting := due(deck, at):
        return waiting[0]
    lately = [held.card for held in deck.values() if abs(at - held.begun_at) < timedelta(days=1)]
    if sum(not is_point(card) for card in lately) >= NEW_A_DAY:
        return None
    new = _apart([card for card in sorted(offered) if card not in deck], lately)
    return Random(seed).choice(new) if new else None  # noqa: S311 - a shuffle, not a secret


def _apart(cards: Iterable[str], lately: Collection[str]) -> list[str]:
    known = {_term(card) for card in lately}
    return [card for card in cards if _term(card) not in known]


def _term(card: str) -> str:
    """What both directions have in common."""
    return card.rpartition("-")[0]


def begun(card: str, at: datetime) -> Held:
    """A card that comes into the deck, to be asked at once."""
    return Held(card, due=at, begun_at=at)


def asked_from(held: Held | None, card: str, at: datetime) -> Held:
    """The card, to be asked from then on at the latest."""
    if held is None:
        return begun(card, at)
    return replace(held, due=min(held.due, at), suspended=False)


def graded(held: Held, grade: Grade, at: datetime) -> Held:
    """The card after a grade. One that does not wait stays as it is: a second press changes nothing."""
    if not _is_due(held, at) or held.suspended:
        return held
    outcome = Outcome(grade is not Grade.AGAIN, unsure=grade is Grade.HARD)
    known = held.state and replace(held.state, reviewed_at=min(held.state.reviewed_at, at))
    state = review(known, outcome, at)
    return replace(held, state=state, due=state.due)


def set_aside(held: Held, *, suspended: bool) -> Held:
    """The card, not to be asked any more, or again."""
    return replace(held, suspended=suspended)
