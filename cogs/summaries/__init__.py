"""The organizer's summary of a game that is over: a card, a picture, a table."""
