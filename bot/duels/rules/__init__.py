"""The rules of duels and ratings: pure and synchronous."""
