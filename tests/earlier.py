"""Recall as it was: programs out of the repository's own history, to be run beside the present one."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MIGRATIONS = "migrations/versions"
PROGRAM = ("bot", "cogs", "playground", "migrations", "questions")


@dataclass(frozen=True, slots=True)
class Program:
    """A state of the code. `newest`: the newest migration that it knows; `name`: its tag, or its commit."""

    name: str
    newest: str

    def unpack(self, folder: Path) -> Path:
        """Lay its files into a folder, which it returns."""
        folder.mkdir(parents=True)
        packed = _git("archive", self.name, *PROGRAM)
        subprocess.run(["tar", "-x", "-C", str(folder)], input=packed, check=True)
        return folder


def latest_release() -> Program | None:
    """The newest tag before this commit; None where the history does not go back so far, as in many a fresh clone."""
    try:
        tag = _git("describe", "--tags", "--abbrev=0", "--match=v*").decode().strip()
    except (OSError, subprocess.CalledProcessError):
        return None
    return Program(tag, _migrations_of(tag)[-1])


def program_of(revision: str) -> Program | None:
    """The latest program to which a migration was the newest; None where the history does not show it."""
    names = _here()
    wanted = names[: [name.partition("_")[0] for name in names].index(revision) + 1]
    try:
        touched = _git("rev-list", "--full-history", "HEAD", "--", MIGRATIONS).decode().split()
    except (OSError, subprocess.CalledProcessError):
        return None
    found = next((commit for commit in touched if _migrations_of(commit) == wanted), None)
    return Program(found, revision) if found else None


def _here() -> list[str]:
    return sorted(path.name for path in (ROOT / MIGRATIONS).glob("[0-9]*.py"))


def _migrations_of(commit: str) -> list[str]:
    listed = _git("ls-tree", "--name-only", commit, f"{MIGRATIONS}/").decode().split()
    return sorted(Path(path).name for path in listed if Path(path).name[0].isdigit())


def _git(*arguments: str) -> bytes:
    return subprocess.run(["git", *arguments], cwd=ROOT, check=True, capture_output=True).stdout
