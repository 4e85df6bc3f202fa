"""A look at a cluster from outside, by the program of another version."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from sqlalchemy import URL
from typer.testing import CliRunner

from bot.__main__ import app
from bot.cli.cluster import ALL_DRAIN, problems
from bot.cluster.looking import drain, look_at
from bot.storage.errors import DatabaseError
from bot.storage.revisions import known_revisions, newest_revision
from tests.cluster.conftest import Join
from tests.engines import speaking

BEFORE = max(known_revisions() - {newest_revision()})


async def test_a_cluster_of_the_version_before_is_looked_at_and_rolled(url: URL, join: Join) -> None:
    """So an upgrade begins: the new program is there, and every process that runs is still of the old one."""
    await join("ada")
    with speaking(url) as connection:
        connection.execute("UPDATE alembic_version SET version_num = %s", (BEFORE,))
    seen = await asyncio.to_thread(look_at, url)
    assert [member.name for member in seen.members] == ["ada"]
    assert await asyncio.to_thread(drain, url, "ada")


async def test_the_last_that_stays_is_not_drained(url: URL, join: Join) -> None:
    """Nobody could take its shards: it is told so, and nothing changes. Nor is one brought back that was drained."""
    await join("ada")
    await join("ben")
    env = {"RECALL_DATABASE": url.set(drivername="postgresql").render_as_string(hide_password=False)}
    first = await asyncio.to_thread(CliRunner().invoke, app, ["cluster", "drain", "ada"], env=env)
    assert first.exit_code == 0
    second = await asyncio.to_thread(CliRunner().invoke, app, ["cluster", "drain", "ben"], env=env)
    assert second.exit_code == 1
    assert "No other process could take the shards of ben" in second.output
    seen = await asyncio.to_thread(look_at, url)
    assert seen.leaving == {"ada"}
    assert await asyncio.to_thread(drain, url, "ben")  # as two operators do at once
    assert problems(replace(await asyncio.to_thread(look_at, url), leases=())) == [ALL_DRAIN]


async def test_a_database_that_no_cluster_can_be_in_is_refused(url: URL) -> None:
    """In words that say what to do, and not by the table that is missing."""
    with speaking(url) as connection:
        connection.execute("ALTER TABLE members RENAME TO once_members")
        connection.execute("UPDATE alembic_version SET version_num = %s", (BEFORE,))
    with pytest.raises(DatabaseError, match="recall db upgrade"):
        await asyncio.to_thread(look_at, url)
