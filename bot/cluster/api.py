"""What others may know of it."""

from bot.cluster.joining import Joining, open_together
from bot.cluster.looking import look_at
from bot.cluster.store import Member, Seen

__all__ = ["Joining", "Member", "Seen", "look_at", "open_together"]
