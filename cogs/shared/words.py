"""How things are put: names escaped, times as Discord's own stamps, texts cut to a limit, topics by their names."""

import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from discord.utils import format_dt

from bot.kernel.names import isolated, readable
from bot.kernel.questions import Kind, Question
from bot.kernel.topics import title_of
from cogs.shared.literal import literal

LETTERS = "ABCDEFGHIJKL"
"""Enough for the responses of the longest matching."""

_JOINER = "\u200d"
_UNSEEN = {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"}
"""Unicode's categories: controls, formats, private use, surrogates, separators of lines and paragraphs."""

HOW_TO = {
    Kind.SINGLE: "Choose one.",
    Kind.TRUE_FALSE: "Press True or False.",
    Kind.MULTIPLE: "Partial credit: each wrong choice cancels out a right one.",
    Kind.ORDERING: "Press Answer and put the steps in order. You get partial credit.",
    Kind.MATCHING: "Press Answer and match each number with a letter. You get partial credit.",
    Kind.NUMERIC: "Press Answer and type a number.",
    Kind.TYPED: "Press Answer and type the name.",
}
"""What the stem does not say itself: how many to choose stands there already."""


def safe(text: str) -> str:
    """Text of a person's own making, on one line: it cannot ping, link, turn the line around, or pass for ours."""
    seen = "".join(letter for letter in text.replace("\n", " ") if _is_seen(letter))
    return literal(seen.strip())


def _is_seen(letter: str) -> bool:
    """Whether a letter shows, unlike the controls that hide, break or turn around what follows; joiners make emoji."""
    return letter == _JOINER or unicodedata.category(letter) not in _UNSEEN


def after_letter(letter: str, text: str, beside: Iterable[str] = ()) -> str:
    """`A  Real-time`; set apart where a text of the list begins with a letter of its own: `A)  A JumpStart job`.

    `beside`: all that stand in the same list, so that one sign follows each of its letters.
    """
    apart = any(one[:1].isalpha() and one[1:2] == " " for one in (text, *beside))
    return f"{letter})  {text}" if apart else f"{letter}  {text}"


def name(text: str) -> str:
    """A display name, at most 32 characters of it, which leaves the line around it as it is."""
    return isolated(literal(readable(text)))


def cut(text: str, most: int) -> str:
    """The text, or as much of it as fits with an ellipsis."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def american(day: date) -> str:
    """`November 28, 2026`."""
    return f"{day:%B} {day.day}, {day.year}"


def begun_large(text: str) -> str:
    """The text with a capital at its beginning, and all else as it is: Discord's tags and people's names stay whole."""
    return f"{text[:1].upper()}{text[1:]}"


def from_now(moment: datetime) -> str:
    """`in 20 seconds`, counted down by each reader's own app."""
    return format_dt(moment, "R")


def deadline(moment: datetime) -> str:
    """`deadline in 20 seconds`: it reads well, too, in the moments in which the card is still to be changed."""
    return f"deadline {from_now(moment)}"


def until(moment: datetime, *, dated: bool = False) -> str:
    """`until 9:30 PM (in 5 minutes)`, in each reader's own time; `dated` with the day, where that may be another."""
    return f"until {format_dt(moment, 'f' if dated else 't')} ({from_now(moment)})"


DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def on_date(day: date | None) -> str:
    """`Saturday, November 21, 2026`: a day of the calendar, which is the same in every time zone."""
    return f"{DAYS[day.weekday()]}, {american(day)}" if day else ""


NUMBERS = {2: "two", 3: "three", 4: "four", 5: "five"}


def count(number: int, thing: str, things: str | None = None) -> str:
    """`1 answer`, `3 answers`."""
    return f"{number} {thing if number == 1 else things or thing + 's'}"


def listed(names: Sequence[str], most: int) -> str:
    """`Ada`, `Ada and Ben`, `Ada, Ben and 3 more`: at most so many by name."""
    shown = list(names[:most])
    if len(names) > most:
        shown.append(f"{len(names) - most} more")
    return " and ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)


def seconds(milliseconds: int) -> str:
    """`4.2 s`."""
    return f"{milliseconds / 1000:.1f} s"


def percent(share: float) -> str:
    """`67%`."""
    return f"{share:.0%}"


def topic_title(topic: str | None) -> str:
    """A topic as people know it."""
    if topic is None:
        return "All topics"
    return title_of(topic)


def topic_text(topic: str | None) -> str:
    """The same, as it stands on a card."""
    return literal(topic_title(topic))


def how_to(question: Question) -> str:
    """What to do with a question of this kind, and what half of it earns."""
    return HOW_TO[question.kind]


def repeated(repeats: int, questions: int) -> str:
    """A word to the group whose set of questions is used up; nothing where it is not."""
    if not repeats:
        return ""
    which = "This question was" if questions == 1 else f"{repeats} of these {questions} questions were"
    return f"-# 🔁 {which} asked here lately: the set has no others left. Another topic has."


KEY_WAITS = "A game that you can play asks this question just now, so how it went is told once that is over."


def medal(place: int, got: float = 1) -> str:
    """A place at the head of a line; medals are for who `got` something.

    Bold, since Discord counts on by itself in lines that begin with `4.`: no ties.
    """
    medals = {1: "🥇", 2: "🥈", 3: "🥉"} if got > 0 else {}
    return medals.get(place, f"**{place}.**")
