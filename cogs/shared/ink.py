"""What pictures are drawn with: one font, and dark paper of their own, which glares in no theme."""

import unicodedata
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import ImageFont

FONT = Path(__file__).parent / "fonts" / "DejaVuSans.ttf"

WIDTH, MARGIN = 800, 28
"""In pixels. A phone shows a picture about 344 wide, so that 28 here is 12 there."""

SMALL = 28
"""The smallest letters that can be read on a phone."""

PAPER, INK, FAINT = "#2b2d31", "#f2f3f5", "#b5bac1"

_MISSING = "\uffff"
"""No font has it, so it is drawn as a letter that the font lacks."""


@cache
def font(size: int) -> "ImageFont.FreeTypeFont":
    """The font in a size in pixels. Pillow is loaded with the first picture: many bots draw none for days."""
    from PIL import ImageFont

    return ImageFont.truetype(FONT, size, layout_engine=ImageFont.Layout.BASIC)


def fitting(text: str, size: int, room: float) -> str:
    """As much of a text as fits on a line of so many pixels, without emoji and what takes no place on it."""
    text = "".join(letter if letter.isprintable() else " " for letter in text if _has(letter) or not _is_emoji(letter))
    while font(size).getlength(text) > room:
        text = text[:-2].rstrip() + "…"
    return text


def drawn(text: str) -> str | None:
    """A name as the font draws it: signs that it lacks, such as emoji, are left out.

    None where letters are lacking, or run from right to left: such a name would be another one.
    """
    letters = "".join(map(_spelled, unicodedata.normalize("NFC", text)))
    if any(_spells(one) and (_leftward(one) or not _has(one)) for one in letters):
        return None
    return " ".join("".join(filter(_has, letters)).split()) or None


def _spelled(letter: str) -> str:
    """A letter, or the plain one for it where the font lacks it. A raised 10 or a fraction would be another number."""
    is_number = unicodedata.category(letter) == "No"
    return letter if is_number or _has(letter) else unicodedata.normalize("NFKC", letter)


def _spells(letter: str) -> bool:
    """Whether a name without it would be another one."""
    return unicodedata.category(letter)[0] in "LN"


def _is_emoji(letter: str) -> bool:
    return letter.isprintable() and unicodedata.category(letter) in ("So", "Cn", "Mn", "Sk")


def _leftward(letter: str) -> bool:
    return unicodedata.bidirectional(letter) in ("R", "AL")


@cache
def _lacking() -> bytes:
    return bytes(font(24).getmask(_MISSING))


@lru_cache(maxsize=2_000)
def _has(letter: str) -> bool:
    return letter == " " or (letter.isprintable() and bytes(font(24).getmask(letter)) != _lacking())
