"""What a rule finds in an item, and the words that the rules look at."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bot.kernel.questions import Choice, Kind, Matching, Numeric, Option, Ordering, Question, Typed
from bot.packs.problems import Severity
from bot.packs.reading import Loc
from bot.packs.tables import Tables


@dataclass(frozen=True, slots=True)
class Flaw:
    """A flaw at a place in an item: `loc` leads from the item to it, as its keys and indices stand in the file."""

    loc: Loc
    message: str
    mend: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A check of one item."""

    name: str
    severity: Severity
    find: Callable[[Question, Tables], Iterator[Flaw]]


_STOPWORDS = frozenset(
    """
    a about after again against all also an and any are as at be because been before being below between both but by can
    could did do does doing down during each few fit fits for from further had has have having he her here him his how i
    if in into is it its itself just made make makes many me more most much must my need needs no nor not now of off on
    once one only or other our out over own same she should so some such than that the their them then there these they
    this those through to too two under until up use used uses using very want wants was we were what when where which
    while who whom whose why will with within without would you your best amazon aws choose team company option
    three four five
    """.split()  # noqa: SIM905 - a list of ninety words reads better so
)
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


def words(text: str) -> list[str]:
    """The text's words, case folded."""
    return _WORD.findall(text.casefold())


def stem_of(word: str) -> str:
    """The word without the commonest endings, so that `monitors` and `monitoring` meet."""
    for ending in ("ations", "ation", "ings", "ing", "ies", "ed", "es", "s", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word


def content_words(text: str) -> dict[str, str]:
    """The words that carry meaning, by their stems."""
    parts = [part for word in words(text) for part in dict.fromkeys((word, *word.split("-")))]
    return {stem_of(word): word for word in parts if len(word) > 2 and word not in _STOPWORDS}


def exam_options(question: Question) -> tuple[Option, ...]:
    """The options of a single choice or multiple response; () for other kinds."""
    if question.kind in (Kind.SINGLE, Kind.MULTIPLE) and isinstance(question.body, Choice):
        return question.body.options
    return ()


def offered(question: Question) -> list[tuple[Loc, str]]:
    """Every text that a player is offered as an answer, with where it stands in the item."""
    match question.body:
        case Choice(options=options):
            return [(("options", i, "text"), option.text) for i, option in enumerate(options)]
        case Ordering(steps=steps):
            return [(("steps", i, "text"), step.text) for i, step in enumerate(steps)]
        case Matching(pairs=pairs, extra=extra):
            prompts = [(("pairs", i, "prompt"), pair.prompt) for i, pair in enumerate(pairs)]
            matches = [(("pairs", i, "match"), pair.match) for i, pair in enumerate(pairs)]
            return [*prompts, *matches, *((("extra", i, "text"), e.text) for i, e in enumerate(extra))]
        case _:
            return []


def reasons(question: Question) -> list[tuple[Loc, str]]:
    """Every rationale of the item, with where it stands."""
    match question.body:
        case Choice(options=options):
            return [(("options", i, "why"), option.why) for i, option in enumerate(options)]
        case Ordering(steps=steps):
            return [(("steps", i, "why"), step.why) for i, step in enumerate(steps)]
        case Matching(pairs=pairs, extra=extra):
            of_pairs: list[tuple[Loc, str]] = [(("pairs", i, "why"), pair.why) for i, pair in enumerate(pairs)]
            return [*of_pairs, *((("extra", i, "why"), e.why) for i, e in enumerate(extra))]
        case Numeric(mistakes=mistakes):
            return [(("mistakes", i, "why"), mistake.why) for i, mistake in enumerate(mistakes)]
        case Typed(near=near):
            return [(("near", i, "why"), miss.why) for i, miss in enumerate(near)]


def key_text(question: Question) -> str:
    """The right answer in words."""
    match question.body:
        case Choice(options=options):
            return " ".join(option.text for option in options if option.right)
        case Ordering(steps=steps):
            return " ".join(step.text for step in steps)
        case Matching(pairs=pairs):
            return " ".join(f"{pair.prompt} {pair.match}" for pair in pairs)
        case Numeric(value=value, unit=unit):
            return f"{value:.10g} {unit}".strip()
        case Typed(answers=answers):
            return answers[0]


def distractors(question: Question) -> list[str]:
    """The wrong options' texts, of single choice and multiple response."""
    return [option.text for option in exam_options(question) if not option.right]
