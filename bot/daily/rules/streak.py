"""Streaks: they count posts, not days, and forgive a little."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

FREEZE_EVERY = 7
"""Every so many posts in a row earn a freeze, which a missed post uses up by itself."""

EXCUSED_FROM = timedelta(minutes=10)
"""A post during which the bot was away for so long in all breaks nobody's streak.

For whoever had begun it, the time counts, too, for which it was away while they might finish it.
"""


FINISHING = timedelta(minutes=15)
"""Whoever opened a post's questions while it was open may finish them so long after it closed, and that is in time."""


class Played(StrEnum):
    """What a player did with a post."""

    IN_TIME = "in_time"
    LATE = "late"
    NOT = "not"
    STILL_OPEN = "still_open"
    EXCUSED = "excused"


class Mark(StrEnum):
    """What a post was for the streak."""

    COUNTED = "counted"
    MADE_GOOD = "made_good"
    FROZEN = "frozen"
    EXCUSED = "excused"
    MISSED = "missed"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Streak:
    """`length` posts in a row, `best` the longest ever; `freezes` in hand; `made_good`: its one late post is used."""

    length: int = 0
    best: int = 0
    freezes: int = 0
    made_good: bool = False
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Run:
    """How a streak stood after the last post that its player finished, the one with this `number`."""

    number: int
    length: int
    best: int
    freezes: int


def grace_until(closed_at: datetime | None, given_back: timedelta = timedelta()) -> datetime | None:
    """Until when a post that is closed can be finished in time; None while it is open.

    `given_back` is what an outage took of the time for that.
    """
    return None if closed_at is None else closed_at + FINISHING + given_back


def in_grace(
    began_at: datetime | None, closed_at: datetime | None, at: datetime, given_back: timedelta = timedelta()
) -> bool:
    """Whether somebody who opened the questions at `began_at` is still in time at `at`, although the post is closed."""
    until = grace_until(closed_at, given_back)
    if closed_at is None or until is None or began_at is None:
        return False
    return began_at < closed_at <= at < until


def is_in_time(
    began_at: datetime | None, closed_at: datetime | None, at: datetime, given_back: timedelta = timedelta()
) -> bool:
    """Whether an answer counts as given in time; every screen and every sum goes by this."""
    return closed_at is None or at < closed_at or in_grace(began_at, closed_at, at, given_back)


def what_was_done(
    finished_at: datetime | None,
    closed_at: datetime | None,
    away: timedelta,
    began_at: datetime | None = None,
    given_back: timedelta = timedelta(),
) -> Played:
    """What a player did with a post that they finished then, if at all, and during which the bot was so long `away`."""
    if finished_at is not None:
        return Played.IN_TIME if is_in_time(began_at, closed_at, finished_at, given_back) else Played.LATE
    if closed_at is None:
        return Played.STILL_OPEN
    has_begun = began_at is not None and began_at < closed_at
    return Played.EXCUSED if away + (given_back if has_begun else timedelta()) >= EXCUSED_FROM else Played.NOT


def run(posts: Sequence[tuple[int, Played]]) -> Run | None:
    """Fold (number, what the player did) of a server's posts, oldest first; None where they finished none."""
    finished = [place for place, (_, played) in enumerate(posts) if played in (Played.IN_TIME, Played.LATE)]
    if not finished:
        return None
    standing = streak([played for _, played in posts[finished[0] : finished[-1] + 1]])
    return Run(posts[finished[-1]][0], standing.length, standing.best, standing.freezes)


def length_after(run: Run, missed: int) -> int:
    """How long a streak is once so many more posts were missed: freezes cover them, or it is over."""
    return run.length if missed <= run.freezes else 0


def streak(posts: Sequence[Played]) -> Streak:
    """Fold what a player did with the server's posts, oldest first, from the player's first one on."""
    standing = Streak()
    for played in posts:
        standing = _step(standing, played)
    return standing


def can_make_good(posts: Sequence[Played]) -> bool:
    """Whether playing the post before the last one now would mend the streak that missing it broke."""
    if len(posts) < 2 or posts[-2] is not Played.NOT or streak(posts).marks[-2] is not Mark.MISSED:
        return False
    return streak([*posts[:-2], Played.LATE]).marks[-1] is Mark.MADE_GOOD


def _step(now: Streak, played: Played) -> Streak:
    if played is Played.IN_TIME:
        return _counted(now, Mark.COUNTED)
    if played is Played.LATE and now.length and not now.made_good:
        return replace(_counted(now, Mark.MADE_GOOD), made_good=True)
    if played is Played.STILL_OPEN:
        return _marked(now, Mark.OPEN)
    if played is Played.EXCUSED:
        return _marked(now, Mark.EXCUSED)
    if now.freezes:
        return replace(_marked(now, Mark.FROZEN), freezes=now.freezes - 1)
    return Streak(best=now.best, marks=(*now.marks, Mark.MISSED))


def _counted(now: Streak, mark: Mark) -> Streak:
    length = now.length + 1
    freezes = now.freezes + (length % FREEZE_EVERY == 0)
    return replace(now, length=length, best=max(now.best, length), freezes=freezes, marks=(*now.marks, mark))


def _marked(now: Streak, mark: Mark) -> Streak:
    return replace(now, marks=(*now.marks, mark))
