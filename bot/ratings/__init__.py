"""Glicko-2 ratings: how games move them, and who leads by them."""
