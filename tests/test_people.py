"""What an operator can do for a person: a copy, an erasure, and that no backup undoes it."""

from __future__ import annotations

import asyncio
import hmac
import json
import os
import sqlite3
import threading
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest
from structlog.testing import capture_logs
from typer.testing import CliRunner, Result

from bot.__main__ import app
from bot.app import App
from bot.client.client import RecallClient
from bot.profile.store import SqlEraser
from bot.storage.backup import back_up
from bot.storage.belonging import people_columns
from bot.storage.database import open_database
from bot.storage.erasure_keys import KEY
from bot.storage.erasures import IN_BACKUPS, Erasures, beside
from bot.storage.every_table import metadata
from bot.storage.sqlite import lock_file
from bot.storage.stores import SqlMeta
from bot.timing.clock import Clock
from tests.engines import file_only
from tests.prepared import upgrade_or_copy
from tests.storage.conftest import Storage
from tests.storage.rights import NOBODY, needs_root
from tests.storage.test_erasing import ADA, BEN, occurrences, plant

pytestmark = file_only

_KEY = "5a" * 32


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A database that has a row of Ada's and one of Ben's in every table."""
    path = tmp_path / "recall.sqlite3"
    monkeypatch.setenv("RECALL_DATABASE", str(path))
    monkeypatch.setenv("RECALL_BACKUPS", str(tmp_path / "backups"))
    upgrade_or_copy(path)
    plant(path)
    _without_orphans(path)
    run(path, "INSERT INTO meta VALUES (?, ?)", KEY, _KEY)
    run(path, "UPDATE heartbeat SET alive_at = 1000")
    return path


def run(path: Path, statement: str, *values: object) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(statement, values)
        connection.commit()


def _without_orphans(path: Path) -> None:
    """What was planted as a question is none, and not every row has its parent: such a database would be damaged."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DELETE FROM contents")
        while orphans := connection.execute("PRAGMA foreign_key_check").fetchall():
            for table, row, *_ in orphans:
                connection.execute(f'DELETE FROM "{table}" WHERE rowid = {row}')  # noqa: S608 - a table of this schema
        connection.commit()


def recall(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(one) for one in arguments])


def tables_naming_people() -> set[str]:
    return {table.name for table in metadata.sorted_tables if people_columns(table)}


def test_a_person_is_erased_by_the_operator(path: Path) -> None:
    """Nothing of them is left, nothing of others is touched, and it is noted in both places without their number."""
    before = sorted(occurrences(path, ADA))
    ended = recall("people", "erase", BEN, "--yes")
    assert (ended.exit_code, "Erased" in ended.output) == (0, True), ended.output
    told = {each.split()[0] for each in ended.output.partition("by table: ")[2].split(", ")}
    assert told == tables_naming_people(), "it says what was erased"
    assert list(occurrences(path, BEN)) == []
    assert sorted(occurrences(path, ADA)) == before
    for file in (beside(path), path.parent / "backups" / IN_BACKUPS):
        assert str(BEN) not in file.read_text()
        assert os.name != "posix" or file.stat().st_mode & 0o077 == 0
    assert (
        recall("people", "erase", BEN, "--yes").output
        == f"Nothing was stored about {BEN}. Check that the ID is theirs.\n"
    )


@pytest.mark.parametrize("lost", [(), ("database", "beside"), ("backups",)])
def test_a_backup_does_not_bring_back_who_was_erased_after_it(path: Path, lost: Sequence[str]) -> None:
    """Whichever of the two notes is left, restoring a copy from before erases them again, and tells of how many."""
    copy = path.parent / "copy.sqlite3"
    back_up(path, copy)
    recall("people", "erase", BEN, "--yes")
    places = {"database": path, "beside": beside(path), "backups": path.parent / "backups" / IN_BACKUPS}
    for name in lost:
        places[name].unlink()
    ended = recall("db", "restore", copy)
    assert "erased from it again: 1" in ended.output, ended.output
    assert list(occurrences(path, BEN)) == []
    assert list(occurrences(path, ADA)) != []


def test_a_line_that_a_full_disk_cut_off_swallows_no_other(path: Path) -> None:
    """Whoever is erased next is noted on a line of their own, and stays erased."""
    copy = path.parent / "copy.sqlite3"
    back_up(path, copy)
    for file in (beside(path), path.parent / "backups" / IN_BACKUPS):
        file.parent.mkdir(exist_ok=True)
        file.write_text("2026-11-28T10:00:00+00:00 abc")
    recall("people", "erase", BEN, "--yes")
    assert "erased from it again: 1" in recall("db", "restore", copy).output


def test_who_came_back_after_being_erased_stays(path: Path) -> None:
    """A copy that was made after the erasure, with what they have done since, is restored as it is."""
    recall("people", "erase", BEN, "--yes")
    run(path, "UPDATE heartbeat SET alive_at = 9000000000000")
    run(path, "INSERT INTO names (guild_id, player_id, name) VALUES (7, ?, 'Ben again')", BEN)
    copy = path.parent / "copy.sqlite3"
    back_up(path, copy)
    assert "again" not in recall("db", "restore", copy).output
    assert "names.player_id" in set(occurrences(path, BEN))


def test_a_copy_made_while_the_clock_was_ahead_brings_nobody_back(path: Path) -> None:
    """Which erasures it knows is counted; and once it is restored, who comes back after that stays."""
    copy = path.parent / "copy.sqlite3"
    run(path, "UPDATE heartbeat SET alive_at = 9000000000000")
    back_up(path, copy)
    recall("people", "erase", BEN, "--yes")
    assert "erased from it again: 1" in recall("db", "restore", copy).output
    assert list(occurrences(path, BEN)) == []

    run(path, "INSERT INTO names (guild_id, player_id, name) VALUES (7, ?, 'Ben again')", BEN)
    later = path.parent / "later.sqlite3"
    back_up(path, later)
    assert "again" not in recall("db", "restore", later).output
    assert "names.player_id" in set(occurrences(path, BEN))


def test_a_disk_that_hangs_keeps_no_game_waiting(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While it is noted who was erased, which waits for the disk, everything else goes on."""
    goes_on, noted = threading.Event(), []

    async def noting() -> None:
        begun, loop = asyncio.Event(), asyncio.get_running_loop()

        def hanging(_: int) -> None:
            loop.call_soon_threadsafe(begun.set)
            noted.append(goes_on.wait(30))

        monkeypatch.setattr("bot.storage.erasures.os.fsync", hanging)
        storage = Storage(open_database(path))
        await storage.open()
        erasures = Erasures(SqlMeta(storage.writer, storage.database.reading), lambda: [beside(path)], Clock().now)
        task = asyncio.create_task(erasures.note(BEN))
        await begun.wait()
        goes_on.set()
        await task
        await storage.close()

    asyncio.run(noting())
    assert noted == [True]


async def _start(path: Path) -> None:
    """As a newer version does when it opens the database."""
    storage = Storage(open_database(path))
    await storage.open()
    erasures = Erasures(SqlMeta(storage.writer, storage.database.reading), lambda: [beside(path)], Clock().now)
    await erasures.finish(path, SqlEraser(storage.writer, storage.database.reading).erase_from)
    await storage.close()


def erased_by_an_older_version(path: Path, person: int, at: str = "2026-11-28T10:00:00+00:00") -> None:
    beside(path).write_text(f"{at} {hmac.digest(bytes.fromhex(_KEY), str(person).encode(), 'sha256').hex()} 0017\n")


def test_what_an_older_version_could_not_erase_is_erased_by_the_newer(path: Path) -> None:
    """It did not know the newest tables; those that it knew it has erased itself, and what is there came after."""
    fresh = {"own_suggestions", "own_items", "lessons_read", "course_sittings", "essay_attempts", "flashcards"}
    before, others = set(occurrences(path, BEN)), sorted(occurrences(path, ADA))
    assert {where.split(".")[0] for where in before} >= fresh
    erased_by_an_older_version(path, BEN)
    with capture_logs() as logged:
        asyncio.run(_start(path))
    assert [one["people"] for one in logged if "older version" in one["event"]] == [1]
    left = {where.split(".")[0] for where in occurrences(path, BEN)}
    assert not left & fresh
    assert {"names", "answers", "players"} <= left
    assert sorted(occurrences(path, ADA)) == others


def test_an_older_version_s_erasure_is_finished_once(path: Path) -> None:
    """Whoever comes back afterward keeps what they do from then on."""
    erased_by_an_older_version(path, BEN)
    asyncio.run(_start(path))
    row = ("flashcards", "player_id")
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(f"UPDATE {row[0]} SET {row[1]} = ? WHERE {row[1]} = ?", (BEN, ADA))  # noqa: S608 - fixed names
    before = sorted(occurrences(path, BEN))
    assert "flashcards.player_id" in before
    asyncio.run(_start(path))
    assert sorted(occurrences(path, BEN)) == before


@pytest.mark.parametrize("at", ["2026-11-28T10:00:00+00:00", "2062-11-28T10:00:00+00:00"])
def test_whoever_comes_back_after_an_older_version_s_erasure_that_left_nothing_keeps_what_they_do(
    path: Path, at: str
) -> None:
    """The first start of the newer version found nobody to erase, and the next one must not take them for left over.

    Nor where a clock was wrong, so that the erasure seems to come after it."""
    cleo = BEN + 77
    erased_by_an_older_version(path, cleo, at)
    asyncio.run(_start(path))
    run(path, "UPDATE flashcards SET player_id = ? WHERE player_id = ?", cleo, BEN)
    before = sorted(occurrences(path, cleo))
    assert before
    asyncio.run(_start(path))
    assert sorted(occurrences(path, cleo)) == before


def test_people_are_looked_for_only_until_older_versions_erasures_are_finished(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With millions of rows that takes many seconds, in which nobody who plays there is answered."""
    erased_by_an_older_version(path, BEN)
    asyncio.run(_start(path))
    monkeypatch.setattr("bot.storage.erasures._people", lambda _: pytest.fail("it was finished"))
    asyncio.run(_start(path))


def test_this_version_s_own_erasures_are_whole(path: Path) -> None:
    """Whoever comes back after one loses nothing at the next start."""
    recall("people", "erase", BEN, "--yes")
    run(path, "UPDATE flashcards SET player_id = ? WHERE player_id = ?", BEN, ADA)
    before = sorted(occurrences(path, BEN))
    asyncio.run(_start(path))
    assert before
    assert sorted(occurrences(path, BEN)) == before


async def test_the_bot_finishes_erasures_when_it_opens_a_database(tmp_path: Path) -> None:
    """Before anybody can press anything."""
    path = tmp_path / "other.sqlite3"
    upgrade_or_copy(path)
    run(path, "INSERT INTO meta VALUES (?, ?)", KEY, _KEY)
    run(path, "INSERT INTO lessons_read VALUES (?, 'c', 'm', 'l', 0)", BEN)
    erased_by_an_older_version(path, BEN)
    bot = App(open_database(path), RecallClient(), Clock())
    await bot.open()
    await bot.give_up()
    assert list(occurrences(path, BEN)) == []


def test_a_person_gets_a_copy_from_the_operator(path: Path) -> None:
    """The same files as in Discord, beside a running bot; nobody else's number is in them."""
    run(path, "UPDATE reports SET complaint = 'unclear', outcome = 'open'")
    ended = recall("people", "export", BEN, "--to", path.parent / "out")
    assert ended.exit_code == 0, ended.output
    told = json.loads((path.parent / "out" / f"{BEN}.json").read_text())
    assert {"names", "ratings", "reports"} <= told["stored"].keys()
    assert str(ADA) not in json.dumps(told)


@pytest.mark.parametrize("command", ["erase", "export"])
@pytest.mark.parametrize("person", ["ben", "12 34", "-1", "²", "9" * 16, "9" * 19, "9" * 40])
def test_what_is_no_id_is_refused_in_words(path: Path, command: str, person: str) -> None:  # noqa: ARG001
    """Nothing is erased by mistake."""
    ended = recall("people", command, "--", person)
    assert ended.exit_code == 2
    assert "is not a Discord user ID" in ended.output


def test_nobody_s_copy_is_no_file(path: Path) -> None:
    """A number that somebody typed over looks like no success: three empty files would."""
    ended = recall("people", "export", BEN + 77, "--to", path.parent / "out")
    assert (ended.exit_code, f"Nothing is stored about {BEN + 77}" in ended.output) == (2, True)
    assert not (path.parent / "out").exists()


@pytest.mark.parametrize(("typed", "said"), [("n\n", "Nothing was erased."), ("", "In a script, add --yes.")])
def test_a_doubtful_operator_erases_nothing(path: Path, typed: str, said: str) -> None:
    """Without a yes everything stays, also where nobody is there to say it."""
    before = sorted(occurrences(path, BEN))
    ended = CliRunner().invoke(app, ["people", "erase", str(BEN)], input=typed)
    assert (ended.exit_code, said in ended.output) == (2, True), ended.output
    assert sorted(occurrences(path, BEN)) == before


@needs_root
def test_what_root_erases_leaves_nothing_that_the_service_cannot_read(path: Path) -> None:
    """Both notes, and a folder that was made for one, belong to whom the database's folder belongs."""
    os.chown(path.parent, NOBODY, NOBODY)
    recall("people", "erase", BEN, "--yes")
    backups = path.parent / "backups"
    assert {file.stat().st_uid for file in (beside(path), backups, backups / IN_BACKUPS)} == {NOBODY}


def test_a_note_that_cannot_be_read_is_named(path: Path) -> None:
    """Whoever restores a copy reads which file is in the way: without it somebody erased would come back."""
    copy = path.parent / "copy.sqlite3"
    back_up(path, copy)
    note = path.parent / "backups" / IN_BACKUPS
    note.mkdir(parents=True)
    ended = recall("db", "restore", copy)
    assert ended.exit_code != 0
    assert f"{note} cannot be read" in ended.output


def _start_anew(path: Path) -> None:
    """What is planted are no real answers, of which no copy can be made."""
    for file in path.parent.glob(f"{path.name}*"):
        file.unlink()
    upgrade_or_copy(path)


def test_a_persons_copy_is_for_the_operator_alone(path: Path) -> None:
    """Nobody else on the machine reads what somebody answered, also where an older copy could be read."""
    _start_anew(path)
    run(path, "INSERT INTO names (guild_id, player_id, name) VALUES (70, ?, 'Ben')", BEN)
    folder = path.parent / "for" / "ben"
    for _ in range(2):
        ended = recall("people", "export", BEN, "--to", folder)
        assert ended.exit_code == 0, ended.output
        files = list(folder.iterdir())
        assert len(files) == 3
        modes = {one.stat().st_mode & 0o077 for one in (folder, folder.parent, *files)}
        assert os.name != "posix" or modes == {0}
        for file in files:
            file.chmod(0o644)


def test_a_copy_that_cannot_be_written_is_not_the_databases_fault(path: Path) -> None:
    """The file is named that was to be written, and not the database."""
    _start_anew(path)
    run(path, "INSERT INTO names (guild_id, player_id, name) VALUES (70, ?, 'Ben')", BEN)
    taken = path.parent / "taken"
    taken.write_text("")
    ended = recall("people", "export", BEN, "--to", taken)
    assert ended.exit_code == 1
    assert f"{taken / f'{BEN}.json'} cannot be written: {taken} is not a directory. Name another" in ended.output
    assert str(path) not in ended.output


def test_an_older_copy_stays_until_the_new_one_is_whole(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that fills up in the middle takes away nothing that was there, and leaves no part of anything."""
    _start_anew(path)
    run(path, "INSERT INTO names (guild_id, player_id, name) VALUES (70, ?, 'Ben')", BEN)
    folder = path.parent / "ben"
    assert recall("people", "export", BEN, "--to", folder).exit_code == 0
    before = {file: file.read_bytes() for file in folder.iterdir()}
    run(path, "UPDATE names SET name = 'Benjamin'")

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    ended = recall("people", "export", BEN, "--to", folder)
    assert ended.exit_code == 1
    assert f"There is no room for {folder / f'{BEN}.json'}: the disk is full" in ended.output
    assert {file: file.read_bytes() for file in folder.iterdir()} == before


def test_nobody_is_asked_for_a_yes_that_would_not_help(path: Path) -> None:
    """While a Recall runs nothing can be erased, which is said first."""
    with lock_file(path):
        ended = CliRunner().invoke(app, ["people", "erase", str(BEN)], input="y\n")
    assert ended.exit_code == 2
    assert ended.output == f"Another Recall is running on {path}. Stop it first.\n"
