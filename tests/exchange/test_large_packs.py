"""A pack that is too large for one of our files comes out whole, and goes in again as it was."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from zipfile import ZipFile

import pytest

from bot.exchange.draft import Ready, Refused, UnreadableError, Wish
from bot.exchange.readers import ours
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


def packed(files: dict[str, bytes]) -> bytes:
    whole = BytesIO()
    with ZipFile(whole, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return whole.getvalue()


def test_what_a_computer_puts_beside_the_files_is_left_alone() -> None:
    """Unpacked and packed again by a Mac: each file has a shadow with the same ending."""
    data, questions, *_ = taken(MOST_ITEMS + 1)
    with ZipFile(BytesIO(data)) as archive:
        files = {f"pack/{name}": archive.read(name) for name in archive.namelist()}
    names = [name.removeprefix("pack/") for name in files]
    shadows = {f"{folder}/._{name}": b"\x00\x05\x16\x07" for name in names for folder in ("__MACOSX/pack", "pack")}
    found = [*ours.read(packed({**shadows, **files}), Wish("biology.zip")).found]
    assert [one.question.id for one in found if isinstance(one, Ready)] == [one.id for one in questions]
    assert len(found) == len(questions)


def test_a_file_that_cannot_be_read_is_named_and_keeps_out_no_other() -> None:
    """Only where none can be read is the archive refused."""
    small, questions, *_ = taken(3)
    found = [*ours.read(packed({"notes.yaml": b"- just a list", "pack.yaml": small}), Wish("biology.zip")).found]
    assert [str(one.place) for one in found if isinstance(one, Refused)] == ["notes.yaml"]
    assert sum(isinstance(one, Ready) for one in found) == len(questions)
    with pytest.raises(UnreadableError, match=r"^notes\.yaml: This YAML is not a pack"):
        ours.read(packed({"notes.yaml": b"- just a list"}), Wish("biology.zip"))


def test_a_small_pack_is_one_file() -> None:
    data, questions, written, _ = taken(3)
    assert written == len(questions)
    assert ending_of(TARGETS["yaml"], data) == ".yaml"
    assert format_of("biology.yaml", data).name == "yaml"
