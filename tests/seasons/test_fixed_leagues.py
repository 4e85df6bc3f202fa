"""A week's leagues are fixed when it begins: nobody is in another one because of what somebody else does meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.kernel.people import STAND_INS_FROM, ErasedPerson
from bot.seasons.rules.leagues import Move
from bot.seasons.rules.model import monday_of
from bot.seasons.rules.roster import Choice, Person
from bot.seasons.service import SeasonService
from tests.seasons.test_service import DAYS, HERE, START, WEEK, World, service_of, world

__all__ = ["world"]

AT = START + WEEK + 2 * DAYS
"""In the second week of the season, so that what is undone would be the leagues of two weeks."""


def hides(world: World, who: int) -> None:
    world.names[who] = Person(f"p{who}", hidden=True)


def leaves_the_server(world: World, who: int) -> None:
    world.names[who] = Person(f"p{who}", left_at=AT)


def leaves_the_season(world: World, who: int) -> None:
    world.wishes[HERE].append(Choice(who, monday_of(AT, UTC), playing=False))


def has_been_out_and_comes_back(world: World, who: int) -> None:
    for week, playing in ((START - WEEK, False), (AT, True)):
        world.wishes[HERE].append(Choice(who, monday_of(week, UTC), playing=playing))


def erases_everything(world: World, who: int) -> None:
    """A number takes their place in the games, as in the rows."""
    del world.names[who]
    world.games_of[HERE] = [
        replace(
            game,
            parts=tuple(
                replace(part, player_id=STAND_INS_FROM + 7) if part.player_id == who else part for part in game.parts
            ),
        )
        for game in world.games_of[HERE]
    ]


async def leagues(service: SeasonService, at: datetime, but: int) -> list[object]:
    """What the others see: who is in which league, on the way to where, and who has come from where."""
    found: list[object] = []
    for league in (0, 1):
        weeks = [await service.week(HERE, 99, league, page, at) for page in (0, 1)]
        lines = {line.who.player_id: line.who.move for week in weeks if week for line in week.page.lines}
        assert weeks[0] is not None
        came = [{*names} - {f"p{but}"} for names in (weeks[0].risen, weeks[0].fallen)]
        found.append(({who: move for who, move in lines.items() if who != but}, weeks[0].leagues, came))
    return found


@pytest.mark.parametrize(
    "goes", [hides, leaves_the_server, leaves_the_season, has_been_out_and_comes_back, erases_everything]
)
@pytest.mark.parametrize("who", range(1, 25))
async def test_nobody_else_is_moved_by_who_goes(world: World, goes: Callable[[World, int], None], who: int) -> None:
    """Whoever hides, leaves, or is erased keeps their place, in which nobody sees them; the others keep theirs."""
    world.play(START + WEEK, *range(1, 25))
    world.play(START + WEEK + DAYS, *range(1, 25, 2))
    service = service_of(world)
    before = await leagues(service, AT, who)
    goes(world, who)
    service.forget(ErasedPerson(who))
    assert await leagues(service, AT, who) == before
    shown = [await service.week(HERE, 99, league, 0, AT) for league in (0, 1)]
    still_there = f"p{who}" in {line.who.name for week in shown if week for line in week.page.lines}
    assert not still_there or goes is has_been_out_and_comes_back


async def test_the_last_do_not_move_down_because_somebody_leaves(world: World) -> None:
    """Of twelve the last three do, and the ninth is none of them when the tenth is gone."""
    for day in range(3):
        world.play(START + WEEK + day * DAYS, *range(1, 12 - 3 * day))
    service, at = service_of(world), START + WEEK + 4 * DAYS
    before = await service.week(HERE, 99, 0, 0, at)
    assert before is not None
    [*_, last] = [line.who for line in before.page.lines if line.who.move is Move.STAY]
    leaves_the_season(world, max(line.who.player_id for line in before.page.lines if line.who.move is Move.DOWN))
    after = await service.week(HERE, last.player_id, 0, 0, at)
    assert after is not None
    assert after.page.own is not None
    assert after.page.own.who.move is Move.STAY
