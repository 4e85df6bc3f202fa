"""Whether what somebody typed is a term, as a fair teacher would say: slips are forgiven, other terms are not."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product

from bot.kernel.abbreviations import abbreviates, both_names
from bot.kernel.edits import edits
from bot.kernel.normal import VENDORS, normalise, numerals_apart, tokens, without_vendor
from bot.kernel.spelling import slip, slips_allowed

Words = tuple[str, ...]

_FAMILIES: tuple[Words, ...] = (("sagemaker", "ai"), ("sagemaker",), ("bedrock",))
"""What may stand before the name of a part or be left out: `SageMaker Canvas`, `SageMaker AI Canvas`, `Canvas`."""

_BRACKET = re.compile(r"^(.+?)\s*[(\[{（]([^()\[\]{}（）]+)[)\]}）]?[.\s]*$", re.DOTALL)
_VENDOR = r"(?:amazon\s+web\s+services|amazon|aws)"
_AROUND = re.compile(
    rf"""^(?:\s*>+\s*)?(?:{_VENDOR}(?:['’]s\b)?[\s-]*(?=[^\W_]))?(.+?)
    (?:\s*[(\[（]\s*{_VENDOR}\s*[)\]）]?|[\s,-]+(?:(?:by|from|on|in)\s+)?{_VENDOR})?[.\s]*$""",
    re.IGNORECASE | re.DOTALL | re.VERBOSE,
)
"""What may stand around a name: the mark of a quotation, the vendor run together with it or behind it."""
_FAMILY_BEHIND = re.compile(
    rf"^(.+?)\s*(?:[(\[{{（]\s*|\s(?:for|in|of)\s+)(?:{_VENDOR}\s+)?(sagemaker(?:\s+ai)?|bedrock)\s*[)\]}}）]?[.\s]*$",
    re.IGNORECASE | re.DOTALL,
)
_JOINED = re.compile(r"\s*(?:[,;=:/|–—]|\s-\s|\bor\b|\baka\b|\balso known as\b|\bi\.?e\.?\b)\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Spelling:
    """A right spelling: its words, and which of them have to be exact since they are abbreviations."""

    words: Words
    fixed: frozenset[str]
    tails: tuple[tuple[str, str], ...]
    """(word, how it has to end): `AdamW` is not `Adam`."""

    @property
    def size(self) -> int:
        """Its letters and digits."""
        return sum(map(len, self.words))


def is_term(text: str, keys: Iterable[str], others: Iterable[str] = (), *, exact: bool = False) -> bool:
    """Whether the text is one of the keys. `others` are terms that it must not be nearer to, or as near.

    Case, marks, punctuation, articles, the vendor's name, singular or plural and British spelling do not matter; a
    synonym or the abbreviation may stand in brackets beside a key. Small slips are forgiven unless `exact`.
    """
    spellings = [spelling for key in keys for spelling in spellings_of(key)]
    others = tuple(others)
    whole = _is_one(text, spellings, others, exact=exact)
    return whole or any(_all_right(parts, spellings, others, exact=exact) for parts in _parts(text))


def spellings_of(key: str) -> list[Spelling]:
    """The key as it stands; without the abbreviation or the vendor in brackets behind it; the abbreviation alone."""
    found = _BRACKET.match(key.strip())
    texts = [key]
    if found and tokens(found[2]) in VENDORS:
        texts.append(found[1])
    texts.append(re.sub("^(?:Amazon|AWS)(?=[A-Z])", "", key.strip()))
    texts += [*_family_first(key), *(name for names in both_names(key) for name in names)]
    return [_spelling(text) for text in texts if normalise(text)]


def _spelling(text: str) -> Spelling:
    written = re.findall(r"[^\W_]+", text)
    fixed = {word.casefold().removesuffix("s") for word in written if _is_abbreviation(word)}
    tails = tuple((word.casefold(), word[-1].casefold()) for word in written if re.search(r"[a-z][A-Z]$", word))
    return Spelling(without_vendor(tokens(text)), frozenset(fixed), tails)


def _is_abbreviation(word: str) -> bool:
    """Whether a word is written with capitals behind its first letter, as RMSLE and LoRA; longer ones are names."""
    bare = word.removesuffix("s")
    return 2 <= len(bare) <= 5 and any(letter.isupper() for letter in bare[1:])


def _is_one(text: str, spellings: list[Spelling], others: Words, *, exact: bool) -> bool:
    return any(_fits(one, spellings, others, exact=exact) for one in (text, *_bared(text)))


def _bared(text: str) -> Iterator[str]:
    """The text without the vendor's name as people write it: `AmazonS3`, `Amazon's S3`, `S3 (Amazon)`, `Amazn S3`."""
    found = _AROUND.match(text)
    if found is not None and found[1] != text:
        yield found[1]
    first, _, rest = text.strip().partition(" ")
    if rest and edits(first.casefold(), "amazon") == 1:
        yield rest
    yield from _family_first(text)


def _family_first(text: str) -> Iterator[str]:
    """A part's name with its family before it: `Canvas (SageMaker)`, `Guardrails for Amazon Bedrock`."""
    if found := _FAMILY_BEHIND.match(text):
        yield f"{found[2]} {found[1]}"


def _fits(text: str, spellings: list[Spelling], others: Words, *, exact: bool) -> bool:
    given = without_vendor(tokens(text))
    if not given:
        return False
    shared = "".join(given)
    if any("".join(one.words) == shared and _same_numbers(one.words, given) for one in spellings):
        return True
    if normalise(text) in map(normalise, others):
        return False
    costs = [cost for one in spellings if (cost := _cost(one, given, exact=exact)) is not None]
    if not costs:
        return False
    nearest = min((_distance(other, shared) for other in others), default=None)
    return nearest is None or min(costs) < max(nearest, 1)


def _distance(other: str, shared: str) -> int:
    return edits("".join(without_vendor(tokens(other))), shared)


def _same_numbers(words: Words, given: Words) -> bool:
    """Whether the numbers in them are the same: `1 0` is not `10`."""
    return re.findall("[0-9]+", " ".join(words)) == re.findall("[0-9]+", " ".join(given))


def _cost(spelling: Spelling, given: Words, *, exact: bool) -> int | None:
    """How many slips lead from the spelling to what was given; None where it is another term."""
    allowed = 0 if exact else slips_allowed(spelling.size)
    costs = [0] if _is_turned(spelling, given) else []
    key, given = _renamed(spelling.words), _renamed(given)
    for words, typed in product(_dresses(key), _dresses(given)):
        if words != key and typed != given:
            continue  # one of the two may leave its family out, not both another
        cost = _aligned(numerals_apart(words, typed), numerals_apart(typed, words), spelling, exact=exact)
        if cost is not None and cost <= allowed:
            costs.append(cost)
    return min(costs, default=None)


def _is_turned(spelling: Spelling, given: Words) -> bool:
    """Whether it is the area under a curve by its abbreviations, in the other order: `AUC ROC`."""
    words = spelling.words
    return "auc" in words and spelling.fixed.issuperset(words) and sorted(words) == sorted(given)


def _renamed(words: Words) -> Words:
    """The words with the former name of SageMaker AI, whose parts go by either."""
    return ("sagemaker", *words[2:]) if words[:2] == ("sagemaker", "ai") else words


def _dresses(words: Words) -> Iterator[Words]:
    """The words as they are, and without the family that they belong to, or the `score` behind `F1`."""
    yield words
    if len(words) > 1 and words[-1] == "score" and re.fullmatch("f[0-9]+", words[-2]):
        yield words[:-1]
    for family in _FAMILIES:
        rest = words[len(family) :]
        if words[: len(family)] == family and rest:
            yield rest


def _aligned(words: Words, typed: Words, spelling: Spelling, *, exact: bool) -> int | None:
    """Slips over all words in their order, where one blank may have been forgotten or put in."""
    if len(words) == len(typed):
        return _sum(_word_cost(one, other, spelling, exact=exact) for one, other in zip(words, typed, strict=True))
    if "".join(words) == "".join(typed):
        return 0 if _same_numbers(words, typed) else None
    splits: Iterable[Words] = ()
    if len(typed) == len(words) - 1:
        splits = _split(typed)
    elif len(typed) == len(words) + 1:
        splits = _joined(typed, words)
    costs = [cost for one in splits if (cost := _aligned(words, one, spelling, exact=exact)) is not None]
    return min(costs, default=None)


def _split(typed: Words) -> Iterator[Words]:
    for place, word in enumerate(typed):
        for at in range(1, len(word)):
            yield (*typed[:place], word[:at], word[at:], *typed[place + 1 :])


def _joined(typed: Words, words: Words) -> Iterator[Words]:
    """Two neighbours as one word; lone letters, numbers and whole words of the key stand by themselves."""
    for place in range(len(typed) - 1):
        pair = typed[place : place + 2]
        if words[place] not in pair and all(len(word) > 1 and word.isalpha() for word in pair):
            yield (*typed[:place], typed[place] + typed[place + 1], *typed[place + 2 :])


def _word_cost(meant: str, typed: str, spelling: Spelling, *, exact: bool) -> int | None:
    abbreviation = meant.removesuffix("s") in spelling.fixed
    if abbreviation and typed not in (meant, f"{meant}s") and f"{typed}s" != meant:
        return None
    if any(word == meant and not typed.removesuffix("s").endswith(end) for word, end in spelling.tails):
        return None
    return slip(meant, typed, exact=exact)


def _sum(costs: Iterable[int | None]) -> int | None:
    total = 0
    for cost in costs:
        if cost is None:
            return None
        total += cost
    return total


# Several names for one thing


def _parts(text: str) -> Iterator[tuple[str, ...]]:
    """The parts of a text that names a thing twice: `true positive rate (TPR)`, `TPR true positive rate`."""
    if found := _BRACKET.match(text.strip()):
        yield found[1], found[2]
    yield from both_names(text)
    words = text.split()
    for at in sorted({1, 2, len(words) - 2, len(words) - 1} & set(range(1, len(words)))):
        one, other = " ".join(words[:at]), " ".join(words[at:])
        if abbreviates(one, other) or abbreviates(other, one):
            yield one, other
    parts = tuple(part for part in _JOINED.split(text.strip()) if part and part.strip())
    if len(parts) > 1:
        yield parts


def _all_right(parts: tuple[str, ...], spellings: list[Spelling], others: Words, *, exact: bool) -> bool:
    """Whether each part is right, or belongs to one that is as its abbreviation or its full name."""
    right = [part for part in parts if _is_one(part, spellings, others, exact=exact)]
    rest = [part for part in parts if part not in right]
    known = set(map(normalise, others))
    return bool(right) and all(
        normalise(part) not in known and any(abbreviates(part, one) or abbreviates(one, part) for one in right)
        for part in rest
    )
