"""Flashcards."""
