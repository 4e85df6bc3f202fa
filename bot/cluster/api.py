"""What others may know of it."""

from bot.cluster.rules import Lease
from bot.cluster.store import Fence, LeaseStore, Member, Seen, look

__all__ = ["Fence", "Lease", "LeaseStore", "Member", "Seen", "look"]
