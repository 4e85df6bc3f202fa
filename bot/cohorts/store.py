"""Groups' courses as rows."""

import asyncio
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import Row, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.cohorts.ports import Post
from bot.cohorts.rules import Cohort, Plan, State
from bot.cohorts.tables import cohort_posts, cohorts
from bot.kernel.ports import Message, MessageKey
from bot.storage import tables
from bot.storage.changes import Put
from bot.storage.share import of_our_servers
from bot.storage.stores import SqlGameIds, message_put
from bot.storage.writer import Writer

KIND = CARD = "cohort"
"""The kind of the game that a card belongs to, and the card's name."""


class SqlCohorts:
    """A row a server, and one for each card."""

    def __init__(self, writer: Writer, reading: AsyncEngine, ids: SqlGameIds) -> None:
        self._writer = writer
        self._reading = reading
        self._ids = ids

    def next_id(self) -> int:
        """An id that no game has had. A card comes on its day, whatever waits meanwhile."""
        return self._ids.next_id(at_any_time=True)

    async def all(self) -> list[Cohort]:
        """Every server's course."""
        query = of_our_servers(select(cohorts), self._reading, cohorts.c.guild_id)
        async with self._reading.connect() as connection:
            return [_cohort(row) for row in await connection.execute(query)]

    async def due(self, at: datetime) -> list[int]:
        """The servers in which a card is due, the longest due first."""
        due = select(cohorts.c.guild_id).where(cohorts.c.due_at <= at, cohorts.c.state == State.ON)
        due = of_our_servers(due, self._reading, cohorts.c.guild_id)
        async with self._reading.connect() as connection:
            return list((await connection.execute(due.order_by(cohorts.c.due_at))).scalars())

    def put(self, cohort: Cohort) -> asyncio.Future[None]:
        """Queue the row as its organizer wants it."""
        return self._writer.queue(_scope(cohort), [Put(cohorts, {**_row(cohort), "organizer_id": cohort.organizer_id})])

    def keep(self, cohort: Cohort) -> asyncio.Future[None]:
        """Queue what became of a course that is there."""
        return self._writer.queue(_scope(cohort), [], _kept(cohort))

    def put_post(self, after: Cohort, post: Post, at: datetime) -> asyncio.Future[None]:
        """Queue the card's game, its row, its message, and the course as it is afterward."""
        channel = after.plan.channel_id
        game = {"id": post.game_id, "kind": KIND, "guild_id": post.guild_id, "channel_id": channel}
        row = {"game_id": post.game_id, "guild_id": post.guild_id, "course": post.course, "step": post.step}
        rows = [
            Put(tables.games, {**game, "created_at": at, "ended_at": at}),
            Put(cohort_posts, {**row, "run": after.run}),
            message_put(Message(MessageKey(post.game_id, CARD), channel, created_at=at)),
        ]
        return self._writer.queue(_scope(after), rows, _kept(after))

    def put_refused(self, cohort: Cohort, game_id: int) -> asyncio.Future[None]:
        """Queue that a card was refused: its step is free again."""
        void = update(cohort_posts).where(cohort_posts.c.game_id == game_id).values(run=None)
        return self._writer.queue(_scope(cohort), [], _kept(cohort), void)

    def set_back(self, cohort: Cohort) -> asyncio.Future[None]:
        """Queue a course as it is by the right clock: the steps that are still to come are free again."""
        posts = cohort_posts.c
        early = posts.guild_id == cohort.guild_id, posts.run == cohort.run, posts.step >= cohort.step
        free = update(cohort_posts).where(*early).values(run=None)
        return self._writer.queue(_scope(cohort), [], _kept(cohort), free)

    async def post(self, game_id: int) -> Post | None:
        """A card that was made."""
        games = tables.games.c
        query = select(cohort_posts, games.channel_id).join(tables.games, games.id == cohort_posts.c.game_id)
        query = query.where(cohort_posts.c.game_id == game_id)
        async with self._reading.connect() as connection:
            row = (await connection.execute(query)).one_or_none()
        return Post(row.game_id, row.guild_id, row.channel_id, row.run, row.course, row.step) if row else None


def _scope(cohort: Cohort) -> tuple[str, int]:
    return "cohort", cohort.guild_id


def _kept(cohort: Cohort) -> Any:
    """What time and Discord make of a course that is there; whose it is stays as it was."""
    return update(cohorts).where(cohorts.c.guild_id == cohort.guild_id).values(_row(cohort))


def _row(cohort: Cohort) -> dict[str, object]:
    plan = cohort.plan
    return {
        "guild_id": cohort.guild_id,
        "course": plan.course,
        "channel_id": plan.channel_id,
        "run": cohort.run,
        "first_date": plan.first.isoformat(),
        "days": plan.days,
        "minute": plan.time.hour * 60 + plan.time.minute,
        "zone": plan.zone,
        "state": cohort.state,
        "step": cohort.step,
        "paused_on": cohort.paused_on.isoformat() if cohort.paused_on else None,
        "due_at": cohort.due_at,
        "told": int(cohort.told),
    }


def _cohort(row: Row[Any]) -> Cohort:
    plan = Plan(
        course=row.course,
        channel_id=row.channel_id,
        first=date.fromisoformat(row.first_date),
        days=row.days,
        time=time(*divmod(row.minute, 60)),
        zone=row.zone,
    )
    return Cohort(
        guild_id=row.guild_id,
        plan=plan,
        organizer_id=row.organizer_id,
        run=row.run,
        state=State(row.state),
        step=row.step,
        paused_on=date.fromisoformat(row.paused_on) if row.paused_on else None,
        due_at=row.due_at,
        told=bool(row.told),
    )
