"""A tournament as it stands: a value that the rules turn into the next value."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from bot.duels.api import DuelPace
from bot.kernel.asked import Player
from bot.kernel.questions import Exam


class Kind(StrEnum):
    """`SWISS`: rounds, everybody plays in each. `ARENA`: as many games as one likes until the bell."""

    SWISS = "swiss"
    ARENA = "arena"


class Phase(StrEnum):
    """Where a tournament stands."""

    SIGN_UP = "sign_up"
    RUNNING = "running"
    ENDED = "ended"


class End(StrEnum):
    """Why a tournament is over.

    `TOO_FEW`: it never began, for want of players or of somebody who starts it. `UNSEEN`: its first card could not be
    shown. `ABANDONED`: nobody ended its pause.
    """

    FINISHED = "finished"
    STOPPED = "stopped"
    TOO_FEW = "too_few"
    UNSEEN = "unseen"
    ABANDONED = "abandoned"


class Out(StrEnum):
    """Why somebody plays on no more. `ABSENT`: they left two games unplayed."""

    LEFT = "left"
    ABSENT = "absent"
    REMOVED = "removed"


class Pause(StrEnum):
    """Why nothing new begins."""

    CHANNEL = "channel"
    NO_QUESTIONS = "no_questions"


class Outcome(StrEnum):
    """How a game went. `NOBODY`: neither played. `VOID`: called off, through nobody's fault."""

    FIRST = "first"
    SECOND = "second"
    DRAW = "draw"
    NOBODY = "nobody"
    BYE = "bye"
    VOID = "void"


class Refusal(StrEnum):
    """Why a wish was not granted; `cogs` says it in words."""

    UNKNOWN = "unknown"
    TAKEN = "taken"
    ENDED = "ended"
    BEGUN = "begun"
    NOT_BEGUN = "not_begun"
    IN_ALREADY = "in_already"
    NOT_IN = "not_in"
    REMOVED = "removed"
    TOO_LATE = "too_late"
    TOO_FEW = "too_few"
    FULL = "full"
    NOT_PAUSED = "not_paused"
    NO_QUESTIONS = "no_questions"
    NONE_TO_ASK = "none_to_ask"
    SHUTTING_DOWN = "shutting_down"


ROUNDS, MINUTES, DAYS = 3, 30, 1
"""Of a Swiss, of an arena, and of a round with days to answer, where the organizer chooses nothing else."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What the organizer chose. `rounds` and `days` are for Swiss, `minutes` for arena; `topic`, `exam` None: all."""

    kind: Kind = Kind.SWISS
    pace: DuelPace = DuelPace.LIVE
    rounds: int = ROUNDS
    minutes: int = MINUTES
    days: int = DAYS
    questions: int = 5
    topic: str | None = None
    rated: bool = True
    starts_at: datetime | None = None
    exam: Exam | None = None


@dataclass(frozen=True, slots=True)
class Entrant:
    """Somebody who signed up. Absences before game `since` are forgiven: they came back after those.

    `rating` is as it was at the sign-up; `waiting_since` is for the arena: ready for the next game since then.
    """

    player: Player
    rating: float
    since: int = 0
    out: Out | None = None
    waiting_since: datetime | None = None

    @property
    def id(self) -> int:
        """The player's id."""
        return self.player.id

    @property
    def plays(self) -> bool:
        """Whether they are to be paired: they have not left, been removed, or been erased."""
        return self.out is None and self.player.active


@dataclass(frozen=True, slots=True)
class Game:
    """One pairing; `number` counts from 0 in the tournament. `second` None is a bye. `outcome` None: being played.

    `forfeit`: whoever lost did not play.
    """

    number: int
    round: int
    first: int
    second: int | None
    made_at: datetime
    outcome: Outcome | None = None
    forfeit: bool = False
    ended_at: datetime | None = None

    @property
    def players(self) -> tuple[int, ...]:
        """Who plays, or has the bye."""
        return (self.first,) if self.second is None else (self.first, self.second)

    @property
    def absent(self) -> tuple[int, ...]:
        """Who left the game unplayed."""
        if self.outcome is Outcome.NOBODY:
            return self.players
        if not self.forfeit or self.second is None:
            return ()
        return (self.second,) if self.outcome is Outcome.FIRST else (self.first,)

    def other(self, player_id: int) -> int | None:
        """Whom somebody meets in it."""
        return self.second if player_id == self.first else self.first


@dataclass(frozen=True, slots=True)
class Tournament:
    """One tournament. `ends_at` is the arena's bell; `round` counts from 1, in an arena it stays 0.

    `due_at` is when the rules want to look again, None while they wait for somebody. `told`: the organizer knows of
    the pause, or that its time was missed.
    """

    id: int
    guild_id: int
    channel_id: int
    organizer_id: int
    plan: Plan
    created_at: datetime
    phase: Phase = Phase.SIGN_UP
    due_at: datetime | None = None
    started_at: datetime | None = None
    ends_at: datetime | None = None
    ended_at: datetime | None = None
    end: End | None = None
    pause: Pause | None = None
    paused_at: datetime | None = None
    told: bool = True
    round: int = 0
    entrants: tuple[Entrant, ...] = ()
    games: tuple[Game, ...] = ()

    @property
    def is_swiss(self) -> bool:
        """Whether it is played in rounds."""
        return self.plan.kind is Kind.SWISS

    @property
    def is_missed(self) -> bool:
        """Whether it could not start at its time, so that it waits for somebody to start it.

        Recall was away then, or there was nothing to ask.
        """
        starts_at, due = self.plan.starts_at, self.due_at
        return self.phase is Phase.SIGN_UP and starts_at is not None and due is not None and due > starts_at

    @property
    def playing(self) -> list[Entrant]:
        """Who is to be paired."""
        return [one for one in self.entrants if one.plays]

    @property
    def open_games(self) -> list[Game]:
        """The games that are being played."""
        return [game for game in self.games if game.outcome is None]

    def entrant(self, player_id: int) -> Entrant | None:
        """Somebody's entry, None where they never signed up."""
        return next((one for one in self.entrants if one.id == player_id), None)

    def game_of(self, player_id: int) -> Game | None:
        """The latest game of somebody's, bye or not; None before their first."""
        return next((game for game in reversed(self.games) if player_id in game.players), None)

    def unfinished(self, player_id: int) -> Game | None:
        """The game of somebody's that is still to be decided for the standings; None where there is none."""
        game = self.game_of(player_id)
        return game if game is not None and game.outcome is None and self.phase is Phase.RUNNING else None

    def in_round(self, number: int) -> list[Game]:
        """The pairings of a round."""
        return [game for game in self.games if game.round == number]

    def with_entrant(self, entrant: Entrant) -> "Tournament":
        """The same with an entry changed, or one more."""
        known = self.entrant(entrant.id)
        if known is None:
            return replace(self, entrants=(*self.entrants, entrant))
        return replace(self, entrants=tuple(entrant if one is known else one for one in self.entrants))
