"""Files read in, for tests: what came of them, and what was said of the rest."""

from __future__ import annotations

from dataclasses import replace

from bot.exchange.importing import Brought, bring
from bot.exchange.taken import Import
from bot.kernel.questions import Choice, Matching, Numeric, Question


def imported(name: str, data: bytes | str, **more: object) -> Import:
    raw = data.encode() if isinstance(data, str) else data
    return bring(Brought(name, raw, **more))  # type: ignore[arg-type]


def questions(name: str, data: bytes | str, **more: object) -> list[Question]:
    return [item.question for item in imported(name, data, **more).items]


def key(question: Question) -> list[str]:
    assert isinstance(question.body, Choice)
    return [option.text for option in question.body.options if option.right]


def told(brought: Import) -> list[tuple[int | None, str, str]]:
    return [(line.place.line, line.outcome, line.message) for line in brought.report.lines]


def bare(question: Question) -> Question:
    """Without the reasons of pairs and without the unit."""
    body = question.body
    if isinstance(body, Matching):
        pairs = tuple(replace(pair, why="") for pair in body.pairs)
        body = Matching(pairs, tuple(replace(extra, why="") for extra in body.extra))
    if isinstance(body, Numeric):
        body = replace(body, unit="")
    return replace(question, body=body)
