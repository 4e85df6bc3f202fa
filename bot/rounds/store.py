"""Rounds as rows: which rows a change touches, and a round read back from its rows."""

import asyncio
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, Select, bindparam, delete, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.boards.api import asked_rows
from bot.kernel.asked import Asked, Player
from bot.kernel.chunks import in_parts
from bot.kernel.pace import Pace
from bot.kernel.ports import QuestionCodec
from bot.kernel.questions import Exam
from bot.kernel.scoring import Scoring
from bot.rounds import tables as round_tables
from bot.rounds.rules.lobby import hosted
from bot.rounds.rules.model import (
    EndReason,
    Forming,
    Joining,
    Part,
    Pause,
    PauseReason,
    Phase,
    Round,
    Settings,
    Speaking,
    Teams,
    Weight,
)
from bot.storage import tables
from bot.storage.changes import Change, Put
from bot.storage.games import (
    GAMES,
    GameReader,
    GameStore,
    card_rows,
    due_in,
    game_row,
    of_games,
    player_rows,
    players_of,
)
from bot.storage.share import of_our_games, of_our_servers
from bot.storage.stores import unmade
from bot.storage.tables import ALONE

READ_AT_ONCE = 500
"""So many games are read with one statement a table."""


_MILLISECOND = timedelta(milliseconds=1)
_NOBODY: frozenset[int] = frozenset()
"""One for all rounds: each would be a fifth of a kilobyte, twice in a round."""


def changed_rows(before: Round | None, after: Round, codec: QuestionCodec) -> Iterable[Change]:
    """The rows in which two states of one round differ; all of them where there was none before."""
    if before is None or before.ended_at != after.ended_at:
        yield Put(tables.games, game_row(after, "round"))
    yield Put(round_tables.rounds, _round_row(after))
    if before is None and after.part is not None:
        part = {"game_id": after.id, "part_of": after.part.night_id, "part": after.part.number}
        yield Put(round_tables.round_parts, part)
    for player in after.players.values():
        if before is None or before.players.get(player.id) is not player:
            yield from player_rows(after.id, after.guild_id, player)
    for player_id in after.removed - (before.removed if before else frozenset()):
        yield Put(round_tables.round_removals, {"game_id": after.id, "player_id": player_id})
    yield from _team_rows(before, after)
    for position, asked in enumerate(after.asked):
        earlier = before.asked[position] if before and position < len(before.asked) else None
        if earlier is not asked:
            counts = after.weight(position) is not Weight.NOT_AT_ALL
            yield from asked_rows(after.id, after.guild_id, position, earlier, asked, codec, counts=counts)


def _team_rows(before: Round | None, after: Round) -> Iterable[Put]:
    """Who has come into a team or changed it, and whose answers count in questions that came on the screen."""
    for player_id, team in after.members.items():
        if before is None or before.members.get(player_id) != team:
            row = {"game_id": after.id, "player_id": player_id, "team": team}
            yield Put(round_tables.round_members, row)
    for position, turns in after.expected.items():
        known = before.expected.get(position, {}) if before else {}
        for player_id, instead_of in turns.items():
            if player_id not in known or known[player_id] != instead_of:
                yield Put(
                    round_tables.round_turns,
                    {"game_id": after.id, "position": position, "player_id": player_id, "instead_of": instead_of},
                )


def _round_row(game: Round) -> dict[str, object]:
    pause, teams = game.pause, game.teams
    remaining = pause.remaining if pause else None
    return {
        "game_id": game.id,
        "channel_id": game.channel_id,
        "host_id": game.host_id,
        "topic": game.settings.topic,
        "exam": game.settings.exam,
        "questions": game.settings.questions,
        "asked_for": game.settings.asked_for,
        "pace": game.settings.pace,
        "scoring": game.settings.scoring,
        "seed": game.seed,
        "phase": _known_of_old(game.phase),
        "due_at": game.due_at,
        "active_at": game.active_at,
        "position": game.position,
        "ready": json.dumps(sorted(game.ready)),
        "silent": game.silent,
        "stage": _stage(game),
        "joining": game.joining,
        "weights": json.dumps(game.weights),
        "warm_up": int(game.warm_up),
        "teams": teams.number if teams else None,
        "forming": teams.forming if teams else None,
        "speaking": teams.speaking if teams else None,
        "talk_ms": teams.talk // _MILLISECOND if teams else None,
        "pause_reason": (PauseReason.HOST if _looks_up(pause) else pause.reason) if pause else None,
        "pause_since": pause.since if pause else None,
        "pause_resume_to": _known_of_old(pause.resume_to) if pause else None,
        "pause_remaining_ms": None if remaining is None else remaining // _MILLISECOND,
        "end_reason": game.end,
        "repeats": game.repeats,
    }


_LOOK_UP, _TALK = "look_up", "talk"
"""The stages that older programs do not know."""


def _stage(game: Round) -> str | None:
    if _looks_up(game.pause):
        return _LOOK_UP
    return _TALK if (game.pause.resume_to if game.pause else game.phase) is Phase.TALK else None


def _known_of_old(phase: Phase) -> Phase:
    return Phase.POSTING if phase is Phase.TALK else phase


def _phase(told: str, row: Row[tuple[object, ...]]) -> Phase:
    """The phase that a row means, be it one that older programs do not know."""
    talking = row.stage == _TALK and told == Phase.POSTING and row.due_at is not None
    return Phase.TALK if talking else Phase(told)


def _looks_up(pause: Pause | None) -> bool:
    return pause is not None and pause.reason is PauseReason.LOOK_UP


class RoundReader(GameReader):
    """Reads rounds back."""

    async def load(self, game_id: int) -> Round | None:
        """The round as its rows say, None where there is none."""
        return next(iter(await self.load_all([game_id])), None)

    async def load_all(self, games: Sequence[int]) -> list[Round]:
        """Those of these rounds that there are, read together: thousands after a restart as quickly as dozens."""
        found: list[Round] = []
        for some in in_parts(games, READ_AT_ONCE):
            found += await self._load(some)
        return found

    async def _load(self, games: Sequence[int]) -> list[Round]:
        async with self._reading.connect() as connection:
            rows = (await connection.execute(_ROUNDS, {GAMES: games})).all()
            people = await players_of(connection, games)
            asked = await self._asked_in(connection, games)
            removed, members, turns = [await _of(connection, beside, games) for beside in _BESIDE]
        read = [_round(row, people.get(row.game_id, {}), asked.get(row.game_id, ())) for row in rows]
        return [
            replace(
                game,
                removed=frozenset(row.player_id for row in removed.get(game.id, ())) or _NOBODY,
                members={row.player_id: row.team for row in members.get(game.id, ())},
                expected=_expected(game, turns.get(game.id, ())),
            )
            for game in read
        ]

    async def running(self) -> dict[int, tuple[int, int]]:
        """Channel → its round that is not over, and the round's server."""
        rounds, home = round_tables.rounds.c, tables.games.c.guild_id
        query = select(rounds.channel_id, rounds.game_id, home).join(tables.games).where(rounds.phase != Phase.ENDED)
        ours = of_our_servers(query, self._reading, home)
        return {row.channel_id: (row.game_id, row.guild_id) for row in await self._rows(ours)}

    async def parts(self, night_id: int) -> dict[int, int]:
        """Number → round, of the rounds that are a part of a night."""
        query = select(_PARTS.c.part, _PARTS.c.game_id).where(_PARTS.c.part_of == night_id)
        return {row.part: row.game_id for row in await self._rows(query)}

    async def of_night(self, night_id: int) -> dict[int, Round]:
        """Number → round, of the rounds that are a part of a night, in order and read together."""
        parts = await self.parts(night_id)
        games = {game.id: game for game in await self.load_all([*parts.values()])}
        return {number: games[parts[number]] for number in sorted(parts) if parts[number] in games}

    async def due(self, at: datetime) -> list[int]:
        """Games whose `due_at` has come, the longest due first."""
        return [
            row.game_id
            for row in await self._rows(of_our_games(_DUE, self._reading, round_tables.rounds.c.game_id), at=at)
        ]

    async def recent_questions(self, guild_id: int, since: datetime) -> dict[str, datetime]:
        """The questions that a guild has seen since then, and when last: of a round that ended early, up to its end."""
        last = func.max(tables.asked.c.opened_at).label("last")
        query = (
            select(tables.asked.c.question_id, last)
            .join(tables.games)
            .where(tables.games.c.guild_id == guild_id, tables.games.c.created_at >= since)
            .where(tables.asked.c.opened_at.is_not(None), tables.games.c.kind.not_in(ALONE))
            .group_by(tables.asked.c.question_id)
        )
        return {row.question_id: row.last for row in await self._rows(query)}


_DUE = due_in(round_tables.rounds)
_PARTS = round_tables.round_parts
_EARLIER, _PLAYED = _PARTS.alias("earlier"), round_tables.rounds.alias("played")
_PLAYED_BEFORE = (
    select(func.count())
    .select_from(_EARLIER.join(_PLAYED, _PLAYED.c.game_id == _EARLIER.c.game_id))
    .where(_EARLIER.c.part_of == _PARTS.c.part_of, _EARLIER.c.part < _PARTS.c.part, _PLAYED.c.position >= 0)
    .scalar_subquery()
)
_ROUNDS = (
    select(
        round_tables.rounds,
        *(tables.games.c[name] for name in ("guild_id", "created_at", "ended_at")),
        *(_PARTS.c.part_of, _PARTS.c.part, _PLAYED_BEFORE.label("played_before")),
    )
    .join(tables.games, tables.games.c.id == round_tables.rounds.c.game_id)
    .outerjoin(_PARTS, _PARTS.c.game_id == round_tables.rounds.c.game_id)
    .where(round_tables.rounds.c.game_id.in_(bindparam(GAMES, expanding=True)))
)


def _round(row: Row[tuple[object, ...]], players: Mapping[int, Player], asked: tuple[Asked, ...]) -> Round:
    read = Round(
        id=row.game_id,
        guild_id=row.guild_id,
        channel_id=row.channel_id,
        host_id=row.host_id,
        settings=Settings(
            row.topic,
            Exam(row.exam) if row.exam else None,
            row.questions,
            Pace(row.pace),
            Scoring(row.scoring),
            row.asked_for,
        ),
        seed=row.seed,
        created_at=row.created_at,
        active_at=row.active_at,
        phase=_phase(row.phase, row),
        due_at=row.due_at,
        position=row.position,
        players=players,
        asked=asked,
        ready=frozenset(json.loads(row.ready)) or _NOBODY,
        silent=row.silent,
        pause=_pause(row),
        end=EndReason(row.end_reason) if row.end_reason else None,
        ended_at=row.ended_at,
        repeats=row.repeats,
        joining=Joining(row.joining),
        weights={int(position): Weight(weight) for position, weight in json.loads(row.weights).items()},
        warm_up=bool(row.warm_up),
        teams=_teams(row),
        part=Part(row.part_of, row.part, row.part - 1 - row.played_before) if row.part_of is not None else None,
    )
    return hosted(read) if read.phase is not Phase.ENDED else read  # its host may have been erased meanwhile


def _teams(row: Row[tuple[object, ...]]) -> Teams | None:
    if row.teams is None:
        return None
    return Teams(row.teams, Forming(row.forming), Speaking(row.speaking), row.talk_ms * _MILLISECOND)


_CHOSEN = round_tables.round_removals, round_tables.round_members
_BESIDE = [of_games(table) for table in (*_CHOSEN, round_tables.round_turns)]


async def _of(connection: AsyncConnection, query: Select[Any], games: Sequence[int]) -> dict[int, list[Row[Any]]]:
    """Game → its rows."""
    found: dict[int, list[Row[Any]]] = {}
    for row in await connection.execute(query, {GAMES: games}):
        found.setdefault(row.game_id, []).append(row)
    return found


def _expected(game: Round, turns: Iterable[Row[Any]]) -> dict[int, dict[int, int | None]]:
    """Position → whose answer counts; a question that came on the screen while nobody was there has nobody."""
    shown = range(game.position + 1) if game.teams is not None else ()
    found: dict[int, dict[int, int | None]] = {
        position: {} for position in shown if game.asked[position].opened_at is not None
    }
    for row in turns:
        found.setdefault(row.position, {})[row.player_id] = row.instead_of
    return found


def _pause(row: Row[tuple[object, ...]]) -> Pause | None:
    if row.pause_reason is None:
        return None
    remaining = row.pause_remaining_ms
    return Pause(
        reason=PauseReason.LOOK_UP if row.stage == _LOOK_UP else PauseReason(row.pause_reason),
        since=row.pause_since,
        resume_to=_phase(row.pause_resume_to, row),
        remaining=None if remaining is None else remaining * _MILLISECOND,
    )


class SqlRoundStore(RoundReader, GameStore):
    """The rounds' rows."""

    def save(self, before: Round | None, after: Round, cards: Iterable[str]) -> asyncio.Future[None]:
        """Queue the rows in which the two differ, and a message for each new card."""
        new = card_rows(after.id, after.channel_id, after.active_at, cards)
        return self._writer.queue(after.id, [*changed_rows(before, after, self._codec), *new])

    def discard(self, game_id: int) -> asyncio.Future[None]:
        """Queue that a lobby never was, with all that was chosen in it."""
        beside = [delete(table).where(table.c.game_id == game_id) for table in (_PARTS, *_CHOSEN)]
        return self._writer.queue(game_id, [], *beside, *unmade(game_id, round_tables.rounds))
