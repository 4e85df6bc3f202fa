"""`recall packs preview`: one file in the playground, as it is saved."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.__main__ import app
from bot.cli import previewing
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
