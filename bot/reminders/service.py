"""Reminders to practise: asked for by a person, sent by the time.

As with the daily, the row says first that one is on its way; whoever dies before it is known to have arrived leaves
that row, and the next look sends the same one again, which Discord shows once.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol

import structlog

from bot.kernel.background import note_failure
from bot.kernel.ports import Zones
from bot.kernel.waits import waits
from bot.readiness.api import Plan
from bot.reminders import rules
from bot.reminders.rules import Delivered, Later, Reminder

AT_ONCE = 20
"""So many are sent by one look: they must not keep quizzes from being posted."""

REST = timedelta(minutes=1)
"""So long at the least nobody is written to once Discord has had one wait: its limit is on all of them together."""

_log = structlog.get_logger(__name__)


class ReminderStore(Protocol):
    """The reminders' rows."""

    async def of(self, player_id: int) -> Reminder | None:
        """A person's reminder, None where they never asked for one."""

    async def waiting(self, at: datetime, most: int) -> list[int]:
        """Whose reminders are due or on their way, the longest due first."""

    async def answered_at(self, player_id: int) -> datetime | None:
        """When the person last answered anything."""

    def put(self, reminder: Reminder) -> Awaitable[None]:
        """Queue in the call itself what a person asks for; done when committed. Raises `StorageError`."""

    async def change(self, before: Reminder, after: Reminder) -> bool:
        """Have the one follow the other, unless the row has changed or gone; whether it did. Raises `StorageError`."""

    def drop(self, player_id: int) -> Awaitable[None]:
        """Queue its removal."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """What a reminder tells: how many reviews are due, and the plan of who has set the date of an exam."""

    due: int
    plan: Plan | None = None


class DirectMessages(Protocol):
    """The way to one person's direct messages."""

    async def remind(
        self, player_id: int, day: date, waiting: Waiting, *, last_chance: bool, again: bool
    ) -> Delivered | Later:
        """Show the day's reminder, once; `again`: it may be on the screen already."""


async def no_plan(player_id: int, at: datetime) -> Plan | None:  # noqa: ARG001 - as `plan_of` is called
    """Where nobody plans."""
    return None


class ReminderService:
    """`due_of` counts the reviews that wait for somebody; `on_outcome` is told what came of each that was sent.

    `is_barred` says who may not use the bot.
    """

    def __init__(
        self,
        store: ReminderStore,
        letters: DirectMessages,
        due_of: Callable[[int, datetime], Awaitable[int]],
        zones: Zones,
        plan_of: Callable[[int, datetime], Awaitable[Plan | None]] = no_plan,
        on_outcome: Callable[[str], None] = lambda _: None,
        is_barred: Callable[[int], bool] = lambda _: False,
    ) -> None:
        self._store = store
        self._letters = letters
        self._due_of = due_of
        self._plan_of = plan_of
        self._on_outcome = on_outcome
        self._is_barred = is_barred
        self.zones = zones
        self._rests_until: datetime | None = None

    async def of(self, player_id: int) -> Reminder | None:
        """A person's reminder."""
        return await self._store.of(player_id)

    async def ask(self, player_id: int, local: time, name: str, at: datetime) -> Reminder:
        """Remind them daily at this hour in the zone of this name. Raises `LookupError` where there is none."""
        zone = self.zones.find(name)
        if zone is None:
            raise LookupError(name)
        reminder = rules.ask(player_id, local, name, zone, at)
        await self._store.put(reminder)
        return reminder

    async def stop(self, player_id: int) -> None:
        """No more reminders, and nothing kept of them."""
        await self._store.drop(player_id)

    async def tick(self, at: datetime) -> None:
        """Send what is due."""
        for player_id in await self._store.waiting(at, AT_ONCE):
            if waits(self._rests_until, at):
                return
            try:
                await self._serve(player_id, at)
            except Exception as error:  # noqa: BLE001 - whatever is wrong with one reminder, the others must come
                note_failure(_log, "a reminder must wait", error)

    async def _serve(self, player_id: int, at: datetime) -> None:
        before = await self._store.of(player_id)
        if before is None:
            return
        if before.sending and self._is_barred(player_id):  # meanwhile: it is given up in time
            await self._note(before, Delivered.UNREACHABLE, at)
            return
        reminder = before if before.sending else await self._look(before, at)
        changed_meanwhile = reminder != before and not await self._store.change(before, reminder)
        if changed_meanwhile or reminder.sending is None:
            return
        try:
            came = await self._send(reminder, at, again=before.sending is not None)
        except Exception:
            await self._note(reminder, Delivered.UNREACHABLE, at)
            raise
        if came is None:
            return
        if isinstance(came, Later):
            self._rests_until = at + max(came.wait, REST)
        await self._note(reminder, came, at)

    async def _send(self, reminder: Reminder, at: datetime, *, again: bool) -> Delivered | Later | None:
        """Show it; None where they have changed, stopped or erased it meanwhile."""
        if reminder.sending is None:
            return None
        due, last_chance = await self._due_of(reminder.player_id, at), reminder.last_chance
        waiting = Waiting(due, await self._plan_of(reminder.player_id, at))
        if await self._store.of(reminder.player_id) != reminder:
            return None
        return await self._letters.remind(
            reminder.player_id, reminder.sending.date, waiting, last_chance=last_chance, again=again
        )

    async def _look(self, reminder: Reminder, at: datetime) -> Reminder:
        zone = self.zones.find(reminder.zone) or UTC  # a name that a later release of the zones knows no more
        answered_at, barred = await self._store.answered_at(reminder.player_id), self._is_barred(reminder.player_id)
        return rules.look(reminder, zone, at, answered_at, barred=barred)

    async def _note(self, reminder: Reminder, came: Delivered | Later, at: datetime) -> None:
        """What came of it, unless the person changed or erased their reminder meanwhile."""
        self._on_outcome("later" if isinstance(came, Later) else came.name.lower())
        after = _after(reminder, came, at)
        if after != reminder:
            await self._store.change(reminder, after)


def _after(reminder: Reminder, came: Delivered | Later, at: datetime) -> Reminder:
    if came is Delivered.SHOWN:
        return rules.arrived(reminder, at)
    if came is Delivered.REFUSED:
        return rules.refused(reminder)
    return rules.unsent(reminder, at, came.wait if isinstance(came, Later) else timedelta())
