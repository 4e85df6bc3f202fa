"""What one wants of others: to be on boards, to be challenged. Opened from `/me`."""

from dataclasses import dataclass

from discord import Interaction
from discord.ui import Button, LayoutView

from bot.kernel.custom_ids import Press, build
from bot.learners.api import Preferences, PreferenceStore, change_wishes
from cogs.profile.ids import CARD, NO_GAME, Verb, here
from cogs.shared.cards import Card, button, row
from cogs.shared.interactions import Handler, say

DAMAGED = "That control is from another time. `/me` shows what there is now."
_SWITCHES = {"h1": {"hidden": True}, "h0": {"hidden": False}, "d1": {"no_duels": True}, "d0": {"no_duels": False}}


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
    """Both, with what they mean."""
    boards = "nobody sees you on any leaderboard" if wishes.hidden else "you stand on leaderboards"
    duels = "nobody can challenge you" if wishes.no_duels else "anybody can challenge you"
    return Card(
        "## Boards and duels",
        f"**Boards:** {boards}, on every server. What you answer counts for you either way.",
        f"**Duels:** {duels}. Starting one yourself opens you to challenges again.",
        rows=[
            row(
                _switch("Show me on boards", "h0") if wishes.hidden else _switch("Hide me from boards", "h1"),
                _switch("Take duels again", "d0") if wishes.no_duels else _switch("Take no duels", "d1"),
                button("Back", here(Verb.LOOK)),
            )
        ],
    )


def _switch(label: str, change: str) -> Button[LayoutView]:
    return button(label, build(Verb.WISH, NO_GAME, CARD, change))
