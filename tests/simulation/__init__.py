"""Whole days of Recall in one thread: time and chance come from a seed, and the same seed gives the same day."""
