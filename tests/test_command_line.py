"""What commands say of what they cannot work with: a line, a status, and no traceback."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from bot import __version__
from bot.__main__ import app
from bot.cli.commands import COMMANDS, command
from bot.cli.environment import read_environment
from bot.storage.checking import check
from tests.prepared import upgrade_or_copy
from tests.test_told_commands import ROOT
from tests.wire.nursery import recall

STRANGERS = {
    "a greeting": b"SSH-2.0-OpenSSH\r\n",
    "a page": b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
    "an object": b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}",
    "no text": b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n\xff\xfe",
    "a long line": b"HTTP/1.1 200 OK\r\nX: " + b"a" * 70_000 + b"\r\n\r\n",
}


@contextmanager
def answering(what: bytes) -> Iterator[int]:
    """Somebody who answers this once; the port."""
    with closing(socket.create_server(("127.0.0.1", 0))) as server:

        def answer() -> None:
            connection, _ = server.accept()
            with closing(connection):
                connection.recv(4_096)
                connection.sendall(what)

        threading.Thread(target=answer, daemon=True).start()
        yield server.getsockname()[1]


@pytest.mark.parametrize("what", STRANGERS.values(), ids=STRANGERS)
def test_a_stranger_is_not_healthy(what: bytes) -> None:
    """Only Recall's own answer is health; whatever else answers there is told in one line."""
    with answering(what) as port:
        ended = recall("health", RECALL_HEALTH_PORT=str(port))
    assert (ended.returncode, ended.stdout, ended.stderr.count("\n")) == (1, "", 1)
    assert "No Recall answers" in ended.stderr


def test_a_bot_that_listens_on_all_ipv6_addresses_is_asked_on_one() -> None:
    """That is no IPv4 address: one that listens on `::` is not to be had there."""
    ended = recall("health", RECALL_HEALTH_HOST="::", RECALL_HEALTH_PORT="9")
    assert "No Recall answers on ::1:9" in ended.stderr


def test_what_has_no_tables_yet_is_no_damage_to_be_restored(tmp_path: Path) -> None:
    """A file that a start left which was cut off: every command that reads says the same of it."""
    (tmp_path / "empty.sqlite3").touch()
    told = {
        command: recall(*command.split(), RECALL_DATABASE=str(tmp_path / "empty.sqlite3")).stderr
        for command in ("servers", "db recount", "db recount --mend")
    }
    assert all("`recall run` makes them" in said for said in told.values()), told


def test_another_programs_database_is_not_analyzed(tmp_path: Path) -> None:
    """It is named as such, and so is one that is not there."""
    file = tmp_path / "other.sqlite3"
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("CREATE TABLE bookmarks (id INTEGER)")
    for path, words in ((file, "another program's database"), (tmp_path / "none", "There is no database")):
        ended = recall("packs", "analyze", RECALL_DATABASE=str(path))
        assert (ended.returncode, ended.stderr.count("\n")) == (2, 1)
        assert words in ended.stderr


def test_a_script_of_an_earlier_version_still_analyzes(tmp_path: Path) -> None:
    """The command's old spelling does the same, and nobody is told of it."""
    told = recall("packs", "--help").stdout
    assert ("analyze" in told, "analyse" in told) == (True, False)
    ended = [recall("packs", name, RECALL_DATABASE=str(tmp_path / "none")) for name in ("analyze", "analyse")]
    assert ended[0].stderr == ended[1].stderr
    assert "There is no database" in ended[1].stderr


def test_an_empty_file_is_no_database_to_copy(tmp_path: Path) -> None:
    """A copy of it would look like a backup; checking says what makes tables in it."""
    (file := tmp_path / "empty.sqlite3").touch()
    ended = recall("db", "backup", str(tmp_path / "copy.sqlite3"), RECALL_DATABASE=str(file))
    assert ended.returncode != 0
    assert "nothing to back up" in ended.stderr
    assert not (tmp_path / "copy.sqlite3").exists()
    assert check(file) == [f"There are no tables of Recall's in {file} yet. `recall run` makes them."]


def test_a_settings_file_is_read_as_a_service_manager_reads_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The last line about a setting counts; the environment is stronger, but not where it says nothing."""
    file = tmp_path / "settings"
    file.write_text("RECALL_LOG=human\n# RECALL_LOG=x\nRECALL_LOG=json\nRECALL_BACKUPS=/a\nRECALL_PACKS='/b'\n")
    environment = {"RECALL_BACKUPS": "/mine", "RECALL_PACKS": ""}
    monkeypatch.setattr("os.environ", environment)
    read_environment(file)
    assert environment == {"RECALL_LOG": "json", "RECALL_BACKUPS": "/mine", "RECALL_PACKS": "/b"}


def test_a_nul_in_a_settings_file_is_a_line(tmp_path: Path) -> None:
    """The line is named; what it holds is not."""
    file = tmp_path / "recall.env"
    file.write_bytes(b"RECALL_LOG=human\nDISCORD_TOKEN=a\0b\n")
    ended = recall("--env-file", str(file), "doctor")
    assert (ended.returncode, ended.stderr.count("\n")) == (2, 1)
    assert f"{file}, line 2" in ended.stderr


@pytest.mark.parametrize("form", ["json", '"json"', " json\n"])
def test_a_service_that_cannot_read_its_settings_says_so_in_json(form: str) -> None:
    """Machines read the log from its first line on."""
    ended = recall("--env-file", "/nowhere/recall.env", "run", RECALL_LOG=form)
    assert ended.returncode == 2
    assert "cannot be read" in json.loads(ended.stderr)["event"]


EARLY = """
import os, runpy, sys

class Signaled:
    def find_spec(self, name, *_):
        if name == "typer":
            os.kill(os.getpid(), {number})

sys.meta_path.insert(0, Signaled())
sys.argv = ["recall", {command!r}]
runpy.run_module("bot.__main__", run_name="__main__")
"""


@pytest.mark.skipif(os.name != "posix", reason="there are no such signals")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("command", ["run", "play", "doctor"])
def test_a_signal_in_the_first_instant_ends_it_in_order(number: int, command: str) -> None:
    """While the program is still being loaded nothing has begun: it leaves at once and says nothing."""
    ended = subprocess.run(
        [sys.executable, "-c", EARLY.format(number=int(number), command=command)],
        env={"DISCORD_TOKEN": "x", "PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )
    assert (ended.returncode, ended.stderr) == (128 + number if command == "doctor" else 0, "")


def _commands(known: Any, *names: str) -> Iterator[tuple[str, ...]]:
    yield names
    for name, one in getattr(known, "commands", {}).items():
        yield from _commands(one, *names, name)


@pytest.mark.parametrize("names", [*_commands(typer.main.get_command(app))], ids=" ".join)
def test_every_help_text_reads_as_a_manual_does(names: tuple[str, ...]) -> None:
    """No help is cut short, names no type of the program's, and puts nothing in braces."""
    said = CliRunner().invoke(app, [*names, "--help"], prog_name="recall").output
    assert said.startswith(f"Usage: {' '.join(('recall', *names))} [OPTIONS]")
    assert not re.search(
        r"\.\.\.$|[{}<]|\[\[", said.replace("COMMAND [ARGS]...", "").replace("0<=x<=1", ""), re.MULTILINE
    )
    assert re.search(r"^  [A-Z].*\w", said, re.MULTILINE)


@pytest.mark.parametrize(
    "arguments",
    [
        ("packs", "judge", "{}", "item", "text"),
        ("packs", "review", "{}", "--on", "2026-11-01"),
        ("packs", "guess", "{}"),
        ("packs", "check", "{}"),
        ("packs", "blind", "{}"),
        ("packs", "balance", "{}"),
    ],
)
def test_a_file_that_is_not_there_is_told_in_a_line(arguments: tuple[str, ...], tmp_path: Path) -> None:
    """Whatever the command does with it: which file, in plain words, and status 2."""
    missing = str(tmp_path / "nope.yaml")
    ended = CliRunner().invoke(app, [missing if word == "{}" else word for word in arguments])
    assert (ended.exit_code, ended.stderr) == (2, f"{missing} does not exist.\n")


@pytest.mark.parametrize("command", [("judge", "{}", "item", "text"), ("review", "{}", "--on", "2026-11-01")])
def test_a_folder_in_a_files_place_is_told_in_a_line(command: tuple[str, ...], tmp_path: Path) -> None:
    """A command that reads one file says so."""
    ended = CliRunner().invoke(app, ["packs", *(str(tmp_path) if word == "{}" else word for word in command)])
    assert (ended.exit_code, ended.stderr) == (2, f"{tmp_path} is a folder. Name a file in it.\n")


def _paths(known: Any, *names: str) -> Iterator[tuple[str, Any]]:
    """Whatever a command takes as a path, with what the library is told of it."""
    for one in known.params:
        asked = getattr(one, "type_descriptor", None)
        if asked is not None and "Path" in str(asked.annotation):
            yield " ".join((*names, one.name)), asked.parameter_info
    for name, one in getattr(known, "commands", {}).items():
        yield from _paths(one, *names, name)


def test_no_path_is_refused_before_the_command_can_say_whose_it_is() -> None:
    """The library says only that it is "not readable": whoever forgot to be root hears it of each command itself."""
    found = dict(_paths(typer.main.get_command(app)))
    for name in COMMANDS:
        found |= _paths(command(name), name)
    assert {name for name, told in found.items() if told.readable or told.exists} == set()
    assert {"env_file", "db restore file", "packs import file", "packs check paths"} <= set(found), set(found)


NO_NAMES = {"": "“.”", ".": "“.”", "..": "“..”", "/": "/"}
"""How they stand in a sentence, in which a lone dot would read as its end."""


@pytest.mark.parametrize("name", NO_NAMES)
@pytest.mark.parametrize("given", [["{}"], ["--to", "{}"]], ids=["as an argument", "as an option"])
def test_a_copy_needs_a_name_of_its_own(
    given: list[str], name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where a script's variable is not set: a line and the status of what somebody has to mend."""
    monkeypatch.setenv("RECALL_DATABASE", str(tmp_path / "recall.sqlite3"))
    upgrade_or_copy(tmp_path / "recall.sqlite3")
    ended = CliRunner().invoke(app, ["db", "backup", *(name if word == "{}" else word for word in given)])
    told = f"No backup was made. {NO_NAMES[name]} is a directory. Name a file that does not exist yet.\n"
    assert (ended.exit_code, ended.stderr) == (2, told)


@pytest.mark.parametrize("name", NO_NAMES)
def test_an_export_needs_a_name_of_its_own(name: str, tmp_path: Path) -> None:
    """The same for packs."""
    pack = str(tmp_path / "pack.yaml")
    assert CliRunner().invoke(app, ["packs", "new", pack]).exit_code == 0
    ended = CliRunner().invoke(app, ["packs", "export", pack, "--format", "csv", "--to", name])
    assert (ended.exit_code, ended.stderr) == (1, f"{NO_NAMES[name]} is a directory. Name a file in it.\n")


@pytest.mark.parametrize(
    ("command", "way"),
    [
        (("judge", "{}", "item", "text"), "Name one."),
        (("check", "{}"), "Name a file, or a folder."),
        (("balance", "{}"), "Name a file, or a folder."),
    ],
)
def test_a_pipe_in_a_files_place_is_told_in_a_line(command: tuple[str, ...], way: str, tmp_path: Path) -> None:
    """Nobody may ever write into it: no command waits for that. Whoever may name a folder is told of that, too."""
    os.mkfifo(pipe := tmp_path / "pipe.yaml")
    ended = recall("packs", *(str(pipe) if word == "{}" else word for word in command))
    assert (ended.returncode, ended.stderr) == (2, f"{pipe} is not a regular file. {way}\n")


def test_answers_can_come_out_of_another_command() -> None:
    """`packs blind … | a reader | packs review /dev/stdin`: what is in the pipe is read, and told as what it is."""
    command = [sys.executable, "-m", "bot", "packs", "review", "/dev/stdin", "--on", "2026-11-01"]
    ended = subprocess.run(command, check=False, capture_output=True, text=True, cwd=ROOT, input="no JSON\n")
    assert (ended.returncode, "/dev/stdin:1" in ended.stderr, "regular" in ended.stderr) == (1, True, False), ended


def test_a_copy_goes_into_a_pipe_whole(tmp_path: Path) -> None:
    """`db backup --to -` writes the database itself and leaves nothing behind; two names are one too many."""
    path = tmp_path / "recall.sqlite3"
    upgrade_or_copy(path)
    command = [sys.executable, "-m", "bot", "db", "backup", "--to", "-"]
    ended = subprocess.run(
        command, check=False, capture_output=True, cwd=ROOT, env=os.environ | {"RECALL_DATABASE": str(path)}
    )
    assert ended.returncode == 0, ended.stderr
    (tmp_path / "piped.sqlite3").write_bytes(ended.stdout)
    assert check(tmp_path / "piped.sqlite3") == []
    assert [file for file in tmp_path.iterdir() if "backup" in file.name] == []
    assert recall("db", "backup", "a", "--to", "b", RECALL_DATABASE=str(path)).returncode == 2


def test_the_version_is_told() -> None:
    """`recall --version` says which Recall this is, and nothing else."""
    assert recall("--version").stdout == f"recall {__version__}\n"


def run_into(command: list[str], *, out: Any = None, err: Any = subprocess.PIPE, **environment: str) -> Any:
    """Run a command whose output goes there, in a process of its own."""
    told = os.environ | environment
    return subprocess.run(
        [sys.executable, "-m", "bot", *command], stdout=out, stderr=err, cwd=ROOT, env=told, text=True, check=False
    )


@pytest.mark.parametrize("command", ["servers", "db check"])
def test_output_that_cannot_be_written_is_one_sentence(command: str, tmp_path: Path) -> None:
    """On a full disk, a check that went well is not taken for one that found damage."""
    upgrade_or_copy(tmp_path / "recall.sqlite3")
    with Path("/dev/full").open("w") as full:
        ended = run_into(command.split(), out=full, RECALL_DATABASE=str(tmp_path / "recall.sqlite3"))
    assert (ended.returncode, ended.stderr.count("\n")) == (3, 1), ended.stderr
    assert "could not be written: No space left on device" in ended.stderr


@pytest.mark.parametrize(("command", "status"), [("db check", 3), ("servers", 3), ("db backup --to -", 1)])
def test_output_that_the_caller_has_closed_is_one_sentence(command: str, status: int, tmp_path: Path) -> None:
    """As on a full disk: whoever hears nothing does not take it for a check that went well."""
    upgrade_or_copy(tmp_path / "recall.sqlite3")
    told = os.environ | {"RECALL_DATABASE": str(tmp_path / "recall.sqlite3")}
    closing = ["sh", "-c", f'"$0" -m bot {command} >&-', sys.executable]
    ended = subprocess.run(closing, stderr=subprocess.PIPE, cwd=ROOT, env=told, text=True, check=False)
    assert (ended.returncode, ended.stderr.count("\n")) == (status, 1), ended.stderr


def test_output_that_nobody_reads_is_one_sentence() -> None:
    """Whatever was to read it has ended."""
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as closed:
        ended = run_into(["--version"], out=closed)
    assert (ended.returncode, ended.stderr.count("\n")) == (3, 1), ended.stderr
    assert "Broken pipe" in ended.stderr


def test_what_cannot_be_said_still_has_its_status(tmp_path: Path) -> None:
    """A service manager must not restart a bot again and again whose settings somebody has to correct."""
    with Path("/dev/full").open("w") as full:
        ended = run_into(["run"], err=full, RECALL_DATABASE=str(tmp_path / "new"), RECALL_HEALTH_PORT="a port")
    assert ended.returncode == 2
