"""An essay evening from its beginning to the day on which its texts are deleted: pure and synchronous."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum
from random import Random

from bot.essays.api import Mark
from bot.kernel.clock import moved_back
from bot.kernel.essays import Essay

SHORTEST, LONGEST = 5, 60
"""Minutes to write."""

GRACE = timedelta(seconds=45)
"""A form that was open when the time was up can still be sent for so long."""

MARKING = timedelta(days=1)
"""So long the answers can be marked; then it is over, whatever is missing."""

KEPT = timedelta(days=3)
"""So long after the end texts and marks can still be seen; then they are deleted."""

MOST_WRITERS = 40

MARKERS = 2
"""So many others mark each answer, where there are so many."""

LEAST_TOLD = 5
"""From fewer answers that were marked no sums are told, so that nobody can be told from the others."""


class Phase(StrEnum):
    """Where an evening stands.

    `CALLED_OFF`: its host took it back. `UNWRITTEN`: the time was up, and nobody had written. `CLEARED`: its texts are
    gone.
    """

    WRITING = "writing"
    MARKING = "marking"
    OVER = "over"
    CALLED_OFF = "called_off"
    UNWRITTEN = "unwritten"
    CLEARED = "cleared"


class Refusal(StrEnum):
    """Why a wish was not granted; `cogs` says it in words."""

    UNKNOWN = "unknown"
    NO_ESSAY = "no_essay"
    BUSY = "busy"
    SHUTTING_DOWN = "shutting_down"
    NOT_HOST = "not_host"
    TIME_IS_UP = "time_is_up"
    CALLED_OFF = "called_off"
    EMPTY = "empty"
    FULL = "full"
    NOT_YET = "not_yet"
    WRITTEN_ELSEWHERE = "written_elsewhere"
    NOT_WROTE = "not_wrote"
    NOTHING_TO_MARK = "nothing_to_mark"
    OVER = "over"


class Hidden(IntEnum):
    """Whether the card is gone and cannot be posted again, and whether the host has heard of that."""

    NO = 0
    UNTOLD = 1
    TOLD = 2


@dataclass(frozen=True, slots=True)
class Evening:
    """One evening. `ends_at`: until when one can write, as everybody was told; `due_at`: when time changes it.

    `asked`: its subject as it was at the beginning, whatever becomes of it in the packs; None if it began before that
    was kept.
    """

    id: int
    guild_id: int
    channel_id: int
    host_id: int
    essay: str
    seed: int
    created_at: datetime
    ends_at: datetime
    phase: Phase = Phase.WRITING
    due_at: datetime | None = None
    asked: Essay | None = None
    hidden: Hidden = Hidden.NO

    @property
    def is_closing(self) -> bool:
        """Whether the time to write is up, and only forms that are open can still be sent."""
        return self.phase is Phase.WRITING and self.due_at is not None and self.due_at > self.ends_at

    @property
    def is_open(self) -> bool:
        """Whether its texts are still there."""
        return self.phase in (Phase.WRITING, Phase.MARKING, Phase.OVER)


@dataclass(frozen=True, slots=True)
class Text:
    """What somebody wrote. `place` is its number among the answers, by which it is known to others; None until then."""

    author_id: int
    text: str
    at: datetime
    place: int | None = None


@dataclass(frozen=True, slots=True)
class Marking:
    """One person's marks of one answer, in the order of the points; `done_at` None while points are left."""

    author_id: int
    marker_id: int
    marks: tuple[Mark, ...] = ()
    done_at: datetime | None = None


def begin(
    *,
    evening_id: int,
    guild_id: int,
    channel_id: int,
    host_id: int,
    essay: Essay,
    seed: int,
    minutes: int,
    at: datetime,
) -> Evening:
    """Have everybody write from now on."""
    ends = at + timedelta(minutes=min(max(minutes, SHORTEST), LONGEST))
    return Evening(evening_id, guild_id, channel_id, host_id, essay.id, seed, at, ends, due_at=ends, asked=essay)


def may_write(evening: Evening, author_id: int, writers: Collection[int], at: datetime) -> Refusal | None:
    """Why somebody's text cannot be taken, if so; `writers` are those who have saved one."""
    if evening.phase is Phase.CALLED_OFF:
        return Refusal.CALLED_OFF
    if evening.phase is not Phase.WRITING or at > evening.ends_at + GRACE:
        return Refusal.TIME_IS_UP
    return Refusal.FULL if author_id not in writers and len(writers) >= MOST_WRITERS else None


def by_host(evening: Evening, by: int, *, may_manage: bool) -> Refusal | None:
    """Why somebody may not steer an evening, if so."""
    return None if by == evening.host_id or may_manage else Refusal.NOT_HOST


def collect(evening: Evening, texts: Iterable[Text], at: datetime) -> tuple[Evening, Sequence[Text], Sequence[Marking]]:
    """The time is up: each text gets a number that says nothing of its author, and two others who mark it.

    Of two writers each marks the other; who has written alone marks their own text; with no text it is over.
    """
    if evening.phase is not Phase.WRITING:
        return evening, (), ()
    shuffled = sorted(texts, key=lambda text: text.author_id)
    random = Random(evening.seed)  # noqa: S311 - the seed is secret
    random.shuffle(shuffled)
    if not shuffled:
        return replace(evening, phase=Phase.UNWRITTEN, due_at=None), (), ()
    numbered = [replace(text, place=place) for place, text in enumerate(shuffled)]
    circle = random.sample(numbered, len(numbered))  # not by the numbers, which would tell whose marks one reads
    return replace(evening, phase=Phase.MARKING, due_at=at + MARKING), numbered, _dealt(circle)


def _dealt(texts: Sequence[Text]) -> list[Marking]:
    """Each is marked by those who come after it, in a circle, so that everybody has equally many to mark."""
    people = [text.author_id for text in texts]
    if len(people) == 1:
        return [Marking(people[0], people[0])]
    steps = range(1, min(MARKERS, len(people) - 1) + 1)
    return [Marking(author, people[(at + step) % len(people)]) for at, author in enumerate(people) for step in steps]


def markings_of(texts: int) -> int:
    """How many sets of marks so many answers get, if nobody who wrote one leaves."""
    return texts * max(min(MARKERS, texts - 1), 1)


def draw(evening: Evening, person_id: int) -> float:
    """A number by which people can be put in an order that says nothing of who they are."""
    return Random(evening.seed ^ person_id).random()  # noqa: S311 - as above


def marked(marking: Marking, place: int, mark: Mark, points: int, at: datetime) -> Marking:
    """Mark a point; out of turn, or pressed twice, nothing changes."""
    if place != len(marking.marks) or place >= points:
        return marking
    marks = (*marking.marks, mark)
    return replace(marking, marks=marks, done_at=at if len(marks) >= points else None)


def is_done(marking: Marking, points: int) -> bool:
    """Whether no point is left; an essay may have fewer than when the marking began."""
    return marking.done_at is not None or len(marking.marks) >= points


def finish(evening: Evening, at: datetime) -> Evening:
    """All is marked, or the time for it is over."""
    return replace(evening, phase=Phase.OVER, due_at=at + KEPT) if evening.phase is Phase.MARKING else evening


def close(evening: Evening) -> Evening:
    """The time is up by itself: no form is opened any more, and those that are open have a little longer."""
    return replace(evening, due_at=evening.ends_at + GRACE)


def stop(evening: Evening, at: datetime) -> Evening | Refusal:
    """The time is up now; a form that is open can still be sent, as when it is up by itself."""
    if evening.phase is not Phase.WRITING or evening.is_closing or at > evening.ends_at:
        return Refusal.OVER
    return replace(evening, ends_at=at, due_at=at + GRACE)


def call_off(evening: Evening) -> Evening | Refusal:
    """Take it back before the time is up."""
    if evening.phase is not Phase.WRITING:
        return Refusal.OVER
    return replace(evening, phase=Phase.CALLED_OFF, due_at=None)


def clear(evening: Evening) -> Evening:
    """The texts are deleted."""
    return replace(evening, phase=Phase.CLEARED, due_at=None) if evening.phase is Phase.OVER else evening


def made_up(evening: Evening, away_since: datetime, at: datetime) -> Evening:
    """Give back the time since then; where that is later than `at`, the clock was ahead, and nothing lies ahead now."""
    if away_since > at:
        return _set_back(evening, away_since - at, at)
    back = given_back(evening, at - max(away_since, evening.created_at))
    if evening.is_closing and back.ends_at > at:  # its host said meanwhile that the time is up: it is, as of now
        return replace(back, ends_at=at, due_at=at + GRACE)
    return back


def _set_back(evening: Evening, ahead: timedelta, at: datetime) -> Evening:
    """The clock was `ahead`, and shows `at`: nobody writes or marks for longer than one can, no text is kept longer."""
    if evening.due_at is None:
        return evening
    if evening.phase is Phase.WRITING:
        ends = moved_back(evening.ends_at, ahead, at + timedelta(minutes=LONGEST))
        return replace(evening, ends_at=ends, due_at=evening.due_at + (ends - evening.ends_at))
    longest = MARKING if evening.phase is Phase.MARKING else KEPT
    return replace(evening, due_at=moved_back(evening.due_at, ahead, at + longest))


def given_back(evening: Evening, lost: timedelta) -> Evening:
    """Nobody could send anything for so long: whoever writes or marks has that much more time."""
    if evening.due_at is None or evening.phase not in (Phase.WRITING, Phase.MARKING):
        return evening
    ends = evening.ends_at + lost if evening.phase is Phase.WRITING else evening.ends_at
    return replace(evening, ends_at=ends, due_at=evening.due_at + lost)
