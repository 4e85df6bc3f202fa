"""Why something cannot be shown in a channel."""
