"""One way to read what was picked from a list or typed instead: the value, the title, or what the list showed."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import TypeVar

T = TypeVar("T")


class UnreadableError(ValueError):
    """Something that was typed cannot be read; the message says how to write it, and needs no escaping."""


def key_of(text: str, keep: str = "") -> str:
    """The text as it is compared: in small letters, without accents, blanks and underscores one, punctuation gone."""
    plain = unicodedata.normalize("NFKD", re.sub("['’ʼ]", "", text.casefold().replace("ı", "i")))
    letters = (
        letter if letter.isalnum() or letter in keep else "" if unicodedata.category(letter) in _SILENT else " "
        for letter in plain
    )
    return " ".join("".join(letters).split())


_SILENT = ("Mn", "Me", "Cf")


def pick(text: str, offered: Mapping[T, Iterable[str]]) -> T | None:
    """What was meant: `offered` has each value with all the names under which it may be given; None for no match.

    Blanks and punctuation play no part, so that `mla c02` is `MLA-C02`.
    """
    wanted = _joined(text)
    found = [value for value, names in offered.items() if wanted and wanted in map(_joined, names)]
    return found[0] if len(found) == 1 else None


def alike(text: str, titles: Iterable[str], most: int = 3) -> list[str]:
    """The titles that could be meant by what none of them is: those that hold it, then those that look like it."""
    wanted, known = _joined(text), {_joined(title): title for title in titles}
    holding = [title for key, title in known.items() if wanted and wanted in key]
    looking = [known[key] for key in get_close_matches(wanted, known, n=most, cutoff=0.6)]
    return (holding or looking)[:most]


def _joined(text: str) -> str:
    return key_of(text).replace(" ", "")


def either(names: Iterable[str]) -> str:
    """`A`, `A or B`, `A, B, or C`."""
    return series(list(names), "or")


def series(names: Sequence[str], word: str) -> str:
    """`A`, `A and B`, `A, B, and C`: with the serial comma, and the word before the last."""
    if len(names) < 3:
        return f" {word} ".join(names)
    return f"{', '.join(names[:-1])}, {word} {names[-1]}"


def parts(text: str) -> list[str]:
    """What was listed with commas, semicolons or `and` between."""
    return [part.strip() for part in re.split(r"\s*(?:[,;]|\band\b|&)\s*", text.strip()) if part.strip()]
