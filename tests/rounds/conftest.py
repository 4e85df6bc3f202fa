"""A process for each test, and others after it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.storage.database import open_database
from tests.rounds.process import QUESTIONS, Process, Start


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "recall.db"


@pytest.fixture
async def another() -> AsyncIterator[Start]:
    """Starts a process on a file."""
    running: list[Process] = []

    async def start(path: Path) -> Process:
        process = Process(open_database(path), QUESTIONS)
        running.append(process)
        await process.open()
        return process

    yield start
    for process in running:
        await process.close()


@pytest.fixture
async def process(path: Path, another: Start) -> Process:
    return await another(path)
