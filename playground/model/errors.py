"""Discord's refusals, with its codes (https://discord.com/developers/docs/topics/opcodes-and-status-codes)."""

from __future__ import annotations

from simcord.backend import errors as known
from simcord.backend.errors import BackendError as ApiError

from playground.limits.problems import Problems

__all__ = [
    "ApiError",
    "empty_message",
    "invalid_token",
    "known",
    "refuse_problems",
    "unauthorized",
]


def unauthorized() -> ApiError:
    """A wrong or missing bot token."""
    return ApiError(401, 0, "401: Unauthorized")


def invalid_token() -> ApiError:
    """An interaction token that is older than fifteen minutes."""
    return ApiError(401, 50027, "Invalid Webhook Token")


def empty_message() -> ApiError:
    """A message that would show nothing."""
    return ApiError(400, 50006, "Cannot send an empty message")


def refuse_problems(problems: Problems) -> None:
    """Raise Discord's 50035 with its nested ``errors`` when anything was found."""
    if problems:
        raise ApiError(400, 50035, "Invalid Form Body", errors=problems.tree())
