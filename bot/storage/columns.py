"""Column types that mean the same on SQLite's STRICT tables and on PostgreSQL."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import REAL, BigInteger, Dialect, Integer, text
from sqlalchemy.dialects.postgresql import DOUBLE_PRECISION
from sqlalchemy.dialects.sqlite import INTEGER
from sqlalchemy.types import TypeDecorator, TypeEngine

Snowflake = BigInteger().with_variant(INTEGER(), "sqlite")
"""A Discord id, or any other 64-bit integer; STRICT tables know no BIGINT."""

Whole = Integer().with_variant(BigInteger(), "postgresql")
"""A whole number of eight bytes on both: four of them end at 24.8 days of milliseconds."""

Real: TypeEngine[float] = REAL().with_variant(DOUBLE_PRECISION(), "postgresql")
"""A number of eight bytes on both: a rating is the same to its last digit."""

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


def partial(where: str) -> dict[str, Any]:
    """What makes an index partial on both engines; each takes only its own word for it, and drops the other's."""
    return {f"{engine}_where": text(where) for engine in ("sqlite", "postgresql")}
