"""One's own data, put together."""

from collections.abc import Collection
from functools import partial

from bot.courses.manifest import courses
from bot.duels.manifest import desk
from bot.feature import Core, Feature, Tick
from bot.learners.exams_store import SqlExamDays
from bot.learners.store import SqlPreferences
from bot.learning.manifest import history
from bot.profile.service import ProfileService
from bot.profile.store import SqlEraser
from bot.readiness.manifest import pages, readiness
from bot.reminders.store import SqlReminders
from bot.reports.manifest import reported
from bot.rounds.manifest import desk as rounds_desk
from bot.timing.zones import PinnedZones
from cogs.profile.commands import MeCommands
from cogs.profile.components import MeComponents
from cogs.profile.wishes import WishComponents

PATIENCE_S = 10.0
"""So long whoever erases everything waits for what else they have pressed: longer than any reply takes."""

TICK_S = 1.0


class Profile(Feature):
    """`/me`; all its messages are private answers."""

    def __init__(self, core: Core) -> None:
        reading, answers = core.database.reading, core.once(history)
        learners, eraser = SqlExamDays(core.writer, reading, PinnedZones()), SqlEraser(core.writer, reading)
        settled = partial(core.client.inbox.others_of, within=PATIENCE_S)
        duels, rounds = core.once(desk).duels, core.once(rounds_desk).rounds

        async def gone_from(games: Collection[int]) -> None:
            await duels.without_erased(games, core.clock.now())
            await rounds.without_erased(games, core.clock.now())
            await core.delivery.draw_anew(games)

        whom = core.erasing, core.telling_of_erasure, gone_from
        self._profiles = ProfileService(
            answers, core.sources, learners, eraser, core.once(reported), core.forget, settled, *whom
        )
        me = MeComponents(
            self._profiles,
            core.once(readiness).plan,
            core.once(courses).passed,
            SqlReminders(core.writer, reading).of,
            core.once(readiness).past,
            core.once(pages).look,
        )
        self._finish, self._eraser = core.finish_erasures, eraser
        self.cogs = [MeCommands(me)]
        self.handlers = me.handlers() | WishComponents(SqlPreferences(core.writer, reading)).handlers()
        self.ticks = [Tick(TICK_S, self._profiles.catch_up, "erasures that could not be written")]

    async def erased(self, player_id: int, stand_in: int, games: Collection[int]) -> None:
        """What this part of the bot had of them in memory is not to bring them back."""
        await self._profiles.erase_again(player_id, stand_in, games)

    async def open(self) -> None:
        """Whom an older version erased is erased from tables that it did not know; who was half erased, altogether."""
        await self._finish(self._eraser.erase_from)
        await self._profiles.finish()
