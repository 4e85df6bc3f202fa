"""Several processes play one bot at once: each its shards, and what comes to the wrong one reaches the right one."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextvars import copy_context
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import URL
from structlog.testing import capture_logs

from bot.cluster.membership import AWAY, Membership
from bot.cluster.post import DEAF, Post
from bot.daily.manifest import DailyChallenge
from bot.daily.rules.schedule import Plan
from bot.delivery import outbox
from bot.kernel.asked import Player
from bot.kernel.deciding import afresh, begin
from bot.kernel.ports import StorageError
from bot.monitoring import vitals
from bot.own.manifest import Own
from bot.profile.manifest import Profile
from bot.rounds.manifest import Quiz
from bot.rounds.rules.model import Settings
from bot.storage.changes import Put
from bot.storage.tables import names
from tests.cluster.house import PATIENCE, House, a_house, feature
from tests.daily.conftest import always
from tests.engines import speaking
from tests.postgresql import server
from tests.strategies import granted
from tests.wire.dailies import shown
from tests.wire.players import answer, labels

DM_OF_BEN = "600000000000000002"


@pytest.fixture
async def house(url: URL, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[House]:
    monkeypatch.setattr(outbox, "SPACING", 0.0)
    async with a_house(url, tmp_path) as ready:
        yield ready


def elsewhere(house: House) -> int:
    """A shard that another process has than shard 0."""
    return next(shard for shard in (1, 2) if house.owner(shard) is not house.owner(0))


async def test_a_daily_is_played_from_direct_messages_where_another_process_has_its_server(house: House) -> None:
    """Direct messages come with shard 0; the answer counts where the daily is, as though it had come there."""
    await house.begin(2)
    shard = elsewhere(house)
    daily = feature(house.owner(shard).apps[shard], DailyChallenge)
    now = house.server.world.time.now()
    due = (now + timedelta(minutes=2)).replace(second=0, microsecond=0)
    plan = Plan(int(house.channels[shard]), due.time(), "UTC")
    await daily.schedules.arrange(house.guilds[shard], always(plan, on=True), 1, now)
    house.server.world.time.advance(150)
    ben = house.playground.member("ben")
    post = await ben.wait_for_message(house.channels[shard], lambda message: "Play" in labels(message))
    await ben.press(post, label="Play")  # from here on the server knows him
    listed = shown(await ben.slash(DM_OF_BEN, "daily", wait="answered", within=20))
    (button, *_) = labels(listed)
    opened = await ben.press(listed, label=button)
    await answer(ben, shown(opened))
    [(game_id,)] = house.rows("SELECT id FROM games WHERE kind = 'daily'")
    found = await daily.dailies.find(game_id)
    assert found is not None
    assert sum(len(one.answers) for one in found.asked) == 1, "the owner's memory has it"
    assert house.rows("SELECT count(*) FROM answers") == [(1,)]


async def test_who_is_erased_anywhere_is_in_no_process_s_memory(house: House) -> None:
    """Nor do their rows come back with the next thing that happens in a game that they were in."""
    await house.begin(2)
    shard = elsewhere(house)
    quiz = feature(house.owner(shard).apps[shard], Quiz)
    now = house.server.world.time.now()
    ada, ben = Player(1001, "Ada", now), Player(1002, "Ben", now)
    settings = Settings(questions=5)
    game = granted(
        await quiz.rounds.start(
            guild_id=house.guilds[shard],
            channel_id=int(house.channels[shard]),
            host=ada,
            settings=settings,
            seed=1,
            at=now,
        )
    )
    granted(await quiz.rounds.join(game.id, ben, now))
    assert (1002,) in house.rows("SELECT player_id FROM players")
    profile = feature(house.owner(0).apps[0], Profile)
    erased = await profile._profiles.erase(1002)
    assert not erased.left
    async with asyncio.timeout(PATIENCE):
        while (found := await quiz.rounds.find(game.id)) and 1002 in found.players:  # noqa: ASYNC110 - by the post
            await asyncio.sleep(0.01)
    granted(await quiz.rounds.begin(game.id, 1001, now, may_manage=False))
    assert (1002,) not in house.rows("SELECT player_id FROM players")
    assert (1002,) not in house.rows("SELECT player_id FROM names")


async def test_what_one_process_decided_before_an_erasure_in_another_brings_nobody_back(house: House) -> None:
    """What it writes before it hears of the erasure is erased when it does; from then on it writes none of it."""
    await house.begin(2)
    shard = elsewhere(house)
    writer = house.owner(shard).apps[shard].writer
    forgetting = house.owner(shard).together._forgetting
    before = copy_context()
    before.run(begin)
    ben = {"guild_id": house.guilds[shard], "player_id": 1002, "name": "Ben", "left_at": None}
    heard = asyncio.Event()
    look, forgetting.look = forgetting.look, heard.wait  # type: ignore[method-assign, assignment]
    erased = await feature(house.owner(0).apps[0], Profile)._profiles.erase(1002)
    assert not erased.left
    await before.run(writer.queue, ("names", 1), [Put(names, ben)])
    assert (1002,) in house.rows("SELECT player_id FROM names")
    forgetting.look = look  # type: ignore[method-assign]
    heard.set()
    forgetting.wake()
    await house.until(lambda: house.rows("SELECT count(*) FROM erasures_due") == [(0,)])
    assert (1002,) not in house.rows("SELECT player_id FROM names")
    with pytest.raises(StorageError, match="erased"):
        await before.run(writer.queue, ("names", 1), [Put(names, ben)])
    await afresh(lambda: writer.queue(("names", 1), [Put(names, ben)]))
    assert (1002,) in house.rows("SELECT player_id FROM names"), "they may come back by themselves"


async def test_a_process_that_stops_hands_its_shards_over_in_the_middle_of_a_question(house: House) -> None:
    """The question can be answered at the process that has its server now; a new one is given its share.

    Nobody is told that anything restarts: presses would wait until everybody is.
    """
    one, other = await house.begin(2)
    shard = min(one.apps)
    quiz = feature(one.apps[shard], Quiz)
    now = house.server.world.time.now()
    guild_id, channel_id = house.guilds[shard], int(house.channels[shard])
    ada = Player(1001, "Ada", now)
    opened = await quiz.rounds.start(
        guild_id=guild_id, channel_id=channel_id, host=ada, settings=Settings(questions=5), seed=1, at=now
    )
    game = granted(opened)
    granted(await quiz.rounds.begin(game.id, ada.id, now, may_manage=False))
    member = house.playground.member("ada")
    await member.wait_for_message(house.channels[shard], lambda message: "A" in labels(message), within=PATIENCE)
    await one.leave()
    await house.shared_out()
    assert sorted(other.apps) == [0, 1, 2]
    assert "Recall is restarting" not in str(house.server.stats.latest)
    await member.wait_for_message(house.channels[shard], lambda message: "A" in labels(message), within=PATIENCE)
    found = await feature(other.apps[shard], Quiz).rounds.find(game.id)
    assert found is not None
    assert found.current.closed_at is None
    assert sum(one.opened_at is not None for one in found.asked) == 1, "it is still the first one"
    await house.begin(1)
    assert {len(process.apps) for process in house.processes[1:]} == {1, 2}


async def test_a_process_that_is_told_to_end_ends_and_the_others_have_its_shards(house: House) -> None:
    """As each does in turn when all are replaced."""
    one, other = await house.begin(2)
    with speaking(house.url) as connection:
        connection.execute("UPDATE members SET leaving = 2 WHERE name = ?", (one.joining.name,))
    async with asyncio.timeout(PATIENCE):
        await one.serving
    await one.leave()
    await house.shared_out()
    assert sorted(other.apps) == [0, 1, 2]


async def test_whoever_is_given_a_shard_is_told_so(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """People who press just then wait for as little as can be."""
    told, look_soon = list[Membership](), Membership.look_soon

    def noted(membership: Membership) -> None:
        told.append(membership)
        look_soon(membership)

    one, other = await house.begin(2)
    monkeypatch.setattr(Membership, "look_soon", noted)
    shards = len(one.apps)
    await one.leave()
    await house.until(lambda: told.count(other.joining.membership) == shards)
    await house.shared_out()


async def test_a_shard_that_is_lost_leaves_nothing_behind(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """What waited to be shown there is another process's to show: nothing goes on trying with a closed connection."""
    monkeypatch.setattr(outbox, "SPACING", 600.0)
    [one] = await house.begin(1)
    app, now = one.apps[1], house.server.world.time.now()
    await feature(app, Quiz).rounds.start(
        guild_id=house.guilds[1],
        channel_id=int(house.channels[1]),
        host=Player(1001, "Ada", now),
        settings=Settings(questions=5),
        seed=1,
        at=now,
    )
    await house.until(lambda: app.delivery.pending)
    with speaking(house.url) as connection:
        connection.execute("UPDATE leases SET owner = 'another', epoch = epoch + 1 WHERE part = 1")
    await house.until(lambda: one.apps.get(1) is not app)
    assert not app.delivery.pending
    await house.shared_out()


async def test_a_process_that_lost_its_shards_says_so_though_the_database_hangs(house: House) -> None:
    """What it left half written keeps it from ending, but Discord is not heard here any more, and nobody plays."""
    [one] = await house.begin(1)
    rows = [Put(names, {"guild_id": 1, "player_id": 1, "name": "Ben", "left_at": None})]
    with capture_logs() as logged, speaking(house.url) as hanging, speaking(house.url) as other:
        hanging.execute("BEGIN")
        hanging.execute("LOCK TABLE names")
        waiting = [app.writer.queue("names", rows) for app in one.apps.values()]
        await house.until(lambda: one.together.vitals(0.0).writer.oldest_s > 0)
        other.execute("UPDATE leases SET owner = 'another', epoch = epoch + 1")
        await house.until(lambda: one.together.vitals(0.0).stands_by)
        told = one.together.vitals(0.0)
        assert (told.gateway.connected, told.gateway.guilds) == (False, 0)
        assert len(one.apps) == 3, "they wait for the database to let them end"
        hanging.execute("ROLLBACK")
    await asyncio.gather(*waiting, return_exceptions=True)
    assert [line["event"] for line in logged].count("shard lost") == 3
    await house.shared_out()


async def test_what_a_server_has_of_its_own_is_the_newest_in_every_process(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Practice in direct messages goes on with shard 0. Who was deaf reads it once they listen again."""
    await house.begin(2)
    shard = elsewhere(house)
    guild_id, topics = house.guilds[shard], ["metrics"]
    here, with_shard_0 = feature(house.owner(shard).apps[shard], Own), feature(house.owner(0).apps[0], Own)
    await here.service.choose_topics(guild_id, None, topics, [])
    await house.until(lambda: with_shard_0.source.chosen(guild_id, None).off == {"metrics"})
    monkeypatch.setattr(Post, "send", unsent)
    await here.service.choose_topics(guild_id, None, topics, topics)
    listening = "datname = current_database() AND starts_with(query, 'LISTEN')"
    house.rows(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {listening}")  # noqa: S608
    await house.until(lambda: not with_shard_0.source.chosen(guild_id, None).off)


async def test_a_shard_that_is_handed_over_is_not_ready_any_more(house: House) -> None:
    """The library says that everything is there a while after it is, and by then another process may have it."""
    one, _ = await house.begin(2)
    app = next(iter(one.apps.values()))
    client: Any = app.client
    with capture_logs() as logged:
        await client.on_ready()
        assert [line["event"] for line in logged] == ["ready"]
        with speaking(house.url) as connection:
            connection.execute("UPDATE members SET leaving = 1 WHERE name = ?", (one.joining.name,))
        await house.until(lambda: app.client.has_left)
        logged.clear()
        await client.on_ready()
        assert "ready" not in [line["event"] for line in logged]


async def test_an_outage_of_the_database_is_told_by_every_process(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also by one that has let its shards go: its health names the database, and the log is not a line a second."""
    monkeypatch.setattr(vitals, "MOST_FAILING_S", 5.0)
    processes = await house.begin(2)
    with capture_logs() as logged:
        server().stop("immediate")
        try:
            await house.until(lambda: not any(one.apps for one in processes))
            await house.until(lambda: all(one.together.vitals(0.0).problems() for one in processes))
            told = [one.together.vitals(0.0).health() for one in processes]
        finally:
            server().start()
        await house.shared_out()
        await house.until(lambda: [line["event"] for line in logged].count(DEAF.over) == len(processes))
    for health in told:
        [problem] = health["problems"]
        assert problem.startswith("the database has not answered for")
        assert (health["status"], health["stands_by"]) == ("bad", True)
        assert health["writer"]["failing_s"] > 5
    assert not any(one.together.vitals(0.0).database_away_s for one in processes)
    events = Counter((line["event"], line["log_level"]) for line in logged)
    assert (events["shard lost", "info"], events["standing by", "info"]) == (3, 2)
    for told_of in (AWAY, DEAF):
        assert (events[told_of.began, "warning"], events[told_of.over, "info"]) == (2, 2)


async def unsent(*_: object) -> None:
    """A letter that nobody hears."""
