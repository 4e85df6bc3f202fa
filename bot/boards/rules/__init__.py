"""The rules of the leaderboards: pure and synchronous."""
