"""Discord's own events of quiz nights: made where Recall may, changed with the night, deleted with it.

The row says first that one is being made; whoever dies before its id is known leaves that row, and the next look
searches the server's events before it makes another.
"""

from datetime import datetime

from bot.kernel.background import each
from bot.kernel.ports import GoesOn, always_goes_on
from bot.kernel.turns import Turns
from bot.nights.ports import Events, NightStore, Refused
from bot.nights.rules import planning
from bot.nights.rules.model import Event, Night, Phase
from bot.nights.service import NightService

AT_ONCE = 10


class NightEvents:
    """Keeps Discord's events in step with the nights."""

    def __init__(
        self, store: NightStore, nights: NightService, events: Events, goes_on: GoesOn = always_goes_on
    ) -> None:
        self._store = store
        self._nights = nights
        self._events = events
        self._goes_on = goes_on
        self._turns = Turns()

    async def tick(self, at: datetime) -> None:
        """Do what is due."""
        await each(await self._store.with_event(at, AT_ONCE), lambda night_id: self.look(night_id, at))

    async def look(self, night_id: int, at: datetime) -> Night | None:
        """Bring the event of one night in step; the night as it is then."""
        async with self._turns.of(night_id):
            return await self._look(night_id, at)

    async def _look(self, night_id: int, at: datetime) -> Night | None:
        night = await self._nights.find(night_id)
        if night is None:
            return None
        if not self._goes_on(night.guild_id):  # tried later, so that it keeps nobody else waiting
            await self._nights.change(night_id, lambda now: planning.event_later(now, at))
            return await self._nights.find(night_id)
        if night.event is Event.LEAVING:
            await self._take_away(night, at)
        elif night.event in (Event.WANTED, Event.SENDING):
            await self._bring(night, at)
        return await self._nights.find(night_id)

    async def _bring(self, night: Night, at: datetime) -> None:
        if night.phase is not Phase.PLANNED or at >= night.plan.starts_at or not self._events.may_make(night.guild_id):
            await self._nights.change(night.id, planning.event_refused)
            return
        if night.event_id is None:
            await self._make(night, at)
            return
        refused = await self._events.change(night, planning.expected_end(night.plan))
        await self._note(night, refused or night.event_id, at)

    async def _make(self, night: Night, at: datetime) -> None:
        made = await self._events.find(night) if night.event is Event.SENDING else None
        if made is None:
            await self._nights.change(night.id, lambda now: planning.event_begun(now, at))
            made = await self._events.make(night, planning.expected_end(night.plan))
        elif isinstance(made, int):
            await self._nights.change(night.id, lambda now: planning.event_found(now, made, at))
            return
        await self._note(night, made, at)

    async def _note(self, night: Night, came: int | Refused, at: datetime) -> None:
        if isinstance(came, int):
            await self._nights.change(night.id, lambda now: planning.event_made(now, came, night.plan, at))
        elif came is Refused.UNREACHABLE:
            await self._nights.change(night.id, lambda now: planning.event_later(now, at))
        else:
            gone = came is Refused.GONE
            await self._nights.change(night.id, planning.event_gone if gone else planning.event_refused)

    async def _take_away(self, night: Night, at: datetime) -> None:
        found = night.event_id if night.event_id is not None else await self._events.find(night)
        refused = await self._events.delete(night.guild_id, found) if isinstance(found, int) else found
        if refused is Refused.UNREACHABLE:
            await self._nights.change(night.id, lambda now: planning.event_later(now, at))
        else:
            await self._nights.change(night.id, planning.event_refused)
