"""Moodle's GIFT: https://docs.moodle.org/en/GIFT_format."""

import re
from collections.abc import Iterator

from bot.exchange.carrying import explained, tags_of
from bot.exchange.writers.common import Pack, Written, always_lost, figure, left, loses, parts_of, reasons_of
from bot.kernel.questions import MARK, Choice, Kind, Matching, Numeric, Question


def write(pack: Pack) -> Written:
    """All items but ordering, which GIFT has not."""
    lines = []
    blocks = []
    count = 0
    for section, questions in pack.by_section():
        path = "/".join(_flat(one).replace("/", "//") for one in (pack.title, section))
        blocks.append(f"$CATEGORY: {path}")
        for question in questions:
            if question.kind is Kind.ORDERING:
                lines.append(left(question, "GIFT has no ordering questions."))
                continue
            lines += loses(question, *always_lost(question), *_lost(question))
            blocks.append("\n".join(_block(question)))
            count += 1
    return Written(("\n\n".join(blocks) + "\n").encode(), count, lines)


def _lost(question: Question) -> list[str]:
    if isinstance(question.body, Matching) and any(extra.why for extra in question.body.extra):
        return ["the reasons of spare responses"]
    if isinstance(question.body, Numeric) and question.body.unit:
        return ["the unit"]
    return [] if question.kind is not Kind.MATCHING or not reasons_of(question) else ["the reasons of pairs"]


def _block(question: Question) -> Iterator[str]:
    tags = " ".join(f"[tag:{_in_comment(tag)}]" for tag in tags_of(question))
    yield f"// [id:{_in_comment(question.id)}] {tags}".rstrip()
    marked = "[markdown]" if MARK in question.stem else "[plain]"
    stem = f"::{_escaped(question.id)}::{marked}{_escaped(question.stem)}"
    explanation = explained(question)
    general = f"\n####{_escaped(explanation)}" if explanation else ""
    yield f"{stem} {{{_answers(question)}{general}\n}}"


def _answers(question: Question) -> str:
    body = question.body
    if question.kind is Kind.TRUE_FALSE and isinstance(body, Choice):
        key = body.options[body.key[0]]
        wrong = next(option for option in body.options if not option.right)
        return f"{key.text.upper()}#{_escaped(wrong.why)}#{_escaped(key.why)}"
    if isinstance(body, Matching):
        pairs = [f"\n={_escaped(pair.prompt)} -> {_escaped(pair.match)}" for pair in body.pairs]
        return "".join([*pairs, *(f"\n= -> {_escaped(extra.text)}" for extra in body.extra)])
    if isinstance(body, Numeric):
        wrong_values = "".join(f"\n=%0%{miss.text}:0{_feedback(miss.why)}" for miss in body.mistakes)
        return f"#\n={figure(body.value)}:{figure(body.tolerance)}{wrong_values}"
    if question.kind is Kind.TYPED:
        return "".join(f"\n={'' if o.right else '%0%'}{_typed(o.text)}{_feedback(o.why)}" for o in parts_of(question))
    weight = f"%{100 / max(1, question.choose):.5f}%".replace(".00000", "")
    minus = f"%-{100 / max(1, question.choose):.5f}%".replace(".00000", "")
    if question.kind is Kind.MULTIPLE:
        return "".join(
            f"\n~{weight if o.right else minus}{_escaped(o.text)}{_feedback(o.why)}" for o in parts_of(question)
        )
    return "".join(f"\n{'=' if o.right else '~'}{_escaped(o.text)}{_feedback(o.why)}" for o in parts_of(question))


def _typed(text: str) -> str:
    """A spelling, whose asterisks stand for themselves and not for any text."""
    return _escaped(text.replace("*", "\\*"))


def _feedback(why: str) -> str:
    return f"#{_escaped(why)}" if why else ""


def _escaped(text: str) -> str:
    escaped = re.sub(r"([\\~=#{}:])", r"\\\1", text).replace("\n", "\\n")
    # What begins like a weight, an arrow, a format or a comment is none.
    escaped = escaped.replace("->", "-\u2060>")
    return re.sub(r"^(%|\[(?:html|moodle|plain|markdown)\]|//|\$CATEGORY)", "\u2060\\1", escaped)


def _in_comment(text: str) -> str:
    return re.sub(r"([\\\]~=#{}:])", r"\\\1", _flat(text))


def _flat(text: str) -> str:
    return " ".join(text.split())
