"""What people see of the seasons of their server, and what organizers can do with them, while another server plays."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.seasons import reading
from bot.seasons.rules.leagues import Move
from bot.seasons.rules.model import Seasons
from bot.seasons.rules.points import Game, Kind, Part
from bot.seasons.rules.roster import Choice, Person
from bot.seasons.rules.views import Refusal, Standing, Table, Week
from bot.seasons.service import REGRET, SeasonService
from bot.timing.zones import PinnedZones

HERE, THERE, ZED = 70, 71, 99
MONDAY = date(2026, 11, 2)
START = datetime(2026, 11, 2, tzinfo=UTC)
DAYS, WEEK, SECOND = timedelta(days=1), timedelta(days=7), timedelta(seconds=1)


@dataclass
class World:
    """The rows of two servers, and whom the tables asked after."""

    seasons: dict[int, Seasons] = field(default_factory=dict)
    games_of: dict[int, list[Game]] = field(default_factory=lambda: {HERE: [], THERE: []})
    wishes: dict[int, list[Choice]] = field(default_factory=lambda: {HERE: [], THERE: []})
    names: dict[int, Person] = field(default_factory=dict)
    asked_after: list[tuple[int, list[int]]] = field(default_factory=list)
    back: list[tuple[int, int]] = field(default_factory=list)

    def play(self, day: datetime, *people: int, guild: int = HERE) -> None:
        """A daily on that day, with nothing right; they finish it one after the other."""
        games, finished = self.games_of[guild], [(who, day + who * SECOND) for who in people]
        games.append(Game(len(games), Kind.DAILY, tuple(Part(who, at, 0, 0, 0) for who, at in finished), day))
        self.names = {who: Person(f"p{who}") for who in people} | self.names

    async def of(self, guild_id: int) -> Seasons | None:
        return self.seasons.get(guild_id)

    async def put(self, seasons: Seasons) -> None:
        self.seasons[seasons.guild_id] = seasons

    async def stop(self, guild_id: int, at: datetime) -> None:
        self.seasons[guild_id] = replace(self.seasons[guild_id], stopped_at=at)

    async def choose(self, guild_id: int, choice: Choice) -> None:
        self.wishes[guild_id].append(choice)

    async def choices(self, guild_id: int) -> Sequence[Choice]:
        return list(self.wishes[guild_id])

    async def people(self, guild_id: int, wanted: Collection[int]) -> dict[int, Person]:
        assert guild_id in self.games_of
        return {who: self.names[who] for who in wanted if who in self.names}

    async def games(self, guild_id: int, since: datetime, before: datetime) -> list[Game]:
        return [game for game in self.games_of[guild_id] if since <= (game.ended_at or since) < before]

    def look_after(self, guild_id: int, people: Iterable[int], at: datetime) -> None:
        assert at.tzinfo
        self.asked_after.append((guild_id, list(people)))

    async def is_back(self, guild_id: int, player_id: int) -> None:
        self.back.append((guild_id, player_id))


@pytest.fixture
def world() -> World:
    """Since before the season, 24 people play here and one elsewhere; the later half comes on fewer days.

    In the first week the last of the higher league come once, and the first of the lower one come most.
    """
    world = World({guild: Seasons(guild, MONDAY, "UTC", 1) for guild in (HERE, THERE)})
    high, low = range(1, 13), range(13, 25)
    for day in range(3):
        world.play(START - WEEK + day * DAYS, *high, *(low if day else ()))
        world.play(START + day * DAYS, *(high if day == 0 else range(1, 10)), *(low if day else (13, 14, 15)))
    world.play(START, ZED, guild=THERE)
    return world


def service_of(world: World) -> SeasonService:
    return SeasonService(world, PinnedZones(), world)


def names(found: Week | Table | None) -> list[str]:
    assert found is not None
    return [line.who.name for line in found.page.lines]


async def test_a_league_says_who_has_come_into_it_from_where(world: World) -> None:
    """A week later three have come up and three down; in the first week nobody has come from anywhere."""
    service, second = service_of(world), START + WEEK + DAYS
    for league in (0, 1):
        found = await service.week(HERE, 5, league, 0, START + DAYS)
        assert found is not None
        assert (found.risen, found.fallen) == ((), ())
    higher, lower = [await service.week(HERE, 5, league, 0, second) for league in (0, 1)]
    assert higher is not None
    assert lower is not None
    assert ({*higher.risen}, higher.fallen) == ({"p13", "p14", "p15"}, ())
    assert (lower.risen, {*lower.fallen}) == ((), {"p10", "p11", "p12"})


async def test_everybody_finds_their_own_league_and_can_look_at_the_others(world: World) -> None:
    """Whoever is new, or looks on, in the lowest; a league that there is not is the one next to it."""
    service, at = service_of(world), START + 2 * DAYS
    shown = [await service.week(HERE, who, None, 0, at) for who in (5, 20, 77)]
    assert [(one.league, one.own, one.leagues) for one in shown if one] == [(0, 0, 2), (1, 1, 2), (1, 1, 2)]
    asked = [await service.week(HERE, 5, league, 0, at) for league in (-1, 0, 1, 2)]
    assert [(one.league, one.own) for one in asked if one] == [(0, 0), (0, 0), (1, 0), (1, 0)]
    lines = {line.who.name: line.who for line in asked[0].page.lines} if asked[0] else {}
    assert (lines["p1"].days, lines["p1"].points, lines["p1"].move) == (3, 75, Move.STAY)
    assert set(names(asked[2])) <= {f"p{who}" for who in range(13, 25)}
    up = [line.who.move for line in asked[2].page.lines if line.place == 1] if asked[2] else []
    assert up == [Move.UP] * 3


async def test_a_server_of_few_has_one_table_of_the_week(world: World) -> None:
    """Of whoever has played in it, and nobody of another server's."""
    found = await service_of(world).week(THERE, 5, 3, 0, START + 2 * DAYS)
    assert found is not None
    assert (names(found), found.leagues, found.frame.has_leagues) == ([f"p{ZED}"], 0, False)
    later = await service_of(world).week(THERE, 5, None, 0, START + WEEK)
    assert names(later) == []


async def test_who_is_shown_is_asked_after_on_their_server_alone(world: World) -> None:
    """Those of the page; whoever looks is there, whatever was noted, and comes back."""
    service, at = service_of(world), START + 2 * DAYS
    world.names[5] = Person("p5", left_at=START)
    shown = await service.week(HERE, 5, 0, 0, at)
    table = await service.table(THERE, 5, 0, at)
    assert shown is not None
    assert table is not None
    assert world.asked_after == [(HERE, [line.who.player_id for line in shown.page.lines]), (THERE, [ZED])]
    assert world.back == [(HERE, 5), (THERE, 5)]


async def test_whoever_leaves_the_season_is_in_no_league(world: World) -> None:
    """From this week on, on that server; once they are back, they have all of it again."""
    service, at = service_of(world), START + 2 * DAYS
    await service.choose(HERE, 5, at, playing=False)
    out = await service.week(HERE, 5, None, 0, at)
    assert out is not None
    assert (out.own, out.frame.standing) == (None, Standing.OUT)
    assert world.wishes == {HERE: [Choice(5, MONDAY, playing=False)], THERE: []}
    await service.choose(HERE, 5, at, playing=True)
    back = await service.week(HERE, 5, None, 0, at)
    assert back is not None
    assert (back.own, back.frame.standing) == (0, Standing.IN)
    await service.choose(72, 5, at, playing=False)  # no season was ever there


async def test_a_new_season_names_the_champions_of_the_one_before(world: World) -> None:
    """In its first week, on its table; the one before keeps its podium on its first page; weeks later it is gone."""
    service, fifth = service_of(world), START + 4 * WEEK + DAYS
    first, last = await service.table(HERE, 5, 0, fifth), await service.table(HERE, 5, 0, fifth, last=True)
    assert first is not None
    assert last is not None
    assert first.champions == last.podium
    assert {line.place for line in last.podium} == {1}
    assert {line.who.name for line in last.podium} == {f"p{who}" for who in (*range(1, 10), 13, 14, 15)}
    assert (names(first), first.podium, last.champions) == ([], (), ())
    second_page = await service.table(HERE, 5, 1, fifth, last=True)
    assert second_page is not None
    assert (second_page.page.number, second_page.podium) == (1, ())
    later = await service.table(HERE, 5, 0, fifth + WEEK)
    assert later is not None
    assert later.champions == ()


async def test_today_counts_from_the_first_game_of_the_day(world: World) -> None:
    """Of the one who looks, by the server's own clock."""
    service = service_of(world)
    late, early = [await service.table(HERE, 5, 0, at) for at in (START + 3 * DAYS - DAYS / 24, START + 3 * DAYS)]
    assert late is not None
    assert early is not None
    assert (late.frame.today, early.frame.today) == (25, None)
    onlooker = await service.table(HERE, 77, 0, START)
    assert onlooker is not None
    assert onlooker.frame.today is None


async def test_seasons_that_were_stopped_go_on_within_a_day_and_in_their_zone(world: World) -> None:
    """As if they never had been; later, or with another zone, others begin this week, and it is said what is gone."""
    service = service_of(world)
    assert await service.begin(HERE, "UTC", 2, START) is Refusal.RUNNING
    assert await service.replaced(HERE, "UTC", START) is None
    assert await service.stop(HERE, START + WEEK) == Seasons(HERE, MONDAY, "UTC", 1, START + WEEK)
    assert await service.stop(HERE, START + WEEK) is Refusal.NONE
    stopped, soon, late = world.seasons[HERE], START + WEEK + REGRET / 2, START + WEEK + REGRET
    assert [await service.replaced(HERE, zone, soon) for zone in ("UTC", "Asia/Tokyo")] == [None, stopped]
    assert await service.replaced(HERE, "UTC", late) == stopped
    assert [await service.zone_to_go_on_in(HERE, at) for at in (soon, late)] == ["UTC", None]
    assert await service.zone_to_go_on_in(THERE, late) == "UTC"
    assert await service.replaced(72, "UTC", late) is None
    assert await service.begin(HERE, "UTC", 2, soon) == Seasons(HERE, MONDAY, "UTC", 2)
    await service.stop(HERE, START + WEEK)
    assert await service.begin(HERE, "Asia/Tokyo", 2, soon) == Seasons(HERE, MONDAY + WEEK, "Asia/Tokyo", 2)
    assert await service.running(THERE) == Seasons(THERE, MONDAY, "UTC", 1)


async def test_however_many_seasons_are_looked_at_only_some_are_remembered(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The one that was looked at longest ago is worked out again, and is shown as it was."""
    monkeypatch.setattr(reading, "MOST_REMEMBERED", 1)
    service, at = service_of(world), START + 2 * DAYS
    shown = [names(await service.table(guild, 5, 0, at)) for guild in (HERE, THERE, HERE)]
    assert shown[0] == shown[2] != shown[1] == [f"p{ZED}"]
    assert len(service._reader._known) == 1
