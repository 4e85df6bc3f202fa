"""The pack format at the level *own*: a server's or a group's questions, without what only published packs must have.

Reasons, explanation, source, concept and exams may be absent, and there may be two to ten options. What a game needs is
asked for all the same: a stem, something to answer, exactly what is right.
"""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationInfo, field_validator, model_validator

from bot.kernel.names import unhidden
from bot.kernel.questions import MARK, Angle, Exam, Stage
from bot.packs.limits import (
    LONGEST_EXPLANATION,
    LONGEST_OPTION,
    LONGEST_REASON,
    LONGEST_STEM,
    LONGEST_TAG,
    MOST_OPTIONS,
    choose_ending,
)
from bot.packs.patterns import ADDRESS
from bot.packs.schema import (
    AnswerIn,
    Finite,
    ItemId,
    StatusIn,
    Strict,
    Task,
    Text80,
    Text100,
    Topic,
)
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

Reason = Annotated[str, Field(max_length=LONGEST_REASON)]
Tag = Annotated[str, Field(min_length=1, max_length=LONGEST_TAG)]


class OwnPart(Strict):
    """A part whose texts hold nothing hidden: a sign that turns a question around would have it asked the other way."""

    @model_validator(mode="before")
    @classmethod
    def _unhidden(cls, values: Any) -> Any:
        return {name: _unhidden(value) for name, value in values.items()} if isinstance(values, dict) else values


def _unhidden(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_unhidden(one) for one in value]
    return unhidden(value) if isinstance(value, str) else value


class OwnOptionIn(OwnPart):
    """One option; exactly the right ones carry `right: true`."""

    text: Annotated[str, Field(min_length=1, max_length=LONGEST_OPTION)]
    why: Reason = ""
    right: bool = False
    concept: Tag | None = None


class OwnStepIn(OwnPart):
    """One step, in its right place."""

    text: Text80
    why: Reason = ""


class OwnPairIn(OwnPart):
    """A prompt and its own response."""

    prompt: Text80
    match: Text80
    why: Reason = ""


class OwnExtraIn(OwnPart):
    """A spare response or a near miss."""

    text: Text100
    why: Reason = ""


class OwnMistakeIn(OwnPart):
    """A wrong value that a usual error gives."""

    value: Finite
    why: Reason = ""


class OwnSourceIn(OwnPart):
    """Where the facts stand, as far as it is known."""

    title: Annotated[str, Field(min_length=1, max_length=160)]
    url: Annotated[str, Field(pattern=ADDRESS, max_length=300)]
    as_of: date


class OwnItemIn(OwnPart):
    """What items of all kinds have."""

    id: ItemId
    version: int = Field(1, ge=1)
    concept: Tag | None = None
    angle: Angle = Angle.RECALL
    difficulty: int | None = Field(None, ge=1, le=5)
    expected: Finite | None = Field(None, ge=0.05, le=0.99)
    exams: dict[Exam, Task] = Field(default_factory=dict)
    scenario: bool = False
    stage: Stage = Stage.LIVE
    stem: Annotated[str, Field(min_length=1, max_length=LONGEST_STEM)]
    explanation: Annotated[str, Field(max_length=LONGEST_EXPLANATION)] = ""
    source: OwnSourceIn | None = None
    status: tuple[StatusIn, ...] = ()
    twin: ItemId | None = None
    apart: tuple[ItemId, ...] = ()
    tags: Annotated[tuple[Tag, ...], Field(max_length=20)] = ()

    @field_validator("explanation", mode="before")
    @classmethod
    def _none_given(cls, value: Any) -> Any:
        return "" if value is None else value

    _is_free = field_validator("id")(id_is_free)

    @field_validator("stem")
    @classmethod
    def _asks_something(cls, stem: str) -> str:
        if not stem.replace(MARK, "").strip():
            raise ValueError("the stem asks nothing")
        return stem

    _domains_exist = field_validator("exams")(domains_exist)


def _right(options: tuple[OwnOptionIn, ...]) -> int:
    distinct([option.text for option in options], "options")
    return sum(option.right for option in options)


Options = Annotated[tuple[OwnOptionIn, ...], Field(min_length=2, max_length=MOST_OPTIONS)]


class OwnSingleIn(OwnItemIn):
    """Single choice: one right option of two to ten."""

    kind: Literal["single"]
    options: Options

    @field_validator("options")
    @classmethod
    def _one_right(cls, options: tuple[OwnOptionIn, ...]) -> tuple[OwnOptionIn, ...]:
        if (right := _right(options)) != 1:
            raise ValueError(f"{right} options carry 'right: true' where 1 should")
        return options


class OwnTrueFalseIn(OwnItemIn):
    """A statement, and the options True and False."""

    kind: Literal["true_false"]
    options: Annotated[tuple[OwnOptionIn, ...], Field(min_length=2, max_length=2)]

    @field_validator("options")
    @classmethod
    def _true_and_false(cls, options: tuple[OwnOptionIn, ...]) -> tuple[OwnOptionIn, ...]:
        if {option.text for option in options} != {"True", "False"} or _right(options) != 1:
            raise ValueError("the options have to be exactly True and False, and one of them right")
        return options


class OwnMultipleIn(OwnItemIn):
    """Multiple response: two or more right options, not all, and a stem that says how many."""

    kind: Literal["multiple"]
    options: Annotated[tuple[OwnOptionIn, ...], Field(min_length=3, max_length=MOST_OPTIONS)]

    @field_validator("options")
    @classmethod
    def _as_many_as_said(cls, options: tuple[OwnOptionIn, ...], info: ValidationInfo) -> tuple[OwnOptionIn, ...]:
        right = _right(options)
        if not 2 <= right < len(options):
            raise ValueError(f"{right} options carry 'right: true': two or more should, and not all")
        if "stem" in info.data and not info.data["stem"].endswith(choose_ending(right)):
            raise ValueError(f"{right} options carry 'right: true', so the stem has to end in {choose_ending(right)}")
        return options


class OwnOrderingIn(OwnItemIn):
    """Two to six steps in their right order."""

    kind: Literal["ordering"]
    steps: Annotated[tuple[OwnStepIn, ...], Field(min_length=2, max_length=6)]

    _all_differ = field_validator("steps")(steps_differ)


class OwnMatchingIn(OwnItemIn):
    """Two to seven prompts with a response each; `extra` responses fit none."""

    kind: Literal["matching"]
    pairs: Annotated[tuple[OwnPairIn, ...], Field(min_length=2, max_length=7)]
    extra: tuple[OwnExtraIn, ...] = Field((), max_length=4)

    _prompts_differ = field_validator("pairs")(pairs_differ)

    _responses_differ = field_validator("extra")(responses_differ)


class OwnNumericIn(OwnItemIn):
    """A number, with the values of usual mistakes."""

    kind: Literal["numeric"]
    answer: AnswerIn
    worked: Annotated[str, Field(max_length=300)] = ""
    mistakes: tuple[OwnMistakeIn, ...] = Field((), max_length=6)

    _are_wrong = field_validator("mistakes")(mistakes_are_wrong)


class OwnTypedIn(OwnItemIn):
    """One short answer in its spellings, and wrong answers that people give."""

    kind: Literal["typed"]
    answers: Annotated[
        tuple[Annotated[str, Field(min_length=1, max_length=60)], ...], Field(min_length=1, max_length=30)
    ]
    near: tuple[OwnExtraIn, ...] = Field((), max_length=8)
    exact: bool = False

    _hold_a_word = field_validator("answers")(hold_a_word)

    _are_wrong = field_validator("near")(near_are_wrong)


AnyOwnItem = OwnSingleIn | OwnTrueFalseIn | OwnMultipleIn | OwnOrderingIn | OwnMatchingIn | OwnNumericIn | OwnTypedIn
OneOwnItem = Annotated[AnyOwnItem, Field(discriminator="kind")]


class OwnPackIn(Strict):
    """A file of a pack of one's own: `level: own`, a topic, a sub-topic, its items."""

    level: Literal["own"]
    topic: Topic
    title: Annotated[str, Field(min_length=1, max_length=60)] | None = None
    subtopic: Annotated[str, Field(min_length=1, max_length=80)]
    items: Annotated[tuple[OneOwnItem, ...], Field(min_length=1, max_length=500)]

    _ids_differ = field_validator("items")(ids_differ)
