"""A sheet to print: the questions with room to answer, then a page with the key."""

from collections.abc import Iterator
from dataclasses import replace

from bot.exchange.writers.common import Pack, Written, figure, lined, parts_of
from bot.kernel.questions import Choice, Kind, Matching, Numeric, Ordering, Question
from bot.kernel.shuffle import lot, unsolved

_STYLE = """
body { font: 11pt/1.4 Georgia, serif; max-width: 42em; margin: 2em auto; padding: 0 1em; }
h1 { font-size: 1.5em; } h2 { font-size: 1.15em; margin-top: 2em; }
section { break-inside: avoid; margin: 1.2em 0; } ol.letters { list-style: upper-alpha; }
table { border-collapse: collapse; } td { padding: .2em 1.5em .2em 0; vertical-align: top; }
.line { border-bottom: 1px solid #888; height: 1.8em; width: 60%; } .why, .source { font-size: .9em; color: #444; }
.key { break-before: page; } @media print { body { margin: 0; } }
"""
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def write(pack: Pack) -> Written:
    """Everything on paper: nothing is lost but the tags."""
    return Written("\n".join(_page(pack)).encode(), len(pack.questions))


def _page(pack: Pack) -> Iterator[str]:
    title = lined(pack.title)
    yield f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
    yield f"<style>{_STYLE}</style></head><body><h1>{title}</h1>"
    number = 0
    for section, questions in pack.by_section():
        yield f"<h2>{lined(section)}</h2>"
        for question in map(_scattered_options, questions):
            number += 1
            yield f"<section><p><b>{number}.</b> {lined(question.asking)}</p>{_asked(question)}</section>"
    yield f'<div class="key"><h1>{title}: key</h1>'
    in_order = (_scattered_options(question) for _, questions in pack.by_section() for question in questions)
    for place, question in enumerate(in_order, start=1):
        yield f"<section><p><b>{place}.</b> {_key(question)}</p>{_why(question)}</section>"
    yield "</div></body></html>\n"


def _asked(question: Question) -> str:
    body = question.body
    if isinstance(body, Choice):
        return _letters([option.text for option in body.options])
    if isinstance(body, Ordering):
        return _letters(unsolved([step.text for step in body.steps]))
    if isinstance(body, Matching):
        right = sorted(body.responses, key=lot)
        lettered = [f"{LETTERS[n]}. {lined(text)}" for n, text in enumerate(right)]
        rows = [f"<tr><td>{_prompt(body, n)}</td><td>{text}</td></tr>" for n, text in enumerate(lettered)]
        return f"<table>{''.join(rows)}</table>"
    return '<div class="line"></div>'


def _prompt(body: Matching, place: int) -> str:
    return f"{place + 1}. {lined(body.pairs[place].prompt)} ____" if place < len(body.pairs) else ""


def _letters(texts: list[str]) -> str:
    return f'<ol class="letters">{"".join(f"<li>{lined(text)}</li>" for text in texts)}</ol>'


def _scattered_options(question: Question) -> Question:
    """A choice whose options are scattered: whoever writes or imports one may have put what is right first."""
    body = question.body
    if not isinstance(body, Choice) or question.kind is Kind.TRUE_FALSE:
        return question
    return replace(question, body=replace(body, options=tuple(sorted(body.options, key=lambda one: lot(one.text)))))


def _key(question: Question) -> str:
    body = question.body
    if isinstance(body, Choice):
        right = [f"{LETTERS[n]}. {lined(option.text)}" for n, option in enumerate(body.options) if option.right]
        return "; ".join(right)
    if isinstance(body, Ordering):
        shown = unsolved([step.text for step in body.steps])
        return " → ".join(f"{LETTERS[shown.index(step.text)]}. {lined(step.text)}" for step in body.steps)
    if isinstance(body, Matching):
        shown = sorted(body.responses, key=lot)
        return "; ".join(f"{n}{LETTERS[shown.index(pair.match)]}" for n, pair in enumerate(body.pairs, start=1))
    if isinstance(body, Numeric):
        around = f" ± {figure(body.tolerance)}" if body.tolerance else ""
        return lined(f"{figure(body.value)}{around} {body.unit}".strip())
    return lined(" / ".join(part.text for part in parts_of(question) if part.right))


def _why(question: Question) -> str:
    lines = [lined(question.explanation)]
    body = question.body
    if isinstance(body, Numeric) and body.worked:
        lines.append(lined(body.worked))
    if question.kind in (Kind.SINGLE, Kind.MULTIPLE) and isinstance(body, Choice):
        lines += [f"{LETTERS[n]}: {lined(option.why)}" for n, option in enumerate(body.options) if option.why]
    said = "".join(f'<p class="why">{line}</p>' for line in lines if line)
    source = question.source
    return f'{said}<p class="source">{lined(source.title)}, {lined(source.url)}</p>' if source else said
