"""What the operator orders while the bot runs: who may not use it, what everybody is to know, whether games may begin.

A file beside the database, written by the commands block, unblock and notice, and read again when it has
changed: nothing but the bot writes to the database.
"""

import json
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path

import structlog

from bot.storage.causes import hand_over
from bot.storage.place import Place, beside
from bot.storage.private import make_folder, write_for_owner

ORDERS = ".orders.json"
"""What the name of the file ends in."""

REMEMBERED = 10_000
"""So many people are known to have read the notice; the others may read it twice."""

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Orders:
    """`blocked`: a server's or a person's id → the reason, as they read it. `closed`: no game or exam may begin.

    `read_only`: nothing is written, and every game stands still.
    """

    blocked: dict[int, str] = field(default_factory=dict)
    notice: str = ""
    closed: bool = False
    read_only: bool = False


def orders_beside(database: Place) -> Path:
    """Where the orders for a database stand."""
    file = beside(database)
    return file.with_name(f"{file.name}{ORDERS}")


def read_orders(file: Path) -> Orders:
    """The orders; none where there is no such file. Raises `ValueError` where it holds something else, `OSError`."""
    try:
        told = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Orders()
    if not isinstance(told, dict) or not isinstance(told.get("blocked", {}), dict):
        raise ValueError("it holds no orders")  # noqa: TRY004 - what is wrong is the file
    blocked = {int(who): str(why) for who, why in told.get("blocked", {}).items()}
    return Orders(blocked, str(told.get("notice", "")), bool(told.get("closed")), bool(told.get("read_only")))


def write_orders(file: Path, orders: Orders) -> None:
    """Put the orders in the file's place, whole. Raises `OSError`."""
    part = file.with_name(f"{file.name}.part")
    try:
        write_for_owner(part, json.dumps(asdict(orders), indent=1, ensure_ascii=False))
        hand_over(part, like=file.parent)
        part.replace(file)
    except OSError:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise


def make_known(database: Place) -> None:
    """Have it be seen beside a database on a server that a Recall reads its orders there; without room it is not.

    The file is named after the address, and whoever spells that in another way is to be told at once.
    """
    file = orders_beside(database)
    if isinstance(database, Path) or file.exists():
        return
    try:
        make_folder(file.parent)
        write_orders(file, Orders())
    except OSError as error:
        _log.warning("the operator's orders cannot be kept", file=str(file), why=str(error))


def carry_orders(source: Place, target: Place) -> tuple[Path, Path]:
    """Have the orders for one database hold for its copy, too. Raises `OSError`, `ValueError`.

    Returns the file that was read, if there is one, and the one that was written then.
    """
    here, there = orders_beside(source), orders_beside(target)
    orders = read_orders(here)
    if orders != Orders():
        make_folder(there.parent)
        write_orders(there, orders)
    return here, there


class Standing:
    """The orders as they stand, and who has read the notice."""

    def __init__(self, file: Path | None = None, follow: Callable[[Orders], None] = lambda _: None) -> None:
        """`follow` is told of new orders."""
        self._file = file
        self._follow = follow
        self._stamp: tuple[int, int] | None = None
        self._unread = ""
        """Why the file could not be read at the last look."""
        self._told: OrderedDict[int, None] = OrderedDict()
        self.orders = Orders()

    async def look(self, at: datetime) -> None:  # noqa: ARG002 - a tick says the time
        """Read the file again if it has changed; a damaged one changes nothing, and the log says so."""
        if self._file is None:
            return
        stamp = None
        try:
            stamp = _stamp_of(self._file)
            if stamp == self._stamp:
                return
            fresh = read_orders(self._file)
        except (OSError, ValueError) as error:
            if isinstance(error, ValueError):
                self._stamp = stamp  # one that cannot even be opened may be soon, with the same stamp
            self._warn(str(error))
            return
        self._stamp, self._unread = stamp, ""
        if fresh.notice != self.orders.notice:
            self._told.clear()
        if fresh == self.orders:
            return
        self.orders = fresh
        _log.info(
            "the operator's orders",
            blocked=len(fresh.blocked),
            notice=fresh.notice,
            closed=fresh.closed,
            read_only=fresh.read_only,
        )
        self._follow(fresh)

    def _warn(self, why: str) -> None:
        """Say once why the orders cannot be read."""
        if why != self._unread:
            _log.warning("the operator's orders cannot be read; the last ones stand", file=str(self._file), why=why)
        self._unread = why

    def refusal(self, person: int, guild: int) -> str | None:
        """Why somebody may not use the bot here, None where they may."""
        for who in (person, guild):
            if who in self.orders.blocked:
                return self.orders.blocked[who]
        return None

    def news_for(self, person: int) -> str:
        """The notice, for whoever has not read it yet."""
        if not self.orders.notice or person in self._told:
            return ""
        self._told[person] = None
        if len(self._told) > REMEMBERED:
            self._told.popitem(last=False)
        return self.orders.notice


def _stamp_of(file: Path) -> tuple[int, int] | None:
    """What changes with each order, None where there are none. Raises `OSError` where that cannot be looked at."""
    try:
        found = file.stat()
    except FileNotFoundError:
        return None
    return found.st_mtime_ns, found.st_size
