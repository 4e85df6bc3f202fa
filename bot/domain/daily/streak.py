"""Streaks: they count posts, not days, and forgive a little."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum

FREEZE_EVERY = 7
"""Every so many posts in a row earn a freeze, which a missed post uses up by itself."""

EXCUSED_FROM = timedelta(minutes=10)
"""A post during which the bot was away for so long in all breaks nobody's streak."""


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
