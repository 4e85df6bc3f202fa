"""`recall play`: a playground and the bot, each a process of its own, on this machine alone."""

import os
import signal
import subprocess
import sys
import webbrowser
from pathlib import Path
from typing import Annotated

import platformdirs
import typer

TOKEN = "playground"  # noqa: S105 - the playground's documented constant, worth nothing anywhere else


def play(
    port: Annotated[int, typer.Option(help="The page's port.")] = 8300,
    host: Annotated[str, typer.Option(help="Listen here; 0.0.0.0 lets others on your network play.")] = "127.0.0.1",
    *,
    browser: Annotated[bool, typer.Option(help="Open the page.")] = True,
    fresh: Annotated[bool, typer.Option(help="Forget everything played before.")] = False,
) -> None:
    """Play in a browser: no token, no account, no internet."""
    home = Path(platformdirs.user_data_dir("recall")) / "playground"
    home.mkdir(parents=True, exist_ok=True)
    database = home / "recall.sqlite3"
    if fresh:
        for old in home.glob("recall.sqlite3*"):
            old.unlink()
    address = f"http://127.0.0.1:{port}"
    with _playground(port, host, home / "state", fresh=fresh) as playground:
        if not _is_ready(playground):
            raise typer.Exit(playground.wait())
        with _bot(address, database) as bot:
            typer.echo(f"Recall is playing at {address}. Ctrl-C ends it.")
            if browser:
                webbrowser.open(address)
            _until_told(playground, bot)


def _playground(port: int, host: str, state: Path, *, fresh: bool) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "playground", "--port", str(port), "--host", host, "--state", str(state)]
    return subprocess.Popen(  # noqa: S603 - our own program
        [*command, *(["--fresh"] if fresh else [])], stdout=subprocess.PIPE, text=True
    )


def _bot(address: str, database: Path) -> "subprocess.Popen[bytes]":
    environment = os.environ | {
        "DISCORD_TOKEN": TOKEN,
        "RECALL_DATABASE": str(database),
        "RECALL_DISCORD_API": f"{address}/api/v10",
        "RECALL_CLOCK": f"{address}/admin/clock",
    }
    return subprocess.Popen([sys.executable, "-m", "bot", "run"], env=environment)


def _is_ready(playground: "subprocess.Popen[str]") -> bool:
    """Whether the playground said that it listens; it says why not by itself."""
    line = playground.stdout.readline() if playground.stdout else ""
    return "ready" in line


def _until_told(playground: "subprocess.Popen[str]", bot: "subprocess.Popen[bytes]") -> None:
    """Wait for either to end, or for Ctrl-C; then end both."""
    try:
        bot.wait()
    except KeyboardInterrupt:
        typer.echo("Goodbye.")
    finally:
        for process in (bot, playground):
            process.send_signal(signal.SIGTERM)
            process.wait()
