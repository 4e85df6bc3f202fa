"""Block, unblock, notice: what the operator orders while the bot runs."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from functools import wraps
from pathlib import Path
from typing import Annotated, ParamSpec

import typer
from filelock import FileLock, Timeout

from bot.cli.refusing import discord_id, refuse, refuse_database
from bot.cli.running import read_settings
from bot.client.orders import ORDERS, Orders, orders_beside, read_orders, write_orders
from bot.storage.causes import explained
from bot.storage.errors import DatabaseError
from bot.storage.looking import refuse_another_programs
from bot.storage.place import Place, ending, shown
from bot.storage.private import make_folder

LONGEST_NOTICE = 1_000
LONGEST_REASON = 200

EVERYBODY = "Everybody will see it within seconds."
NO_NEW_GAMES = "Within seconds, no new game begins, until `recall notice --clear`."
SAVES_NOTHING = (
    "Within seconds, Recall is read-only, until `recall notice --clear`: wait until the log says read_only=True (in "
    'JSON, "read_only": true), or `recall_read_only` in /metrics is 1, before you touch the database.'
)
TAKEN_BACK = "The notice was taken back."
MAY_BEGIN = "Within seconds, new games may begin."
SAVES_AGAIN = "Within seconds, Recall saves again, and games continue."

WAITED_S = 10
"""So long one order waits for another that is being given."""

P = ParamSpec("P")

Who = Annotated[str, typer.Argument(metavar="ID", help="A server's or a person's Discord ID.")]


def one_at_a_time(order: Callable[P, None]) -> Callable[P, None]:
    """Have two who order something at once not undo each other: each reads the file and puts it back whole.

    Where no lock can be had, what is wrong with the folder is told by the order itself.
    """

    @wraps(order)
    def given(*args: P.args, **kwargs: P.kwargs) -> None:
        place = read_settings().database
        file = orders_beside(place)
        _refuse_unheard(place, file)  # before anything is made beside a file that is not Recall's
        lock = FileLock(file.with_name(f"{file.name}.lock"), mode=0o600)
        with suppress(OSError, Timeout):
            lock.acquire(timeout=WAITED_S)
        try:
            order(*args, **kwargs)
        finally:
            lock.release()

    return given


@one_at_a_time
def block(
    who: Who, reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="The reason that they see.")] = ""
) -> None:
    """Keep a server or a person from using the bot, with a reason that they see. It takes effect within seconds."""
    number, orders = discord_id(who, shortest=17), _read()
    told = _to_be_read("reason", reason, LONGEST_REASON)
    _write(replace(orders, blocked=orders.blocked | {number: told}))
    typer.echo(f"{number} is blocked.")


@one_at_a_time
def unblock(
    who: Annotated[str, typer.Argument(metavar="[ID]", help="If you leave it out: list who is blocked.")] = "",
) -> None:
    """Let them use the bot again; without an ID, list who is blocked."""
    orders = _read()
    if not who:
        for blocked, reason in orders.blocked.items():
            typer.echo(f"{blocked}  {reason}".rstrip())
        typer.echo(f"{len(orders.blocked)} blocked.")
        return
    number = discord_id(who)
    if number not in orders.blocked:
        refuse(f"{number} is not blocked. `recall unblock` lists everybody who is.")
    _write(replace(orders, blocked={one: why for one, why in orders.blocked.items() if one != number}))
    typer.echo(f"{number} is no longer blocked.")


@one_at_a_time
def notice(
    text: Annotated[str, typer.Argument(metavar="[TEXT]", help="What everybody sees once.")] = "",
    *,
    no_new_games: Annotated[bool, typer.Option("--no-new-games", help="Let no new game begin.")] = False,
    read_only: Annotated[bool, typer.Option("--read-only", help="Save nothing, and pause every game.")] = False,
    clear: Annotated[bool, typer.Option("--clear", help="Take the notice back and continue.")] = False,
) -> None:
    """Tell everybody something, such as when Recall will be down. They see it once, with their next reply.

    What --no-new-games and --read-only order holds until --clear, also if you change the text.
    """
    text = _to_be_read("notice", text, LONGEST_NOTICE)
    if clear == bool(text or no_new_games or read_only):
        refuse("Give a text for everybody, or only --clear: `recall notice TEXT`, `recall notice --clear`.")
    before = _read()
    after = replace(before, notice="", closed=False, read_only=False)
    if not clear:  # what was ordered before stands: nobody who only tells something new means to let games go on
        after = replace(
            before,
            notice=text or before.notice,
            closed=no_new_games or before.closed,
            read_only=read_only or before.read_only,
        )
    _write(after)
    typer.echo(" ".join(_taken_back(before) if clear else _in_force(text, after)))


def _to_be_read(what: str, typed: str, longest: int) -> str:
    """A text for people, without the white space around it; a refusal where they could not be shown it."""
    text = typed.strip()
    if len(text) > longest:
        refuse(f"A {what} has at most {longest} characters; this one has {len(text)}.")
    if any("\ud800" <= letter <= "\udfff" for letter in text):  # what a terminal sends that writes in another encoding
        refuse(f"The {what} contains characters that are not UTF-8. Write it in a terminal that uses UTF-8.")
    return text


def _in_force(text: str, orders: Orders) -> Iterator[str]:
    """What holds from now on, in sentences."""
    if text:
        yield EVERYBODY
    if orders.closed:
        yield NO_NEW_GAMES
    if orders.read_only:
        yield SAVES_NOTHING


def _taken_back(before: Orders) -> Iterator[str]:
    yield TAKEN_BACK
    if before.closed:
        yield MAY_BEGIN
    if before.read_only:
        yield SAVES_AGAIN


def _read() -> Orders:
    place = read_settings().database
    file = orders_beside(place)
    try:
        return read_orders(file)
    except OSError as error:
        refuse_database(file, explained(file, error, looking=True))
    except ValueError as error:
        refuse(f"{file} cannot be read: {error}. Correct it, or remove it to start over without any blocks.")


def _refuse_unheard(place: Place, file: Path) -> None:
    """Recall makes the file when it starts. For a database on a server it is named after the address as spelled.

    Nothing is made beside a file that is not Recall's.
    """
    if isinstance(place, Path):
        try:
            refuse_another_programs(place)
        except DatabaseError as error:
            refuse_database(place, error)
    if isinstance(place, Path) or file.exists():
        return
    refuse(
        f"No Recall reads orders for {shown(place)} in {file.parent}. Start Recall first, or give this command the "
        "same RECALL_DATABASE and XDG_DATA_HOME as the service has: recall --env-file FILE …"
    )


def _write(orders: Orders) -> None:
    place = read_settings().database
    file = orders_beside(place)
    try:
        make_folder(file.parent)
        write_orders(file, orders)
    except OSError as error:
        refuse_database(file, explained(file, error))
    if others := _others(place, file):
        typer.echo(
            f"This holds for a Recall whose RECALL_DATABASE is spelled {shown(place)}. Here, one has also run with "
            f"another address of a database of that name ({', '.join(others)}); it does not read this order.",
            err=True,
        )


def _others(place: Place, file: Path) -> list[str]:
    """Other files of orders for a database of this name on a server: perhaps the same one, by another address."""
    if isinstance(place, Path):
        return []
    return sorted(other.name for other in file.parent.glob(f"*{ending(place)}{ORDERS}") if other != file)
