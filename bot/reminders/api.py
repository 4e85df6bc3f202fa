"""What other features may know of this one."""

from bot.reminders import tables
from bot.reminders.rules import Delivered, Later, Reminder

__all__ = ["Delivered", "Later", "Reminder", "tables"]
