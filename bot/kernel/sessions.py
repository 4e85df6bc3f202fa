"""A session with Discord, which outlives the connection that it was begun by."""

from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Session:
    """A session as Discord knows it: up to which event it was heard, and where to go on with it."""

    id: str
    sequence: int
    gateway: str


@dataclass(frozen=True, slots=True)
class Noted:
    """A session with the servers that it told of.

    `in_order`: all that came by it was done when it was left; else it is uncertain what was done at its end.
    """

    session: Session
    servers: Collection[int]
    in_order: bool = False
