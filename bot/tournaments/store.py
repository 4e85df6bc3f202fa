"""Tournaments as rows: which rows a change touches, and a tournament read back from its rows."""

import asyncio
from collections.abc import Iterable
from datetime import datetime
from itertools import zip_longest
from typing import Any

from sqlalchemy import Insert, Row, literal, literal_column, select

from bot.duels.api import DuelPace
from bot.kernel.asked import Player
from bot.kernel.people import is_erased
from bot.kernel.questions import Exam
from bot.kernel.venues import TOURNAMENT
from bot.storage import tables
from bot.storage.changes import Put, upsert
from bot.storage.games import GatheringStore, card_rows, due_in, game_row
from bot.storage.inserting import insert
from bot.storage.share import of_our_games
from bot.tournaments.rules.cards import LEFT, left
from bot.tournaments.rules.model import End, Entrant, Game, Kind, Out, Outcome, Pause, Phase, Plan, Tournament
from bot.tournaments.tables import tournament_entrants, tournament_games, tournaments

_NOT_ENDED = tournaments.c.phase != literal_column("'ended'")
"""The condition of the index `tournaments_running`, which is only recognized when it is spelled out alike."""


class SqlTournaments(GatheringStore):
    """The tournaments' rows."""

    def save(self, before: Tournament | None, after: Tournament, cards: Iterable[str]) -> asyncio.Future[None]:
        """Queue the rows in which the two differ, and a message for each new card.

        What stands in a channel that it leaves, and is posted anew, has a row that tells where it has gone.
        """
        at = after.ended_at or (after.games[-1].made_at if after.games else after.created_at)
        posts = card_rows(after.id, after.channel_id, at, cards)
        if before is None or before.channel_id == after.channel_id:
            return self._writer.queue(after.id, [*_changed(before, after), *posts])
        anew = [upsert(post.table).values(post.values) for post in posts]
        return self._writer.queue(
            after.id, _changed(before, after), *(_left_there(before, post) for post in posts), *anew
        )

    async def load(self, game_id: int) -> Tournament | None:
        """The tournament as its rows say, None where there is none."""
        found = await self._rows(_TOURNAMENT.where(tournaments.c.game_id == game_id))
        if not found:
            return None
        entrants, games = tournament_entrants, tournament_games
        joined = select(entrants).where(entrants.c.game_id == game_id)
        played = select(games).where(games.c.game_id == game_id).order_by(games.c.number)
        return _tournament(
            found[0],
            tuple(map(_entrant, await self._rows(joined.order_by(entrants.c.joined_at, entrants.c.player_id)))),
            tuple(map(_game, await self._rows(played))),
        )

    async def due(self, at: datetime) -> list[int]:
        """Tournaments whose `due_at` has come, the longest due first."""
        return [
            row.game_id for row in await self._rows(of_our_games(_DUE, self._reading, tournaments.c.game_id), at=at)
        ]

    async def running(self) -> dict[int, int]:
        """Every tournament that is not over, also one that can still be signed up for, and its server."""
        return await self._servers(tournaments, _NOT_ENDED)

    async def in_channel(self, channel_id: int) -> int | None:
        """The latest tournament whose cards are posted in a channel, None where there was none."""
        columns = tournaments.c
        of_channel = select(columns.game_id).where(columns.channel_id == channel_id)
        latest = of_channel.order_by(columns.game_id.desc()).limit(1)
        found = await self._rows(latest.where(_NOT_ENDED)) or await self._rows(latest)
        return found[0].game_id if found else None

    async def channel_of(self, game_id: int, card: str) -> int | None:
        """Where one of its cards is posted; None where there is no such card."""
        columns = tables.messages.c
        found = await self._rows(select(columns.channel_id).where(columns.game_id == game_id, columns.card == card))
        return found[0].channel_id if found else None

    async def left_cards(self, game_id: int) -> list[str]:
        """Its cards in the channels that it has left."""
        columns = tables.messages.c
        there = select(columns.card).where(columns.game_id == game_id, columns.card.startswith(LEFT))
        return [row.card for row in await self._rows(there)]

    async def paused_of(self, guild_id: int, organizer_id: int | None) -> list[int]:
        """The paused tournaments of somebody's, or all of a server, the latest first."""
        columns = tournaments.c
        here = select(columns.game_id).join(tables.games).where(tables.games.c.guild_id == guild_id)
        paused = here.where(_NOT_ENDED, columns.pause.is_not(None)).order_by(columns.game_id.desc())
        theirs = paused if organizer_id is None else paused.where(columns.organizer_id == organizer_id)
        return [row.game_id for row in await self._rows(theirs)]

    async def untold(self, guild_id: int, organizer_id: int) -> list[int]:
        """The tournaments of somebody's who is yet to hear what is in their way, the longest first."""
        columns = tournaments.c
        here = select(columns.game_id).join(tables.games).where(tables.games.c.guild_id == guild_id)
        theirs = here.where(_NOT_ENDED, columns.told == 0, columns.organizer_id == organizer_id)
        return [row.game_id for row in await self._rows(theirs.order_by(columns.game_id))]


_DUE = due_in(tournaments)
_TOURNAMENT = select(tournaments, *(tables.games.c[name] for name in ("guild_id", "created_at", "ended_at"))).join(
    tables.games
)


def _left_there(before: Tournament, post: Put) -> Insert:
    """The message that stood for one that is posted anew elsewhere; nothing where none stands."""
    columns = tables.messages.c
    kept = [columns.game_id, columns.channel_id, columns.created_at, columns.message_id, columns.posted_at]
    there = select(literal(left(before.channel_id)), literal(0), *kept).where(
        columns.game_id == before.id, columns.card == post.values["card"], columns.message_id.is_not(None)
    )
    gone = insert(tables.messages).from_select(["card", "settled", *(column.name for column in kept)], there)
    latest = {name: gone.excluded[name] for name in ("message_id", "created_at", "posted_at", "settled")}
    return gone.on_conflict_do_update(index_elements=["game_id", "card"], set_=latest)


def _changed(before: Tournament | None, after: Tournament) -> Iterable[Put]:
    if before is None or (before.ended_at, before.channel_id) != (after.ended_at, after.channel_id):
        yield Put(tables.games, game_row(after, TOURNAMENT))
    yield Put(tournaments, _row(after))
    for entrant, was in zip_longest(after.entrants, before.entrants if before else ()):
        if entrant is not was and entrant is not None:
            yield Put(tournament_entrants, _entrant_row(after.id, entrant))
    for game, earlier in zip_longest(after.games, before.games if before else ()):
        if game is not earlier and game is not None:
            yield Put(tournament_games, _game_row(after.id, game))


def _row(tournament: Tournament) -> dict[str, object]:
    plan = tournament.plan
    return {
        "game_id": tournament.id,
        "channel_id": tournament.channel_id,
        "organizer_id": tournament.organizer_id,
        "kind": plan.kind,
        "pace": plan.pace,
        "rounds": plan.rounds,
        "minutes": plan.minutes,
        "days": plan.days,
        "questions": plan.questions,
        "topic": plan.topic,
        "exam": plan.exam,
        "rated": int(plan.rated),
        "starts_at": plan.starts_at,
        "phase": tournament.phase,
        "due_at": tournament.due_at,
        "started_at": tournament.started_at,
        "ends_at": tournament.ends_at,
        "end_reason": tournament.end,
        "pause": tournament.pause,
        "paused_at": tournament.paused_at,
        "told": int(tournament.told),
        "round": tournament.round,
    }


def _entrant_row(game_id: int, entrant: Entrant) -> dict[str, object]:
    return {
        "game_id": game_id,
        "player_id": entrant.id,
        "name": entrant.player.name,
        "joined_at": entrant.player.joined_at,
        "rating": entrant.rating,
        "since": entrant.since,
        "out": entrant.out,
        "waiting_since": entrant.waiting_since,
    }


def _game_row(game_id: int, game: Game) -> dict[str, object]:
    return {
        "game_id": game_id,
        "number": game.number,
        "round": game.round,
        "first_id": game.first,
        "second_id": game.second,
        "made_at": game.made_at,
        "outcome": game.outcome,
        "forfeit": int(game.forfeit),
        "ended_at": game.ended_at,
    }


def _tournament(row: Row[Any], entrants: tuple[Entrant, ...], games: tuple[Game, ...]) -> Tournament:
    plan = Plan(
        kind=Kind(row.kind),
        pace=DuelPace(row.pace),
        rounds=row.rounds,
        minutes=row.minutes,
        days=row.days,
        questions=row.questions,
        topic=row.topic,
        rated=bool(row.rated),
        starts_at=row.starts_at,
        exam=Exam(row.exam) if row.exam else None,
    )
    return Tournament(
        id=row.game_id,
        guild_id=row.guild_id,
        channel_id=row.channel_id,
        organizer_id=row.organizer_id,
        plan=plan,
        created_at=row.created_at,
        phase=Phase(row.phase),
        due_at=row.due_at,
        started_at=row.started_at,
        ends_at=row.ends_at,
        ended_at=row.ended_at,
        end=End(row.end_reason) if row.end_reason else None,
        pause=Pause(row.pause) if row.pause else None,
        paused_at=row.paused_at,
        told=bool(row.told),
        round=row.round,
        entrants=entrants,
        games=games,
    )


def _entrant(row: Row[Any]) -> Entrant:
    player = Player(row.player_id, row.name, row.joined_at, active=not is_erased(row.player_id))
    return Entrant(player, row.rating, row.since, Out(row.out) if row.out else None, row.waiting_since)


def _game(row: Row[Any]) -> Game:
    outcome = Outcome(row.outcome) if row.outcome else None
    return Game(
        row.number, row.round, row.first_id, row.second_id, row.made_at, outcome, bool(row.forfeit), row.ended_at
    )
