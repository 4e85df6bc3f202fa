"""What players did with dailies, as it is read back."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class PlayedPost:
    """A daily's post as it was for one player: `finished_at` None where not every question was answered.

    `began_at`: when they opened its questions, None where they never did.
    """

    game_id: int
    number: int
    closed_at: datetime | None
    finished_at: datetime | None
    away: timedelta
    began_at: datetime | None = None
    given_back: timedelta = timedelta()


@dataclass(frozen=True, slots=True)
class Tally:
    """What somebody answered over some dailies."""

    player_id: int
    name: str
    right: int
    answered: int
