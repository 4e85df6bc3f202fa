"""What one process carries, beside bare discord.py bots in the same run."""
