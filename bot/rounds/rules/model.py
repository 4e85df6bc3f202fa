"""A round as it stands: a value that the rules turn into the next value."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from bot.kernel.asked import Asked, Player
from bot.kernel.pace import Pace
from bot.kernel.questions import Exam
from bot.kernel.scoring import Scoring


class Phase(StrEnum):
    """Where a round stands. `POSTING`: a question is on its way to the screen, its clock not yet running.

    `TALK`: teams see the question and talk about it; nobody can answer yet.
    """

    LOBBY = "lobby"
    POSTING = "posting"
    TALK = "talk"
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
    LOOK_UP = "look_up"
    """Everybody reads up on the question before; the round goes on by itself."""


PAUSED_BY_HOST = frozenset({PauseReason.HOST, PauseReason.LOOK_UP})
"""Only who may steer ends these pauses; any other, anybody who is in."""


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
    BEING_ASKED = "being_asked"
    FEWER = "fewer"
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
    REMOVED = "removed"
    CLOSED_TO_ALL = "closed_to_all"
    NO_LATECOMERS = "no_latecomers"
    NOT_PLAYING = "not_playing"
    NOT_BETWEEN = "not_between"
    NO_NEXT = "no_next"
    GONE_ON = "gone_on"
    TALKING = "talking"
    NOT_SPEAKER = "not_speaker"
    ONE_TEAM = "one_team"
    NO_TEAM_CHOICE = "no_team_choice"


class Joining(StrEnum):
    """Who may still come in. Whoever was in before may come back in any case, unless they were taken out."""

    ANYBODY = "anybody"
    BEFORE_START = "before_start"
    NOBODY = "nobody"


class Weight(StrEnum):
    """How much a question counts in the standings. `NOT_AT_ALL` is a warm-up."""

    NOT_AT_ALL = "not_at_all"
    HALF = "half"
    ONCE = "once"
    TWICE = "twice"

    def of(self, points: int) -> int:
        """So many points under this weight, halves rounded up."""
        return (points * _HALVES[self] + 1) // 2

    def share_of(self, points: float) -> float:
        """So many points under this weight, before anything is rounded."""
        return points * _HALVES[self] / 2


_HALVES = {Weight.NOT_AT_ALL: 0, Weight.HALF: 1, Weight.ONCE: 2, Weight.TWICE: 4}


class Forming(StrEnum):
    """How teams come about. `STRENGTH`: by the players' ratings, so that the teams are about equally strong."""

    CHOICE = "choice"
    LOT = "lot"
    STRENGTH = "strength"


class Speaking(StrEnum):
    """Who answers for a team: everybody, for a share each, or one member after the other."""

    EVERYBODY = "everybody"
    IN_TURN = "in_turn"


LEAST_TEAMS, MOST_TEAMS = 2, 6


@dataclass(frozen=True, slots=True)
class Teams:
    """What was chosen about teams; `talk` is how long they talk before anybody can answer, nothing for no such time."""

    number: int = LEAST_TEAMS
    forming: Forming = Forming.LOT
    speaking: Speaking = Speaking.EVERYBODY
    talk: timedelta = timedelta(seconds=15)


@dataclass(frozen=True, slots=True)
class Settings:
    """What the host chose. `topic` and `exam` None mean all of them.

    `asked_for`: how many questions the host chose, where there were fewer; None where there were as many.
    """

    topic: str | None = None
    exam: Exam | None = None
    questions: int = 10
    pace: Pace = Pace.STANDARD
    scoring: Scoring = Scoring.SPEED
    asked_for: int | None = None

    @property
    def wish(self) -> "Settings":
        """The same as it was asked for, whatever could be had then."""
        return replace(self, questions=self.asked_for or self.questions, asked_for=None)

    def shortened(self, questions: int) -> "Settings":
        """The same with no more than so many questions, which remembers how many were asked for."""
        if questions >= self.questions:
            return self
        return replace(self, questions=questions, asked_for=self.asked_for or self.questions)


@dataclass(frozen=True, slots=True)
class Pause:
    """A wait: `remaining` is what an open question still had, None where no clock was running."""

    reason: PauseReason
    since: datetime
    resume_to: Phase
    remaining: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """What a round is a part of: a quiz night, and its number there, from 1. `left_out`: so many before it were."""

    night_id: int
    number: int
    left_out: int = field(default=0, compare=False)

    @property
    def is_first(self) -> bool:
        """Whether no round of the night was played before it."""
        return self.number == self.left_out + 1


@dataclass(frozen=True, slots=True)
class Round:
    """One round. `due_at` is when the rules want to look again by themselves; None once it is over, and while a
    question is on its way to the screen. `active_at` is when something last happened in it; new messages are as old.

    `position` indexes `asked` (-1 in the lobby); `ready` holds who pressed Next at this reveal;
    `silent` counts the questions in a row that nobody answered, `repeats` those that were asked here lately.

    `removed` holds who was taken out and stays out. `weights`: position → how much that question counts, once where
    nothing stands there; `warm_up`: the first question is to be one that does not count.

    `members`: player → the number of their team, from 0. `expected`: position → whose answer counts for their team in
    that question, as it was when the question came on the screen; with a value where they speak instead of somebody.
    Who goes while it is open, without an answer, stays there, as the value of whoever speaks instead of them, or as
    their own where one for whom they spoke is back.

    `heard_since`: up to when lost time was given back. It is in no row: what was pressed before then is replayed to the
    process alone that gave it back.
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
    joining: Joining = Joining.ANYBODY
    removed: frozenset[int] = frozenset()
    weights: Mapping[int, Weight] = field(default_factory=dict)
    warm_up: bool = False
    teams: Teams | None = None
    members: Mapping[int, int] = field(default_factory=dict)
    expected: Mapping[int, Mapping[int, int | None]] = field(default_factory=dict)
    part: Part | None = None
    heard_since: datetime | None = field(default=None, compare=False)

    @property
    def current(self) -> Asked:
        """The question that the round is at; only meaningful after the lobby."""
        return self.asked[self.position]

    @property
    def active_players(self) -> list[Player]:
        """Who is in and has not left, in the order of coming in (for who left and came back: of coming back)."""
        return [player for player in self.players.values() if player.active]

    def with_current(self, asked: Asked, **others: Any) -> "Round":
        """The same round with its current question, and `others` of its fields, changed."""
        place = self.position
        return replace(self, asked=(*self.asked[:place], asked, *self.asked[place + 1 :]), **others)

    def weight(self, position: int) -> Weight:
        """How much a question counts."""
        return self.weights.get(position, Weight.ONCE)

    def number(self, position: int) -> int:
        """Which question it is of those that count, from 1; 0 for a warm-up."""
        if self.weight(position) is Weight.NOT_AT_ALL:
            return 0
        return sum(self.weight(place) is not Weight.NOT_AT_ALL for place in range(position + 1))

    @property
    def counting(self) -> int:
        """How many questions count."""
        return sum(self.weight(place) is not Weight.NOT_AT_ALL for place in range(len(self.asked)))

    @property
    def in_turn(self) -> bool:
        """Whether one member speaks for each team."""
        return self.teams is not None and self.teams.speaking is Speaking.IN_TURN

    def asks(self, player_id: int, position: int) -> bool:
        """Whether a question is somebody's to answer: everybody's, but where one member speaks for each team."""
        turns = self.expected.get(position, {})
        return not self.in_turn or (player_id in turns and player_id not in turns.values())


def is_over(game: Round) -> bool:
    """Whether nothing more can happen in a round."""
    return game.phase is Phase.ENDED
