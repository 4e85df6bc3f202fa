"""How a topic's items are spread: kinds, difficulties, concepts, and where and how long the keys are."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.kernel.questions import Choice, Kind, Question
from bot.packs.checking.wording import is_key_longest
from bot.packs.tables import Concept

LONGEST_KEY_SHARE = 0.30
POSITION_SHARE = (0.20, 0.30)
LONGEST_RUN = 3
ENOUGH = 20
"""Items from which a share says something about the author and not about chance."""


@dataclass(frozen=True, slots=True)
class Spread:
    """The shape of one topic. `longest_key` is the share of single-choice items whose key is strictly the longest."""

    items: int
    kinds: dict[str, int]
    difficulties: dict[int, int]
    longest_key: float
    positions: dict[int, int]
    covered: int
    total: int


def spread(questions: Sequence[Question], concepts: Sequence[Concept], asked: frozenset[str]) -> Spread:
    """The shape of a topic's questions; `asked` holds the concepts that are the point of an item of any topic."""
    singles = [q for q in questions if q.kind is Kind.SINGLE]
    return Spread(
        items=len(questions),
        kinds=dict(sorted(Counter(q.kind.value for q in questions).items())),
        difficulties=dict(sorted(Counter(q.difficulty for q in questions).items())),
        longest_key=sum(map(is_key_longest, singles)) / len(singles) if singles else 0.0,
        positions=dict(sorted(Counter(key_positions(questions)).items())),
        covered=sum(concept.id in asked for concept in concepts),
        total=len(concepts),
    )


def key_positions(questions: Sequence[Question]) -> list[int]:
    """Where the keys of the single-choice items with four options stand, in the order of the items."""
    bodies = [q.body for q in questions if q.kind is Kind.SINGLE and isinstance(q.body, Choice)]
    return [body.key[0] for body in bodies if len(body.options) == 4]


def shape_flaws(questions: Sequence[Question], shape: Spread) -> Iterator[tuple[str, str, str]]:
    """Rule, message and mend for each way in which a topic as a whole gives keys away."""
    singles = shape.kinds.get(Kind.SINGLE, 0)
    if singles >= ENOUGH and shape.longest_key > LONGEST_KEY_SHARE:
        message = f"The key is the longest option in {shape.longest_key:.0%} of single-choice items; 30% is the most."
        yield "longest-key-share", message, "Shorten keys, or give distractors more detail."
    positions = key_positions(questions)
    if len(positions) < ENOUGH:
        return
    low, high = POSITION_SHARE
    for position in range(4):
        share = positions.count(position) / len(positions)
        if not low <= share <= high:
            message = f"The key is in position {position + 1} in {share:.0%} of items; 20% to 30% is even."
            yield "key-position", message, "Move keys: `packs balance` does it."
    if longest_run(positions) > LONGEST_RUN:
        message = f"The key is in the same position {longest_run(positions)} times in a row; {LONGEST_RUN} is the most."
        yield "key-position", message, "Move keys: `packs balance` does it."


def longest_run(values: Sequence[int]) -> int:
    """The length of the longest run of one value."""
    longest = run = 0
    previous: int | None = None
    for value in values:
        run = run + 1 if value == previous else 1
        longest, previous = max(longest, run), value
    return longest


def coverage_flaws(questions: Sequence[Question], concepts: Mapping[str, Concept]) -> Iterator[tuple[str, str]]:
    """Message and mend for each concept with too few items: one, or three from two angles if an exam asks for it."""
    angles: dict[str, list[str]] = defaultdict(list)
    for question in questions:
        angles[question.concept].append(question.angle)
    for concept in concepts.values():
        have, wanted = len(angles[concept.id]), 3 if concept.exams else 1
        if have < wanted:
            yield f"{concept.id} ({concept.title}) has {have} items of {wanted}.", "Write items for it."
        elif wanted > 1 and len(set(angles[concept.id])) < 2:
            yield (
                f"{concept.id} ({concept.title}) is asked from only one angle.",
                "Also ask about it from another angle.",
            )
