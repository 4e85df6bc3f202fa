"""The leaderboards in Discord."""
