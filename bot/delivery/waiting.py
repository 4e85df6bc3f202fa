"""What the log says of messages that must wait: of Discord's outage and of the database's, each by itself."""

from datetime import datetime

from bot.delivery.sender import LeavingError
from bot.kernel.outages import Events, Outage
from bot.kernel.ports import MessageKey, StorageError

EVENTS = Events("a message must wait", "messages still wait", "messages get through again")


class Waiting:
    """The messages that did not get through at the last try."""

    def __init__(self) -> None:
        self._unreached, self._unstored = Outage(EVENTS), Outage(EVENTS)

    def failed(self, key: MessageKey, error: Exception, again_in_s: float, at: datetime) -> None:
        """One did not, because Discord or the database is away; that Recall is ending is told by whatever ends it."""
        if isinstance(error, LeavingError):
            return
        about = {"game": key.game_id, "card": key.card, "again_in_s": again_in_s}
        if isinstance(error, StorageError):
            self._unstored.failed(_name(key), error, at, **about)
        else:  # as what it is to the log: the surroundings' fault, and no bug
            self._unreached.failed(_name(key), ConnectionError(str(error)), at, **about)

    def succeeded(self, key: MessageKey, at: datetime) -> None:
        """One did, or has nothing to show any more."""
        for outage in (self._unreached, self._unstored):
            outage.succeeded(_name(key), at)


def _name(key: MessageKey) -> str:
    return f"{key.game_id} {key.card}"
