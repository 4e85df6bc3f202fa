"""What the member and admin APIs refuse, in a plain sentence and a slug."""

from __future__ import annotations


class RefusedError(Exception):
    """A request of a person that cannot be done; ``status`` is the HTTP status of the answer."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code


def not_found(what: str) -> RefusedError:
    """There is no such thing, or this person cannot see it."""
    return RefusedError(404, "not_found", f"{what} does not exist, or this person cannot see it.")


def forbidden(what: str) -> RefusedError:
    """A permission is missing."""
    return RefusedError(403, "forbidden", what)


def unavailable(code: str, what: str) -> RefusedError:
    """An honest client would not offer this."""
    return RefusedError(409, code, what)


def invalid(code: str, what: str) -> RefusedError:
    """A value is not allowed."""
    return RefusedError(422, code, what)
