"""Practising alone, in Discord: its command, what its buttons do, and what its one private message shows."""
