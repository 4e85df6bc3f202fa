"""Lost time is given back once: whatever has to be tried again, nothing gets the same span twice in a run."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from unittest.mock import patch

from bot.kernel.absences import Absences
from tests.simulation.loop import PROCESS

LEEWAY = timedelta(seconds=1)


class Given:
    """Up to when each thing has been made up for, as it is noted."""

    def __init__(self) -> None:
        self.violations: list[str] = []
        self._until: dict[tuple[int, int, Hashable], datetime] = {}

    @contextmanager
    def known(self) -> Iterator[None]:
        """Whatever is made up for while the body runs is known."""
        true = Absences.note

        def note(absences: Absences, guild_id: int, what: Hashable, at: datetime) -> None:
            since = absences.of(guild_id, what)
            if since is not None:
                self.look((PROCESS.get(), guild_id, what), since, at)
            true(absences, guild_id, what, at)

        with patch.object(Absences, "note", note):
            yield

    def look(self, what: tuple[int, int, Hashable], since: datetime, at: datetime) -> None:
        """It is given back what was lost since then, up to `at`. After a clock was set back, nothing is known of it."""
        before = self._until.get(what)
        if before is not None and since < before - LEEWAY and before <= at:
            twice = (before - since).total_seconds()
            self.violations.append(f"{what[2]} of server {what[1]} is given {twice:.1f} s twice")
        self._until[what] = at
