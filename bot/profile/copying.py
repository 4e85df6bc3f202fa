"""What a copy of somebody's data has in it, row by row, and what it keeps back for now."""

import csv
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from typing import Any, NamedTuple

from bot.exchange.cells import as_text
from bot.kernel.answers import answer_in_words
from bot.kernel.library import Library
from bot.learning.api import Given, is_right
from bot.reports.api import Report
from bot.study.estimates import Figure, Picture
from bot.study.memory import Memory


@dataclass(frozen=True, slots=True)
class Export:
    """A copy of somebody's data."""

    as_json: str
    answers_csv: str
    estimates_csv: str


class Whole(NamedTuple):
    """A question with its key, as a table has it: which one, and the text of all of it."""

    question: str
    text: str


Stored = Mapping[str, Sequence[Mapping[str, Any]]]
"""Rows by table; a value is plain, or a `Whole` question."""


def questions_of(*answered: Iterable[Given]) -> Iterator[str]:
    """What these answers answer, by id."""
    return (given.question.id for some in answered for given in some)


def questions_in(stored: Stored) -> Iterator[str]:
    """The questions that rows have whole, by id."""
    rows = (row for rows in stored.values() for row in rows)
    return (value.question for row in rows for value in row.values() if isinstance(value, Whole))


def without_keys(stored: Stored, hidden: Collection[str]) -> dict[str, list[dict[str, Any]]]:
    """The rows as they are told: a question that is being asked is left out of its row, which says so."""
    return {table: [_told(row, hidden) for row in rows] for table, rows in stored.items()}


def _told(row: Mapping[str, Any], hidden: Collection[str]) -> dict[str, Any]:
    kept_back = any(isinstance(value, Whole) and value.question in hidden for value in row.values())
    told = {
        name: (None if kept_back else value.text) if isinstance(value, Whole) else value for name, value in row.items()
    }
    return told | {"withheld": True} if kept_back else told


def answer_row(given: Given, library: Library, hidden: Collection[str], *, judged: bool = True) -> dict[str, Any]:
    """An answer in words. Not `judged`: its question was never closed, so nobody was told whether it is right.

    What was answered before to a question that is being asked is kept back until it is not: it may well be the key.
    """
    withheld = given.question.id in hidden
    return {
        "at": given.at.isoformat(),
        "mode": given.mode,
        "question": given.question.id,
        "topic": given.question.topic,
        "concept": library.concepts.get(given.question.concept, given.question.concept),
        "stem": given.question.asking,
        "answer": None if withheld else answer_in_words(given.question, given.answer),
        "right": is_right(given, library) if judged and not withheld else None,
        "sure": not given.unsure,
        "seconds": given.seconds,
        "withheld": withheld,
    }


def figure_row(figure: Figure) -> dict[str, Any]:
    """How much of a topic they know, by estimate."""
    shares = {"accuracy": figure.accuracy, "low": figure.low, "high": figure.high}
    return {name: round(value, 3) for name, value in shares.items()} | {"answers": figure.answers}


def review_row(memory: Memory) -> dict[str, Any]:
    """When a question comes back, and why then."""
    state = memory.state
    return {
        "due": memory.due and memory.due.isoformat(),
        "stability_days": round(state.stability, 2),
        "difficulty": round(state.difficulty, 2),
        "lapses": state.lapses,
    }


def report_row(report: Report) -> dict[str, Any]:
    """What they reported, and what became of it."""
    return {
        "at": report.at.isoformat(),
        "question": report.question_id,
        "complaint": report.complaint,
        "text": report.text,
        "outcome": report.outcome,
    }


def answers_csv(rows: Iterable[Mapping[str, Any]]) -> str:
    """The answers as a table, by `answer_row`."""
    fields = ("at", "mode", "question", "topic", "concept", "stem", "answer", "right", "sure", "seconds", "withheld")
    return _csv(fields, rows)


def estimates_csv(picture: Picture, library: Library) -> str:
    """A row for each topic and, with its title, for each concept in it."""
    rows = [{"topic": topic, "concept": ""} | figure_row(figure) for topic, figure in picture.topics.items()]
    for (topic, concept), figure in picture.concepts.items():
        rows.append({"topic": topic, "concept": library.concepts.get(concept, concept)} | figure_row(figure))
    ordered = sorted(rows, key=lambda row: (row["topic"], row["concept"]))
    return _csv(("topic", "concept", "accuracy", "low", "high", "answers"), ordered)


def _csv(fields: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> str:
    """A table for spreadsheets: what others wrote, questions of a server's own among it, is no formula in it."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(fields)
    for row in rows:
        writer.writerow([as_text(cell) if isinstance(cell, str) else cell for cell in map(row.__getitem__, fields)])
    return out.getvalue()
