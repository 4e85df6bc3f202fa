"""One shard down, or one server: only what it carries stands still, and gets back exactly the time that it lost."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.rounds.rules.model import Phase
from tests.shards.conftest import SHARDS, House

EVERY = range(SHARDS)
SECOND = timedelta(seconds=1)
SLACK = 2 * SECOND
"""Real time goes on beside the playground's."""


async def left(house: House, shard: int) -> timedelta:
    """What the open question of a shard's round still has."""
    game = await house.game(shard)
    assert game.phase is Phase.OPEN
    assert game.current.deadline is not None
    return game.current.deadline - house.now()


@pytest.mark.parametrize("shard", EVERY)
async def test_one_shard_down_stops_its_own_rounds_alone(house: House, shard: int) -> None:
    """The others' questions close at their deadline; its own keeps what it had left, however long it takes."""
    await house.ask_everywhere()
    await house.pass_time(10)
    before = await left(house, shard)
    await house.down(shard)
    await house.pass_time(95)
    for other in EVERY:
        game = await house.game(other)
        assert (game.asked[0].closed_at is None) == (other == shard)
    await house.up(shard)
    assert abs(await left(house, shard) - before) <= SLACK
    await house.pass_time(50)
    assert (await house.game(shard)).asked[0].closed_at is not None


@pytest.mark.parametrize("shard", EVERY)
async def test_another_shards_return_helps_nobody_else(house: House, shard: int) -> None:
    """While one is down another one drops and comes back: the first stays where it was."""
    other = (shard + 1) % SHARDS
    await house.ask_everywhere()
    await house.down(shard)
    await house.down(other)
    await house.up(other)
    await house.pass_time(60)
    assert not house.app.presence.hears(house.guilds[shard])
    assert (await house.game(shard)).asked[0].closed_at is None
    assert (await house.game(other)).asked[0].closed_at is not None
    assert house.app.vitals(0.0).problems()[0].startswith(f"Discord has not been heard on shard {shard}")
    await house.up(shard)
    assert house.app.vitals(0.0).problems() == []


@pytest.mark.parametrize("flap_s", [1, 5])
async def test_a_shard_that_flaps(house: House, flap_s: int) -> None:
    """Down and up again and again: neither is time lost nor given twice, and the question comes to its end."""
    await house.ask_everywhere()
    before, heard = await left(house, 1), 0
    for _ in range(6):
        await house.down(1)
        await house.pass_time(flap_s)
        await house.up(1)
        await house.pass_time(2)
        heard += 2
    assert abs(await left(house, 1) - (before - heard * SECOND)) <= 2 * SLACK
    await house.pass_time(before.total_seconds())
    assert (await house.game(1)).asked[0].closed_at is not None


@pytest.mark.parametrize("shard", EVERY)
async def test_a_crash_while_a_shard_is_down(house: House, shard: int) -> None:
    """Its games get back the time since its outage began, and the others only the time of the crash."""
    await house.ask_everywhere()
    await house.pass_time(5)
    before = [await left(house, number) for number in EVERY]
    await house.down(shard)
    await house.pass_time(30)
    await house.crash()
    await house.pass_time_alone(20)
    await house.playground.gateway("up", shard=shard)
    await house.again()
    for number in EVERY:
        expected = before[number] if number == shard else max(before[number] - 30 * SECOND, 20 * SECOND)
        assert abs(await left(house, number) - expected) <= 2 * SLACK


@pytest.mark.parametrize("listed", [True, False])
@pytest.mark.parametrize("new_session", [True, False])
async def test_a_server_that_is_unavailable_stands_still_alone(house: House, listed: bool, new_session: bool) -> None:
    """Whether Discord tells so, or leaves it out when the session begins anew, its time comes back with it."""
    guild = str(house.guilds[1])
    await house.ask_everywhere()
    await house.pass_time(10)
    before = await left(house, 1)
    await house.playground.begin_outage(guild, listed=listed)
    await house.until(lambda: not house.app.presence.hears(house.guilds[1]))
    if new_session:
        await house.playground.gateway("forget", shard=1)
        await house.until(
            lambda: not house.app.client.shards[1].is_closed() and house.app.presence.known.away_s(1, house.now()) == 0
        )
    await house.pass_time(60)
    assert (await house.game(1)).asked[0].closed_at is None
    assert (await house.game(0)).asked[0].closed_at is not None
    await house.playground.end_outage(guild)
    await house.until(lambda: house.app.presence.hears(house.guilds[1]))
    assert abs(await left(house, 1) - before) <= SLACK


async def test_a_crash_while_a_server_is_unavailable(house: House) -> None:
    """What a server lost before the crash is not forgotten by it."""
    await house.ask_everywhere()
    before = await left(house, 2)
    await house.playground.begin_outage(str(house.guilds[2]))
    await house.until(lambda: not house.app.presence.hears(house.guilds[2]))
    await house.pass_time(40)
    await house.crash()
    house.app = house.another()
    await house.app.open()
    await house.playground.end_outage(str(house.guilds[2]))
    await house.connect()
    assert abs(await left(house, 2) - before) <= SLACK


@pytest.mark.parametrize("gone_s", [8, 120])
async def test_a_bot_that_is_thrown_out_and_invited_again(house: House, gone_s: int) -> None:
    """The round of a server that the bot has to leave for a while goes on where it was."""
    await house.ask_everywhere()
    before = await left(house, 0)
    await house.playground.remove_bot(str(house.guilds[0]))
    await house.until(lambda: not house.app.presence.hears(house.guilds[0]))
    await house.pass_time(gone_s)
    await house.playground.add_bot(str(house.guilds[0]))
    await house.until(lambda: house.app.presence.hears(house.guilds[0]))
    assert abs(await left(house, 0) - before) <= SLACK


async def test_the_games_of_a_server_that_stays_away_come_to_an_end(house: House) -> None:
    """A server that removed the bot holds nobody's seat and no round for ever."""
    await house.ask_everywhere()
    await house.playground.remove_bot(str(house.guilds[0]))
    await house.until(lambda: not house.app.presence.hears(house.guilds[0]))
    await house.pass_time(3 * 3600, step=120)
    assert (await house.game(0)).phase is Phase.ENDED


async def test_what_was_listed_is_what_the_bot_is_in(house: House) -> None:
    """A server left while a session was lost is no member's any more, though the library keeps it in mind."""
    members = house.app.presence.members()
    assert members is not None
    assert set(house.guilds) <= members
    await house.down(1)
    await house.playground.remove_bot(str(house.guilds[1]))
    await house.playground.gateway("forget", shard=1)
    await house.playground.gateway("up", shard=1)
    await house.until(lambda: house.guilds[1] not in (house.app.presence.members() or ()))
