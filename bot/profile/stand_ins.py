"""Who stands in for somebody who was erased."""

from secrets import randbits

from bot.kernel.people import STAND_INS_FROM


def stand_in_for_somebody() -> int:
    """A number that no account has, kept nowhere else."""
    return STAND_INS_FROM | randbits(61)
