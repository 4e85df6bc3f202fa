"""What others may know of it."""

from bot.cluster.erasures import LEFTOVER_WITH, Due, ErasureStore
from bot.cluster.joining import Joining, open_together
from bot.cluster.looking import drain, look_at
from bot.cluster.post import Letter, Post, TooLongError
from bot.cluster.rolling import NotRolledError, Watch, in_words, roll
from bot.cluster.store import TURNS_AHEAD_S, Member, Seen

__all__ = [
    "LEFTOVER_WITH",
    "TURNS_AHEAD_S",
    "Due",
    "ErasureStore",
    "Joining",
    "Letter",
    "Member",
    "NotRolledError",
    "Post",
    "Seen",
    "TooLongError",
    "Watch",
    "drain",
    "in_words",
    "look_at",
    "open_together",
    "roll",
]
