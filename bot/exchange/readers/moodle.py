"""Moodle's XML: https://docs.moodle.org/en/Moodle_XML_format."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace

from bot.exchange.carrying import facts_in
from bot.exchange.draft import Couple, Draft, Found, Part, Place, Reading, Refused, UnreadableError, Wish
from bot.exchange.readers.shared import (
    ANY_TEXT,
    NotANumberError,
    last_of_path,
    number_in,
    stands_for_any,
    text_as_html,
)
from bot.exchange.text import left_out
from bot.exchange.xml import Element, parse
from bot.kernel.numbers import shown
from bot.kernel.questions import Kind

_KINDS = {
    "multichoice": Kind.SINGLE,
    "truefalse": Kind.TRUE_FALSE,
    "shortanswer": Kind.TYPED,
    "numerical": Kind.NUMERIC,
    "matching": Kind.MATCHING,
    "match": Kind.MATCHING,
    "ordering": Kind.ORDERING,
}
_WORDS = {
    "essay": "an essay question: nothing in it can be judged right or wrong",
    "description": "a description, which asks nothing",
    "cloze": "a cloze text with several gaps",
    "multianswer": "a cloze text with several gaps",
    "calculated": "a calculated question with variables",
    "calculatedsimple": "a calculated question with variables",
    "calculatedmulti": "a calculated question with variables",
    "ddwtos": "a drag-and-drop text",
    "gapselect": "a select-missing-words text",
    "ddimageortext": "a drag-and-drop image",
    "ddmarker": "a drag-and-drop markers image",
    "randomsamatch": "drawn at random from other questions",
    "random": "drawn at random from other questions",
}


def read(data: bytes, wish: Wish) -> Reading:  # noqa: ARG001 - as all readers
    """Each question of the file; the kinds that cannot be played are refused by name."""
    root = parse(data)
    if root.tag != "quiz":
        raise UnreadableError(f"This XML is not a Moodle question bank: its root is <{root.tag[:40]}>, not <quiz>.")
    return Reading(_found(root))


def _found(root: Element) -> Iterator[Found]:
    category = ""
    for element in root.all("question"):
        kind = element.attributes.get("type", "")
        if kind == "category":
            whole = element.one("category")
            category = last_of_path(whole.whole()) if whole else ""
            continue
        yield _question(element, kind, category)


def _question(element: Element, kind: str, category: str) -> Found:
    place, name = Place(element.line), " ".join(element.said("name").split())
    if kind not in _KINDS:
        what = _WORDS.get(kind, f"of the kind '{kind[:30]}'")
        return Refused(place, name, f"It is {what}. Recall does not play such questions.")
    asked = element.one("questiontext")
    form = _form(asked, "html")
    tags_element = element.one("tags")
    tags = [" ".join(tag.whole().split()) for tag in tags_element.all("tag")] if tags_element else []
    facts, tags = facts_in(tags)
    draft = Draft(
        place,
        _KINDS[kind],
        _html(asked, "html"),
        explanation=_html(element.one("generalfeedback"), form),
        name=element.said("idnumber").strip() or name,
        category=category,
        tags=tags,
        changes=[*_files(asked), *_image(element)],
        markup="html",
        facts=facts,
    )
    return _BODIES[draft.kind](element, draft, form)


def _form(element: Element | None, default: str) -> str:
    """How a text is written: a question's is HTML where it does not say, and what belongs to it is as the question is.

    So Moodle's own import has it (`question/format/xml/format.php`).
    """
    return element.attributes.get("format", default).strip() if element else default


def _said(element: Element) -> str:
    return element.said("text") or ("" if element.one("text") else element.text)


def _html(element: Element | None, default: str) -> str:
    """A text of the file as HTML."""
    if element is None:
        return ""
    text = _said(element).strip()
    match _form(element, default):
        case "plain_text" | "markdown":
            return text_as_html(text)
        case "moodle_auto_format":
            return text if "</" in text else text.replace("\n", "<br>")
    return text


def _plain(element: Element | None) -> str:
    """A text that Moodle compares as it stands, as HTML: answers to type, and responses of pairs."""
    if element is None:
        return ""
    return _html(element, "html") if _form(element, "") == "html" else text_as_html(_said(element).strip())


def _files(element: Element | None) -> list[str]:
    """Files that hang on a question, which nothing in its text shows."""
    if element is None:
        return []
    shown = element.said("text")
    names = [file.attributes.get("name", "")[:60] for file in element.all("file")]
    return [f"The file '{name}' is left out." for name in names if name and name not in shown]


def _image(element: Element) -> list[str]:
    """The image that Moodle 1.9 hung on a question."""
    name = element.said("image").strip().rsplit("/", 1)[-1][:60]
    return left_out([name]) if name else []


def _weight(answer: Element) -> float:
    with suppress(ValueError):
        return float(answer.attributes.get("fraction", "0").replace(",", "."))
    return 0.0


def _parts(element: Element, form: str, *, typed: bool = False) -> list[tuple[float, Part]]:
    found = []
    for answer in element.all("answer"):
        weight, text = _weight(answer), _plain(answer) if typed else _html(answer, form)
        found.append((weight, Part(text, _html(answer.one("feedback"), form), right=weight > 0)))
    return found


def _choice(element: Element, draft: Draft, form: str) -> Found:
    parts, changes = _parts(element, form), list(draft.changes)
    several = element.said("single").strip().lower() in ("false", "0")
    if not several:
        whole = [part for weight, part in parts if weight >= 100]
        half = [part for weight, part in parts if 0 < weight < 100]
        if half and whole:
            changes.append("Options worth partial credit are wrong here.")
        if len(whole) > 1:
            changes.append("Only the first of several right options is kept.")
        keep = whole[:1] or half[:1]
        kept = [Part(p.text, p.why, right=p in keep) for _, p in parts if p in keep or p not in whole]
        return replace(draft, kind=Kind.SINGLE, parts=kept, changes=changes)
    weights = [weight for weight, _ in parts if weight > 0]
    if weights and max(weights) - min(weights) > 1:
        changes.append("Its right options had different weights; here they count the same.")
    return replace(draft, kind=Kind.MULTIPLE, parts=[p for _, p in parts], changes=changes)


def _true_false(element: Element, draft: Draft, form: str) -> Found:
    parts = [
        Part(part.text.strip().capitalize(), part.why, right=weight > 0)
        for weight, part in _parts(element, form, typed=True)
    ]
    return replace(draft, parts=parts)


def _typed(element: Element, draft: Draft, form: str) -> Found:
    changes = list(draft.changes)
    found = _parts(element, form, typed=True)
    if any(0 < weight < 100 for weight, _ in found):
        changes.append("Answers worth partial credit are left out.")
    parts = [
        Part(part.text.replace("\\*", "*"), part.why, right=weight >= 100)
        for weight, part in found
        if not 0 < weight < 100 and part.text.strip() != "*"
    ]
    if any(stands_for_any(part.text) for weight, part in found if weight >= 100):
        changes.append(ANY_TEXT)
    explanation = draft.explanation or next((part.why for part in parts if part.right and part.why), "")
    return replace(draft, parts=parts, changes=changes, explanation=explanation)


def _numeric(element: Element, draft: Draft, form: str) -> Found:
    values: list[tuple[float, float, float, str]] = []
    changes = list(draft.changes)
    for answer in element.all("answer"):
        weight = _weight(answer)
        try:
            tolerance = number_in(answer.said("tolerance") or "0")
            values.append((weight, number_in(_said(answer)), abs(tolerance), _html(answer.one("feedback"), form)))
        except NotANumberError as error:
            if weight >= 100:
                return Refused(Place(answer.line), draft.name, str(error))
            if _said(answer).strip() != "*":
                changes.append(f"A number that is not right is left out: {error}")
    right = [one for one in values if one[0] >= 100]
    if not right:
        return Refused(draft.place, draft.name, "It has no number that is completely right.")
    if len(right) > 1:
        changes.append("Only the first of several right numbers is kept.")
    if any(0 < one[0] < 100 for one in values):
        changes.append("Partial credit for near numbers is left out.")
    units = [unit.said("unit_name").strip() for unit in element.below("unit")]
    if len(units) > 1:
        changes.append("Only the first of several units is kept.")
    mistakes = [Part(shown(value), why) for weight, value, _, why in values if weight <= 0]
    return replace(
        draft,
        explanation=draft.explanation or right[0][3],
        value=right[0][1],
        tolerance=right[0][2],
        unit=text_as_html(units[0]) if units else "",
        parts=mistakes,
        changes=changes,
    )


def _matching(element: Element, draft: Draft, form: str) -> Found:
    couples, spare = [], []
    for sub in element.all("subquestion"):
        prompt, response = _html(sub, form), _plain(sub.one("answer"))
        if prompt.strip():
            couples.append(Couple(prompt, response))
        else:
            spare.append(Part(response))
    return replace(draft, couples=couples, parts=spare)


def _ordering(element: Element, draft: Draft, form: str) -> Found:
    """The fractions say the place of each step; where they are all alike, the steps stand in order."""
    answers = element.all("answer")
    ranked = sorted(answers, key=_weight) if len({_weight(answer) for answer in answers}) == len(answers) else answers
    parts = [Part(_html(answer, form), _html(answer.one("feedback"), form)) for answer in ranked]
    return replace(draft, parts=parts)


_BODIES = {
    Kind.SINGLE: _choice,
    Kind.TRUE_FALSE: _true_false,
    Kind.TYPED: _typed,
    Kind.NUMERIC: _numeric,
    Kind.MATCHING: _matching,
    Kind.ORDERING: _ordering,
}
