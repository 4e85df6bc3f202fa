"""The daily challenge in Discord: its commands, what its buttons do, and what its messages show."""
