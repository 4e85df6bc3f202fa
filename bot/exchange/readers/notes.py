"""A note of Anki's as items: our own note type with all there is, gap texts, choices of a known add-on, and cards."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from html.parser import HTMLParser

from bot.exchange.carrying import facts_in, unsealed
from bot.exchange.draft import Couple, Draft, Found, Markup, Part, Place, Refused, RefusedError, one_line
from bot.exchange.readers.cards import GAP, card, clozes
from bot.exchange.readers.shared import text_as_html
from bot.exchange.readers.table import (
    SIDES,
    UNNAMED_OPTIONS,
    Columns,
    in_cells,
    may_be_options,
    named_column,
    parts_in,
    placed,
    seems_place,
    word_of,
)
from bot.exchange.text import parsable, plain
from bot.kernel.questions import Kind

OURS = ("Question", "Options", "Answer", "Reasons", "Explanation", "Kind", "Id")
"""The fields of our own note type."""

PLACE = "data-place"
"""What an option's place in its pack is kept in, as a note shows them in another order."""

Fields = Sequence[tuple[str, str]]
"""Texts by the names of their fields."""

_SOUND = re.compile(r"\[sound:([^\[\]\n]*)\]")


Left = dict[str, None]
"""The names of fields of which nothing was taken, in the order in which they came."""


def items(
    place: Place, fields: Fields, tags: Sequence[str], deck: str, left: Left, *, markup: Markup = "html"
) -> Iterator[Found]:
    """The items that a note holds, by its fields' names and texts; `left` gets those of which nothing is taken."""
    named = {name.strip().casefold(): text for name, text in fields if name}
    if {"question", "answer", "kind"} <= set(named):
        yield _ours(place, named, tags, deck)
        return
    _, tags = facts_in(tags)
    fields, markup = _heard(fields, markup)
    named = {name.strip().casefold(): text for name, text in fields if name}
    if any(GAP.search(text) for _, text in fields):
        first = next(n for n, (_, text) in enumerate(fields) if GAP.search(text))
        extra = next((n for n, (_, text) in enumerate(fields) if n > first and text.strip()), first)
        _leave(fields, {first, extra}, left)
        explained = fields[extra][1] if extra != first else ""
        yield from clozes(place, fields[first][1], explained, tags=tags, category=deck, markup=markup)
    elif "q_1" in named and "answers" in named:
        yield _all_in_one(place, named, tags, deck, markup)
    else:
        yield _by_names(place, fields, tags, deck, markup, left)


def passed_over(left: Left) -> list[str]:
    """A note about the fields of which nothing was taken."""
    shown = ", ".join(f"'{name[:30]}'" for name in [*left][:12])
    mend = "To have them asked or typed instead, call them Question and Answer in Anki."
    return [f"Nothing is taken from these fields of its notes: {shown}. {mend}"] if left else []


def _leave(fields: Fields, taken: Collection[int], left: Left) -> None:
    for n, (name, text) in enumerate(fields):
        if n not in taken and text.strip():
            left.setdefault(one_line(name) or f"number {n + 1}")


def _by_names(place: Place, fields: Fields, tags: Sequence[str], deck: str, markup: Markup, left: Left) -> Found:
    """A card, or a choice, as the names of the fields say; without such names, the first two are the sides."""
    roles = [named_column(name) for name, _ in fields]
    of = placed([role or "-" for role in roles]).of
    why = next((n for n in of.get("explanation", ()) if fields[n][1].strip()), -1)
    if {"question", "right"} & set(of) and ("wrong" in of or len(of.get("option", ())) > 1):
        found = _choice(place, fields, of, tags, deck, markup)
        used = {*of.get("question", ())[:1], *of.get("right", ()), *of.get("option", of.get("wrong", ()))}
    else:
        asked, typed = _sides([word_of(name) for name, _ in fields], roles)
        texts = [*(text for _, text in fields), "", ""]
        right = plain(texts[typed], markup)[0]
        aside = (
            n for n in may_be_options([name for name, _ in fields]) if n not in (asked, typed) and fields[n][0].strip()
        )
        others = in_cells([plain(texts[n], markup)[0] for n in aside])
        if seems_place(right, others) and right == right.upper():  # small letters are what people learn to read
            return Refused(place, plain(texts[asked], markup)[0], UNNAMED_OPTIONS.format(right=right))
        found = card(place, texts[asked], texts[typed], tags=tags, category=deck, markup=markup)
        used = {asked, typed}
    if isinstance(found, Draft) and why >= 0 and why not in used:
        found = replace(found, explanation=fields[why][1])
    _leave(fields, used | {why}, left)
    return found


_DOUBTFUL = ("stem", "problem", "key", "right")
"""Names of sides that are names of other things, too: they decide nothing without a name that is sure."""

_NUMBERS = ("id", "noteid", "cardid", "questionid", "guid")
_ASIDE = (*_NUMBERS, "number", "no", "nr", "tags", "tag", "difficulty", "level")
"""What is not asked beside a field that is called an answer, nor typed beside a question."""


def _sides(words: Sequence[str], roles: Sequence[str | None]) -> tuple[int, int]:
    """Which field is asked, and which is typed: as names say that leave no doubt, and else the first two.

    For a note of less than two fields, one that is not there and is empty.
    """
    questions, rights = (_called(words, roles, role) for role in ("question", "right"))
    if all(words[n] in _DOUBTFUL for n in (*questions, *rights)):
        return (1, 2) if len(words) > 2 and words[0] in _NUMBERS else (0, 1)
    if not questions:
        return _first(words, rights[0], SIDES), rights[0]
    return questions[0], rights[0] if rights else _first(words, questions[0], ())


def _called(words: Sequence[str], roles: Sequence[str | None], role: str) -> list[int]:
    """The fields that are called so, the sure ones first."""
    return sorted((n for n, one in enumerate(roles) if one == role), key=lambda n: words[n] in _DOUBTFUL)


def _first(words: Sequence[str], side: int, better: Collection[str]) -> int:
    """The field that is most likely the other side: one of a better name, or the next, or the first there is."""
    others = [*range(side + 1, len(words)), *range(side)] if not better else [n for n in range(len(words)) if n != side]
    ranked = sorted(others, key=lambda n: (words[n] not in better, words[n] in _ASIDE))
    return ranked[0] if ranked else len(words)


def _choice(
    place: Place, fields: Fields, of: dict[str, list[int]], tags: Sequence[str], deck: str, markup: Markup
) -> Found:
    """A note with a field for each option, and one that says which of them is right."""
    cells = [plain(text, markup)[0] for _, text in fields]
    if "right" not in of or "question" not in of:
        return Refused(place, next(filter(None, cells), ""), UNNAMED)
    asked = of["question"][0]
    if any(fields[n][1].strip() and not cells[n] for n in of.get("option", ())):
        return Refused(place, cells[asked], "One of its options is only an image, or nothing that can be read.")
    try:
        kind, parts = parts_in(cells, Columns(of))
    except RefusedError as error:
        return Refused(place, cells[asked], str(error))
    stem = fields[asked][1]
    others = (text for n, (_, text) in enumerate(fields) if n != asked)
    pictures = [change for text in others for change in plain(text, markup)[1] if "left out" in change]
    if markup == "html":
        parts = [replace(part, text=text_as_html(part.text)) for part in parts]
    return Draft(place, kind, stem, parts, tags=tags, category=deck, markup=markup, changes=pictures)


UNNAMED = (
    "It has fields for options. Call the field that is asked Question, and the one that says what is right Answer."
)


def _heard(fields: Fields, markup: Markup) -> tuple[Fields, Markup]:
    """The fields with Anki's own way of writing a sound as HTML's, which is left out and told as images are."""
    if not any(_SOUND.search(text) for _, text in fields):
        return fields, markup
    texts = [(name, text if markup == "html" else text_as_html(text)) for name, text in fields]
    return [(name, _SOUND.sub(_as_audio, text)) for name, text in texts], "html"


def _as_audio(sound: "re.Match[str]") -> str:
    name = sound[1].replace('"', "'")
    return f'<audio src="{name}">'


def _all_in_one(place: Place, named: dict[str, str], tags: Sequence[str], deck: str, markup: Markup) -> Found:
    """The note type of the add-on "Multiple Choice for Anki": `Answers` is `0 1 0 0`."""
    stem = named.get("question", "")
    texts = [(n, named.get(f"q_{n}", "")) for n in range(1, 9)]
    marks = named["answers"].split()
    filled = {n for n, text in texts if text.strip()}
    right = {n for n, mark in enumerate(marks, start=1) if mark == "1"}
    if not right <= filled or len(marks) < max(filled, default=0) or not {*marks} <= {"0", "1"}:
        why = f"'{named['answers'][:30]}' in Answers does not say 1 (right) or 0 (wrong) for each of its options."
        return Refused(place, plain(stem, markup)[0], why)
    parts = [Part(text, right=n in right) for n, text in texts if text.strip()]
    kind = (
        Kind.MULTIPLE
        if named.get("qtype", "").strip() in ("0", "1") and sum(p.right for p in parts) > 1
        else Kind.SINGLE
    )
    explanation = named.get("extra 1", "") or named.get("comments", "")
    return Draft(place, kind, stem, parts, explanation=explanation, tags=tags, category=deck, markup=markup)


def _ours(place: Place, named: dict[str, str], tags: Sequence[str], deck: str) -> Found:
    label = plain(named["question"], "html")[0]
    try:
        kind = Kind(plain(named["kind"], "html")[0])
    except ValueError:
        return Refused(place, label, f"'{named['kind'][:30]}' is not a kind of question.")
    options, answers, reasons = (_listed(named.get(name, "")) for name in ("options", "answer", "reasons"))
    facts, tags = facts_in(unsealed(tag.replace("_", " ")) for tag in tags)
    draft = Draft(
        place,
        kind,
        named["question"],
        explanation=named.get("explanation", "") + "<br>" + named.get("source", ""),
        name=plain(named.get("id", ""), "html")[0],
        category=deck,
        tags=tags,
        markup="html",
        facts=facts,
    )
    return _with_body(draft, [text for text, _ in options], answers, reasons)


Said = Sequence[tuple[str, str]]
"""Texts with what is said of each."""


def _with_body(draft: Draft, options: Sequence[str], answers: Said, reasons: Said) -> Found:
    right = [text for text, _ in answers]
    whys = {text: why for text, why in reversed(reasons) if text}
    match draft.kind:
        case Kind.MATCHING:
            couples = [
                Couple(text_as_html(prompt), text_as_html(match), text_as_html(whys.get(prompt, "")))
                for prompt, match in answers
            ]
            spare = _spare(options[len(couples) :], {match for _, match in answers}, reasons[len(couples) :])
            return replace(draft, couples=couples, parts=spare)
        case Kind.ORDERING:
            return replace(draft, parts=[Part(text_as_html(text), text_as_html(whys.get(text, ""))) for text in right])
        case Kind.NUMERIC:
            found = re.match(r"(\S+)(?: ± (\S+))?(?: (.*))?$", right[0]) if right else None
            try:
                value, tolerance = (float(found[1]), float(found[2] or 0)) if found else (None, 0.0)
            except ValueError:
                value, tolerance = None, 0.0
            if found is None or value is None:
                return Refused(draft.place, draft.stem, "Its answer is not a number.")
            mistakes = [Part(text, text_as_html(why)) for text, why in reasons if text != right[0]]
            return replace(draft, value=value, tolerance=tolerance, unit=text_as_html(found[3] or ""), parts=mistakes)
        case Kind.TYPED:
            near = [Part(text_as_html(text), text_as_html(why)) for text, why in reasons if text and text not in right]
            return replace(draft, parts=[*(Part(text_as_html(text), right=True) for text in right), *near])
    parts = [Part(text_as_html(text), text_as_html(whys.get(text, "")), right=text in right) for text in options]
    return replace(draft, parts=parts)


def _spare(responses: Sequence[str], known: set[str], reasons: Said) -> list[Part]:
    """The responses that belong to no prompt, in the order of their reasons."""
    whys = {text: why for text, why in reasons if text in responses}
    others = dict.fromkeys([*whys, *responses])
    return [Part(text_as_html(text), text_as_html(whys.get(text, ""))) for text in others if text not in known]


class _Lists(HTMLParser):
    """The items of a list: what stands in bold at the beginning of each, and what follows it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[list[str], list[str]]] = []
        self.places: list[str] = []
        self.bold = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "li":
            self.places.append(dict(attrs).get(PLACE) or "")
            self.found.append(([], []))
        elif tag == "b":
            self.bold = True
        elif tag == "br":
            self.handle_data("\n")

    def handle_endtag(self, tag: str) -> None:
        self.bold = self.bold and tag != "b"

    def handle_data(self, data: str) -> None:
        if self.found:
            self.found[-1][0 if self.bold else 1].append(data)


def _listed(html: str) -> list[tuple[str, str]]:
    """(text, what is said of it) of each item of a list."""
    parser = _Lists()
    parser.feed(parsable(html))
    parser.close()
    found = parser.found
    if all(re.fullmatch("[0-9]{1,3}", place) for place in parser.places):
        found = [one for _, one in sorted(zip(map(int, parser.places), found, strict=True), key=lambda one: one[0])]
    pairs = [(_joined(bold), _joined(rest)) for bold, rest in found]
    return [(bold, _without_sign(rest)) if bold else (rest, "") for bold, rest in pairs]


def _without_sign(text: str) -> str:
    """What follows a text in bold, without the sign between the two."""
    return text[1:].strip() if text[:1] in ("→", ":") else text


def _joined(parts: Sequence[str]) -> str:
    return "\n".join(" ".join(line.split()) for line in "".join(parts).split("\n")).strip()
