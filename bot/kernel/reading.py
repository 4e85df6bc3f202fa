"""One way to read what was picked from a list or typed instead: the value, the title, or what the list showed."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
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

    The first name is the one that a list sends, and counts before the others; a name just as it is written counts
    before one that is like it. Otherwise blanks and punctuation play no part, so that `mla c02` is `MLA-C02`.
    """
    named = {value: [*names] for value, names in offered.items()}
    typed = text.strip()
    for key_as, most in ((str.strip, 1), (str.strip, None), (_in_small_letters, None), (_joined, None)):
        wanted = key_as(typed)
        found = [value for value, names in named.items() if wanted and wanted in map(key_as, names[:most])]
        if len(found) == 1:
            return found[0]
    return None


def alike(text: str, titles: Iterable[str], most: int = 3) -> list[str]:
    """The titles that could be meant by what none of them is: those that hold it, then those that look like it."""
    wanted, known = _joined(text), {_joined(title): title for title in titles}
    holding = [title for key, title in known.items() if wanted and wanted in key]
    looking = [known[key] for key in get_close_matches(wanted, known, n=most, cutoff=0.6)]
    return (holding or looking)[:most]


def _in_small_letters(text: str) -> str:
    return text.strip().casefold()


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


_SEPARATOR = re.compile(r"(\s*(?:[,;]|\band\b|&)\s*)")


def parts(text: str) -> list[str]:
    """What was listed with commas, semicolons or `and` between."""
    return listed(text, ())


def listed(text: str, titles: Iterable[str]) -> list[str]:
    """The same, where a title that holds a comma or an `and` itself stays whole; the longest that is there counts."""
    return [part for part, _ in _listed(text, titles) if part]


def begun(text: str, titles: Collection[str]) -> tuple[list[str], str]:
    """The titles that were listed so far, and what is being typed after them."""
    chosen: list[str] = []
    for part, rest in _listed(text, titles):
        if not rest or (part and pick(part, {True: titles}) is None):
            return chosen, f"{part}{rest}"
        chosen += [part] if part else []
    return chosen, ""


def _listed(text: str, titles: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Each part, and what stands behind it."""
    pieces = _SEPARATOR.split(text.strip())
    apart = {_as_listed(title): len(_SEPARATOR.findall(title)) for title in titles}
    most = 2 * max(apart.values(), default=0)
    first = 0
    while first < len(pieces):
        ends = range(min(len(pieces), first + 1 + most), first + 1, -2)
        end = next((end for end in ends if _as_listed("".join(pieces[first:end])) in apart), first + 1)
        yield "".join(pieces[first:end]).strip(), "".join(pieces[end:])
        first = end + 1


def _as_listed(text: str) -> str:
    """A title as it is compared where separators count."""
    return re.sub(r"\s*([,;&])\s*", r"\1", key_of(text, keep=",;&"))
