"""A duel as it stands: a value that the rules turn into the next value."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import IntFlag, StrEnum

from bot.kernel.asked import Asked, Player, Stops
from bot.kernel.questions import Exam


class DuelPace(StrEnum):
    """`LIVE`: both at once, question by question. `DAY`: each alone, when it suits, within 24 hours."""

    LIVE = "live"
    DAY = "day"


class Phase(StrEnum):
    """Where a duel stands.

    `READY`: the next question comes when both are ready or the time is up. `OPEN`: a live question is open.
    `ALONE`: each plays by themselves. `PAUSED`: after a long outage, until both are back.
    """

    OFFERED = "offered"
    READY = "ready"
    OPEN = "open"
    ALONE = "alone"
    PAUSED = "paused"
    ENDED = "ended"


class End(StrEnum):
    """Why a duel is over. `ABANDONED`: neither played on. `CALLED_OFF`: it could not go on after an outage."""

    FINISHED = "finished"
    FORFEIT = "forfeit"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    ABANDONED = "abandoned"
    CALLED_OFF = "called_off"


class Stakes(StrEnum):
    """Whether a duel moves ratings, and if not, why. `NEWCOMER`: somebody has too few answers on this server."""

    RATED = "rated"
    FRIENDLY = "friendly"
    NEWCOMER = "newcomer"


class Refusal(StrEnum):
    """Why a player's wish was not granted; `cogs` says it in words."""

    OWN = "own"
    SELF = "self"
    BOT = "bot"
    TAKES_NONE = "takes_none"
    ALREADY_CHALLENGED = "already_challenged"
    ALREADY_OPEN = "already_open"
    BUSY = "busy"
    CHALLENGER_GONE = "challenger_gone"
    CHALLENGER_BUSY = "challenger_busy"
    NO_QUESTIONS = "no_questions"
    BEING_ASKED = "being_asked"
    NOT_INVITED = "not_invited"
    NOT_THE_CHALLENGER = "not_the_challenger"
    NOT_YOURS = "not_yours"
    BEGUN = "begun"
    NOT_OPEN = "not_open"
    LATE = "late"
    CLOSED = "closed"
    ALREADY_ANSWERED = "already_answered"
    PAUSED = "paused"
    ENDED = "ended"
    UNKNOWN = "unknown"
    SHUTTING_DOWN = "shutting_down"


@dataclass(frozen=True, slots=True)
class Where:
    """The place of a challenge."""

    guild_id: int
    channel_id: int


@dataclass(frozen=True, slots=True)
class DuelSettings:
    """What the challenger chose. `topic` and `exam` None mean all of them.

    `asked_for`: how many questions they chose, where there were fewer; None where there were as many.
    """

    topic: str | None = None
    questions: int = 5
    pace: DuelPace = DuelPace.LIVE
    rated: bool = True
    exam: Exam | None = None
    asked_for: int | None = None

    @property
    def wish(self) -> "DuelSettings":
        """The same as it was asked for, whatever could be had then."""
        return replace(self, questions=self.asked_for or self.questions, asked_for=None)

    def shortened(self, questions: int) -> "DuelSettings":
        """The same with no more than so many questions, which remembers how many were asked for."""
        if questions >= self.questions:
            return self
        return replace(self, questions=questions, asked_for=self.asked_for or self.questions)


class Newcomers(IntFlag):
    """Whose answers on the server are too few for ratings to move; nobody's also where that is not known any more."""

    NOBODY = 0
    CHALLENGER = 1
    OPPONENT = 2


@dataclass(frozen=True, slots=True)
class Duel:
    """One duel. `due_at` is when the rules want to look again by themselves; None once it is over.

    `invited` is who was challenged, None where anybody may take it; `opponent` is who did. `position` indexes
    `asked` (-1 before the first question, and always within a day); `ready` holds who wants to go on.
    `shown` holds, within a day, when each player was first shown each question. Silence before question
    `patient_until` leads to no forfeit: an outage came between. `part_of` is the game that the duel is a part of,
    `part` its number there: its messages are that game's affair, and it has none of its own. `stops` is when
    nobody was heard; as with those of questions, no row has them.
    """

    id: int
    guild_id: int
    channel_id: int
    settings: DuelSettings
    seed: int
    created_at: datetime
    active_at: datetime
    challenger: Player
    invited: Player | None = None
    opponent: Player | None = None
    phase: Phase = Phase.OFFERED
    due_at: datetime | None = None
    position: int = -1
    asked: tuple[Asked, ...] = ()
    ready: frozenset[int] = frozenset()
    shown: Mapping[int, tuple[datetime, ...]] = field(default_factory=dict)
    patient_until: int = 0
    stakes: Stakes = Stakes.FRIENDLY
    newcomers: Newcomers = Newcomers.NOBODY
    end: End | None = None
    forfeited_by: int | None = None
    ended_at: datetime | None = None
    part_of: int | None = None
    part: int | None = None
    stops: Stops = field(default=(), compare=False)

    @property
    def players(self) -> tuple[Player, ...]:
        """Who plays: both, or the challenger alone while nobody has accepted."""
        return (self.challenger, self.opponent) if self.opponent else (self.challenger,)

    @property
    def current(self) -> Asked:
        """The live question that the duel is at."""
        return self.asked[self.position]

    @property
    def heard_since(self) -> datetime | None:
        """Up to when lost time was given back."""
        return self.stops[-1][1] if self.stops else None

    @property
    def is_live(self) -> bool:
        """Whether both play at once."""
        return self.settings.pace is DuelPace.LIVE

    def has(self, player_id: int) -> bool:
        """Whether somebody is one of the two."""
        return any(player.id == player_id for player in self.players)

    def other(self, player_id: int) -> Player:
        """Whom a player plays against; only meaningful once somebody has accepted."""
        return next(player for player in reversed(self.players) if player.id != player_id)

    def with_asked(self, place: int, asked: Asked) -> "Duel":
        """The same duel with one of its questions changed."""
        return replace(self, asked=(*self.asked[:place], asked, *self.asked[place + 1 :]))


def is_over(duel: Duel) -> bool:
    """Whether nothing more can happen in a duel."""
    return duel.phase is Phase.ENDED
