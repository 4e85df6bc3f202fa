"""The daily reminder to practice."""
