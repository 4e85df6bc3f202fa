"""The group quiz: rounds that a channel plays together."""
