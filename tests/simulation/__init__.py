"""Whole days of Recall in one thread: time and chance come from a seed, and the same seed gives the same day."""

from bot.kernel import seeds

seeds._mixed = int  # type: ignore[assignment]  # a day is played alike each time, in whatever process
