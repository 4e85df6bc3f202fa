"""Direct messages to one person, each shown once however often it is sent."""

from collections.abc import Callable
from datetime import date, timedelta

import structlog

from bot.delivery.limiter import Limiter, Priority
from bot.delivery.sender import (
    BlockedError,
    DiscordSender,
    Drawing,
    GoneError,
    MalformedError,
    PostponedError,
    UnreachableError,
)
from bot.kernel.custom_ids import base36
from bot.reminders.rules import Delivered, Later
from bot.reminders.service import Waiting

_log = structlog.get_logger(__name__)

Draw = Callable[[date, Waiting, bool], Drawing]
"""A day, what waits, whether it is the last of its kind: how the reminder looks."""


class DiscordLetters:
    """`bot.reminders.service.DirectMessages` over Discord. `mark_of` tells a day's reminder from others."""

    def __init__(self, sender: DiscordSender, limiter: Limiter, draw: Draw, mark_of: Callable[[date], str]) -> None:
        self._way = DirectWay(sender, limiter)
        self._draw = draw
        self._mark_of = mark_of

    async def remind(
        self, player_id: int, day: date, waiting: Waiting, *, last_chance: bool, again: bool
    ) -> Delivered | Later:
        """Show the day's reminder."""
        drawing = self._draw(day, waiting, last_chance)
        return await self._way.send(player_id, drawing, _nonce(player_id, day), self._mark_of(day), again=again)


class DirectWay:
    """Sends a direct message once. Sent again, it is looked for first: a nonce holds for a few minutes only."""

    def __init__(self, sender: DiscordSender, limiter: Limiter) -> None:
        self._sender = sender
        self._limiter = limiter

    async def send(self, player_id: int, drawing: Drawing, nonce: str, mark: str, *, again: bool) -> Delivered | Later:
        """Show it, once for each nonce; `mark` is what its controls have in common."""
        try:
            await self._limiter.take(Priority.PHASE)
            channel_id = await self._sender.direct_channel(player_id)
            if not (again and await self._sender.find(channel_id, mark)):
                await self._limiter.take(Priority.PHASE)
                await self._sender.post(channel_id, drawing, nonce)
        except (BlockedError, GoneError):
            return Delivered.REFUSED
        except PostponedError as error:
            return Later(timedelta(seconds=error.seconds))
        except UnreachableError:
            return Delivered.UNREACHABLE
        except MalformedError as error:
            _log.error("Discord refuses a reminder as malformed", why=str(error))
            return Delivered.UNREACHABLE
        return Delivered.SHOWN


def _nonce(player_id: int, day: date) -> str:
    """At most 25 characters, as Discord wants it."""
    return f"m{base36(player_id)}.{day:%y%m%d}"
