"""Discord's own scheduled events of quiz nights (https://docs.discord.com/developers/resources/guild-scheduled-event)."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TypeVar

import discord

from bot.delivery.sender import UNREACHABLE, BlockedError, GoneError, MalformedError, told_apart
from bot.kernel.custom_ids import base36
from bot.nights.ports import Refused
from bot.nights.rules.model import Night
from cogs.nights import words
from cogs.nights.rendering import MOST_LETTERS, leg_text
from cogs.shared.words import cut

T = TypeVar("T")

LONGEST_NAME, LONGEST_TEXT, LONGEST_PLACE = 100, 1_000, 100
"""What Discord takes, in characters."""


class DiscordEvents:
    """`bot.nights.ports.Events` over a discord.py client. An event stands for a place that is a channel's name."""

    def __init__(self, client: discord.Client) -> None:
        self._client = client

    def may_make(self, guild_id: int) -> bool:
        """Whether Recall may make events, and change those that it made."""
        guild = self._client.get_guild(guild_id)
        granted = guild.me.guild_permissions if guild is not None else discord.Permissions.none()
        return granted.create_events or granted.manage_events

    async def make(self, night: Night, ends_at: datetime) -> int | Refused:
        """Make the event; its id."""
        guild = self._client.get_guild(night.guild_id)
        if guild is None:
            return Refused.UNREACHABLE
        made = await self._asked(
            lambda: guild.create_scheduled_event(
                name=self._name(night),
                description=self._text(night),
                start_time=night.plan.starts_at,
                end_time=ends_at,
                entity_type=discord.EntityType.external,
                privacy_level=discord.PrivacyLevel.guild_only,
                location=self._place(night),
            )
        )
        return made if isinstance(made, Refused) else made.id

    async def change(self, night: Night, ends_at: datetime) -> Refused | None:
        """Have it say what the night now is."""
        event = await self._event(night.guild_id, night.event_id or 0)
        if isinstance(event, Refused):
            return event
        changed = await self._asked(
            lambda: event.edit(
                name=self._name(night),
                description=self._text(night),
                start_time=night.plan.starts_at,
                end_time=ends_at,
                location=self._place(night),
            )
        )
        return changed if isinstance(changed, Refused) else None

    async def find(self, night: Night) -> int | Refused | None:
        """The event that has this night's mark and is ours."""
        guild = self._client.get_guild(night.guild_id)
        if guild is None:
            return Refused.UNREACHABLE
        listed = await self._asked(guild.fetch_scheduled_events)
        if isinstance(listed, Refused):
            return listed
        ours = [one for one in listed if self._client.user is not None and one.creator_id == self._client.user.id]
        return next((one.id for one in ours if (one.description or "").endswith(f"[{_mark(night)}]")), None)

    async def delete(self, guild_id: int, event_id: int) -> Refused | None:
        """Take it away; one that is gone already is fine."""
        event = await self._event(guild_id, event_id)
        gone = event if isinstance(event, Refused) else await self._asked(event.delete)
        return gone if isinstance(gone, Refused) else None

    async def _event(self, guild_id: int, event_id: int) -> discord.ScheduledEvent | Refused:
        guild = self._client.get_guild(guild_id)
        if guild is None:
            return Refused.UNREACHABLE
        known = guild.get_scheduled_event(event_id)
        return await self._asked(lambda: guild.fetch_scheduled_event(event_id)) if known is None else known

    async def _asked(self, request: Callable[[], Awaitable[T]]) -> T | Refused:
        try:
            return await request()
        except discord.RateLimited:
            return Refused.UNREACHABLE
        except discord.HTTPException as error:
            meant = told_apart(error)
            if isinstance(meant, GoneError) or (isinstance(meant, BlockedError) and meant.gone):
                return Refused.GONE
            forbidden = isinstance(meant, BlockedError | MalformedError)
            return Refused.FORBIDDEN if forbidden else Refused.UNREACHABLE
        except UNREACHABLE:
            return Refused.UNREACHABLE

    def _name(self, night: Night) -> str:
        return cut(night.plan.title, min(MOST_LETTERS, LONGEST_NAME))

    def _text(self, night: Night) -> str:
        rounds = "; ".join(leg_text(leg) for leg in night.legs)
        channel, mark = self._channel(night), _mark(night)
        room = LONGEST_TEXT - len(words.EVENT_TEXT.format(channel=channel, rounds="", mark=mark))
        return words.EVENT_TEXT.format(channel=channel, rounds=cut(rounds, room), mark=mark)

    def _place(self, night: Night) -> str:
        return cut(f"#{self._channel(night)}", LONGEST_PLACE)

    def _channel(self, night: Night) -> str:
        guild = self._client.get_guild(night.guild_id)
        channel = guild.get_channel_or_thread(night.channel_id) if guild else None
        return cut(channel.name, LONGEST_PLACE) if channel else ""


def _mark(night: Night) -> str:
    """By which an event is known for a night's, on every server."""
    return f"night {base36(night.id)}"
