"""A round as it stands: a value that the rules turn into the next value."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.kernel.asked import Asked, Player
from bot.kernel.pace import Pace
from bot.kernel.questions import Exam
from bot.kernel.scoring import Scoring


class Phase(StrEnum):
    """Where a round stands. `POSTING`: a question is on its way to the screen, its clock not yet running."""

    LOBBY = "lobby"
    POSTING = "posting"
    OPEN = "open"
    REVEAL = "reveal"
    PAUSED = "paused"
    ENDED = "ended"


class PauseReason(StrEnum):
    """Why a round waits."""

    HOST = "host"
    SILENCE = "silence"
    AWAY = "away"
    BLOCKED = "blocked"


class EndReason(StrEnum):
    """Why a round is over."""

    FINISHED = "finished"
    STOPPED = "stopped"
    LOBBY_EXPIRED = "lobby_expired"
    ABANDONED = "abandoned"
    BLOCKED = "blocked"


class Refusal(StrEnum):
    """Why a player's wish was not granted; `cogs` says it in words."""

    ALREADY_IN = "already_in"
    NOT_IN = "not_in"
    NOT_HOST = "not_host"
    NOT_YET = "not_yet"
    NO_QUESTIONS = "no_questions"
    BEGUN = "begun"
    NOT_BEGUN = "not_begun"
    NOT_OPEN = "not_open"
    LATE = "late"
    CLOSED = "closed"
    ALREADY_ANSWERED = "already_answered"
    NOT_ANSWERED = "not_answered"
    PAUSED = "paused"
    NOT_PAUSED = "not_paused"
    ENDED = "ended"
    UNKNOWN = "unknown"
    BUSY_CHANNEL = "busy_channel"
    SHUTTING_DOWN = "shutting_down"


@dataclass(frozen=True, slots=True)
class Settings:
    """What the host chose. `topic` and `exam` None mean all of them."""

    topic: str | None = None
    exam: Exam | None = None
    questions: int = 10
    pace: Pace = Pace.STANDARD
    scoring: Scoring = Scoring.SPEED


@dataclass(frozen=True, slots=True)
class Pause:
    """A wait: `remaining` is what an open question still had, None where no clock was running."""

    reason: PauseReason
    since: datetime
    resume_to: Phase
    remaining: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Round:
    """One round. `due_at` is when the rules want to look again by themselves; None once it is over, and while a
    question is on its way to the screen. `active_at` is when something last happened in it; new messages are as old.

    `position` indexes `asked` (-1 in the lobby); `ready` holds who pressed Next at this reveal;
    `silent` counts the questions in a row that nobody answered, `repeats` those that were asked here lately.
    """

    id: int
    guild_id: int
    channel_id: int
    host_id: int
    settings: Settings
    seed: int
    created_at: datetime
    active_at: datetime
    phase: Phase = Phase.LOBBY
    due_at: datetime | None = None
    position: int = -1
    players: Mapping[int, Player] = field(default_factory=dict)
    asked: tuple[Asked, ...] = ()
    ready: frozenset[int] = frozenset()
    silent: int = 0
    pause: Pause | None = None
    end: EndReason | None = None
    ended_at: datetime | None = None
    repeats: int = 0

    @property
    def current(self) -> Asked:
        """The question that the round is at; only meaningful after the lobby."""
        return self.asked[self.position]

    @property
    def active_players(self) -> list[Player]:
        """Who is in and has not left, in the order of coming in (for who left and came back: of coming back)."""
        return [player for player in self.players.values() if player.active]

    def with_current(self, asked: Asked) -> "Round":
        """The same round with its current question changed."""
        place = self.position
        return replace(self, asked=(*self.asked[:place], asked, *self.asked[place + 1 :]))
