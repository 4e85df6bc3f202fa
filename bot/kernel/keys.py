"""May a question's key be seen by this person, now, here? Asked each time that a key could show.

It may not while a shared game in which they could still use it asks the question: a round or a duel that is not over
and in which the question is not closed, or a daily that is open or that somebody may still finish, in a server where
they have played or from which they look. What other servers ask is no concern of theirs. Nor may it while somebody
sits a mock exam with the question in it: for them, and for their group until everybody has handed in.

So it is with what a good answer to an essay says, its points, its sample, and the cards made of them: nobody may see
these while people in such a server write about the same subject.
"""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who is about to see keys, and in which server; 0 stands for direct messages, or for nobody in particular.

    `game_id`: the game whose own screen shows them, by rules of its own; 0 outside of games. `begun_in`: the server of
    a game that somebody plays alone and goes on with anywhere, whose questions they must not learn either.
    """

    player_id: int = 0
    guild_id: int = 0
    game_id: int = 0
    begun_in: int = 0


class KeyStore(Protocol):
    """What is being asked, wherever it is kept."""

    async def being_asked(self, viewer: Viewer) -> set[str]:
        """The questions whose keys a viewer may not see now, by id."""


class SubjectStore(Protocol):
    """What is being written about."""

    async def being_written(self, viewer: Viewer) -> set[str]:
        """The essays whose points and samples a viewer may not see now, by id."""
