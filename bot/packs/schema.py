"""The pack format as pydantic models; the published JSON Schema is made from them."""

import json
from datetime import date
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, WithJsonSchema, field_validator, model_validator

from bot.kernel.normal import normalise
from bot.kernel.questions import Angle, Exam, Stage

COUNTS = {2: "two", 3: "three", 4: "four", 5: "five"}
DOMAINS = {Exam.AIF_C01: 5, Exam.MLA_C02: 4}
"""How many domains each exam has (AWS's exam guides)."""

RESERVED = ("gen-", "gloss-", "life-")
"""Beginnings of the ids of generated questions and of drills."""

Level = Literal["published", "own"]
"""What the checker asks of a file: all that a published pack needs, or only what a game needs."""

ItemId = Annotated[str, Field(pattern=r"^[a-z0-9-]{3,48}$")]
ConceptId = Annotated[str, Field(pattern=r"^[A-Z]{2,4}-C[0-9]{2,3}$")]
Topic = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{1,31}$")]
Why = Annotated[str, Field(min_length=1, max_length=200)]


def _text(longest: int) -> WithJsonSchema:
    """Text that an editor also accepts unquoted as a number or as True: the loader reads it as it is written."""
    return WithJsonSchema({"type": ["string", "number", "boolean"], "minLength": 1, "maxLength": longest})


Text100 = Annotated[str, Field(min_length=1, max_length=100), _text(100)]
Text240 = Annotated[str, Field(min_length=1, max_length=240), _text(240)]
Text80 = Annotated[str, Field(min_length=1, max_length=80), _text(80)]
_TASK = r"^[1-9](\.[1-9][0-9]?){0,2}$"
Task = Annotated[
    str,
    Field(pattern=_TASK),
    WithJsonSchema({"type": ["string", "number"], "pattern": _TASK, "minimum": 1, "maximum": 9.9}),
]
"""A task statement of an exam's guide, such as `1.2`; an objective of it, such as `1.2.6`; or only the domain."""

Finite = Annotated[float, Field(allow_inf_nan=False)]


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
    url: Annotated[str, Field(pattern=r"^https://[^\s]+$", max_length=300)]
    as_of: date


class StatusIn(Strict):
    """A service named in the item that is not simply current."""

    service: Annotated[str, Field(min_length=1, max_length=80)]
    state: Literal["renamed", "closed", "retired"]
    note: Annotated[str, Field(min_length=1, max_length=160)]


class ItemIn(Strict):
    """What items of all kinds have."""

    id: ItemId = Field(description="Unique over all packs; never changes.")
    version: int = Field(ge=1, description="Raised when the meaning changes.")
    concept: ConceptId = Field(description="The concept that is the point of the item.")
    angle: Angle = Field(description="What the player has to do with the concept.")
    difficulty: int | None = Field(None, ge=1, le=5, description="1 recall, 3 apply, 5 trade-off.")
    expected: Finite | None = Field(
        None, ge=0.05, le=0.99, description="Share of prepared candidates that will be right; in place of difficulty."
    )
    exams: dict[Exam, Task] = Field(description="Exam to task statement, such as 1.2 or 1.2.6; {} for background.")
    scenario: bool = Field(default=False, description="Written as the associate exam writes: see the guide.")
    stage: Stage = Field(default=Stage.LIVE, description="draft: asked nowhere. pretest: in mocks, not counted. live.")
    stem: Annotated[str, Field(min_length=10, max_length=800)]
    explanation: Annotated[str, Field(min_length=10, max_length=350)] = Field(
        description="Why the key is right, in two sentences at most."
    )
    source: SourceIn
    status: tuple[StatusIn, ...] = ()
    twin: ItemId | None = Field(None, description="An item that differs in one fact which turns the key.")
    apart: tuple[ItemId, ...] = Field((), description="Items that tell the answer of this one, or are nearly the same.")

    @field_validator("id")
    @classmethod
    def _is_free(cls, name: str) -> str:
        if name.startswith(RESERVED):
            raise ValueError(f"ids that begin with {', '.join(RESERVED)} belong to generated questions and drills")
        return name

    @field_validator("exams")
    @classmethod
    def _domains_exist(cls, exams: dict[Exam, str]) -> dict[Exam, str]:
        for exam, task in exams.items():
            if domain_of(task) > DOMAINS[exam]:
                raise ValueError(f"{exam} has the domains 1 to {DOMAINS[exam]}, not {domain_of(task)}")
        return exams

    @model_validator(mode="after")
    def _is_rated(self) -> Self:
        if self.difficulty is None and self.expected is None:
            raise ValueError("neither 'expected' nor 'difficulty' is given")
        return self


def domain_of(task: str) -> int:
    """The domain that a task statement belongs to."""
    return int(task.split(".")[0])


def _right(options: tuple[OptionIn, ...], wanted: int) -> tuple[OptionIn, ...]:
    """The options, if as many as wanted are right and no two read alike."""
    distinct([option.text for option in options], "options")
    if (right := sum(option.right for option in options)) != wanted:
        raise ValueError(f"{right} options carry 'right: true' where {wanted} should")
    return options


def distinct(texts: list[str], what: str) -> None:
    """Raise `ValueError` where two texts read alike, whatever their capitals and spaces."""
    folded = [" ".join(text.casefold().split()) for text in texts]
    doubled = {texts[i] for i, text in enumerate(folded) if text in folded[:i]}
    if doubled:
        raise ValueError(f"two {what} read alike: {', '.join(sorted(doubled))}")


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

    @field_validator("steps")
    @classmethod
    def _all_differ(cls, steps: tuple[StepIn, ...]) -> tuple[StepIn, ...]:
        distinct([step.text for step in steps], "steps")
        return steps


class MatchingIn(ItemIn):
    """Three to seven prompts with a response each; `extra` responses fit none."""

    kind: Literal["matching"]
    pairs: Annotated[tuple[PairIn, ...], Field(min_length=3, max_length=7)]
    extra: tuple[ExtraIn, ...] = Field((), max_length=4)

    @field_validator("pairs")
    @classmethod
    def _prompts_differ(cls, pairs: tuple[PairIn, ...]) -> tuple[PairIn, ...]:
        distinct([pair.prompt for pair in pairs], "prompts")
        distinct([pair.match for pair in pairs], "responses")
        return pairs

    @field_validator("extra")
    @classmethod
    def _responses_differ(cls, extra: tuple[ExtraIn, ...], info: ValidationInfo) -> tuple[ExtraIn, ...]:
        matches = [pair.match for pair in info.data.get("pairs", ())]
        distinct([*matches, *(spare.text for spare in extra)], "responses")
        return extra


class NumericIn(ItemIn):
    """A number, with its worked solution and the values of usual mistakes."""

    kind: Literal["numeric"]
    answer: AnswerIn
    worked: Annotated[str, Field(min_length=1, max_length=300)] = Field(description="The solution in a line or two.")
    mistakes: tuple[MistakeIn, ...] = Field((), max_length=6)

    @field_validator("mistakes")
    @classmethod
    def _are_wrong(cls, mistakes: tuple[MistakeIn, ...], info: ValidationInfo) -> tuple[MistakeIn, ...]:
        answer: AnswerIn | None = info.data.get("answer")
        for mistake in mistakes:
            if answer and abs(mistake.value - answer.value) <= answer.tolerance:
                raise ValueError(f"the mistake {mistake.value:g} lies within the tolerance: it would be right")
        return mistakes


class TypedIn(ItemIn):
    """One short answer in its spellings, and wrong answers that people give."""

    kind: Literal["typed"]
    answers: Annotated[tuple[Annotated[str, Field(min_length=1, max_length=60), _text(60)], ...], Field(min_length=1)]
    near: tuple[ExtraIn, ...] = Field((), max_length=8)
    exact: bool = Field(default=False, description="Whether no slip of the finger is forgiven.")

    @field_validator("answers")
    @classmethod
    def _hold_a_word(cls, answers: tuple[str, ...]) -> tuple[str, ...]:
        if blank := [answer for answer in answers if not normalise(answer)]:
            raise ValueError(f"the spelling '{blank[0]}' holds no letter or digit")
        return answers

    @field_validator("near")
    @classmethod
    def _are_wrong(cls, near: tuple[ExtraIn, ...], info: ValidationInfo) -> tuple[ExtraIn, ...]:
        spellings = {normalise(answer) for answer in info.data.get("answers", ())}
        if both := [extra.text for extra in near if normalise(extra.text) in spellings]:
            raise ValueError(f"'{both[0]}' stands among the right answers and among the wrong ones")
        return near


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

    @field_validator("items")
    @classmethod
    def _ids_differ(cls, items: tuple[AnyItem, ...]) -> tuple[AnyItem, ...]:
        distinct([item.id for item in items], "ids")
        return items


def json_schema() -> str:
    """The JSON Schema of a pack file, as it is published for editors."""
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema"} | PackIn.model_json_schema()
    return json.dumps(schema | {"title": "Question pack"}, indent=2, ensure_ascii=False) + "\n"
