"""Time that is lost while a mock exam, or a group for one, waits."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import discord
import pytest

from bot.kernel.absences import Absences
from bot.presence import MOST_BEATS
from tests.cogs.table import Shown, Table, private, text
from tests.cogs.test_exams import begun, current, exams, hall, later, press
from tests.engines import allow, refuse

__all__ = ["hall"]  # a fixture


async def test_a_group_gathers_for_longer_after_an_outage(hall: Table) -> None:
    """What was lost while nobody could come in is added; then it is called off as usual."""
    await hall.slash("ada", "exam start", exam="AIF-C01", group=True)
    await hall.env.advance_time(60)
    gone = hall.env.now()
    await hall.env.advance_time(40 * 60)
    await exams(hall).recover(Absences({hall.guild.id: gone}.get), hall.env.now())
    await later(hall, 28 * 60)
    assert "was called off" not in text(hall.card())
    await later(hall, 2 * 60)
    assert "was called off" in text(hall.card())


async def test_a_mock_in_a_server_without_the_bot_is_one_of_direct_messages(
    hall: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who installed Recall for themselves can sit one anywhere; an outage is given back there, too."""
    monkeypatch.setattr(discord.Interaction, "is_user_integration", lambda _: True)
    monkeypatch.setattr(discord.Interaction, "is_guild_integration", lambda _: False)
    await begun(hall, "ada")
    paper = await current(hall, "ada")
    assert paper.guild_id == 0
    presence = hall.app.presence
    presence.disconnected(0)
    await hall.env.advance_time(600)
    presence.resumed(0)
    await presence.beat(hall.env.now())
    assert (await current(hall, "ada")).deadline - paper.deadline == timedelta(seconds=600)


async def test_a_mock_that_was_open_when_the_clock_leapt_has_the_exams_own_time_again(hall: Table) -> None:
    """The leap looks as though nothing had run, and is given back; once the clock is right, so is the deadline."""
    await begun(hall, "ada")
    paper, presence = await current(hall, "ada"), hall.app.presence
    await hall.env.advance_time(86_400)
    presence.slept(hall.env.now() - timedelta(days=1))
    await presence.beat(hall.env.now())
    assert (await current(hall, "ada")).deadline == paper.deadline + timedelta(days=1)
    presence.slept(hall.env.now() + timedelta(days=1))
    await presence.beat(hall.env.now())
    assert (await current(hall, "ada")).deadline == paper.deadline


async def test_a_mock_in_direct_messages_does_not_wait_for_its_server(hall: Table) -> None:
    """While that alone is away, its person can work: nothing is given back, and time that is up is up for good."""
    await begun(hall, "ada")
    paper, presence = await current(hall, "ada"), hall.app.presence
    presence.vanished(hall.guild.id, gone=False)
    await hall.env.advance_time(600)
    presence.appeared(hall.guild.id)
    await presence.beat(hall.env.now())
    assert (await current(hall, "ada")).deadline == paper.deadline
    presence.vanished(hall.guild.id, gone=False)
    await later(hall, 2 * 3600)
    assert not (await current(hall, "ada")).is_open


async def test_a_mock_in_direct_messages_stands_still_while_these_are_not_heard(hall: Table) -> None:
    """They come by the first shard: what it is away for is given back, to the second."""
    await begun(hall, "ada")
    paper, presence = await current(hall, "ada"), hall.app.presence
    presence.disconnected(0)
    await later(hall, 600)
    presence.resumed(0)
    await presence.beat(hall.env.now())
    assert (await current(hall, "ada")).deadline - paper.deadline == timedelta(seconds=600)


async def shut(hall: Table, who: str) -> Shown:
    """A mock of somebody whose direct messages are shut, on a private page."""
    dm = hall.people[who].user.dm_channel.id
    hall.env.inject_error("POST", f"/channels/{dm}/messages", status=403, code=50007, times=None)
    return private(await begun(hall, who))


async def elsewhere(hall: Table) -> Shown:
    """Ada's mock on a private page on another server, which is there; the one where it began is away, past its time."""
    await shut(hall, "ada")
    hall.app.presence.vanished(hall.guild.id, gone=False)
    other = hall.env.create_guild()
    hall.people["ada"] = other.add_member(hall.people["ada"].user)
    page = private(await hall.people["ada"].slash(other.create_text_channel("other"), "exam show"))
    await later(hall, 2 * 3600)
    return page


async def test_nobody_reads_that_time_is_up_while_it_stands_still(hall: Table) -> None:
    """The server where a mock began is away: its time comes back, so a late press says just that."""
    page, presence = await elsewhere(hall), hall.app.presence
    told = text(await press(hall, "ada", "B", page))
    assert "clock stands still" in told
    assert "Time is up" not in told
    presence.appeared(hall.guild.id)
    await presence.beat(hall.env.now())
    assert "Locked in: **B**" in text(await press(hall, "ada", "B", page))


async def test_a_paper_whose_time_stands_still_is_not_handed_in_blank(hall: Table) -> None:
    """Nobody is asked about what is blank after zero, and the time that was lost is still to come back."""
    page, presence = await elsewhere(hall), hall.app.presence
    review = await press(hall, "ada", "Review", page)
    assert "clock stands still" in text(await press(hall, "ada", "Hand in", review))
    presence.appeared(hall.guild.id)
    await presence.beat(hall.env.now())
    assert (await current(hall, "ada")).is_open


async def test_a_private_page_shows_the_deadline_that_counts_after_an_outage(hall: Table) -> None:
    """Without a press: what stood there would say that the time is up while it is not."""
    page, presence = await shut(hall, "ada"), hall.app.presence
    await hall.env.advance_time(1)
    page = await press(hall, "ada", "B", page)
    presence.disconnected(0)
    await hall.env.advance_time(300)
    presence.resumed(0)
    await presence.beat(hall.env.now())
    await hall.settle()
    paper = await current(hall, "ada")
    assert f"<t:{paper.deadline.timestamp():.0f}:R>" in text(page)
    assert "Locked in: **B**" in text(page)


async def test_a_mock_that_cannot_be_written_stands_still_alone(hall: Table, tmp_path: Path) -> None:
    """It is not handed in with its time standing still; whoever else sits one in direct messages has theirs back."""
    await begun(hall, "ada")
    await begun(hall, "ben")
    damaged, other, presence = await current(hall, "ada"), await current(hall, "ben"), hall.app.presence
    refuse(tmp_path / "recall.sqlite3", "exam_sittings", f"NEW.game_id = {damaged.id}")
    presence.disconnected(0)
    await hall.env.advance_time(600)
    presence.resumed(0)
    await presence.beat(hall.env.now())
    assert (await current(hall, "ben")).deadline - other.deadline == timedelta(seconds=600)
    await hall.env.advance_time(2 * 3600)
    allow(tmp_path / "recall.sqlite3", "exam_sittings")
    await exams(hall).exams.tick(hall.env.now())
    assert not (await current(hall, "ben")).is_open
    assert (await current(hall, "ada")).is_open
    for _ in range(MOST_BEATS):
        await presence.beat(hall.env.now())
    assert (await current(hall, "ada")).deadline - damaged.deadline == timedelta(seconds=600 + 2 * 3600)
