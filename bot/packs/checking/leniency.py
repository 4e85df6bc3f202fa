"""What the checker says of an item at the level *own*: advice, and an error only where no game could show the item."""

from collections.abc import Iterable, Iterator

from bot.kernel.questions import Question
from bot.packs.checking.flaws import Flaw, reasons
from bot.packs.checking.rules import ITEM_RULES
from bot.packs.limits import SHORTEST_REASON
from bot.packs.problems import UNFIT, Severity
from bot.packs.tables import Tables

_OF_PUBLISHED = frozenset(
    {
        "concept",
        "coverage",
        "task",
        "source",
        "unmapped",
        "rationale",
        "explanation",
        "review",
        "review-stale",
        "naming",
    }
)
"""Rules about what only published packs must have."""

NO_SOURCE = "No source is given."

Found = tuple[str, Severity, Flaw]


def own_flaws(question: Question, found: Iterable[Found]) -> Iterator[Found]:
    """The findings that matter for an item of one's own, and what it goes without."""
    for rule, severity, flaw in found:
        if rule not in _OF_PUBLISHED:
            yield rule, severity if rule == UNFIT else "warning", flaw
    yield from (("reason", "warning", flaw) for flaw in _bare(question))


def advice(question: Question, tables: Tables) -> list[Found]:
    """What the checker says of one item of one's own, by itself."""
    found = ((rule.name, rule.severity, flaw) for rule in ITEM_RULES for flaw in rule.find(question, tables))
    return list(own_flaws(question, found))


def _bare(question: Question) -> Iterator[Flaw]:
    """What players will not be told, in one finding an item."""
    given = reasons(question)
    if not any(len(why) >= SHORTEST_REASON for _, why in given) and len(question.explanation) < SHORTEST_REASON:
        message = (
            "People who are wrong here do not learn why: the explanation and all reasons are missing or very short."
        )
        mend = f"Add an explanation of at least {SHORTEST_REASON} characters, or a why to each option."
        yield Flaw(("stem",), message, mend)
    elif question.source is None:
        yield Flaw(("stem",), NO_SOURCE, "Say where this is documented: title, url, and as_of.")
