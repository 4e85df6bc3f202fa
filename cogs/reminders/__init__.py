"""The daily reminder to practice: its message and its settings."""
