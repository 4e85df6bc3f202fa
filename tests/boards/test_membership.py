"""Who has left a server stands on none of its boards, as soon as a look at one has shown that they are gone."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.boards.membership import AGAIN, MOST_REMEMBERED, Membership
from bot.boards.recount import recount
from bot.boards.rules.boards import ALL_TIME, Board, Metric
from bot.boards.service import BoardService
from bot.boards.store import BoardReader, SqlMembership
from bot.daily.streaks import StreakReader
from bot.kernel.background import Background
from bot.learners.store import SqlPreferences
from bot.ratings.store import RatingReader
from tests.studying import ADA, BEN, GUILD, NOW, RIGHT, Desk, desk, question

ELSEWHERE = GUILD + 1


@dataclass
class Server:
    """Discord's side: who is no member of which server; None of whom it says nothing."""

    gone: set[tuple[int, int]] = field(default_factory=set)
    silent: bool = False
    asked: list[tuple[int, int]] = field(default_factory=list)

    async def is_member(self, guild_id: int, person_id: int) -> bool | None:
        self.asked.append((guild_id, person_id))
        return None if self.silent else (guild_id, person_id) not in self.gone


@dataclass
class Hall:
    """The boards, and Discord behind them."""

    table: Desk
    server: Server = field(default_factory=Server)
    background: Background = field(default_factory=Background)

    def __post_init__(self) -> None:
        reading = self.table.database.reading
        membership = Membership(self.server.is_member, SqlMembership(self.table.writer), self.background)
        readers = BoardReader(reading), RatingReader(reading), StreakReader(reading)
        self.boards = BoardService(*readers, SqlPreferences(self.table.writer, reading), membership)

    async def shown(
        self, guild: int = GUILD, at: datetime = NOW, by: int = ADA, metric: Metric = Metric.POINTS
    ) -> set[int]:
        view = await self.boards.view(Board(guild, metric, ALL_TIME), 0, by, at)
        await self.background.drain()
        return {line.score.player_id for line in view.page.lines}


@pytest.fixture
async def hall(tmp_path: Path) -> AsyncIterator[Hall]:
    """Ada and Ben have played on two servers."""
    async with desk(tmp_path, [question("m0")]) as table:
        for guild in (GUILD, ELSEWHERE):
            for player in (ADA, BEN):
                await table.played({"m0": RIGHT}, player=player, guild=guild)
        yield Hall(table)


async def test_who_has_left_is_gone_from_the_next_look_on(hall: Hall) -> None:
    """On that server alone, and with the places of the others as if they had never been there."""
    hall.server.gone = {(GUILD, BEN)}
    assert await hall.shown() == {ADA, BEN}
    assert await hall.shown() == {ADA}
    assert await hall.shown(ELSEWHERE) == {ADA, BEN}
    assert await hall.shown(ELSEWHERE) == {ADA, BEN}
    view = await hall.boards.view(Board(GUILD, Metric.POINTS, ALL_TIME), 0, ADA, NOW)
    assert view.own is not None
    assert (view.own.line.place, view.own.ahead, view.page.pages) == (1, None, 1)
    assert recount(hall.table.database.place) == []


async def test_who_is_back_is_shown_again_once_they_do_something(hall: Hall) -> None:
    """A look at the board is enough, and so is an answer; what they had counts as before."""
    hall.server.gone = {(GUILD, BEN), (ELSEWHERE, BEN)}
    for guild in (GUILD, ELSEWHERE):
        await hall.shown(guild)
        assert await hall.shown(guild) == {ADA}
    hall.server.gone = set()
    assert await hall.shown(by=BEN) == {ADA, BEN}
    await hall.table.played({"m0": RIGHT}, player=BEN, guild=ELSEWHERE)
    assert await hall.shown(ELSEWHERE) == {ADA, BEN}
    assert recount(hall.table.database.place) == []


async def test_each_is_asked_after_once_a_day(hall: Hall) -> None:
    """However often a page is opened; where Discord said nothing, the next look asks again."""
    hall.server.silent = True
    assert await hall.shown() == {ADA, BEN}
    hall.server.silent = False
    for _ in range(3):
        assert await hall.shown() == {ADA, BEN}
    assert sorted(hall.server.asked) == sorted([(GUILD, ADA), (GUILD, BEN)] * 2)
    hall.server.gone = {(GUILD, BEN)}
    assert await hall.shown(at=NOW + AGAIN - timedelta(seconds=1)) == {ADA, BEN}
    await hall.shown(at=NOW + AGAIN)
    assert await hall.shown(at=NOW + AGAIN) == {ADA}


async def test_a_clock_that_was_ahead_stops_no_asking(hall: Hall) -> None:
    """Who leaves after it was set right is gone from the next look on, as on any day."""
    await hall.shown(at=NOW + timedelta(days=365))
    hall.server.gone = {(GUILD, BEN)}
    await hall.shown()
    assert await hall.shown() == {ADA}


async def test_what_is_remembered_of_it_has_a_limit(hall: Hall) -> None:
    """The oldest are asked after again rather than kept in memory for ever."""
    membership = hall.boards._membership
    membership.look_after(GUILD, range(MOST_REMEMBERED + 5), NOW)
    await hall.background.drain()
    assert len(membership._asked) == MOST_REMEMBERED
