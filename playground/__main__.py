"""The command line: ``python -m playground``; described in ``docs/playground-api.md``."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import errno
import gc
import os
import signal
import socket
import sys
from pathlib import Path

from playground.clock import Clock
from playground.model.seed import new_world
from playground.model.snapshot import rebase_world
from playground.model.world import World
from playground.server import TOKEN, Options, Server
from playground.starts import A_DAY
from playground.state import StateError, StateFile

DEFAULT_PORT, LAST_PORT = 8300, 65_535
REFUSED = 2

GARBAGE = (50_000, 20, 1_000)
"""Hardly ever look through everything for garbage: with ten thousand servers that stops all answers for 0.2 s."""


def main() -> None:
    """Run until told to stop; exit status 2 when it cannot start."""
    arguments = _parser().parse_args()
    gc.set_threshold(*GARBAGE)
    try:
        asyncio.run(_run(arguments))
    except StateError as error:
        print(error, file=sys.stderr)
        sys.exit(REFUSED)
    except socket.gaierror as error:
        print(f"'{arguments.host}' is no address of this machine ({error.strerror}).", file=sys.stderr)
        sys.exit(REFUSED)
    except OSError as error:
        if error.errno not in {errno.EADDRINUSE, errno.EACCES, errno.EADDRNOTAVAIL}:
            raise
        print(_port_words(arguments.host, arguments.port, error), file=sys.stderr)
        sys.exit(REFUSED)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="playground", description="A Discord of your own on this machine.")
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (default: %(default)s)")
    parser.add_argument("--port", type=_port, default=DEFAULT_PORT, help="0 takes any free one (default: %(default)s)")
    parser.add_argument("--state", type=Path, metavar="FILE", help="keep everything in this file")
    parser.add_argument("--fresh", action="store_true", help="begin anew instead of reading the state file")
    parser.add_argument("--token", default=TOKEN, help="the bot's token (default: %(default)s)")
    parser.add_argument("--page", action=argparse.BooleanOptionalAction, default=True, help="serve the page")
    parser.add_argument("--shards", type=int, default=0, metavar="N", help="have the bot use so many connections")
    identifying = "limit session starts as Discord does, N shards every five seconds"
    parser.add_argument("--identify-at-once", type=int, default=0, metavar="N", help=identifying)
    limit = "with that, how many a day before the token is reset (default: %(default)s)"
    parser.add_argument("--sessions-a-day", type=int, default=A_DAY, metavar="N", help=limit)
    parser.add_argument("--no-rate-limits", action="store_true", help="let the bot ask as fast as it likes")
    parser.add_argument("--privileged-intents", action="store_true", help="approve them, as the portal would")
    parser.add_argument("--capture", type=Path, metavar="FILE", help="write each request of the bot, as JSON lines")
    return parser


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text[:6]) <= LAST_PORT):
        raise argparse.ArgumentTypeError(f"a port is a number up to {LAST_PORT}")
    return int(text)


def _options(arguments: argparse.Namespace) -> Options:
    return Options(
        host=arguments.host,
        port=arguments.port,
        token=arguments.token,
        page=arguments.page,
        rate_limits=not arguments.no_rate_limits,
        privileged=arguments.privileged_intents,
        capture=arguments.capture,
        shards=arguments.shards,
        identify_at_once=arguments.identify_at_once,
        sessions_a_day=arguments.sessions_a_day,
    )


async def _run(arguments: argparse.Namespace) -> None:
    options = _options(arguments)
    if arguments.state is None:
        await _serve(new_world(Clock()), options, None)
        return
    with StateFile(arguments.state) as state:
        await _serve(state.load(Clock(), fresh=arguments.fresh), options, state)


async def _serve(world: World, options: Options, state: StateFile | None) -> None:
    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        # Windows has no handlers in the loop; there Ctrl+C ends the program as usual.
        with contextlib.suppress(NotImplementedError):
            asyncio.get_running_loop().add_signal_handler(name, stop.set)

    def save() -> None:
        if state is not None:
            state.save(world)

    saving = asyncio.create_task(state.keep_saving(world)) if state else None
    try:
        async with Server(world, options, save) as server:
            rebase_world(world, server.url)
            gc.freeze()  # or the collector looks through all of it again and again, and everything waits for that
            print(f"Playground ready at {server.url}", flush=True)
            await stop.wait()
    finally:
        if saving is not None:
            saving.cancel()
    save()


def _port_words(host: str, port: int, error: OSError) -> str:
    free = _next_free(host, port)
    hint = f" Port {free} is free: --port {free}." if free else ""
    why = "is in use" if error.errno == errno.EADDRINUSE else f"cannot be used ({os.strerror(error.errno or 0)})"
    return f"Port {port} on {host} {why}.{hint}"


def _next_free(host: str, after: int) -> int | None:
    for port in range(after + 1, min(after + 200, LAST_PORT + 1)):
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind((host, port))
            return port
    return None


if __name__ == "__main__":
    main()
