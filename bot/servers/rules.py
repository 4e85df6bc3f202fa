"""What organisers set for their server as a whole."""

from dataclasses import dataclass, field
from datetime import datetime

from bot.rounds.api import Settings


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """`quiz` and `thread`: what a quiz is like where its host says nothing else; `welcomed_at`: when it was greeted."""

    quiz: Settings = field(default_factory=Settings)
    thread: bool = False
    welcomed_at: datetime | None = None
