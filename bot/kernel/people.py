"""People and who stands in for them once they are erased."""

from dataclasses import dataclass

STAND_INS_FROM = 1 << 62
"""Numbers from here on stand in for people who were erased; no account has one before the year 2049."""


@dataclass(frozen=True, slots=True)
class ErasedPerson:
    """Somebody whose rows were just erased: whatever memory says of them goes as well."""

    player_id: int


@dataclass(frozen=True, slots=True)
class ForgottenServer:
    """A server whose rows were just erased, likewise."""

    guild_id: int


def is_erased(player_id: int) -> bool:
    """Whether somebody was erased, so that only their results are left."""
    return player_id >= STAND_INS_FROM
