"""The command line: `recall`."""

import gc
import os
import signal
import sys
from types import FrameType

WAITED_FOR = {"run", "play", "preview"}
"""Commands that go on until they are told to stop: to be told so is no failure of theirs."""


def _leave(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - as the interpreter calls it
    """Told to stop before anything has begun."""
    os._exit(0 if WAITED_FOR.intersection(sys.argv[1:]) else 128 + number)


# Before all else: what is imported below takes seconds on a small machine.
for _number in (signal.SIGTERM, signal.SIGINT):
    signal.signal(_number, _leave)

sys.modules["rich"] = None  # type: ignore[assignment]  # what logs imports it where it is there, for colors that nobody sees: .1 s
gc.disable()  # what is imported stays: looking through it for garbage again and again took a sixth of the start

from pathlib import Path  # noqa: E402
from typing import Annotated  # noqa: E402

import typer  # noqa: E402

from bot import __version__  # noqa: E402
from bot.cli.environment import OPTION, Commands, read_environment  # noqa: E402
from bot.cli.outputs import told_or_not  # noqa: E402
from bot.cli.refusing import serve  # noqa: E402
from bot.kernel.questions import Question  # noqa: E402
from bot.packs.outside import Outside  # noqa: E402
from bot.timing.clock import Clock  # noqa: E402

LAUNCHER = """From a checkout, ./recall also does:

\b
  test [PATH…]    style, types and all tests, or some tests
  bench NAME      measure: load, daily, boards, packs, pairing, learners, readiness, weakspots
  campaign NAME   long runs, such as rounds or faults
  audit           ask what is known against what is installed
  pictures        make the pictures of the documents anew
  documents       build the documents as a site in site/
  image           build the container image
  upgrade         fetch this branch's newest version and install what it needs
"""

app = typer.Typer(
    name="recall",
    cls=Commands,
    no_args_is_help=True,
    epilog=LAUNCHER,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _show_version(wanted: bool) -> None:  # noqa: FBT001 - as typer calls it
    if wanted:
        typer.echo(f"recall {__version__}")
        raise typer.Exit


@app.callback()
def settings_from(
    ctx: typer.Context,
    *,
    env_file: Annotated[
        Path | None,
        typer.Option(OPTION, help="Read settings from FILE, as with RECALL_ENV.", metavar="FILE", readable=False),
    ] = None,
    version: Annotated[  # noqa: ARG001 - what it does is done before
        bool, typer.Option("--version", help="Show the version and exit.", callback=_show_version, is_eager=True)
    ] = False,
) -> None:
    """A multiplayer quiz game server for Discord study groups."""
    if ctx.invoked_subcommand == "run":
        serve()
    read_environment(env_file)


def _unfit(question: Question) -> list[str]:
    """What no screen can show of a question: the screens are learned when somebody asks."""
    from cogs.checking import unfit

    return list(unfit(question))


def main() -> None:
    """Run the command line."""
    gc.enable()
    if not WAITED_FOR.intersection(sys.argv[1:]):
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
    now = Clock().now()
    with told_or_not():
        app(prog_name="recall", obj=Outside(render=_unfit, today=now.date(), now=now))


if __name__ == "__main__":
    main()
