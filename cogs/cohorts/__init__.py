"""Groups' courses, in Discord: `/course group`, and the cards of first and last days."""
