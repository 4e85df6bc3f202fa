"""The locks that this process has on a database file."""

from __future__ import annotations

import os
from pathlib import Path

LOCKS = Path("/proc/locks")
"""As Linux lists them: `1: POSIX ADVISORY READ 4321 08:01:131073 1073741826 1073742335`."""


LOOKS = 5
"""Linux gives the list page by page. A line is missed if another process lets go of a lock between two pages."""


def holds_its_locks(path: Path) -> bool:
    """Whether SQLite's lock of an open file is still there; on systems without such a list nobody knows."""
    return not LOCKS.exists() or any(_is_listed(path) for _ in range(LOOKS))


def _is_listed(path: Path) -> bool:
    mine = str(os.getpid()), str(path.stat().st_ino)
    held = [line.split() for line in LOCKS.read_text(encoding="ascii").splitlines() if "POSIX" in line]
    return any((fields[-4], fields[-3].rpartition(":")[2]) == mine for fields in held)
