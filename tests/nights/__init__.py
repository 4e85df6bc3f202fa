"""Quiz nights."""
