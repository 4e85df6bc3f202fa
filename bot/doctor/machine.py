"""The machine's side: the volume, the disk, the database, SQLite itself, the packs."""

import errno
import os
import shlex
import shutil
import sqlite3
import stat
import sys
import tempfile
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

from filelock import FileLock, Timeout

from bot.doctor.finding import Finding, Level, bad, ok, warn
from bot.doctor.revisions import check_revision
from bot.doctor.running import check_running
from bot.doctor.server import BACKUPS, check_server
from bot.doctor.web import check_presenter
from bot.packs.catalogue import load_catalogue
from bot.packs.problems import UNFIT
from bot.rights import nearest_folder
from bot.settings import BUILT_IN_PACKS, Settings, mistyped
from bot.storage.causes import obstacle, stranger, strangers
from bot.storage.checking import damage, revision, too_new
from bot.storage.daily_backups import DailyBackups
from bot.storage.erasures import IN_BACKUPS
from bot.storage.errors import DatabaseError
from bot.storage.looking import refuse_another_programs
from bot.storage.place import beside
from bot.storage.private import open_to_others
from bot.timing.clock import Clock
from cogs.checking import unfit

LITTLE_SPACE, TOO_LITTLE_SPACE = 1_000_000_000, 100_000_000
"""Bytes."""

WRITTEN = 65_536
"""Bytes, to see whether there is room for anything at all."""

SPACE, FIX = "Free some space there.", "Fix that."
FILE_ELSEWHERE = "You can also set RECALL_DATABASE to a file elsewhere."
DATA_ELSEWHERE = (
    "You can also set XDG_DATA_HOME to a directory elsewhere: notes of erasures and the operator's orders lie there."
)

OLD_BACKUP = timedelta(hours=49)


def check_machine(settings: Settings) -> Iterator[Finding]:
    """Everything that needs no network."""
    yield from check_names(os.environ)
    if isinstance(settings.database, Path) and (theirs := another_programs(settings.database)):
        yield bad("database", theirs, "")  # its owner, its mode and its disk are none of Recall's business
    else:
        yield from check_data(settings)
    yield check_backups(settings, Clock().now())
    yield from check_python(Path(sys.executable).resolve())
    if isinstance(settings.database, Path):
        yield check_sqlite(sqlite3.sqlite_version_info)
    yield check_presenter(settings)
    yield from check_packs(settings.pack_directories)


def check_data(settings: Settings) -> Iterator[Finding]:
    """Where the database is, and the database itself."""
    path = beside(settings.database)
    volume = check_volume(path, FILE_ELSEWHERE if path == settings.database else DATA_ELSEWHERE)
    yield volume
    yield from check_owners(path, settings.backups)
    yield from check_modes(path, settings.backups)
    if not isinstance(settings.database, Path):
        yield from check_server(settings.database, in_cluster=settings.cluster is not None)
        return
    yield check_disk(path)
    if lost := list(check_running(settings, path)):
        yield from lost
        return
    if volume.level is not Level.BAD:  # SQLite cannot even read where it cannot write its log's index
        yield check_lock(path)
        yield from check_database(path)
    else:
        yield warn("database", "It was not looked at, because the volume cannot be used.", "")


def another_programs(path: Path) -> str:
    """Why the file is not Recall's; nothing where it is, or where there is none."""
    try:
        refuse_another_programs(path)
    except DatabaseError as error:
        return str(error)
    return ""


def check_names(environment: Iterable[str]) -> Iterator[Finding]:
    """Whether a setting is mistyped: it would have no effect, and Recall might begin an empty database elsewhere."""
    for name, meant in mistyped(environment).items():
        mend = f"Write {meant}, if you mean that." if meant else "Remove it; `docs/operating.md` lists the settings."
        yield warn("settings", f"There is no setting {name}; it has no effect.", mend)


def check_volume(path: Path, mend: str = FILE_ELSEWHERE) -> Finding:
    """Whether the database's directory and files can be written, and if it is not there whether it can be made.

    Something is written there, and taken away again.
    """
    directory, nearest = path.parent, nearest_folder(path.parent)
    if found := obstacle(path):
        return bad("volume", found, mend)
    try:
        with tempfile.TemporaryFile(dir=nearest) as file:
            file.write(b"\0" * WRITTEN)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        return bad(
            "volume",
            f"{nearest} cannot be written: {error.strerror}.",
            f"{SPACE if error.errno == errno.ENOSPC else FIX} {mend}",
        )
    return ok("volume", f"{directory} can be written." if nearest == directory else f"{directory} can be created.")


def _size(bytes_: float) -> str:
    return f"{bytes_ / 1e9:.1f} GB" if bytes_ >= 1e9 else f"{bytes_ / 1e6:.1f} MB"


def _age(seconds: float) -> str:
    hours = round(seconds / 3600)
    return "less than an hour" if seconds < 3600 else f"{hours} hour{'' if hours == 1 else 's'}"


def check_owners(path: Path, backups: Path | None = None) -> Iterator[Finding]:
    """Whether all of the database belongs to one user: as root everything can be written, by the service not."""
    for found in (*strangers(path), *(() if backups is None else stranger(backups / IN_BACKUPS))):
        yield warn("owner", found, "")


def check_modes(path: Path, backups: Path | None = None) -> Iterator[Finding]:
    """Whether others on the machine may read what people answered, or put another file in its place."""
    copies = [] if backups is None else sorted(backups.glob("recall-*"))
    for file in open_to_others(path, copies):
        found = f"{file} is open to everybody on this machine (mode {stat.S_IMODE(file.stat().st_mode):04o})."
        yield warn("mode", found, f"Run: chmod go= {shlex.quote(str(file))}")
    for folder in dict.fromkeys(one for one in (path.parent, backups) if one is not None and one.is_dir()):
        mode = folder.stat().st_mode
        if os.name == "posix" and mode & stat.S_IWOTH and not mode & stat.S_ISVTX:
            found = f"Everybody may replace the files in {folder} (mode {stat.S_IMODE(mode):04o})."
            yield warn("mode", found, f"Run: chmod o-w {shlex.quote(str(folder))}")


def check_disk(path: Path) -> Finding:
    """Whether there is room for the database and a copy of it."""
    free = shutil.disk_usage(nearest_folder(path.parent)).free
    size = path.stat().st_size if path.exists() else 0
    found = f"{_size(free)} free; the database has {_size(size)}."
    mend = "Free some space: on a full disk, no answer can be saved."
    if free < TOO_LITTLE_SPACE:
        return bad("disk", found, mend)
    if free < max(LITTLE_SPACE, 2 * size):
        return warn("disk", found, f"{mend} A backup needs as much space as the database.")
    return ok("disk", found)


def check_lock(path: Path) -> Finding:
    """Whether a bot works on the database. It tries the lock for an instant, and makes none."""
    lock = path.with_name(path.name + ".lock")
    if not lock.exists():
        return ok("lock", "No Recall has run on this database yet.")
    try:
        with FileLock(lock, timeout=0):
            return ok("lock", "No Recall is running on this database.")
    except Timeout:
        return ok("lock", "A Recall is running on this database.")
    except OSError as error:
        if error.errno in (errno.ENOLCK, errno.EOPNOTSUPP):
            found = f"{lock}: the file system there has no locks."
            return bad("lock", found, "Move the database to a local disk, and set RECALL_DATABASE to it.")
        return bad("lock", f"{lock}: {error.strerror}.", "Let the user that runs Recall write to this file.")


def check_database(path: Path) -> Iterator[Finding]:
    """Whether the file is whole, and of which revision."""
    if not path.exists():
        yield ok("database", f"There is none at {path} yet; `recall run` creates it.")
        return
    try:
        problems = damage(path)
    except DatabaseError as error:
        yield bad("database", str(error), "")
        return
    if problems:
        yield bad(
            "database",
            f"{path} is damaged: {problems[0].removeprefix(f'{path}: ')}",
            "Stop Recall, and run `recall db restore FILE` with the newest backup that is not damaged.",
        )
        return
    yield ok("database", f"{path} is whole.")
    yield check_revision(revision(path), too_new(path))


def check_backups(settings: Settings, at: datetime) -> Finding:
    """Whether daily backups are made."""
    if not isinstance(settings.database, Path):
        return ok("backups", BACKUPS)
    if settings.backups is None:
        return warn("backups", "No backups are made.", "Set RECALL_BACKUPS to a directory, preferably on another disk.")
    if found := obstacle(settings.backups / IN_BACKUPS):
        return bad("backups", found, "")
    backups = DailyBackups(settings.database, settings.backups, settings.backups_kept)
    age = backups.age(at)
    if age is None and backups.has_others():
        found = f"There are none of {settings.database} in {settings.backups}: those there are another installation's."
        return bad("backups", found, "Give each installation a RECALL_BACKUPS of its own.")
    if age is None:
        return warn("backups", f"There are none in {settings.backups} yet.", "`recall run` makes one every day.")
    found = f"The newest in {settings.backups} is {_age(age)} old."
    if age > OLD_BACKUP.total_seconds():
        return bad("backups", found, "Look in the log for the reason: the bot is down, or cannot write there.")
    return ok("backups", found)


def check_sqlite(version: tuple[int, ...]) -> Finding:
    """Whether this SQLite has the WAL-reset bug (https://sqlite.org/wal.html#walresetbug).

    It is in 3.7.0 to 3.51.2 and was mended in 3.44.6, 3.50.7 and 3.51.3.
    """
    name = ".".join(map(str, version))
    mended = version >= (3, 51, 3) or (3, 50, 7) <= version < (3, 51) or (3, 44, 6) <= version < (3, 45)
    if mended or version < (3, 7):
        return ok("SQLite", f"{name}.")
    found = f"{name} has the WAL-reset bug: two connections that write at once can damage a file. Recall uses only one."
    return warn(
        "SQLite", found, "Do not let anything else write to the file, or use a Python with SQLite 3.51.3 or newer."
    )


def check_python(program: Path) -> Iterator[Finding]:
    """Whether a service with a user of its own can run this Python: only root, who sets it up, would not notice."""
    if os.name != "posix" or os.geteuid() != 0:
        return
    closed = next((one for one in (program, *program.parents) if not one.stat().st_mode & stat.S_IXOTH), None)
    if closed is not None:
        found = f"{program} can be run by root alone, not by a service with a user of its own: {closed} is closed."
        yield warn("python", found, "Remove .venv, set RECALL_PYTHON to a system-wide Python and run ./recall again.")


def check_packs(directories: list[Path]) -> Iterator[Finding]:
    """Whether there are questions to ask, and which files are left out. What ships is known to fit every screen."""
    catalogue, problems = load_catalogue(directories, unfit, shipped=BUILT_IN_PACKS)
    if not catalogue.questions:
        yield bad(
            "packs",
            "There are no questions.",
            f"`recall packs check {' '.join(map(str, directories))}` says what is wrong with the packs.",
        )
    else:
        yield ok("packs", f"{len(catalogue.questions)} questions.")
    for problem in problems:
        if problem.rule == "directory":
            yield bad("packs", problem.message, problem.mend)
            continue
        left_out = f"Until then the {'item' if problem.rule == UNFIT else 'file'} is left out."
        yield warn("packs", str(problem), "" if problem.mend.endswith("left out until then.") else left_out)
