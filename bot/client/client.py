"""The discord.py client: no privileged intents, no stored views, and one router for every press."""

import asyncio
import hashlib
import json
import math
import sys
from collections import Counter, OrderedDict
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import Any

import discord
import structlog
from discord import Interaction, InteractionType, app_commands
from discord.ext import commands

from bot.client.commands import RESTARTING, UNKNOWN_COMMAND, Commands
from bot.client.hastening import haste_of, pressed
from bot.client.identifying import Identifying
from bot.client.inbox import Inbox
from bot.client.invite import invite_link
from bot.client.orders import Standing
from bot.client.owed import OF_SERVERS, Owed
from bot.client.restraint import Allowance, Restraint
from bot.client.rivals import NOTICED, Rivals
from bot.client.timekeeping import keep_time
from bot.client.untying import untie
from bot.client.venues import Venues, leave_strange_server
from bot.client.words import (
    ALL_POSTED,
    ALMOST_ALL,
    BLOCKED,
    CLOSED,
    COMING_BACK,
    ELSEWHERE,
    FLOODING,
    MAINTENANCE,
    NO_REASON,
    NOT_SAVED,
    OUR_FAULT,
    READ_ONLY,
    UNKNOWN_PRESS,
)
from bot.delivery.limiter import Limiter
from bot.delivery.pacing import pace
from bot.delivery.sender import ANSWERED, NO_PLACE, UNAWAITED, UNREACHABLE
from bot.kernel.background import may_pass, note_failure
from bot.kernel.custom_ids import Press, parse
from bot.kernel.deciding import afresh
from bot.kernel.haste import on
from bot.kernel.ports import ClosedError, StorageError
from bot.kernel.venues import Venue
from bot.monitoring.counts import Counts, tracing
from bot.timing.clock import Clock
from cogs.shared.forms import give_back
from cogs.shared.interactions import POSTED, Handler, custom_id_of, say
from cogs.shared.joining import Joining, join
from cogs.shared.passing import Passing

UNSEEN = 1_000
"""So many events are kept as they came until they are looked at, which is at once."""

Elsewhere = Callable[[int, Any], Awaitable[bool]]
"""Has a press handled where a server's games are played; False where that is here."""

TAKEN = "taken"
"""Set in an interaction's `extras` while it may have something posted out of its server's allowance."""

LONGEST_WAIT_S = 30.0
"""Where Discord has one request wait for longer, the library gives it back: the outbox knows when to try again."""

POSTING = frozenset({"g", "qs", "xg", "dh", "ks", "lx", "ly", "lz", "jx", "jy", "jz", "wh", "wg"})
"""The verbs that have something posted for all to see: Play again, Start a quiz, Rematch, and whatever is shown."""

BEGINNING = frozenset({"qs", "b", "xy", "eb"})
"""The verbs by which something begins that has no id to take, or makes a thread first; the rest stop at the gate."""

_NOBODY = {10007, 10013}
"""Discord's codes for somebody who is no member, or has no account any more."""

discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # a quiz needs no voice
_log = structlog.get_logger(__name__)


async def _at_once(*_: int) -> bool:
    """Nothing is waited for."""
    return True


class RecallClient(Identifying):
    """Knows Discord, and hands everything to the features."""

    def __init__(self, counts: Counts | None = None) -> None:
        self.counts = counts or Counts()
        self.limiter: Limiter | None = None
        self.clock: Clock | None = None
        super().__init__(
            command_prefix=commands.when_mentioned,
            tree_cls=Commands,
            help_command=None,
            intents=discord.Intents(guilds=True),
            max_messages=None,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            allowed_mentions=discord.AllowedMentions.none(),
            max_ratelimit_timeout=LONGEST_WAIT_S,
            http_trace=keep_time(pace(tracing(self.counts), lambda: self.limiter), lambda: self.clock),
        )
        self.inbox = Inbox()
        self.owed = Owed(self.get_guild)
        self.standing = Standing()
        self.passing = Passing()
        self._restraint = Restraint()
        self._rivals = Rivals()
        self.allowance = Allowance()
        self._features: list[commands.Cog] = []
        self._press_handlers: dict[str, Handler] = {}
        self._venues: Venues | None = None
        self._raw: OrderedDict[int, Any] = OrderedDict()
        self._elsewhere: Elsewhere | None = None
        self.made_up: Callable[[int, int], Awaitable[bool]] = _at_once
        """Waits a moment until a game on a server (0: direct messages) has back what it lost; whether it has."""
        self.interactions: Counter[str] = Counter()
        self.failures = 0
        self.tree.on_error = self._command_failed  # type: ignore[method-assign]
        self._connection.parsers["READY"] = self._naming_shards(self._connection.parsers["READY"])
        self._connection.parsers["INTERACTION_CREATE"] = pressed(self._connection.parsers["INTERACTION_CREATE"])

    def use(self, cogs: Sequence[commands.Cog], handlers: Mapping[str, Handler], venues: Venues) -> None:
        """Take in the features' commands, the handlers of their presses, and where each game can be pressed."""
        self._features = list(cogs)
        self._press_handlers = dict(handlers)
        self._venues = venues

    def _naming_shards(self, parse: Callable[[Any], None]) -> Callable[[Any], None]:
        """The library ends where a greeting does not name its shard; the connection that it came by knows."""

        def ready(data: Any) -> None:
            if "shard" not in data:
                sessions = {info._parent.ws.session_id: number for number, info in self.shards.items()}  # noqa: SLF001
                data["shard"] = [sessions.get(data["session_id"], 0), self.shard_count or 1]
            parse(data)

        return ready

    async def setup_hook(self) -> None:
        """Called by the library after the login."""
        for cog in self._features:
            await self.add_cog(cog)
        for cog in self._features:
            if isinstance(cog, Joining):
                join(cog, self.tree)

    async def name_of(self, guild_id: int) -> str | None:
        """What a server is called, also where another process is connected to it; None where nobody says."""
        if (guild := self.get_guild(guild_id)) is not None:
            return guild.name
        if self._elsewhere is None:
            return None
        try:
            return (await self.fetch_guild(guild_id, with_counts=False)).name
        except (discord.HTTPException, *UNREACHABLE):
            return None

    async def is_member(self, guild_id: int, person_id: int) -> bool | None:
        """Whether a server has somebody, as Discord says just now; None where it says nothing."""
        guild = self.get_guild(guild_id)
        if guild is None or guild.unavailable:
            return None
        try:
            await guild.fetch_member(person_id)
        except discord.HTTPException as error:
            return False if error.code in _NOBODY else None
        except UNREACHABLE:
            return None
        return True

    def invite_link(self) -> str:
        """How a server takes Recall in; known after the login."""
        return invite_link(self.application_id or 0)

    def commands_hash(self) -> str:
        """A digest of the command tree, by which a changed one is known."""
        tree = [command.to_dict(self.tree) for command in self.tree.get_commands()]
        return hashlib.sha256(json.dumps(tree, sort_keys=True, default=str).encode()).hexdigest()

    def _schedule_event(
        self, coro: Callable[..., Coroutine[Any, Any, Any]], event_name: str, *args: Any, **kwargs: Any
    ) -> asyncio.Task[Any]:
        """Have whoever leaves wait for every listener, and none be left in the middle of a reply."""
        if event_name in OF_SERVERS:
            coro = partial(self.owed.follow, coro, event_name)
        with on(haste_of(event_name)):
            task = afresh(lambda: super(RecallClient, self)._schedule_event(coro, event_name, *args, **kwargs))
        self.inbox.keep(task)
        return task

    async def on_error(self, event_method: str, /, *_: Any, **__: Any) -> None:
        """A listener failed: what cannot be written or reached just now is looked for again at another time."""
        error = sys.exc_info()[1]
        if self.is_closed():  # what comes in the instant of leaving has no connection to work with
            _log.info("an event came while leaving", listener=event_method)
            return
        if isinstance(error, (StorageError, *UNREACHABLE)):
            _log.warning("an event could not be followed", listener=event_method, why=str(error))
        else:
            note_failure(_log, "an event could not be followed", error, listener=event_method)

    def pass_on(self, elsewhere: "Elsewhere") -> None:
        """Have presses for games that are played elsewhere handled there: only there it is known how they stand."""
        self._elsewhere = elsewhere
        self._parse_press = self._connection.parsers["INTERACTION_CREATE"]

        def came(data: Any) -> None:
            self._raw[int(data["id"])] = data
            if len(self._raw) > UNSEEN:
                self._raw.popitem(last=False)
            self._parse_press(data)

        self._connection.parsers["INTERACTION_CREATE"] = came

    def take_in(self, data: Any) -> None:
        """Handle a press that came to another process, or to another part of this one."""
        self._parse_press(data)

    async def _passed_on(self, interaction: Interaction, press: Press | None) -> bool:
        data = self._raw.pop(interaction.id, None)
        if data is None or press is None or not press.game_id or self._venues is None or self._elsewhere is None:
            return False
        home = await self._venues.server(press.game_id)
        return home is not None and await self._elsewhere(home, data)

    async def on_interaction(self, interaction: Interaction) -> None:
        """The router: presses and forms by the verb in their id; commands go the library's own way."""
        self.interactions[interaction.type.name] += 1
        self.counts.came(interaction.id)
        if interaction.type not in (InteractionType.component, InteractionType.modal_submit):
            return
        press = parse(custom_id_of(interaction))
        if self._elsewhere is not None:
            try:
                if await self._passed_on(interaction, press):
                    return
            except Exception as error:  # noqa: BLE001 - as below
                await self._failed(interaction, error)
                return
        if self._may_be_done(interaction, press) or not self.inbox.take(interaction.id, interaction.user.id):
            return
        leave_strange_server(interaction)
        handler = self._press_handlers.get(press.verb) if press else None
        if press is not None:
            structlog.contextvars.bind_contextvars(game=press.game_id)  # this event's own task
        await self._guarded(interaction, handler, press)

    def _may_be_done(self, interaction: Interaction, press: Press | None) -> bool:
        """Whether another process may have done this, which must not be done twice: a form, or something posted."""
        repeats = interaction.type is InteractionType.modal_submit or (press and press.verb in POSTING | BEGINNING)
        return bool(repeats) and self.inbox.may_be_done(interaction.id)

    async def _guarded(self, interaction: Interaction, handler: Handler | None, press: Press | None) -> None:
        try:
            if self.inbox.closing:
                await give_back(interaction, RESTARTING)
            elif handler is None or press is None:
                await say(interaction, UNKNOWN_PRESS)
            elif no := self.barred(interaction) or self._stopped(interaction, press):
                await give_back(interaction, no)
            elif not await self._belongs_here(interaction, press):
                await say(interaction, ELSEWHERE)
            else:
                try:
                    if await self._has_its_time(interaction, press):
                        await handler(interaction, press)
                    else:
                        await give_back(interaction, COMING_BACK, beside=True)
                finally:
                    self.settle(interaction)
                await self.tell_news(interaction)
                await self.passing.answered(interaction)
        except Exception as error:  # noqa: BLE001 - whatever it is, the player gets an answer and the log the cause
            await self._failed(interaction, error)
        finally:
            untie(interaction)

    async def _belongs_here(self, interaction: Interaction, press: Press) -> bool:
        """Whether the game that an id names is played where the press comes from: ids can be forged."""
        if not press.game_id or self._venues is None:
            return True
        here = Venue(interaction.guild_id or 0, interaction.channel_id or 0)
        return await self._venues.admits(press.game_id, interaction.user.id, here)

    def _stopped(self, interaction: Interaction, press: Press) -> str:
        no = self.closed() if press.verb in BEGINNING else ""
        return no or (self.held_back(interaction) if press.verb in POSTING else "")

    async def _has_its_time(self, interaction: Interaction, press: Press) -> bool:
        """Whether a press can be judged: where its game has a clock, that has back what it lost.

        The game's own server decides that: a daily is played from direct messages, too.
        """
        here, game_id = interaction.guild_id or 0, press.game_id
        if not game_id or self._venues is None:
            await self.made_up(here, 0)
            return True
        made_up = await self.made_up(await self._venues.home(game_id, here), game_id)
        return made_up or not await self._venues.has_clock(game_id)

    def barred(self, interaction: Interaction) -> str:
        """What to tell somebody whom the operator has blocked, or whose server; nothing where they may go on."""
        reason = self.standing.refusal(interaction.user.id, interaction.guild_id or 0)
        return "" if reason is None else BLOCKED.format(reason=reason or NO_REASON)

    def is_blocked(self, who: int) -> bool:
        """Whether the operator keeps out a person, or a server: nothing is sent there, and nothing begins."""
        return who in self.standing.orders.blocked

    async def tell_news(self, interaction: Interaction) -> None:
        """The operator's notice beside the first answer that somebody gets, and how much a server has left to post."""
        if not interaction.response.is_done():
            return
        left = self.allowance.news_for(interaction.guild_id or 0)
        told = [self.standing.news_for(interaction.user.id), ALMOST_ALL.format(left=left) if left else ""]
        if notice := "\n".join(filter(None, told)):
            with suppress(discord.HTTPException, *UNREACHABLE):
                await say(interaction, notice, beside=True)

    def closed(self) -> str:
        """What to tell somebody who wants to begin a game while none may; nothing where they may."""
        orders = self.standing.orders
        return CLOSED.format(notice=orders.notice or MAINTENANCE) if orders.closed else ""

    def let_begin(self) -> None:
        """The gate that every game passes. Raises `ClosedError`."""
        if self.standing.orders.closed:
            raise ClosedError

    def held_back(self, interaction: Interaction) -> str:
        """What to tell somebody who has had too much posted here lately; nothing where they may go on."""
        if self.standing.orders.read_only:
            return self._read_only()
        wait = self._restraint.take(interaction.channel_id or 0, interaction.user.id, interaction.created_at)
        if wait is not None:
            return FLOODING.format(seconds=math.ceil(wait.total_seconds()))
        return self._beyond_allowance(interaction)

    def _beyond_allowance(self, interaction: Interaction) -> str:
        wait = self.allowance.take(interaction.guild_id or 0, interaction.created_at)
        if wait is None:
            interaction.extras[TAKEN] = True
            return ""
        return ALL_POSTED.format(most=self.allowance.most, minutes=math.ceil(wait.total_seconds() / 60))

    def settle(self, interaction: Interaction) -> None:
        """Once all is done: what was posted counts, and what was not does not."""
        if interaction.extras.pop(TAKEN, False):
            posted = bool(interaction.extras.get(POSTED))
            self.allowance.settle(interaction.guild_id or 0, interaction.created_at, posted=posted)

    def _read_only(self) -> str:
        return READ_ONLY.format(notice=self.standing.orders.notice or MAINTENANCE)

    async def _command_failed(self, interaction: Interaction, error: app_commands.AppCommandError) -> None:
        if isinstance(error, app_commands.CommandInvokeError):
            await self._failed(interaction, error.original)
        elif interaction.type is InteractionType.application_command:
            _log.info("a command that was not offered", interaction=interaction.id, why=str(error))
            await self._tell(interaction, UNKNOWN_COMMAND)

    async def _failed(self, interaction: Interaction, error: Exception) -> None:
        if self.is_closed():
            return
        if isinstance(error, discord.HTTPException) and error.code in UNAWAITED:
            _log.info("a reply that nobody waits for", interaction=interaction.id, why=error.text)
            if error.code == ANSWERED and self._rivals.noticed(interaction.created_at):
                _log.warning(NOTICED)
            return
        if isinstance(error, StorageError) and self.standing.orders.read_only:
            await self._tell(interaction, self._read_only())
            return
        if isinstance(error, ClosedError):
            await self._tell(interaction, self.closed())
            return
        self.failures += 1
        if isinstance(error, UNREACHABLE) or (isinstance(error, discord.HTTPException) and error.code in NO_PLACE):
            _log.warning("a reply did not get through", interaction=interaction.id, why=str(error))
            await self._tell(interaction, OUR_FAULT)
            return
        note_failure(_log, "an interaction failed", error, interaction=interaction.id)
        await self._tell(interaction, NOT_SAVED if may_pass(error) else OUR_FAULT)

    async def _tell(self, interaction: Interaction, text: str) -> None:
        try:
            await give_back(interaction, text)
        except (discord.HTTPException, *UNREACHABLE) as error:
            _log.warning("and could not be answered", interaction=interaction.id, why=str(error))
