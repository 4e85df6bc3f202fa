"""A look at a cluster from outside, by the program of another version."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import URL

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


async def test_a_database_that_no_cluster_can_be_in_is_refused(url: URL) -> None:
    """In words that say what to do, and not by the table that is missing."""
    with speaking(url) as connection:
        connection.execute("ALTER TABLE members RENAME TO once_members")
        connection.execute("UPDATE alembic_version SET version_num = %s", (BEFORE,))
    with pytest.raises(DatabaseError, match="recall db upgrade"):
        await asyncio.to_thread(look_at, url)
