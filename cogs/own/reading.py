"""One file at a time of a person, and of a server: nobody keeps the others' files waiting with many."""

from collections.abc import Iterator
from contextlib import contextmanager

from discord import Interaction


class OneFile:
    """Whose files are being read just now."""

    def __init__(self) -> None:
        self._whose: set[int] = set()

    @contextmanager
    def turn(self, interaction: Interaction) -> Iterator[bool]:
        """Whether nothing is being read for this person or this server; while the body runs, this file is."""
        theirs = {interaction.user.id, interaction.guild_id or 0}
        if theirs & self._whose:
            yield False
            return
        self._whose |= theirs
        try:
            yield True
        finally:
            self._whose -= theirs
