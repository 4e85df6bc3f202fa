"""What can be wrong with a database file."""


class DatabaseError(Exception):
    """The database cannot be used; the message says why and what to do. `passes`: it may be over by itself."""

    def __init__(self, message: str, *, passes: bool = False) -> None:
        super().__init__(message)
        self.passes = passes


class ConflictError(DatabaseError):
    """Others changed the same rows just then: the same may well succeed at once."""


class LostError(Exception):
    """Somebody else has, or had, what was ours alone: whoever goes on would write from a memory that is out of date."""
