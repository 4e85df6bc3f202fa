"""Seeds of games: what is asked, and in which order options stand, follows from them, and they are nobody's to know.

Ids stand in buttons, and dates in calendars: whoever has the packs and such a number would know the questions hours
before. A game keeps the seed that it was given in its row.
"""

import secrets
from hashlib import blake2b

_KEY = secrets.token_bytes(32)


def seed_for(told: int) -> int:
    """62 bits for a number that people may see: the same until the process ends, and not to be worked out from it."""
    return _mixed(told)


def _mixed(told: int) -> int:
    return int.from_bytes(blake2b(str(told).encode(), key=_KEY, digest_size=8).digest()) >> 2
