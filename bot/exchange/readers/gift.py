"""Moodle's GIFT: https://docs.moodle.org/en/GIFT_format."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from bot.exchange.carrying import facts_in
from bot.exchange.draft import Couple, Draft, Found, Markup, Part, Place, Reading, Refused, Wish
from bot.exchange.readers.shared import ANY_TEXT, NotANumberError, last_of_path, number_in, stands_for_any
from bot.exchange.text import decoded
from bot.kernel.numbers import shown
from bot.kernel.questions import Kind

_ESCAPED = re.compile(r"\\([~=#{}:\]\\n])")
_FORMAT = re.compile(r"^\s*\[(html|moodle|plain|markdown)\]", re.IGNORECASE)
_NAME = re.compile(r"^\s*::(.*?)::", re.DOTALL)
_WEIGHT = re.compile(r"^\s*%(-?\d+(?:[.,]\d+)?)%")
_TAG = re.compile(r"\[(tag|id):((?:[^\]\\]|\\.)*)\]")
_TRUTH = re.compile(r"^\s*(T|F|TRUE|FALSE)\s*$", re.IGNORECASE)
GAP = "_____"
TWICE = (
    "Answers in '{…}' begin a second time in it. Leave an empty line between two questions, and write '\\{' for a "
    "brace that is part of the text."
)


@dataclass(frozen=True, slots=True)
class _Answer:
    """One answer between braces: `weight` in percent."""

    sign: str
    weight: float
    text: str
    why: str


def read(data: bytes, wish: Wish) -> Reading:  # noqa: ARG001 - as all readers
    """Each question of the file; descriptions, essays and what is damaged are refused by line."""
    text, notes = decoded(data)
    return Reading(_found(text), notes)


def _found(text: str) -> Iterator[Found]:
    category, tags, name = "", [], ""
    for line, block in _blocks(text):
        lines = []
        for one in block:
            stripped = one.strip()
            if stripped.startswith("//"):
                tags += [_plain(value) for kind, value in _TAG.findall(stripped) if kind == "tag"]
                name = next((_plain(value) for kind, value in _TAG.findall(stripped) if kind == "id"), name)
            elif stripped.startswith("$CATEGORY:"):
                category = stripped.removeprefix("$CATEGORY:").strip()
            else:
                lines.append(one)
        body = "\n".join(lines).strip()
        if body:
            skipped = next(n for n, one in enumerate(block) if one in lines and one.strip())
            yield _question(body, Place(line + skipped), category, tags, name)
            tags, name = [], ""


def _blocks(text: str) -> Iterator[tuple[int, list[str]]]:
    """What stands between empty lines, as Moodle reads it, with the number of its first line."""
    block: list[str] = []
    for number, line in enumerate((*text.split("\n"), ""), start=1):
        if line.strip():
            block.append(line)
        elif block:
            yield number - len(block), block
            block = []


def _question(body: str, place: Place, category: str, tags: list[str], name: str) -> Found:
    if named := _NAME.match(body):
        name, body = name or _plain(named[1]), body[named.end() :]
    markup, body = _format(body)
    opens = _find(body, "{")
    label = name or body[:60]
    if opens < 0:
        return Refused(place, label, "This is text without an answer, which GIFT calls a description.")
    closes = _find(body, "}", opens)
    if closes < 0:
        return Refused(place, label, "Its answers begin with '{' but do not end with '}'.")
    if _find(body, "{", closes) >= 0:
        return Refused(place, label, TWICE)
    inside = body[opens + 1 : closes]
    before, after = _plain(body[:opens]).strip(), _plain(body[closes + 1 :]).strip()
    gap = re.search(r"\w", after) is not None
    stem = f"{before} {GAP} {after}" if gap else before
    inside, explanation = _general(inside)
    facts, own_tags = facts_in(tags)
    draft = Draft(
        place,
        Kind.SINGLE,
        stem,
        explanation=explanation,
        name=name,
        category=last_of_path(category),
        tags=own_tags,
        markup=markup,
        facts=facts,
    )
    return _answered(draft, inside, label)


def _format(text: str) -> tuple[Markup, str]:
    found = _FORMAT.match(text)
    if found is None:
        return "guessed", text
    markups: dict[str, Markup] = {"html": "html", "moodle": "guessed"}  # `moodle` is what there is without a name
    return markups.get(found[1].lower(), "none"), text[found.end() :]


def _find(text: str, sign: str, start: int = 0) -> int:
    at = start
    while (at := text.find(sign, at)) >= 0:
        backslashes = len(text[:at]) - len(text[:at].rstrip("\\"))
        if backslashes % 2 == 0:
            return at
        at += 1
    return -1


def _general(inside: str) -> tuple[str, str]:
    """The answers, and the feedback that is shown to everybody."""
    at = _find(inside, "####")
    return (inside, "") if at < 0 else (inside[:at], _plain(_format(inside[at + 4 :])[1]).strip())


def _answered(draft: Draft, inside: str, label: str) -> Found:
    bare = inside.strip()
    if not bare:
        return Refused(draft.place, label, "This is an essay question: nothing in it can be judged right or wrong.")
    first = re.split(r"(?<!\\)#", bare, maxsplit=1)[0]
    if _TRUTH.match(first):
        return _true_false(draft, bare)
    if bare.startswith("#"):
        return _numeric(draft, bare[1:], label)
    answers = list(_answers(bare))
    if not answers:
        return Refused(draft.place, label, "No answer in it begins with '=' or '~'.")
    if all(answer.sign == "=" and _find(answer.text, "->") >= 0 for answer in answers):
        return _matching(draft, answers)
    if all(answer.sign == "=" for answer in answers):
        return _typed(draft, answers)
    return _choice(draft, answers)


def _answers(inside: str) -> Iterator[_Answer]:
    starts = [found.start() for found in re.finditer(r"(?<!\\)(?:\\\\)*[~=]", inside)]
    starts = [at + len(inside[at:]) - len(inside[at:].lstrip("\\")) for at in starts]
    for at, end in zip(starts, [*starts[1:], len(inside)], strict=False):
        sign, whole = inside[at], inside[at + 1 : end]
        weight = 100.0 if sign == "=" else 0.0
        if found := _WEIGHT.match(whole):
            weight, whole = float(found[1].replace(",", ".")), whole[found.end() :]
        cut_at = _find(whole, "#")
        text, why = (whole, "") if cut_at < 0 else (whole[:cut_at], whole[cut_at + 1 :])
        yield _Answer(sign, weight, _format(text)[1].strip(), _plain(_format(why)[1]).strip())


def _told(draft: Draft, *changes: str) -> list[str]:
    return [*draft.changes, *(change for change in changes if change)]


def _true_false(draft: Draft, inside: str) -> Draft:
    word, *feedback = (_plain(_format(part)[1]).strip() for part in re.split(r"(?<!\\)#", inside))
    is_true = word.upper().startswith("T")
    wrong, right = [*feedback, "", ""][:2]
    parts = [
        Part("True", right if is_true else wrong, right=is_true),
        Part("False", wrong if is_true else right, right=not is_true),
    ]
    return replace(draft, kind=Kind.TRUE_FALSE, parts=parts)


def _numeric(draft: Draft, inside: str, label: str) -> Found:
    answers = list(_answers(inside)) or [_Answer("=", 100.0, *_halves(inside))]
    if inside.strip()[:1] not in "=~%":
        bare = re.split(r"(?<!\\)[~=]", inside, maxsplit=1)[0]
        answers = [_Answer("=", 100.0, *_halves(bare)), *(one for one in answers if one.sign == "~")]
    values: list[tuple[_Answer, tuple[float, float]]] = []
    unread = ""
    for one in answers:
        try:
            values.append((one, _value(one.text)))
        except NotANumberError as error:
            if one.weight >= 100:
                return Refused(draft.place, label, str(error) if one.text else "There is no number after '#'.")
            unread = unread or f"A number that is not right is left out: {error}"
    right = [(one, value) for one, value in values if one.weight >= 100]
    if not right:
        return Refused(draft.place, label, "There is no number after '#'.")
    (answer, (value, tolerance)), *others = right
    partial = [one for one, _ in values if 0 < one.weight < 100]
    dropped = "Only the first of several right numbers is kept." if others else ""
    graded = "Partial credit for near numbers is left out." if partial else ""
    mistakes = [Part(shown(value[0]), one.why) for one, value in values if one.weight <= 0]
    return replace(
        draft,
        kind=Kind.NUMERIC,
        value=value,
        tolerance=tolerance,
        parts=mistakes,
        explanation=draft.explanation or answer.why,
        changes=_told(draft, dropped, graded, unread),
    )


def _halves(text: str) -> tuple[str, str]:
    at = _find(text, "#")
    return (text.strip(), "") if at < 0 else (text[:at].strip(), _plain(text[at + 1 :]).strip())


def _value(text: str) -> tuple[float, float]:
    """The number and its tolerance. Raises `NotANumberError`."""
    low, dots, high = text.partition("..")
    if dots:
        bounds = number_in(low), number_in(high)
        return round(sum(bounds) / 2, 10), round(abs(bounds[1] - bounds[0]) / 2, 10)
    value, about, around = text.partition(":")
    return number_in(value), abs(number_in(around)) if about else 0.0


def _matching(draft: Draft, answers: list[_Answer]) -> Draft:
    couples, spare = [], []
    for one in answers:
        at = _find(one.text, "->")
        prompt, match = _plain(_format(one.text[:at])[1]).strip(), _plain(one.text[at + 2 :]).strip()
        if prompt:
            couples.append(Couple(prompt, match, one.why))
        else:
            spare.append(Part(match, one.why))
    return replace(draft, kind=Kind.MATCHING, couples=couples, parts=spare)


def _typed(draft: Draft, answers: list[_Answer]) -> Draft:
    right = [one for one in answers if one.weight >= 100]
    half = [one for one in answers if 0 < one.weight < 100]
    near = [one for one in answers if one.weight <= 0 and one.text.strip() != "*"]
    graded = f"Worth partial credit, and left out: {_listed(half)}." if half else ""
    explanation = draft.explanation or next((one.why for one in right if one.why), "")
    texts = [(_plain(one.text), one) for one in (*right, *near)]
    loose = ANY_TEXT if any(stands_for_any(text) for text, one in texts if one in right) else ""
    parts = [Part(text.replace("\\*", "*"), one.why, right=one in right) for text, one in texts]
    return replace(draft, kind=Kind.TYPED, parts=parts, explanation=explanation, changes=_told(draft, graded, loose))


def _choice(draft: Draft, answers: list[_Answer]) -> Draft:
    whole = [one for one in answers if one.weight >= 100]
    if whole:
        half = [one for one in answers if 0 < one.weight < 100]
        graded = f"Worth partial credit, and wrong here: {_listed(half)}." if half else ""
        several = f"Each one is right, and only the first is kept: {_listed(whole)}." if len(whole) > 1 else ""
        parts = [_part(one, right=one is whole[0]) for one in answers if one is whole[0] or one not in whole]
        return replace(draft, kind=Kind.SINGLE, parts=parts, changes=_told(draft, graded, several))
    right = [one for one in answers if one.weight > 0]
    uneven = "Its right options had different weights; here they count the same." if _uneven(right) else ""
    parts = [_part(one, right=one in right) for one in answers]
    return replace(draft, kind=Kind.MULTIPLE, parts=parts, changes=_told(draft, uneven))


def _uneven(right: list[_Answer]) -> bool:
    weights = [one.weight for one in right]
    return bool(weights) and max(weights) - min(weights) > 1


def _part(one: _Answer, *, right: bool = False) -> Part:
    return Part(_plain(one.text), one.why, right=right)


def _listed(answers: list[_Answer]) -> str:
    return ", ".join(f"'{_plain(one.text)[:40]}'" for one in answers)


def _plain(text: str) -> str:
    return _ESCAPED.sub(lambda found: "\n" if found[1] == "n" else found[1], text).replace("\u2060", "")
