"""Files that are made to do harm, or that could: each is refused in words, at once, and nothing is left behind."""

from __future__ import annotations

import csv
import json
import os
import sqlite3
import stat
import zipfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from io import BytesIO, StringIO
from pathlib import Path
from time import process_time

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from bot.__main__ import app
from bot.exchange.draft import UnreadableError
from bot.exchange.importing import Brought, bring
from bot.exchange.reading import FORMATS
from bot.exchange.writers.common import Pack
from bot.exchange.writing import TARGETS
from bot.kernel.questions import Choice, Option
from bot.whole import unwritten, write_folder, write_whole
from tests.storage.rights import NOBODY, as_nobody, needs_root
from tests.strategies import NOON, question

RUNNER = CliRunner()
BOMB = b"""<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
<quiz><question type="truefalse"><questiontext><text>&b;</text></questiontext></question></quiz>"""
OUTSIDE = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><quiz>&a;</quiz>"""


def packed(name: str, size: int) -> Callable[[], bytes]:
    """An archive that unpacks to so many bytes, made when it is asked for: it takes a second."""

    def made() -> bytes:
        out = BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            archive.writestr(name, b"0" * size)
        return out.getvalue()

    return made


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("q.gift", b"x{=a}\n\n" * 3_000_000, "21.0 MB"),
        ("q.xml", BOMB, "entities"),
        ("q.xml", OUTSIDE, "entities"),
        ("q.xml", b"<quiz>" + b"<a>" * 5_000, "nested too deep"),
        ("q.xlsx", packed("xl/workbook.xml", 200_000_000), "unpacked it would have"),
        ("q.apkg", packed("collection.anki2", 200_000_000), "unpacked it would have"),
        ("q.zip", packed("item.xml", 150_000_000), "unpacked it would have"),
        ("q.xlsx", b"PK\x03\x04nothing", "damaged"),
        ("q.apkg", packed("media", 5), "no collection"),
        ("q.json", b"[" * 200_000, "nested too deep"),
        ("q.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500, "old or encrypted"),
        ("q.pdf", b"%PDF-1.7\n", "PDF"),
        ("q.gift", b"", "empty"),
    ],
)
def test_refused_in_words(name: str, data: bytes | Callable[[], bytes], said: str) -> None:
    """A file that is too large, a bomb, a broken archive: one sentence says why nothing comes of it."""
    with pytest.raises(UnreadableError, match=said):
        bring(Brought(name, data if isinstance(data, bytes) else data()))


def test_a_database_that_would_never_end_is_cut_off() -> None:
    """A deck whose notes are an endless query ends with a sentence."""
    connection = sqlite3.connect(":memory:")
    connection.executescript(
        "CREATE TABLE col (models TEXT, decks TEXT); INSERT INTO col VALUES ('{}', '{}');"
        "CREATE TABLE cards (nid INTEGER, did INTEGER);"
        "CREATE VIEW notes AS WITH RECURSIVE n(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n)"
        " SELECT id, 1 AS mid, '' AS tags, '' AS flds FROM n;"
    )
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("collection.anki2", connection.serialize())
    connection.close()
    with pytest.raises(UnreadableError, match="damaged"):
        bring(Brought("q.apkg", out.getvalue()))


def test_a_view_in_a_deck_makes_no_text_of_its_own() -> None:
    """A few bytes that would become a gigabyte as they are read are refused before anything is read."""
    connection = sqlite3.connect(":memory:")
    connection.executescript(
        "CREATE TABLE col (models TEXT, decks TEXT); INSERT INTO col VALUES ('{}', '{}');"
        "CREATE TABLE cards (nid INTEGER, did INTEGER);"
        "CREATE VIEW notes AS SELECT 1 id, 1 mid, '' tags, printf('%.*c', 100000000, 'x') flds;"
    )
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("collection.anki2", connection.serialize())
    connection.close()
    with pytest.raises(UnreadableError, match="more than tables"):
        bring(Brought("q.apkg", out.getvalue()))


@pytest.mark.parametrize("filling", ["\n", " ", "\t", "{", "#", "*", "[ ", "A) ", "ANSWER", "&", "\\", "~", ":::"])
def test_a_long_run_of_anything_is_read_as_quickly_as_it_is_long(filling: str) -> None:
    """No reader looks through the same run again and again: eight times as much takes nowhere near 64 times as long."""

    def work(times: int) -> float:
        data = f"x{filling * times}x".encode()
        begun = process_time()
        for form in (None, *(FORMATS[name] for name in FORMATS if name not in ("apkg", "xlsx"))):
            with suppress(UnreadableError):
                bring(Brought("q.txt", data, form))
        return process_time() - begun

    assert work(16_000) < 60 * max(work(2_000), 0.02)


def run(*arguments: str) -> tuple[int, str]:
    result = RUNNER.invoke(app, ["packs", *arguments])
    return result.exit_code, result.output


def test_a_dry_run_leaves_nothing(tmp_path: Path) -> None:
    """The report is the same as of the import, and no file appears."""
    file = tmp_path / "unit.gift"
    file.write_text("Which?{=a ~b}\n\nEssay{}\n")
    (tmp_path / "packs").mkdir()
    status, said = run("import", str(file), "--dry-run", "--json", "--to", str(tmp_path / "packs"))
    report = json.loads(said)
    assert (status, report["taken"], report["changed"], report["refused"]) == (0, 1, 0, 1)
    assert [(line["line"], line["outcome"]) for line in report["lines"]] == [(3, "refused")]
    assert list((tmp_path / "packs").iterdir()) == []


def test_an_import_is_a_pack_that_the_checker_accepts(tmp_path: Path) -> None:
    """What comes in serves: no error, warnings about what it goes without. A second import replaces only if told to."""
    file = tmp_path / "unit one.gift"
    file.write_text("$CATEGORY: a/First\n\nWhich?{=a ~b}\n\n$CATEGORY: a/Second\n\nAnd which?{=c ~d}\n")
    packs = tmp_path / "packs"
    status, _ = run("import", str(file), "--to", str(packs))
    assert status == 0
    assert sorted(path.name for path in (packs / "unit-one").iterdir()) == ["first.yaml", "second.yaml"]
    status, said = run("check", str(packs))
    assert (status, "2 items" in said, "do not learn why" in said) == (0, True, True), said
    status, said = run("import", str(file), "--to", str(packs))
    assert (status, "--replace" in said) == (1, True)
    assert run("import", str(file), "--to", str(packs), "--replace")[0] == 0


def test_what_cannot_be_written_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that fills up in the middle leaves neither half a file nor half a folder, and the older one stays."""
    (tmp_path / "pack.yaml").write_bytes(b"older")
    calls = []

    def full(descriptor: int) -> None:
        calls.append(descriptor)
        if len(calls) > 1:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr("bot.whole.os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_folder(tmp_path / "folder", {"a.yaml": b"a", "b.yaml": b"b"})
    with pytest.raises(OSError, match="No space"):
        write_whole(tmp_path / "pack.yaml", b"newer")
    assert [path.name for path in tmp_path.iterdir()] == ["pack.yaml"]
    assert (tmp_path / "pack.yaml").read_bytes() == b"older"


def test_what_is_written_over_a_link_is_written_where_it_leads(tmp_path: Path) -> None:
    """Whoever keeps a file elsewhere, and a link to it among the packs, has it there afterwards, and the link."""
    (tmp_path / "kept.csv").write_bytes(b"older")
    (link := tmp_path / "reviews.csv").symlink_to("kept.csv")
    write_whole(link, b"newer")
    assert link.is_symlink()
    assert (tmp_path / "kept.csv").read_bytes() == b"newer"


@needs_root
@pytest.mark.parametrize("kind", [stat.S_IFIFO, stat.S_IFCHR])
def test_a_device_or_a_pipe_is_never_replaced_by_a_file(tmp_path: Path, kind: int) -> None:
    """As root, /dev/null would be gone for everybody on the machine."""
    os.mknod(there := tmp_path / "null", 0o666 | kind, os.makedev(1, 3))
    with pytest.raises(OSError, match="Invalid argument") as error:
        write_whole(there, b"a pack")
    assert stat.S_IFMT(there.stat().st_mode) == kind
    assert unwritten(there, error.value).startswith(f"{there} is not a regular file, but a device or a pipe. Name")


@needs_root
def test_whoever_may_write_a_file_writes_it_in_anybodys_folder(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was longer is gone; a disk that fills up in the middle leaves what was in it."""
    (file := folder / "reviews.csv").write_bytes(b"older and longer")
    os.chown(file, NOBODY, NOBODY)
    assert as_nobody(lambda: write_whole(file, b"newer")) == "None"
    assert file.read_bytes() == b"newer"

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("bot.whole.os.fsync", full)
    assert "No space" in as_nobody(lambda: write_whole(file, b"the newest"))
    assert file.read_bytes() == b"newer"


@needs_root
def test_nobody_is_told_to_give_a_home_away_for_a_file(folder: Path) -> None:
    """To write an export into somebody's folder, one runs as they, or writes it elsewhere."""
    (folder / "bob").mkdir(mode=0o755)
    os.chown(folder / "bob", 1234, 1234)
    file = folder / "bob" / "pack.csv"
    told = as_nobody(lambda: unwritten(file, PermissionError(13, "Permission denied")))
    assert "belongs to user 1234. Run this as user 1234, or name another file." in told
    assert "chown" not in told


def test_a_new_pack_is_in_order(tmp_path: Path) -> None:
    """`packs new` begins a file that has every kind and no error; it never writes over one."""
    file = tmp_path / "biology.yaml"
    assert run("new", str(file))[0] == 0
    status, said = run("check", str(file))
    assert (status, "7 items" in said) == (0, True), said
    assert run("new", str(file)) == (1, f"{file} already exists. Name a file that does not exist yet.\n")


@pytest.mark.parametrize("form", ["gift", "moodle", "qti", "csv", "kahoot", "apkg", "markdown", "html", "yaml"])
def test_every_format_is_written(tmp_path: Path, form: str) -> None:
    """A pack with all kinds goes out in each format; what it has no place for is named by id."""
    file, out = tmp_path / "pack.yaml", tmp_path / "out.file"
    run("new", str(file), "--title", "My pack")
    status, said = run("export", str(file), "--format", form, "--to", str(out), "--json")
    report = json.loads(said)
    assert (status, out.stat().st_size > 500) == (0, True)
    assert report["taken"] + report["refused"] == 7
    assert {line["id"] for line in report["lines"]} <= {f"my-pack-{word}" for word in _WORDS}
    assert report["refused"] == {"gift": 1, "kahoot": 4}.get(form, 0)


_WORDS = ("choice", "statement", "several", "order", "pairs", "number", "word")


@pytest.mark.parametrize("sign", ["=", "+", "@", "-"])
def test_no_table_that_goes_out_holds_a_formula(sign: str) -> None:
    """Whatever a pack and its questions are called, a spreadsheet shows it as text: every cell, not those of a row."""
    evil = f"{sign}1+2"
    body = Choice((Option(f"{evil}a", evil, right=True), Option(f"{evil}b", evil)))
    asked = replace(question(body=body, stem=evil, explanation=evil), tags=(evil,))
    pack = Pack(evil, "own_evil", [asked], [evil], NOON)
    table = TARGETS["csv"].write(pack).data.decode("utf-8-sig")
    assert not [cell for row in csv.reader(StringIO(table)) for cell in row if cell.startswith(sign)]
    sheet = load_workbook(BytesIO(TARGETS["kahoot"].write(pack).data)).worksheets[0]
    assert [cell.coordinate for row in sheet.iter_rows() for cell in row if cell.data_type == "f"] == []
    assert (sheet["B3"].value, sheet["B9"].value) == (evil, evil)


def test_no_format_is_a_sentence(tmp_path: Path) -> None:
    """A word that is no format names those that are."""
    file = tmp_path / "x.gift"
    file.write_text("Which?{=a ~b}")
    for arguments in (("import", str(file), "--format", "docx"), ("export", str(file), "--to", "x.docx")):
        status, said = run(*arguments)
        assert status == 1
        assert all(name in said for name in ("gift", "markdown", "apkg"))
    assert "gift" in FORMATS
