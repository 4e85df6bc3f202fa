"""The one normal form of text that people type: what looks, sounds or is spelled alike becomes the same words.

It follows Unicode's compatibility decomposition (NFKD, UAX #15) and case folding; invisible characters and marks go.
"""

import re
import unicodedata
from collections.abc import Iterator

_LETTERS = str.maketrans(
    {"ı": "i", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "≠": " != ", "≤": " <= "}
    | {"≥": " >= ", "×": " x ", "⁄": "/", "∕": "/", "♯": "#"}
)
_GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ζ": "zeta", "η": "eta", "θ": "theta",
    "κ": "kappa", "λ": "lambda", "μ": "mu", "ν": "nu", "π": "pi", "ρ": "rho", "σ": "sigma", "τ": "tau", "φ": "phi",
    "χ": "chi", "ψ": "psi", "ω": "omega",
}  # fmt: skip
_ALIKE = str.maketrans("аеорсухісԁѕјӏвкмнт", "aeopcyxicdsjlbkmht")
"""Cyrillic letters that look like Latin ones: a word that mixes the two is meant in Latin."""

_HYPHENS = re.compile("[\u2010-\u2015\u2212\u2043\ufe58\ufe63\uff0d-]")
_MARKS = re.compile(r"(\*\*|__|~~|\|\||`+|\*|_)(?=\S)(.+?)(?<=\S)\1")
_LINK = re.compile(r"\[([^\[\]]+)\]\(\s*<?https?://[^()\s]*>?\s*\)")

WORD = re.compile(
    r"""
      (?:(?<![^\s(])-)?[0-9]+(?:[.,/][0-9]+)*[a-z%]*   # a number, with the sign before it and what hangs on it
    | [^\W_]+(?:\+\+|[#+*%]|-(?=\s|$))*              # a word, with the signs that hang on it: c++, c#, a*, a-
    | \#(?=[^\W_]) | != | [%+=<>]+ | [$€£](?=[0-9])
    """,
    re.VERBOSE,
)

NUMERALS = {
    "zero": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7",
    "eight": "8", "nine": "9", "ten": "10", "eleven": "11", "twelve": "12",
}  # fmt: skip
_NUMERAL_OF = {digits: numeral for numeral, digits in NUMERALS.items()}
_ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6"}
_NUMBERED = frozenset(
    [
        "type",
        "phase",
        "part",
        "class",
        "stage",
        "level",
        "tier",
        "version",
        "grade",
        "model",
        "chapter",
        "step",
        "volume",
    ]
)
"""Words after which a roman numeral is a number: a type I error, a type 1 error."""

_ARTICLES = frozenset({"the", "an"})
_BEFORE_A = frozenset(["of", "for", "in", "on", "with", "to", "is", "as", "at", "by", "from", "under"])


def seen(text: str) -> str:
    """The text without what nobody sees (format characters, marks, fillers), in Unicode's compatibility form.

    A superscript becomes a plain digit, as `R²` is `R2`.
    """
    plain = unicodedata.normalize("NFKD", text.translate(_LETTERS).casefold().translate(_LETTERS))
    return "".join(letter for letter in plain if not _is_unseen(letter))


def _is_unseen(letter: str) -> bool:
    return unicodedata.category(letter) in ("Cf", "Mn", "Me", "Cc", "Co", "Cs") and not letter.isspace()


def unmarked(text: str) -> str:
    """The text without the Markdown that stands around words, as in `_recall_` or `**recall**`."""
    before = ""
    text = _LINK.sub(r"\1", text)
    while before != text:
        before, text = text, _MARKS.sub(r"\2", text)
    return text


def tokens(text: str) -> tuple[str, ...]:
    """The words of a text in their normal form, without articles and punctuation; signs that carry meaning stay."""
    plain = unmarked(seen(text))
    plain = _HYPHENS.sub("-", plain).replace("@", " at ").replace("&", " and ")
    plain = re.sub(r"['’‘ʼ`´]", "", plain)
    plain = re.sub(r"\^(?=[0-9])|\(s\)|\(es\)", "", plain)
    plain = re.sub(r"(?<=[0-9]),(?=[0-9]{3}(?![0-9]))", "", plain)
    plain = re.sub("[\u03b1-\u03c9]", lambda found: f" {_GREEK.get(found[0], found[0])} ", plain)
    plain = re.sub(r"\bper ?cent\b", " % ", plain)
    words = [_latin(word) for word in WORD.findall(plain)]
    return _without_articles([_number(words, place) for place in range(len(words))])


def _latin(word: str) -> str:
    mixed = any("a" <= letter <= "z" for letter in word)
    return word.translate(_ALIKE) if mixed else word


def _number(words: list[str], place: int) -> str:
    """A word for a number as digits."""
    word = words[place]
    if place and words[place - 1] in _NUMBERED and word in _ROMAN:
        return _ROMAN[word]
    return NUMERALS.get(word, word)


def _without_articles(words: list[str]) -> tuple[str, ...]:
    kept = []
    for place, word in enumerate(words):
        after = words[place + 1] if place + 1 < len(words) else ""
        opens = place == 0 or words[place - 1] in _BEFORE_A
        if not (after and (word in _ARTICLES or (word == "a" and opens and len(after) > 1))):
            kept.append(word)
    return tuple(kept)


VENDORS = (("amazon", "web", "services"), ("amazon",), ("aws",))


def normalise(text: str) -> str:
    """The words of a text in their normal form, one space between, without the vendor's name before them.

    `Amazon Comprehend.` is `comprehend`; empty where the text holds no word.
    """
    return " ".join(without_vendor(tokens(text)))


def without_vendor(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words without `Amazon`, `AWS`, `Amazon Web Services` or several before them, where something is left."""
    while vendor := next((one for one in VENDORS if words[: len(one)] == one and len(words) > len(one)), None):
        words = words[len(vendor) :]
    return words


_LONGEST_JOINED = 5
"""Words with a numeral among them that may be run together, as in `zeroshotprompting`."""


def numerals_apart(words: tuple[str, ...], others: tuple[str, ...]) -> tuple[str, ...]:
    """The words with a blank before and behind a numeral wherever the others have it there.

    `onehot` is `1 hot` beside `1 hot`, and `typeii` is `type 2` beside `type 2`.
    """
    digits = set(NUMERALS.values())
    if digits.isdisjoint(others):
        return words
    spans = [others[at : at + length] for at in range(len(others)) for length in range(2, _LONGEST_JOINED + 1)]
    joined = {written: span for span in spans for written in _written(span) if written.isalpha()}
    return tuple(part for word in words for part in joined.get(word, (word,)))


def _written(words: tuple[str, ...]) -> Iterator[str]:
    """The words run together, with their numbers as words, or as the roman numbers that they may be."""
    roman = {digits: numeral for numeral, digits in _ROMAN.items()}
    before = ("", *words)
    yield "".join(_NUMERAL_OF.get(word, word) for word in words)
    yield "".join(
        roman.get(word, word) if mate in _NUMBERED else word for mate, word in zip(before, words, strict=False)
    )
