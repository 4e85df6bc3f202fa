"""Somebody deletes the database of a bot that runs: people are told, and so is whoever operates it."""

import os
from pathlib import Path

import pytest

from tests.campaigns.kinds import write_pack
from tests.wire.nursery import recall
from tests.wire.players import Table, answer, is_locked
from tests.wire.processes import TOKEN, stage
from tests.wire.test_operating import first_question, said, start_watched

pytestmark = [pytest.mark.wire, pytest.mark.skipif(os.name != "posix", reason="Windows deletes no file that is open")]


async def test_a_database_that_was_deleted_takes_no_more_answers(tmp_path: Path) -> None:
    """Nothing is "Locked in" that would be gone with the process; log, health, and doctor say what was taken away."""
    packs = write_pack(tmp_path / "packs")
    async with stage(tmp_path, packs=packs) as set_up, set_up.playground.member("ada").watch() as feed:
        pages = await start_watched(set_up)
        settings = {
            "DISCORD_TOKEN": TOKEN,
            "RECALL_DATABASE": str(set_up.database),
            "RECALL_DISCORD_API": set_up.playground.api,
            "RECALL_HEALTH_PORT": pages.rpartition(":")[2],
        }
        table = Table(set_up, feed)
        question = await first_question(table)
        assert recall("doctor", **settings).returncode == 0
        for file in set_up.database.parent.glob(f"{set_up.database.name}*"):
            file.unlink()
        assert not is_locked(await answer(table.member("ada"), question))
        told = f"{set_up.database} was moved, deleted, or replaced"
        await said(set_up, told)
        health = recall("health", **settings)
        assert (health.returncode, told in health.stdout) == (1, True), health.stdout
        doctor = recall("doctor", **settings)
        assert (doctor.returncode, f"bad   database: {told}" in doctor.stdout) == (1, True), doctor.stdout
        assert "`recall run` creates it" not in doctor.stdout
