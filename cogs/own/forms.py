"""Forms in which a question is written, one for each kind, and what was written into them as a draft."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType
from unicodedata import category

import discord
from discord import Interaction, TextStyle
from discord.ui import Checkbox, CheckboxGroup, FileUpload, Label, Modal, RadioGroup, Select, TextInput

from bot.exchange.carrying import explained
from bot.exchange.draft import Couple, Draft, Part, Place, RefusedError
from bot.kernel.numbers import UnreadableNumberError, plain, read, shown
from bot.kernel.questions import Choice, Kind, Matching, Numeric, Ordering, Question, Typed
from bot.kernel.words import unfit
from bot.own.overlay import laid_over
from bot.packs.limits import LONGEST_EXPLANATION, LONGEST_REASON, LONGEST_STEM, MOST_OPTIONS, choose_ending
from cogs.own import words
from cogs.shared.interactions import form_choices, form_values, is_checked

APART = "//"
"""Stands between an option and its reason."""

Fields = Mapping[str, str]
_NUMBER = re.compile(
    r"\s*((?:(?<=\d)[eE][-+]?\d+|[x×]\s?10(?=\^)|\+/-|[-+−\d.,'_ /^*±])+)(.*)",
    re.DOTALL,
)
"""What is reckoned with, and the unit behind it."""

_AROUND = re.compile(r"±|\+/-|\+-")
_SHARES = ("%", "‰")
"""Behind a tolerance alone, it could be the unit of the answer, or a share of the answer."""

_PAIR = re.compile(r"\s*(?:=|→|->)\s*")


def question_form(custom_id: str, kind: Kind, fields: Fields, only: str = "") -> Modal:
    """The form of a kind; `fields` are what stands in it already, `only` the one field that is to be changed."""
    form = Modal(title=words.KIND_NAMES[kind], custom_id=custom_id, timeout=None)
    for item in _items(kind, fields):
        if only in ("", _field(item)) or (only == "lines" and _field(item) == "right"):
            form.add_item(item)
    form.stop()
    return form


def _items(kind: Kind, fields: Fields) -> list[Label[Modal]]:
    stem = words.STATEMENT if kind is Kind.TRUE_FALSE else words.QUESTION
    items = [_text("stem", stem, fields, longest=LONGEST_STEM, hint=words.STEM_HINT), *_BODIES[kind](fields)]
    hint = words.SOURCE_HINT
    items.append(_text("explanation", words.WHY_RIGHT, fields, longest=1_500, required=False, hint=hint))
    if len(items) < 5:
        items.append(_text("tags", words.TAGS, fields, short=True, required=False, hint=words.TAGS_HINT))
    return items


def _field(item: Label[Modal]) -> str:
    return str(getattr(item.component, "custom_id", ""))


def suggestion_form(custom_id: str, title: str, fields: Fields = MappingProxyType({})) -> Modal:
    """The form in which a member suggests a question; `fields` are what stands in it already."""
    form = Modal(title=words.SUGGESTION_FOR.format(title=title)[:45], custom_id=custom_id, timeout=None)
    form.add_item(_text("stem", words.YOUR_QUESTION, fields, longest=LONGEST_STEM))
    form.add_item(_text("right", words.RIGHT_ANSWER, fields, short=True))
    form.add_item(_text("wrong", words.WRONG_ANSWERS, fields, required=False, hint=words.WRONG_HINT))
    form.add_item(_text("explanation", words.WHY_RIGHT, fields, longest=LONGEST_EXPLANATION, required=False))
    form.add_item(_named())
    form.stop()
    return form


def _named() -> Label[Modal]:
    return Label(text=words.NAME_ME, component=Checkbox[Modal](custom_id="named"))


def distractor_form(custom_id: str, question: Question, fields: Fields = MappingProxyType({})) -> Modal:
    """The form in which a member who has seen a question's answer suggests a better wrong one.

    `fields` are what stands in it already.
    """
    form = Modal(title=words.BETTER_TITLE, custom_id=custom_id, timeout=None)
    form.add_item(_text("text", words.BETTER_TEXT, fields, short=True, longest=200, hint=words.BETTER_HINT))
    form.add_item(_text("why", words.BETTER_WHY, fields, longest=LONGEST_REASON, required=False))
    places = {"-": words.BETTER_NONE} | {str(n): text for n, text in enumerate(distractors(question))}
    chosen = fields.get("instead", "-")
    options = [
        discord.SelectOption(label=text[:100], value=place, default=place == (chosen if chosen in places else "-"))
        for place, text in places.items()
    ]
    form.add_item(Label(text=words.BETTER_FOR, component=Select(custom_id="instead", options=options)))
    form.add_item(_named())
    form.stop()
    return form


def distractors(question: Question) -> list[str]:
    """The wrong options in the order of the form."""
    return [one.text for one in question.body.options if not one.right] if isinstance(question.body, Choice) else []


def file_form(custom_id: str, title: str) -> Modal:
    """The form that takes a file of questions."""
    form = Modal(title=words.FILE_TITLE.format(title=title)[:45], custom_id=custom_id, timeout=None)
    upload = FileUpload[Modal](custom_id="file", min_values=1, max_values=1)
    form.add_item(Label(text=words.THE_FILE, description=words.FILE_HINT, component=upload))
    form.stop()
    return form


def decline_form(custom_id: str) -> Modal:
    """Why a suggestion is declined, for whoever made it."""
    form = Modal(title=words.DECLINE_THIS, custom_id=custom_id, timeout=None)
    form.add_item(_text("word", words.WORD_TO_AUTHOR, {}, longest=200, required=False))
    form.stop()
    return form


def _text(
    name: str,
    label: str,
    fields: Fields,
    *,
    longest: int = 1_000,
    short: bool = False,
    required: bool = True,
    hint: str = "",
) -> Label[Modal]:
    style = TextStyle.short if short else TextStyle.paragraph
    default = fields.get(name, "")[:longest] or None
    field = TextInput[Modal](custom_id=name, style=style, max_length=longest, required=required, default=default)
    return Label(text=label, description=hint or None, component=field)


def _choice_fields(fields: Fields) -> list[Label[Modal]]:
    right = fields.get("right", "").split(",")[0]
    options = [
        discord.SelectOption(label=words.LINE.format(number=n), value=str(n), default=str(n) == right)
        for n in range(1, MOST_OPTIONS + 1)
    ]
    return [
        _options(fields),
        Label(text=words.WHICH_IS_RIGHT, component=Select[Modal](custom_id="right", options=options)),
    ]


def _several_fields(fields: Fields) -> list[Label[Modal]]:
    right = fields.get("right", "").split(",")
    boxes = [
        discord.CheckboxGroupOption(label=words.LINE.format(number=n), value=str(n), default=str(n) in right)
        for n in range(1, MOST_OPTIONS + 1)
    ]
    group = CheckboxGroup[Modal](custom_id="right", options=boxes, min_values=2, max_values=MOST_OPTIONS)
    return [_options(fields), Label(text=words.WHICH_ARE_RIGHT, component=group)]


def _options(fields: Fields) -> Label[Modal]:
    return _text("lines", words.OPTIONS, fields, longest=4_000, hint=words.OPTIONS_HINT.format(apart=APART))


def _truth_fields(fields: Fields) -> list[Label[Modal]]:
    right = fields.get("right", "")
    options = [discord.RadioGroupOption(label=word, value=word, default=word == right) for word in ("True", "False")]
    return [Label(text=words.IS_IT_TRUE, component=RadioGroup[Modal](custom_id="right", options=options))]


def _ordering_fields(fields: Fields) -> list[Label[Modal]]:
    return [_text("lines", words.STEPS, fields, longest=4_000)]


def _matching_fields(fields: Fields) -> list[Label[Modal]]:
    spare = _text("spare", words.SPARE, fields, longest=2_000, required=False)
    return [_text("lines", words.PAIRS, fields, longest=4_000, hint=words.PAIRS_HINT), spare]


def _number_fields(fields: Fields) -> list[Label[Modal]]:
    worked = _text("worked", words.WORKED, fields, longest=300, required=False)
    return [_text("number", words.NUMBER, fields, short=True, longest=80, hint=words.NUMBER_HINT), worked]


def _typed_fields(fields: Fields) -> list[Label[Modal]]:
    near = _text(
        "spare", words.NEAR, fields, longest=4_000, required=False, hint=words.OPTIONS_HINT.format(apart=APART),
    )  # fmt: skip
    return [_text("lines", words.SPELLINGS, fields, longest=2_000), near]


_BODIES = {
    Kind.SINGLE: _choice_fields,
    Kind.TRUE_FALSE: _truth_fields,
    Kind.MULTIPLE: _several_fields,
    Kind.ORDERING: _ordering_fields,
    Kind.MATCHING: _matching_fields,
    Kind.NUMERIC: _number_fields,
    Kind.TYPED: _typed_fields,
}


def fields_of(question: Question) -> dict[str, str]:
    """What a form has in it when a question is edited."""
    body = question.body
    stem = (
        question.stem.removesuffix(choose_ending(question.choose)) if question.kind is Kind.MULTIPLE else question.stem
    )
    found = {"stem": stem.rstrip(), "explanation": explained(question, worked=False), "tags": ", ".join(question.tags)}
    match body:
        case Choice() if question.kind is Kind.TRUE_FALSE:
            return found | {"right": next(option.text for option in body.options if option.right)}
        case Choice():
            right = ",".join(str(n) for n, option in enumerate(body.options, start=1) if option.right)
            return found | {"lines": _lines((o.text, o.why) for o in body.options), "right": right}
        case Ordering():
            return found | {"lines": _lines((step.text, step.why) for step in body.steps)}
        case Matching():
            pairs = _lines((f"{pair.prompt} = {pair.match}", pair.why) for pair in body.pairs)
            return found | {"lines": pairs, "spare": _lines((extra.text, extra.why) for extra in body.extra)}
        case Numeric():
            at_both = f" {body.unit}" if body.unit.startswith(_SHARES) else ""
            around = f"{at_both} ± {shown(body.tolerance)}" if body.tolerance else ""
            return found | {"number": f"{shown(body.value)}{around} {body.unit}".strip(), "worked": body.worked}
        case Typed():
            near = _lines((extra.text, extra.why) for extra in body.near)
            return found | {"lines": "\n".join(body.answers), "spare": near}


def fits_form(question: Question) -> bool:
    """Whether a question comes out of its form as it went in, where nobody changes anything."""
    from bot.exchange.shaping import question_of  # it learns what an item is: where somebody edits one

    fields = fields_of(question)
    inputs = [item.component for item in question_form("-", question.kind, fields).children if isinstance(item, Label)]
    shows = {one.custom_id: one.default or "" for one in inputs if isinstance(one, TextInput)}
    try:
        again, _ = question_of(draft_of(question.kind, fields | shows), question.id, question.topic, "")
    except RefusedError:
        return False
    return _told(laid_over(again, question)) == _told(question)


def _told(question: Question) -> str:
    """All that a question says, whatever stands between its words."""
    body = question.body
    if question.kind is Kind.TRUE_FALSE and isinstance(body, Choice):
        body = Choice(tuple(sorted(body.options, key=lambda option: option.text)))
    said = repr(replace(question, version=1, body=body)).replace("\\n", " ")
    return " ".join(said.split())


def _lines(parts: Iterable[tuple[str, str]]) -> str:
    return "\n".join(f"{text} {APART} {' '.join(why.split())}" if why else text for text, why in parts)


def written(interaction: Interaction) -> dict[str, str]:
    """The fields of a submitted form, with all that was chosen."""
    chosen = form_choices(interaction, "right")
    return form_values(interaction) | ({"right": ",".join(chosen)} if chosen else {})


def draft_of(kind: Kind, fields: Fields) -> Draft:
    """What was written as a draft. Raises `RefusedError` in words."""
    lines, spare = _parts(fields.get("lines", "")), _parts(fields.get("spare", ""))
    for parts in [spare, *([lines] if kind is not Kind.TYPED else [])]:  # one spelling twice loses nothing
        _no_line_twice(parts)
    tags = [tag.strip() for tag in fields.get("tags", "").split(",") if tag.strip()]
    draft = Draft(
        Place(),
        kind,
        fields.get("stem", ""),
        explanation=fields.get("explanation", ""),
        worked=fields.get("worked", ""),
        tags=tags,
        markup="none",
    )
    return _DRAFTS[kind](draft, lines, spare, fields)


def suggested(interaction: Interaction) -> tuple[Draft, bool]:
    """What a member suggests, and whether they like to be named. Raises `RefusedError` in words."""
    fields = form_values(interaction)
    wrong = [Part(one.strip()) for one in fields.get("wrong", "").split("\n") if one.strip()]
    parts = [Part(fields.get("right", ""), right=True), *wrong]
    _no_line_twice(parts)
    kind = Kind.SINGLE if wrong else Kind.TYPED
    draft = Draft(
        Place(), kind, fields.get("stem", ""), parts, explanation=fields.get("explanation", ""), markup="none"
    )
    return draft, is_checked(interaction, "named")


def _parts(text: str) -> list[Part]:
    found = []
    for line in text.split("\n"):
        option, _, why = f" {line} ".partition(f" {APART} ")
        if why.strip() and not option.strip():
            raise RefusedError(words.REASON_ALONE.format(text=why.strip()[:40]))
        if option.strip():
            found.append(Part(option.strip(), why.strip()))
    return found


def _no_line_twice(parts: list[Part]) -> None:
    """Raise `RefusedError` where a line would be left out because another one reads alike."""
    texts = [" ".join(part.text.split()).casefold() for part in parts]
    for part, text in zip(parts, texts, strict=True):
        if texts.count(text) > 1:
            raise RefusedError(words.LINE_TWICE.format(text=part.text[:40]))


def _choice(draft: Draft, lines: list[Part], spare: list[Part], fields: Fields) -> Draft:  # noqa: ARG001 - as all kinds
    chosen = {int(one) for one in fields.get("right", "").split(",") if one.isdecimal()}
    typed = fields.get("lines", "").split("\n")  # who marks one counts the empty lines, too
    places = [n for n, line in enumerate(typed, start=1) if _parts(line)]
    if beyond := sorted(chosen - {*places}):
        raise RefusedError(words.MARKED_EMPTY.format(line=beyond[0]))
    parts = [Part(part.text, part.why, right=n in chosen) for n, part in zip(places, lines, strict=True)]
    return replace(draft, parts=parts)


def _truth(draft: Draft, lines: list[Part], spare: list[Part], fields: Fields) -> Draft:  # noqa: ARG001 - as all kinds
    return replace(draft, parts=[Part(word, right=word == fields.get("right")) for word in ("True", "False")])


def _ordering(draft: Draft, lines: list[Part], spare: list[Part], fields: Fields) -> Draft:  # noqa: ARG001 - as all kinds
    return replace(draft, parts=lines)


def _matching(draft: Draft, lines: list[Part], spare: list[Part], fields: Fields) -> Draft:  # noqa: ARG001 - as all kinds
    couples = []
    for part in lines:
        sides = _PAIR.split(part.text, maxsplit=1)
        if len(sides) != 2:
            raise RefusedError(words.NO_PAIR.format(text=part.text[:40]))
        couples.append(Couple(sides[0], sides[1], part.why))
    return replace(draft, couples=couples, parts=spare)


def _number(draft: Draft, lines: list[Part], spare: list[Part], fields: Fields) -> Draft:  # noqa: ARG001 - as all kinds
    typed = fields.get("number", "")
    sides = [(found[1], found[2].strip()) for side in _AROUND.split(typed) if (found := _NUMBER.match(side))]
    units = [unit for _, unit in sides]
    if len(units) == 2 and units[1] != units[0] and units[1].startswith(_SHARES):
        raise RefusedError(words.TWO_WAYS.format(text=typed[:40]))
    one_unit = len(units) == 1 or (len(units) == 2 and units[0] in ("", units[1]))
    if not one_unit or not _is_unit(units[-1]) or len(_AROUND.split(typed)) != len(sides):
        raise RefusedError(words.NO_NUMBER.format(text=typed[:40]))
    value, around = (*(_figure(figure) for figure, _ in sides), 0.0)[:2]
    if around < 0:
        raise RefusedError(words.NO_MINUS)
    return replace(draft, value=value, tolerance=around, unit=units[-1])


def _is_unit(text: str) -> bool:
    """Whether a text can be a unit, and is no rest of a number that was not understood."""
    begins = not text or text[0].isalpha() or text[0] in "%‰°" or category(text[0]) == "Sc"
    return begins and not any(word[0].isdecimal() for word in text.split())


def _figure(text: str) -> float:
    try:
        value, rest = read(plain(text), text)
    except UnreadableNumberError as error:
        raise RefusedError(unfit(error)) from None
    if rest:
        raise RefusedError(words.NO_NUMBER.format(text=text.strip()[:40]))
    return value


def _typed(draft: Draft, lines: list[Part], spare: list[Part], fields: Fields) -> Draft:  # noqa: ARG001 - as all kinds
    if with_reason := next((part for part in lines if part.why), None):
        raise RefusedError(words.REASON_OF_SPELLING.format(text=with_reason.text[:40]))
    return replace(draft, parts=[*(Part(part.text, right=True) for part in lines), *spare])


_DRAFTS = {
    Kind.SINGLE: _choice,
    Kind.TRUE_FALSE: _truth,
    Kind.MULTIPLE: _choice,
    Kind.ORDERING: _ordering,
    Kind.MATCHING: _matching,
    Kind.NUMERIC: _number,
    Kind.TYPED: _typed,
}
