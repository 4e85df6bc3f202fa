"""What many tests begin with, made once in a process and copied: a new database, and what the packs give.

The migrations take a quarter of a second and the packs one, and hundreds of tests begin with them.
"""

from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.packs.catalogue import Catalogue, load_catalogue
from bot.packs.keeping import digest_of
from bot.packs.live import LivePacks
from bot.settings import BUILT_IN_PACKS
from bot.storage.migrate import upgrade
from cogs.checking import unfit


def upgrade_or_copy(path: Path, revision: str = "head") -> None:
    """As `upgrade` does; a new file is a copy of one that the migrations made."""
    if revision == "head" and not path.exists():
        with suppress(OSError):  # the true one says why
            path.touch(mode=0o600)
            path.write_bytes(_new_database())
            return
    upgrade(path, revision)


def prepare(database: Path, *directories: Path) -> None:
    """Lay a new database at a path, and beside it what the packs in the directories give."""
    database.parent.mkdir(parents=True, exist_ok=True)
    upgrade_or_copy(database)
    given = [BUILT_IN_PACKS, *directories]
    with suppress(OSError):
        database.with_name(f"{database.stem}.packs").write_bytes(_kept(digest_of(given, BUILT_IN_PACKS), given))


@cache
def built_in() -> Catalogue:
    """What comes with Recall, read once."""
    return load_catalogue([BUILT_IN_PACKS])[0]


@cache
def _new_database() -> bytes:
    with TemporaryDirectory() as directory:
        path = Path(directory) / "new.sqlite3"
        upgrade(path)
        return path.read_bytes()


_of_packs: dict[str, bytes] = {}


def _kept(digest: str, directories: Sequence[Path]) -> bytes:
    """By digest: folders with the same packs in them give the same."""
    if digest not in _of_packs:
        with TemporaryDirectory() as directory:
            beside = Path(directory) / "recall.sqlite3"
            LivePacks(directories, unfit, shipped=BUILT_IN_PACKS, beside=beside)
            file = beside.with_name("recall.packs")
            _of_packs[digest] = file.read_bytes() if file.exists() else b""
    return _of_packs[digest]
