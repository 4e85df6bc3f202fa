"""A note of Anki's as items: our own note type with all there is, gap texts, choices of a known add-on, and cards."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from html.parser import HTMLParser

from bot.exchange.carrying import facts_in, unsealed
from bot.exchange.draft import Couple, Draft, Found, Markup, Part, Place, Refused
from bot.exchange.readers.cards import GAP, card, clozes
from bot.exchange.readers.shared import text_as_html
from bot.exchange.text import parsable, plain
from bot.kernel.questions import Kind

OURS = ("Question", "Options", "Answer", "Reasons", "Explanation", "Kind", "Id")
"""The fields of our own note type."""

Fields = Sequence[tuple[str, str]]
"""Texts by the names of their fields."""

_SOUND = re.compile(r"\[sound:([^\[\]\n]*)\]")


def items(place: Place, fields: Fields, tags: Sequence[str], deck: str, *, markup: Markup = "html") -> Iterator[Found]:
    """The items that a note holds, by its fields' names and texts."""
    named = {name.strip().casefold(): text for name, text in fields if name}
    if {"question", "answer", "kind"} <= set(named):
        yield _ours(place, named, tags, deck)
        return
    _, tags = facts_in(tags)
    fields, markup = _heard(fields, markup)
    named = {name.strip().casefold(): text for name, text in fields if name}
    if any(GAP.search(text) for _, text in fields):
        first = next(n for n, (_, text) in enumerate(fields) if GAP.search(text))
        extra = next((text for _, text in fields[first + 1 :] if text.strip()), "")
        yield from clozes(place, fields[first][1], extra, tags=tags, category=deck, markup=markup)
    elif "q_1" in named and "answers" in named:
        yield _all_in_one(place, named, tags, deck, markup)
    else:
        texts = [text for _, text in fields] + ["", ""]
        yield card(place, texts[0], texts[1], tags=tags, category=deck, markup=markup)


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
    parts = [Part(text, right=n <= len(marks) and marks[n - 1] == "1") for n, text in texts if text.strip()]
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
        self.bold = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - as the parser calls it
        if tag == "li":
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
    pairs = [(_joined(bold), _joined(rest)) for bold, rest in parser.found]
    return [(bold, _without_sign(rest)) if bold else (rest, "") for bold, rest in pairs]


def _without_sign(text: str) -> str:
    """What follows a text in bold, without the sign between the two."""
    return text[1:].strip() if text[:1] in ("→", ":") else text


def _joined(parts: Sequence[str]) -> str:
    return "\n".join(" ".join(line.split()) for line in "".join(parts).split("\n")).strip()
