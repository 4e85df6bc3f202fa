"""Games that begin in the same instant leave each other's questions out, as those that begin one after the other do."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from itertools import count
from pathlib import Path
from typing import Any, cast
from unittest.mock import Mock

import pytest

from bot.duels.ratings import RatingBook
from bot.duels.rules.model import Duel, DuelSettings, Where
from bot.duels.rules.offer import Part
from bot.duels.service import DuelService
from bot.duels.store import SqlDuelStore
from bot.exams.ports import Desk as ExamDesk
from bot.exams.rooms import RoomService
from bot.exams.rooms_store import SqlRooms
from bot.exams.rules.room import Room
from bot.exams.service import ExamService
from bot.exams.store import SqlSittings
from bot.kernel.asked import Asked, Player
from bot.kernel.background import Background
from bot.kernel.turns import Turns
from bot.learners.store import SqlPreferences
from bot.packs import content
from bot.ratings.store import RatingReader
from bot.rounds.rules.model import Round, Settings
from bot.rounds.service import RoundService
from tests.duels.test_service import Screen
from tests.exams.makers import AIF, bank
from tests.fakes import FakeAudience, FakeOutbox
from tests.studying import ADA, BEN, GUILD, NOW, Desk, desk, question

HOST, GUEST = Player(ADA, "Ada", NOW), Player(BEN, "Ben", NOW)
HERE = Where(GUILD, 5)


class SeenTurns(Turns):
    """Knows whether somebody waits for a turn."""

    def __init__(self) -> None:
        super().__init__()
        self.waited_for = asyncio.Event()

    def of(self, whose: Any) -> asyncio.Lock:
        turn = super().of(whose)
        if turn.locked():
            self.waited_for.set()
        return turn


class Quiz:
    """A lobby whose host is about to press **Start**."""

    def __init__(self, table: Desk) -> None:
        self.drawing = SeenTurns()
        self._rounds = RoundService(
            table.rounds, table.sources, FakeOutbox(), FakeAudience(), Background(), drawing=self.drawing
        )
        self._lobby: Round | None = None
        self._begun: asyncio.Task[Any] | None = None

    async def open(self, seed: int) -> None:
        settings = Settings(questions=4)
        lobby = await self._rounds.start(
            guild_id=GUILD, channel_id=seed, host=HOST, settings=settings, seed=seed, at=NOW
        )
        assert isinstance(lobby, Round)
        self._lobby = lobby

    def begins_beside(self, store: object, reading: str, monkeypatch: pytest.MonkeyPatch, *, last: int = 1) -> None:
        """Once another game has read for the `last` time what is asked, the host presses: it gets as far as it can."""
        read, times = getattr(store, reading), count(1)

        async def and_then(*what: Any) -> Any:
            found = await read(*what)
            if next(times) == last:
                assert self._lobby is not None
                self._begun = asyncio.create_task(self._rounds.begin(self._lobby.id, ADA, NOW, may_manage=False))
                waits = asyncio.create_task(self.drawing.waited_for.wait())
                await asyncio.wait({self._begun, waits}, return_when=asyncio.FIRST_COMPLETED)
                waits.cancel()
            return found

        monkeypatch.setattr(store, reading, and_then)

    async def asks(self) -> set[str]:
        assert self._begun is not None
        begun = await self._begun
        assert isinstance(begun, Round), begun
        return names(begun.asked)


def names(asked: tuple[Asked, ...]) -> set[str]:
    return {one.question.id for one in asked}


@pytest.mark.parametrize("of_a_tournament", [False, True], ids=["a challenge", "a tournament's game"])
async def test_a_quiz_asks_nothing_that_a_duel_is_about_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, of_a_tournament: bool
) -> None:
    """It shows everybody its keys, while two are still asked the same."""
    async with desk(tmp_path, [question(f"q{number}") for number in range(8)]) as table:
        quiz, parts = Quiz(table), (table.writer, table.database.reading)
        await quiz.open(seed=1)
        store, screen = SqlDuelStore(*parts, content, table.ids), Screen()
        ratings = RatingBook(RatingReader(table.database.reading))
        preferences = SqlPreferences(*parts)
        duels = DuelService(store, preferences, ratings, table.sources, screen, screen, drawing=quiz.drawing)
        settings = DuelSettings(questions=4)
        if of_a_tournament:
            quiz.begins_beside(store, "being_asked", monkeypatch)
            async with duels.drawing.of(GUILD):
                duel = await duels.pair(HERE, (HOST, GUEST), settings, Part(1, 1, NOW), 1, NOW)
        else:
            offered = await duels.challenge(HERE, HOST, GUEST, settings, 1, NOW)
            assert isinstance(offered, Duel)
            quiz.begins_beside(store, "asked_besides_duels", monkeypatch)
            duel = await duels.accept(offered.id, GUEST, NOW)
        assert isinstance(duel, Duel), duel
        asked = await quiz.asks()
        assert len(asked) == len(names(duel.asked)) == 4
        assert not asked & names(duel.asked)


@pytest.mark.parametrize("in_a_group", [False, True], ids=["alone", "in a group"])
async def test_a_quiz_asks_nothing_that_a_mock_is_about_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, in_a_group: bool
) -> None:
    """Whoever sits it would read the keys there while the clock runs."""
    async with desk(tmp_path, bank(spare=4)) as table:
        quiz = Quiz(table)
        await quiz.open(seed=1)
        parts = table.writer, table.database.reading, content, table.ids
        store, exam = SqlSittings(*parts), AIF.exam
        exams = ExamService(store, table.sources, {exam: AIF}, FakeOutbox(), lambda: NOW, drawing=quiz.drawing)
        sit = await a_mock(exams, SqlRooms(*parts), in_a_group=in_a_group)
        quiz.begins_beside(store, "being_asked", monkeypatch, last=2)
        await sit()
        [number] = (await store.running()).values()
        paper = await store.load(number)
        assert paper is not None
        asked = await quiz.asks()
        assert len(asked) == 4
        assert not asked & names(paper.asked)


async def a_mock(exams: ExamService, groups: SqlRooms, *, in_a_group: bool) -> Callable[[], Awaitable[object]]:
    """A mock that Ben is about to begin."""
    exam = AIF.exam
    if not in_a_group:
        return lambda: exams.start(
            player_id=BEN, guild_id=GUILD, channel_id=5, exam=exam, extra_time=False, seed=1, at=NOW
        )
    rooms = RoomService(groups, exams, cast("ExamDesk", Mock()), FakeOutbox(), Background())
    room = await rooms.gather(guild_id=GUILD, channel_id=5, host=GUEST, exam=exam, seed=1, at=NOW)
    assert isinstance(room, Room)
    return lambda: rooms.begin(room.id, BEN, NOW, may_manage=False)
