"""Quiz nights as rows: which rows a change touches, and a night read back from its rows."""

import asyncio
from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import zip_longest
from typing import Any

from sqlalchemy import Delete, Row, and_, delete, literal_column, or_, select

from bot.kernel.asked import Player
from bot.kernel.pace import Pace
from bot.kernel.people import is_erased
from bot.kernel.questions import Exam
from bot.kernel.scoring import Scoring
from bot.nights.rules.cards import changed_at
from bot.nights.rules.model import End, Event, Leg, Night, Phase, Plan, SignUp, Wait
from bot.nights.tables import night_rounds, night_sign_ups, nights
from bot.storage import tables
from bot.storage.changes import Put
from bot.storage.games import GatheringStore, card_rows, due_in, game_row
from bot.storage.share import of_our_games
from bot.storage.stores import unmade

KIND = "night"
"""The kind of a night's game."""

_MINUTE = timedelta(minutes=1)
_DUE = due_in(nights)
_NIGHT = select(nights, *(tables.games.c[name] for name in ("guild_id", "channel_id", "created_at", "ended_at"))).join(
    tables.games
)
_OPEN = nights.c.phase != literal_column("'ended'")
"""The condition of the index `nights_open`, which is only recognized when it is spelled out alike."""


class SqlNights(GatheringStore):
    """The nights' rows."""

    def save(self, before: Night | None, after: Night, cards: Iterable[str]) -> asyncio.Future[None]:
        """Queue the rows in which the two differ, and a message for each new card."""
        rows = [*_changed(before, after), *card_rows(after.id, after.channel_id, changed_at(after), cards)]
        return self._writer.queue(after.id, rows, *_gone(before, after))

    def discard(self, night_id: int) -> asyncio.Future[None]:
        """Queue that a night that nobody has seen never was."""
        of_night = [delete(table).where(table.c.game_id == night_id) for table in (night_rounds, night_sign_ups)]
        return self._writer.queue(night_id, [], *of_night, *unmade(night_id, nights))

    async def load(self, night_id: int) -> Night | None:
        """The night as its rows say, None where there is none."""
        found = await self._rows(_NIGHT.where(nights.c.game_id == night_id))
        if not found:
            return None
        legs, people = night_rounds, night_sign_ups
        planned = select(legs).where(legs.c.game_id == night_id).order_by(legs.c.number)
        coming = select(people).where(people.c.game_id == night_id)
        return _night(
            found[0],
            tuple(map(_leg, await self._rows(planned))),
            tuple(map(_sign_up, await self._rows(coming.order_by(people.c.joined_at, people.c.player_id)))),
        )

    async def due(self, at: datetime) -> list[int]:
        """Nights whose `due_at` has come, the longest due first."""
        return [row.game_id for row in await self._rows(of_our_games(_DUE, self._reading, nights.c.game_id), at=at)]

    async def open_in(self, guild_id: int) -> list[int]:
        """The nights of a server that are not over, the next one first."""
        query = select(nights.c.game_id).join(tables.games).where(tables.games.c.guild_id == guild_id, _OPEN)
        return [row.game_id for row in await self._rows(query.order_by(nights.c.starts_at, nights.c.game_id))]

    async def running(self) -> list[int]:
        """Every night that has begun and is not over."""
        query = select(nights.c.game_id).where(_OPEN, nights.c.phase != Phase.PLANNED)
        return [row.game_id for row in await self._rows(of_our_games(query, self._reading, nights.c.game_id))]

    async def timed(self) -> dict[int, int]:
        """Night → its server, of those for which time counts: it has begun and is not over, or waits to begin."""
        counts = or_(nights.c.phase != Phase.PLANNED, nights.c.waits.is_not(None))
        return await self._servers(nights, and_(_OPEN, counts))

    async def untold(self, guild_id: int, host_id: int) -> list[int]:
        """Nights of a host who is yet to hear what is in the way, the latest first."""
        query = select(nights.c.game_id).join(tables.games).where(tables.games.c.guild_id == guild_id)
        theirs = query.where(nights.c.host_id == host_id, nights.c.told == 0)
        return [row.game_id for row in await self._rows(theirs.order_by(nights.c.game_id.desc()))]

    async def to_remind(self, at: datetime, most: int) -> list[tuple[int, int]]:
        """Night and person of reminders that are to be sent by now: what failed never holds up what was not tried."""
        people = night_sign_ups.c
        query = select(people.game_id, people.player_id).where(people.remind_at <= at)
        ours = of_our_games(query, self._reading, people.game_id)
        rows = await self._rows(ours.order_by(people.sending, people.remind_at).limit(most))
        return [(row.game_id, row.player_id) for row in rows]

    async def with_event(self, at: datetime, most: int) -> list[int]:
        """Nights with something to do about Discord's own event, the longest due first."""
        query = select(nights.c.game_id).where(nights.c.event_at <= at).order_by(nights.c.event_at).limit(most)
        return [row.game_id for row in await self._rows(of_our_games(query, self._reading, nights.c.game_id))]


def _changed(before: Night | None, after: Night) -> Iterable[Put]:
    if before is None or before.ended_at != after.ended_at:
        yield Put(tables.games, game_row(after, KIND))
    yield Put(nights, _row(after))
    for number, (leg, was) in enumerate(zip_longest(after.legs, before.legs if before else ()), start=1):
        if leg is not None and leg != was:
            yield Put(night_rounds, _leg_row(after.id, number, leg))
    known = {one.id: one for one in before.sign_ups} if before else {}
    for one in after.sign_ups:
        if known.get(one.id) != one:
            yield Put(night_sign_ups, _sign_up_row(after.id, one))


def _gone(before: Night | None, after: Night) -> list[Delete]:
    """Rounds that were taken out, and who withdrew."""
    if before is None:
        return []
    gone = []
    legs, people = night_rounds.c, night_sign_ups.c
    if len(after.legs) < len(before.legs):
        gone.append(delete(night_rounds).where(legs.game_id == after.id, legs.number > len(after.legs)))
    left = {one.id for one in before.sign_ups} - {one.id for one in after.sign_ups}
    if left:
        gone.append(delete(night_sign_ups).where(people.game_id == after.id, people.player_id.in_(left)))
    return gone


def _row(night: Night) -> dict[str, object]:
    plan = night.plan
    return {
        "game_id": night.id,
        "host_id": night.host.id,
        "host_name": night.host.name,
        "title": plan.title,
        "starts_at": plan.starts_at,
        "pause_minutes": plan.pause // _MINUTE,
        "scoring": plan.scoring,
        "exam": plan.exam,
        "phase": night.phase,
        "number": night.number,
        "due_at": night.due_at,
        "begins_at": night.begins_at,
        "waits": night.waits,
        "waits_since": night.waits_since,
        "end_reason": night.end,
        "told": int(night.told),
        "event": night.event,
        "event_id": night.event_id,
        "event_at": night.event_at,
    }


def _leg_row(game_id: int, number: int, leg: Leg) -> dict[str, object]:
    row: dict[str, object] = {"game_id": game_id, "number": number, "topic": leg.topic, "questions": leg.questions}
    return {**row, "pace": leg.pace, "left_out": int(leg.left_out)}


def _sign_up_row(game_id: int, one: SignUp) -> dict[str, object]:
    return {
        "game_id": game_id,
        "player_id": one.id,
        "name": one.player.name,
        "joined_at": one.player.joined_at,
        "remind_at": one.remind_at,
        "sending": int(one.sending),
    }


def _night(row: Row[Any], legs: tuple[Leg, ...], sign_ups: tuple[SignUp, ...]) -> Night:
    host = Player(row.host_id, row.host_name, row.created_at, active=not is_erased(row.host_id))
    exam = Exam(row.exam) if row.exam else None
    plan = Plan(row.title, row.starts_at, legs, row.pause_minutes * _MINUTE, Scoring(row.scoring), exam)
    return Night(
        id=row.game_id,
        guild_id=row.guild_id,
        channel_id=row.channel_id,
        host=host,
        plan=plan,
        created_at=row.created_at,
        phase=Phase(row.phase),
        number=row.number,
        due_at=row.due_at,
        begins_at=row.begins_at,
        waits=Wait(row.waits) if row.waits else None,
        waits_since=row.waits_since,
        end=End(row.end_reason) if row.end_reason else None,
        ended_at=row.ended_at,
        told=bool(row.told),
        event=Event(row.event),
        event_id=row.event_id,
        event_at=row.event_at,
        sign_ups=sign_ups,
    )


def _leg(row: Row[Any]) -> Leg:
    return Leg(row.topic, row.questions, Pace(row.pace), bool(row.left_out))


def _sign_up(row: Row[Any]) -> SignUp:
    return SignUp(Player(row.player_id, row.name, row.joined_at), row.remind_at, bool(row.sending))
