"""The group quiz in Discord: its commands, what its buttons do, and what its messages show."""
