"""Discord's side, over its REST interface: the token, the clock, the permissions and commands of each server."""

import json
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

import aiohttp

from bot.client.invite import invite_link, missing_permissions
from bot.client.timekeeping import date_of
from bot.doctor.finding import Finding, bad, counted, ok, warn
from bot.reaching import NOT_DISCORD, in_words
from bot.settings import Settings
from bot.timing.clock import Clock

TOKEN_MEND = "At https://discord.com/developers/applications, Bot, Reset Token; put it into DISCORD_TOKEN."  # noqa: S105
NETWORK_MEND = "Look at the network, the proxy and RECALL_DISCORD_API."
CLOCK_WARN, CLOCK_BAD = timedelta(seconds=2), timedelta(seconds=5)
"""A question takes answers for a moment after its time; a clock that is off by more takes that from the players."""

NETWORK_SIGN_IN = 511
"""What a network says that wants somebody to sign in first, and Discord never does (RFC 6585)."""

GUILDS_A_PAGE = 200
GUILDS_ASKED = 10
"""In so many servers it is asked whether commands may be used: a request each; where they are to be removed, in all."""

GUILDS_NAMED = 5


class Refused(Exception):  # noqa: N818 - Discord's answer, not an error of ours
    """Discord said no to the request for `address`."""

    def __init__(self, status: int, address: str) -> None:
        super().__init__(f"{address.partition('?')[0]} answers {status}")
        self.status = status


async def check_discord(settings: Settings, *, clear: bool = False) -> AsyncIterator[Finding]:
    """Everything that needs the token; where there is none, only that.

    `clear`: remove the commands that servers have of their own, each of which is offered there twice.
    """
    if settings.token is None:
        yield bad("token", "DISCORD_TOKEN is not set, so nothing on Discord's side was checked.", TOKEN_MEND)
        return
    timeout = aiohttp.ClientTimeout(total=20)
    headers = {"Authorization": f"Bot {settings.token.get_secret_value()}"}
    async with aiohttp.ClientSession(headers=headers, timeout=timeout) as session:
        discord = _Discord(session, settings.api_base)
        try:
            async for finding in _check(discord, clear=clear):
                yield finding
        except Refused as error:
            yield _refused(error)
        except (aiohttp.ClientError, OSError) as error:
            yield bad("Discord", f"{settings.api_base} cannot be used: {in_words(error)}.", NETWORK_MEND)
        except (LookupError, TypeError, ValueError, AttributeError):  # not the shape of an answer of Discord's
            yield bad("Discord", f"{settings.api_base} cannot be used: {NOT_DISCORD}.", NETWORK_MEND)


class _Discord:
    """The few requests that a check-up makes."""

    def __init__(self, session: aiohttp.ClientSession, base: str) -> None:
        self._session = session
        self._base = base
        self.date: datetime | None = None

    async def get(self, path: str) -> Any:
        """What Discord answers; raises `Refused`."""
        async with self._session.get(self._base + path) as response:
            self.date = date_of(response.headers.get("Date", "")) or self.date
            if response.status >= 400:
                raise Refused(response.status, self._base + path)
            return json.loads(await response.text())

    async def clear(self, path: str) -> None:
        """Have the commands at this path be none; raises `Refused`."""
        async with self._session.put(self._base + path, json=[]) as response:
            if response.status >= 400:
                raise Refused(response.status, self._base + path)

    async def guilds(self) -> list[dict[str, Any]]:
        """Every server that the bot is in."""
        found: list[dict[str, Any]] = []
        after = "0"
        while True:
            page = await self.get(f"/users/@me/guilds?limit={GUILDS_A_PAGE}&after={after}")
            if not isinstance(page, list):
                raise TypeError(page)
            found += page
            if len(page) < GUILDS_A_PAGE:
                return found
            after = str(page[-1]["id"])


async def _check(discord: _Discord, *, clear: bool) -> AsyncIterator[Finding]:
    application = await discord.get("/oauth2/applications/@me")
    yield ok("token", f"Discord accepts it; the application is {application['id']}.")
    if discord.date is not None:
        yield check_clock(discord.date, Clock().now())
    link = invite_link(int(application["id"]))
    yield ok("invite", link)
    guilds = await discord.guilds()
    yield check_permissions(guilds, link)
    commands = await discord.get(f"/applications/{application['id']}/commands")
    yield check_commands(len(commands))
    if guilds:
        asked = [str(guild["id"]) for guild in (guilds if clear else guilds[:GUILDS_ASKED])]
        without, leftovers = await _server_commands(discord, application["id"], asked)
        yield check_scopes(without, len(asked), len(guilds), link)
        if clear:
            for guild in leftovers:
                await discord.clear(f"/applications/{application['id']}/guilds/{guild}/commands")
            yield ok("leftovers", f"Removed the doubled commands of {counted(len(leftovers), 'server')}.")
        else:
            yield check_leftovers(leftovers)


def check_clock(theirs: datetime, ours: datetime) -> Finding:
    """How far the machine's clock is from Discord's `Date` header, which tells whole seconds."""
    off = ours - theirs - timedelta(milliseconds=500)
    found = f"{abs(off).total_seconds():.1f} s {'ahead of' if off > timedelta() else 'behind'} Discord's."
    mend = "Have the machine keep its time (timedatectl set-ntp true): until Discord answers, Recall goes by it."
    if abs(off) > CLOCK_BAD:
        return bad("clock", found, mend)
    return warn("clock", found, mend) if abs(off) > CLOCK_WARN else ok("clock", found)


def check_permissions(guilds: list[dict[str, Any]], link: str) -> Finding:
    """Whether every server grants what is needed; single channels can still refuse."""
    if not guilds:
        return warn("permissions", "The bot is in no server.", f"Invite it: {link}")
    lacking = {str(guild["id"]): missing_permissions(int(guild["permissions"])) for guild in guilds}
    lacking = {guild: names for guild, names in lacking.items() if names}
    if not lacking:
        return ok("permissions", f"Everything that is needed is granted, in {counted(len(guilds), 'server')}.")
    named = "; ".join(f"{guild} lacks {', '.join(names)}" for guild, names in list(lacking.items())[:GUILDS_NAMED])
    found = f"{len(lacking)} of {counted(len(guilds), 'server')} granted too little: {named}."
    return warn("permissions", found, f"Grant them to Recall's role, or invite it again: {link}")


async def _server_commands(
    discord: _Discord, application: str, guilds: list[str]
) -> tuple[list[str], dict[str, list[str]]]:
    """Of these servers: those that refuse to list our commands, and those that have some of their own."""
    without, leftovers = list[str](), dict[str, list[str]]()
    for guild in guilds:
        try:
            own = await discord.get(f"/applications/{application}/guilds/{guild}/commands")
        except Refused as error:
            if error.status != 403:
                raise
            without.append(guild)
        else:
            if own:
                leftovers[guild] = [str(command["name"]) for command in own]
    return without, leftovers


def check_scopes(without: list[str], asked: int, of: int, link: str) -> Finding:
    """Whether commands may be used at all; a server in which they may not refuses to list them."""
    if without:
        return bad(
            "scopes", f"The scope applications.commands is missing in {', '.join(without)}.", f"Invite it again: {link}"
        )
    if of > asked:
        return ok("scopes", f"Commands can be used in all {asked} servers that were asked, of {of}.")
    return ok("scopes", f"Commands can be used in all {of} servers." if of > 1 else "Commands can be used.")


def check_leftovers(leftovers: dict[str, list[str]]) -> Finding:
    """Recall registers its commands for all servers at once; what a server has besides is from something else."""
    if not leftovers:
        return ok("leftovers", "No server that was asked offers commands twice.")
    named = "; ".join(f"{guild} has {', '.join(names)}" for guild, names in list(leftovers.items())[:GUILDS_NAMED])
    found = f"In {counted(len(leftovers), 'server')} commands are offered twice, once by the server itself: {named}."
    return warn("leftovers", found, "Remove them: `recall doctor --clear-server-commands`.")


def check_commands(registered: int) -> Finding:
    """Whether anybody can type a command."""
    if registered:
        return ok("commands", f"{registered} registered.")
    return warn("commands", "None are registered.", "`recall run` registers them when it starts.")


def _refused(error: Refused) -> Finding:
    if error.status == 401:
        return bad("token", "Discord refuses it.", TOKEN_MEND)
    passes = error.status == 429 or (error.status >= 500 and error.status != NETWORK_SIGN_IN)
    mend = "Try again in a while; https://discordstatus.com tells of outages." if passes else NETWORK_MEND
    return bad("Discord", f"{error}, so nothing after that was checked.", mend)
