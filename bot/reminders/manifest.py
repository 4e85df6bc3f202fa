"""Reminders, put together."""

from bot.delivery.sender import DiscordSender
from bot.feature import Core, Feature, Tick
from bot.practice.manifest import components, practice
from bot.readiness.manifest import readiness
from bot.reminders.service import ReminderService
from bot.reminders.store import SqlReminders
from bot.timing.zones import PinnedZones
from cogs.profile.ids import mark_of_reminder
from cogs.reminders.components import ReminderComponents, reminder
from cogs.reminders.letters import DiscordLetters

TICK_S = 5.0


class Reminders(Feature):
    """A direct message a day to who wants one; its rows are its own, not the outbox's."""

    def __init__(self, core: Core) -> None:
        letters = DiscordLetters(DiscordSender(core.client), core.limiter, reminder, mark_of_reminder)
        rows = SqlReminders(core.writer, core.database.reading)
        due, plan, counts = core.once(practice).due, core.once(readiness).plan, core.client.counts
        self.service = service = ReminderService(
            rows, letters, due, PinnedZones(), plan, counts.reminded, core.client.is_blocked
        )
        self.ticks = [Tick(TICK_S, service.tick, "reminders", direct=True, once=True)]
        self.handlers = ReminderComponents(service, core.once(components)).handlers()
