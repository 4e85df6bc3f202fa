"""The migrations themselves, run by Alembic: imported only where one is to be run or read, since that takes a while."""

from functools import cache
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from bot.storage.compatibility import Oldest, oldest_after
from bot.storage.revisions import MIGRATIONS


def run(connection: Connection, before: str | None, revision: str) -> None:
    """Run those up to `revision` that a database lacks, which has had `before`."""
    config = _config()
    config.attributes["connection"] = connection
    config.attributes["before"] = before
    command.upgrade(config, revision)


def migrations() -> list[Any]:
    """The modules of all migrations, the oldest first."""
    return [script.module for script in _scripts().walk_revisions()][::-1]


def oldest_program() -> Oldest:
    """The oldest program that may open a database of the newest migration."""
    return oldest_after(reversed(migrations()))


def broken_references(connection: Connection) -> list[str]:
    """Rows whose parent is missing, as `table → parent`, in words for an error."""
    if connection.dialect.name != "sqlite":
        return []  # elsewhere such a row cannot be written
    found = connection.execute(text("PRAGMA foreign_key_check")).all()
    return [f"{row[0]} → {row[2]}" for row in found]


@cache
def _scripts() -> ScriptDirectory:
    """Read once: they do not change while a program runs, and each is a file to be imported."""
    return ScriptDirectory.from_config(_config())


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config
