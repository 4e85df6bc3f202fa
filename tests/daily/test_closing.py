"""Closing: a post closes when players were told, whether or not another comes, and its answers count from then on."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest
from discord.ui import TextDisplay
from sqlalchemy import update
from sqlalchemy.exc import DatabaseError

from bot.boards.recount import recount
from bot.daily.ports import CARD_OF_DAILY
from bot.daily.posting import CLOSING_AT_ONCE
from bot.daily.reading import PATIENCE
from bot.daily.rules.play import Daily, Refusal, result
from bot.daily.rules.streak import FINISHING, Played, what_was_done
from bot.daily.tables import daily_posts
from bot.kernel.absences import Absences, Owed
from bot.kernel.asked import Player
from bot.kernel.keys import Viewer
from bot.kernel.ports import MessageKey, StorageError
from bot.learning.store import SqlHistory
from bot.packs import content
from cogs.daily.rendering.post import open_card
from tests.daily.conftest import DAY, GUILD, HOUR, ORGANISER, PLAN, START, House, always
from tests.engines import allow, outside, refuse
from tests.strategies import ADA, BEN

DUE = START + HOUR
MINUTE = HOUR / 60


async def posted(house: House) -> Daily:
    """Today's post, on the screen."""
    await house.posting.tick(DUE)
    daily = await house.latest()
    await house.posted(daily)
    house.posting.posted(daily.id)
    house.outbox.drawn.clear()
    return daily


async def closed_at(house: House, daily: Daily) -> datetime | None:
    found = await house.dailies.find(daily.id)
    assert found is not None
    return found.closed_at


async def shown_closing(house: House, daily: Daily) -> datetime | None:
    showing = await house.posting.showing(daily.id)
    assert showing is not None
    return showing.closes_at


async def redrawn(house: House, at: datetime) -> list[MessageKey]:
    house.outbox.drawn.clear()
    await house.posting.close_some(at)
    return [key for key, _ in house.outbox.drawn]


async def test_a_daily_that_is_switched_off_closes_its_last_post_in_time(house: House) -> None:
    """The last post is open for as long as it said, then says that it is closed, and its answers count."""
    await house.arrange()
    daily = await posted(house)
    await house.play(ADA, daily, DUE + HOUR)
    await house.schedules.arrange(GUILD, always(PLAN, on=False), ORGANISER, DUE + 2 * HOUR)
    assert await shown_closing(house, daily) == DUE + DAY
    await house.play(BEN, daily, DUE + DAY - MINUTE)
    await house.posting.close_some(DUE + DAY - MINUTE)
    assert await closed_at(house, daily) is None
    history = SqlHistory(house.storage.database.reading, content)
    assert await history.history(ADA.id) == []
    assert await redrawn(house, DUE + DAY) == [MessageKey(daily.id, CARD_OF_DAILY)]
    assert await closed_at(house, daily) == DUE + DAY
    assert len(await history.history(ADA.id)) == len(await history.history(BEN.id)) == 3
    assert {tally.right for tally in await house.dailies.standings(GUILD, DUE + DAY)} == {3}
    assert recount(house.storage.database.place) == []


async def test_a_post_whose_server_is_away_at_its_end_is_excused_first(house: House) -> None:
    """It closes once the lost time is noted, so that the outage breaks nobody's streak; another server's in time."""
    heard = {GUILD, GUILD + 1}
    house = House(house.storage, goes_on=lambda guild: guild in heard)
    for guild in sorted(heard):
        await house.arrange(guild)
    await house.posting.tick(DUE)
    await house.play(ADA, await house.latest(), DUE + HOUR)
    await house.posting.tick(DUE + DAY)
    second, other = await house.latest(), await house.latest(GUILD + 1)
    gone, back = DUE + 2 * DAY - 12 * HOUR, DUE + 2 * DAY + HOUR
    heard.discard(GUILD)
    for at in (DUE + 2 * DAY, DUE + 2 * DAY + PATIENCE):
        await house.posting.tick(at)
        await house.posting.close_some(at)
    assert await closed_at(house, second) is None
    assert await closed_at(house, other) is not None
    heard.add(GUILD)
    await house.posting.recover(Absences({GUILD: gone}.get), back)
    await house.posting.tick(back)
    assert await closed_at(house, second) == back
    await house.play(ADA, await house.latest(), back + MINUTE)
    assert (await house.dailies.record(GUILD, ADA.id)).streak.length == 2


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


async def test_what_counts_counts_once(house: House) -> None:
    """A post that closed by itself is not counted again when the daily is switched on and the next one comes."""
    await house.arrange()
    daily = await posted(house)
    await house.play(ADA, daily, DUE + HOUR)
    await house.schedules.arrange(GUILD, always(PLAN, on=False), ORGANISER, DUE + HOUR)
    await house.posting.close_some(DUE + DAY)
    await house.schedules.arrange(GUILD, always(PLAN, on=True), ORGANISER, DUE + DAY + HOUR)
    await house.posting.tick(DUE + 2 * DAY)
    following = await house.latest()
    assert following.previous_id == daily.id
    assert await closed_at(house, daily) == DUE + DAY
    assert recount(house.storage.database.place) == []
    assert (await house.dailies.record(GUILD, ADA.id)).streak.length == 1


@pytest.mark.parametrize("local", [time(12), time(7)])
async def test_a_daily_that_is_moved_says_when_it_closes_now(house: House, local: time) -> None:
    """Set to another hour, the post that is open shows the new closing time and closes then."""
    await house.arrange()
    daily = await posted(house)
    moved = await house.schedules.arrange(GUILD, always(replace(PLAN, time=local), on=True), ORGANISER, DUE + HOUR)
    assert moved.next is not None
    assert moved.next.at != DUE + DAY
    assert await shown_closing(house, daily) == moved.next.at
    assert await redrawn(house, DUE + HOUR) == [MessageKey(daily.id, CARD_OF_DAILY)]
    await house.posted(daily)
    assert await redrawn(house, DUE + 2 * HOUR) == []
    await house.posting.tick(moved.next.at)
    assert await closed_at(house, daily) == moved.next.at


async def test_the_next_post_closes_the_one_before_it_alone(house: House) -> None:
    """While the next post is about to come the one before stays open for it, so that both show the same."""
    await house.arrange()
    daily = await posted(house)
    await house.posting.close_some(DUE + DAY)
    assert await closed_at(house, daily) is None
    await house.posting.tick(DUE + DAY)
    assert await closed_at(house, daily) == DUE + DAY


async def test_a_server_that_the_bot_has_left_closes_its_post_too(house: House) -> None:
    """What was promised holds where nothing can be posted any more, but for a while in which the server may be back."""
    await house.arrange()
    daily = await posted(house)
    await house.schedules.left(GUILD)
    await house.posting.close_some(DUE + DAY)
    assert await closed_at(house, daily) is None
    await house.posting.close_some(DUE + DAY + PATIENCE)
    assert await closed_at(house, daily) == DUE + DAY + PATIENCE


# Who had begun


async def begun(house: House, daily: Daily, at: datetime) -> Player:
    player = Player(5, "Eve", at)
    assert isinstance(await house.dailies.play(daily.id, player), Daily)
    return player


async def test_who_began_in_time_may_finish(house: House) -> None:
    """Opened a minute before the end and finished minutes after it, a post counts for the streak as played in time."""
    await house.arrange()
    daily = await posted(house)
    eve = await begun(house, daily, DUE + DAY - MINUTE)
    await house.posting.tick(DUE + DAY)
    at = DUE + DAY + 5 * MINUTE
    assert isinstance(await house.dailies.play(daily.id, replace(eve, joined_at=at)), Daily)
    await house.play(eve, daily, at)
    record = await house.dailies.record(GUILD, eve.id)
    assert (record.streak.length, record.streak.made_good) == (1, False)
    assert recount(house.storage.database.place) == []


async def test_the_grace_has_an_end(house: House) -> None:
    """After a quarter of an hour, and for who had not begun, a post that cannot be made good is closed."""
    await house.arrange()
    daily = await posted(house)
    eve = await begun(house, daily, DUE + DAY - MINUTE)
    for day in (1, 2):
        await house.posting.tick(DUE + day * DAY)
    assert await house.dailies.answer(daily.id, eve, 0, (0,), DUE + DAY + FINISHING) is Refusal.CLOSED
    late = Player(6, "Fay", DUE + DAY + MINUTE)
    assert await house.dailies.play(daily.id, late) is Refusal.CLOSED


async def test_an_outage_in_the_minutes_of_grace_breaks_no_streak(house: House) -> None:
    """Whoever could not finish a closed post because Recall was away has missed nothing, and its keys wait for that."""
    heard = {GUILD}
    house = House(house.storage, goes_on=lambda guild: guild in heard)
    await house.arrange()
    daily = await posted(house)
    eve = await begun(house, daily, DUE + DAY - MINUTE)
    await house.posting.tick(DUE + DAY)
    heard.clear()
    await house.posting.close_some(DUE + DAY + 16 * MINUTE)
    assert {asked.question.id for asked in daily.asked} <= await house.dailies.hidden(Viewer(ADA.id, GUILD))
    heard.add(GUILD)
    back = DUE + DAY + 20 * MINUTE
    await house.posting.recover(Absences({GUILD: DUE + DAY + 2 * MINUTE}.get), back)
    await house.posting.close_some(back)
    [first, _] = await house.store.played(GUILD, eve.id)
    assert first.away == 13 * MINUTE
    assert what_was_done(first.finished_at, first.closed_at, first.away, first.began_at) is Played.EXCUSED
    await house.posting.close_some(DUE + DAY + FINISHING + 18 * MINUTE)
    assert not await house.store.being_finished()


async def test_minutes_of_grace_that_an_outage_took_come_back(house: House) -> None:
    """Two minutes after the end Recall is away for an hour: then there are 13 minutes left, and all of them count."""
    await house.arrange()
    daily = await posted(house)
    eve = await begun(house, daily, DUE + DAY - MINUTE)
    await house.posting.tick(DUE + DAY)
    gone, back = DUE + DAY + 2 * MINUTE, DUE + DAY + 62 * MINUTE
    absences = Absences({GUILD: gone}.get, {})
    await house.posting.recover(absences, back)
    await house.posting.recover(absences, back)
    names = {asked.question.id for asked in daily.asked}
    await house.posting.close_some(back + 12 * MINUTE)
    assert names <= await house.dailies.hidden(Viewer(ADA.id, GUILD)), "they wait for who may still finish"
    late = back + 13 * MINUTE
    assert await house.dailies.answer(daily.id, eve, 0, (0,), late) is Refusal.CLOSED
    house.dailies.forget(daily.id)
    await house.play(eve, daily, back + 12 * MINUTE)
    found = await house.dailies.find(daily.id)
    assert found is not None
    assert found.played_in_time() == {eve.id}
    assert [one.player_id for one in await house.dailies.standings(GUILD, late)] == [eve.id]
    assert (await house.dailies.record(GUILD, eve.id)).streak.length == 1
    assert recount(house.storage.database.place) == []


async def test_a_key_waits_for_who_may_still_finish(house: House) -> None:
    """The next post, and every other screen of the server, tells nothing that helps; once nobody can, it tells all."""
    await house.arrange()
    daily = await posted(house)
    for player in (ADA, BEN):
        await house.play(player, daily, DUE + HOUR, right=1)
    eve = await begun(house, daily, DUE + DAY - MINUTE)
    await house.posting.tick(DUE + DAY)
    following = await house.latest()
    names = {asked.question.id for asked in daily.asked}
    assert names <= await house.dailies.hidden(Viewer(ADA.id, GUILD))
    assert "**Why:**" not in await shown(house, following)
    await house.posted(following)
    house.posting.posted(following.id)
    assert "**Why:**" not in await shown(house, following)
    assert isinstance(await house.dailies.answer(daily.id, eve, 0, (1,), DUE + DAY + MINUTE), Daily)
    await redrawn(house, DUE + DAY + FINISHING - MINUTE)
    assert names <= await house.dailies.hidden(Viewer(ADA.id, GUILD))
    await house.posted(daily)
    await house.posted(following)
    cards = {MessageKey(one.id, CARD_OF_DAILY) for one in (daily, following)}
    assert set(await redrawn(house, DUE + DAY + FINISHING)) == cards
    assert not names & await house.dailies.hidden(Viewer(ADA.id, GUILD))
    text = await shown(house, following)
    assert "**Why:**" in text
    assert "3 players" in text


async def test_a_key_waits_for_nobody_where_everybody_is_through(house: House) -> None:
    """Whoever began has finished: the next post tells at once."""
    await house.arrange()
    daily = await posted(house)
    for player in (ADA, BEN):
        await house.play(player, daily, DUE + HOUR, right=1)
    await house.posting.tick(DUE + DAY)
    assert "**Why:**" in await shown(house, await house.latest())


async def test_in_time_is_the_same_everywhere(house: House) -> None:
    """An answer within the minutes of grace stands in the streak, in the standings and in the result alike."""
    await house.arrange()
    daily = await posted(house)
    eve = await begun(house, daily, DUE + DAY - MINUTE)
    await house.posting.tick(DUE + DAY)
    await house.play(eve, daily, DUE + DAY + MINUTE)
    found = await house.dailies.find(daily.id)
    assert found is not None
    assert result(found).players == 1
    assert found.played_in_time() == {eve.id}
    assert [(one.player_id, one.right) for one in await house.dailies.standings(GUILD, DUE + DAY + HOUR)] == [
        (eve.id, 3)
    ]
    assert (await house.dailies.record(GUILD, eve.id)).streak.length == 1


async def shown(house: House, daily: Daily) -> str:
    showing = await house.posting.showing(daily.id)
    assert showing is not None
    card = open_card(showing.daily, showing.previous, showing.closes_at, showing.hidden)
    return "\n".join(child.content for child in card.walk_children() if isinstance(child, TextDisplay))


# What is in the way of others


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
