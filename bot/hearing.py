"""What Discord's gateway tells, as far as the app has to do something about it."""

import discord
import structlog

from bot import __version__
from bot.app import App
from bot.client.gateway import overhear
from bot.kernel.share import DIRECT

_log = structlog.get_logger(__name__)


def listen(app: App, *, invites: bool = False) -> None:
    """Let the client's connection events reach the app; `invites`: tell the operator how servers take it in."""
    overhear(app.client, app.presence)

    async def on_connect() -> None:
        app.client.inbox.hold()
        if app.share.has(DIRECT):
            await app.registration.look(app.clock.now())

    async def on_shard_disconnect(shard: int) -> None:
        app.presence.disconnected(shard)

    async def on_ready() -> None:
        if app.client.has_left:  # the library says so a while after the last server has come
            return
        _log.info("ready", version=__version__, guilds=len(app.client.guilds))
        if invites:
            _log.info("to invite Recall to a server, open", link=app.client.invite_link())

    for handler in (on_connect, on_shard_disconnect, on_ready):
        app.client.event(handler)
    _follow_channels(app)


def _follow_channels(app: App) -> None:
    """Where something was refused, it is tried again once more may be allowed there, or the server has come back."""

    async def on_guild_channel_update(_: object, after: discord.abc.GuildChannel) -> None:
        app.delivery.reopened(after.id)
        for thread in after.guild.threads:
            if thread.parent_id == after.id:
                app.delivery.reopened(thread.id)

    async def on_guild_available(guild: discord.Guild) -> None:
        for channel in (*guild.channels, *guild.threads):
            app.delivery.reopened(channel.id)

    async def on_guild_join(guild: discord.Guild) -> None:
        await on_guild_available(guild)

    async def on_guild_role_update(_: object, after: discord.Role) -> None:
        await on_guild_available(after.guild)

    for handler in (on_guild_channel_update, on_guild_available, on_guild_join, on_guild_role_update):
        app.client.event(handler)
    _follow_threads(app)


def _follow_threads(app: App) -> None:
    """The same for a thread that is opened again, or that the bot is let into."""

    async def on_raw_thread_update(payload: discord.RawThreadUpdateEvent) -> None:
        if not payload.data["thread_metadata"]["archived"]:
            app.delivery.reopened(payload.thread_id)

    async def on_thread_join(thread: discord.Thread) -> None:
        app.delivery.reopened(thread.id)

    for handler in (on_raw_thread_update, on_thread_join):
        app.client.event(handler)
