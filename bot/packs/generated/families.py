"""The families of generated questions, and making a question from a family and a seed, or again from its id."""

import re
from dataclasses import dataclass
from random import Random

from bot.kernel.questions import Body, Choice, Question
from bot.packs.generated import bias, confusion, curves, errors, modes, monitors, threshold
from bot.packs.generated.drafts import Draft, Draw

SEEDS = 16**6
"""How many seeds there are; a seed beyond them counts from the beginning again."""

_TRIES, _TRIES_ALIKE = 3000, 60
"""So many draws at most, and at first only those about the same concept as the first fair one."""

_OPTIONS = 4
_VERSION = 3
_ID = re.compile(r"gen-([a-z]+)-([0-9a-f]{6})")


@dataclass(frozen=True, slots=True)
class Family:
    """A family: the topic that its questions belong to, and how they are drawn."""

    topic: str
    draw: Draw


FAMILIES: dict[str, Family] = {
    "confusion": Family("metrics", confusion.draw),
    "errors": Family("metrics", errors.draw),
    "curve": Family("metrics", curves.draw),
    "threshold": Family("metrics", threshold.draw),
    "bias": Family("metrics", bias.draw),
    "mode": Family("inference_modes", modes.draw),
    "monitor": Family("monitoring_types", monitors.draw),
}


def generate(family: str, seed: int) -> Question:
    """The question of a family for a seed: the same one every time. Raises `KeyError` for an unknown family."""
    seed %= SEEDS
    draft = _draft(family, seed)
    return Question(
        id=f"gen-{family}-{seed:06x}",
        version=_VERSION,
        kind=draft.kind,
        topic=FAMILIES[family].topic,
        concept=draft.concept,
        angle=draft.angle,
        difficulty=draft.difficulty,
        stem=draft.stem,
        body=draft.body,
        explanation=draft.explanation,
        source=draft.source,
        exams=dict(draft.exams),
        status=draft.status,
        image=draft.image,
    )


def remake(question_id: str) -> Question | None:
    """The generated question that has the id; None where the id is not one of a generated question."""
    found = _ID.fullmatch(question_id)
    return generate(found[1], int(found[2], 16)) if found and found[1] in FAMILIES else None


def _draft(family: str, seed: int) -> Draft:
    """The first fair draw whose key has the rank among its options that this seed wants.

    Chance may bring numbers of which two would look alike; and the key of most calculations would be large, small or
    in the middle far oftener than not, so that whoever only looks at the sizes would be right.
    """
    first: Draft | None = None
    wanted = Random(f"{family}/{seed}/rank").randrange(_OPTIONS)  # noqa: S311 - a question, not a secret
    for attempt in range(_TRIES):
        draft = FAMILIES[family].draw(Random(f"{family}/{seed}/{attempt}"))  # noqa: S311 - a question, not a secret
        if draft is None:
            continue
        first = first or draft
        alike = draft.kind is first.kind and (draft.concept == first.concept or attempt >= _TRIES_ALIKE)
        if rank_of_key(first.body) is None or (alike and rank_of_key(draft.body) == wanted):
            return draft
    raise AssertionError(f"family {family} draws no fair question for seed {seed}")


def rank_of_key(body: Body) -> int | None:
    """How many of the options are smaller than the key; None where they are not all numbers."""
    if not isinstance(body, Choice):
        return None
    try:
        values = [float(option.text.removesuffix("%")) for option in body.options]
    except ValueError:
        return None
    return sum(value < values[body.key[0]] for value in values)
