"""What other features may know of this one."""

from bot.reminders import tables

__all__ = ["tables"]
