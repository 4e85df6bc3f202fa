"""An insertion that may meet the row it would write: one statement that both engines understand."""

from sqlalchemy.dialects.postgresql import Insert, insert

__all__ = ["Insert", "insert"]
# SQLite took its ON CONFLICT over from PostgreSQL, and its compiler renders PostgreSQL's; not the other way round.
