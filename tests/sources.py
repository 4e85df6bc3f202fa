"""Sources of questions for tests."""

from collections.abc import Iterable, Mapping

from bot.kernel.library import EMPTY, Library, library_of
from bot.kernel.questions import Question
from bot.kernel.sources import Everywhere


def offering(questions: Iterable[Question]) -> Everywhere:
    """The same questions in every server."""
    library = library_of(questions)
    return Everywhere(lambda: library)


class OfServers:
    """What each server has of its own: server → questions."""

    def __init__(self, own: Mapping[int, Iterable[Question]]) -> None:
        self._own = {guild_id: library_of(questions) for guild_id, questions in own.items()}

    async def library(self, guild_id: int) -> Library:
        return self._own.get(guild_id, EMPTY)
