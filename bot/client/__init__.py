"""The Discord client, its router, its commands."""
