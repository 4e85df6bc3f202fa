"""What one wants of others: to be on boards, to be challenged, to be reminded of nights. Opened from `/me`."""

from dataclasses import dataclass

from discord import Interaction
from discord.ui import Button, LayoutView

from bot.kernel.custom_ids import Press, build
from bot.learners.api import Preferences, PreferenceStore, change_wishes
from cogs.profile.ids import CARD, NO_GAME, Verb, here
from cogs.profile.words import (
    ANYBODY_CAN_CHALLENGE_YOU,
    BACK,
    BOARDS_AND_DUELS_HEAD,
    BOARDS_ON_EVERY_SERVER,
    DAMAGED,
    DUELS,
    HIDE_ME_FROM_BOARDS,
    NIGHTS,
    NIGHTS_TOLD,
    NIGHTS_UNTOLD,
    NOBODY_CAN_CHALLENGE_YOU,
    NOBODY_SEES_YOU,
    SHOW_ME_ON_BOARDS,
    STARTING_ONE_TURNS_THEM_ON,
    TAKE_DUELS_AGAIN,
    TAKE_NO_DUELS,
    TELL_NIGHTS,
    TELL_NO_NIGHTS,
    YOU_STAND_ON_LEADERBOARDS,
)
from cogs.shared.cards import Card, button, row
from cogs.shared.interactions import Handler, say

_SWITCHES = {
    "h1": {"hidden": True},
    "h0": {"hidden": False},
    "d1": {"no_duels": True},
    "d0": {"no_duels": False},
    "n1": {"no_night_reminders": True},
    "n0": {"no_night_reminders": False},
}


@dataclass(frozen=True, slots=True)
class WishComponents:
    """The handlers, by verb."""

    preferences: PreferenceStore

    def handlers(self) -> dict[str, Handler]:
        """Verb → handler, for the router."""
        return {Verb.WISHES: self.look, Verb.WISH: self.wish}

    async def look(self, interaction: Interaction, press: Press) -> None:  # noqa: ARG002
        """How it is now."""
        await say(interaction, card=wishes_card(await self.preferences.of(interaction.user.id)))

    async def wish(self, interaction: Interaction, press: Press) -> None:
        """Switch one of them."""
        change = _SWITCHES.get("".join(press.arguments))
        if change is None:
            await say(interaction, DAMAGED)
            return
        await say(interaction, card=wishes_card(await change_wishes(self.preferences, interaction.user.id, **change)))


def wishes_card(wishes: Preferences) -> Card:
    """All of them, with what they mean."""
    boards = NOBODY_SEES_YOU if wishes.hidden else YOU_STAND_ON_LEADERBOARDS
    duels = NOBODY_CAN_CHALLENGE_YOU if wishes.no_duels else ANYBODY_CAN_CHALLENGE_YOU
    return Card(
        BOARDS_AND_DUELS_HEAD,
        BOARDS_ON_EVERY_SERVER.format(boards=boards),
        DUELS.format(duels=duels, again=STARTING_ONE_TURNS_THEM_ON if wishes.no_duels else ""),
        NIGHTS.format(nights=NIGHTS_UNTOLD if wishes.no_night_reminders else NIGHTS_TOLD),
        rows=[
            row(
                _switch(SHOW_ME_ON_BOARDS, "h0") if wishes.hidden else _switch(HIDE_ME_FROM_BOARDS, "h1"),
                _switch(TAKE_DUELS_AGAIN, "d0") if wishes.no_duels else _switch(TAKE_NO_DUELS, "d1"),
            ),
            row(
                _switch(TELL_NIGHTS, "n0") if wishes.no_night_reminders else _switch(TELL_NO_NIGHTS, "n1"),
                button(BACK, here(Verb.LOOK)),
            ),
        ],
    )


def _switch(label: str, change: str) -> Button[LayoutView]:
    return button(label, build(Verb.WISH, NO_GAME, CARD, change))
