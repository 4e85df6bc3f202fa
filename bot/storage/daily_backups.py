"""A backup each day, the last few kept."""

import asyncio
import re
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

import structlog

from bot.kernel.waits import waits
from bot.storage.backup import back_up, writing_alone
from bot.storage.causes import explained, obstacle
from bot.storage.erasure_keys import key_in
from bot.storage.errors import DatabaseError
from bot.storage.private import close_to_others, make_folder, open_to_others

RETRY = timedelta(minutes=10)
"""So long a failed backup is left alone."""

_NAME = re.compile(r"recall-\d{4}-\d\d-\d\d\.sqlite3")
_CUT_OFF = re.compile(_NAME.pattern + r"\.part")
"""What a process leaves that is killed while it makes one: as large as the database."""

_log = structlog.get_logger(__name__)


class DailyBackups:
    """Copies the database into `directory` once each day (UTC), and removes its own copies beyond the `kept` newest."""

    def __init__(self, path: Path, directory: Path, kept: int, tell: Callable[[bool], None] = lambda _: None) -> None:
        """`tell` hears of each try whether a copy was made."""
        self._path = path
        self.directory = directory
        self._kept = kept
        self._tell = tell
        self._not_before: datetime | None = None
        self._whose: dict[tuple[Path, int], bool] = {}
        """By copy and when it was written, whether it is this database's: looked at once."""

    async def look(self, at: datetime) -> None:
        """Make today's copy if it is not there yet; why there is none stands in the log."""
        target = self.directory / f"recall-{at:%Y-%m-%d}.sqlite3"
        if waits(self._not_before, at) or await asyncio.to_thread(self._is_there, target):
            return
        self._not_before = at + RETRY
        try:
            await asyncio.to_thread(self._make, target)
        except (DatabaseError, OSError) as error:
            told = error if isinstance(error, DatabaseError) else explained(target, error)
            _log.warning("no backup was made", why=str(told).removeprefix("No backup was made. "))
            self._tell(False)  # noqa: FBT003 - as a callback hears it
            return
        self._not_before = None
        _log.info("backed up", file=str(target))
        self._tell(True)  # noqa: FBT003 - as a callback hears it

    def _is_there(self, target: Path) -> bool:
        """Whether a copy is there and this installation's."""
        return _is_made(target) and self._is_ours(target)

    def _is_ours(self, copy: Path) -> bool:
        """Whether a copy is this installation's, which it is where it does not say, or the database does not."""
        written = copy, copy.stat().st_mtime_ns
        if written not in self._whose:
            theirs, own = key_in(copy), key_in(self._path)
            if theirs is None or own is None:
                return True  # it may be that one of them cannot be read just now
            self._whose[written] = theirs == own
        return self._whose[written]

    def open_to_others(self) -> list[Path]:
        """Files of the database and copies that everybody may use."""
        return list(open_to_others(self._path, self._copies()))

    def newest(self) -> Path | None:
        """This installation's copy that was made last, whatever the clock showed."""
        by_age = sorted(self._copies(), key=lambda copy: copy.stat().st_mtime, reverse=True)
        return next((copy for copy in by_age if self._is_ours(copy)), None)

    def has_others(self) -> bool:
        """Whether another installation's copies are there."""
        return not all(self._is_ours(copy) for copy in self._copies())

    def age(self, at: datetime) -> float | None:
        """Seconds since this installation's newest copy was made, None where there is none."""
        newest = self.newest()
        return at.timestamp() - newest.stat().st_mtime if newest else None

    def _make(self, target: Path) -> None:
        if found := obstacle(target):
            raise DatabaseError(found)
        if target.exists():
            raise DatabaseError(f"{target} is another installation's copy. Give each one a RECALL_BACKUPS of its own.")
        make_folder(self.directory)
        for cut_off in self._files(_CUT_OFF):
            with suppress(DatabaseError), writing_alone(cut_off.with_suffix("")):
                cut_off.unlink(missing_ok=True)
        close_to_others(self.open_to_others())
        back_up(self._path, target)
        # By a clock that was ahead, later ones too.
        others = sorted(copy for copy in self._copies() if copy != target and self._is_ours(copy))
        for old in others[: max(0, len(others) + 1 - self._kept)]:
            old.unlink()

    def _copies(self) -> list[Path]:
        return self._files(_NAME)

    def _files(self, named: re.Pattern[str]) -> list[Path]:
        """Files of ours alone: whatever else lies in the directory is not touched, least of all the database itself."""
        database = self._path.absolute()
        with suppress(OSError):
            files = [file for file in self.directory.iterdir() if named.fullmatch(file.name)]
            return [file for file in files if file.absolute() != database]
        return []


def _is_made(target: Path) -> bool:
    """Whether the copy is there; in a folder that cannot be looked into it is not, and making it says why."""
    try:
        return target.exists()
    except OSError:
        return False
