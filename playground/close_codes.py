"""Discord's close codes of the gateway, and what becomes of the session.

See https://docs.discord.com/developers/topics/opcodes-and-status-codes#gateway-gateway-close-event-codes.
"""

from __future__ import annotations

from enum import IntEnum

from aiohttp import WSCloseCode


class CloseCode(IntEnum):
    """Why Discord ends a connection."""

    UNKNOWN_ERROR = 4000
    UNKNOWN_OP = 4001
    UNREADABLE = 4002
    NOT_AUTHENTICATED = 4003
    WRONG_TOKEN = 4004
    TWICE = 4005
    BAD_SEQUENCE = 4007
    TOO_MUCH = 4008
    TIMED_OUT = 4009
    BAD_SHARD = 4010
    NEEDS_SHARDS = 4011
    BAD_VERSION = 4012
    BAD_INTENTS = 4013
    DISALLOWED = 4014


_FINAL = {
    CloseCode.WRONG_TOKEN,
    CloseCode.BAD_SEQUENCE,
    CloseCode.BAD_SHARD,
    CloseCode.NEEDS_SHARDS,
    CloseCode.BAD_VERSION,
    CloseCode.BAD_INTENTS,
    CloseCode.DISALLOWED,
}
_FAREWELL = {WSCloseCode.OK, WSCloseCode.GOING_AWAY}


def ends_session(by_discord: int | None, by_bot: int | None) -> bool:
    """Whether a session is over once its connection was closed with these codes (None: not by Discord, without a code).

    Only these end it: a bot's 1000 or 1001, and Discord's refusals. After anything else it can be resumed.
    """
    return by_bot in _FAREWELL if by_discord is None else by_discord in _FINAL
