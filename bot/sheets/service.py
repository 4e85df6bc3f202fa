"""Which sheets there are."""

from collections.abc import Mapping

from bot.kernel.sheets import Sheet
from bot.kernel.sources import Source


class SheetService:
    """What the packs have."""

    def __init__(self, sources: Source) -> None:
        self._sources = sources

    async def all(self, guild_id: int) -> Mapping[str, Sheet]:
        """The sheets of a server (0: in direct messages) by family."""
        return (await self._sources.library(guild_id)).sheets
