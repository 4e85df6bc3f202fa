"""Alembic's migrations: how a database of every earlier version becomes one of this version."""
