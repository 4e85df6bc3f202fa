"""Names as people can read them: nothing invisible, nothing that turns the line around, no towers of marks."""

import unicodedata

ISOLATE, POP = "\u2068", "\u2069"
"""Between them a name of either direction leaves the text around it where it is (UAX #9, first strong isolate)."""

NOBODY = "somebody"
"""Who shows no letter of a name."""

MOST = 32
"""Characters of a name, as Discord has it."""

_JOINERS = ("\u200c", "\u200d", "\ufe0f")
"""They make emoji and join letters of some scripts."""

_BLANK = frozenset("\u115f\u1160\u3164\uffa0\u2800\u034f\u17b4\u17b5\U0001d159")
"""Letters and signs that show nothing: the Hangul fillers, the empty Braille cell and the like."""

_MARKS_ON_ONE = 2
"""Marks on one letter that are kept: real spelling needs no more."""


def readable(text: str) -> str:
    """A name on one line without what nobody sees; `somebody` where nothing is left."""
    return title_line(text, MOST) or NOBODY


def title_line(text: str, most: int) -> str:
    """What somebody called a thing, on one line of so many characters at most; empty where a reader sees nothing."""
    kept: list[str] = []
    marks = 0
    for letter in " ".join(text.split()):
        kind = unicodedata.category(letter)
        if letter in _BLANK or (kind in ("Cc", "Cf", "Co", "Cs") and letter not in _JOINERS):
            continue
        marks = marks + 1 if kind in ("Mn", "Me") and letter not in _JOINERS else 0
        if marks > _MARKS_ON_ONE or (kind in ("Mn", "Me", "Mc") and not kept):
            continue
        kept.append(letter)
    line = " ".join("".join(kept).split())[:most].strip()
    return line if shows_something(line) else ""


def unhidden(text: str) -> str:
    """A text without the signs that nobody sees and that turn it around; emoji keep their joints."""
    return "".join(letter for letter in text if letter in _JOINERS or unicodedata.category(letter) != "Cf")


def shows_something(text: str) -> bool:
    """Whether a reader sees anything of a text."""
    return any(_shows(letter) and letter not in _BLANK for letter in text)


def _shows(letter: str) -> bool:
    kind = unicodedata.category(letter)
    return kind[0] in "LNPS" or kind == "Cn"  # an emoji that is newer than the tables of this Python


def isolated(text: str) -> str:
    """The text between isolates."""
    return f"{ISOLATE}{text}{POP}"
