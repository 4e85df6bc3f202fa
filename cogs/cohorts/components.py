"""What the buttons of a group's course do."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from discord import Interaction

from bot.cohorts.rules import Cohort, Refusal, State
from bot.cohorts.service import CohortService
from bot.kernel.custom_ids import Press
from cogs.cohorts.ids import Verb
from cogs.cohorts.rendering import ending_card, state_card
from cogs.cohorts.words import ENDED_ALREADY, IN_A_SERVER, NONE_SET_UP, NONE_YET, ORGANIZERS_ONLY
from cogs.shared.controls import once_seen
from cogs.shared.interactions import Handler, may_manage, say, take_time

Act = Callable[[int, datetime], Awaitable[Cohort | Refusal]]


@dataclass(frozen=True, slots=True)
class CohortComponents:
    """The handlers, by verb; each takes the interaction and the parsed id."""

    cohorts: CohortService

    def handlers(self) -> dict[str, Handler]:
        """Verb → handler, for the router."""
        return {Verb.SHOW: self.look, Verb.PAUSE: self.pause, Verb.RESUME: self.resume, Verb.END: once_seen(self.end)}

    async def look(self, interaction: Interaction, press: Press) -> None:  # noqa: ARG002
        """Where the group is."""
        await self.show(interaction)

    async def pause(self, interaction: Interaction, press: Press) -> None:  # noqa: ARG002
        """Rest from now on."""
        await self._steer(interaction, self.cohorts.pause)

    async def resume(self, interaction: Interaction, press: Press) -> None:  # noqa: ARG002
        """Go on."""
        await self._steer(interaction, self.cohorts.resume)

    async def end(self, interaction: Interaction, press: Press) -> None:
        """Stop for good; asked once, since the group's place is lost."""
        where = await self.cohorts.where(interaction.guild_id or 0, interaction.created_at)
        asks = not press.is_sure and where is not None and where.cohort.state is not State.ENDED
        if where is not None and asks and may_manage(interaction):
            await say(interaction, card=ending_card(where))
            return
        await self._steer(interaction, lambda guild_id, _: self.cohorts.end(guild_id))

    async def show(self, interaction: Interaction) -> None:
        """Where the group is, for whoever asks."""
        guild_id, at = interaction.guild_id or 0, interaction.created_at
        where = await self.cohorts.where(guild_id, at)
        if not guild_id or where is None:
            none = NONE_SET_UP if may_manage(interaction) else NONE_YET
            await say(interaction, none if guild_id else IN_A_SERVER)
            return
        await take_time(interaction)
        stands = await self.cohorts.stands(guild_id, [where.module], at) if where.module else []
        await say(interaction, card=state_card(where, stands, may_manage=may_manage(interaction)))

    async def _steer(self, interaction: Interaction, act: Act) -> None:
        if not may_manage(interaction):
            await say(interaction, ORGANIZERS_ONLY)
            return
        result = await act(interaction.guild_id or 0, interaction.created_at)
        if isinstance(result, Refusal):
            await say(interaction, ENDED_ALREADY if result is Refusal.OVER else NONE_SET_UP)
        else:
            await self.show(interaction)
