"""Telling who suggested something what became of it, in a direct message."""

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
from bot.kernel.background import Background
from bot.kernel.custom_ids import base36
from bot.kernel.people import is_erased
from bot.own.rules import Suggestion
from cogs.own.queueing import told_card

_log = structlog.get_logger(__name__)


class Teller:
    """Sends what became of suggestions; `/packs suggestions` has it where a message cannot be sent."""

    def __init__(self, sender: DiscordSender, limiter: Limiter, background: Background) -> None:
        self._sender = sender
        self._limiter = limiter
        self._background = background

    def tell(self, one: Suggestion, pack: str, server: str) -> None:
        """Send it, behind whatever is more urgent; nobody waits for it."""
        if not is_erased(one.by):
            self._background.run(self._send(one, pack, server))

    async def _send(self, one: Suggestion, pack: str, server: str) -> None:
        try:
            await self._limiter.take(Priority.COUNT)
            channel_id = await self._sender.direct_channel(one.by)
            await self._limiter.take(Priority.COUNT)
            await self._sender.post(channel_id, Drawing(told_card(one, pack, server), settled=True), _nonce(one))
        except (BlockedError, GoneError, PostponedError, UnreachableError, MalformedError) as error:
            _log.info("what became of a suggestion could not be told", why=str(error))


def _nonce(one: Suggestion) -> str:
    """At most 25 characters, as Discord wants it; another for each decision."""
    at = int(one.decided_at.timestamp()) if one.decided_at else 0
    return f"z{base36(one.guild_id)[-8:]}.{base36(one.number)}.{base36(at)}"[:25]
