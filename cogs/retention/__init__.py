"""Noticing that a server has removed the bot, or has it back."""
