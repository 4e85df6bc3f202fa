"""Recall's server: the rules, the services, and what connects them to Discord and to the disk."""

__version__ = "0.2.0a1"
"""As `recall --version`, the log, the metrics and organizers' `/help` tell it: https://packaging.python.org/en/latest/specifications/version-specifiers/."""
