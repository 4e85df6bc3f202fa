"""The state of this Discord. Only this folder knows SimCord, on whose backend it stands (private API, pinned)."""
