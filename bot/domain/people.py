"""People and who stands in for them once they are erased."""

STAND_INS_FROM = 1 << 62
"""Numbers from here on stand in for people who were erased; no account has one before the year 2049."""


def is_erased(player_id: int) -> bool:
    """Whether somebody was erased, so that only their results are left."""
    return player_id >= STAND_INS_FROM
