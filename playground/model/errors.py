"""Discord's refusals, with its codes (https://discord.com/developers/docs/topics/opcodes-and-status-codes)."""

from __future__ import annotations

from simcord.backend import errors as known
from simcord.backend.errors import BackendError as ApiError

from playground.limits.problems import Problems

__all__ = [
    "REFUSALS",
    "ApiError",
    "by_code",
    "empty_message",
    "invalid_token",
    "known",
    "refuse_problems",
    "unauthorized",
]

OLD_EDITS = 30046

#: Status and words of every refusal that the playground knows by its code.
REFUSALS: dict[int, tuple[int, str]] = {
    10003: (404, "Unknown Channel"),
    10004: (404, "Unknown Guild"),
    10007: (404, "Unknown Member"),
    10008: (404, "Unknown Message"),
    10013: (404, "Unknown User"),
    10015: (404, "Unknown Webhook"),
    10062: (404, "Unknown interaction"),
    20016: (429, "This action cannot be performed due to slowmode rate limit"),
    20028: (429, "The write action you are performing on the channel has hit the write rate limit"),
    OLD_EDITS: (429, "Maximum number of edits to messages older than 1 hour reached. Try again later"),
    30033: (400, "Maximum number of thread participants has been reached (1000)"),
    40004: (403, "Send messages has been temporarily disabled"),
    40005: (413, "Request entity too large"),
    40058: (400, "Cannot send a message in a forum channel"),
    40060: (400, "Interaction has already been acknowledged"),
    40062: (429, "Service resource is being rate limited"),
    40067: (400, "A tag is required to create a forum post in this channel"),
    40333: (403, "internal network error"),
    50001: (403, "Missing Access"),
    50005: (403, "Cannot edit a message authored by another user"),
    50006: (400, "Cannot send an empty message"),
    50007: (403, "Cannot send messages to this user"),
    50008: (400, "Cannot send messages in a non-text channel"),
    50013: (403, "Missing Permissions"),
    50024: (400, "Cannot execute action on this channel type"),
    50027: (401, "Invalid Webhook Token"),
    50035: (400, "Invalid Form Body"),
    50083: (400, "Thread is archived"),
    130000: (503, "API resource is currently overloaded. Try again a little later"),
    160002: (403, "Cannot reply without permission to read message history"),
    160004: (400, "A thread has already been created for this message"),
    160005: (400, "Thread is locked"),
    160006: (400, "Maximum number of active threads reached"),
    200000: (400, "Message was blocked by automatic moderation"),
}


def by_code(code: int) -> ApiError:
    """Discord's refusal of this code; raises KeyError for one that is not in :data:`REFUSALS`."""
    status, message = REFUSALS[code]
    errors = {"_errors": [{"code": "INVALID", "message": message}]} if code == 50035 else None
    return ApiError(status, code, message, errors=errors)


def unauthorized() -> ApiError:
    """A wrong or missing bot token."""
    return ApiError(401, 0, "401: Unauthorized")


def invalid_token() -> ApiError:
    """An interaction token that is older than fifteen minutes."""
    return by_code(50027)


def empty_message() -> ApiError:
    """A message that would show nothing."""
    return by_code(50006)


def refuse_problems(problems: Problems) -> None:
    """Raise Discord's 50035 with its nested ``errors`` when anything was found."""
    if problems:
        raise ApiError(400, 50035, "Invalid Form Body", errors=problems.tree())
