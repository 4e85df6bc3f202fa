"""A guesser that knows no AWS, only how badly written questions give themselves away.

Its rules are the tricks of Millman, Bishop and Ebel's "An analysis of test-wiseness" (1965), as far as they can be
played by counting. Where it does no better than chance, a right answer says something about the one who gave it.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from bot.kernel.measures import written_number
from bot.kernel.questions import Choice, Kind, Question
from bot.packs.checking.flaws import content_words, words

HIGHEST = 0.30
"""The most that the guesser may have right, and each of its rules; chance is a quarter."""

_MOST = f"{HIGHEST:.0%} is the most"

ENOUGH = 30
"""A rule is judged where it applies to so many items."""

_EXTREME = frozenset({"always", "never", "only", "must", "all", "any", "every", "none", "completely", "entirely", "no"})
_NAMED = re.compile(r"(?<=\s)[A-Z][\w-]*|\b\w*\d[\w.,%]*")

Picks = Sequence[int]
"""The options that a rule would choose from; none where it has nothing to say."""


@dataclass(frozen=True, slots=True)
class Wits:
    """All that a rule looks at: the texts, and in how many stems of the bank each word stands."""

    stem: str
    options: tuple[str, ...]
    known: Counter[str]


def _top(scores: Sequence[float]) -> Picks:
    """The option that alone scores highest."""
    best = max(scores)
    return [scores.index(best)] if list(scores).count(best) == 1 else []


def _longest(wits: Wits) -> Picks:
    return _top([len(text) for text in wits.options])


def _shortest(wits: Wits) -> Picks:
    return _top([-len(text) for text in wits.options])


def _most_specific(wits: Wits) -> Picks:
    """The one with the most names and figures."""
    return _top([len(_NAMED.findall(text)) for text in wits.options])


def _echo(wits: Wits) -> Picks:
    """The one that repeats the stem's words, a rare word counting for more."""
    asked = content_words(wits.stem).keys()
    scores = [sum(1 / max(1, wits.known[word]) for word in content_words(text).keys() & asked) for text in wits.options]
    return _top(scores) if max(scores) else []


def _odd_one_out(wits: Wits) -> Picks:
    """The one that shares the fewest words with the others."""
    bags = [set(words(text)) for text in wits.options]
    shared = [sum(_overlap(bag, other) for other in bags if other is not bag) for bag in bags]
    return _top([-score for score in shared])


def _not_extreme(wits: Wits) -> Picks:
    """Those that do not say always, never or their like."""
    mild = [place for place, text in enumerate(wits.options) if not _EXTREME & set(words(text))]
    return mild if len(mild) < len(wits.options) else []


def _middle_number(wits: Wits) -> Picks:
    """Of numbers, neither the smallest nor the largest."""
    values = [value for text in wits.options if (value := written_number(text)) is not None]
    if len(values) < len(wits.options):
        return []
    return [place for place, value in enumerate(values) if min(values) < value < max(values)]


def _opposites(wits: Wits) -> Picks:
    """One of the two that differ in a word only; numbers have digits in common and are no opposites."""
    if all(written_number(text) is not None for text in wits.options):
        return []
    bags = [set(words(text)) for text in wits.options]
    pairs = [
        (i, j)
        for i, j in combinations(range(len(bags)), 2)
        if len(bags[i]) > 1 and len(bags[i] ^ bags[j]) <= 2 and len(bags[i] & bags[j]) >= 1
    ]
    return pairs[0] if len(pairs) == 1 else []


def _overlap(first: set[str], second: set[str]) -> float:
    return len(first & second) / max(1, len(first | second))


RULES: dict[str, Callable[[Wits], Picks]] = {
    "longest": _longest,
    "shortest": _shortest,
    "most specific": _most_specific,
    "echo of the stem": _echo,
    "odd one out": _odd_one_out,
    "not extreme": _not_extreme,
    "middle number": _middle_number,
    "opposites": _opposites,
}


@dataclass(frozen=True, slots=True)
class Score:
    """`share`: of so many `items`, how many came out right; a guess among several counts in part."""

    share: float
    items: int

    @property
    def too_good(self) -> bool:
        """Whether this can be no accident of a small number."""
        return self.items >= ENOUGH and self.share > HIGHEST


@dataclass(frozen=True, slots=True)
class Guessed:
    """How the guesser did with all its rules together, and with each by itself."""

    together: Score
    rules: dict[str, Score]


@dataclass(frozen=True, slots=True)
class Guess:
    """One item guessed: the chance to be right, and the rules that pointed at the key alone or among others."""

    item: str
    chance: Fraction
    by_rule: dict[str, Fraction]


def guess_all(questions: Iterable[Question], bank: Iterable[Question] | None = None) -> list[Guess]:
    """Guess the single-choice items; `bank` (else the questions) tells which words are rare."""
    asked = [q for q in questions if q.kind is Kind.SINGLE]
    known = Counter(word for q in (asked if bank is None else bank) for word in content_words(q.asking))
    return [_guess(question, known) for question in asked]


def _guess(question: Question, known: Counter[str]) -> Guess:
    body = question.body
    options = body.options if isinstance(body, Choice) else ()
    key = next(place for place, option in enumerate(options) if option.right)
    wits = Wits(question.asking, tuple(option.text for option in options), known)
    picks = {name: found for name, rule in RULES.items() if (found := rule(wits))}
    votes = [sum(_chance(found, place) for found in picks.values()) for place in range(len(options))]
    best = [place for place, vote in enumerate(votes) if vote == max(votes)]
    return Guess(question.id, _chance(best, key), {name: _chance(found, key) for name, found in picks.items()})


def _chance(picks: Picks, key: int) -> Fraction:
    return Fraction(key in picks, len(picks))


def score(guesses: Sequence[Guess]) -> Guessed:
    """The shares that came out right."""
    rules = {name: _score([guess.by_rule[name] for guess in guesses if name in guess.by_rule]) for name in RULES}
    return Guessed(_score([guess.chance for guess in guesses]), rules)


def _score(chances: Sequence[Fraction]) -> Score:
    return Score(float(sum(chances, Fraction())) / len(chances) if chances else 0.0, len(chances))


def guesser_flaws(guessed: Guessed) -> list[tuple[str, str]]:
    """Message and mend for each way in which the guesser does better than it may."""
    mend = "`packs guess` lists the items that can be guessed, and by which rules."
    found = []
    if guessed.together.too_good:
        found.append(
            (f"Somebody who does not know AWS gets {guessed.together.share:.1%} of single choice right; {_MOST}.", mend)
        )
    for name, one in guessed.rules.items():
        if one.too_good:
            message = f"'{name}' is right in {one.share:.1%} of the {one.items} items where it applies; {_MOST}."
            found.append((message, mend))
    return found
