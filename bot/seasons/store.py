"""Seasons as rows, and the games of a week read for them: by their keys and indexes, summed by the database."""

import asyncio
import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, case, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.daily.api import is_in_time
from bot.daily.api import tables as daily_tables
from bot.duels.api import End
from bot.duels.api import tables as duel_tables
from bot.kernel.chunks import in_parts
from bot.kernel.scoring import Scoring, is_timed
from bot.learners.api import HIDDEN
from bot.rounds.api import Speaking, Weight
from bot.rounds.api import tables as round_tables
from bot.seasons.rules.model import Seasons
from bot.seasons.rules.points import LEAST_ANSWERS, Game, Kind, Part
from bot.seasons.rules.roster import Choice, Person
from bot.seasons.tables import season_choices, seasons
from bot.storage import tables
from bot.storage.changes import Put
from bot.storage.games import RowReader
from bot.storage.writer import Writer

OPEN_FOR_AT_MOST = timedelta(days=35)
"""What was posted or begun longer before a week is not looked for, but for dailies.

One stays open until the next, over however long a break, and meanwhile the one before it can be made up.
"""

AT_ONCE = 500
"""Of so many games or people is read in one statement."""

_KINDS = {"daily": Kind.DAILY, "round": Kind.QUIZ, "duel": Kind.DUEL}
"""The kinds of games that count, as they are stored."""

_dailies = daily_tables.daily_posts
_rounds, _parts, _duels = round_tables.rounds, round_tables.round_parts, duel_tables.duels
_games, _nights, _answers, _players = tables.games, tables.games.alias("night"), tables.answers, tables.players


class SqlSeasons(RowReader):
    """A row a server, one for each change of somebody's mind, and what the games have."""

    def __init__(self, writer: Writer, reading: AsyncEngine) -> None:
        super().__init__(reading)
        self._writer = writer

    async def of(self, guild_id: int) -> Seasons | None:
        """A server's seasons; None where there never were any."""
        found = await self._rows(select(seasons).where(seasons.c.guild_id == guild_id))
        return next(map(_seasons, found), None)

    def put(self, made: Seasons) -> asyncio.Future[None]:
        """Queue the row."""
        row = {
            "guild_id": made.guild_id,
            "first_date": made.first.isoformat(),
            "zone": made.zone,
            "organizer_id": made.organizer_id,
            "stopped_at": made.stopped_at,
        }
        return self._writer.queue(("season", made.guild_id), [Put(seasons, row)])

    def stop(self, guild_id: int, at: datetime) -> asyncio.Future[None]:
        """Queue that they end; whose they are stays as it is in that moment."""
        ended = update(seasons).where(seasons.c.guild_id == guild_id).values(stopped_at=at)
        return self._writer.queue(("season", guild_id), [], ended)

    def choose(self, guild_id: int, choice: Choice) -> asyncio.Future[None]:
        """Queue the row of that week."""
        row = {"guild_id": guild_id, "player_id": choice.player_id, "week": choice.week.isoformat()}
        return self._writer.queue(("season", guild_id), [Put(season_choices, {**row, "playing": int(choice.playing)})])

    async def choices(self, guild_id: int) -> list[Choice]:
        """What a server's people wished, the earliest first."""
        query = select(season_choices).where(season_choices.c.guild_id == guild_id).order_by(season_choices.c.week)
        rows = await self._rows(query)
        return [Choice(row.player_id, date.fromisoformat(row.week), bool(row.playing)) for row in rows]

    async def people(self, guild_id: int, wanted: Collection[int]) -> dict[int, Person]:
        """Those of these people whom a server has a name for."""
        names, found = tables.names.c, dict[int, Person]()
        hidden = names.player_id.in_(HIDDEN).label("hidden")
        query = select(names.player_id, names.name, names.left_at, hidden).where(names.guild_id == guild_id)
        for some in _chunks(wanted):
            for row in await self._rows(query.where(names.player_id.in_(some))):
                found[row.player_id] = Person(row.name, row.left_at, bool(row.hidden))
        return found

    async def games(self, guild_id: int, since: datetime, before: datetime) -> list[Game]:
        """What was open in a stretch of time, or played in it."""
        lately, earlier = _games.c.created_at >= since - OPEN_FOR_AT_MOST, await self._rows(_earlier(guild_id, since))
        found = await self._rows(_played(guild_id, since, before, lately))
        if earlier:
            over_a_break = _games.c.id.in_([row.game_id for row in earlier])
            found += await self._rows(_played(guild_id, since, before, over_a_break))
        rows = {row.id: row for row in found}
        sums = await self._sums(rows)
        weighed = {game_id for game_id, row in rows.items() if row.weights not in (None, "{}")}
        await self._weigh({game_id: rows[game_id] for game_id in weighed}, sums)
        questions = await self._questions([game_id for game_id, row in rows.items() if row.kind == "daily"])
        rounds = [game_id for game_id, row in rows.items() if row.kind == "round"]
        removed, clockless = await self._removed(rounds), await self._clockless(rounds)
        made = [
            _game(row, sums[game_id], questions.get(game_id, 0), removed[game_id], clockless[game_id])
            for game_id, row in rows.items()
        ]
        return [*_nights_of(rows, made), *(game for game in made if rows[game.id].part_of is None)]

    async def _sums(self, games: Collection[int]) -> "defaultdict[int, dict[int, _Sum]]":
        found: defaultdict[int, dict[int, _Sum]] = defaultdict(dict)
        for some in _chunks(games):
            for row in await self._rows(_SUMS.where(_answers.c.game_id.in_(some))):
                figures = (int(one) for one in (row.points, row.right_ones, row.right_ms))
                found[row.game_id][row.player_id] = _Sum(int(row.given), row.began_at, row.at, *figures)
        return found

    async def _weigh(self, rows: Mapping[int, Row[Any]], sums: Mapping[int, dict[int, "_Sum"]]) -> None:
        """Sum the answers to questions that count half, twice or not at all as the quiz did."""
        weights = {game_id: json.loads(row.weights) for game_id, row in rows.items()}
        points: defaultdict[tuple[int, int], list[int]] = defaultdict(lambda: [0, 0, 0, 0])
        for some in _chunks(rows):
            for row in await self._rows(_WEIGHED.where(_answers.c.game_id.in_(some))):
                weight = Weight(weights[row.game_id].get(str(row.position), Weight.ONCE))
                total = points[row.game_id, row.player_id]
                total[3] += row.counts
                if weight is not Weight.NOT_AT_ALL:
                    total[0] += weight.of(row.points)
                    total[1] += row.correct
                    total[2] += row.elapsed_ms * row.correct
        for (game_id, player_id), (got, right, right_ms, given) in points.items():
            known = sums[game_id].get(player_id)
            if known is None:
                continue  # their first answer came in since the sums were read
            sums[game_id][player_id] = replace(known, given=given, points=got, right=right, right_ms=right_ms)

    async def _questions(self, dailies: Collection[int]) -> dict[int, int]:
        asked, found = tables.asked.c.game_id, dict[int, int]()
        query = select(asked, func.count().label("number")).group_by(asked)
        for some in _chunks(dailies):
            found |= {row.game_id: row.number for row in await self._rows(query.where(asked.in_(some)))}
        return found

    async def _removed(self, rounds: Collection[int]) -> defaultdict[int, set[int]]:
        removals, found = round_tables.round_removals, defaultdict[int, set[int]](set)
        for some in _chunks(rounds):
            for row in await self._rows(select(removals).where(removals.c.game_id.in_(some))):
                found[row.game_id].add(row.player_id)
        return found

    async def _clockless(self, rounds: Collection[int]) -> defaultdict[int, set[int]]:
        """The questions of each, by position, that were asked without a clock."""
        asked, found = tables.asked.c, defaultdict[int, set[int]](set)
        query = select(asked.game_id, asked.position).where(asked.closed_at.is_not(None), asked.deadline.is_(None))
        for some in _chunks(rounds):
            for row in await self._rows(query.where(asked.game_id.in_(some))):
                found[row.game_id].add(row.position)
        return found


@dataclass(frozen=True, slots=True)
class _Sum:
    """Somebody's answers in a game. `began_at`: when they joined it, None where that is not known."""

    given: int
    began_at: datetime | None
    at: datetime
    points: int
    right: int
    right_ms: int


_WEIGHED = select(_answers, tables.asked.c.counts).join(
    tables.asked, and_(tables.asked.c.game_id == _answers.c.game_id, tables.asked.c.position == _answers.c.position)
)
"""Answers, and whether their question counts for having played: those to warm-ups did, until that was kept."""

_AS_PLAYER = and_(_players.c.game_id == _answers.c.game_id, _players.c.player_id == _answers.c.player_id)
_SUMS = (
    select(
        _answers.c.game_id,
        _answers.c.player_id,
        func.count().label("given"),
        func.min(_players.c.joined_at).label("began_at"),
        func.max(_answers.c.at).label("at"),
        func.sum(_answers.c.points).label("points"),
        func.sum(_answers.c.correct).label("right_ones"),
        func.sum(case((_answers.c.correct == 1, _answers.c.elapsed_ms), else_=0)).label("right_ms"),
    )
    .outerjoin_from(_answers, _players, _AS_PLAYER)
    .group_by(_answers.c.game_id, _answers.c.player_id)
)


def _earlier(guild_id: int, since: datetime) -> Select[tuple[int]]:
    """The last two dailies that were posted too long before for `_played` to look at all that was begun since."""
    return (
        select(_dailies.c.game_id)
        .join(_games, _games.c.id == _dailies.c.game_id)
        .where(_dailies.c.guild_id == guild_id, _dailies.c.number.is_not(None))
        .where(_games.c.created_at < since - OPEN_FOR_AT_MOST)
        .order_by(_dailies.c.number.desc())
        .limit(2)
    )


def _played(guild_id: int, since: datetime, before: datetime, which: ColumnElement[bool]) -> Select[Any]:
    """Which games were open in a stretch of time; the rounds of a night for as long as the night is.

    A daily can be finished after it has closed: the post before the last is made up, and whoever has begun may go on.
    """
    still_open = or_(_games.c.ended_at.is_(None), _games.c.ended_at >= since)
    of_night = and_(_parts.c.part_of.is_not(None), or_(_nights.c.ended_at.is_(None), _nights.c.ended_at >= since))
    late = and_(_games.c.kind == "daily", exists().where(_answers.c.game_id == _games.c.id, _answers.c.at >= since))
    return (
        select(_games.c.id, _games.c.kind, _games.c.ended_at)
        .add_columns(_rounds.c.questions, _rounds.c.scoring, _rounds.c.weights, _rounds.c.speaking)
        .add_columns(_parts.c.part_of, _nights.c.ended_at.label("night_ended_at"))
        .add_columns(_duels.c.questions.label("duel_questions"), _duels.c.end_reason, _duels.c.forfeited_by)
        .add_columns(_dailies.c.given_back_ms)
        .outerjoin_from(_games, _rounds, _rounds.c.game_id == _games.c.id)
        .outerjoin(_parts, _parts.c.game_id == _games.c.id)
        .outerjoin(_nights, _nights.c.id == _parts.c.part_of)
        .outerjoin(_duels, _duels.c.game_id == _games.c.id)
        .outerjoin(_dailies, _dailies.c.game_id == _games.c.id)
        .where(_games.c.guild_id == guild_id, _games.c.kind.in_(_KINDS))
        .where(which, _games.c.created_at < before)
        .where(or_(still_open, of_night, late))
    )


def _game(
    row: Row[Any], sums: Mapping[int, _Sum], questions: int, removed: Collection[int], clockless: Collection[int]
) -> Game:
    kind = _KINDS[row.kind]
    enough = {
        Kind.DAILY: questions,
        Kind.QUIZ: 1 if row.speaking == Speaking.IN_TURN else min(LEAST_ANSWERS, row.questions or 0),
        Kind.DUEL: min(LEAST_ANSWERS, row.duel_questions or 0),
    }[kind]
    closed_at = row.ended_at if kind is Kind.DAILY else None
    given_back = timedelta(milliseconds=row.given_back_ms or 0)
    parts = [
        Part(
            player_id,
            one.at,
            one.points,
            one.right,
            one.right_ms,
            played=one.given >= enough,
            late=not is_in_time(one.began_at, closed_at, one.at, given_back),
        )
        for player_id, one in sums.items()
        if player_id not in removed
    ]
    undecided = kind is Kind.DUEL and row.end_reason not in (End.FINISHED, End.FORFEIT)
    return Game(
        row.id,
        kind,
        tuple(parts),
        None if undecided else row.ended_at,
        timed=kind is Kind.DUEL or (kind is Kind.QUIZ and _is_timed(row, clockless)),
        forfeited_by=row.forfeited_by,
    )


def _is_timed(row: Row[Any], clockless: Collection[int]) -> bool:
    """As in the quiz itself: whether every question that counts had a clock, whatever pace its host chose last."""
    weights = json.loads(row.weights or "{}")
    untimed = any(weights.get(str(position)) != Weight.NOT_AT_ALL for position in clockless)
    return is_timed(Scoring(row.scoring), clock=not untimed)


def _nights_of(rows: Mapping[int, Row[Any]], games: Iterable[Game]) -> Iterator[Game]:
    """The rounds of each night as one game: whoever played one of them played it, and places go by all of them."""
    nights: defaultdict[int, list[Game]] = defaultdict(list)
    for game in games:
        if (night_id := rows[game.id].part_of) is not None:
            nights[night_id].append(game)
    for night_id, rounds in nights.items():
        theirs: defaultdict[int, list[Part]] = defaultdict(list)
        for game in rounds:
            for part in game.parts:
                theirs[part.player_id].append(part)
        ended_at = rows[rounds[0].id].night_ended_at
        parts = tuple(_together(one) for one in theirs.values())
        yield Game(night_id, Kind.NIGHT, parts, ended_at, timed=all(game.timed for game in rounds))


def _together(parts: Sequence[Part]) -> Part:
    return Part(
        parts[0].player_id,
        max(part.at for part in parts),
        sum(part.points for part in parts),
        sum(part.right for part in parts),
        sum(part.right_ms for part in parts),
        any(part.played for part in parts),
    )


def _chunks(wanted: Collection[int]) -> Iterator[list[int]]:
    return in_parts(sorted(wanted), AT_ONCE)


def _seasons(row: Row[Any]) -> Seasons:
    return Seasons(row.guild_id, date.fromisoformat(row.first_date), row.zone, row.organizer_id, row.stopped_at)
