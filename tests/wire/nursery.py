"""Programs that start in a process which has imported everything before: importing takes longest in a short test.

`python -m tests.wire.nursery SOCKET` waits for orders and forks a process for each. It is one that can be killed like
any other, and runs the program's `__main__` as `python -m` does. What is about starting itself starts in earnest.
"""

import asyncio
import gc
import json
import os
import pkgutil
import runpy
import selectors
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SHARED = "NURSERY_OF_THE_TESTS"
"""Where one listens that all processes of the tests share."""

PROGRAMS = {
    "bot": ("bot", "cogs"),
    "playground": ("playground",),
    "tests.campaigns.evening.watched": ("bot", "cogs"),
    "tests.campaigns.several.routed": ("bot", "cogs"),
}
"""What can be started, and the packages that it is made of."""


class Nursery:
    """The process that forks programs, and the place where it listens: one's own, or one that several share."""

    def __init__(self, shared: str | None = None) -> None:
        self._running: subprocess.Popen[bytes] | None = None
        if shared:
            self.path = Path(shared)
            return
        self._home = TemporaryDirectory()
        self.path = Path(self._home.name) / "nursery"
        command = [sys.executable, "-m", "tests.wire.nursery", str(self.path)]
        environment = os.environ | {"PYTHONPATH": str(ROOT)}
        self._running = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        assert self._running.stdout
        assert self._running.stdout.readline() == b"ready\n"

    def close(self) -> None:
        """End it, and whatever it started; what others share goes on."""
        if self._running is None:
            return
        with self._running:
            assert self._running.stdin
            self._running.stdin.close()
        self._home.cleanup()


@cache
def opened() -> Nursery:
    """One for this process of tests, from when it is first asked for."""
    return Nursery(os.environ.get(SHARED))


def close_if_opened() -> None:
    """At the end of the tests."""
    if opened.cache_info().currsize:
        opened().close()
        opened.cache_clear()


def recall(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run Recall's command line to its end, with nothing set but what is named."""
    kept = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "HOME": "/nonexistent"}
    with TemporaryDirectory() as directory, socket.socket(socket.AF_UNIX) as orders:
        said, told = Path(directory) / "stdout", Path(directory) / "stderr"
        order = {"arguments": ["bot", *arguments], "environment": kept | environment, "log": str(said)}
        orders.settimeout(60)
        orders.connect(str(opened().path))
        orders.sendall(json.dumps(order | {"errors": str(told)}).encode() + b"\n")
        with orders.makefile() as lines:
            pid = int(lines.readline())
            try:
                status = int(lines.readline())
            except TimeoutError:
                os.kill(pid, signal.SIGKILL)
                raise
        return subprocess.CompletedProcess(["recall", *arguments], status, said.read_text(), told.read_text())


@dataclass
class Child:
    """A program that was started; as much of `asyncio.subprocess.Process` as its tests need."""

    pid: int
    ended: "asyncio.Task[int]"

    @property
    def returncode(self) -> int | None:
        """How it ended, None while it runs."""
        return self.ended.result() if self.ended.done() else None

    def send_signal(self, number: signal.Signals) -> None:
        """Have the system tell it."""
        os.kill(self.pid, number)

    async def wait(self) -> int:
        """Wait until it ends."""
        return await asyncio.shield(self.ended)


async def start(path: Path, arguments: list[str], environment: dict[str, str], log: Path) -> Child:
    """Have a program started by the nursery that listens at `path`."""
    reader, writer = await asyncio.open_unix_connection(path)
    order = {"arguments": arguments, "environment": environment, "log": str(log)}
    writer.write(json.dumps(order).encode() + b"\n")
    pid = int(await reader.readline())

    async def ending() -> int:
        try:
            return int(await reader.readline())
        finally:
            writer.close()

    return Child(pid, asyncio.create_task(ending()))


def serve(path: str) -> dict[str, Any]:
    """Fork for each order until standard input ends; returns in the forked process, with its order."""
    orders = selectors.DefaultSelector()
    listening, (woken, waking) = socket.socket(socket.AF_UNIX), socket.socketpair()
    waking.setblocking(False)
    woken.setblocking(False)
    listening.bind(path)
    listening.listen()
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(waking.fileno())
    for file in (listening, woken, sys.stdin):
        orders.register(file, selectors.EVENT_READ)
    running: dict[int, socket.socket] = {}
    print("ready", flush=True)
    while True:
        files = {key.fileobj for key, _ in orders.select()}
        if woken in files:
            woken.recv(100)
            _bury(running)
        if listening in files:
            client, _ = listening.accept()
            with client.makefile() as lines:
                told = lines.readline()
            if not told:  # whoever asked is gone
                client.close()
                continue
            order: dict[str, Any] = json.loads(told)
            if (pid := os.fork()) == 0:
                signal.set_wakeup_fd(-1)
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                for file in (listening, woken, waking, client, *running.values()):
                    file.close()
                return order
            running[pid] = client
            with suppress(OSError):
                client.sendall(f"{pid}\n".encode())
        if sys.stdin in files:
            for pid in running:
                os.kill(pid, signal.SIGKILL)
            sys.exit()


def _bury(running: dict[int, socket.socket]) -> None:
    """Tell how those that have ended did."""
    with suppress(ChildProcessError):
        while True:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if not pid:
                return
            with running.pop(pid) as client, suppress(OSError):
                client.sendall(f"{os.waitstatus_to_exitcode(status)}\n".encode())


def _become(order: dict[str, Any]) -> None:
    """Be the program."""
    for stream, file in ((1, order["log"]), (2, order.get("errors", order["log"]))):
        os.dup2(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644), stream)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.environ.clear()
    os.environ.update(order["environment"])
    sys.argv = order["arguments"]
    try:
        runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
    finally:
        gc.disable()  # looking through all that was imported takes longer than a short command


def _import_all() -> None:
    for name in {package for packages in PROGRAMS.values() for package in packages}:
        package = import_module(name)
        for module in pkgutil.walk_packages(package.__path__, f"{name}."):
            if not module.name.endswith("__main__"):
                import_module(module.name)


def _be_the_same_each_time() -> None:
    """Which questions come follows from what people see, as in all tests: else each run would play other kinds."""
    seeds: Any = import_module("bot.kernel.seeds")
    seeds._mixed = lambda told: told


if __name__ == "__main__":
    _import_all()
    _be_the_same_each_time()
    gc.freeze()  # what is shared with every program stays so: none of them looks through it
    _become(serve(sys.argv[1]))
