"""The state file: one process at a time, saved whole, never half."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from playground.clock import Clock
from playground.model import snapshot
from playground.model.seed import new_world
from playground.model.world import World

log = logging.getLogger(__name__)
SAVE_EVERY_SECONDS = 5.0


class StateError(Exception):
    """The state file cannot be used; the message is one line for the person who started the playground."""


class StateFile:
    """A state file held by this process. Use as ``with StateFile(path) as state``; raises StateError."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock: IO[str] | None = None
        self._saved_version = -1

    def __enter__(self) -> Self:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._lock = self.path.with_name(self.path.name + ".lock").open("a", encoding="utf-8")
        except OSError as error:
            raise StateError(f"The state file {self.path} cannot be used: {error.strerror}.") from error
        if not _locked(self._lock):
            self._lock.close()
            raise StateError(
                f"Another playground is using {self.path}. Stop it, or give this one another --state file."
            )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._lock is not None:
            self._lock.close()

    def load(self, clock: Clock, *, fresh: bool) -> World:
        """The saved world, or the default one when there is none or ``fresh``; raises StateError."""
        if fresh or not self.path.exists():
            return new_world(clock)
        try:
            return snapshot.restore(self.path.read_bytes(), clock)
        except (OSError, ValueError, KeyError) as error:
            what = str(error).splitlines()[0]
            raise StateError(
                f"The state file {self.path} is damaged ({what}). Start with --fresh to begin anew, "
                "or put a good copy in its place."
            ) from error

    def save(self, world: World) -> None:
        """Write the world if it changed since the last time; the file is whole at every instant.

        Raises StateError, the file being what it was before.
        """
        if world.version == self._saved_version:
            return
        version, data = world.version, snapshot.take(world)
        try:
            self._write(data)
        except OSError as error:
            raise StateError(f"The state could not be saved to {self.path}: {error.strerror}.") from error
        self._saved_version = version

    def _write(self, data: bytes) -> None:
        part = self.path.with_name(self.path.name + ".part")
        with part.open("wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        part.replace(self.path)

    async def keep_saving(self, world: World) -> None:
        """Save every few seconds until cancelled; a save that fails is tried again the next time."""
        while True:
            await asyncio.sleep(SAVE_EVERY_SECONDS)
            try:
                self.save(world)
            except StateError as error:
                log.warning("%s", error)


def _locked(file: IO[str]) -> bool:
    """Lock a file for this process; the system lets go of it however the process ends."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
