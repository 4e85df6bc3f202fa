"""What ends the bot is blamed on what failed."""

from __future__ import annotations

import asyncio
import errno
from pathlib import Path
from typing import NoReturn

import pytest
import typer
from structlog.testing import capture_logs

from bot import serving
from bot.cli import running
from bot.packs.live import LivePacks
from bot.settings import Settings
from tests.engines import file_only

pytestmark = file_only


@pytest.mark.parametrize(
    ("error", "told", "logged"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "the disk is full", 0),
        (ZeroDivisionError("a fault of ours"), "", 1),
    ],
)
def test_only_what_discord_did_is_blamed_on_discord(
    error: Exception,
    told: str,
    logged: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A full disk is told of as one, and a fault of ours stands in the log with its traceback."""

    async def fails(*_: object) -> NoReturn:
        raise error

    monkeypatch.setattr(serving, "reach", fails)
    settings = Settings(database=tmp_path / "recall.sqlite3", health_port=0)
    with pytest.raises(type(error)) as ended:
        asyncio.run(serving.run(settings, "token", LivePacks([tmp_path]), asyncio.Event()))
    with capture_logs() as logs, pytest.raises(typer.Exit):
        running._end(ended.value, settings.database)
    said = capsys.readouterr().err
    assert told in said
    assert "Discord" not in said
    assert [entry["exc_info"] for entry in logs] == [error] * logged


@pytest.mark.parametrize(("place", "told"), [("", [("RECALL_WEB_URL", "RECALL_WEB")]), ("127.0.0.1:8320", [])])
def test_an_address_of_a_presenter_view_that_is_off_is_told_at_the_start(
    place: str, told: list[tuple[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Links would lead there, and there are none."""
    monkeypatch.setenv("RECALL_WEB", place)
    monkeypatch.setenv("RECALL_WEB_URL", "https://quiz.example.org")
    with capture_logs() as logs:
        running._tell_what_has_no_effect(Settings(), {})
    assert [(entry["setting"], entry["without"]) for entry in logs] == told
