"""Dailies as rows, and rows as dailies."""

import json
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Row, Update, select, update

from bot.daily.rules.play import Daily
from bot.daily.rules.schedule import Break, Plan, Schedule, State
from bot.daily.tables import daily_missed, daily_posts, daily_schedules
from bot.kernel.calendar import Slot
from bot.kernel.questions import Exam
from bot.storage import tables
from bot.storage.changes import Put

POSTS = select(daily_posts, tables.games.c.channel_id, tables.games.c.created_at, tables.games.c.ended_at).join(
    tables.games
)
"""What `daily_of` needs of each post."""


def schedule_put(schedule: Schedule) -> Put:
    """A schedule's row as its organiser wants it, claimed by nobody."""
    return Put(daily_schedules, _schedule_row(schedule) | {"organiser_id": schedule.organiser_id})


def schedule_kept(schedule: Schedule) -> Update:
    """What time and Discord make of a schedule that is there, claimed by nobody; whose it is stays as it was."""
    return (
        update(daily_schedules).where(daily_schedules.c.guild_id == schedule.guild_id).values(_schedule_row(schedule))
    )


def _schedule_row(schedule: Schedule) -> dict[str, object]:
    plan = schedule.plan
    return {
        "guild_id": schedule.guild_id,
        "channel_id": plan.channel_id,
        "minute": plan.time.hour * 60 + plan.time.minute,
        "zone": plan.zone,
        "weekdays": json.dumps(sorted(plan.weekdays)),
        "breaks": json.dumps([[gap.first.isoformat(), gap.last.isoformat()] for gap in plan.breaks]),
        "topics": json.dumps(plan.topics),
        "exam": plan.exam,
        "questions": plan.questions,
        "role_id": plan.role_id,
        "state": schedule.state,
        "next_date": schedule.next.date.isoformat() if schedule.next else None,
        "next_due_at": schedule.next.at if schedule.next else None,
        "held_date": schedule.held.isoformat() if schedule.held else None,
        "posted_date": schedule.posted.isoformat() if schedule.posted else None,
        "quiet": schedule.quiet,
        "told": int(schedule.told),
        "claimed_by": None,
        "claimed_until": None,
        "failed": 0,
        "retry_at": None,
    }


def schedule_of(row: Row[Any]) -> Schedule:
    """The schedule that a row holds."""
    hour, minute = divmod(row.minute, 60)
    breaks = (tuple(map(date.fromisoformat, pair)) for pair in json.loads(row.breaks))
    plan = Plan(
        channel_id=row.channel_id,
        time=time(hour, minute),
        zone=row.zone,
        weekdays=frozenset(json.loads(row.weekdays)),
        breaks=tuple(Break(first, last) for first, last in breaks),
        topics=tuple(json.loads(row.topics)),
        exam=Exam(row.exam) if row.exam else None,
        questions=row.questions,
        role_id=row.role_id,
    )
    return Schedule(
        guild_id=row.guild_id,
        plan=plan,
        organiser_id=row.organiser_id,
        state=State(row.state),
        next=Slot(date.fromisoformat(row.next_date), row.next_due_at) if row.next_date else None,
        posted=date.fromisoformat(row.posted_date) if row.posted_date else None,
        quiet=row.quiet,
        told=bool(row.told),
        held=date.fromisoformat(row.held_date) if row.held_date else None,
    )


def missed_puts(schedule: Schedule, missed: Iterable[date], at: datetime | None) -> list[Put]:
    """Dates of a schedule without a post, noticed at `at`."""
    return [Put(daily_missed, {"guild_id": schedule.guild_id, "date": day.isoformat(), "at": at}) for day in missed]


def game_row(daily: Daily) -> dict[str, object]:
    """A post as a game."""
    return {
        "id": daily.id,
        "kind": "daily",
        "guild_id": daily.guild_id,
        "channel_id": daily.channel_id,
        "created_at": daily.opened_at,
        "ended_at": daily.closed_at,
    }


def post_row(daily: Daily, closes_at: datetime | None = None) -> dict[str, object]:
    """What a post has besides."""
    return {
        "game_id": daily.id,
        "guild_id": daily.guild_id,
        "date": daily.date.isoformat() if daily.date else None,
        "number": daily.number,
        "previous_id": daily.previous_id,
        "role_id": daily.role_id,
        "weekly": int(daily.weekly),
        "away_ms": 0,
        "closes_at": closes_at,
        "repeats": daily.repeats,
    }


def daily_of(row: Row[Any], **parts: Any) -> Daily:
    """The post that a row of `POSTS` and its parts make."""
    return Daily(
        id=row.game_id,
        guild_id=row.guild_id,
        channel_id=row.channel_id,
        opened_at=row.created_at,
        date=date.fromisoformat(row.date) if row.date else None,
        number=row.number,
        previous_id=row.previous_id,
        role_id=row.role_id,
        weekly=bool(row.weekly),
        closed_at=row.ended_at,
        repeats=row.repeats,
        given_back=timedelta(milliseconds=row.given_back_ms),
        **parts,
    )
