"""Rounds as hosts, time and Discord steer them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from structlog.testing import capture_logs

from bot.kernel.asked import Player
from bot.kernel.obstacles import Barrier, Obstacle
from bot.kernel.ports import MessageKey
from bot.rounds.hosting import HostService
from bot.rounds.rules.model import EndReason, Forming, Phase, Refusal, Teams
from bot.rounds.rules.teams import set_teams
from bot.storage.database import open_database
from tests.engines import leave_behind, outside
from tests.fakes import everywhere
from tests.rounds.process import QUESTIONS, Process, Start
from tests.strategies import ADA, BEN, CAT, MINUTE, NOON, SECOND, granted

DAN = Player(4, "Dan", NOON)

# Control


async def test_only_the_host_and_who_manages_control(process: Process) -> None:
    """A guest cannot pause, skip or stop; the host can, and so can who may manage the server, in it or not."""
    game = await process.asking(BEN)
    rounds = process.rounds
    for control in (rounds.pause, rounds.skip, rounds.stop):
        assert await control(game.id, BEN.id, NOON, may_manage=False) is Refusal.NOT_HOST
    granted(await rounds.pause(game.id, ADA.id, NOON, may_manage=False))
    assert await rounds.resume(game.id, BEN.id, NOON, may_manage=False) is Refusal.NOT_HOST
    granted(await rounds.resume(game.id, 99, NOON, may_manage=True))
    granted(await rounds.skip(game.id, 99, NOON, may_manage=True))
    granted(await rounds.stop(game.id, ADA.id, NOON, may_manage=False))


async def test_after_an_outage_anybody_in_it_may_continue(process: Process) -> None:
    """A pause that the host did not make is ended by anybody who is in, not by outsiders, nor by who was taken out."""
    game = await process.asking(BEN, DAN)
    granted(await HostService(process.rounds).remove(game.id, ADA.id, DAN.id, NOON, may_manage=False))
    await process.rounds.recover(everywhere(NOON), NOON + 11 * MINUTE)
    at = NOON + 12 * MINUTE
    for outsider in (CAT, DAN):
        assert await process.rounds.resume(game.id, outsider.id, at, may_manage=False) is Refusal.NOT_IN
    assert granted(await process.rounds.resume(game.id, BEN.id, at, may_manage=False)).phase is Phase.OPEN


async def test_showing_brings_the_current_card_back(process: Process) -> None:
    """The card that the round is at comes to the bottom; a channel without a round has none."""
    game = await process.asking()
    assert await process.rounds.show(700, NOON) == game
    assert process.outbox.reposted == [MessageKey(game.id, "q0")]
    assert await process.rounds.show(701, NOON) is None


# Time


async def test_a_tick_does_what_is_due(process: Process) -> None:
    """Of many rounds those are moved whose time has come: a question closes, a lobby expires and frees its channel."""
    game = await process.asking()
    await process.start(701)
    await process.rounds.tick(NOON + 26 * SECOND)
    assert (await process.game(game.id)).phase is Phase.OPEN
    await process.rounds.tick(NOON + 27 * SECOND)
    assert (await process.game(game.id)).phase is Phase.REVEAL
    await process.rounds.tick(NOON + 15 * MINUTE)
    assert await process.rounds.running_in(701) is None


async def test_time_away_is_given_back_to_every_round(process: Process, path: Path, another: Start) -> None:
    """After a restart every open question has at least 20 seconds left, and its locked answers."""
    for channel in range(700, 702):
        granted(await process.answer(await process.asking(BEN, channel=channel), ADA))
    next_one = await another(leave_behind(path))
    back = NOON + 5 * MINUTE
    await next_one.rounds.recover(everywhere(NOON + 24 * SECOND), back)
    for channel in range(700, 702):
        game = await next_one.rounds.running_in(channel)
        assert game is not None
        assert game.current.deadline is not None
        assert game.current.deadline - back == 20 * SECOND
        assert set(game.current.answers) == {ADA.id}
        assert game == await next_one.store.load(game.id)


async def test_one_broken_round_does_not_stop_the_others(process: Process, path: Path, another: Start) -> None:
    """Where one round's rows cannot be read any more the others get their time back, and the bot starts."""
    broken, whole = await process.asking(), await process.asking(channel=701)
    left = leave_behind(path)
    with outside(left) as other:
        other.execute("UPDATE rounds SET pace = 'breakneck' WHERE game_id = ?", (broken.id,))
    next_one = await another(left)
    with capture_logs() as logged:
        await next_one.rounds.recover(everywhere(NOON), NOON + 5 * MINUTE)
        await next_one.rounds.tick(NOON + 5 * MINUTE)
    assert {entry["game"] for entry in logged} == {broken.id}
    deadline = (await next_one.game(whole.id)).current.deadline
    assert deadline is not None
    assert deadline > NOON + 5 * MINUTE


# What Discord tells


async def test_only_questions_have_a_clock(process: Process) -> None:
    """That a lobby or a podium is on the screen starts nothing."""
    game = await process.start()
    await process.rounds.posted(MessageKey(game.id, "lobby"), NOON)
    assert await process.game(game.id) == game


async def test_a_channel_that_closes(process: Process) -> None:
    """A running round waits; a lobby is over, and its channel free."""
    game, lobby = await process.asking(), await process.start(701)
    shut = Obstacle(Barrier.NO_PERMISSION, unseen=False)
    await process.rounds.blocked(MessageKey(game.id, "q0"), NOON, shut)
    await process.rounds.blocked(MessageKey(lobby.id, "lobby"), NOON, shut)
    assert (await process.game(game.id)).phase is Phase.PAUSED
    assert (await process.game(lobby.id)).end is EndReason.BLOCKED
    assert await process.rounds.running_in(701) is None


async def test_a_channel_that_opens_again(process: Process) -> None:
    """A round that waited for its channel goes on by itself, with time for the question; one that its host paused
    does not, and neither does one whose older card alone came through."""
    game = await process.asking()
    first = MessageKey(game.id, "q0")
    await process.rounds.blocked(first, NOON, Obstacle(Barrier.ARCHIVED, unseen=False))
    await process.rounds.cleared(MessageKey(game.id, "lobby"), NOON + MINUTE)
    assert (await process.game(game.id)).phase is Phase.PAUSED
    await process.rounds.cleared(first, NOON + MINUTE)
    after = await process.game(game.id)
    assert after.phase is Phase.OPEN
    assert after.current.deadline is not None
    assert after.current.deadline > NOON + MINUTE
    granted(await process.rounds.pause(game.id, game.host_id, NOON + MINUTE, may_manage=False))
    await process.rounds.cleared(first, NOON + MINUTE)
    assert (await process.game(game.id)).phase is Phase.PAUSED


async def test_a_lobby_that_nobody_has_seen_never_was(process: Process) -> None:
    """A lobby that could not be posted leaves its channel free and no row behind."""
    lobby = await process.start(701)
    await process.rounds.blocked(MessageKey(lobby.id, "lobby"), NOON, Obstacle(Barrier.NO_ACCESS, unseen=True))
    assert await process.rounds.running_in(701) is None
    assert await process.rounds.find(lobby.id) is None
    for table in ("games", "rounds", "players", "messages"):
        assert await process.count(table) == 0, table
    assert (await process.start(701)).phase is Phase.LOBBY


async def test_a_lobby_whose_card_was_deleted_in_a_closed_channel_leaves_nothing_behind(process: Process) -> None:
    """Whatever was chosen in it: people who are in read that it is over, and the channel is free."""
    lobby = await process.start(701)
    for guest in (BEN, CAT):
        granted(await process.rounds.join(lobby.id, guest, NOON))
    teams = Teams(forming=Forming.CHOICE)
    granted(await process.rounds.steer(lobby.id, ADA.id, lambda game: set_teams(game, teams), may_manage=False))
    granted(await process.rounds.choose_team(lobby.id, BEN.id, 1, NOON))
    granted(await HostService(process.rounds).remove(lobby.id, ADA.id, CAT.id, NOON, may_manage=False))
    deleted = Obstacle(Barrier.NO_PERMISSION, unseen=False, deleted=True)
    await process.rounds.blocked(MessageKey(lobby.id, "lobby"), NOON, deleted)
    for table in ("games", "rounds", "round_members", "round_removals", "players", "messages"):
        assert await process.count(table) == 0, table
    assert [game.end for game in process.audience.unbegun] == [EndReason.BLOCKED]
    assert (await process.start(701)).phase is Phase.LOBBY


async def test_a_question_that_discord_shows_nowhere(process: Process) -> None:
    """It is left out, for everybody, and the round goes on with the next; after the last one to the podium."""
    game = await process.begun(questions=2)
    malformed = Obstacle(Barrier.MALFORMED, unseen=True)
    await process.rounds.blocked(MessageKey(game.id, "q0"), NOON, malformed)
    now = await process.game(game.id)
    assert (now.phase, now.position, now.asked[0].left_out) == (Phase.POSTING, 1, True)
    await process.rounds.blocked(MessageKey(game.id, "q0"), NOON, malformed)
    assert await process.game(game.id) == now
    await process.rounds.posted(MessageKey(game.id, "q1"), NOON)
    await process.rounds.blocked(MessageKey(game.id, "q1"), NOON, malformed)
    assert (await process.game(game.id)).phase is Phase.OPEN


async def test_nothing_but_questions_that_discord_shows_nowhere(process: Process) -> None:
    """A round of which nothing can be shown ends, and waits for nobody."""
    game = await process.begun(questions=2)
    for card in ("q0", "q1"):
        await process.rounds.blocked(MessageKey(game.id, card), NOON, Obstacle(Barrier.MALFORMED, unseen=True))
    assert (await process.game(game.id)).end is EndReason.FINISHED


async def test_announcing_draws_every_round_again(process: Process) -> None:
    """At shutdown every round's current card is drawn once more, at once."""
    await process.asking()
    await process.start(701)
    process.outbox.drawn.clear()
    process.rounds.announce()
    assert process.outbox.urgent() == ["q0", "lobby"]


async def test_forgetting_what_is_no_round(process: Process) -> None:
    """A failure that concerns no round drops none."""
    game = await process.asking()
    process.rounds.forget("heartbeat")
    process.rounds.forget(MessageKey(game.id, "q0"))
    assert [held.id for held in process.rounds._rounds.held] == [game.id]


async def test_topics_to_choose_from(path: Path) -> None:
    """The topics that have questions are on offer, in the order of the packs."""
    own = [replace(QUESTIONS[0], id=topic, topic=topic) for topic in ("metrics", "zebra", "apple")]
    process = Process(open_database(path), own)
    await process.open()
    assert await process.rounds.pool.topics(70) == ["metrics", "zebra", "apple"]
    await process.close()
