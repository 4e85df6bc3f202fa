"""The clocks of a cluster's machines: leases go by the server's time, but games by that of whoever has them."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, text

from bot.storage.errors import DatabaseError

OFF = timedelta(seconds=10)
"""More than that, and questions of games that are taken over would close too early or too late."""

_ASKED = text("SELECT CAST(extract(epoch FROM clock_timestamp()) AS double precision)")


def refuse_wrong_clock(engine: Engine, ours: datetime) -> None:
    """Compare a machine's time with the database server's, which all processes share. Raises `DatabaseError`."""
    with engine.connect() as connection:
        theirs = datetime.fromtimestamp(connection.execute(_ASKED).scalar_one(), UTC)
    off = ours - theirs
    if abs(off) > OFF:
        engine.dispose()
        raise DatabaseError(
            f"This machine's clock is {abs(off).total_seconds():,.0f} s {'ahead of' if off > OFF else 'behind'} the "
            "database server's. Have both machines keep their time (timedatectl set-ntp true), then start Recall "
            "again: games that it takes over from another machine would go on by its clock.",
            passes=True,
        )
