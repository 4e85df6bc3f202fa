"""Seasons, in Discord."""
