"""Reminders of quiz nights, to who signed up: sent as other reminders are, each once.

The row says first that one is on its way; whoever dies before it is known to have arrived leaves that row, and the next
look sends the same one again, which Discord shows once.
"""

from datetime import datetime, timedelta

import structlog

from bot.kernel.background import note_failure
from bot.kernel.ports import GoesOn, always_goes_on
from bot.kernel.waits import waits
from bot.nights.ports import Letters, NightStore, Wanted
from bot.nights.rules import planning
from bot.nights.rules.model import Night, SignUp
from bot.nights.service import NightService
from bot.reminders.api import Delivered, Later

AT_ONCE = 20
"""So many are sent by one look."""

REST = timedelta(minutes=1)
"""So long at the least nobody is written to once Discord has had one wait: its limit is on all of them together."""

_log = structlog.get_logger(__name__)


class NightLetters:
    """Sends what is due."""

    def __init__(
        self,
        store: NightStore,
        nights: NightService,
        letters: Letters,
        wanted: Wanted,
        hears: GoesOn = always_goes_on,
    ) -> None:
        self._store = store
        self._nights = nights
        self._letters = letters
        self._wanted = wanted
        self._hears = hears
        self._rests_until: datetime | None = None

    async def tick(self, at: datetime) -> None:
        """Send what is due."""
        for night_id, player_id in await self._store.to_remind(at, AT_ONCE):
            if waits(self._rests_until, at):
                return
            try:
                await self._serve(night_id, player_id, at)
            except Exception as error:  # noqa: BLE001 - whatever is wrong with one reminder, the others must come
                note_failure(_log, "a reminder of a quiz night must wait", error, game=night_id)

    async def _serve(self, night_id: int, player_id: int, at: datetime) -> None:
        night = await self._nights.find(night_id)
        before = night.sign_up_of(player_id) if night else None
        if night is None or before is None:
            return
        if not self._hears(night.guild_id, night_id):  # tried later: whether the night takes place is not known
            await self._nights.change(night_id, lambda now: planning.remind_once_back(now, player_id, at))
            return
        if not await self._wanted(player_id):
            await self._nights.change(night_id, lambda now: planning.reminded(now, player_id, night.plan))
            return
        after = await self._nights.change(night_id, lambda now: planning.remind(now, player_id, at))
        known = after.sign_up_of(player_id) if isinstance(after, Night) else None
        if isinstance(after, Night) and known is not None and known.sending:
            await self._send(after, before, at)

    async def _send(self, night: Night, before: SignUp, at: datetime) -> None:
        player_id = before.id
        came: Delivered | Later = Delivered.UNREACHABLE
        try:
            came = await self._letters.remind(player_id, night, again=before.sending)
        finally:
            await self._note(night, player_id, came, at)

    async def _note(self, told: Night, player_id: int, came: Delivered | Later, at: datetime) -> None:
        if came in (Delivered.SHOWN, Delivered.REFUSED):
            await self._nights.change(told.id, lambda now: planning.reminded(now, player_id, told.plan))
            return
        wait = came.wait if isinstance(came, Later) else planning.RETRY
        if isinstance(came, Later):
            self._rests_until = at + max(wait, REST)
        await self._nights.change(told.id, lambda now: planning.remind_later(now, player_id, told.plan, at, wait))
