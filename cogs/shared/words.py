"""How things are put: names escaped, times as Discord's own stamps, texts cut to a limit."""

from datetime import datetime

from discord.utils import escape_markdown, escape_mentions, format_dt

LETTERS = "ABCDEFGHIJ"


def safe(text: str) -> str:
    """Text of a person's or a pack's own making: it cannot ping, and cannot pass for ours."""
    return escape_mentions(escape_markdown(text.replace("\n", " "))).strip()


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
