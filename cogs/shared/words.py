"""How things are put: names escaped, times as Discord's own stamps, texts cut to a limit, topics by their names."""

import re
import unicodedata
from datetime import datetime

from discord.utils import escape_markdown, escape_mentions, format_dt

from bot.domain.questions import TOPICS, Kind, Question

LETTERS = "ABCDEFGHIJ"

_JOINER = "\u200d"
_UNSEEN = {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"}
"""Unicode's categories: controls, formats, private use, surrogates, separators of lines and paragraphs."""

HOW_TO = {
    Kind.SINGLE: "Choose one.",
    Kind.TRUE_FALSE: "True or false?",
    Kind.MULTIPLE: "Choose {number}.",
    Kind.ORDERING: "Put the steps in order: press Answer.",
    Kind.MATCHING: "Match the pairs: press Answer.",
    Kind.NUMERIC: "Work it out: press Answer and type a number.",
    Kind.TYPED: "Name it: press Answer and type.",
}


def safe(text: str) -> str:
    """Text of a person's own making: it cannot ping, link, turn the line around, or pass for ours."""
    seen = "".join(letter for letter in text.replace("\n", " ") if _is_seen(letter))
    plain = escape_mentions(escape_markdown(seen)).replace("://", ":\u200b//")
    return re.sub(r"(?<!\\)<(?=[#:/ait])", r"\\<", plain).strip()


def _is_seen(letter: str) -> bool:
    """Whether a letter shows, unlike the controls that hide, break or turn around what follows; joiners make emoji."""
    return letter == _JOINER or unicodedata.category(letter) not in _UNSEEN


def name(text: str) -> str:
    """A display name, at most 32 characters of it."""
    return cut(safe(text), 64) or "somebody"


def cut(text: str, most: int) -> str:
    """The text, or as much of it as fits with an ellipsis."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def from_now(moment: datetime) -> str:
    """`in 20 seconds`, counted down by each reader's own app."""
    return format_dt(moment, "R")


def count(number: int, thing: str, things: str | None = None) -> str:
    """`1 answer`, `3 answers`."""
    return f"{number} {thing if number == 1 else things or thing + 's'}"


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
    return TOPICS.get(topic, topic.replace("_", " ").capitalize())


def how_to(question: Question) -> str:
    """What to do with a question of this kind."""
    return HOW_TO[question.kind].format(number=question.choose)


def repeated(repeats: int, questions: int) -> str:
    """A word to the group whose set of questions is used up; nothing where it is not."""
    if not repeats:
        return ""
    which = "This question was" if questions == 1 else f"{repeats} of these {questions} questions were"
    return f"-# 🔁 {which} asked here lately: the set has no others left. Another topic has."


KEY_WAITS = "A game that you can play asks this question just now, so how it went is told once that is over."


def medal(place: int) -> str:
    """A place at the head of a line. Bold, since Discord counts on by itself in lines that begin with `4.`: no ties."""
    return {1: "🥇", 2: "🥈", 3: "🥉"}.get(place, f"**{place}.**")
