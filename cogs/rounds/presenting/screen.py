"""What stands on the shared screen: worded text and plain numbers alone, which the page only lays out.

Nothing here names an option or an answer by what is right before the reveal: those fields are then absent.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, fields, is_dataclass
from enum import StrEnum
from itertools import takewhile

from cogs.shared.plain import plain
from cogs.shared.words import medal, place_text

AT_A_REVEAL, AT_THE_END = 8, 12
"""So many lines fit beside a question or what comes next, and on a screen of their own."""


class View(StrEnum):
    """Which of its layouts the page shows."""

    LOBBY = "lobby"
    WAITING = "waiting"
    QUESTION = "question"
    REVEAL = "reveal"
    PODIUM = "podium"


@dataclass(frozen=True, slots=True)
class Countdown:
    """A clock that runs: until when, in milliseconds since 1970 (UTC), and how long it runs as a whole."""

    label: str
    ends: int
    total: int
    over: str


@dataclass(frozen=True, slots=True)
class Line:
    """An option, a step, or one side of a matching. `mark`, `votes` and `share` (of the longest bar): at the reveal."""

    letter: str
    text: str
    mark: str = ""
    votes: str = ""
    share: float | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """People who belong together, under a title."""

    title: str
    names: tuple[str, ...]
    more: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A place in the standings. `moved` as a sign, such as `↑ 2`, and in words."""

    place: str
    name: str
    points: str
    gained: str = ""
    moved: str = ""
    moved_words: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Screen:
    """All that the page shows; what is empty is not sent. Of the `rows`, the first `steps` stand on a podium."""

    view: View
    title: str
    place: str = ""
    headline: str = ""
    notice: str = ""
    notes: tuple[str, ...] = ()
    question: str = ""
    hint: str = ""
    lines: tuple[Line, ...] = ()
    responses: tuple[Line, ...] = ()
    key: tuple[str, ...] = ()
    why: str = ""
    progress: str = ""
    clock: Countdown | None = None
    groups: tuple[Group, ...] = ()
    table: str = ""
    rows: tuple[Row, ...] = ()
    steps: int | None = None
    more: str = ""
    facts: tuple[str, ...] = ()


STEPS = 3


def on_steps(places: Sequence[tuple[int, float]]) -> int:
    """How many of those with these places and points stand on a podium: each alone on their place, and with points.

    Who shares a place is listed with the others who have it, so that no one of them stands higher.
    """
    shared = {place for place, times in Counter(place for place, _ in places).items() if times > 1}
    first = takewhile(lambda one: one[1] > 0 and one[0] not in shared and one[0] <= STEPS, places)
    return sum(1 for _ in first)


def place_with_medal(place: int, points: int) -> str:
    """With its number too: not every machine has the signs of medals."""
    number = place_text(place)
    sign = plain(medal(place, points))
    return number if sign == number else f"{sign} {number}"


def sent(part: object) -> object:
    """The screen, or a part of it, as JSON can say it."""
    if isinstance(part, tuple):
        return [sent(one) for one in part]
    if is_dataclass(part):
        values = {field.name: getattr(part, field.name) for field in fields(part)}
        return {name: sent(value) for name, value in values.items() if value not in ("", (), None)}
    return part
