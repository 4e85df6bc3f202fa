"""An insertion that may meet the row it would write: one statement that both engines understand."""

from sqlalchemy.dialects.sqlite import Insert, insert
from sqlalchemy.dialects.sqlite.dml import OnConflictClause

__all__ = ["Insert", "insert"]

# SQLite took its ON CONFLICT over from PostgreSQL, whose compiler renders SQLite's once it finds that no constraint is
# named in it. PostgreSQL's own would load all that the library knows of that server: 4 MB, also where there is none.
OnConflictClause.constraint_target = None  # type: ignore[attr-defined]
