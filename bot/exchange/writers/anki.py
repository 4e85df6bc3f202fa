"""Anki decks, made by genanki: a note's id is its question's, so that a newer deck overwrites the older one's notes."""

import tempfile
from collections.abc import Iterable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import genanki

from bot.exchange.carrying import explained, sealed, tags_of
from bot.exchange.readers.notes import PLACE
from bot.exchange.writers.common import Pack, Written, always_lost, figure, html, lined, loses, parts_of
from bot.kernel.questions import Choice, Kind, Matching, Numeric, Ordering, Question
from bot.kernel.shuffle import lot, unsolved

FIELDS = ("Question", "Options", "Answer", "Reasons", "Explanation", "Source", "Kind", "Id")
_MODEL_ID = 1_607_392_711
"""Never changes: with another, Anki would take every note for one of a new type."""

_FRONT = '<div class="q">{{Question}}</div>{{#Options}}<hr>{{Options}}{{/Options}}'
_BACK = (
    '{{FrontSide}}<hr id="answer"><div class="a">{{Answer}}</div>{{#Explanation}}<p>{{Explanation}}</p>{{/Explanation}}'
    '{{#Reasons}}<div class="r">{{Reasons}}</div>{{/Reasons}}{{#Source}}<p class="s">{{Source}}</p>{{/Source}}'
)
_CSS = (
    ".card { font-family: sans-serif; font-size: 18px; text-align: left; max-width: 40em; margin: auto; }"
    ".a { font-weight: bold; } .r { font-size: 15px; } .s { font-size: 13px; opacity: 0.7; }"
)


class _Note(genanki.Note):  # type: ignore[misc] # genanki ships no types
    """A note that is known by its question's id."""

    @property
    def guid(self) -> str:
        return str(genanki.guid_for("recall", self.fields[-1]))

    @guid.setter
    def guid(self, value: str) -> None:
        """The id decides alone."""


def write(pack: Pack) -> Written:
    """A deck a sub-topic, below one that bears the pack's name."""
    decks, lines = [], []
    for section, questions in pack.by_section():
        name = f"{_plain(pack.title)}::{_plain(section)}"
        deck = genanki.Deck(_number(f"deck {name}"), name)
        for question in questions:
            deck.add_note(_note(question))
            lines += loses(question, *always_lost(question))
        decks.append(deck)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "pack.apkg"
        # The moment is what notes are dated by: Anki has a note overwritten by a newer one of the same id.
        genanki.Package(decks).write_to_file(str(path), timestamp=pack.at.timestamp())
        return Written(path.read_bytes(), len(pack.questions), lines)


def _plain(text: str) -> str:
    return " ".join(text.replace("::", ":").replace('"', "'").split()) or "Recall"


def _number(text: str) -> int:
    """The same number for the same name, in the range that Anki's ids have."""
    return 1 << 30 | int.from_bytes(sha256(text.encode()).digest()[:4]) >> 2


def _model() -> genanki.Model:
    template = {"name": "Question", "qfmt": _FRONT, "afmt": _BACK}
    return genanki.Model(_MODEL_ID, "Recall", [{"name": name} for name in FIELDS], [template], _CSS)


def _note(question: Question) -> _Note:
    source = question.source
    said = f"Source: {lined(source.title)}, {lined(source.url)} ({source.as_of})" if source else ""
    explanation = lined(explained(replace(question, source=None)))
    fields = [
        html(question.stem), _options(question), _answer(question), _reasons(question), explanation, said,
        question.kind.value, question.id,
    ]  # fmt: skip
    return _Note(model=_model(), fields=fields, tags=[_joined(tag) for tag in tags_of(question)])


def _joined(tag: str) -> str:
    """A tag of several words as one, as Anki parts tags with spaces."""
    return sealed(tag, "_").replace(" ", "_")


def _list(texts: Iterable[str], tag: str = "ul") -> str:
    items = "".join(f"<li>{text}</li>" for text in texts)
    return f"<{tag}>{items}</{tag}>" if items else ""


def _options(question: Question) -> str:
    """What can be chosen, in an order that does not give the key away; what is read again has that of the pack."""
    body = question.body
    match body:
        case Ordering():
            return _list(lined(text) for text in unsolved([step.text for step in body.steps]))
        case Matching():
            responses = sorted(body.responses, key=lot)
            return _list(lined(text) for text in (*(pair.prompt for pair in body.pairs), *responses))
        case Choice() if question.kind is not Kind.TRUE_FALSE:
            placed = sorted(enumerate(body.options, start=1), key=lambda one: lot(one[1].text))
            items = (f'<li {PLACE}="{n}">{lined(one.text)}</li>' for n, one in placed)
            return f"<ul>{''.join(items)}</ul>"
        case _:
            return _list(lined(part.text) for part in parts_of(question)) if question.choose else ""


def _answer(question: Question) -> str:
    body = question.body
    match body:
        case Ordering():
            return _list([lined(step.text) for step in body.steps], "ol")
        case Matching():
            return _list([f"<b>{lined(pair.prompt)}</b> → {lined(pair.match)}" for pair in body.pairs])
        case Numeric():
            around = f" ± {figure(body.tolerance)}" if body.tolerance else ""
            return _list([lined(f"{figure(body.value)}{around}{f' {body.unit}' if body.unit else ''}")])
        case _:
            return _list([lined(part.text) for part in parts_of(question) if part.right])


def _reasons(question: Question) -> str:
    body = question.body
    match body:
        case Ordering():
            pairs = [(step.text, step.why) for step in body.steps]
        case Matching():
            pairs = [*((pair.prompt, pair.why) for pair in body.pairs), *((one.text, one.why) for one in body.extra)]
        case _:
            keeps_all = not question.choose
            pairs = [(p.text, p.why) for p in parts_of(question) if p.why or (keeps_all and not p.right)]
    return _list(
        [f"<b>{lined(text)}</b>: {lined(why)}" for text, why in pairs if why or (not question.choose and text)]
    )
