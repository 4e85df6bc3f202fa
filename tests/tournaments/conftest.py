"""What the tests of tournaments share."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.tournaments.club import Club, a_club


@pytest.fixture
async def club(tmp_path: Path) -> AsyncIterator[Club]:
    """A process's tournaments."""
    async with a_club(tmp_path) as made:
        yield made
