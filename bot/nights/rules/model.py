"""A quiz night as it stands: a value that the rules turn into the next value."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.kernel.asked import Player
from bot.kernel.pace import Pace
from bot.kernel.people import is_erased
from bot.kernel.questions import Exam
from bot.kernel.scoring import Scoring

LEAST_ROUNDS, MOST_ROUNDS = 2, 6
LEAST_QUESTIONS, MOST_QUESTIONS = 1, 30
"""Questions in a round of a night."""

SHORTEST_BREAK, LONGEST_BREAK = 1, 30
"""Minutes between two rounds."""


class Phase(StrEnum):
    """Where a night stands. `ROUND`: a round is about to be opened, or is being played."""

    PLANNED = "planned"
    ROUND = "round"
    BREAK = "break"
    ENDED = "ended"


class End(StrEnum):
    """Why a night is over. `NOBODY`: nobody came, or nobody was left. `MISSED`: Recall was away when it was to begin.

    `BLOCKED`: it waited in vain for its channel. `UNASKED`: no round had questions left to ask.
    """

    FINISHED = "finished"
    STOPPED = "stopped"
    CANCELED = "canceled"
    NOBODY = "nobody"
    MISSED = "missed"
    BLOCKED = "blocked"
    UNASKED = "unasked"


class Wait(StrEnum):
    """What a night waits for. `BUSY`: another quiz, or another night, is running in its channel."""

    CHANNEL = "channel"
    BUSY = "busy"


class Event(StrEnum):
    """How Discord's own event of a night stands.

    `WANTED`: to be made, or to be brought up to date. `SENDING`: perhaps made already. `REFUSED`: the night goes
    without. `LEAVING`: to be deleted. `NONE`: there is none, or none any more.
    """

    WANTED = "wanted"
    SENDING = "sending"
    MADE = "made"
    REFUSED = "refused"
    LEAVING = "leaving"
    NONE = "none"


class Refusal(StrEnum):
    """Why a wish was not granted; `cogs` says it in words."""

    UNKNOWN = "unknown"
    PAST = "past"
    TOO_FAR = "too_far"
    TOO_MANY = "too_many"
    TOO_CLOSE = "too_close"
    ROUNDS = "rounds"
    NO_SUCH_ROUND = "no_such_round"
    CHANGED = "changed"
    NO_QUESTIONS = "no_questions"
    IN_ALREADY = "in_already"
    NOT_IN = "not_in"
    FULL = "full"
    BEGUN = "begun"
    NO_BREAK = "no_break"
    ENDED = "ended"
    SHUTTING_DOWN = "shutting_down"


@dataclass(frozen=True, slots=True)
class Leg:
    """One round of a night as it is planned; `topic` None: all topics. `left_out`: it could not be asked."""

    topic: str | None = None
    questions: int = 5
    pace: Pace = Pace.STANDARD
    left_out: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """What the host chose: `pause` is how long the breaks are. All rounds have one `scoring` and `exam` (None: any)."""

    title: str
    starts_at: datetime
    legs: tuple[Leg, ...]
    pause: timedelta = timedelta(minutes=5)
    scoring: Scoring = Scoring.SPEED
    exam: Exam | None = None


@dataclass(frozen=True, slots=True)
class SignUp:
    """Somebody who means to come. `remind_at`: when their reminder is to be sent, or tried again; None: no more.

    `sending`: it has been sent, and whether it arrived is not known.
    """

    player: Player
    remind_at: datetime | None = None
    sending: bool = False

    @property
    def id(self) -> int:
        """The person's id."""
        return self.player.id


@dataclass(frozen=True, slots=True)
class Night:
    """One quiz night. `number` is the round that it is at, from 1; 0 before the first.

    `due_at` is when the rules want to look again. `begins_at`: when the open lobby of a round begins by itself, None
    until there is one. `waits`, `waits_since`: what keeps it from going on. `end` is set before it is over where it is
    to be over as soon as its round is. `told`: the host knows of the wait, or of the end.
    """

    id: int
    guild_id: int
    channel_id: int
    host: Player
    plan: Plan
    created_at: datetime
    phase: Phase = Phase.PLANNED
    number: int = 0
    due_at: datetime | None = None
    begins_at: datetime | None = None
    waits: Wait | None = None
    waits_since: datetime | None = None
    end: End | None = None
    ended_at: datetime | None = None
    told: bool = True
    event: Event = Event.WANTED
    event_id: int | None = None
    event_at: datetime | None = None
    sign_ups: tuple[SignUp, ...] = ()

    @property
    def legs(self) -> tuple[Leg, ...]:
        """Its rounds."""
        return self.plan.legs

    @property
    def leg(self) -> Leg:
        """The round that it is at; only meaningful once it has begun."""
        return self.legs[self.number - 1]

    @property
    def none_played(self) -> bool:
        """Whether no round was played before the one that it is at."""
        return all(leg.left_out for leg in self.legs[: self.number - 1])

    @property
    def coming(self) -> list[SignUp]:
        """Who has signed up and was not erased."""
        return [one for one in self.sign_ups if not is_erased(one.id)]

    def sign_up_of(self, player_id: int) -> SignUp | None:
        """Somebody's entry, None where they have not signed up."""
        return next((one for one in self.sign_ups if one.id == player_id), None)

    def with_sign_up(self, sign_up: SignUp) -> "Night":
        """The same with an entry changed, or one more."""
        if self.sign_up_of(sign_up.id) is None:
            return replace(self, sign_ups=(*self.sign_ups, sign_up))
        return replace(self, sign_ups=tuple(sign_up if one.id == sign_up.id else one for one in self.sign_ups))

    def with_leg(self, number: int, leg: Leg) -> "Night":
        """The same with one of its rounds changed."""
        legs = tuple(leg if place == number else one for place, one in enumerate(self.legs, start=1))
        return replace(self, plan=replace(self.plan, legs=legs))
