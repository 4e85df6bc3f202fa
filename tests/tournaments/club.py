"""Tournaments on a real database, with those who look at them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from bot.duels.api import Duel, DuelService, Where
from bot.duels.ratings import RatingBook
from bot.duels.store import SqlDuelStore
from bot.kernel.asked import Player
from bot.kernel.ports import MessageKey
from bot.learners.store import SqlPreferences
from bot.packs import content
from bot.ratings.store import RatingReader
from bot.storage.database import open_database
from bot.storage.stores import SqlGameIds
from bot.storage.writer import Writer
from bot.tournaments.rules.model import Kind, Phase, Plan, Refusal, Tournament
from bot.tournaments.service import TournamentService
from bot.tournaments.store import SqlTournaments
from tests.duels.test_service import Screen
from tests.sources import offering
from tests.strategies import ADA, BEN, CAT, NOON, question

HERE, NEXT_DOOR, THERE = Where(70, 700), Where(70, 701), Where(71, 710)
GUS, DAN, EVE = (Player(number, name, NOON) for number, name in ((99, "Gus"), (4, "Dan"), (5, "Eve")))
RIGHT, WRONG = (0,), (1,)
SWISS, ARENA = Plan(questions=1), Plan(Kind.ARENA, questions=1)


@dataclass
class Room:
    """What the entrants would see in private."""

    begun_games: list[set[int]] = field(default_factory=list)
    moved: list[int] = field(default_factory=list)
    over: list[int] = field(default_factory=list)
    given: list[int] = field(default_factory=list)
    behind: list[int] = field(default_factory=list)

    def begun(self, tournament: Tournament, duel: Duel, at: datetime) -> None:
        assert (tournament.phase, at.tzinfo is not None) == (Phase.RUNNING, True)
        self.begun_games.append({player.id for player in duel.players})

    def moved_on(self, tournament: Tournament, player_ids: Iterable[int], at: datetime) -> None:
        assert tournament.id
        assert at.tzinfo
        self.moved.extend(player_ids)

    def given_back(self, tournament: Tournament, at: datetime) -> None:  # noqa: ARG002
        self.given.append(tournament.id)

    def left_behind(self, tournament: Tournament, at: datetime) -> None:  # noqa: ARG002
        self.behind.append(tournament.id)

    def misses(self, tournament_id: int, player_id: int, at: datetime) -> bool:  # noqa: ARG002
        return False

    def ended(self, tournament_id: int) -> None:
        self.over.append(tournament_id)


@dataclass
class Wall:
    """The cards that would be drawn, and which of them at once."""

    drawn: list[tuple[MessageKey, bool]] = field(default_factory=list)

    def redraw(self, key: MessageKey, *, urgent: bool) -> None:
        self.drawn.append((key, urgent))

    def refresh(self, key: MessageKey) -> None:
        raise AssertionError(key)

    def repost(self, key: MessageKey, at: datetime) -> None:
        raise AssertionError(key, at)


@dataclass
class Club:
    """The tournaments of a process on their rows; servers in `away` are not heard from."""

    duels: DuelService
    store: SqlTournaments
    room: Room = field(default_factory=Room)
    wall: Wall = field(default_factory=Wall)
    away: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.service = self.another()

    def another(self) -> TournamentService:
        """The same after a restart: memory says nothing."""

        def is_there(guild_id: int, _: int | None = None, /) -> bool:
            return guild_id not in self.away

        return TournamentService(self.store, self.duels, self.wall, self.room, is_there, is_there)

    async def announced(self, where: Where = HERE, plan: Plan = SWISS, *players: Player) -> Tournament:
        made = granted(await self.service.announce(where, GUS, plan, NOON))
        for player in players or (ADA, BEN, CAT, DAN):
            made = granted(await self.service.join(made.id, player, NOON))
        return made

    async def running(self, where: Where = HERE, plan: Plan = SWISS, *players: Player) -> Tournament:
        made = await self.announced(where, plan, *players)
        granted(await self.service.start(made.id, NOON))
        await self.service.tick(NOON)
        return await self.now(made)

    async def now(self, tournament: Tournament) -> Tournament:
        found = await self.service.find(tournament.id)
        assert found is not None
        return found

    async def open_duels(self, tournament: Tournament) -> list[Duel]:
        now = await self.now(tournament)
        found = [await self.service.duel_of(now, game) for game in now.open_games]
        duels = [await self.duels.find(one) for one in found if one is not None]
        return [duel for duel in duels if duel is not None]

    async def win(self, duel: Duel, at: datetime = NOON) -> None:
        """Have the first of the two be right, and the other wrong."""
        for player in duel.players:
            await self.duels.go_on(duel.id, player.id, at)
        for player, answer in zip(duel.players, (RIGHT, WRONG), strict=True):
            await self.duels.answer(duel.id, player.id, 0, answer, at)


def granted(outcome: Tournament | Refusal) -> Tournament:
    assert isinstance(outcome, Tournament), outcome
    return outcome


@asynccontextmanager
async def a_club(folder: Path) -> AsyncIterator[Club]:
    """With nine questions whose first option is right."""
    database = open_database(folder / "recall.sqlite3")
    writer = Writer(database.writing, lambda _: None)
    writer.start()
    ids, screen = SqlGameIds(database.reading), Screen()
    preferences = SqlPreferences(writer, database.reading)
    questions = offering(question(f"q{number}") for number in range(9))
    duels = SqlDuelStore(writer, database.reading, content, ids)
    book = RatingBook(RatingReader(database.reading))
    service = DuelService(duels, preferences, book, questions, screen, screen)
    try:
        yield Club(service, SqlTournaments(writer, database.reading, ids))
    finally:
        await writer.close()
        await database.close()
