"""A pack that is too large for one of our files comes out whole, and goes in again as it was."""

from __future__ import annotations

from dataclasses import replace

from bot.exchange.draft import Ready, Wish
from bot.exchange.reading import format_of
from bot.exchange.writers.common import Pack
from bot.exchange.writers.ours import MOST_ITEMS
from bot.exchange.writing import TARGETS, ending_of, take_out
from bot.kernel.questions import Question
from tests.strategies import question


def taken(count: int) -> tuple[bytes, list[Question], int, int]:
    questions = [replace(question(f"q-{number}"), topic="t", source=None) for number in range(count)]
    data, report = take_out(Pack("Biology", "t", questions, ["Cells"] * count), TARGETS["yaml"])
    return data, questions, report.taken, len(report.lines)


def test_every_question_is_in_the_archive_and_comes_back() -> None:
    data, questions, written, lost = taken(2 * MOST_ITEMS + 1)
    assert (written, lost) == (len(questions), 0)
    assert ending_of(TARGETS["yaml"], data) == ".zip"
    form = format_of("biology.zip", data)
    assert form.name == "yaml"
    found = [one.question for one in form.read(data, Wish("biology.zip")).found if isinstance(one, Ready)]
    assert [one.id for one in found] == [one.id for one in questions]
    assert [one.body for one in found] == [one.body for one in questions]


def test_a_small_pack_is_one_file() -> None:
    data, questions, written, _ = taken(3)
    assert written == len(questions)
    assert ending_of(TARGETS["yaml"], data) == ".yaml"
    assert format_of("biology.yaml", data).name == "yaml"
