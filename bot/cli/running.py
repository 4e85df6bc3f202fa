"""`recall run`: connect to Discord and serve until told to stop."""

import asyncio
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import discord
import structlog
import typer
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from bot.cli.refusing import DATABASE, refuse, refuse_database, serve
from bot.cli.stopping import Stop
from bot.logs import configure
from bot.rights import to_be_opened
from bot.settings import BUILT_IN_PACKS, Settings, mistyped
from bot.storage.database import cause, is_of_a_network, of_storage
from bot.storage.errors import DatabaseError
from bot.storage.looking import refuse_another_programs
from bot.storage.place import Place, beside, without_credentials

MISSING = (
    "DISCORD_TOKEN is not set. Make a bot at https://discord.com/developers/applications, copy its token into "
    "DISCORD_TOKEN and start again. To try Recall without any token: recall play"
)
REFUSED = (
    "Discord refuses this DISCORD_TOKEN. Make a new one at https://discord.com/developers/applications (Bot, Reset "
    "Token). To try Recall without any token: recall play"
)
FAILED = 1

WANTED = {
    "int_parsing": "it must be a whole number, not {given}",
    "int_parsing_size": "it must be a smaller whole number, not {given}…",
    "greater_than_equal": "it must be at least {ge}, not {given}",
    "less_than_equal": "it must be at most {le}, not {given}",
    "enum": "it must be human or json, not {given}",
    "url_parsing": "it must be a web address, not {given}",
    "url_scheme": "it must be a web address that begins with https:// or http://",
}
"""What a setting must be, for each way in which it can be wrong."""


def run() -> None:
    """Connect to Discord and serve. Needs DISCORD_TOKEN; see docs/operating.md for every setting."""
    serve()
    stop = Stop()
    settings = read_settings()
    if settings.token is None:
        refuse(MISSING)
    configure(settings.log)
    _tell_what_has_no_effect(settings, os.environ)
    try:
        asyncio.run(_serve(settings, settings.token.get_secret_value(), stop))
    except typer.Exit:
        raise
    except discord.LoginFailure:
        refuse(REFUSED)
    except DatabaseError as error:
        refuse_database(settings.database, error)
    except Exception as error:  # noqa: BLE001 - whatever it is, it ends in one line or in the log
        _end(error, settings.database)


def _tell_what_has_no_effect(settings: Settings, environment: Mapping[str, str]) -> None:
    log = structlog.get_logger("bot")
    for name, meant in mistyped(environment).items():
        log.warning("a setting is unknown and has no effect", setting=name, meant=meant or None)
    if settings.web_url is not None and settings.web_place is None:
        log.warning("a setting has no effect without another one", setting="RECALL_WEB_URL", without="RECALL_WEB")


def _end(error: Exception, place: Place) -> None:
    """What the bot itself could say no better is said here; only a fault of ours needs its traceback."""
    from bot.playing import FatalError

    if isinstance(error, FatalError):
        refuse(str(error), error.status)
    refused = of_storage(error)
    if refused is not None and not is_of_a_network(error) and not _is_about_no_file(error):
        refuse_database(place, cause(place, refused))
    structlog.get_logger("bot").critical("Recall ended because of an error of its own", exc_info=error)
    raise typer.Exit(FAILED) from None


def _is_about_no_file(error: Exception) -> bool:
    """Whether something else was not allowed than to read or write a file, which whoever says so names."""
    return isinstance(error, PermissionError) and error.filename is None


async def _serve(settings: Settings, token: str, stop: Stop) -> None:
    from bot.packs.live import LivePacks
    from bot.serving import run as connect
    from bot.storage.commands import one_state
    from cogs.checking import unfit

    if isinstance(settings.database, Path):
        refuse_another_programs(settings.database)
    else:
        with one_state(settings.database):
            """It can be reached: nothing is kept beside a mistyped address."""
    for folder in settings.pack_directories:
        if told := to_be_opened(folder):
            refuse(f"RECALL_PACKS: {' '.join(told)}" if folder == settings.packs else " ".join(told))
    packs = LivePacks(settings.pack_directories, unfit, shipped=BUILT_IN_PACKS, beside=beside(settings.database))
    if not packs.questions():
        folders = " ".join(map(str, settings.pack_directories))
        refuse(f"No questions could be loaded. `recall packs check {folders}` tells you what is wrong with the packs.")
    await connect(settings, token, packs, stop.event())


def as_place(text: str, argument: str) -> Place:
    """A database as RECALL_DATABASE would name it, or one line that says what is wrong with that argument."""
    beside_a_cluster = {"RECALL_DATABASE": text, "RECALL_CLUSTER": ""}  # where a file may be meant
    return _settings(argument, **beside_a_cluster).database


def read_settings() -> Settings:
    """The settings, or one line that says what is wrong with them, and exit status 2."""
    return _settings()


def _settings(argument: str = DATABASE, **given: Any) -> Settings:
    """The settings; `argument`: where the database was given, if not among them."""
    try:
        return Settings(**given)
    except ValidationError as error:
        refuse(" ".join(_wrong(one) for one in error.errors()).replace(DATABASE, argument))


def _wrong(error: ErrorDetails) -> str:
    """What is wrong with one setting, as a sentence."""
    if error["type"] == "value_error":  # of our own making, with the names of the settings in it
        return f"{error['msg'].removeprefix('Value error, ').removesuffix('.')}."
    wanted = WANTED.get(error["type"], error["msg"])
    given = without_credentials(str(error["input"]))[:40]
    return f"{error['loc'][0]}: {wanted.format(**error.get('ctx', {}), given=given)}."
