"""Reported questions, in Discord: reporting one, and what organisers make of it."""
