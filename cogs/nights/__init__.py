"""Quiz nights, in Discord: `/night`, the cards, the reminder, and Discord's own event."""
