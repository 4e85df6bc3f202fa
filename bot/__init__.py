"""Recall's server: the rules, the services, and what connects them to Discord and to the disk."""
