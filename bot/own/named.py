"""What else of a server is set to ask about a topic, whatever becomes of that topic."""

from collections.abc import Awaitable, Callable, Collection, Sequence

from bot.kernel.sources import Game

Look = Callable[[int, str], Awaitable[Sequence[tuple[Game, str]]]]
"""What of a server names a topic: the game that would ask about it, and what organizers call it."""


class Named:
    """What the features say of it, each of its own."""

    def __init__(self) -> None:
        self._looks: list[Look] = []

    def by(self, look: Look) -> None:
        """Ask this, too."""
        self._looks.append(look)

    async def of(self, guild_id: int, topics: Collection[str], game: Game | None = None) -> list[str]:
        """What names one of these topics, each once; of one game alone, or of all of them."""
        found = [named for topic in topics for look in self._looks for named in await look(guild_id, topic)]
        return list(dict.fromkeys(name for one, name in found if game in (None, one)))
