"""Questions of every kind, and a table to play at."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.kernel.questions import Question
from bot.packs.loading import load_file
from tests.cogs.table import Table, table
from tests.packs.samples import BODIES, item, write_pack


@pytest.fixture
def kinds(tmp_path: Path) -> dict[str, Question]:
    """Kind → one question of it."""
    pack = write_pack(tmp_path / "pack.yaml", *(item(kind) for kind in BODIES))
    return {question.kind.value: question for question in load_file(pack).questions}


@pytest.fixture
async def laid(tmp_path: Path, kinds: dict[str, Question]) -> AsyncIterator[Table]:
    """A table with one question of every kind."""
    async with table(tmp_path, {question.id: question for question in kinds.values()}) as ready:
        yield ready
