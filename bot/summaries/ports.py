"""What summaries need from outside."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.kernel.asked import Asked
from bot.kernel.keys import Viewer
from bot.nights.api import Night
from bot.rounds.api import Round
from bot.tournaments.api import Tournament


@dataclass(frozen=True, slots=True)
class Gone:
    """A game by its row: of which kind it is, where it was played, whether it is over."""

    kind: str
    guild_id: int
    over: bool


class Rounds(Protocol):
    """Quizzes, as they ended."""

    async def load(self, game_id: int) -> Round | None:
        """One of them."""

    async def of_night(self, night_id: int) -> Mapping[int, Round]:
        """Number → quiz, of the rounds of a night, in order."""


class Nights(Protocol):
    """Quiz nights, as they ended."""

    async def load(self, night_id: int) -> Night | None:
        """One of them."""


class Tournaments(Protocol):
    """Tournaments, as they ended."""

    async def load(self, game_id: int) -> Tournament | None:
        """One of them."""


class Games(Protocol):
    """What was asked and answered, read by the games' own keys."""

    async def game(self, game_id: int) -> Gone | None:
        """A game; None where there is none."""

    async def played_in(self, tournament_id: int) -> Sequence[Sequence[Asked]]:
        """The questions and answers of each game of a tournament that is over."""

    async def host_of_group(self, room_id: int) -> int | None:
        """Who called a group together to sit a mock."""

    async def papers_of(self, room_id: int) -> Sequence[Sequence[Asked]]:
        """Every paper of a group that was handed in."""

    async def being_asked(self, viewer: Viewer) -> set[str]:
        """The questions whose keys somebody may not see now, by id."""
