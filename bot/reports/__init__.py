"""Reported questions, muted ones, and item statistics."""
