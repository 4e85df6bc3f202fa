"""Reading a number as people all over the world type it; what could mean two numbers is asked back, never guessed."""

import re
import unicodedata
from math import inf, isfinite, nan

from bot.kernel.normal import NUMERALS
from bot.kernel.unfit import AnswerError, Unfit

_MOST = 60
"""Characters; nobody means more."""

_WRITTEN_OUT = 1e21
"""Whole numbers from here on are shown with a power of ten."""

_SIGNS = {ord(sign): "-" for sign in "−–—‒‐‑‑﹣－⁻₋➖"} | {ord("＋"): "+", ord("⁺"): "+"}
_POWERS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
_MARKS = str.maketrans(
    {"٫": ".", "٬": "'", "،": ",", "’": "'", "ʼ": "'", "`": "'", "٪": "%", "·": "*", "×": "x", "⁄": "/", "÷": "/"}
)
_WORDS = {word: int(figure) for word, figure in NUMERALS.items()}

_TIMES_TEN = re.compile(r"(?:[x*] ?10(?:\^|\*\*)? ?|[e^])\(?([-+]?[0-9]{1,3})\)?$")
_FIGURE = r"[0-9][0-9 .,'_]*[0-9]|[0-9]+|[.,][0-9]+"
_POWER = r" ?[x*] ?10 ?(?:\^|\*\*) ?\(?[-+]?[0-9]{1,3}\)?|e[-+]?[0-9]{1,3}"
_TOKEN = re.compile(rf"(?P<sign>[-+]?) ?(?P<number>{_FIGURE})\.?(?P<power>{_POWER})?")


_RAISED = re.compile(r"(?:\^|\*\*) ?(?:\(([-+]?[0-9]{1,2})\)|([-+]?[0-9]{1,2})(?![0-9]))")
_MIXED = re.compile(r"(?P<sign>[-+]?) ?(?P<whole>[0-9]{1,9}) (?P<top>[0-9]{1,2}) ?/ ?(?P<bottom>[0-9]{1,4})(?![0-9])")


class UnreadableNumberError(AnswerError):
    """What was typed is no number, or could be two."""


class AmbiguousNumberError(UnreadableNumberError):
    """What was typed could be either of two numbers."""


def plain(text: str) -> str:
    """The text with its digits as 0 to 9, its signs as - and +, blanks single, and nothing invisible."""
    text = re.sub("[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+", lambda found: f"^{found[0].translate(_POWERS)}", text)
    text = "".join(_vulgar(letter) for letter in text)
    text = unicodedata.normalize("NFKC", text.translate(_MARKS)).translate(_SIGNS).translate(_MARKS)
    kept = (_digit(letter) for letter in text if unicodedata.category(letter) not in ("Cf", "Mn", "Me"))
    return " ".join("".join(kept).casefold().split())


def _digit(letter: str) -> str:
    return str(unicodedata.decimal(letter)) if letter.isdecimal() else letter


def _vulgar(letter: str) -> str:
    """`½` as ` 1/2`, so that `1½` does not become 11/2; so stands all that is several signs apart, as `⑩` in `5⑩`."""
    inside = unicodedata.normalize("NFKC", letter)
    return f" {inside.replace('⁄', '/')}" if len(inside) > 1 else letter


def read(text: str, typed: str) -> tuple[float, str]:
    """The number at the beginning of a text that `plain` made, and what stands behind it.

    `typed` is what a refusal repeats. Raises `UnreadableNumberError`.
    """
    if len(text) > _MOST:
        raise unreadable(typed)
    for word, number in _WORDS.items():
        if re.match(rf"{word}(?![a-z])", text):
            return float(number), text[len(word) :].strip()
    if mixed := _MIXED.match(text):
        return _share(mixed, typed), text[mixed.end() :].strip()
    value, rest = _figure(text, typed)
    if re.match("/ ?[-+0-9.,]", rest):
        below, rest = _figure(rest[1:].strip(), typed)
        value = value / below if below else nan
    elif raised := _RAISED.match(rest):
        value, rest = _to_the(value, int(raised[1] or raised[2])), rest[raised.end() :].strip()
    if not isfinite(value) or re.search("[0-9]", rest):
        raise unreadable(typed)
    return value, rest


def _to_the(value: float, power: int) -> float:
    """A power, as it is written: `-2^2` is the negative of `2^2`. Not finite where it is none or too great."""
    if not value:
        return nan
    try:
        raised: float = abs(value) ** power
    except OverflowError:
        return inf
    return raised if value > 0 else -raised


def _figure(text: str, typed: str) -> tuple[float, str]:
    found = _TOKEN.match(text)
    if found is None:
        raise unreadable(typed)
    return _signed(found, typed), text[found.end() :].strip()


def _share(mixed: re.Match[str], typed: str) -> float:
    """`1 1/2` is one and a half."""
    whole, top, bottom = (float(mixed[name]) for name in ("whole", "top", "bottom"))
    if not bottom:
        raise unreadable(typed)
    return (whole + top / bottom) * (-1 if mixed["sign"] == "-" else 1)


def _signed(found: re.Match[str], typed: str) -> float:
    figures = found["number"].strip()
    power = _TIMES_TEN.search(found["power"] or "")
    sign = -1 if found["sign"] == "-" else 1
    scale = f"e{power[1]}" if power else ""
    readings: list[float] = [sign * float(one + scale) for one in _readings(figures)]
    if not readings or not all(map(isfinite, readings)):
        raise unreadable(typed)
    if len(readings) == 2:
        raise _asked_back(figures, typed, (readings[0], readings[1]), found)
    return readings[0]


def _readings(figures: str) -> list[str]:
    """What the figures can mean, as Python writes it; none where they are no number."""
    points = [mark for mark in figures if mark in ".,"]
    if len(set(points)) == 2:
        return _both_marks(figures)
    mark = points[0] if points else ""
    if not mark:
        return _grouped(figures, "")
    if len(points) > 1:
        return _grouped(figures, mark)
    whole, _, decimals = figures.partition(mark)
    if not decimals.isdigit():
        return []
    tidy = _grouped(whole, "") if whole else ["0"]
    as_decimal = [f"{one}.{decimals}" for one in tidy]
    could_group = mark == "," and len(decimals) == 3 and re.fullmatch("[1-9][0-9]{0,2}", whole)
    return [f"{whole}{decimals}", *as_decimal] if could_group else as_decimal


def _both_marks(figures: str) -> list[str]:
    """The last of two different marks stands before the decimals: `1,250.5` and `1.250,5`."""
    last = max(figures.rfind("."), figures.rfind(","))
    decimals, grouping = figures[last + 1 :], "," if figures[last] == "." else "."
    if not decimals.isdigit() or figures.count(figures[last]) > 1:
        return []
    return [f"{whole}.{decimals}" for whole in _grouped(figures[:last], grouping)]


def _grouped(whole: str, mark: str) -> list[str]:
    """A whole number, in groups of three (or as in India) between marks of one kind."""
    if whole.isdigit():
        return [whole]
    for one in {mark, *(" '_" if not mark else "")} - {""}:
        between = re.escape(one)
        groups = rf"[0-9]{{1,3}}(?:{between}[0-9]{{3}})+|[0-9]{{1,2}}(?:{between}[0-9]{{2}})+{between}[0-9]{{3}}"
        if re.fullmatch(groups, whole):
            return [whole.replace(one, "")]
    return []


def shown(value: float) -> str:
    """A number in full, which reads as exactly the same when it is typed: 60.48, 1800, 0.0005, 4294967296."""
    return str(int(value)) if abs(value) < _WRITTEN_OUT and value == int(value) else repr(value)


def quoted(typed: str) -> str:
    """What was typed, as a refusal repeats it: one line, not too long."""
    line = " ".join(typed.split())
    return f"“{line if len(line) <= _MOST else line[: _MOST - 1] + '…'}”"


def unreadable(typed: str) -> UnreadableNumberError:
    """How what is no number is refused."""
    return UnreadableNumberError(Unfit.NO_NUMBER if typed.strip() else Unfit.NO_NUMBER_TYPED, typed=typed)


def _asked_back(figures: str, typed: str, readings: tuple[float, float], found: re.Match[str]) -> AmbiguousNumberError:
    sign = "-" if found["sign"] == "-" else ""
    power = found["power"] or ""
    many, few = (f"{sign}{one}{power}" for one in (figures.replace(",", ""), figures.replace(",", ".")))
    return AmbiguousNumberError(Unfit.TWO_NUMBERS, readings, typed=typed, many=many, few=few)
