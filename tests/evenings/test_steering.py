"""What hosts see before they end a part of an evening, and what its row says of when it ended."""

from __future__ import annotations

from sqlalchemy import select

from bot.evenings import rules
from bot.evenings.rules import Phase, Refusal
from bot.evenings.views import Desk
from bot.storage.tables import games
from tests.evenings.test_service import HOST, PEOPLE, UP, Room, room

__all__ = ["room"]  # a fixture


async def test_who_may_end_a_part_of_an_evening_sees_how_it_stands(room: Room) -> None:
    """Before they are asked whether they mean it; nobody else does, and of another part there is nothing to end."""
    await room.written(*PEOPLE)
    number, service = room.evening_id, room.service
    for by, may_manage, phase, told in (
        (HOST, False, Phase.MARKING, await service.board(number)),
        (11, True, Phase.MARKING, await service.board(number)),
        (11, False, Phase.MARKING, Refusal.NOT_HOST),
        (HOST, False, Phase.WRITING, Refusal.OVER),
    ):
        assert await service.steered(number, by, phase, may_manage=may_manage) == told
    assert await service.steered(number + 1, HOST, Phase.MARKING, may_manage=True) is Refusal.UNKNOWN


async def test_the_row_of_an_evening_says_when_it_ended(room: Room) -> None:
    """As of every game, so that what is old is found; nothing before its end."""

    async def ended_at() -> object:
        async with room.study.database.reading.connect() as connection:
            return (await connection.execute(select(games.c.ended_at))).scalar_one()

    await room.written(*PEOPLE)
    assert await ended_at() is None
    await room.service.tick(UP + rules.MARKING)
    assert await ended_at() == (await room.evening()).ends_at


async def test_whoever_comes_back_to_their_desk_finds_what_they_wrote(room: Room) -> None:
    """Their own text; whoever has written nothing finds an empty one."""
    evening = await room.begin()
    await room.service.write(evening.id, 11, "By 11.", UP - rules.MARKING)
    desks = [await room.service.desk(evening.id, person) for person in (11, 12)]
    assert [isinstance(desk, Desk) and desk.mine and desk.mine.text for desk in desks] == ["By 11.", None]
    assert await room.service.desk(evening.id + 1, 11) is Refusal.UNKNOWN
