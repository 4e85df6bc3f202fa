"""A server's own questions: packs written in Discord or brought there, and what its members suggest."""
