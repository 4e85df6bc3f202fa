"""Binding a press to its place: the router asks before any handler runs, so that no handler has to remember to."""

from collections import OrderedDict
from typing import Protocol

from bot.kernel.places import DAILY, GamePlace, Place, can_be_pressed
from bot.service.reading import SharedReading

IN_MEMORY = 20_000
"""So many games' places are kept, those pressed last: a place never changes, so none of them can go stale."""


class PlaceStore(Protocol):
    """Where games are played, and who has played where."""

    async def place(self, game_id: int) -> GamePlace | None:
        """A game's kind and place, None where there is no such game."""

    async def has_played(self, guild_id: int, player_id: int) -> bool:
        """Whether somebody has ever been in a game of a server."""


class Places:
    """From where each game can be pressed."""

    def __init__(self, store: PlaceStore) -> None:
        self._store = store
        self._known: OrderedDict[int, GamePlace] = OrderedDict()
        self._reading = SharedReading(store.place)

    async def admits(self, game_id: int, player_id: int, here: Place) -> bool:
        """Whether a press `here` can be meant for this game; of a game that does not exist its handler tells."""
        game = self._known.get(game_id) or await self._read(game_id)
        if game is None:
            return True
        from_afar = game.kind == DAILY and not here.guild_id
        plays_there = from_afar and await self._store.has_played(game.place.guild_id, player_id)
        return can_be_pressed(game, here, plays_there=plays_there)

    async def _read(self, game_id: int) -> GamePlace | None:
        game = await self._reading.of(game_id)
        if game is not None:  # one that does not exist yet may exist later
            self._known[game_id] = game
            if len(self._known) > IN_MEMORY:
                self._known.popitem(last=False)
        return game
