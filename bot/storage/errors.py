"""What can be wrong with a database file."""


class DatabaseError(Exception):
    """The database cannot be used; the message says why and what to do."""
