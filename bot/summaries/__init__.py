"""The organizer's summary of a game that is over."""
