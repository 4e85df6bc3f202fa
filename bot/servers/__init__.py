"""What organizers set for their server, and what becomes of a server that the bot has left."""
