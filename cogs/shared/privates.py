"""The private message that each player of a game has: one at a time, the next takes the last one's place.

Only a convenience, held in memory for as long as Discord lets us edit such a message (15 minutes): after a
restart a button of the game's own tells the same.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Generic, TypeVar

from discord import Interaction
from discord.ui import LayoutView

from bot.kernel.background import Background
from cogs.shared.cards import Card
from cogs.shared.interactions import in_place, is_owed, redraw_reply, say, show_or_plainer
from cogs.shared.passing import Passing, can_be_edited, quietly

AT_ONCE = 20
"""So many private messages are edited at a time: a reveal to hundreds must not hold up those who are just pressing."""

G = TypeVar("G")
"""The game, as its players' messages are drawn from it."""
Drawn = Callable[[], Awaitable[Card | None]]

Anew = Callable[[G], Awaitable[Card | None]]
"""Draws what somebody has before them from the game as it stands now; None where that is over."""


@dataclass(slots=True)
class _Shown(Generic[G]):
    """A private message: how it can be edited, and how it is drawn again where it shows a time that can move."""

    interaction: Interaction
    at: datetime
    anew: Anew[G] | None
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    """What is shown in it is shown in the order in which it was told."""


class Privates(Generic[G]):
    """Each player's last private message in each running game, for as long as it can be edited."""

    def __init__(self, background: Background, passing: Passing) -> None:
        self._background = background
        self._passing = passing
        self._last: dict[int, dict[int, _Shown[G]]] = {}
        self._newest: dict[int, datetime] = {}
        self._sending: dict[int, asyncio.Future[None]] = {}
        self._gate = asyncio.Semaphore(AT_ONCE)

    async def show(
        self, interaction: Interaction, game_id: int, card: Card, *, over: bool = False, anew: Anew[G] | None = None
    ) -> None:
        """Answer a press privately; what the player had before in this game goes away.

        In a game that is `over` nothing more will be shown by itself, so that nothing is kept of it. A card with a
        deadline says how it is drawn `anew`, for when that is put off.
        """
        on_private = _is_on_private(interaction)
        before = self._last.get(game_id, {}).get(interaction.user.id)
        if over:
            self.ended(game_id)
        else:
            self.keep(interaction, game_id, anew)

        async def answer(view: LayoutView) -> None:
            if on_private:
                await in_place(interaction, view)
            else:
                await interaction.response.send_message(view=view, ephemeral=True)

        # What is to be shown next may be known before Discord has this one: it waits, and is not lost.
        sent = self._sending[interaction.id] = asyncio.get_running_loop().create_future()
        try:
            await (say(interaction, card=card) if is_owed(interaction) else show_or_plainer(answer, card))
        finally:
            del self._sending[interaction.id]
            sent.set_result(None)
        if before is not None and not _is_on(interaction, before) and _editable(before, interaction.created_at):
            self._background.run(quietly(before.interaction.delete_original_response()))

    def has(self, game_id: int, player_id: int) -> bool:
        """Whether a player has a private message in a game."""
        return player_id in self._last.get(game_id, {})

    def reached(self, game_id: int) -> bool:
        """Whether anybody has a private message in a game: after a restart, nobody has until they press."""
        return bool(self._last.get(game_id))

    def reached_in(self, game_id: int) -> list[int]:
        """Who has a private message in a game."""
        return [*self._last.get(game_id, {})]

    def with_a_clock(self, game_id: int) -> list[int]:
        """The players who have a deadline before them, such as that of a sheet that they have begun."""
        return [player_id for player_id, shown in self._last.get(game_id, {}).items() if shown.anew is not None]

    def update(
        self, game_id: int, player_id: int, card: Card | Drawn, at: datetime, anew: Anew[G] | None = None
    ) -> None:
        """Show something else in a player's private message, if they have one that can still be edited.

        A card that takes a look at the rows is drawn when its turn has come.
        """
        shown = self._last.get(game_id, {}).get(player_id)
        if shown is not None:
            shown.anew = anew
            if _editable(shown, at):
                self._background.run(self._edit(shown, card))

    def before(self, game_id: int, player_id: int, at: datetime) -> Interaction | None:
        """The press by which what a player has before them in a game can be edited, while it can."""
        shown = self._last.get(game_id, {}).get(player_id)
        return shown.interaction if shown is not None and _editable(shown, at) else None

    def put_off(self, game_id: int, game: G, at: datetime) -> None:
        """Deadlines have moved: whoever has one before them sees the new one."""
        for player_id, shown in self._last.get(game_id, {}).items():
            if shown.anew is not None and _editable(shown, at):
                self._background.run(self._edit(shown, partial(self._still, game_id, player_id, game)))

    async def _still(self, game_id: int, player_id: int, game: G) -> Card | None:
        """What somebody has before them, drawn anew; None where that is something else by now."""
        before = self._last.get(game_id, {}).get(player_id)
        card = await before.anew(game) if before is not None and before.anew is not None else None
        return card if self._last.get(game_id, {}).get(player_id) is before else None

    async def _edit(self, shown: _Shown[G], card: Card | Drawn) -> None:
        if sending := self._sending.get(shown.interaction.id):
            await sending
        async with shown.turn, self._gate:
            now = card if isinstance(card, Card) else await card()
            if now is not None:
                await quietly(redraw_reply(shown.interaction, now))
                await self._passing.overtaken(shown.interaction)

    def ended(self, game_id: int) -> None:
        """Nothing more will come of this game."""
        self._last.pop(game_id, None)
        self._newest.pop(game_id, None)

    def keep(self, interaction: Interaction, game_id: int, anew: Anew[G] | None = None) -> None:
        """Keep this one, and let go of what can be edited no more, the stalest first: a daily lasts a whole day."""
        last, at = self._last.setdefault(game_id, {}), interaction.created_at
        last.pop(interaction.user.id, None)
        last[interaction.user.id] = _Shown(interaction, at, anew)
        while not _editable(next(iter(last.values())), at):
            del last[next(iter(last))]
        self._newest.pop(game_id, None)
        self._newest[game_id] = at
        while not can_be_edited(next(iter(self._newest.values())), at):
            self.ended(next(iter(self._newest)))


def _is_on_private(interaction: Interaction) -> bool:
    return interaction.message is not None and interaction.message.flags.ephemeral


def _is_on(interaction: Interaction, shown: _Shown[G]) -> bool:
    """Whether a press came from this private message, not from another one of the game's or from everybody's."""
    return _is_on_private(interaction) and _first(interaction) in (_first(shown.interaction), shown.interaction.id)


def _first(interaction: Interaction) -> int:
    """The interaction that a private message answers: the one that made it, or this one, which makes a new one."""
    made = interaction.message.interaction_metadata if interaction.message and _is_on_private(interaction) else None
    return made.id if made else interaction.id


def _editable(shown: _Shown[G], at: datetime) -> bool:
    return can_be_edited(shown.at, at)
