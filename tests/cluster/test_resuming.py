"""A shard that changes hands: its new process goes on with the session of the old one, and hears what came."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import URL

from bot import presence, together
from bot.cluster.joining import Joining
from bot.cluster.sessions import SessionStore
from bot.cluster.store import LeaseStore
from bot.delivery import outbox
from bot.kernel.asked import Player
from bot.kernel.background import give_up
from bot.kernel.pace import Pace
from bot.kernel.sessions import Noted, Session
from bot.kernel.share import Share
from bot.rounds.manifest import Quiz
from bot.rounds.rules.model import Settings
from bot.storage.database import Database
from bot.storage.errors import DatabaseError
from bot.storage.postgresql import beating_engine
from bot.storage.writer import Fence
from bot.together import Together
from playground import tracker
from playground.client import Json, Member, Outcome
from playground.model import interactions
from tests.cluster.house import PATIENCE, SHARDS, House, Process, a_house, feature
from tests.engines import speaking
from tests.postgresql import server
from tests.strategies import granted
from tests.wire.players import answer, is_locked, labels, once_seen, told

PLAYERS = 40


@pytest.fixture
async def house(url: URL, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[House]:
    monkeypatch.setattr(outbox, "SPACING", 0.0)
    monkeypatch.setattr(together, "IDENTIFY_APART_S", 0.1)
    async with a_house(url, tmp_path) as ready:
        yield ready


async def asked_at(house: House, one: Process) -> tuple[int, Json]:
    """A shard of this process, and a question on its server that is open for as long as it takes."""
    shard = min(one.apps)
    quiz, now = feature(one.apps[shard], Quiz), house.server.world.time.now()
    ada, settings = Player(1001, "Ada", now), Settings(questions=5, pace=Pace.RELAXED)
    opened = await quiz.rounds.start(
        guild_id=house.guilds[shard], channel_id=int(house.channels[shard]), host=ada, settings=settings, seed=1, at=now
    )
    game = granted(opened)
    granted(await quiz.rounds.begin(game.id, ada.id, now, may_manage=False))
    member = house.playground.member("ada")
    question = await member.wait_for_message(
        house.channels[shard], lambda message: "A" in labels(message), within=PATIENCE
    )
    return shard, question


async def sessions_of(house: House, shard: int) -> dict[str, bool]:
    """Discord's sessions of a shard, and whether each is connected."""
    found = [one for one in await house.playground.sessions() if one["shard"][0] == shard]
    return {one["session_id"]: one["connected"] for one in found}


async def answered(member: Member, question: Json) -> Outcome:
    """Answer, and wait for what comes of it as long as the machine needs."""

    async def press() -> Outcome:
        outcome = await answer(member, question)
        return await member.outcome(outcome.id, wait="answered", within=PATIENCE)

    return await once_seen(press)


async def test_no_press_is_lost_and_none_counts_twice_while_a_shard_is_handed_over(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However long it takes on a busy machine: how long that is, a campaign measures."""
    for waits in (tracker, interactions):
        monkeypatch.setattr(waits, "ACKNOWLEDGE_SECONDS", PATIENCE)
    monkeypatch.setattr(presence, "PRESSES_WAIT_S", PATIENCE)
    one, other = await house.begin(2)
    shard, question = await asked_at(house, one)
    people = await house.playground.create_people("player", count=PLAYERS)
    await asyncio.gather(*(house.playground.set_member(str(house.guilds[shard]), one["id"]) for one in people))

    leaving = asyncio.create_task(one.leave())
    pressed: list[asyncio.Task[Outcome]] = []
    for person in people:
        member = house.playground.member(person["id"])
        pressed.append(asyncio.create_task(answered(member, question)))
        await asyncio.sleep(0.03)
    outcomes = await asyncio.gather(*pressed)
    await leaving

    assert [told(outcome) for outcome in outcomes if not is_locked(outcome)] == []
    assert shard in other.apps
    assert house.rows("SELECT count(*), count(DISTINCT player_id) FROM answers") == [(PLAYERS, PLAYERS)]


async def test_a_session_is_gone_on_with_until_a_new_one_has_told_of_the_servers(house: House) -> None:
    one, other = await house.begin(2)
    shard = min(one.apps)
    [before] = await sessions_of(house, shard)
    app = one.apps[shard]
    await one.leave()
    await house.until(lambda: shard in other.apps and other.apps[shard].client.guilds)
    async with asyncio.timeout(PATIENCE):
        while len(found := await sessions_of(house, shard)) != 1:  # noqa: ASYNC110 - the old one is being closed
            await asyncio.sleep(0.01)
    assert before not in found
    assert app.client.is_closed()
    await house.until(lambda: other.has(house.guilds[shard]))


async def test_where_discord_has_forgotten_the_session_a_new_one_begins(house: House) -> None:
    one, other = await house.begin(2)
    shard = min(one.apps)
    leaving = asyncio.create_task(one.leave())
    [before] = await sessions_of(house, shard)
    await house.until(lambda: not house.server.gateway._connections.get(before))
    house.server.gateway.sessions.pop(before)
    await leaving
    await house.until(lambda: other.has(house.guilds[shard]))
    assert Counter(await sessions_of(house, shard)).total() == 1


async def test_a_session_of_its_own_begins_also_where_the_other_one_was_lost_at_once(house: House) -> None:
    """Without it, nothing would be known of the servers' channels for good."""
    [one] = await house.begin(1)
    client = one.apps[1].client
    [before] = await sessions_of(house, 1)
    client._goes_on = True
    connection = client.shards[1]._parent
    connection._cancel_task()
    await connection.ws.close(code=1000)
    await client.on_shard_resumed(1)
    await house.until(lambda: client._filling is not None and client._filling.done())
    assert before not in await sessions_of(house, 1)
    assert not client.shards[1].is_closed()


async def test_after_an_outage_of_the_database_each_shard_goes_on_with_its_session(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However long it takes: nobody else could have had it. New sessions would have to wait for each other."""
    processes = await house.begin(2)
    before = [await sessions_of(house, shard) for shard in range(SHARDS)]
    monkeypatch.setattr(together, "IDENTIFY_APART_S", 600.0)
    server().stop("immediate")
    try:
        await house.until(lambda: not any(one.apps for one in processes))
    finally:
        server().start()
    await house.shared_out()
    assert [await sessions_of(house, shard) for shard in range(SHARDS)] == before


async def test_a_shard_that_could_not_be_read_at_first_still_goes_on_with_the_session_before(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first try may come while the database is not quite back."""
    [one] = await house.begin(1)
    app, [before] = one.apps[1], await sessions_of(house, 1)
    await house.until(lambda: (before,) in house.rows("SELECT id FROM sessions"))
    monkeypatch.setattr(together, "IDENTIFY_APART_S", 600.0)
    monkeypatch.setattr(together, "AGAIN_S", 0.01)
    opened, tries = Joining.open, list[int]()

    async def open_at_the_second_try(joining: Joining, share: Share, epoch: int) -> tuple[Database, Fence]:
        tries.append(epoch)
        if len(tries) == 1:
            raise DatabaseError("not yet", passes=True)
        return await opened(joining, share, epoch)

    monkeypatch.setattr(Joining, "open", open_at_the_second_try)
    with speaking(house.url) as session:
        session.execute("UPDATE leases SET epoch = epoch + 1 WHERE part = 1")
    await house.until(lambda: one.apps.get(1) not in (None, app) and one.has(house.guilds[1]))
    assert len(tries) > 1
    assert before in await sessions_of(house, 1)


async def test_a_session_that_is_gone_on_with_takes_no_turn_and_the_one_beside_it_lets_others_go_first(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, take_turn = list[bool](), Together._take_turn

    async def noted(one: Together, group: int, *, heard: bool) -> float:
        asked.append(heard)
        return await take_turn(one, group, heard=heard)

    monkeypatch.setattr(Together, "_take_turn", noted)
    one, other = await house.begin(2)
    shards = {*one.apps}
    await house.until(lambda: not any(app.client.is_heard_beside for app in [*one.apps.values(), *other.apps.values()]))
    asked.clear()
    await one.leave()
    await house.until(lambda: all(other.apps[shard].client.guilds for shard in shards & {*other.apps}))
    await house.shared_out()
    assert asked == [True] * len(shards)


async def test_a_shard_that_is_not_heard_takes_its_turn_before_those_that_are(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever only replaces another process's session may have asked first."""
    monkeypatch.setattr(together, "IDENTIFY_APART_S", 10.0)
    one, other = await house.begin(2)
    group, answers, identify_turn = 7, list[bool](), LeaseStore.identify_turn

    async def noted(store: LeaseStore, *how: Any) -> tuple[float, bool]:
        found = await identify_turn(store, *how)
        answers.append(found[1])
        return found

    first = await one.together._take_turn(group, heard=False)
    monkeypatch.setattr(LeaseStore, "identify_turn", noted)
    waits = asyncio.create_task(one.together._take_turn(group, heard=True))
    await house.until(lambda: answers)
    assert await other.together._take_turn(group, heard=False) <= first + 10
    assert not waits.done()
    await give_up({waits})


async def test_whoever_has_lost_a_shard_does_not_go_on_with_its_session(house: House) -> None:
    """It may have hung, and finds its connection cut. With its end it would end what is another's session by then."""
    [one] = await house.begin(1)
    app = one.apps[1]
    assert app.client.until_sure is not None
    with speaking(house.url) as session:
        session.execute("UPDATE leases SET owner = 'another', epoch = epoch + 1 WHERE part = 1")
    until_sure = asyncio.ensure_future(app.client.until_sure())
    await house.until(lambda: one.apps.get(1) not in (None, app))
    await house.shared_out()
    assert not until_sure.done()
    await give_up({until_sure})


@pytest.fixture
async def store(url: URL) -> AsyncIterator[SessionStore]:
    engine = beating_engine(url, "one")
    yield SessionStore(engine)
    await engine.dispose()


X = Noted(Session("x", 7, "ws://there"), frozenset({1, 2}))


async def test_only_the_session_of_whoever_had_a_part_right_before_is_gone_on_with(store: SessionStore) -> None:
    await store.note({0: 4}, {0: X, 1: X})
    found = await store.before(0, 5)
    assert found is not None
    assert (found.session, {*found.servers}, found.in_order) == (X.session, {1, 2}, False)
    assert await store.before(0, 6) is None
    assert await store.before(1, 5) is None, "it was not ours"


async def test_no_session_is_gone_on_with_that_was_begun_with_another_number_of_shards(url: URL) -> None:
    """It tells of other servers: half of what the shard has now would not be heard by it."""
    engine = beating_engine(url, "ada")
    ada = LeaseStore(engine, "ada")
    await ada.join("night", "0.3.0", 4)
    epochs = {lease.part: await ada.take(lease) or 0 for lease in (await ada.look()).leases}
    await SessionStore(engine).note(epochs, dict.fromkeys(epochs, X))
    await ada.leave()
    assert await ada.join("night", "0.3.0", 2) == 2
    for lease in (await ada.look()).leases:
        assert await SessionStore(engine).before(lease.part, await ada.take(lease) or 0) is None
    await engine.dispose()


async def test_a_process_that_was_replaced_does_not_note_over_what_its_successor_noted(
    url: URL, store: SessionStore
) -> None:
    await store.note({0: 4}, {0: X})
    engine = beating_engine(url, "other")
    await SessionStore(engine).note({0: 5}, {0: Noted(Session("y", 1, "ws://there"), frozenset({1}), in_order=True)})
    await engine.dispose()
    await store.note({0: 4}, {0: Noted(Session("x", 9, "ws://there"), X.servers)})
    found = await store.before(0, 6)
    assert found is not None
    assert (found.session.id, {*found.servers}, found.in_order) == ("y", {1}, True)


async def test_the_servers_stay_where_only_the_session_went_on(store: SessionStore) -> None:
    await store.note({0: 4}, {0: X})
    await store.note({0: 4}, {0: Noted(Session("x", 8, "ws://there"), X.servers)})
    found = await store.before(0, 5)
    assert found is not None
    assert (found.session.sequence, {*found.servers}) == (8, {1, 2})


async def test_a_session_whose_connection_was_reset_is_gone_on_with(house: House) -> None:
    """The library would begin another one, which has to wait for its turn."""
    [one] = await house.begin(1)
    [before] = await sessions_of(house, 1)
    connection = one.apps[1].client.shards[1]._parent
    connection._cancel_task()
    await connection.ws.close(code=4000)
    await connection._handle_disconnect(ConnectionResetError(104, "Connection reset by peer"))
    await house.until(lambda: not one.apps[1].client.shards[1].is_closed())
    assert await sessions_of(house, 1) == {before: True}
