"""The rules of the game: pure and synchronous. No clock, no random generator, no I/O, no Discord."""
