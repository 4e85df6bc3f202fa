"""What is kept of the packs for the next start: the same, only while nothing has changed, and nothing but that."""

import os
import signal
from collections.abc import Callable
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.kernel.library import Library
from bot.packs import catalogue
from bot.packs.catalogue import BUILT_IN
from bot.packs.keeping import digest_of, keep, kept
from bot.packs.live import LivePacks
from bot.packs.loading import PackFile, load_file
from tests.packs.samples import BODIES, item, write_pack

AT = datetime(2026, 11, 2, tzinfo=UTC)


@pytest.fixture
def packs(tmp_path: Path) -> Path:
    """A folder of packs with one item of each kind."""
    folder = tmp_path / "packs"
    write_pack(folder / "t" / "a.yaml", *(item(kind) for kind in BODIES))
    return folder


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The pack files that were read, as they are read."""
    paths: list[Path] = []
    load = load_file

    def noticed(path: Path) -> PackFile:
        paths.append(path)
        return load(path)

    monkeypatch.setattr(catalogue, "load_file", noticed)
    return paths


def held(library: Library) -> dict[str, object]:
    """All that a library holds, contrasts by what they hold."""
    values = {one.name: getattr(library, one.name) for one in fields(library)}
    values["contrasts"] = vars(values["contrasts"])
    return {name: value for name, value in values.items() if not callable(value)}


def test_the_next_start_has_the_same_and_reads_no_pack(tmp_path: Path, read: list[Path]) -> None:
    """Everything that ships is there as it was, found by its id too, and no file is read again."""
    first = LivePacks([BUILT_IN], shipped=BUILT_IN, beside=tmp_path / "recall.sqlite3")
    read.clear()
    second = LivePacks([BUILT_IN], shipped=BUILT_IN, beside=tmp_path / "recall.sqlite3")
    assert read == []
    assert first.stock.topics == second.stock.topics
    for one, other in ((first.stock.items, second.stock.items), (first.stock.drills, second.stock.drills)):
        assert held(one) == held(other)
    name, drill = next(iter(first.questions())), next(iter(first.stock.drills.flashcards))
    assert second.stock.items.find(name) == first.questions()[name]
    assert second.stock.drills.find(drill) == first.stock.drills.flashcards[drill]


@pytest.mark.parametrize(
    "change",
    [
        lambda folder: write_pack(folder / "t" / "a.yaml", item("single")),
        lambda folder: write_pack(folder / "t" / "b.yaml", item("single", "another")),
        lambda folder: (folder / "t" / "a.yaml").unlink(),
        lambda folder: (folder / "topics.yaml").write_text("topics: [{topic: t, title: Tea}]", encoding="utf-8"),
    ],
    ids=["another item", "another file", "a file less", "a table"],
)
def test_what_changed_while_the_bot_was_down_is_read(
    tmp_path: Path, packs: Path, change: Callable[[Path], object]
) -> None:
    """Whatever the file's times say: its contents count."""
    beside = tmp_path / "recall.sqlite3"
    LivePacks([packs], beside=beside)
    change(packs)
    for path in packs.glob("*/*"):
        os.utime(path, ns=(1, 1))
    again, whole = LivePacks([packs], beside=beside), LivePacks([packs])
    assert again.questions() == whole.questions()
    assert again.stock.topics == whole.stock.topics


async def test_a_file_that_changes_while_the_bot_runs_is_read(tmp_path: Path, packs: Path) -> None:
    """A bot that took up what was kept follows the files as any other."""
    LivePacks([packs], beside=tmp_path / "recall.sqlite3")
    live = LivePacks([packs], beside=tmp_path / "recall.sqlite3")
    write_pack(packs / "t" / "b.yaml", item("single", "another"))
    await live.reload(AT)
    assert "another" in live.questions()


def test_a_pack_with_an_error_is_told_at_every_start(tmp_path: Path, packs: Path) -> None:
    """What is wrong is never kept: the log says it again."""
    write_pack(packs / "t" / "bad.yaml", item("single", "bad", difficulty=9))
    for _ in range(2):
        with capture_logs() as logged:
            LivePacks([packs], beside=tmp_path / "recall.sqlite3")
        assert [entry["event"] for entry in logged] == ["a pack is left out"]


def test_a_pipe_among_the_packs_keeps_no_start_waiting(tmp_path: Path, packs: Path) -> None:
    """Nobody may ever write into it: it is told of and left out, and the questions of all files are there."""
    os.mkfifo(packs / "t" / "pipe.yaml")
    waiting_for_nobody = signal.signal(signal.SIGALRM, _too_long)
    signal.alarm(30)
    try:
        with capture_logs() as logged:
            found = LivePacks([packs], beside=tmp_path / "recall.sqlite3")
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, waiting_for_nobody)
    assert [(entry["event"], "not a regular file" in entry["problem"]) for entry in logged] == [
        ("a pack is left out", True)
    ]
    assert len(found.questions()) == len(BODIES)


def _too_long(number: int, frame: object) -> None:  # noqa: ARG001 - as the interpreter calls it
    raise AssertionError("it still waits")  # no error of the system, which is taken for one of the file


class Hostile:
    def __reduce__(self) -> tuple[Callable[[str], int], tuple[str]]:
        return os.system, ("touch taken",)


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: data[:-1],
        lambda data: data.replace(b"single", b"doable"),
        lambda _: b"",
        lambda _: b"\xff" * 100,
    ],
    ids=["cut short", "altered", "empty", "noise"],
)
def test_a_damaged_file_is_passed_over(tmp_path: Path, packs: Path, damage: Callable[[bytes], bytes]) -> None:
    """The packs are read, and kept anew."""
    beside, file = tmp_path / "recall.sqlite3", tmp_path / "recall.packs"
    whole = LivePacks([packs], beside=beside)
    file.write_bytes(damage(file.read_bytes()))
    assert LivePacks([packs], beside=beside).questions() == whole.questions()
    assert kept(file, digest_of([packs], None)) is not None


def test_a_forged_file_builds_nothing_but_what_packs_give(
    tmp_path: Path, packs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever can write beside the database cannot have the bot call anything."""
    monkeypatch.chdir(tmp_path)
    file, digest = tmp_path / "recall.packs", digest_of([packs], None)
    monkeypatch.setattr("bot.packs.keeping._parts", lambda _: Hostile())
    keep(file, digest, LivePacks([packs]).stock)
    assert kept(file, digest) is None
    assert not (tmp_path / "taken").exists()


def test_it_is_for_its_owner_alone_and_a_folder_that_cannot_be_written_is_no_trouble(
    tmp_path: Path, packs: Path
) -> None:
    """It holds all keys; where it cannot be kept the packs serve all the same."""
    LivePacks([packs], beside=tmp_path / "recall.sqlite3")
    assert (tmp_path / "recall.packs").stat().st_mode & 0o777 == 0o600
    assert LivePacks([packs], beside=tmp_path / "nowhere" / "recall.sqlite3").questions()
