"""Messages on their way out: the outbox, the limiter, the redrawing, the check of what is sent."""
