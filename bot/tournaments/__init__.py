"""Tournaments: Swiss and arena, on top of duels."""
