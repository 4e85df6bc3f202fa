"""Flashcards, in Discord: the front, the back, and one's own grade."""
