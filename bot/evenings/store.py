"""Essay evenings as rows."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Row, Update, bindparam, delete, or_, select, update

from bot.essays.api import Mark
from bot.evenings.rules import Evening, Hidden, Marking, Phase, Text
from bot.evenings.tables import evening_markings, evening_texts, evenings
from bot.kernel.essays import Essay
from bot.kernel.keys import Viewer
from bot.storage.changes import Put
from bot.storage.games import GatheringStore, card_rows, due_in
from bot.storage.keys import of_the_viewer, parameters
from bot.storage.share import of_our_games, of_our_servers
from bot.storage.tables import games

KIND = "evening"
"""The kind of an evening's game."""

_EVENINGS = select(evenings, games.c.guild_id, games.c.channel_id, games.c.created_at).join(
    games, games.c.id == evenings.c.game_id
)
_DUE = due_in(evenings)
_BUSY = (Phase.WRITING, Phase.MARKING)
_OPEN = evenings.c.due_at > datetime.fromtimestamp(0, UTC)
"""Evenings in which time still changes something, as a range that the index answers; `IS NOT NULL` would read all."""
_WRITING = _EVENINGS.where(_OPEN, evenings.c.phase == Phase.WRITING)
_WRITES_IN = select(evening_texts.c.game_id).where(evening_texts.c.author_id == bindparam("player_id"))
_BEING_WRITTEN = _WRITING.where(or_(games.c.guild_id.in_(of_the_viewer()), evenings.c.game_id.in_(_WRITES_IN)))


class SqlEvenings(GatheringStore):
    """A row for each evening, for each text, and for each one who marks it."""

    async def find(self, evening_id: int) -> Evening | None:
        """An evening; None where there is none."""
        found = await self._rows(_EVENINGS.where(evenings.c.game_id == evening_id))
        return _evening(found[0]) if found else None

    async def writing_in(self, channel_id: int) -> bool:
        """Whether somebody writes in a channel just now."""
        return bool(await self._rows(_WRITING.where(games.c.channel_id == channel_id)))

    async def being_written(self, viewer: Viewer) -> set[str]:
        """The essays whose points and samples a viewer may not see now, by id; see `bot.kernel.keys`."""
        return {row.essay for row in await self._rows(_BEING_WRITTEN, **parameters(viewer))}

    async def due(self, at: datetime) -> list[int]:
        """Evenings in which time changes something, the longest due first."""
        return [row.game_id for row in await self._rows(of_our_games(_DUE, self._reading, evenings.c.game_id), at=at)]

    async def marked(self) -> list[int]:
        """Evenings that are being marked although no marking is missing."""
        left = select(evening_markings.c.game_id).where(
            evening_markings.c.game_id == evenings.c.game_id, evening_markings.c.done_at.is_(None)
        )
        marking = _OPEN, evenings.c.phase == Phase.MARKING
        query = select(evenings.c.game_id).where(*marking, ~left.exists())
        return [row.game_id for row in await self._rows(of_our_games(query, self._reading, evenings.c.game_id))]

    async def running(self) -> list[Evening]:
        """Evenings in which time still changes something: those whose texts are still kept, too."""
        ours = of_our_servers(_EVENINGS.where(_OPEN), self._reading, games.c.guild_id)
        return [_evening(row) for row in await self._rows(ours)]

    async def untold(self, guild_id: int, host_id: int) -> list[int]:
        """Evenings of somebody's who is yet to hear that their card is gone, the longest first."""
        theirs = _OPEN, games.c.guild_id == guild_id, evenings.c.host_id == host_id
        query = _EVENINGS.where(*theirs, evenings.c.hidden == Hidden.UNTOLD).order_by(evenings.c.game_id)
        return [row.game_id for row in await self._rows(query)]

    async def texts(self, evening_id: int) -> list[Text]:
        """What was written, by its numbers where it has any."""
        query = select(evening_texts).where(evening_texts.c.game_id == evening_id)
        found = [Text(row.author_id, row.text, row.at, row.place) for row in await self._rows(query)]
        return sorted(found, key=lambda text: (text.place or 0, text.author_id))

    async def markings(self, evening_id: int) -> list[Marking]:
        """Who marks whose, and how far they are."""
        markings = evening_markings.c
        query = select(evening_markings).where(markings.game_id == evening_id)
        return [
            Marking(row.author_id, row.marker_id, tuple(Mark(letter) for letter in row.marks), row.done_at)
            for row in await self._rows(query.order_by(markings.author_id, markings.marker_id))
        ]

    def begin(self, evening: Evening, card: str) -> asyncio.Future[None]:
        """Queue a new evening, with its message."""
        game = {"id": evening.id, "kind": KIND, "guild_id": evening.guild_id, "channel_id": evening.channel_id}
        row = {"game_id": evening.id, "host_id": evening.host_id, "essay": evening.essay, "seed": evening.seed}
        rows = [
            Put(games, {**game, "created_at": evening.created_at, "ended_at": None}),
            Put(evenings, {**row, **_stage(evening), "asked": _asked(evening)}),
            *card_rows(evening.id, evening.channel_id, evening.created_at, [card]),
        ]
        return self._writer.queue(evening.id, rows)

    def keep(
        self, evening: Evening, texts: Sequence[Text] = (), markings: Sequence[Marking] = (), card: str = ""
    ) -> asyncio.Future[None]:
        """Queue an evening as it now is, with the numbers of its texts, who marks them, and a new message.

        Whoever was erased in the meantime does not come back.
        """
        rows = [_marking_put(evening.id, marking) for marking in markings]
        rows += card_rows(evening.id, evening.channel_id, evening.ends_at, [card] if card else [])
        mine = evening_texts.c.game_id == evening.id
        numbered = [
            update(evening_texts).where(mine, evening_texts.c.author_id == text.author_id).values(place=text.place)
            for text in texts
        ]
        writers = select(evening_texts.c.author_id).where(mine)
        there = evening_markings.c.author_id.in_(writers) & evening_markings.c.marker_id.in_(writers)
        gone = delete(evening_markings).where(evening_markings.c.game_id == evening.id, ~there)
        return self._writer.queue(evening.id, rows, *_kept(evening), *numbered, gone)

    def put_hidden(self, evening_id: int, hidden: Hidden) -> asyncio.Future[None]:
        """Queue whether the card is gone, and whether the host has heard."""
        change = update(evenings).where(evenings.c.game_id == evening_id).values(hidden=int(hidden))
        return self._writer.queue(evening_id, [], change)

    def put_text(self, evening_id: int, text: Text) -> asyncio.Future[None]:
        """Queue what somebody wrote."""
        return self._writer.queue(evening_id, [_text_put(evening_id, text)])

    def put_marking(self, evening_id: int, marking: Marking) -> asyncio.Future[None]:
        """Queue how far somebody is; whoever was erased meanwhile does not come back."""
        theirs = evening_markings.c.author_id == marking.author_id, evening_markings.c.marker_id == marking.marker_id
        values = {"marks": "".join(marking.marks), "done_at": marking.done_at}
        change = update(evening_markings).where(evening_markings.c.game_id == evening_id, *theirs).values(values)
        return self._writer.queue(evening_id, [], change)

    def clear(self, evening: Evening) -> asyncio.Future[None]:
        """Queue an evening as it now is, without texts and markings."""
        gone = [delete(table).where(table.c.game_id == evening.id) for table in (evening_texts, evening_markings)]
        return self._writer.queue(evening.id, [], *_kept(evening), *gone)


@cache
def _essays() -> TypeAdapter[Essay]:
    return TypeAdapter(Essay)


def _asked(evening: Evening) -> str | None:
    return _essays().dump_json(evening.asked).decode() if evening.asked else None


def _stage(evening: Evening) -> dict[str, object]:
    unwritten = evening.phase is Phase.UNWRITTEN
    return {
        "phase": Phase.CALLED_OFF if unwritten else evening.phase,
        "unwritten": int(unwritten),
        "ends_at": evening.ends_at,
        "due_at": evening.due_at,
    }


def _kept(evening: Evening) -> list[Update]:
    """What time and people make of an evening that is there; whose it is stays as it was."""
    ended = None if evening.phase in _BUSY else evening.ends_at
    return [
        update(evenings).where(evenings.c.game_id == evening.id).values(_stage(evening)),
        update(games).where(games.c.id == evening.id).values(ended_at=ended),
    ]


def _text_put(evening_id: int, text: Text) -> Put:
    row = {"game_id": evening_id, "author_id": text.author_id, "text": text.text, "at": text.at, "place": text.place}
    return Put(evening_texts, row)


def _marking_put(evening_id: int, marking: Marking) -> Put:
    row = {"game_id": evening_id, "author_id": marking.author_id, "marker_id": marking.marker_id}
    return Put(evening_markings, {**row, "marks": "".join(marking.marks), "done_at": marking.done_at})


def _evening(row: Row[Any]) -> Evening:
    return Evening(
        id=row.game_id,
        guild_id=row.guild_id,
        channel_id=row.channel_id,
        host_id=row.host_id,
        essay=row.essay,
        seed=row.seed,
        created_at=row.created_at,
        ends_at=row.ends_at,
        phase=Phase.UNWRITTEN if row.unwritten else Phase(row.phase),
        due_at=row.due_at,
        asked=_essays().validate_json(row.asked) if row.asked else None,
        hidden=Hidden(row.hidden),
    )
