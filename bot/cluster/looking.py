"""A look at a cluster from outside."""

from sqlalchemy import inspect

from bot.cluster import store
from bot.cluster.store import Seen, look
from bot.cluster.tables import members
from bot.storage.commands import one_state, refuse_unfit
from bot.storage.errors import ConflictError, DatabaseError
from bot.storage.place import Place

TRIES = 10
"""Each process changes its own row several times a second."""


def look_at(place: Place) -> Seen:
    """Who is there, and who has what. Raises `DatabaseError`."""
    _refuse_without_cluster(place)
    with one_state(place) as connection:
        return look(connection)


def drain(place: Place, name: str, *, end: bool = False) -> bool:
    """Have a process give away what it has, and `end`; whether there is one of this name. Raises `DatabaseError`."""
    _refuse_without_cluster(place)
    for _ in range(TRIES - 1):
        try:
            return _drain(place, name, end=end)
        except ConflictError:
            """The process has just said that it is there."""
    return _drain(place, name, end=end)


def _drain(place: Place, name: str, *, end: bool) -> bool:
    with one_state(place, write=True) as connection:
        known = name in {member.name for member in look(connection).members if member.there}
        store.drain(connection, name, end=end)
        return known


def _refuse_without_cluster(place: Place) -> None:
    """Raise `DatabaseError` where no cluster can be looked at. At an older revision it can: so an upgrade begins."""
    try:
        refuse_unfit(place)
    except DatabaseError:
        with one_state(place) as connection:
            if not inspect(connection).has_table(members.name):
                raise
