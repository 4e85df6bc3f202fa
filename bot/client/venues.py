"""Binding a press to its place: the router asks before any handler runs, so that no handler has to remember to."""

from collections import OrderedDict
from typing import Any, Protocol

from discord import Interaction

from bot.kernel.shared_reading import SharedReading
from bot.kernel.venues import DAILY, EXAM, PRACTICE, GameVenue, Venue, can_be_pressed

IN_MEMORY = 20_000
"""So many games' venues are kept, those pressed last: a place never changes, so none of them can go stale."""


def leave_strange_server(interaction: Interaction[Any]) -> None:
    """Take what comes from a server that the bot is no member of for a direct message: of that server nothing is heard.

    There people use the commands that they installed for themselves. The time of such a server would never be given
    back, since it never shows at the gateway, and its rows would be nobody's.
    """
    if interaction.is_user_integration() and not interaction.is_guild_integration():
        interaction.guild_id = None


class VenueStore(Protocol):
    """Where games are played, and who has played where."""

    async def venue(self, game_id: int) -> GameVenue | None:
        """A game's kind and place, None where there is no such game."""

    async def has_played(self, guild_id: int, player_id: int) -> bool:
        """Whether somebody has ever been in a game of a server."""

    async def is_over(self, game_id: int) -> bool:
        """Whether a game has come to its end."""


class Venues:
    """From where each game can be pressed."""

    def __init__(self, store: VenueStore) -> None:
        self._store = store
        self._known: OrderedDict[int, GameVenue] = OrderedDict()
        self._reading = SharedReading(store.venue)

    async def admits(self, game_id: int, player_id: int, here: Venue) -> bool:
        """Whether a press `here` can be meant for this game; of a game that does not exist its handler tells."""
        game = await self._of(game_id)
        if game is None:
            return True
        from_afar = game.kind == DAILY and not here.guild_id
        plays_there = from_afar and await self._store.has_played(game.venue.guild_id, player_id)
        return can_be_pressed(game, here, plays_there=plays_there)

    async def home(self, game_id: int, here: int) -> int:
        """The server by whose time a game goes, which may be another than the press comes from.

        Practice and mock exams are gone on with from anywhere: what waits for a server that is away is the press there.
        """
        game = await self._of(game_id)
        return here if game is None or game.kind in (PRACTICE, EXAM) else game.venue.guild_id

    async def has_clock(self, game_id: int) -> bool:
        """Whether what is pressed for a game may be late, or the faster the better; for a daily, once it has closed."""
        game = await self._of(game_id)
        if game is None or game.kind == PRACTICE:
            return False
        return game.kind != DAILY or await self._store.is_over(game_id)

    async def server(self, game_id: int) -> int | None:
        """The server of a game, 0 for direct messages; None where there is no such game."""
        game = await self._of(game_id)
        return None if game is None else game.venue.guild_id

    async def _of(self, game_id: int) -> GameVenue | None:
        if game_id in self._known:
            self._known.move_to_end(game_id)
        return self._known.get(game_id) or await self._read(game_id)

    async def _read(self, game_id: int) -> GameVenue | None:
        game = await self._reading.of(game_id)
        if game is not None:  # one that does not exist yet may exist later
            self._known[game_id] = game
            if len(self._known) > IN_MEMORY:
                self._known.popitem(last=False)
        return game
