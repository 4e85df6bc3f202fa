"""`recall packs preview`: one file in the playground, as it is saved."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.__main__ import app
from bot.cli import previewing
from bot.cli.environment import read_environment
from bot.cli.playing import Evening
from bot.cli.running import read_settings
from bot.packs.catalogue import load_catalogue
from tests.packs.samples import item, write_pack


def stems() -> list[str]:
    """What the bot of the evening would ask beside the built-in questions, with its settings as they are now."""
    packs = read_settings().packs
    assert packs is not None
    return [question.stem for question in load_catalogue([packs])[0].questions.values()]


def test_what_is_saved_is_asked_from_then_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing beside the file is played, and only by its author; what is saved is there for the next question."""
    monkeypatch.setenv(previewing.VARIABLE, "elsewhere")
    file = write_pack(tmp_path / "mine.yaml", item("single") | {"stem": "What came before this?"})
    write_pack(tmp_path / "beside.yaml", item("typed"))
    asked: list[list[str]] = []

    async def run(evening: Evening) -> int:
        assert (evening.partners, evening.fresh, evening.port) == ("", True, 8399)
        asked.append(stems())
        write_pack(file, item("single") | {"stem": "What came after this?"})
        asked.append(stems())
        return 0

    monkeypatch.setattr(Evening, "run", run)
    ended = CliRunner().invoke(app, ["packs", "preview", str(file), "--port", "8399", "--no-browser"])
    assert ended.exit_code == 0, ended.output
    assert asked == [["What came before this?"], ["What came after this?"]]
    assert "1 question." in ended.output
    assert "/practice" in ended.output


def test_a_broken_file_is_not_played(tmp_path: Path) -> None:
    """Its problems are told with their lines, as `recall packs check` tells them."""
    file = tmp_path / "broken.yaml"
    file.write_text("topic: metrics\nitems:\n  - id: x\n", encoding="utf-8")
    ended = CliRunner().invoke(app, ["packs", "preview", str(file)])
    assert ended.exit_code == 1
    assert "broken.yaml" in ended.output


def test_an_evening_leaves_the_service_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Played with the service's own settings: a copy in the folder of its backups would be in the way of the day's."""
    file = tmp_path / "recall.env"
    file.write_text(
        "DISCORD_TOKEN=secret\nRECALL_DATABASE=postgresql://recall@localhost/recall\nRECALL_CLUSTER=night\n"
        f"RECALL_BACKUPS={tmp_path}\nRECALL_WEB=127.0.0.1:8320\nRECALL_WEB_URL=https://quiz.example.org\n"
    )
    monkeypatch.setattr(os, "environ", {"RECALL_ENV": str(file)})
    read_environment(None)
    evening = Evening(8399, "127.0.0.1", tmp_path, browser=False, fresh=False, partners="", strength=1.0)
    monkeypatch.setattr(os, "environ", evening.environment)
    read_environment(None)  # as the bot does when it starts
    settings = read_settings()
    assert (settings.database, settings.backups, settings.cluster) == (tmp_path / "recall.sqlite3", None, None)
    assert settings.web_address.startswith("http://127.0.0.1:")


def test_wrong_settings_leave_no_half_an_evening(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever has to correct one first finds no page without a bot in the way of the next try."""

    async def run(_: Evening) -> int:
        raise AssertionError("something was started")

    monkeypatch.setattr(Evening, "run", run)
    monkeypatch.setenv("RECALL_PACKS", str(tmp_path / "nowhere"))
    ended = CliRunner().invoke(app, ["play", "--no-browser"])
    assert (ended.exit_code, "RECALL_PACKS must be a directory" in ended.output) == (2, True)
