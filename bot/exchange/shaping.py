"""From a draft to an item of our format, held against it: what can be mended is altered and told, the rest refused."""

import re
from dataclasses import replace
from typing import Any

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from bot.exchange.carrying import source_in, worked_in
from bot.exchange.draft import Draft, Lost, Markup, Part, RefusedError, one_line
from bot.exchange.text import STARRED, cut, marks_kept, plain
from bot.kernel.names import shows_something
from bot.kernel.normal import normalise
from bot.kernel.questions import MARK, Kind, Question, Source
from bot.packs.building import build
from bot.packs.faults import in_words
from bot.packs.limits import (
    LONGEST_EXPLANATION,
    LONGEST_REASON,
    LONGEST_STEM,
    LONGEST_TAG,
    MOST_OPTIONS,
    NUMBERS,
    choose_ending,
)
from bot.packs.own import AnyOwnItem, OneOwnItem
from bot.packs.schema import BUILT_LATE

_MOST_TYPED = 60
_CHOOSE = re.compile(
    r"[\[(]?\*{0,2}(?:choose|select|pick)\s+(?:any\s+|the\s+)?\*{0,2}(two|three|four|five|six|[2-6])\*{0,2}"
    r"(?:\s+(?:correct\s+)?(?:answers|options|responses|choices))?\.?\*{0,2}[\])]?\.?$",
    re.IGNORECASE,
)
"""How others end a question that has several right options."""

_ITEM: TypeAdapter[AnyOwnItem] = TypeAdapter(OneOwnItem, config=BUILT_LATE)


def question_of(draft: Draft, name: str, topic: str, section: str) -> tuple[Question, list[str]]:
    """The draft as a question with that id, and what was altered. Raises `RefusedError`."""
    values, changes = item_of(draft)
    return replace(build(held(values | {"id": _PROBE["id"]}), topic, section), id=name), changes


def held(values: dict[str, Any]) -> AnyOwnItem:
    """The item held against the format. Raises `RefusedError` with the first thing that is wrong with it."""
    try:
        return _ITEM.validate_python(values)
    except ValidationError as error:
        raise RefusedError(_in_words(error.errors(include_url=False)[0])) from None


def _in_words(details: ErrorDetails) -> str:
    kind, loc, context = details["type"], details["loc"], details.get("ctx", {})
    name = next((str(part) for part in reversed(loc) if isinstance(part, str)), "the item")
    what = {"text": "an option", "match": "a response", "prompt": "a prompt", "stem": "the question"}.get(name, name)
    if kind == "string_too_long":
        return f"{what[:1].upper()}{what[1:]} is longer than {context['max_length']} characters."
    if kind == "string_too_short":
        return f"{what[:1].upper()}{what[1:]} is empty."
    if kind in ("too_long", "too_short"):
        least_or_most = "at most" if kind == "too_long" else "at least"
        bound = context.get("max_length", context.get("min_length"))
        return f"The number of {name} is {context['actual_length']}, and it has to be {least_or_most} {bound}."
    return one_line(in_words(f"'{name}'", details))


def item_of(draft: Draft) -> tuple[dict[str, Any], list[str]]:
    """The draft as an item of our format, and what was altered. Raises `RefusedError` where it cannot be one."""
    shaper = _Shaper(draft)
    values = shaper.common()
    values |= shaper.body()
    if values["kind"] != "typed":
        values.pop("exact", None)
    return values, shaper.told()


def plain_line(draft: Draft, text: str) -> str:
    """A tag or a category on one line: never HTML where the texts beside it are."""
    markup: Markup = "none" if draft.markup == "html" else draft.markup
    return " ".join(plain(text, markup)[0].split())


class _Shaper:
    """Makes one item; what it alters is kept in `changes`."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.changes = list(draft.changes)

    def told(self) -> list[str]:
        return list(dict.fromkeys(self.changes))

    def _lose(self, sentence: str) -> None:
        self.changes.append(Lost(sentence))

    def common(self) -> dict[str, Any]:
        draft = self.draft
        stem = self._stem(draft.stem)
        explanation, source = self._text(draft.explanation), draft.source
        if source is None:
            explanation, source = source_in(explanation)
        self.worked = self._text(draft.worked)
        if draft.kind is Kind.NUMERIC:
            explanation, worked = worked_in(explanation)
            self.worked = "\n".join(one for one in (worked, self.worked) if one)
        values: dict[str, Any] = {
            "stem": stem,
            "explanation": self._cut(explanation, LONGEST_EXPLANATION, "The explanation"),
            "tags": self._tags(),
        }
        if source:
            values["source"] = _source(source)
        return values | self._facts()

    def body(self) -> dict[str, Any]:
        match self.draft.kind:
            case Kind.ORDERING:
                steps = [{"text": part.text, "why": part.why} for part in self._parts()]
                return {"kind": "ordering", "steps": steps}
            case Kind.MATCHING:
                return {"kind": "matching", "pairs": self._pairs(), "extra": self._extra(self._parts(), 4)}
            case Kind.NUMERIC:
                return self._numeric()
            case Kind.TYPED:
                return self._typed(self._parts())
            case _:
                return self._choice(self._parts())

    def _stem(self, text: str) -> str:
        stem, changes = plain(text, self.draft.markup, bold=True)
        self.changes += changes
        stem, altered = marks_kept(stem)
        if altered:
            self.changes.append(STARRED)
        if not shows_something(stem.replace(MARK, "")):
            named = " ".join(changes)
            raise RefusedError(f"It asks nothing. {named}".strip())
        if len(stem) > LONGEST_STEM:
            raise RefusedError(f"The question has {len(stem)} characters; {LONGEST_STEM} is the limit.")
        return stem

    def _text(self, text: str) -> str:
        found, changes = plain(text, self.draft.markup)
        self.changes += changes
        return found

    def _line(self, text: str) -> str:
        return " ".join(self._text(text).split())

    def _cut(self, text: str, most: int, what: str) -> str:
        if len(text) > most:
            self._lose(f"{what} is cut to {most} characters.")
        return cut(text, most)

    def _tags(self) -> list[str]:
        lines = [plain_line(self.draft, tag) for tag in self.draft.tags]
        tags = [self._cut(line, LONGEST_TAG, "A tag") for line in lines]
        tags = list(dict.fromkeys(tag for tag in tags if tag))
        if len(tags) > 20:
            self._lose("Only the first 20 tags are kept.")
        return tags[:20]

    def _facts(self) -> dict[str, Any]:
        """What our own formats say of the item; a fact that cannot be one is left out."""
        values: dict[str, Any] = {}
        for name, value in self.draft.facts.items():
            try:
                _ITEM.validate_python({**_PROBE, name: value})
            except ValidationError:
                self._lose(f"'{name}' is left out: '{one_line(str(value))[:40]}' is none.")
            else:
                values[name] = value
        return values

    def _parts(self) -> list[Part]:
        """The parts that say something, each once."""
        found: dict[str, Part] = {}
        for part in self.draft.parts:
            text = self._line(part.text)
            if not shows_something(text):
                if part.text.strip():
                    raise RefusedError("One of its options is only an image, or nothing that can be read.")
                self.changes.append("An empty answer is left out.")
                continue
            folded = text.casefold()
            if (before := found.get(folded)) is not None:
                if before.right != part.right:
                    raise RefusedError(f"“{text[:60]}” is among both the right and the wrong answers.")
                self.changes.append(f"“{text[:60]}” is there twice, and is kept once.")
                continue
            why = self._cut(self._text(part.why), LONGEST_REASON, "A reason")
            found[folded] = Part(text, why, part.right)
        return list(found.values())

    def _choice(self, parts: list[Part]) -> dict[str, Any]:
        right = [part for part in parts if part.right]
        if not right:
            raise RefusedError("None of its options is marked as right.")
        if len(parts) == 1:
            self.changes.append("It has only one answer to choose, so it is asked as a typed question.")
            return self._typed(parts)
        if len(right) == len(parts):
            raise RefusedError("All of its options are right, so there is nothing to choose.")
        if len(parts) > MOST_OPTIONS:
            raise RefusedError(f"It has {len(parts)} options; {MOST_OPTIONS} is the limit.")
        if len(right) > 1:
            return self._multiple(parts, len(right))
        if self.draft.kind is Kind.MULTIPLE:
            self.changes.append("One option is right, so it is asked as single choice.")
        if sorted(part.text.casefold() for part in parts) == ["false", "true"]:
            parts = [Part(part.text.capitalize(), part.why, part.right) for part in parts]
            return {"kind": "true_false", "options": _options(parts)}
        return {"kind": "single", "options": _options(parts)}

    def _multiple(self, parts: list[Part], right: int) -> dict[str, Any]:
        if self.draft.kind is Kind.SINGLE:
            self.changes.append("Several options are right, so it is asked as multiple response.")
        stem, ending = self._stem(self.draft.stem), choose_ending(right)
        said = _CHOOSE.search(stem)
        if said and said[1].casefold() in (NUMBERS[right], str(right)):
            stem = stem[: said.start()].rstrip()
        elif not stem.endswith(ending):
            self.changes.append(f"It now ends in {ending}")
        stem = f"{stem.removesuffix(ending).rstrip()} {ending}"
        return {"kind": "multiple", "options": _options(parts), "stem": stem}

    def _typed(self, parts: list[Part]) -> dict[str, Any]:
        right = [part.text for part in parts if part.right and normalise(part.text)]
        if len(parts) == 1 and right and right[0].casefold() in ("true", "false"):
            self.changes.append("It is asked as true or false.")
            return {"kind": "true_false", "options": _truth(right[0])}
        if not right:
            raise RefusedError("None of its answers contains a letter or a digit.")
        if len(right) < sum(part.right for part in parts):
            self._lose("A spelling without a letter or a digit is left out.")
        if dropped := [text for text in right if len(text) > _MOST_TYPED]:
            right = [text for text in right if len(text) <= _MOST_TYPED]
            if not right:
                raise RefusedError(
                    f"Its answer has {len(dropped[0])} characters; an answer to type can have at most {_MOST_TYPED}."
                )
            self._lose(f"Spellings of over {_MOST_TYPED} characters are left out.")
        if len(right) > 30:
            self._lose("Only the first 30 spellings are kept.")
        wrong, spellings = [part for part in parts if not part.right], {normalise(text) for text in right}
        near = [part for part in wrong if normalise(part.text) not in spellings]
        if len(near) < len(wrong):
            self._lose("A wrong answer that reads like a right one is left out.")
        return {"kind": "typed", "answers": right[:30], "near": self._extra(near, 8)}

    def _extra(self, parts: list[Part], most: int) -> list[dict[str, str]]:
        if len(parts) > most:
            self._lose(f"Only the first {most} wrong answers are kept.")
        kept = []
        for part in parts[:most]:
            if len(part.text) > 100:
                self._lose("A wrong answer of over 100 characters is left out.")
            else:
                kept.append({"text": part.text, "why": part.why})
        return kept

    def _pairs(self) -> list[dict[str, str]]:
        found = []
        for couple in self.draft.couples:
            prompt, match = self._line(couple.prompt), self._line(couple.match)
            if not prompt or not match:
                self._lose("A pair with an empty side is left out.")
                continue
            why = self._cut(self._text(couple.why), LONGEST_REASON, "A reason")
            found.append({"prompt": prompt, "match": match, "why": why})
        if len(found) > 7:
            raise RefusedError(f"It has {len(found)} pairs; 7 is the limit.")
        return found

    def _numeric(self) -> dict[str, Any]:
        draft = self.draft
        mistakes = []
        for part in self._parts()[:6]:
            try:
                value = float(part.text)
            except ValueError:
                continue
            if abs(value - draft.value) > draft.tolerance:
                mistakes.append({"value": value, "why": part.why})
        unit = self._cut(self._line(draft.unit), 20, "The unit")
        answer = {"value": draft.value, "tolerance": draft.tolerance, "unit": unit}
        worked = self._cut(self.worked, 300, "The worked solution")
        return {"kind": "numeric", "answer": answer, "worked": worked, "mistakes": mistakes}


_PROBE: dict[str, Any] = {"id": "a-probe", "kind": "typed", "stem": "Probe?", "answers": ["probe"]}
"""An item in order, to hold a single fact against the format."""


def _truth(right: str) -> list[dict[str, Any]]:
    return _options([Part(word, right=word.casefold() == right.casefold()) for word in ("True", "False")])


def _source(source: Source) -> dict[str, Any]:
    return {"title": source.title, "url": source.url, "as_of": source.as_of}


def _options(parts: list[Part]) -> list[dict[str, Any]]:
    return [{"text": part.text, "why": part.why, "right": part.right} for part in parts]
