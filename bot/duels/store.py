"""Duels as rows: which rows a change touches, and a duel read back from its rows."""

import asyncio
import json
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Delete, Insert, Select, bindparam, delete, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.boards.api import asked_rows
from bot.boards.api import tables as board_tables
from bot.duels.rules.model import Duel, DuelPace, DuelSettings, End, Newcomers, Phase, Stakes
from bot.duels.tables import duel_parts, duel_seats, duel_shown, duels
from bot.kernel.asked import Player
from bot.kernel.keys import Viewer
from bot.kernel.names import NOBODY
from bot.kernel.ports import QuestionCodec
from bot.kernel.questions import Exam
from bot.ratings.api import Change, rating_rows
from bot.rounds.api import Phase as RoundPhase
from bot.rounds.api import tables as round_tables
from bot.storage import tables
from bot.storage.changes import Change as RowChange
from bot.storage.changes import Put
from bot.storage.games import GameStore, card_rows, due_in, game_row, player_rows, read_players
from bot.storage.inserting import insert
from bot.storage.keys import OPEN_BESIDES_DUELS, being_asked
from bot.storage.share import of_our_games
from bot.storage.stores import unmade


class SqlDuelStore(GameStore):
    """The duels' rows."""

    def save(
        self, before: Duel | None, after: Duel, cards: Iterable[str], moved: Iterable[Change] = ()
    ) -> asyncio.Future[None]:
        """Queue the rows in which the two differ, a message for each new card, and how ratings moved."""
        rated = list(rating_rows(after.guild_id, after.id, moved))
        rows = [*_changed_rows(before, after, self._codec), *rated]
        rows += card_rows(after.id, after.channel_id, after.active_at, cards)
        ledger = ("ratings", after.guild_id) if rated else None
        return self._writer.queue(after.id, rows, *_seating(before, after), beside=ledger)

    def discard(self, game_id: int) -> asyncio.Future[None]:
        """Queue that a challenge that nobody has seen never was."""
        return self._writer.queue(game_id, [], _freed(game_id), *unmade(game_id, duels))

    async def asked_besides_duels(self, viewer: Viewer) -> set[str]:
        """The questions whose keys a viewer may not see now because of other games than duels, by id."""
        return await being_asked(self._one_by_one, viewer, OPEN_BESIDES_DUELS)

    async def load(self, game_id: int) -> Duel | None:
        """The duel as its rows say, None where there is none."""
        async with self._reading.connect() as connection:
            row = (await connection.execute(_DUEL.where(duels.c.game_id == game_id))).one_or_none()
            if row is None:
                return None
            people = {player.id: player for player in await read_players(connection, game_id)}
            asked = await self._asked(connection, game_id)
            shown = await _shown(connection, game_id)
        return Duel(
            id=row.game_id,
            guild_id=row.guild_id,
            channel_id=row.channel_id,
            settings=DuelSettings(
                row.topic,
                row.questions,
                DuelPace(row.pace),
                bool(row.rated),
                Exam(row.exam) if row.exam else None,
                row.asked_for,
            ),
            seed=row.seed,
            created_at=row.created_at,
            active_at=row.active_at,
            challenger=_one_of(people, row.challenger_id, row.created_at),
            invited=Player(row.invited_id, row.invited_name, row.created_at) if row.invited_id else None,
            opponent=_one_of(people, row.opponent_id, row.created_at) if row.opponent_id else None,
            phase=Phase(row.phase),
            due_at=row.due_at,
            position=row.position,
            asked=asked,
            ready=frozenset(json.loads(row.ready)),
            shown=shown,
            patient_until=row.patient_until,
            stakes=Stakes(row.stakes),
            newcomers=Newcomers(row.newcomers),
            end=End(row.end_reason) if row.end_reason else None,
            forfeited_by=row.forfeited_by,
            ended_at=row.ended_at,
            part_of=row.part_of,
            part=row.part,
        )

    async def quiz_of(self, player_id: int) -> int | None:
        """The channel of a quiz that has begun and that somebody is in; None where they are in none."""
        found = await self._rows(QUIZ_OF, player_id=player_id)
        return found[0].channel_id if found else None

    async def running(self) -> dict[int, int]:
        """Every duel that is not over, and its server."""
        return await self._servers(duels, duels.c.due_at.is_not(None))

    async def due(self, at: datetime) -> list[int]:
        """Duels whose `due_at` has come, the longest due first."""
        return [row.game_id for row in await self._rows(of_our_games(_DUE, self._reading, duels.c.game_id), at=at)]

    async def seated(self, player_ids: Collection[int]) -> dict[int, int]:
        """Player → the live duel that they are in or have offered, on whichever server that is."""
        query = select(duel_seats.c.player_id, duel_seats.c.game_id).join(
            duels, duels.c.game_id == duel_seats.c.game_id
        )
        rows = await self._rows(query.where(duel_seats.c.player_id.in_(list(player_ids)), duels.c.due_at.is_not(None)))
        return {row.player_id: row.game_id for row in rows}

    async def parts(self, game_id: int) -> dict[int, int]:
        """Number → duel, of the duels that are a part of a game."""
        query = select(duel_parts.c.part, duel_parts.c.game_id).where(duel_parts.c.part_of == game_id)
        return {row.part: row.game_id for row in await self._rows(query)}

    async def seen(self, player_ids: Iterable[int]) -> dict[str, datetime]:
        """The questions that any of them has answered, wherever that was, and when last."""
        here = (tables.answers.c.game_id == tables.asked.c.game_id) & (
            tables.answers.c.position == tables.asked.c.position
        )
        query = (
            select(tables.asked.c.question_id, func.max(tables.answers.c.at).label("last"))
            .join(tables.answers, here)
            .where(tables.answers.c.player_id.in_(list(player_ids)))
            .group_by(tables.asked.c.question_id)
        )
        return {row.question_id: row.last for row in await self._rows(query)}

    async def answered(self, guild_id: int, player_id: int) -> int:
        """How many answers of a player count on a server."""
        columns = board_tables.boards.c
        query = select(func.coalesce(func.sum(columns.answered), 0).label("number")).where(
            columns.guild_id == guild_id, columns.period == "all", columns.topic == "", columns.player_id == player_id
        )
        [row] = await self._rows(query)
        return int(row.number)


def _quiz_of() -> Select[Any]:
    rounds, players = round_tables.rounds.c, tables.players.c
    return (
        select(rounds.channel_id)
        .join(tables.players, players.game_id == rounds.game_id)
        .where(rounds.phase != RoundPhase.ENDED, rounds.phase != RoundPhase.LOBBY)
        .where(players.player_id == bindparam("player_id"), players.active == 1)
        .limit(1)
    )


QUIZ_OF = _quiz_of()

_DUE = due_in(duels)
_DUEL = (
    select(
        duels,
        *(tables.games.c[name] for name in ("guild_id", "channel_id", "created_at", "ended_at")),
        duel_parts.c.part_of,
        duel_parts.c.part,
    )
    .join(tables.games, tables.games.c.id == duels.c.game_id)
    .outerjoin(duel_parts, duel_parts.c.game_id == duels.c.game_id)
)


async def _shown(connection: AsyncConnection, game_id: int) -> dict[int, tuple[datetime, ...]]:
    query = select(duel_shown).where(duel_shown.c.game_id == game_id).order_by(duel_shown.c.position)
    found: dict[int, tuple[datetime, ...]] = {}
    for row in await connection.execute(query):
        found[row.player_id] = (*found.get(row.player_id, ()), row.at)
    return found


def _changed_rows(before: Duel | None, after: Duel, codec: QuestionCodec) -> Iterable[RowChange]:
    if before is None or before.ended_at != after.ended_at:
        yield Put(tables.games, game_row(after, "duel"))
    yield Put(duels, _duel_row(after))
    if before is None and after.part_of is not None:
        yield Put(duel_parts, {"game_id": after.id, "part_of": after.part_of, "part": after.part})
    for player in after.players:
        if before is None or player not in before.players:
            yield from player_rows(after.id, after.guild_id, player)
    for position, asked in enumerate(after.asked):
        earlier = before.asked[position] if before and position < len(before.asked) else None
        if earlier is not asked:
            yield from asked_rows(after.id, after.guild_id, position, earlier, asked, codec)
    for player_id, times in after.shown.items():
        known = before.shown.get(player_id, ()) if before else ()
        for position, at in enumerate(times):
            if known[position : position + 1] != (at,):
                yield Put(duel_shown, {"game_id": after.id, "player_id": player_id, "position": position, "at": at})


def _seating(before: Duel | None, after: Duel) -> list[Insert | Delete]:
    """What seats the players of a live duel and, at its end, frees them; refused where one sits in another."""
    players = sorted(player.id for player in after.players)
    if not after.is_live:
        return []
    if after.phase is Phase.ENDED:
        return [_freed(after.id)]
    if before is not None and sorted(player.id for player in before.players) == players:
        return []
    goes_on = select(duels.c.game_id).where(duels.c.game_id == duel_seats.c.game_id, duels.c.due_at.is_not(None))
    left_over = delete(duel_seats).where(duel_seats.c.player_id.in_(players), ~goes_on.exists())
    seats = insert(duel_seats).values([{"game_id": after.id, "player_id": player_id} for player_id in players])
    return [left_over, seats.on_conflict_do_nothing(index_elements=["game_id", "player_id"])]


def _freed(game_id: int) -> Delete:
    return delete(duel_seats).where(duel_seats.c.game_id == game_id)


def _one_of(people: Mapping[int, Player], player_id: int, at: datetime) -> Player:
    """A side of a duel. Between two steps of an erasure its rows can name somebody in different ways."""
    return people.get(player_id) or Player(player_id, NOBODY, at, active=False)


def _duel_row(duel: Duel) -> dict[str, Any]:
    return {
        "game_id": duel.id,
        "challenger_id": duel.challenger.id,
        "invited_id": duel.invited.id if duel.invited else None,
        "invited_name": duel.invited.name if duel.invited else None,
        "opponent_id": duel.opponent.id if duel.opponent else None,
        "topic": duel.settings.topic,
        "exam": duel.settings.exam,
        "questions": duel.settings.questions,
        "asked_for": duel.settings.asked_for,
        "pace": duel.settings.pace,
        "rated": int(duel.settings.rated),
        "stakes": duel.stakes,
        "seed": duel.seed,
        "phase": duel.phase,
        "due_at": duel.due_at,
        "active_at": duel.active_at,
        "position": duel.position,
        "ready": json.dumps(sorted(duel.ready)),
        "patient_until": duel.patient_until,
        "end_reason": duel.end,
        "forfeited_by": duel.forfeited_by,
        "newcomers": int(duel.newcomers),
    }
