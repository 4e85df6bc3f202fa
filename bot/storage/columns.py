"""Column types that mean the same on SQLite's STRICT tables and on PostgreSQL."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, Dialect
from sqlalchemy.dialects.sqlite import INTEGER
from sqlalchemy.types import TypeDecorator

Snowflake = BigInteger().with_variant(INTEGER(), "sqlite")
"""A Discord id, or any other 64-bit integer; STRICT tables know no BIGINT."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


class Instant(TypeDecorator[datetime]):
    """An aware UTC datetime, kept as integer milliseconds since 1970."""

    impl = BigInteger().with_variant(INTEGER(), "sqlite")
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:  # noqa: ARG002
        """Datetime to milliseconds."""
        return None if value is None else (value - _EPOCH) // _MILLISECOND

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Milliseconds to datetime."""
        return None if value is None else _EPOCH + value * _MILLISECOND
