"""What else hangs on a shard: dailies, duels, direct messages, messages that were refused, the disk."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from structlog.testing import capture_logs

from bot.daily.rules.schedule import Plan
from bot.duels.rules.model import DuelSettings, Phase, Where
from bot.kernel.absences import Absences
from bot.kernel.asked import Player
from bot.kernel.ports import StorageError
from bot.kernel.share import DIRECT
from bot.rounds.rules.model import Phase as RoundPhase
from playground.client import text_of
from tests.daily.conftest import always
from tests.duels.stories import granted
from tests.shards.conftest import SHARDS, House
from tests.shards.test_outages import SECOND, SLACK, left

MINUTE = timedelta(minutes=1)


async def schedule_everywhere(house: House) -> None:
    """A daily in every server, due in the minute after next."""
    due = (house.now() + 2 * MINUTE).replace(second=0, microsecond=0)
    for guild, channel in zip(house.guilds, house.channels, strict=True):
        plan = Plan(channel, due.time(), "UTC")
        await house.daily.schedules.arrange(guild, always(plan, on=True), 1, house.now())


async def posts(house: House) -> list[int]:
    """By shard, how many dailies its server has had."""
    return [len(await house.daily.store.played(guild, 1)) for guild in house.guilds]


@pytest.mark.parametrize("how", ["shard", "unavailable", "removed"])
async def test_a_daily_that_came_due_while_its_server_was_away(house: House, how: str) -> None:
    """Others have theirs in time; its own comes late, once, when it is back."""
    await schedule_everywhere(house)
    guild = str(house.guilds[1])
    if how == "shard":
        await house.down(1)
    elif how == "unavailable":
        await house.playground.begin_outage(guild)
    else:
        await house.playground.remove_bot(guild)
    await house.until(lambda: not house.app.presence.hears(house.guilds[1]))
    await house.pass_time(150, step=5)
    assert await posts(house) == [1, 0, 1]
    if how == "shard":
        await house.up(1)
    elif how == "unavailable":
        await house.playground.end_outage(guild)
    else:
        await house.playground.add_bot(guild)
    await house.until(lambda: house.app.presence.hears(house.guilds[1]))
    for _ in range(30):
        await house.pass_time(5, step=5)
        if await posts(house) == [1, 1, 1]:
            break
    assert await posts(house) == [1, 1, 1]
    assert await house.daily.store.missed(house.guilds[1]) == []


async def test_a_live_duel_waits_with_its_shard(house: House) -> None:
    """Nobody forfeits a duel of a shard that is down, while one elsewhere runs out."""
    duels = []
    for number, (guild, channel) in enumerate(zip(house.guilds, house.channels, strict=True)):
        one, other = (Player(10 * number + n, f"player {n}", house.now()) for n in (1, 2))
        offered = await house.duels.duels.challenge(
            Where(guild, channel), one, other, DuelSettings(questions=3), 1, house.now()
        )
        duel = granted(offered)
        granted(await house.duels.duels.accept(duel.id, other, house.now()))
        for player in (one, other):
            duel = granted(await house.duels.duels.go_on(duel.id, player.id, house.now()))
        duels.append(duel)
    await house.down(2)
    await house.pass_time(150)
    for number, duel in enumerate(duels):
        now = await house.duels.duels.find(duel.id)
        assert now is not None
        assert (now.phase is Phase.OPEN and now.position == 0) == (number == 2)
    await house.up(2)
    now = await house.duels.duels.find(duels[2].id)
    assert now is not None
    assert now.current.deadline is not None
    assert now.current.deadline - house.now() >= 20 * SECOND - SLACK


async def test_direct_messages_are_the_first_shards(house: House) -> None:
    """What happens in direct messages waits for shard 0, and for no other."""
    assert house.app.presence.hears(DIRECT)
    await house.down(1)
    assert house.app.presence.hears(DIRECT)
    await house.down(0)
    assert not house.app.presence.hears(DIRECT)
    await house.up(0)
    assert house.app.presence.hears(DIRECT)


async def test_a_question_refused_while_its_server_was_away_comes_with_it(house: House) -> None:
    """A message that could not be posted since the server was away comes when it is back, and its clock starts."""
    await house.ask_everywhere()
    await house.playground.begin_outage(str(house.guilds[0]))
    await house.until(lambda: not house.app.presence.hears(house.guilds[0]))
    game = await house.game(0)
    granted_at = house.now()
    await house.quiz.rounds.skip(game.id, 1, granted_at, may_manage=True)
    await house.quiz.rounds.skip(game.id, 1, granted_at, may_manage=True)
    assert (await house.game(0)).phase is RoundPhase.POSTING
    await house.pass_time(30)
    await house.playground.end_outage(str(house.guilds[0]))
    await house.until_async(0, lambda game: game.phase is RoundPhase.OPEN and game.position == 1)
    assert await left(house, 0) >= 40 * SECOND


async def test_time_that_cannot_be_written_is_not_given_twice(house: House) -> None:
    """The disk is full as a shard comes back: its games wait, and once it takes rows they have what they lost, once."""
    await house.ask_everywhere()
    before = await left(house, 1)
    await house.down(1)
    await house.pass_time(20)
    original, failures = house.daily.recover, iter([True, True])

    async def fails(absences: Absences, at: datetime) -> None:
        if next(failures, False):
            raise StorageError("The disk is full.")
        await original(absences, at)

    house.daily.recover = fails  # type: ignore[method-assign]
    with capture_logs() as logged:
        await house.playground.gateway("up", shard=1)
        await house.until(lambda: any(entry["event"] == "the time away must wait" for entry in logged))
        assert not house.app.presence.hears(house.guilds[1])
        await house.pass_time(10)
    assert house.app.presence.hears(house.guilds[1])
    assert await left(house, 1) <= before + SLACK


@pytest.mark.parametrize("shard", range(SHARDS))
async def test_health_and_metrics_tell_of_each_shard(house: House, shard: int) -> None:
    """A page shows which shard is away and how many servers stand still with it."""
    await house.down(shard)
    await house.pass_time(61, step=10)
    vitals = house.app.vitals(0.0)
    told = vitals.health()
    assert told["status"] == "bad"
    assert f"shard {shard}" in told["problems"][0]
    assert [one["connected"] for one in told["gateway"]["each"]] == [number != shard for number in range(SHARDS)]
    assert [one.away_s > 60 for one in vitals.gateway.each] == [number == shard for number in range(SHARDS)]


async def test_what_was_allowed_again_unheard_is_tried_when_the_session_begins_anew(house: House) -> None:
    """A channel opened while nobody heard of it: its card is brought up to date once the shard is back."""
    await house.ask_everywhere()
    game = await house.game(1)
    await house.playground.set_overwrite(str(house.channels[1]), "bot", deny=["view_channel"])
    await house.quiz.rounds.stop(game.id, 1, house.now(), may_manage=True)
    await house.until(lambda: house.channels[1] in house.app.delivery._shut.values())
    await house.playground.gateway("down", shard=1)
    await house.playground.delete_overwrite(str(house.channels[1]), "bot")
    await house.playground.gateway("forget", shard=1)
    await house.up(1)
    await house.until(
        lambda: house.channels[1] not in house.app.delivery._shut.values() and not house.app.delivery.pending
    )
    shown = [text_of(message) for message in await house.playground.member("ada").messages(str(house.channels[1]))]
    assert any("skipped" in text for text in shown)
