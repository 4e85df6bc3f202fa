"""What the checker finds in a question, in plain words, each with what mends it."""

import re
from collections.abc import Sequence
from dataclasses import replace

from discord.ui import Button, LayoutView

from bot.kernel.questions import Choice, Kind, Matching, Numeric, Ordering, Question, Typed
from bot.own.service import Advice
from cogs.own import words
from cogs.own.ids import Verb, on
from cogs.shared.cards import button

MOST = 5
"""So many are told at once: as many buttons as a row has."""

IN_LINES = {"key-length", "all-of-the-above", "absolute-words", "overlap", "grammar"}
FIELDS = ("stem", "lines", "explanation", "source", "marks")
"""In ids what is to be mended is its place here."""

_BEFORE = re.compile(r"^[^\S\n]*(?:(?:#+|[-*])[^\S\n]+(?=[^\s\d.,])|>+[^\S\n]*(?=[^\W\d_]))", re.MULTILINE)
"""What stands before a line; before a number it may be a sign of its own, as in - 5."""

_MARKS = re.compile(r"`|~~")
_AROUND = re.compile(r"(?<![\w*|])(\*{1,3}|__|\|\|)(?=[^\s*|])(.+?)(?<=[^\s*|])\1(?![\w*|])")
"""What stands around words; signs of a text itself, as in 2*3, a || b, or > 10 ms, are none."""

_LINK = re.compile(r"\[([^\]\n]+)\]\([^)\s]*\)")


def told(found: Sequence[Advice]) -> str:
    """The findings, numbered; praise where there are none."""
    if not found:
        return words.NO_FINDINGS
    lines = [
        words.FINDING.format(number=number, told=words.FINDINGS.get(one.rule, words.UNKNOWN_FINDING))
        for number, one in enumerate(found[:MOST], start=1)
    ]
    more = [words.MORE_FINDINGS.format(more=len(found) - MOST)] if len(found) > MOST else []
    return "\n".join((words.FINDINGS_HEAD, *lines, *more))


def mends(item: str, question: Question, found: Sequence[Advice]) -> list[Button[LayoutView]]:
    """A button for each finding that is told: it opens the form at the place, or does it."""
    fields = [field_of(one, question) for one in found[:MOST]]
    return [
        button(words.MENDS[field].format(number=number), on(Verb.MEND, item, str(FIELDS.index(field)), str(number)))
        for number, field in enumerate(fields, start=1)
    ]


def field_of(found: Advice, question: Question) -> str:
    """Where a finding is mended: a field of the form, or `marks`."""
    if found.rule == "markdown":
        return "marks"
    if found.rule in ("reason", "source", "source-line"):
        return "explanation" if found.rule == "reason" else "source"
    first = found.where[0] if found.where else ""
    if first == "explanation":
        return "explanation"
    in_lines = question.kind not in (Kind.NUMERIC, Kind.TRUE_FALSE) and (found.rule in IN_LINES or first != "stem")
    return "lines" if in_lines and first != "stem" else "stem"


def without_marks(question: Question) -> Question:
    """The question without formatting: in its stem bold stays, where it comes in pairs."""
    stem = _BEFORE.sub("", question.stem)  # before its parts are looked at: those begin no lines
    bold = stem.count("**") % 2 == 0
    parts = stem.split("**") if bold else [stem]
    body = question.body
    match body:
        case Choice():
            body = Choice(tuple(replace(one, text=_plain(one.text), why=_plain(one.why)) for one in body.options))
        case Ordering():
            body = Ordering(tuple(replace(one, text=_plain(one.text), why=_plain(one.why)) for one in body.steps))
        case Matching():
            pairs = (replace(p, prompt=_plain(p.prompt), match=_plain(p.match), why=_plain(p.why)) for p in body.pairs)
            extra = (replace(one, text=_plain(one.text), why=_plain(one.why)) for one in body.extra)
            body = replace(body, pairs=tuple(pairs), extra=tuple(extra))
        case Numeric():
            mistakes = (replace(one, why=_plain(one.why)) for one in body.mistakes)
            body = replace(body, worked=_plain(body.worked), mistakes=tuple(mistakes))
        case Typed():
            body = replace(body, near=tuple(replace(one, why=_plain(one.why)) for one in body.near))
    return replace(question, stem="**".join(map(_unmarked, parts)), body=body, explanation=_plain(question.explanation))


def reads_alike(bare: Question, question: Question) -> bool:
    """Whether some of what a question offers is told apart by its marks alone, and reads alike without them."""
    return _told_apart(bare) < _told_apart(question)


def _told_apart(question: Question) -> int:
    match question.body:
        case Choice(options):
            texts = [("option", one.text) for one in options]
        case Ordering(steps):
            texts = [("step", one.text) for one in steps]
        case Matching():
            pairs, responses = question.body.pairs, question.body.responses
            texts = [*(("prompt", one.prompt) for one in pairs), *(("response", one) for one in responses)]
        case _:
            texts = []
    return len({(side, " ".join(text.casefold().split())) for side, text in texts})


def _plain(text: str) -> str:
    """Without marks; a text that is nothing but marks stays."""
    return _unmarked(_BEFORE.sub("", text))


def _unmarked(text: str) -> str:
    bare = _AROUND.sub(r"\2", _MARKS.sub("", _LINK.sub(r"\1", text)))
    return bare if bare.strip() else text
