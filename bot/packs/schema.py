"""The pack format as pydantic models; the published JSON Schema is made from them."""

import json
from datetime import date
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, WithJsonSchema, field_validator, model_validator

from bot.kernel.questions import Angle, Exam, Stage
from bot.packs.limits import COUNTS
from bot.packs.patterns import CONCEPT, ITEM, SECURE_ADDRESS, TASK, TOPIC
from bot.packs.shapes import (
    distinct,
    domains_exist,
    hold_a_word,
    id_is_free,
    ids_differ,
    mistakes_are_wrong,
    near_are_wrong,
    pairs_differ,
    responses_differ,
    steps_differ,
)

Level = Literal["published", "own"]
"""What the checker asks of a file: all that a published pack needs, or only what a game needs."""

ItemId = Annotated[str, Field(pattern=ITEM)]
ConceptId = Annotated[str, Field(pattern=CONCEPT)]
Topic = Annotated[str, Field(pattern=TOPIC)]
Why = Annotated[str, Field(min_length=1, max_length=200)]


def _text(longest: int) -> WithJsonSchema:
    """Text that an editor also accepts unquoted as a number or as True: the loader reads it as it is written."""
    return WithJsonSchema({"type": ["string", "number", "boolean"], "minLength": 1, "maxLength": longest})


Text100 = Annotated[str, Field(min_length=1, max_length=100), _text(100)]
Text240 = Annotated[str, Field(min_length=1, max_length=240), _text(240)]
Text80 = Annotated[str, Field(min_length=1, max_length=80), _text(80)]
Task = Annotated[
    str,
    Field(pattern=TASK),
    WithJsonSchema({"type": ["string", "number"], "pattern": TASK, "minimum": 1, "maximum": 9.9}),
]
"""A task statement of an exam's guide, such as `1.2`; an objective of it, such as `1.2.6`; or only the domain."""

Finite = Annotated[float, Field(allow_inf_nan=False)]


BUILT_LATE = ConfigDict(defer_build=True)
"""For a union of models that only an import needs: building what validates it would take from every start."""


class Strict(BaseModel):
    """A mapping in which an unknown key is an error."""

    # The file models alone are ever used to validate: built with them, the parts cost no start-up time of their own.
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True, defer_build=True)


class OptionIn(Strict):
    """One option; exactly the right ones carry `right: true`."""

    text: Text240
    why: Why = Field(description="What this option is for, and why (not) here.")
    right: bool = False
    concept: ConceptId | None = Field(None, description="The concept that this option names.")


class StepIn(Strict):
    """One step, in its right place."""

    text: Text80
    why: Why


class PairIn(Strict):
    """A prompt and its own response."""

    prompt: Text80
    match: Text80
    why: Why


class ExtraIn(Strict):
    """A spare response or a near miss."""

    text: Text100
    why: Why


class MistakeIn(Strict):
    """A wrong value that a usual error gives."""

    value: Finite
    why: Why


class AnswerIn(Strict):
    """The number, right within `tolerance` either way."""

    value: Finite
    tolerance: Finite = Field(ge=0)
    unit: Annotated[str, Field(max_length=20)] = ""

    @field_validator("unit", mode="before")
    @classmethod
    def _no_unit(cls, value: object) -> object:
        return "" if value is None else value


class SourceIn(Strict):
    """Where the facts stand, and when they stood there."""

    title: Annotated[str, Field(min_length=1, max_length=160)]
    url: Annotated[str, Field(pattern=SECURE_ADDRESS, max_length=300)]
    as_of: date


class StatusIn(Strict):
    """A service named in the item that is not simply current."""

    service: Annotated[str, Field(min_length=1, max_length=80)]
    state: Literal["renamed", "closed", "retired"]
    note: Annotated[str, Field(min_length=1, max_length=160)]


class ItemIn(Strict):
    """What items of all kinds have."""

    id: ItemId = Field(description="Unique across all packs; never changes.")
    version: int = Field(ge=1, description="Raised when the meaning changes.")
    concept: ConceptId = Field(description="The concept that the item is about.")
    angle: Angle = Field(description="What the player has to do with the concept.")
    difficulty: int | None = Field(None, ge=1, le=5, description="1 recall, 3 apply, 5 trade-off.")
    expected: Finite | None = Field(
        None, ge=0.05, le=0.99, description="Fraction of prepared candidates that will be right; replaces difficulty."
    )
    exams: dict[Exam, Task] = Field(description="Exam to task statement, such as 1.2 or 1.2.6; {} for background.")
    scenario: bool = Field(default=False, description="Written like items on the associate exam: see the guide.")
    stage: Stage = Field(default=Stage.LIVE, description="draft: asked nowhere. pretest: in mocks, not counted. live.")
    stem: Annotated[str, Field(min_length=10, max_length=800)]
    explanation: Annotated[str, Field(min_length=10, max_length=350)] = Field(
        description="Why the key is right, in two sentences at most."
    )
    source: SourceIn
    status: tuple[StatusIn, ...] = ()
    twin: ItemId | None = Field(None, description="An item that differs in one fact that changes the key.")
    apart: tuple[ItemId, ...] = Field((), description="Items that give away this one's answer or are nearly the same.")

    _is_free = field_validator("id")(id_is_free)

    _domains_exist = field_validator("exams")(domains_exist)

    @model_validator(mode="after")
    def _is_rated(self) -> Self:
        if self.difficulty is None and self.expected is None:
            raise ValueError("neither 'expected' nor 'difficulty' is given")
        return self


def _right(options: tuple[OptionIn, ...], wanted: int) -> tuple[OptionIn, ...]:
    """The options, if as many as wanted are right and no two read alike."""
    distinct([option.text for option in options], "options")
    if (right := sum(option.right for option in options)) != wanted:
        raise ValueError(f"{right} options carry 'right: true' where {wanted} should")
    return options


class SingleIn(ItemIn):
    """Single choice: one right option of four (three allowed)."""

    kind: Literal["single"]
    options: Annotated[tuple[OptionIn, ...], Field(min_length=3, max_length=4)]

    @field_validator("options")
    @classmethod
    def _one_right(cls, options: tuple[OptionIn, ...]) -> tuple[OptionIn, ...]:
        return _right(options, 1)


class TrueFalseIn(ItemIn):
    """A statement, and the options True and False."""

    kind: Literal["true_false"]
    options: Annotated[tuple[OptionIn, ...], Field(min_length=2, max_length=2)]

    @field_validator("options")
    @classmethod
    def _true_and_false(cls, options: tuple[OptionIn, ...]) -> tuple[OptionIn, ...]:
        if [option.text for option in options] not in (["True", "False"], ["False", "True"]):
            raise ValueError("the options' texts have to be exactly True and False")
        return _right(options, 1)


class MultipleIn(ItemIn):
    """Multiple response: two or more right options of five or six, and a stem that says how many."""

    kind: Literal["multiple"]
    options: Annotated[tuple[OptionIn, ...], Field(min_length=5, max_length=6)]

    @field_validator("options")
    @classmethod
    def _as_many_as_said(cls, options: tuple[OptionIn, ...], info: ValidationInfo) -> tuple[OptionIn, ...]:
        right = sum(option.right for option in options)
        if not 2 <= right < len(options):
            raise ValueError(f"{right} options carry 'right: true': two or more should, and not all")
        ending = f"(Choose {COUNTS[right]}.)"
        if "stem" in info.data and not info.data["stem"].endswith(ending):
            raise ValueError(f"{right} options carry 'right: true', so the stem has to end in {ending}")
        return _right(options, right)


class OrderingIn(ItemIn):
    """Three to five steps in their right order."""

    kind: Literal["ordering"]
    steps: Annotated[tuple[StepIn, ...], Field(min_length=3, max_length=5)]

    _all_differ = field_validator("steps")(steps_differ)


class MatchingIn(ItemIn):
    """Three to seven prompts with a response each; `extra` responses fit none."""

    kind: Literal["matching"]
    pairs: Annotated[tuple[PairIn, ...], Field(min_length=3, max_length=7)]
    extra: tuple[ExtraIn, ...] = Field((), max_length=4)

    _prompts_differ = field_validator("pairs")(pairs_differ)

    _responses_differ = field_validator("extra")(responses_differ)


class NumericIn(ItemIn):
    """A number, with its worked solution and the values of usual mistakes."""

    kind: Literal["numeric"]
    answer: AnswerIn
    worked: Annotated[str, Field(min_length=1, max_length=300)] = Field(description="The solution in a line or two.")
    mistakes: tuple[MistakeIn, ...] = Field((), max_length=6)

    _are_wrong = field_validator("mistakes")(mistakes_are_wrong)


class TypedIn(ItemIn):
    """One short answer in its spellings, and wrong answers that people give."""

    kind: Literal["typed"]
    answers: Annotated[tuple[Annotated[str, Field(min_length=1, max_length=60), _text(60)], ...], Field(min_length=1)]
    near: tuple[ExtraIn, ...] = Field((), max_length=8)
    exact: bool = Field(default=False, description="Whether typos are not forgiven.")

    _hold_a_word = field_validator("answers")(hold_a_word)

    _are_wrong = field_validator("near")(near_are_wrong)


AnyItem = SingleIn | TrueFalseIn | MultipleIn | OrderingIn | MatchingIn | NumericIn | TypedIn
OneItem = Annotated[AnyItem, Field(discriminator="kind")]


class PackIn(Strict):
    """A file of a pack: a topic, a sub-topic, its items."""

    level: Literal["published"] = Field("published", description="`own` asks for less: see the guide for pack authors.")
    topic: Topic
    title: Annotated[str, Field(min_length=1, max_length=60)] | None = Field(
        None, description="What to call a topic of your own."
    )
    subtopic: Annotated[str, Field(min_length=1, max_length=80)]
    items: Annotated[tuple[OneItem, ...], Field(min_length=1, max_length=500)]

    _ids_differ = field_validator("items")(ids_differ)


def json_schema() -> str:
    """The JSON Schema of a pack file, as it is published for editors."""
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema"} | PackIn.model_json_schema()
    return json.dumps(schema | {"title": "Question pack"}, indent=2, ensure_ascii=False) + "\n"
