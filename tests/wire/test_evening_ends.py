"""`recall play` is a program of several processes, and none of them outlives it."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

import pytest

from tests.wire.processes import ROOT, free_port

PATIENCE_S = 150


@pytest.mark.parametrize("how", ["kill", "terminate"])
async def test_nothing_of_an_evening_outlives_it(tmp_path: Path, how: str) -> None:
    """Killed at once, by hand or by a machine that lacks memory, it leaves no page that is in the next one's way."""
    port = free_port()
    options = ["--no-browser", "--port", str(port), "--partners", "ben"]
    environment = os.environ | {"PYTHONPATH": str(ROOT), "XDG_DATA_HOME": str(tmp_path)}
    evening = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "play", *options),
        env=environment,
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    assert evening.stdout is not None
    async with asyncio.timeout(PATIENCE_S):
        async for line in evening.stdout:
            if b"Recall is playing" in line:
                break
        getattr(evening, how)()
        await evening.wait()
        await evening.stdout.read()  # to its end, which comes once all who can write there have ended
    with pytest.raises(OSError, match="Connect call failed"):
        await asyncio.open_connection("127.0.0.1", port)
