"""What the doctor says of the presenter view."""

from __future__ import annotations

import asyncio
import errno
import os
import socket
from typing import NoReturn

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.doctor.finding import Level
from bot.doctor.web import check_presenter
from bot.presenter.presenter import Presenter
from bot.presenter.server import pages
from bot.settings import Settings
from tests.presenter.test_server import Facts
from tests.strategies import NOON


def set_to(monkeypatch: pytest.MonkeyPatch, place: str, url: str = "") -> Settings:
    monkeypatch.setenv("RECALL_WEB", place)
    monkeypatch.setenv("RECALL_WEB_URL", url)
    return Settings()


def test_off_is_fine(monkeypatch: pytest.MonkeyPatch) -> None:
    """As it is unless somebody turns it on; an address alone turns on nothing, and that is said."""
    assert check_presenter(set_to(monkeypatch, "")).level is Level.OK
    found = check_presenter(set_to(monkeypatch, "", "https://quiz.example.org"))
    assert "does nothing without" in found.found


async def test_a_port_that_somebody_else_has(monkeypatch: pytest.MonkeyPatch) -> None:
    """The running Recall may have it; another program may not, and nobody can listen elsewhere's address."""
    ours = TestServer(pages(Presenter(Facts(), lambda: NOON)))
    theirs = TestServer(web.Application())
    async with ours, theirs:
        for server, level in ((ours, Level.OK), (theirs, Level.WARN)):
            found = await asyncio.to_thread(check_presenter, set_to(monkeypatch, f"127.0.0.1:{server.port}"))
            assert (found.level, found.subject) == (level, "presenter"), found
    assert "RECALL_WEB" in found.mend
    assert check_presenter(set_to(monkeypatch, "203.0.113.1:8320")).level is Level.WARN


@pytest.mark.parametrize(
    ("url", "level"),
    [
        ("https://quiz.example.org", Level.OK),
        ("http://quiz.example.org", Level.WARN),
        ("http://192.168.1.5:8320", Level.WARN),
        ("http://localhost:8320", Level.OK),
        ("http://[::1]:8320", Level.OK),
        ("", Level.OK),
    ],
)
def test_a_secret_link_is_to_travel_under_https(url: str, level: Level, monkeypatch: pytest.MonkeyPatch) -> None:
    """But on one's own machine."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    assert check_presenter(set_to(monkeypatch, f"127.0.0.1:{port}", url)).level is level


def test_a_port_below_1024_is_told_as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """The doctor names the remedy that the log of the bot names."""

    def denied(*_: object) -> NoReturn:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(socket.socket, "bind", denied)
    assert (
        "an address of this machine and a port of 1024 or above"
        in check_presenter(set_to(monkeypatch, "127.0.0.1:80")).line()
    )
