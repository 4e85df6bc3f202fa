"""Closing: a post closes when players were told, whether or not another comes, and its answers count from then on."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time

import pytest
from discord.ui import TextDisplay

from bot.boards.recount import recount
from bot.daily.ports import CARD_OF_DAILY
from bot.daily.reading import PATIENCE
from bot.daily.rules.play import Daily, Refusal, result
from bot.daily.rules.streak import FINISHING, Mark, Played, streak, what_was_done
from bot.daily.streaks import StreakReader
from bot.kernel.absences import Absences
from bot.kernel.asked import Player
from bot.kernel.keys import Viewer
from bot.kernel.ports import MessageKey
from bot.learning.store import SqlHistory
from bot.packs import content
from cogs.daily.rendering.post import open_card
from tests.daily.conftest import DAY, GUILD, HOUR, ORGANISER, PLAN, START, House, always
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


async def shown(house: House, daily: Daily) -> str:
    showing = await house.posting.showing(daily.id)
    assert showing is not None
    card = open_card(showing.daily, showing.previous, showing.closes_at, showing.hidden, followed=showing.followed)
    return "\n".join(child.content for child in card.walk_children() if isinstance(child, TextDisplay))


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


async def test_the_last_post_of_a_daily_that_is_switched_off_promises_no_next_one(house: House) -> None:
    """It says so at once, and not only when the next player begins; another server's post is left alone."""
    await house.arrange()
    await house.arrange(GUILD + 1)
    daily = await posted(house)
    await house.posted(await house.latest(GUILD + 1))
    assert "when the next one comes" in await shown(house, daily)
    await house.schedules.arrange(GUILD, always(PLAN, on=False), ORGANISER, DUE + HOUR)
    assert await redrawn(house, DUE + HOUR) == [MessageKey(daily.id, CARD_OF_DAILY)]
    assert "when the next one comes" not in await shown(house, daily)


async def test_a_post_after_which_nothing_is_left_to_ask_closes_when_it_said(house: House) -> None:
    """Nobody is on time a day later, and no next one is promised from day to day."""
    await house.arrange()
    daily = await posted(house)
    await house.play(ADA, daily, DUE + HOUR)
    house = House(house.storage, pool=[])
    for day in (1, 2):
        await house.posting.tick(DUE + day * DAY)
        assert await closed_at(house, daily) == DUE + DAY
        assert "when the next one comes" not in await shown(house, daily)
    assert {tally.right for tally in await house.dailies.standings(GUILD, DUE + DAY)} == {3}


async def test_a_daily_that_is_turned_on_again_promises_the_next_post_again(house: House) -> None:
    """Also where that comes when it would have come anyway, so that the open post closes when it said it would."""
    await house.arrange()
    daily = await posted(house)
    await house.schedules.arrange(GUILD, always(PLAN, on=False), ORGANISER, DUE + HOUR)
    assert await redrawn(house, DUE + HOUR) == [MessageKey(daily.id, CARD_OF_DAILY)]
    await house.posted(daily)
    await house.schedules.arrange(GUILD, always(PLAN, on=True), ORGANISER, DUE + HOUR)
    assert await redrawn(house, DUE + HOUR) == [MessageKey(daily.id, CARD_OF_DAILY)]
    assert "when the next one comes" in await shown(house, daily)


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
    assert (await house.dailies.record(GUILD, ADA.id, DUE + 9 * DAY)).streak.length == 2


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
    assert (await house.dailies.record(GUILD, ADA.id, DUE + 9 * DAY)).streak.length == 1


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


async def test_whoever_could_not_play_a_post_once_the_bot_was_gone_has_not_missed_it(house: House) -> None:
    """It closes after its server was waited for, and breaks nobody's streak should the bot be invited again."""
    heard = {GUILD + 1}
    for guild in (GUILD, GUILD + 1):
        await house.arrange(guild)
    await house.posting.tick(DUE)
    for guild in (GUILD, GUILD + 1):
        await house.play(ADA, await house.latest(guild), DUE + HOUR)
    await house.posting.tick(DUE + DAY)
    gone = House(house.storage, hears=lambda guild: guild in heard)
    posts = [await gone.latest(guild) for guild in (GUILD, GUILD + 1)]
    for guild in (GUILD, GUILD + 1):
        await gone.schedules.arrange(guild, always(PLAN, on=False), ORGANISER, DUE + DAY + HOUR)
    await gone.posting.close_some(DUE + 2 * DAY)
    assert [await closed_at(gone, daily) for daily in posts] == [DUE + 2 * DAY] * 2
    streaks = [(await gone.dailies.record(guild, ADA.id, DUE + 3 * DAY)).streak for guild in (GUILD, GUILD + 1)]
    assert [streak.marks[-1] for streak in streaks] == [Mark.EXCUSED, Mark.MISSED]


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
    record = await house.dailies.record(GUILD, eve.id, DUE + 9 * DAY)
    assert (record.streak.length, record.streak.made_good) == (1, False)
    assert recount(house.storage.database.place) == []


async def test_who_may_still_finish_has_missed_nothing(house: House) -> None:
    """For as long as that counts as on time, their page calls the post open and offers it; afterward it is missed."""
    await house.arrange()
    await house.play(Player(5, "Eve", DUE), await posted(house), DUE + MINUTE)
    await house.posting.tick(DUE + DAY)
    second = await house.latest()
    eve = await begun(house, second, DUE + 2 * DAY - MINUTE)
    await house.posting.tick(DUE + 2 * DAY)
    at = DUE + 2 * DAY + 5 * MINUTE
    record = await house.dailies.record(GUILD, eve.id, at)
    assert (record.streak.length, record.streak.marks) == (1, (Mark.COUNTED, Mark.OPEN, Mark.OPEN))
    assert (record.to_finish, record.to_make_good) == (second.id, None)
    [line] = await StreakReader(house.storage.database.reading).running(GUILD, at)
    assert line.length == 1
    later = await house.dailies.record(GUILD, eve.id, DUE + 2 * DAY + FINISHING)
    assert (later.streak.length, later.to_finish, later.to_make_good) == (0, None, second.id)
    assert await StreakReader(house.storage.database.reading).running(GUILD, DUE + 2 * DAY + FINISHING) == []
    assert (await house.dailies.record(GUILD, 6, at)).to_finish is None, "somebody who has not begun it"


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
    await house.posting.close_some(DUE + DAY + FINISHING + 18 * MINUTE)
    assert not await house.store.being_finished()
    for player, mark in ((eve, Mark.EXCUSED), (ADA, Mark.MISSED)):
        [first, _] = await house.store.played(GUILD, player.id)
        done = what_was_done(first.finished_at, first.closed_at, first.away, first.began_at, first.given_back)
        assert streak([Played.IN_TIME, done]).marks[-1] is mark


async def test_an_outage_in_the_minutes_of_grace_excuses_only_whom_it_kept_from_finishing(house: House) -> None:
    """Whoever had all day and never opened the post has missed it: `/daily`, the board, and the answers agree."""
    people = Player(5, "Eve", DUE), ADA
    await house.arrange()
    for player in people:
        await house.play(player, await posted(house), DUE + HOUR)
    await house.posting.tick(DUE + DAY)
    eve = await begun(house, await house.latest(), DUE + 2 * DAY - MINUTE)
    await house.posting.tick(DUE + 2 * DAY)
    gone, back = DUE + 2 * DAY + 2 * MINUTE, DUE + 2 * DAY + 12 * MINUTE
    await house.posting.recover(Absences({GUILD: gone}.get, {}), back)
    after = DUE + 3 * DAY - HOUR
    lengths = [(await house.dailies.record(GUILD, one.id, after)).streak.length for one in people]
    assert lengths == [1, 0]
    assert [line.player_id for line in await StreakReader(house.storage.database.reading).running(GUILD, after)] == [5]
    await house.play(eve, await house.latest(), after)
    await house.play(ADA, await house.latest(), after)
    lengths = [(await house.dailies.record(GUILD, one.id, after)).streak.length for one in people]
    assert lengths == [2, 1]
    assert recount(house.storage.database.place) == []


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
    record = await house.dailies.record(GUILD, eve.id, back)
    assert (record.to_finish, record.finish_by) == (daily.id, DUE + DAY + 75 * MINUTE)
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
    assert (await house.dailies.record(GUILD, eve.id, DUE + 9 * DAY)).streak.length == 1
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
    assert (await house.dailies.record(GUILD, eve.id, DUE + 9 * DAY)).streak.length == 1
