"""`recall run`: connect to Discord and serve until told to stop."""

import asyncio
import signal
from typing import NoReturn

import discord
import typer
from pydantic import ValidationError

from bot.logs import configure
from bot.service.ports import StorageError
from bot.settings import Settings
from bot.storage.errors import DatabaseError

MISSING = (
    "DISCORD_TOKEN is not set. Make a bot at https://discord.com/developers/applications, copy its token into "
    "DISCORD_TOKEN and start again. To try Recall without any token: recall play"
)
REFUSED = (
    "Discord refuses this DISCORD_TOKEN. Make a new one at https://discord.com/developers/applications (Bot, Reset "
    "Token). To try Recall without any token: recall play"
)


def run() -> None:
    """Connect to Discord and serve. Needs DISCORD_TOKEN; see docs/operating.md for every setting."""
    settings = read_settings()
    if settings.token is None:
        refuse(MISSING)
    configure(settings.log)
    try:
        asyncio.run(_serve(settings, settings.token.get_secret_value()))
    except discord.LoginFailure:
        refuse(REFUSED)
    except DatabaseError as error:
        refuse(str(error))
    except StorageError as error:
        refuse(f"{settings.database} cannot be written. {error}. Make room there and start again.")
    except (discord.HTTPException, OSError) as error:
        refuse(f"Discord's API at {settings.api_base} cannot be used: {error}")


async def _serve(settings: Settings, token: str) -> None:
    from bot.app import run as serve
    from bot.packs.live import LivePacks
    from cogs.checking import unfit

    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        try:
            loop.add_signal_handler(number, stop.set)
        except NotImplementedError:  # Windows has no such handlers: there Ctrl-C interrupts, and the rows suffice
            break
    packs = LivePacks(settings.pack_directories, unfit)
    if not packs.questions():
        refuse("No questions could be loaded. `recall packs check` says what is wrong with the packs.")
    await serve(settings, token, packs, stop)


def read_settings() -> Settings:
    """The settings, or one line that says what is wrong with them, and exit status 2."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0]) if first["loc"] else "settings"
        message = first["msg"].removeprefix("Value error, ")
        refuse(message if name in message else f"{name}: {message}")


def refuse(message: str) -> NoReturn:
    """Say why not, in one line, and leave with status 2."""
    typer.echo(message, err=True)
    raise typer.Exit(2)
