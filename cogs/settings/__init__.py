"""The settings of a server: what they are, and whether everything is in place."""
