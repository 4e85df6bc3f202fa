"""What organisers set for their server as a whole, and how long it has been away."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from bot.rounds.api import Settings


class Hosting(StrEnum):
    """Who may start quizzes. Whoever may manage the server always may."""

    EVERYBODY = "everybody"
    ROLE = "role"
    ORGANIZERS = "organizers"


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """`quiz` and `thread`: what a quiz is like where its host says nothing else; `welcomed_at`: when it was greeted.

    `host_role` is the role that may start quizzes, None unless `hosting` is `ROLE`.
    """

    quiz: Settings = field(default_factory=Settings)
    thread: bool = False
    welcomed_at: datetime | None = None
    hosting: Hosting = Hosting.EVERYBODY
    host_role: int | None = None


def may_host(settings: ServerSettings, roles: Container[int], *, may_manage: bool) -> bool:
    """Whether somebody with these roles may start a quiz."""
    if may_manage or settings.hosting is Hosting.EVERYBODY:
        return True
    return settings.hosting is Hosting.ROLE and settings.host_role in roles


SEEN_AT_MOST = timedelta(days=1)
"""So much of the time between two looks counts: a clock that leaps has the bot away for no longer than that."""


@dataclass(frozen=True, slots=True)
class Away:
    """`since`: when a server was noticed to have removed the bot; `seen_at`: when that was looked at last, if known."""

    since: datetime
    seen_at: datetime | None

    def seen(self, at: datetime) -> Away:
        """It is still away: `since` moves with a clock that has leapt, forward or back, since the last look."""
        if self.seen_at is None:
            return Away(min(self.since, at), at)
        gap = at - self.seen_at
        return Away(self.since + gap - min(max(gap, timedelta()), SEEN_AT_MOST), at)
