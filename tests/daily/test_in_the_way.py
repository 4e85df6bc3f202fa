"""A post or a schedule that cannot be served, written, read, or shown keeps none of the others waiting."""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta
from unittest.mock import AsyncMock

import pytest
from sqlalchemy import update
from sqlalchemy.exc import DatabaseError

from bot.daily.ports import CARD_OF_DAILY
from bot.daily.posting import CLOSING_AT_ONCE
from bot.daily.rules.streak import FINISHING
from bot.daily.store import SqlDailyStore
from bot.daily.tables import daily_posts
from bot.kernel.absences import Absences, Owed
from bot.kernel.ports import MessageKey, StorageError
from tests.daily.conftest import DAY, GUILD, HOUR, ORGANISER, PLAN, House, always
from tests.daily.test_closing import DUE, MINUTE, begun, closed_at, posted, redrawn
from tests.engines import allow, outside, refuse, unreadable
from tests.strategies import ADA


async def test_a_post_that_cannot_be_written_holds_up_no_other(house: House) -> None:
    """It stays open, and is owed its lost time; every other server's post has it noted."""
    servers = range(GUILD, GUILD + 5)
    for guild in servers:
        await house.arrange(guild)
    await house.posting.tick(DUE)
    await house.play(ADA, await house.latest(GUILD + 1), DUE + HOUR)
    damaged, played = await house.latest(GUILD + 2), await house.latest(GUILD + 1)
    place = house.storage.database.place
    refuse(place, "daily_posts", f"NEW.game_id = {damaged.id}", "UPDATE")
    gone, back = DUE + 2 * HOUR, DUE + 3 * HOUR
    absences = Absences(lambda _: gone)
    await house.posting.recover(absences, back)
    assert absences.owing == {damaged.id: Owed(GUILD + 2, gone)}
    assert [post.away for post in await house.store.played(GUILD + 1, ADA.id)] == [HOUR]
    house.owed = {damaged.id}
    for guild in servers:
        await house.schedules.arrange(guild, always(PLAN, on=False), ORGANISER, back)
    await house.posting.close_some(DUE + DAY)
    assert await closed_at(house, played) == DUE + DAY
    assert await closed_at(house, damaged) is None
    allow(place, "daily_posts")
    later = Absences(lambda _: None, owed=absences.owing)
    await house.posting.recover(later, back + MINUTE)
    assert later.owing == {}
    with outside(place) as rows:
        away = rows.execute("SELECT game_id, away_ms FROM daily_posts").fetchall()
    assert dict(away) == {
        (await house.latest(guild)).id: (61 if guild == GUILD + 2 else 60) * 60_000 for guild in servers
    }


async def test_time_that_a_clock_ahead_gave_to_a_post_is_taken_off_again(house: House) -> None:
    """A real absence stays noted, and a post that was made while the clock was ahead loses nothing."""
    await house.arrange(GUILD)
    await house.posting.tick(DUE)
    await house.posting.recover(Absences(lambda _: DUE + HOUR), DUE + 2 * HOUR)
    await house.posting.recover(Absences(lambda _: DUE + 3 * HOUR), DUE + 3 * HOUR + 5 * DAY)
    await house.arrange(GUILD + 1)
    await house.posting.tick(DUE + HOUR)
    await house.posting.recover(Absences(lambda _: DUE + 4 * HOUR + 5 * DAY), DUE + 4 * HOUR)
    with outside(house.storage.database.place) as rows:
        away = rows.execute("SELECT guild_id, away_ms FROM daily_posts").fetchall()
    assert dict(away) == {GUILD: 3_600_000, GUILD + 1: 0}


async def test_where_no_post_can_be_written_none_is_made_up_for(house: House) -> None:
    """It is not for the posts, so everything is tried again together."""
    for guild in range(GUILD, GUILD + 5):
        await house.arrange(guild)
    await house.posting.tick(DUE)
    refuse(house.storage.database.place, "daily_posts", "1", "UPDATE")
    with pytest.raises(StorageError):
        await house.posting.recover(Absences(lambda _: DUE + HOUR), DUE + 2 * HOUR)


@pytest.mark.parametrize("table", ["keys_kept", "daily_posts"])
async def test_a_closed_post_that_cannot_be_written_holds_up_no_other(house: House, table: str) -> None:
    """Whoever may finish the other one has as much longer; this one is owed it."""
    finishing = {}
    for guild in (GUILD, GUILD + 1):
        await house.arrange(guild)
    await house.posting.tick(DUE)
    for guild in (GUILD, GUILD + 1):
        finishing[guild] = await house.latest(guild)
        await begun(house, finishing[guild], DUE + DAY - MINUTE)
    await house.posting.tick(DUE + DAY)
    damaged, other = finishing[GUILD], finishing[GUILD + 1]
    place = house.storage.database.place
    refuse(place, table, f"NEW.game_id = {damaged.id}", "UPDATE")
    gone, back = DUE + DAY + 2 * MINUTE, DUE + DAY + 12 * MINUTE
    absences = Absences(lambda _: gone)
    await house.posting.recover(absences, back)
    assert absences.owing[damaged.id] == Owed(GUILD, gone)
    assert other.id not in absences.owing
    house.dailies.forget(damaged.id)  # as the writer has it
    until = await house.store.being_finished()
    assert until[other.id] == (GUILD + 1, DUE + DAY + FINISHING + 10 * MINUTE)
    allow(place, table)
    later = Absences(lambda _: None, owed=absences.owing)
    await house.posting.recover(later, back + MINUTE)
    assert later.owing == {}
    until = await house.store.being_finished()
    assert until[damaged.id] == (GUILD, DUE + DAY + FINISHING + 11 * MINUTE)
    assert until[other.id] == (GUILD + 1, DUE + DAY + FINISHING + 10 * MINUTE)


async def test_a_closed_post_that_cannot_be_read_holds_up_no_other(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The open posts' time away is noted all the same."""
    for guild in (GUILD, GUILD + 1):
        await house.arrange(guild)
    await house.posting.tick(DUE)
    unreadable = await house.latest()
    await begun(house, unreadable, DUE + DAY - MINUTE)
    await house.posting.tick(DUE + DAY)

    async def malformed(game_id: int, lost: timedelta) -> None:
        raise DatabaseError("SELECT", {}, Exception(f"the image of {game_id} is malformed, not to mention {lost}"))

    monkeypatch.setattr(house.dailies, "give_back", malformed)
    await house.posting.recover(Absences(lambda _: DUE + DAY + 2 * MINUTE), DUE + DAY + 12 * MINUTE)
    with outside(house.storage.database.place) as rows:
        away = dict(rows.execute("SELECT game_id, away_ms FROM daily_posts").fetchall())
    assert away[(await house.latest(GUILD + 1)).id] == 600_000


async def test_a_closed_post_that_cannot_be_read_for_a_moment_is_owed_its_time(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever had begun it may finish for as much longer, once it can be read."""
    await house.arrange()
    await house.posting.tick(DUE)
    daily = await house.latest()
    await begun(house, daily, DUE + DAY - MINUTE)
    await house.posting.tick(DUE + DAY)
    gone, back = DUE + DAY + 2 * MINUTE, DUE + DAY + 12 * MINUTE
    absences = Absences(lambda _: gone)
    with monkeypatch.context() as patched:
        patched.setattr(SqlDailyStore, "_asked", AsyncMock(side_effect=unreadable()))
        house.dailies.forget(daily.id)
        await house.posting.recover(absences, back)
    await house.posting.recover(Absences(lambda _: None, owed=absences.owing), back + MINUTE)
    assert await house.store.being_finished() == {daily.id: (GUILD, DUE + DAY + FINISHING + 11 * MINUTE)}


async def test_schedules_that_cannot_be_served_are_in_nobodys_way(house: House) -> None:
    """Hundreds of servers whose daily fails each time do not keep another one waiting, however long they are due."""
    for guild in range(1_000, 1_150):
        schedule = await house.arrange(guild=guild)
        await house.store.save_schedule(replace(schedule, plan=replace(schedule.plan, zone="Nowhere/Land")))
    await house.posting.tick(DUE)
    await house.posting.tick(DUE + timedelta(seconds=1))
    await house.arrange(at=DUE + MINUTE, time=time(9, 5))
    await house.posting.tick(DUE + 5 * MINUTE)
    await house.posting.tick(DUE + 5 * MINUTE + timedelta(seconds=1))
    assert (await house.latest()).number == 1


async def test_closed_channels_are_in_nobodys_way(house: House) -> None:
    """Posts that Discord refuses to change wait for their own time; the others say at once that they are closed."""
    guilds = range(1_000, 1_040)
    for guild in guilds:
        await house.arrange(guild=guild)
    await house.posting.tick(DUE)
    for guild in guilds:
        await house.posted(await house.latest(guild))
    await house.posting.tick(DUE + DAY)
    blocked = [(await house.latest(guild)).previous_id for guild in guilds]
    for game_id in blocked[:30]:
        message = await house.storage.messages.find(MessageKey(game_id or 0, CARD_OF_DAILY))
        assert message is not None
        await house.storage.messages.put(replace(message, refused=3, retry_at=DUE + 2 * DAY))
    wanted = {MessageKey(game_id or 0, CARD_OF_DAILY) for game_id in blocked[30:]}
    assert set(await redrawn(house, DUE + DAY + MINUTE)) == wanted


@pytest.mark.parametrize("moved", ["closed", "another hour", "told its keys"])
async def test_what_changes_while_a_post_is_drawn_is_drawn_after_it(house: House, moved: str) -> None:
    """Discord takes its time with an edit, and meanwhile the post shows something else: it is edited once more."""
    await house.arrange()
    daily = await posted(house)
    if moved == "told its keys":
        await begun(house, daily, DUE + DAY - MINUTE)
        await house.posting.tick(DUE + DAY)
    sent = await house.storage.messages.find(MessageKey(daily.id, CARD_OF_DAILY))
    assert sent is not None
    at = DUE + DAY - HOUR
    if moved == "another hour":
        await house.schedules.arrange(GUILD, always(replace(PLAN, time=time(8, 59)), on=True), ORGANISER, at)
    if moved == "closed":
        await house.schedules.arrange(GUILD, always(PLAN, on=False), ORGANISER, at)
        at = DUE + DAY + HOUR
    if moved == "told its keys":
        at = DUE + DAY + FINISHING + MINUTE
    await house.posting.close_some(at)
    await house.storage.messages.put(replace(sent, settled=True))
    assert MessageKey(daily.id, CARD_OF_DAILY) in await redrawn(house, at)
    latest = await house.storage.messages.find(MessageKey(daily.id, CARD_OF_DAILY))
    assert latest is not None
    await house.storage.messages.put(replace(latest, settled=True))
    assert MessageKey(daily.id, CARD_OF_DAILY) not in await redrawn(house, at)


async def test_a_post_that_comes_late_shows_what_is_true_then(house: House) -> None:
    """Posted only when its server is back a day later, it does not look open, and is not left as it was made."""
    await house.arrange()
    await house.posting.tick(DUE)
    daily = await house.latest()
    sent = await house.storage.messages.find(MessageKey(daily.id, CARD_OF_DAILY))
    assert sent is not None
    await house.schedules.arrange(GUILD, always(PLAN, on=False), ORGANISER, DUE + HOUR)
    late = DUE + DAY + HOUR
    await house.posting.close_some(late)
    await house.posting.tick(late)
    showing = await house.posting.showing(daily.id)
    assert showing is not None
    assert showing.daily.closed_at == late
    await house.storage.messages.put(replace(sent, message_id=9, posted_at=late, settled=True))
    house.posting.posted(daily.id)
    assert await redrawn(house, late) == [MessageKey(daily.id, CARD_OF_DAILY)]


# Many at once


async def test_posts_that_discord_does_not_take_are_not_what_others_wait_for(house: House) -> None:
    """With as many that fail as are drawn at once, and older, another server's post says that it is over."""
    guilds = range(GUILD, GUILD + CLOSING_AT_ONCE + 2)
    for guild in guilds:
        await house.arrange(guild)
    await house.posting.tick(DUE)
    posts = [await house.latest(guild) for guild in guilds]
    for daily in posts:
        await house.posted(daily)
    await house.posting.tick(DUE + DAY)
    oldest = await house.store.to_redraw(CLOSING_AT_ONCE)
    house.failing = oldest
    others = {MessageKey(daily.id, CARD_OF_DAILY) for daily in posts if daily.id not in oldest}
    assert len(others) == 2
    assert set(await redrawn(house, DUE + DAY)) == others


async def test_a_post_that_cannot_be_read_keeps_no_other_open(house: House) -> None:
    """One whose rows are damaged is logged; those after it close in their time."""
    for guild in (GUILD, GUILD + 1):
        await house.arrange(guild)
    await house.posting.tick(DUE)
    broken, whole = await house.latest(), await house.latest(GUILD + 1)
    for guild in (GUILD, GUILD + 1):
        await house.schedules.arrange(guild, always(PLAN, on=False), ORGANISER, DUE + HOUR)
    damage = update(daily_posts).where(daily_posts.c.game_id == broken.id).values(date="never")
    await house.storage.writer.queue(0, [], damage)
    house.dailies.forget(broken.id)
    house.dailies.forget(whole.id)
    await house.posting.close_some(DUE + DAY)
    assert await closed_at(house, whole) == DUE + DAY


async def test_an_organizer_who_could_not_be_told_is_told_the_next_time(house: House) -> None:
    """That they have heard of it could not be stored, so nothing was said: they are not left without a word."""
    await house.arrange()
    await house.posting.tick(DUE)
    await house.posting.blocked((await house.latest()).id)
    place = house.storage.database.place
    refuse(place, "daily_schedules", "NEW.told = 1", "UPDATE")
    with pytest.raises(StorageError):
        await house.schedules.to_tell(GUILD, ORGANISER)
    allow(place, "daily_schedules")
    assert await house.schedules.to_tell(GUILD, ORGANISER) is not None


async def test_a_post_is_shown_though_what_stands_beside_it_could_not_be_read(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is on disk, and nobody would have it shown again before the next restart."""
    for guild in (GUILD, GUILD + 1):
        await house.arrange(guild)
    with monkeypatch.context() as patched:
        patched.setattr(house.dailies, "hidden", AsyncMock(side_effect=unreadable()))
        await house.posting.tick(DUE)
    posts = [await house.latest(guild) for guild in (GUILD, GUILD + 1)]
    assert {key.game_id for key, urgent in house.outbox.drawn if urgent} == {daily.id for daily in posts}
    showing = await house.posting.showing(posts[0].id)
    assert showing is not None
    assert showing.daily.id == posts[0].id
    await house.posting.tick(DUE + DAY)
    assert (await house.latest()).number == 2
