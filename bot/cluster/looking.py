"""A look at a cluster from outside."""

from bot.cluster.store import Seen, look
from bot.storage.commands import one_state, refuse_unfit
from bot.storage.place import Place


def look_at(place: Place) -> Seen:
    """Who is there, and who has what. Raises `DatabaseError`."""
    refuse_unfit(place)
    with one_state(place) as connection:
        return look(connection)
