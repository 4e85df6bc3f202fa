"""What the leaderboards show."""
