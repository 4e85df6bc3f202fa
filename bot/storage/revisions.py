"""Which migrations there are, and which one a database has: from the names of the files, without reading Alembic."""

from functools import cache
from pathlib import Path

from sqlalchemy import Connection, inspect, text

MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"


@cache
def revisions() -> tuple[str, ...]:
    """Every migration that this version of Recall knows, the oldest first: a file's name begins with its number."""
    return tuple(sorted(file.name.partition("_")[0] for file in (MIGRATIONS / "versions").glob("[0-9]*_*.py")))


def newest_revision() -> str:
    """The newest of them."""
    return revisions()[-1]


def known_revisions() -> frozenset[str]:
    """All of them."""
    return frozenset(revisions())


def current_revision(connection: Connection) -> str | None:
    """The newest migration that a database has had, None where it has had none."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
    return None if found is None else str(found)
