"""A season is worked out once for all who look, and anew as soon as anything about it has changed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime
from typing import cast

import pytest

from bot.kernel.people import ForgottenServer
from bot.seasons import reading
from bot.seasons.ports import SeasonStore
from bot.seasons.reading import SeasonReader
from bot.seasons.rules.model import Seasons
from bot.seasons.rules.points import Game, Kind, Part
from bot.seasons.rules.roster import Choice, Person
from bot.timing.zones import PinnedZones

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
MONDAY = date(2026, 11, 23)


class Rows:
    """A server on which Ada and Ben played a quiz this week, and Cleo looks on."""

    def __init__(self) -> None:
        self.names = {1: Person("Ada"), 2: Person("Ben"), 3: Person("Cleo")}
        self.wishes: list[Choice] = []

    async def of(self, guild_id: int) -> Seasons:
        return Seasons(guild_id, MONDAY, "UTC", 1)

    async def games(self, _guild_id: int, since: datetime, before: datetime) -> list[Game]:
        parts = tuple(Part(player, NOW, 100 * player, 3, 9_000) for player in (1, 2))
        return [Game(1, Kind.QUIZ, parts, NOW)] if since <= NOW < before else []

    async def people(self, _guild_id: int, wanted: Collection[int]) -> dict[int, Person]:
        return {player: self.names[player] for player in wanted}

    async def choices(self, _guild_id: int) -> Sequence[Choice]:
        return list(self.wishes)


async def test_a_season_is_worked_out_when_something_has_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever looks, and however often; a wish, a name, and what is forgotten show at once."""
    worked_out = 0

    def counted(read: reading._Read) -> reading.Standings:
        nonlocal worked_out
        worked_out += 1
        return work_out(read)

    work_out = reading._worked_out
    monkeypatch.setattr(reading, "_worked_out", counted)
    rows = Rows()
    reader = SeasonReader(cast("SeasonStore", rows), PinnedZones())

    async def names() -> list[str]:
        seen = [await reader.find(70, player, NOW) for player in (1, 2, 3)]
        assert all(season is not None for season in seen)
        return [one.name for one in seen[0].stands.table] if seen[0] else []

    assert (await names(), await names(), worked_out) == (["Ben", "Ada"], ["Ben", "Ada"], 1)
    rows.names[1] = Person("Ada the Great")
    assert (await names(), worked_out) == (["Ben", "Ada the Great"], 2)
    rows.wishes.append(Choice(2, MONDAY, playing=False))
    assert (await names(), worked_out) == (["Ada the Great"], 3)
    reader.forget(ForgottenServer(70))
    assert (await names(), worked_out) == (["Ada the Great"], 4)
