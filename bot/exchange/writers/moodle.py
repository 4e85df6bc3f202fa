"""Moodle's XML: https://docs.moodle.org/en/Moodle_XML_format."""

from collections.abc import Iterator

from bot.exchange.carrying import explained, tags_of
from bot.exchange.writers.common import (
    Pack,
    Written,
    always_lost,
    escaped,
    figure,
    html,
    lined,
    loses,
    parts_of,
    reasons_of,
)
from bot.kernel.questions import Kind, Matching, Numeric, Option, Ordering, Question

_TYPES = {
    Kind.SINGLE: "multichoice", Kind.MULTIPLE: "multichoice", Kind.TRUE_FALSE: "truefalse", Kind.TYPED: "shortanswer",
    Kind.NUMERIC: "numerical", Kind.MATCHING: "matching", Kind.ORDERING: "ordering",
}  # fmt: skip


def write(pack: Pack) -> Written:
    """All items, ordering as the question type that Moodle has since version 4.4."""
    out, lines = ['<?xml version="1.0" encoding="UTF-8"?>', "<quiz>"], []
    for section, questions in pack.by_section():
        path = escaped(f"$course$/top/{pack.title.replace('/', '//')}/{section.replace('/', '//')}")
        out.append(f'<question type="category"><category><text>{path}</text></category></question>')
        for question in questions:
            out += _question(question)
            pairs = ["the reasons of pairs"] if question.kind is Kind.MATCHING and reasons_of(question) else []
            lines += loses(question, *always_lost(question), *pairs)
    return Written("\n".join([*out, "</quiz>", ""]).encode(), len(pack.questions), lines)


def _question(question: Question) -> Iterator[str]:
    yield f'<question type="{_TYPES[question.kind]}">'
    yield f"<name><text>{escaped(question.asking[:80])}</text></name>"
    yield f'<questiontext format="html"><text>{_cdata(html(question.stem))}</text></questiontext>'
    explanation = _cdata(lined(explained(question)))
    yield f'<generalfeedback format="html"><text>{explanation}</text></generalfeedback>'
    yield "<defaultgrade>1</defaultgrade><penalty>0</penalty><hidden>0</hidden>"
    yield f"<idnumber>{escaped(question.id)}</idnumber>"
    yield from _body(question)
    yield f"<tags>{''.join(f'<tag><text>{escaped(tag)}</text></tag>' for tag in tags_of(question))}</tags>"
    yield "</question>"


def _body(question: Question) -> Iterator[str]:
    body = question.body
    if isinstance(body, Matching):
        yield "<shuffleanswers>1</shuffleanswers>"
        for pair in body.pairs:
            yield _subquestion(pair.prompt, pair.match)
        for extra in body.extra:
            yield _subquestion("", extra.text)
    elif isinstance(body, Ordering):
        yield "<layouttype>VERTICAL</layouttype><selecttype>ALL</selecttype>"
        yield "<gradingtype>ABSOLUTE_POSITION</gradingtype>"
        for place, step in enumerate(body.steps, start=1):
            yield _answer(f"{place}.0000000", step.text, step.why)
    elif isinstance(body, Numeric):
        yield from _numeric(body)
    elif question.kind is Kind.TYPED:
        yield "<usecase>0</usecase>"
        for part in parts_of(question):
            yield _answer("100" if part.right else "0", part.text.replace("*", "\\*"), part.why, plain=True)
    else:
        yield from _choice(question, parts_of(question))


def _numeric(body: Numeric) -> Iterator[str]:
    yield _answer("100", figure(body.value), "", f"<tolerance>{figure(body.tolerance)}</tolerance>", plain=True)
    for miss in body.mistakes:
        yield _answer("0", miss.text, miss.why, "<tolerance>0</tolerance>", plain=True)
    if body.unit:
        yield f"<units><unit><multiplier>1</multiplier><unit_name>{escaped(body.unit)}</unit_name></unit></units>"


def _choice(question: Question, parts: list[Option]) -> Iterator[str]:
    if question.kind is Kind.TRUE_FALSE:
        for part in parts:
            yield _answer("100" if part.right else "0", part.text.lower(), part.why, plain=True)
        return
    several = question.kind is Kind.MULTIPLE
    share = f"{100 / max(1, question.choose):.7f}" if several else "100"
    yield f"<single>{'false' if several else 'true'}</single>"
    yield "<shuffleanswers>true</shuffleanswers><answernumbering>ABCD</answernumbering>"
    for part in parts:
        yield _answer(share if part.right else f"-{share}" if several else "0", part.text, part.why)


def _answer(weight: str, text: str, why: str, more: str = "", *, plain: bool = False) -> str:
    form, said = ("plain_text", escaped(text)) if plain else ("html", _cdata(lined(text)))
    feedback = f'<feedback format="html"><text>{_cdata(lined(why))}</text></feedback>'
    return f'<answer fraction="{weight}" format="{form}"><text>{said}</text>{feedback}{more}</answer>'


def _subquestion(prompt: str, match: str) -> str:
    asked = f'<subquestion format="html"><text>{_cdata(lined(prompt))}</text>'
    return f"{asked}<answer><text>{escaped(match)}</text></answer></subquestion>"


def _cdata(text: str) -> str:
    return f"<![CDATA[{text}]]>" if text else ""
