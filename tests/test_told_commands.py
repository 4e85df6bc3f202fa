"""Every command that a message, a help text or a document names runs as it is printed."""

from __future__ import annotations

import ast
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

from bot.__main__ import app
from tests.wire.nursery import recall

ROOT = Path(__file__).resolve().parents[1]
IN_TEXT = re.compile(r"`(?:\./)?recall (?!or\b)([a-z-][^`]*)`")
IN_A_BLOCK = re.compile(
    r"^ {4,}(?:[A-Z_]+=\S+ )*(?:\./recall|docker compose exec recall recall|docker compose run --rm recall) ([^#&\n]+)",
    re.MULTILINE,
)
NAMED = re.compile(r"`(?:\./)?recall|\./recall|docker compose")
"""How a command begins, wherever its text goes on."""

LAUNCHED = {
    "test": None,
    "audit": None,
    "pictures": None,
    "documents": None,
    "image": None,
    "upgrade": None,
    "bench": {"load", "daily", "boards", "packs", "pairing", "learners", "readiness", "weakspots"},
    "campaign": {
        "rounds",
        "packs-fuzz",
        "imports-fuzz",
        "mutants",
        "releases",
        "zones",
        "daily-kills",
        "days",
        "duels",
        "practice-kills",
        "faults",
        "presses",
        "exams",
        "cluster",
    },
}
"""What `./recall` itself does, and the names that it takes."""


def texts() -> Iterator[tuple[str, str]]:
    """What people read: (where, text)."""
    for page in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("deploy/*.*"), *ROOT.glob("deploy/*/*.*")]:
        if page.name != "CHANGELOG.md":
            yield page.name, page.read_text(encoding="utf-8")
    for folder in ("bot", "cogs"):
        for module in (ROOT / folder).rglob("*.py"):
            source = module.read_text(encoding="utf-8")
            if not NAMED.search(source):  # reading all of them takes seconds, in each process of the tests
                continue
            for node in ast.walk(ast.parse(source)):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    yield module.name, node.value
                elif isinstance(node, ast.JoinedStr):
                    parts = (part.value if isinstance(part, ast.Constant) else "PATH" for part in node.values)
                    yield module.name, "".join(map(str, parts))


def told() -> list[tuple[str, str]]:
    found = {
        (where, " ".join(command.split()))
        for where, text in texts()
        for pattern in (IN_TEXT, IN_A_BLOCK)
        for command in pattern.findall(text)
    }
    return sorted(found)


@pytest.mark.parametrize(("where", "command"), told())
def test_a_command_that_is_named_runs_as_printed(where: str, command: str, tmp_path: Path) -> None:
    """It exists, nothing that it needs is missing, and its options are known."""
    words = [_filled(word, tmp_path) for word in shlex.split(command) if word not in ("…", "[...]")]
    if words[0] in LAUNCHED:
        names = LAUNCHED[words[0]]
        assert names is None or words[1] in names, f"{where}: {command}"
        assert words[0] in (ROOT / "recall").read_text(encoding="utf-8")
        return
    if words == ["--version"]:
        return  # shown before anything is asked
    known = typer.main.get_command(app)
    context = known.make_context("recall", words)
    while hasattr(known, "resolve_command"):
        left = [*context._protected_args, *context.args] if hasattr(context, "_protected_args") else context.args
        name, known, rest = known.resolve_command(context, left)
        if hasattr(known, "resolve_command") and not rest:
            return  # a whole family of commands is meant, and shows its help
        context = known.make_context(name, rest, parent=context)


def _filled(word: str, tmp_path: Path) -> str:
    """What stands for something of the reader's own, filled in."""
    if word.startswith("/etc/"):
        (tmp_path / "recall.env").touch()
        return str(tmp_path / "recall.env")
    if word == "FILE":
        (tmp_path / "file").touch()
        return str(tmp_path / "file")
    if word == "PATH":
        return str(tmp_path)
    return {"COMMAND": "doctor", "NAME": "rounds", "ITEM": "item", "TEXT": "text"}.get(word, word)


def test_there_are_commands_to_look_at() -> None:
    """The collection finds what is known to be there, in documents and in messages."""
    commands = {command for _, command in told()}
    assert {"db upgrade", "doctor", "db restore FILE", "campaign rounds"} <= commands
    assert len(commands) > 20


@pytest.mark.parametrize("arguments", [("--help",), ()])
def test_the_help_says_what_there_is(arguments: tuple[str, ...]) -> None:
    """`recall` alone and `recall --help` list every command, those of a checkout too, under the program's own name."""
    ended = recall(*arguments)
    said = ended.stdout + ended.stderr
    assert "Usage: recall" in said
    assert "python -m" not in said
    for word in ("run", "play", "doctor", "health", "db", "packs", *LAUNCHED):
        assert re.search(rf"^ +{word} ", said, re.MULTILINE), word


@pytest.mark.parametrize("way", ["before", "after", "equals", "variable"])
def test_every_command_looks_where_the_service_looks(way: str, tmp_path: Path) -> None:
    """A file of settings reaches a command by the option, wherever it stands, and by RECALL_ENV."""
    file = tmp_path / "recall.env"
    written = f"\ufeff# mine\r\n\nexport RECALL_DATABASE=\"{tmp_path / 'mine.sqlite3'}\"\r\nDISCORD_TOKEN = 'x'\n"
    file.write_text(written, encoding="utf-8")
    arguments = {
        "before": ("--env-file", str(file), "db", "check"),
        "after": ("db", "check", "--env-file", str(file)),
        "equals": ("db", f"--env-file={file}", "check"),
        "variable": ("db", "check"),
    }[way]
    ended = recall(*arguments, **({"RECALL_ENV": str(file)} if way == "variable" else {}))
    assert f"There is no database at {tmp_path / 'mine.sqlite3'}" in ended.stderr
    assert ended.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("content", "told"),
    [(None, "cannot be read"), (b"\xff\xfe\x00", "not text"), (b"ok=1\nsecret words\n", "line 2, is not a setting")],
)
def test_a_file_of_settings_that_is_none_is_refused(content: bytes | None, told: str, tmp_path: Path) -> None:
    """One line, status 2, and nothing of what the file holds."""
    file = tmp_path / "recall.env"
    if content is not None:
        file.write_bytes(content)
    ended = recall("--env-file", str(file), "db", "check")
    assert (ended.returncode, ended.stderr.count("\n")) == (2, 1)
    assert told in ended.stderr
    assert "secret" not in ended.stderr


def test_what_is_set_already_goes_first(tmp_path: Path) -> None:
    """The environment itself outweighs the file."""
    file = tmp_path / "recall.env"
    file.write_text("RECALL_DATABASE=/nowhere/else.sqlite3\n", encoding="utf-8")
    mine = str(tmp_path / "mine.sqlite3")
    assert mine in recall("db", "check", "--env-file", str(file), RECALL_DATABASE=mine).stderr
