"""Duels in Discord: the challenge, the private questions, the result."""
