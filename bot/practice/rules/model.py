"""A sitting as it stands: a value that the rules turn into the next value."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from bot.kernel.asked import Asked, Locked
from bot.kernel.questions import Exam
from bot.kernel.sources import may_meet


class Focus(StrEnum):
    """What a sitting draws from."""

    EVERYTHING = "everything"
    MISSES = "misses"
    FLASHCARDS = "flashcards"
    LIFECYCLE = "lifecycle"
    CALCULATIONS = "calculations"
    COURSE = "course"
    LESSON = "lesson"
    CHECKPOINT = "checkpoint"


OF_COURSES = frozenset({Focus.COURSE, Focus.LESSON, Focus.CHECKPOINT})
"""Sittings that a course leads into, and back from."""

CHOSEN = frozenset({Focus.LESSON, Focus.CHECKPOINT})
"""Sittings over questions that were chosen before."""


class Reason(StrEnum):
    """Why a question was asked: a missed one's twin, a review, a weak topic, any at all, or what a course is about."""

    TWIN = "t"
    DUE = "d"
    WEAK = "w"
    ANYWHERE = "a"
    COURSE = "c"


class Refusal(StrEnum):
    """Why a wish was not granted; `cogs` says it in words."""

    UNKNOWN = "unknown"
    NOT_YOURS = "not_yours"
    NOT_ANSWERED = "not_answered"
    ALL_REST = "all_rest"
    NO_QUESTIONS = "no_questions"
    OFF_HERE = "off_here"
    NOTHING_YET = "nothing_yet"
    BEING_ASKED = "being_asked"
    LEFT_BEING_ASKED = "left_being_asked"
    OVER = "over"
    SHUTTING_DOWN = "shutting_down"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True, slots=True)
class Wish:
    """What the player wants to practise. No `topics` and no `exam`: all; `most` None: as long as one likes.

    `concepts` are those of a course's module, `items` the questions that were chosen before.
    """

    focus: Focus = Focus.EVERYTHING
    topics: tuple[str, ...] = ()
    exam: Exam | None = None
    most: int | None = None
    concepts: tuple[str, ...] = ()
    items: tuple[str, ...] = ()

    def within(self, topics: Collection[str]) -> "Wish":
        """The same, of its topics those among these; where none is, of all."""
        return replace(self, topics=tuple(one for one in self.topics if one in topics))


@dataclass(frozen=True, slots=True)
class Sitting:
    """One sitting of one player. Each question in `asked` has its reason at the same place in `reasons`."""

    id: int
    player_id: int
    guild_id: int
    channel_id: int
    wish: Wish
    seed: int
    created_at: datetime
    active_at: datetime
    asked: tuple[Asked, ...] = ()
    reasons: tuple[Reason, ...] = ()
    ended_at: datetime | None = None

    @property
    def position(self) -> int:
        """The place of the latest question, -1 before the first."""
        return len(self.asked) - 1

    def given(self, position: int) -> Locked | None:
        """The player's answer to a question, None while it is open."""
        return self.asked[position].answers.get(self.player_id)

    @property
    def open(self) -> bool:
        """Whether the latest question waits for its answer."""
        return bool(self.asked) and self.given(self.position) is None and not self.asked[-1].skipped

    @property
    def answered(self) -> list[Locked]:
        """The answers so far, in order."""
        given = (self.given(position) for position in range(len(self.asked)))
        return [locked for locked in given if locked is not None]

    @property
    def full(self) -> bool:
        """Whether as many questions were answered as the player wanted."""
        return self.wish.most is not None and len(self.answered) >= self.wish.most

    @property
    def exhausted(self) -> bool:
        """Whether too few of the questions that were chosen for it are left to reach its number."""
        if self.wish.most is None or self.wish.focus not in CHOSEN:
            return False
        left = len(self.wish.items) - len(self.asked) + self.open
        return left < self.wish.most - len(self.answered)

    def goes_on_in(self, guild_id: int) -> bool:
        """Whether it can be gone on with in a server (0: in direct messages).

        In its own; elsewhere where it began in direct messages, or its questions were chosen and are everybody's.
        """
        if guild_id == self.guild_id:
            return True
        items = {*self.wish.items, *(asked.question.id for asked in self.asked)}
        settled = not self.guild_id or self.wish.focus in CHOSEN
        return settled and all(may_meet(item, guild_id) for item in items)
