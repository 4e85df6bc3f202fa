"""The private message that each of the two has: it follows the duel by itself while Discord lets us edit it.

Only a convenience, held in memory: after a restart the "My duel" button shows the same, and the duel waits for both to
press it.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial

from discord import Interaction

from bot.duels.rules.model import Duel, Phase
from bot.kernel.background import Background
from bot.kernel.keys import Viewer
from cogs.duels.private import private_card, result_texts
from cogs.shared.cards import Card
from cogs.shared.passing import Passing
from cogs.shared.privates import Privates


class DuelPrivates(Privates[Duel]):
    """Each player's last private message in each running duel; `hidden` tells whose keys a player may not see now."""

    def __init__(
        self, background: Background, passing: Passing, hidden: Callable[[Viewer], Awaitable[set[str]]]
    ) -> None:
        super().__init__(background, passing)
        self._hidden = hidden

    def moved_on(self, duel: Duel, by: int | None) -> None:
        """Bring both messages up to date, but that of who is answered anyway."""
        for player in duel.players:
            if player.id != by:
                drawn = partial(self.card, player.id, duel)
                self.update(duel.id, player.id, drawn, duel.active_at, partial(self.card, player.id))

    def follow(self, duel: Duel, on: Interaction) -> None:
        """A player's private message in the game of which this duel is a part shows the duel from now on."""
        self.keep(on, duel.id, partial(self.card, on.user.id))

    def given_back(self, duel: Duel, at: datetime) -> None:
        """Whoever has a time of this duel before them sees the one that counts now."""
        self.put_off(duel.id, duel, at)

    def follows(self, duel_id: int) -> bool:
        """Whether anybody sees by themselves what becomes of a duel."""
        return self.reached(duel_id)

    async def card(self, player_id: int, duel: Duel) -> Card | None:
        """Where a player is in a duel, as they see it; None for who was erased since."""
        return private_card(duel, player_id, hidden=await self._keys(player_id, duel)) if duel.has(player_id) else None

    async def result(self, player_id: int, duel: Duel) -> list[str]:
        """How a duel that is over ended for one of the two; nothing for who was erased since."""
        played = duel.phase is Phase.ENDED and duel.opponent is not None and duel.has(player_id)
        return result_texts(duel, player_id, await self._keys(player_id, duel)) if played else []

    async def _keys(self, player_id: int, duel: Duel) -> set[str]:
        return await self._hidden(Viewer(player_id, duel.guild_id, duel.id))
