"""Essay evenings, in Discord: `/course essay`, its cards, and each one's private pages."""
