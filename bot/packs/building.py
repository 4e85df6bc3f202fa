"""From the pack format to the questions of the domain."""

from collections.abc import Iterable

from bot.kernel.numbers import shown
from bot.kernel.questions import (
    Body,
    Choice,
    Extra,
    Kind,
    Matching,
    Numeric,
    Option,
    Ordering,
    Pair,
    Question,
    Source,
    Status,
    Step,
    Typed,
)
from bot.packs.limits import LONGEST_TAG
from bot.packs.own import AnyOwnItem, OwnExtraIn, OwnItemIn, OwnMatchingIn, OwnNumericIn, OwnOrderingIn, OwnTypedIn
from bot.packs.schema import AnyItem, ExtraIn, ItemIn, MatchingIn, NumericIn, OrderingIn, TypedIn
from bot.packs.shapes import domain_of

AVERAGE = 3
EASIER = (0.85, 0.7, 0.55, 0.4)
"""Expected shares right from which an item is of difficulty 1, 2, 3 and 4; below the last it is of 5."""


def build(item: AnyItem | AnyOwnItem, topic: str, subtopic: str = "") -> Question:
    """The domain's question for an item that the schema accepted.

    The concept of an item of one's own is, where it names none, its first tag, and where it has none its sub-topic.
    """
    tags = item.tags if isinstance(item, OwnItemIn) else ()
    return Question(
        id=item.id,
        version=item.version,
        kind=Kind(item.kind),
        topic=topic,
        concept=item.concept or (next(iter(tags), "") or subtopic or topic)[:LONGEST_TAG],
        angle=item.angle,
        difficulty=_difficulty(item),
        stem=item.stem,
        body=_body(item),
        explanation=item.explanation,
        source=Source(item.source.title, item.source.url, item.source.as_of) if item.source else None,
        exams={exam: domain_of(task) for exam, task in item.exams.items()},
        tasks={exam: task for exam, task in item.exams.items() if "." in task},
        status=tuple(Status(s.service, s.state, s.note) for s in item.status),
        twin=item.twin,
        expected=item.expected,
        apart=item.apart,
        scenario=item.scenario,
        stage=item.stage,
        tags=tags,
    )


def _difficulty(item: ItemIn | OwnItemIn) -> int:
    """The author's difficulty; where a share right is expected, the one that goes with it."""
    if item.expected is None:
        return item.difficulty or AVERAGE
    return 1 + sum(item.expected < share for share in EASIER)


def _body(item: AnyItem | AnyOwnItem) -> Body:
    if isinstance(item, OrderingIn | OwnOrderingIn):
        return Ordering(tuple(Step(step.text, step.why) for step in item.steps))
    if isinstance(item, MatchingIn | OwnMatchingIn):
        return Matching(tuple(Pair(pair.prompt, pair.match, pair.why) for pair in item.pairs), _extras(item.extra))
    if isinstance(item, NumericIn | OwnNumericIn):
        mistakes = tuple(Extra(shown(mistake.value), mistake.why) for mistake in item.mistakes)
        return Numeric(item.answer.value, item.answer.tolerance, item.answer.unit, item.worked, mistakes)
    if isinstance(item, TypedIn | OwnTypedIn):
        return Typed(item.answers, _extras(item.near), exact=item.exact)
    return Choice(tuple(Option(o.text, o.why, o.right, o.concept) for o in item.options))


def _extras(extras: Iterable[ExtraIn | OwnExtraIn]) -> tuple[Extra, ...]:
    return tuple(Extra(extra.text, extra.why) for extra in extras)
