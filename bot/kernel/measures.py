"""A number with its unit: the unit that a question asks for may be typed, another one is refused."""

import re
from math import isfinite
from unicodedata import category

from bot.kernel.normal import NUMERALS
from bot.kernel.numbers import AmbiguousNumberError, UnreadableNumberError, plain, read, shown, unreadable
from bot.kernel.spelling import same_word
from bot.kernel.unfit import Unfit

_PERCENT = frozenset({"%", "percent", "pct", "per cent", "percentage point", "percentage points"})
_TIMES = frozenset({"x", "times", "time", "fold", "factor", "×"})
_HUNDRED = 1e2
_SCALES = {"hundred": _HUNDRED, "thousand": 1e3, "million": 1e6, "billion": 1e9}
_NUMBER_WORDS = {
    *NUMERALS, *_SCALES, "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
    "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
}  # fmt: skip
"""With these a number in words goes on, which is no other unit then; only scales, as in `two hundred`, are read."""
_LETTERS = {"k": "thousand", "m": "million", "b": "billion", "bn": "billion"}
"""As in `12k` and `5M`: the last two capitals only, since a small one may mean minutes or bytes."""
_MONEY = {
    "$": ("dollar", "dollars", "usd", "us dollars"), "€": ("euro", "euros", "eur"), "£": ("pound", "pounds", "gbp"),
    "¥": ("yen", "jpy"), "₹": ("rupee", "rupees", "inr"),
}  # fmt: skip
_SAME: tuple[frozenset[str], ...] = tuple(
    frozenset(group.split())
    for group in """
    s sec secs second seconds
    ms msec milliseconds millisecond
    min mins minute minutes
    h hr hrs hour hours
    d day days
    wk week weeks
    dollar dollars usd $
    euro euros eur €
    pound pounds gbp £
    kb kilobyte kilobytes
    mb megabyte megabytes
    gb gigabyte gigabytes
    tb terabyte terabytes
    req request requests
    sec second seconds
    """.strip().splitlines()
)
_LEADING = re.compile(r"^(?:=|≈|~|about|approx\.?|approximately|ca\.?|circa|roughly|exactly)\s*")
_ASKED_IN = re.compile(r"\b(?:in|how many|number of|by what|what)\s+((?:[\w%$€/-]+\s*){1,4})", re.IGNORECASE)


def read_measure(text: str, unit: str = "", stem: str = "") -> float:
    """The number that was typed as an answer to a question that asks for `unit`, whose text is `stem`.

    The unit may be typed, as may a noun that the stem asks for (`how many rows`); `80%` is 0.8 unless percent is
    asked for. Raises `UnreadableNumberError`: for another unit; and `AmbiguousNumberError` for a share that is
    typed without its sign where percent is asked for, as for whatever could be two numbers.
    """
    bare = _LEADING.sub("", plain(text).strip("\"'“”*_ ")).replace("us$", "$")
    if inside := re.fullmatch(r"\(([^()]+)\)", bare):
        bare = inside[1].strip()
    money, bare = _money(bare)
    times = unit.casefold() in _TIMES or not unit
    if times and re.match(r"x ?[0-9.,-]", bare):
        bare = bare[1:].strip()
    value, behind = read(_without_figures(_without_sign(bare, plain(unit)), unit), text)
    wanted = _wanted(unit)
    behind = _bare(behind)
    if money or behind[:1] in _MONEY:
        money, behind = money or behind[0], behind.removeprefix(money or behind[0]).strip()
        if _is_asked(money, unit, stem) or not unit:
            money = ""
        else:
            raise _other_unit(text, unit, stem, value)
    measured = _in_unit(value, _spelled_out(behind, text, unit), text, wanted, unit, stem)
    if not isfinite(measured):
        raise unreadable(text)
    return measured


def _without_sign(bare: str, unit: str) -> str:
    """What was typed without the sign of the currency that is asked for, where it stands before the number."""
    is_sign = bool(unit) and category(unit[-1]) == "Sc"
    return re.sub(rf"^([-+]?) ?{re.escape(unit)} ?(?=[0-9.,-])", r"\1", bare) if is_sign else bare


def _bare(behind: str) -> str:
    return behind.rstrip(".!?").strip("- ")


def _without_figures(bare: str, unit: str) -> str:
    """What was typed without a unit that has figures of its own, such as `m²`: they are not the number's."""
    wanted = plain(unit)
    if not re.search("[0-9]", wanted) or wanted[0].isdigit():
        return bare
    found = next((one for one in (wanted, wanted.replace("^", "")) if bare.rstrip(".!?").endswith(one)), "")
    return bare.rstrip(".!?").removesuffix(found).strip() or bare


def _spelled_out(behind: str, text: str, unit: str) -> str:
    """`k tokens` as `thousand tokens`, unless the unit that is asked for begins with that letter."""
    letters, blank, rest = behind.partition(" ")
    word = _LETTERS.get(letters)
    if word is None:
        return behind
    as_typed = letters in ("k", "bn") or re.search(rf"{letters.upper()}(?![^\W\d_])", text)
    if not as_typed or any(one.startswith(letters[0]) for one in _words(unit) if one not in _SCALES):
        return behind
    return f"{word}{blank}{rest}"


def written_number(text: str) -> float | None:
    """The number that a text in English is, as in an option of a question; None where it is none."""
    try:
        return read_measure(text)
    except AmbiguousNumberError as error:
        return error.readings[0]
    except UnreadableNumberError:
        return None


def _money(bare: str) -> tuple[str, str]:
    """The sign of a currency (or its code, as its sign) before the number, also behind its minus; and what is left."""
    found = re.match(r"([-+]?) ?([$€£¥₹]|usd|eur|gbp|jpy|inr) ?(?=[0-9.,-])", bare)
    if found is None:
        return "", bare
    sign = next((one for one, names in _MONEY.items() if found[2] in names), found[2])
    return sign, found[1] + bare[found.end() :]


def _wanted(unit: str) -> str:
    return "%" if unit.casefold() in _PERCENT else unit


def _in_unit(value: float, behind: str, text: str, wanted: str, unit: str, stem: str) -> float:
    if behind and behind == _bare(plain(unit)):  # whatever signs it has: `45°`
        return value
    scale, counted_in = _scale(behind)
    if counted_in in _PERCENT:
        if wanted and wanted != "%":
            raise _other_unit(text, unit, stem, value)
        percent = value * (scale or 1)
        return percent if wanted == "%" else percent / 100
    if wanted == "%" and not behind and 0 < abs(value) < 1:
        percent = float(f"{value * 100:.15g}")  # of 0.29 is 29, and not 28.999999999999996
        few, many = shown(value), shown(percent)
        raise AmbiguousNumberError(Unfit.SHARE_OR_PERCENT, (value, percent), typed=text, few=few, many=many)
    if not behind:
        return value
    in_words = scale == _HUNDRED or not re.search(r"\d", text)
    if in_words and 0 < scale < _scale_of(unit) and not counted_in:  # `two hundred` of the unit, or without it?
        raise _other_unit(text, unit, stem, value)
    if scale and (not counted_in or _is_asked(counted_in, unit, stem)):
        return value * scale / _scale_of(unit)
    counted = counted_in in _TIMES and unit in ("", *_TIMES)
    if scale or _scale_of(unit) != 1 or not (counted or _is_asked(counted_in, unit, stem)):
        if not _NUMBER_WORDS.isdisjoint(_words(counted_in)):
            raise UnreadableNumberError(Unfit.NO_NUMBER, typed=text, unit=unit)
        raise _other_unit(text, unit, stem, value)
    return value


def _scale(behind: str) -> tuple[float, str]:
    """By how much words multiply a number, as in `two hundred thousand` (0: none do), and what stands behind them."""
    scale = 0.0
    first, _, rest = behind.partition(" ")
    while first in _SCALES:
        scale, behind = (scale or 1) * _SCALES[first], rest.strip()
        first, _, rest = behind.partition(" ")
    return scale, behind


def _scale_of(unit: str) -> float:
    return _SCALES.get(unit.casefold().split(" ")[0], 1)


def _is_asked(typed: str, unit: str, stem: str) -> bool:
    """Whether the words behind a number are the unit that is asked for, or words that the question itself uses."""
    wanted = [word for word in _words(unit) if word not in _SCALES]
    asked = [tuple(found) for found in ([wanted] if wanted else [])]
    nouns = [_words(found) for found in _ASKED_IN.findall(stem.replace("*", ""))]
    given = _words(typed)
    if not given:
        return False
    fits = any(all(any(_same(word, one) for one in words) for word in given) for words in [*asked, *nouns])
    return fits or any(_same(typed, one) for words in asked for one in words)


def _words(text: str) -> list[str]:
    return [word for word in re.findall(r"[^\W\d_]+|[%$€£¥₹]", text.casefold().replace("/", " ")) if word != "per"]


def _same(one: str, other: str) -> bool:
    return same_word(one, other) or any(one in group and other in group for group in _SAME)


def _other_unit(text: str, unit: str, stem: str, value: float) -> UnreadableNumberError:
    why = Unfit.OTHER_UNIT if unit else Unfit.NO_UNIT if stem else Unfit.PLAIN_NUMBER
    return UnreadableNumberError(why, (value,), typed=text, unit=unit)
