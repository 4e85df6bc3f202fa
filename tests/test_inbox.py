"""What Discord hands us is taken once, and finished before we leave."""

import asyncio

from structlog.testing import capture_logs

from bot.client.client import RecallClient
from bot.client.inbox import REMEMBERED, Inbox
from bot.kernel.ports import StorageError


async def test_an_interaction_is_taken_once() -> None:
    """Discord repeats what a lost connection did not confirm; the second telling has no effect."""
    inbox = Inbox()
    assert [inbox.take(7), inbox.take(8), inbox.take(7)] == [True, True, False]


async def test_the_latest_are_remembered() -> None:
    """Only so many are kept in mind, the oldest forgotten first."""
    inbox = Inbox()
    assert all(inbox.take(number) for number in range(REMEMBERED + 1))
    assert not inbox.take(1)
    assert inbox.take(0)


async def test_what_is_under_way_is_finished_before_the_end() -> None:
    """A press that is being worked on when the bot is told to stop is answered; one that hangs is given up."""
    inbox, finish, done = Inbox(), asyncio.Event(), []

    async def work(number: int, until: asyncio.Event) -> None:
        inbox.take(number)
        await until.wait()
        done.append(number)

    tasks = [asyncio.create_task(work(1, finish)), asyncio.create_task(work(2, asyncio.Event()))]
    await asyncio.sleep(0)
    asyncio.get_running_loop().call_soon(finish.set)
    await inbox.drain(within=0.05)
    assert done == [1]
    assert [task.cancelled() for task in tasks] == [False, True]
    assert inbox.closing


async def test_a_listener_that_cannot_write_leaves_one_line() -> None:
    """On a full disk an event is followed later: the log says so without a stack trace, unlike of a bug."""
    client = RecallClient()
    with capture_logs() as said:
        for error in (StorageError("The disk is full."), KeyError("a bug")):
            try:
                raise error
            except (StorageError, KeyError):
                await client.on_error("on_ready")
    assert [(line["log_level"], "exc_info" in line) for line in said] == [("warning", False), ("error", True)]


async def test_one_persons_deeds_are_waited_for() -> None:
    """All else that somebody has pressed is done first; others are not waited for, nor who waits likewise, nor long."""
    inbox, finish, done = Inbox(), asyncio.Event(), []

    async def work(number: int, person: int) -> None:
        inbox.take(number, person)
        await finish.wait()
        done.append(person)

    async def wait(number: int) -> None:
        inbox.take(number, 1)
        await inbox.others_of(1, within=60)
        done.append(-number)

    async def wait_shortly() -> None:
        inbox.take(5, 2)
        await inbox.others_of(2, within=0.01)
        done.append(-5)

    tasks = [asyncio.create_task(one) for one in (work(1, 1), work(2, 2), wait(3), wait(4), wait_shortly())]
    await tasks[-1]
    assert done == [-5]
    finish.set()
    await asyncio.gather(*tasks)
    assert sorted(done[:3]) == [-5, 1, 2]
    assert sorted(done[3:]) == [-4, -3]
    assert not inbox._of_person


async def test_no_listener_is_left_in_the_middle_of_something() -> None:
    """Whoever leaves waits for what the library's events set going, and in the end has it given up."""
    client, begun, ended = RecallClient(), asyncio.Event(), []

    async def listener() -> None:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.append(True)

    async with client:
        client.add_listener(listener, "on_app_command_completion")
        client.dispatch("app_command_completion")
        await begun.wait()
        await client.inbox.drain(within=0)
        assert ended == [True]
