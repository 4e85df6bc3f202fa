"""`--env-file FILE`, or RECALL_ENV: the service's own settings for every command."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bot.cli.commands import COMMANDS, command
from bot.cli.helping import PlainGroup
from bot.cli.refusing import refuse
from bot.rights import unreadable
from bot.settings import as_meant

OPTION = "--env-file"
VARIABLE = "RECALL_ENV"


class Commands(PlainGroup):
    """Takes the option wherever it stands, before the command or after it; imports a command when it is asked for."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 - as the library calls it
        """The names."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002 - as the library calls it
        """The command of that name; None where there is none."""
        if cmd_name in COMMANDS:
            return command(cmd_name)
        self.commands = {name: command(name) for name in COMMANDS}  # among which the library looks for what was meant
        return None

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Bring it to the front, where it is known."""
        return super().parse_args(ctx, [*_options(args), *_others(args)])


def _places(args: list[str]) -> Iterator[int]:
    """Where it and its value stand."""
    for place, word in enumerate(args):
        if word.startswith(f"{OPTION}="):
            yield place
        elif word == OPTION:
            yield from range(place, min(place + 2, len(args)))


def _options(args: list[str]) -> list[str]:
    return [args[place] for place in sorted({*_places(args)})]


def _others(args: list[str]) -> list[str]:
    taken = {*_places(args)}
    return [word for place, word in enumerate(args) if place not in taken]


def read_environment(file: Path | None) -> None:
    """Set what the file says, but for what is set already. Refuses a file that cannot be read, or holds others.

    Of two lines about one setting the last counts, as for systemd and Compose; what is set to nothing is not set.
    """
    chosen = file or (Path(as_meant(named)) if (named := os.environ.get(VARIABLE, "")) else None)
    if chosen is None:
        return
    try:
        text = chosen.expanduser().read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        refuse(f"{chosen} is not a settings file: it is not text.")
    except (OSError, RuntimeError) as error:
        if isinstance(error, PermissionError) and (closed := unreadable(chosen.expanduser())):
            refuse(f"The settings cannot be read: {closed}")
        why = error.strerror if isinstance(error, OSError) else str(error)
        instead = f"Name another file with {OPTION}" if file else f"Correct {VARIABLE}"
        refuse(f"The settings in {chosen} cannot be read: {why}. {instead}.")
    told: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        setting = line.strip().removeprefix("export ").strip()
        if setting and not setting.startswith(("#", ";")):
            name, value = _read(setting, chosen, number)
            told[name] = value
    os.environ.update({name: value for name, value in told.items() if not as_meant(os.environ.get(name, ""))})


def _read(setting: str, file: Path, number: int) -> tuple[str, str]:
    """One line. What it holds is not repeated: it may be the token."""
    name, found, value = setting.partition("=")
    if not found or not name.strip().replace("_", "").isalnum():
        refuse(f"{file}, line {number}, is not a setting. Write NAME=VALUE.")
    if "\0" in as_meant(value):
        refuse(f"{file}, line {number}, holds a NUL character. Write the line again.")
    return name.strip(), as_meant(value)
