"""A mock exam as one person sits it: a value that the rules turn into the next value."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from bot.kernel.asked import Asked, Locked, Stops
from bot.kernel.questions import Exam


class End(StrEnum):
    """How a mock came to its end. One that its person threw away is `DISCARDED`, and counts for nothing."""

    HANDED_IN = "handed_in"
    TIME = "time"
    DISCARDED = "discarded"


class Cause(StrEnum):
    """Why an answer was missed, as the person says."""

    UNKNOWN = "unknown"
    MIXED_UP = "mixed_up"
    MISREAD = "misread"
    GUESSED = "guessed"


class Refusal(StrEnum):
    """Why a wish was not granted; `cogs` says it in words."""

    UNKNOWN = "unknown"
    GONE = "gone"
    NOT_YOURS = "not_yours"
    RUNNING = "running"
    NO_FORM = "no_form"
    LATE = "late"
    AWAY = "away"
    OVER = "over"
    STILL_BLANK = "still_blank"
    NOT_OVER = "not_over"
    GROUP_WRITES = "group_writes"
    NOTHING_TO_STRIKE = "nothing_to_strike"
    SHUTTING_DOWN = "shutting_down"
    ROOM_BEGUN = "room_begun"
    ROOM_FULL = "room_full"
    NOBODY_FREE = "nobody_free"
    ROOM_OVER = "room_over"
    NOT_IN = "not_in"
    NOT_HOST = "not_host"


@dataclass(frozen=True, slots=True)
class Mark:
    """What somebody noted on one question of their paper. `spent_ms` is how long they had it before them.

    `struck` holds the options that they struck out, by their index in the question's body.
    """

    flagged: bool = False
    unsure: bool = False
    struck: frozenset[int] = frozenset()
    spent_ms: int = 0
    cause: Cause | None = None


BLANK = Mark()

LOOKED_AT_MS = 5_000
"""Who had a question before them for so long has read it; in less it was turned over."""


@dataclass(frozen=True, slots=True)
class Sitting:
    """One person's mock. `asked` is the paper in the order of the screen; `scored` has the places that count.

    `place` is the question before them, since `looked_at`. `deadline` is when it hands itself in. `room_id` is the
    group that sits it together, None alone. A mark that says nothing is left out of `marks`.
    `stops` is when nobody could work, as far as this process knows.
    """

    id: int
    player_id: int
    guild_id: int
    channel_id: int
    exam: Exam
    form: int
    seed: int
    extra_time: bool
    created_at: datetime
    deadline: datetime
    looked_at: datetime
    asked: tuple[Asked, ...]
    scored: frozenset[int]
    place: int = 0
    marks: Mapping[int, Mark] = field(default_factory=dict)
    room_id: int | None = None
    end: End | None = None
    ended_at: datetime | None = None
    stops: Stops = field(default=(), compare=False)

    @property
    def is_open(self) -> bool:
        """Whether it is still being sat."""
        return self.end is None

    @property
    def is_discarded(self) -> bool:
        """Whether its person threw it away."""
        return self.end is End.DISCARDED

    def given(self, place: int) -> Locked | None:
        """The answer to a question, None while it is blank."""
        return self.asked[place].answers.get(self.player_id)

    def mark(self, place: int) -> Mark:
        """What was noted on a question."""
        return self.marks.get(place, BLANK)

    def marked(self, place: int, mark: Mark) -> "Sitting":
        """The same with another mark on a question."""
        return replace(self, marks={**self.marks, place: mark})

    @property
    def blank(self) -> list[int]:
        """The places of the questions that are blank."""
        return [place for place in range(len(self.asked)) if self.given(place) is None]

    @property
    def missed(self) -> list[int]:
        """The places of the questions that were answered, and not rightly."""
        given = ((place, self.given(place)) for place in range(len(self.asked)))
        return [place for place, locked in given if locked is not None and not locked.correct]

    @property
    def flagged(self) -> list[int]:
        """The places of the questions that are flagged."""
        return [place for place in range(len(self.asked)) if self.mark(place).flagged]

    @property
    def unsure(self) -> list[int]:
        """The places of the questions of which the person was not sure."""
        return [place for place in range(len(self.asked)) if self.mark(place).unsure]

    @property
    def wrong(self) -> list[int]:
        """The places of the questions that are not right: blank ones count as wrong."""
        return sorted(self.missed + self.blank)
