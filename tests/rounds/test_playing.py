"""Rounds as a person plays them: started, answered, kept over a failed write and a new process."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import event

from bot.kernel.asked import Player
from bot.kernel.ports import MessageKey, StorageError
from bot.kernel.questions import Exam
from bot.kernel.unfit import AnswerError, Unfit
from bot.rounds.rules.model import EndReason, Phase, Refusal, Round, Settings
from bot.rounds.rules.standings import standings
from tests.engines import leave_behind, outside, refuse
from tests.rounds.process import RIGHT, UNLUCKY, WRONG, Process, Start
from tests.strategies import ADA, BEN, CAT, NOON, SECOND, granted

# Starting


async def test_one_round_a_channel(process: Process) -> None:
    """A channel has one round at a time, other channels have their own; once it is over another may begin."""
    game = await process.start()
    assert await process.try_to_start(host=BEN) is Refusal.BUSY_CHANNEL
    await process.start(701)
    assert process.rounds.running == 2
    granted(await process.rounds.stop(game.id, ADA.id, NOON, may_manage=False))
    assert (await process.start(host=BEN)).id != game.id


async def test_two_starts_at_once(process: Process) -> None:
    """Of two who press at the same instant one gets the round, the other is told."""
    results = await asyncio.gather(process.try_to_start(), process.try_to_start(host=BEN))
    assert sorted(isinstance(result, Round) for result in results) == [False, True]
    assert Refusal.BUSY_CHANNEL in results


async def test_a_round_that_could_not_be_written_does_not_hold_its_channel(process: Process, path: Path) -> None:
    """Where the start could not be written there is no round, and the next start may have the channel."""
    refuse(path, "rounds", "NEW.host_id = 13")
    with pytest.raises(StorageError):
        await process.start(host=UNLUCKY)
    assert process.rounds.running == 0
    await process.start()


async def test_nothing_to_ask(process: Process) -> None:
    """A topic or an exam without questions is refused before there is a lobby."""
    nothing = Settings(topic="metrics", exam=Exam.MLA_C02)
    assert await process.try_to_start(settings=nothing) is Refusal.NO_QUESTIONS
    assert process.rounds.running == 0


async def test_no_new_rounds_at_shutdown(process: Process) -> None:
    """While the process ends nobody starts a round; running ones go on."""
    game = await process.asking()
    process.rounds.accepting = False
    assert await process.try_to_start(701) is Refusal.SHUTTING_DOWN
    assert isinstance(await process.answer(game, ADA), Round)


async def test_questions_of_the_last_days_come_last(process: Process) -> None:
    """A server is not asked again what it saw within two weeks, as long as there is something else."""
    first = await process.asking()
    for position in range(3):
        await process.rounds.posted(MessageKey(first.id, f"q{position}"), NOON)
        granted(await process.rounds.skip(first.id, ADA.id, NOON, may_manage=False))
        granted(await process.rounds.skip(first.id, ADA.id, NOON, may_manage=False))
    seen = {asked.question.id for asked in (await process.game(first.id)).asked}
    second = await process.asking()
    assert not seen & {asked.question.id for asked in second.asked}


# A whole round


async def test_a_round_from_start_to_podium(process: Process) -> None:
    """Each step draws the message that is played, at once; each reveal and the end are told to the players once."""
    rounds, outbox = process.rounds, process.outbox
    game = await process.start()
    assert outbox.urgent() == ["lobby"]
    granted(await rounds.join(game.id, BEN, NOON))
    assert outbox.drawn == [(MessageKey(game.id, "lobby"), False)]
    granted(await rounds.begin(game.id, ADA.id, NOON, may_manage=False))
    assert outbox.urgent() == ["q0"]
    for position in range(3):
        await rounds.posted(MessageKey(game.id, f"q{position}"), NOON)
        assert outbox.urgent() == [f"q{position}"]
        for player in (ADA, BEN):
            granted(await process.answer(game, player))
        await process.background.drain()
        assert (await process.game(game.id)).phase is Phase.REVEAL
        assert outbox.urgent() == [f"q{position}"]
        for player in (ADA, BEN):
            granted(await rounds.press_next(game.id, player.id, position, NOON))
        assert outbox.urgent() == ["podium" if position == 2 else f"q{position + 1}"]
    over = await process.game(game.id)
    assert (over.end, [line.right for line in standings(over)]) == (EndReason.FINISHED, [3, 3])
    assert [len(shown.asked[shown.position].answers) for shown in process.audience.revealed_to] == [2, 2, 2]
    assert process.audience.over == [game.id]


async def test_counts_are_not_urgent(process: Process) -> None:
    """An answer only changes a count: its redraw may wait and be merged."""
    game = await process.asking(BEN)
    granted(await process.answer(game, ADA))
    assert process.outbox.drawn == [(MessageKey(game.id, "q0"), False)]


async def test_what_is_left_behind_is_not_urgent(process: Process) -> None:
    """The reveal that a round leaves only loses its buttons: under pressure it waits for the cards that are played."""
    game = await process.asking()
    granted(await process.answer(game, ADA))
    await process.background.drain()
    process.outbox.drawn.clear()
    granted(await process.rounds.press_next(game.id, ADA.id, 0, NOON))
    assert process.outbox.drawn == [(MessageKey(game.id, "q0"), False), (MessageKey(game.id, "q1"), True)]


async def test_when_the_last_one_waited_for_leaves(process: Process) -> None:
    """The question closes without waiting for its clock."""
    game = await process.asking(BEN)
    granted(await process.answer(game, ADA))
    granted(await process.rounds.leave(game.id, BEN.id, NOON + SECOND))
    await process.background.drain()
    assert (await process.game(game.id)).phase is Phase.REVEAL


async def test_a_round_that_is_over_is_not_kept_in_memory(process: Process) -> None:
    """After the end only the rows remember it, and they still tell everything."""
    game = await process.asking()
    granted(await process.answer(game, ADA))
    granted(await process.rounds.stop(game.id, ADA.id, NOON, may_manage=False))
    await process.background.drain()
    assert (process.rounds._rounds.held, process.rounds.running) == ([], 0)
    assert standings(await process.game(game.id))[0].right == 1
    assert process.rounds._rounds.held == []
    assert await process.answer(game, ADA) is Refusal.ENDED


# Answers


async def test_acknowledged_answers_survive(process: Process, path: Path, another: Start) -> None:
    """Whoever was told "locked in" has an answer in the next process, though this one died at that instant."""
    game = await process.asking(BEN, CAT)
    granted(await process.answer(game, ADA))
    granted(await process.answer(game, BEN, WRONG))
    next_one = await another(leave_behind(path))
    found = await next_one.rounds.running_in(700)
    assert found == await process.game(game.id)
    assert {player: locked.answer for player, locked in found.current.answers.items()} == {1: RIGHT, 2: WRONG}
    assert await next_one.answer(game, BEN) is Refusal.ALREADY_ANSWERED
    granted(await next_one.answer(game, CAT))
    await next_one.background.drain()
    assert (await next_one.game(game.id)).phase is Phase.REVEAL


async def test_five_hundred_answers_at_once(process: Process, path: Path) -> None:
    """Five hundred presses on one question are all acknowledged, in a few commits, and all on disk."""
    game = await process.asking()
    commits: list[object] = []
    event.listen(process.database.writing, "commit", commits.append)
    crowd = [Player(number, f"P{number}", NOON) for number in range(100, 600)]
    results = await asyncio.gather(*(process.answer(game, player) for player in crowd))
    assert all(isinstance(result, Round) for result in results)
    with outside(path) as other:
        assert other.execute("SELECT count(*) FROM answers").fetchone() == (500,)
    assert len(commits) <= 10
    assert await process.store.load(game.id) == await process.game(game.id)


async def test_a_round_is_read_once_however_many_ask(process: Process, path: Path, another: Start) -> None:
    """A crowd pressing at once on a round that memory has lost causes one read, and every answer counts."""
    game = await process.asking()
    next_one = await another(leave_behind(path))
    next_one.rounds.forget(game.id)
    crowd = [Player(number, f"P{number}", NOON) for number in range(100, 200)]
    await asyncio.gather(*(next_one.rounds.answer(game.id, one, 0, RIGHT, NOON) for one in crowd))
    assert next_one.store.loads == 1
    assert len((await next_one.game(game.id)).current.answers) == 100


async def test_all_running_rounds_are_read_together_at_the_start(process: Process, path: Path, another: Start) -> None:
    """After a restart the rounds stand in memory as they were left, without a read for each."""
    games = [await process.asking(BEN, channel=channel) for channel in (1_000, 2_000, 3_000)]
    granted(await process.answer(games[1], BEN))
    next_one = await another(leave_behind(path))
    assert [await next_one.game(game.id) for game in games] == [await process.game(game.id) for game in games]
    assert next_one.store.loads == 0


async def test_a_failed_write_did_not_happen(process: Process, path: Path) -> None:
    """Who is told that it could not be saved has no answer, and the round stands as its rows say."""
    refuse(path, "answers", "NEW.player_id = 13")
    game = await process.asking(BEN, CAT)
    granted(await process.answer(game, BEN))
    with pytest.raises(StorageError):
        await process.answer(game, UNLUCKY)
    now = await process.game(game.id)
    assert now == await process.store.load(game.id)
    assert (set(now.current.answers), UNLUCKY.id in now.players) == ({BEN.id}, False)
    granted(await process.answer(game, CAT))


async def test_what_was_decided_on_a_failed_write_did_not_happen_either(process: Process, path: Path) -> None:
    """Answers queued behind the one that failed are told the same, so that nobody believes what is not there."""
    refuse(path, "answers", "NEW.player_id = 13")
    game = await process.asking()
    elsewhere = await process.asking(channel=701)
    crowd = [BEN, UNLUCKY, CAT]
    results = await asyncio.gather(
        *(process.answer(game, player) for player in crowd), process.answer(elsewhere, BEN), return_exceptions=True
    )
    assert [isinstance(result, StorageError) for result in results] == [False, True, True, False]
    now = await process.game(game.id)
    assert set(now.current.answers) == {BEN.id}
    assert now == await process.store.load(game.id)


async def test_an_end_that_could_not_be_written(process: Process, path: Path) -> None:
    """A round whose end could not be written goes on, and keeps its channel."""
    game = await process.asking()
    refuse(path, "rounds", "NEW.phase = 'ended'")
    with pytest.raises(StorageError):
        await process.rounds.stop(game.id, ADA.id, NOON, may_manage=False)
    assert (await process.game(game.id)).phase is Phase.OPEN
    assert await process.try_to_start() is Refusal.BUSY_CHANNEL
    assert process.audience.over == []


async def test_after_the_writer_closed_nothing_happens_in_memory_either(process: Process) -> None:
    """A press that comes too late at shutdown is refused, and the round shows nothing of it."""
    game = await process.asking(BEN)
    await process.writer.close()
    with pytest.raises(StorageError, match="shutting down"):
        await process.answer(game, BEN)
    assert (await process.game(game.id)).current.answers == {}


async def test_answers_that_fit_nothing(process: Process) -> None:
    """What fits no such question is told in words, an unknown question or game as unknown."""
    game = await process.asking()
    with pytest.raises(AnswerError) as refused:
        await process.answer(game, ADA, (0, 1))
    assert refused.value.why is Unfit.CHOICES
    assert await process.rounds.answer(game.id, ADA, 9, RIGHT, NOON) is Refusal.UNKNOWN
    assert await process.rounds.answer(game.id, ADA, -1, RIGHT, NOON) is Refusal.UNKNOWN
    assert await process.rounds.answer(999, ADA, 0, RIGHT, NOON) is Refusal.UNKNOWN
    lobby = await process.start(701)
    assert await process.rounds.answer(lobby.id, ADA, 0, RIGHT, NOON) is Refusal.UNKNOWN


async def test_being_unsure_is_kept(process: Process) -> None:
    """That a player was not sure is on disk with the answer."""
    game = await process.asking(BEN)
    granted(await process.answer(game, ADA))
    granted(await process.rounds.mark_unsure(game.id, ADA.id, 0))
    loaded = await process.store.load(game.id)
    assert loaded is not None
    assert loaded.current.answers[ADA.id].unsure
