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
from bot.kernel.turns import Turns
from bot.own.rules import Decision, Suggestion
from cogs.own.queueing import told_card

_log = structlog.get_logger(__name__)


MOST_KEPT = 1_000
"""So many letters can be taken back by deleting them; an older one is followed by another that says so."""


class Teller:
    """Sends what became of suggestions; `/packs suggestions` has it where a message cannot be sent."""

    def __init__(self, sender: DiscordSender, limiter: Limiter, background: Background) -> None:
        self._sender = sender
        self._limiter = limiter
        self._background = background
        self._turns = Turns()
        self._letters: dict[tuple[int, int], tuple[int, int]] = {}

    def tell(self, one: Suggestion, pack: str, server: str) -> None:
        """Send it, behind whatever is more urgent; nobody waits for it. A decision that is undone takes it back."""
        if not is_erased(one.by):
            self._background.run(self._send(one, pack, server))

    async def _send(self, one: Suggestion, pack: str, server: str) -> None:
        about = one.guild_id, one.number
        try:
            async with self._turns.of(about):
                before = self._letters.pop(about, None)
                if one.decision is Decision.WAITING and before is not None:
                    await self._limiter.take(Priority.COUNT)
                    await self._sender.delete(*before)
                else:
                    self._keep(about, await self._post(one, pack, server))
        except (BlockedError, GoneError, PostponedError, UnreachableError, MalformedError) as error:
            _log.info("what became of a suggestion could not be told", why=str(error))

    async def _post(self, one: Suggestion, pack: str, server: str) -> tuple[int, int]:
        """Channel and message of the letter."""
        await self._limiter.take(Priority.COUNT)
        channel_id = await self._sender.direct_channel(one.by)
        await self._limiter.take(Priority.COUNT)
        drawing = Drawing(told_card(one, pack, server), settled=True)
        message_id, _ = await self._sender.post(channel_id, drawing, _nonce(one))
        return channel_id, message_id

    def _keep(self, about: tuple[int, int], letter: tuple[int, int]) -> None:
        self._letters[about] = letter
        if len(self._letters) > MOST_KEPT:
            del self._letters[next(iter(self._letters))]


def _nonce(one: Suggestion) -> str:
    """At most 25 characters, as Discord wants it; another for each decision."""
    at = int(one.decided_at.timestamp()) if one.decided_at else 0
    return f"z{base36(one.guild_id)[-8:]}.{base36(one.number)}.{base36(at)}"[:25]
