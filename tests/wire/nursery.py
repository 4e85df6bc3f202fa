"""Programs that start in a process which has imported everything before: importing takes longest in a short test.

`python -m tests.wire.nursery SOCKET` waits for orders and forks a process for each. It is one that can be killed like
any other, and runs the program's `__main__` as `python -m` does. What is about starting itself starts in earnest.
"""

import asyncio
import json
import os
import pkgutil
import runpy
import selectors
import signal
import socket
import sys
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

PROGRAMS = {
    "bot": ("bot", "cogs"),
    "playground": ("playground",),
    "tests.campaigns.several.routed": ("bot", "cogs"),
}
"""What can be started, and the packages that it is made of."""


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
            order: dict[str, Any] = json.loads(client.makefile().readline())
            if (pid := os.fork()) == 0:
                signal.set_wakeup_fd(-1)
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                for file in (listening, woken, waking, client, *running.values()):
                    file.close()
                return order
            running[pid] = client
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
    log = os.open(order["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    for stream in (1, 2):
        os.dup2(log, stream)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.environ.clear()
    os.environ.update(order["environment"])
    sys.argv = order["arguments"]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)


def _import_all() -> None:
    for name in {package for packages in PROGRAMS.values() for package in packages}:
        package = import_module(name)
        for module in pkgutil.walk_packages(package.__path__, f"{name}."):
            if not module.name.endswith("__main__"):
                import_module(module.name)


if __name__ == "__main__":
    _import_all()
    _become(serve(sys.argv[1]))
