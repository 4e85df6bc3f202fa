"""Rounds as rows: what is kept is what was there."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from itertools import count, pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings

from bot.kernel.availability import LastHeard
from bot.kernel.grading import Answer
from bot.kernel.ports import Message, MessageKey
from bot.rounds.rules import control, play
from bot.rounds.rules.cards import new_cards
from bot.rounds.rules.model import Pause, PauseReason, Phase, Round
from bot.rounds.store import _round_row
from bot.storage.database import open_database
from bot.storage.games import PAGE, read_answer
from bot.storage.stores import SqlHeartbeat, SqlMeta
from tests.engines import outside
from tests.storage.conftest import Storage
from tests.strategies import (
    ADA,
    BEN,
    MINUTE,
    NOON,
    SECOND,
    Story,
    a_lobby,
    answered_by,
    asking,
    granted,
    question,
    stories,
)


async def keep(storage: Storage, *states: Round) -> None:
    before = None
    for game in states:
        await storage.rounds.save(before, game, new_cards(before, game))
        before = game


def test_what_is_saved_is_what_is_loaded(path: Path) -> None:
    """After any course of a round its rows give back exactly the round, whether saved step by step or at a stroke."""
    numbers = count(1)

    async def live(story: Story) -> None:
        """Each example has a game and a channel of its own, with the open file shared by all."""
        for step_by_step in (True, False):
            number = next(numbers)
            states = [replace(game, id=number, channel_id=number) for game in story.states]
            await keep(storage, *(states if step_by_step else states[-1:]))
            assert await storage.rounds.load(number) == states[-1]

    async def opened() -> Storage:
        fresh = Storage(open_database(path))
        await fresh.open()
        return fresh

    with asyncio.Runner() as runner:
        storage = runner.run(opened())

        @given(stories())
        def holds(story: Story) -> None:
            runner.run(live(story))

        try:
            holds()
        finally:
            runner.run(storage.close())


async def test_who_came_first_stays_first(storage: Storage) -> None:
    """The order of joining is kept: the host's place passes on the same way after a restart."""
    game = a_lobby(replace(BEN, id=9), replace(ADA, id=5, joined_at=NOON + SECOND))
    await keep(storage, game)
    loaded = await storage.rounds.load(game.id)
    assert loaded is not None
    assert [player.id for player in loaded.active_players] == [9, 5]


async def test_there_is_no_such_round(storage: Storage) -> None:
    """A game that never was is nothing, however large its number."""
    assert await storage.rounds.load(36**12 - 1) is None


async def test_times_are_whole_milliseconds_in_utc(storage: Storage, path: Path) -> None:
    """A time is kept as milliseconds since 1970, whatever zone it came in."""
    at = datetime(2026, 3, 1, 14, 0, 0, 123_999, tzinfo=timezone(timedelta(hours=2)))
    await keep(storage, a_lobby(ADA, at=at))
    with outside(path) as other:
        assert other.execute("SELECT created_at FROM games").fetchone() == (1_772_366_400_123,)
    loaded = await storage.rounds.load(7)
    assert loaded is not None
    assert (loaded.created_at, loaded.created_at.tzinfo) == (NOON + timedelta(milliseconds=123), UTC)


async def test_running_due_and_over(storage: Storage) -> None:
    """A round is found by its channel until it is over, and by its time when that has come, the longest due first."""
    first = a_lobby(ADA, at=NOON)
    second = replace(a_lobby(ADA, at=NOON - MINUTE), id=8, channel_id=800)
    await keep(storage, first)
    await keep(storage, second)
    assert await storage.rounds.running() == {700: (7, 70), 800: (8, 70)}
    assert await storage.rounds.due(NOON + 14 * MINUTE - SECOND) == []
    assert await storage.rounds.due(NOON + 14 * MINUTE) == [8]
    assert await storage.rounds.due(NOON + 15 * MINUTE) == [8, 7]
    await storage.rounds.save(first, granted(control.stop(first, NOON)), [])
    assert await storage.rounds.running() == {800: (8, 70)}
    assert await storage.rounds.due(NOON + 60 * MINUTE) == [8]


async def test_what_was_asked_lately(storage: Storage) -> None:
    """Questions that a server has seen are known from then on, those of other servers and unseen ones are not."""
    seen = asking(ADA, questions=[question("q1"), question("q2"), question("q3")])
    seen = play.posted(play.next_question(play.close(seen, NOON), NOON), 1, NOON)
    elsewhere = replace(asking(ADA, questions=[question("q9")]), id=8, guild_id=71, channel_id=800)
    await keep(storage, seen)
    await keep(storage, elsewhere)
    assert await storage.rounds.recent_questions(70, NOON - MINUTE) == {"q1": NOON, "q2": NOON}
    assert await storage.rounds.recent_questions(70, NOON + MINUTE) == {}


async def test_no_id_twice(storage: Storage) -> None:
    """A new game's id is greater than every one before, in this process and in the next."""
    first = storage.rounds.next_id()
    await keep(storage, replace(a_lobby(ADA), id=first))
    await storage.ids.open()
    assert storage.rounds.next_id() > first


async def test_one_round_a_channel(storage: Storage) -> None:
    """The rows themselves refuse a second running round in a channel."""
    await keep(storage, a_lobby(ADA))
    refused = await asyncio.gather(storage.rounds.save(None, replace(a_lobby(ADA), id=8), []), return_exceptions=True)
    assert isinstance(refused[0], Exception)
    assert storage.failed == [8]
    assert await storage.rounds.running() == {700: (7, 70)}


async def test_a_card_for_each_message(storage: Storage) -> None:
    """Every new card of a round has its row in the outbox, unposted, in the order in which they were called for."""
    game = asking(ADA)
    await keep(storage, a_lobby(ADA, at=NOON - SECOND), game)
    waiting = await storage.messages.unsettled()
    assert [(one.key, one.message_id, one.channel_id) for one in waiting] == [
        (MessageKey(7, "lobby"), None, 700),
        (MessageKey(7, "q0"), None, 700),
    ]


async def test_a_message_goes_its_way(storage: Storage) -> None:
    """A posted message is found with its id; once settled it waits for nothing."""
    await keep(storage, a_lobby(ADA))
    key = MessageKey(7, "lobby")
    message = Message(key, 700, NOON, message_id=2**62, posted_at=NOON + SECOND)
    await storage.messages.put(message)
    assert await storage.messages.find(key) == message
    assert await storage.messages.unsettled() == [message]
    await storage.messages.put(replace(message, settled=True))
    assert await storage.messages.unsettled() == []
    assert await storage.messages.find(MessageKey(7, "q0")) is None


async def test_heartbeat_and_small_facts(storage: Storage) -> None:
    """The last beat and the last value of a fact are known, and nothing before the first."""
    heart = SqlHeartbeat(storage.writer, storage.database.reading)
    meta = SqlMeta(storage.writer, storage.database.reading)
    assert (await heart.last(), await meta.get("commands")) == (None, None)
    for second, value in enumerate(("a", "b")):
        await heart.beat({0: NOON + second * SECOND}, {})
        await meta.put("commands", value)
    assert (await heart.last(), await meta.get("commands")) == (LastHeard(1, {0: NOON + SECOND}), "b")


async def test_of_two_who_note_a_fact_for_the_first_time_both_know_the_same(storage: Storage) -> None:
    """A key that each process of a cluster would make for itself would be another one in each."""
    meta = SqlMeta(storage.writer, storage.database.reading)
    first, second = await asyncio.gather(meta.once("key", "a"), meta.once("key", "b"))
    assert first == second == await meta.get("key")
    assert await meta.once("key", "c") == first


async def test_a_changed_question_keeps_its_old_words(storage: Storage) -> None:
    """A round shows what it asked, though the pack has changed since."""
    old, new = asking(ADA, questions=[question()]), asking(ADA, questions=[question(explanation="Better.")])
    await keep(storage, old)
    await keep(storage, replace(new, id=8, channel_id=800))
    first, second = await storage.rounds.load(7), await storage.rounds.load(8)
    assert first is not None
    assert second is not None
    assert (first.current.question.explanation, second.current.question.explanation) == (
        "Because it fits.",
        "Better.",
    )


def test_stories_are_long_enough_to_mean_something() -> None:
    """The drawn courses of rounds reach answers, pauses and ends: what they are used for is really tried."""
    reached: set[str] = set()

    @settings(max_examples=300, derandomize=True)
    @given(stories())
    def collect(story: Story) -> None:
        reached.update(game.phase for game in story.states)
        reached.update("changed" for one, other in pairwise(story.states) if one.asked != other.asked)
        reached.update("answered" for game in story.states if any(asked.answers for asked in game.asked))

    collect()
    assert reached >= {"lobby", "posting", "open", "reveal", "paused", "ended", "changed", "answered"}


async def test_each_shard_has_its_own_last_beat(storage: Storage) -> None:
    """Beats are kept by shard, those of another number of shards no longer count, and servers away are remembered."""
    heart = SqlHeartbeat(storage.writer, storage.database.reading)
    await heart.beat({0: NOON, 1: NOON, 2: NOON - MINUTE}, {70: NOON - SECOND, 71: NOON})
    assert await heart.last() == LastHeard(3, {0: NOON, 1: NOON, 2: NOON - MINUTE}, {70: NOON - SECOND, 71: NOON})
    another = SqlHeartbeat(storage.writer, storage.database.reading)
    await another.last()
    await another.beat({0: NOON + SECOND, 1: NOON}, {71: NOON, 72: NOON + SECOND})
    assert await another.last() == LastHeard(2, {0: NOON + SECOND, 1: NOON}, {71: NOON, 72: NOON + SECOND})


async def test_the_beat_of_an_older_version_counts_for_all(storage: Storage, path: Path) -> None:
    """The one row of a version that knew no shards says when every server was last heard."""
    with outside(path) as rows:
        rows.execute("INSERT INTO heartbeat (id, alive_at) VALUES (1, ?)", (NOON.timestamp() * 1000,))
    last = await SqlHeartbeat(storage.writer, storage.database.reading).last()
    assert last is not None
    assert [last.of(guild << 22) for guild in range(3)] == [NOON] * 3


async def test_a_large_round_is_read_while_others_have_their_turn(
    storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between two turns of anybody else no more than a page of its answers is decoded."""
    decoded, most = 0, 0

    def counted(text: str) -> Answer:
        nonlocal decoded
        decoded += 1
        return read_answer(text)

    async def others() -> None:
        nonlocal decoded, most
        while True:
            most, decoded = max(most, decoded), 0
            await asyncio.sleep(0)

    await keep(storage, large := answered_by(1_000))
    monkeypatch.setattr("bot.storage.games.read_answer", counted)
    beside = asyncio.create_task(others())
    assert await storage.rounds.load(large.id) == large
    beside.cancel()
    assert 0 < most <= PAGE


async def test_an_earlier_version_takes_a_look_into_documents_for_a_pause_of_its_host(storage: Storage) -> None:
    """It knows of no such pause; this one reads it back as what it is."""
    for reason, stored in ((PauseReason.LOOK_UP, "host"), (PauseReason.SILENCE, "silence")):
        game = replace(asking(ADA), phase=Phase.PAUSED, pause=Pause(reason, NOON, Phase.OPEN))
        assert _round_row(game)["pause_reason"] == stored
        await storage.rounds.save(None, game, ())
        loaded = await storage.rounds.load(game.id)
        assert loaded is not None
        assert loaded.pause == game.pause
