"""A daily that Discord does not let us post, or that its organizer has switched off or moved."""

from __future__ import annotations

from dataclasses import replace
from datetime import time

import pytest

from bot.boards.recount import recount
from bot.daily.ports import CARD_OF_DAILY
from bot.daily.rules.play import Daily
from bot.daily.rules.schedule import Plan, Schedule, State
from bot.kernel.people import ErasedPerson
from bot.kernel.ports import MessageKey
from tests.daily.conftest import DAY, GUILD, HOUR, ORGANISER, PLAN, POOL, START, House, always
from tests.daily.test_posting import DUE, dates
from tests.fakes import everywhere
from tests.strategies import ADA, SECOND


async def test_refused_and_mended(house: House) -> None:
    """A refused post switches the daily off, its organiser is told once, and the same date can still be posted."""
    await house.arrange()
    await house.posting.tick(DUE)
    refused = await house.latest()
    await house.posting.blocked(refused.id)
    schedule = await house.schedules.schedule(GUILD)
    assert schedule is not None
    assert (schedule.state, schedule.next) == (State.REFUSED, None)
    await house.posting.tick(DUE + DAY)
    assert await dates(house) == []
    assert await house.schedules.to_tell(GUILD, 1) is None
    assert await house.schedules.to_tell(GUILD, ORGANISER) is not None
    assert await house.schedules.to_tell(GUILD, ORGANISER) is None
    later = DUE + 2 * HOUR
    await house.schedules.arrange(GUILD, always(PLAN, on=True), ORGANISER, DUE - HOUR / 60)
    await house.posting.tick(later)
    assert await dates(house) == ["2026-06-01"]
    assert (await house.latest()).number == 1


@pytest.mark.parametrize(
    "mended",
    [
        replace(PLAN, time=time(8, 30)),
        replace(PLAN, zone="Asia/Tokyo"),
        replace(PLAN, time=time(8), zone="Asia/Tokyo"),
        replace(PLAN, questions=5),
    ],
)
async def test_a_refused_post_comes_whatever_else_is_mended_with_it(house: House, mended: Plan) -> None:
    """Whoever sets another channel's rights right, and an earlier hour besides, does not lose the day for it."""
    await house.arrange()
    await house.posting.tick(DUE)
    await house.posting.blocked((await house.latest()).id)
    await house.schedules.arrange(GUILD, always(mended, on=True), ORGANISER, DUE + HOUR)
    await house.posting.tick(DUE + HOUR)
    assert await dates(house) == ["2026-06-01"]


async def test_a_refused_post_comes_at_an_hour_that_is_yet_to_come(house: House) -> None:
    """Once that day, as for a post that waits."""
    await house.arrange()
    await house.posting.tick(DUE)
    await house.posting.blocked((await house.latest()).id)
    await house.schedules.arrange(GUILD, always(replace(PLAN, time=time(20)), on=True), ORGANISER, DUE + HOUR)
    await house.posting.tick(DUE + HOUR)
    assert await dates(house) == []
    await house.posting.tick(DUE + 11 * HOUR)
    assert await dates(house) == ["2026-06-01"]


async def quiet_posts(house: House) -> int:
    """How many posts in a row had too few players."""
    schedule = await house.schedules.schedule(GUILD)
    assert schedule is not None
    return schedule.quiet


async def test_a_daily_that_nobody_played_is_quiet_once_though_the_next_was_refused(house: House) -> None:
    """A daily turns weekly after seven quiet posts, and the one before a post that nobody saw counts once."""
    await house.arrange()
    for day in range(1, 5):
        await house.posting.tick(DUE + day * DAY)
        quiet = await quiet_posts(house)
        await house.posting.blocked((await house.latest()).id)
        await house.schedules.arrange(GUILD, always(PLAN, on=True), ORGANISER, DUE + day * DAY)
        await house.posting.tick(DUE + day * DAY + HOUR)
        assert await quiet_posts(house) == quiet == day - 1


async def test_who_is_to_be_told_outlives_a_restart(house: House) -> None:
    """An organiser who has not heard of a refusal hears of it from the next process."""
    await house.arrange()
    await house.posting.tick(DUE)
    await house.posting.blocked((await house.latest()).id)
    following = House(house.storage)
    await following.schedules.open()
    assert await following.schedules.to_tell(GUILD, ORGANISER) is not None


async def test_who_manages_the_server_hears_of_it_whose_organizer_erased_themselves(house: House) -> None:
    """The erased organiser is told nothing; somebody has to learn that the daily is off."""
    await house.arrange()
    await house.posting.tick(DUE)
    await house.posting.blocked((await house.latest()).id)
    house.schedules.forget(ErasedPerson(ORGANISER))
    assert await house.schedules.to_tell(GUILD, ORGANISER) is None
    assert await house.schedules.to_tell(GUILD, 1, manages=True) is not None
    assert await house.schedules.to_tell(GUILD, 1, manages=True) is None


async def test_that_there_was_nothing_to_ask_outlives_a_restart(house: House) -> None:
    """It is told once, the daily stays on, and once there is something to ask again there is nothing to tell."""
    await house.arrange(topics=("ai_services",))
    without = [one for one in POOL if one.topic != "ai_services"]
    await House(house.storage, pool=without).posting.tick(DUE)
    assert await dates(house) == []
    following, mended = House(house.storage, pool=without), House(house.storage)
    for process in (following, mended):
        await process.schedules.open()
    assert await mended.schedules.to_tell(GUILD, 1) is None
    told = await following.schedules.to_tell(GUILD, ORGANISER)
    assert told is not None
    assert told.state is State.ON
    assert await following.schedules.to_tell(GUILD, ORGANISER) is None
    await following.posting.tick(DUE + DAY)
    assert await mended.schedules.to_tell(GUILD, ORGANISER) is None
    await mended.posting.tick(DUE + 2 * DAY)
    assert await dates(house) == ["2026-06-03"]


async def test_a_post_on_the_screen_is_no_refusal(house: House) -> None:
    """Trouble with a message that has been seen leaves the daily on."""
    await house.arrange()
    await house.posting.tick(DUE)
    daily = await house.latest()
    await house.posted(daily)
    await house.posting.blocked(daily.id)
    schedule = await house.schedules.schedule(GUILD)
    assert schedule is not None
    assert schedule.state is State.ON


async def test_a_refused_post_that_is_looked_at_meanwhile_is_none_in_memory_either(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While it is being written that a post was refused, its rows still say that it is open."""
    await house.arrange()
    await house.posting.tick(DUE)
    daily, true = await house.latest(), house.store.save_refused

    async def looked_at(after: Schedule, refused: Daily) -> None:
        await house.dailies.find(daily.id)
        await true(after, refused)

    monkeypatch.setattr(house.store, "save_refused", looked_at)
    await house.posting.blocked(daily.id)
    found = await house.dailies.find(daily.id)
    assert found is not None
    assert (found.number, found.closed_at) == (None, daily.opened_at)


async def test_a_refusal_is_not_tried_again_at_every_connection(house: House) -> None:
    """A refused daily stays off while the bot is there all along, and goes on when it is invited again."""
    await house.arrange()
    await house.posting.tick(DUE)
    await house.posting.blocked((await house.latest()).id)
    await house.schedules.is_there(GUILD, DUE)
    await house.posting.tick(DUE + DAY)
    assert await dates(house) == []
    await house.schedules.came_back(GUILD, DUE + DAY)
    await house.posting.tick(DUE + 2 * DAY)
    assert await dates(house) == ["2026-06-03"]


async def test_switched_off_stays_off(house: House) -> None:
    """A daily that its organiser switched off does not come back with the bot."""
    await house.arrange()
    await house.schedules.arrange(GUILD, always(PLAN, on=False), ORGANISER, START)
    await house.schedules.left(GUILD)
    await house.schedules.came_back(GUILD, START)
    await house.posting.tick(DUE)
    assert await dates(house) == []


async def test_switched_off_before_discord_refused_stays_off(house: House) -> None:
    """It was off by its organiser's wish when the refusal came: nobody is told, and it does not come back by itself."""
    await house.arrange()
    await house.posting.tick(DUE)
    await house.schedules.arrange(GUILD, always(PLAN, on=False), ORGANISER, DUE)
    await house.posting.blocked((await house.latest()).id)
    assert await house.schedules.to_tell(GUILD, ORGANISER) is None
    await house.schedules.came_back(GUILD, DUE + DAY)
    await house.posting.tick(DUE + 2 * DAY)
    assert await dates(house) == []
    await house.schedules.arrange(GUILD, always(PLAN, on=True), ORGANISER, DUE - HOUR / 60)
    await house.posting.tick(DUE)
    assert await dates(house) == ["2026-06-01"], "the date of the refused post is free again"


async def test_moved_before_discord_refused_goes_on_in_the_new_channel(house: House) -> None:
    """What Discord says of the channel of before is nothing of the one that was chosen since."""
    await house.arrange()
    await house.posting.tick(DUE)
    elsewhere = replace(PLAN, channel_id=PLAN.channel_id + 1)
    await house.schedules.arrange(GUILD, always(elsewhere, on=True), ORGANISER, DUE)
    await house.posting.blocked((await house.latest()).id)
    assert await house.schedules.to_tell(GUILD, ORGANISER) is None
    await house.posting.tick(DUE + DAY)
    assert (await house.latest()).channel_id == elsewhere.channel_id


async def test_a_post_refused_while_its_server_was_away_is_shown_when_it_is_back(house: House) -> None:
    """A message that could not be posted while the bot was out of the server comes when it is in it again."""
    for guild in (GUILD, GUILD + 1):
        await house.arrange(guild)
    await house.posting.tick(DUE)
    await house.posted(await house.latest(GUILD + 1))
    await house.posting.recover(everywhere(DUE), DUE + 60 * SECOND)
    assert house.outbox.refreshed == [MessageKey((await house.latest(GUILD)).id, CARD_OF_DAILY)]


async def test_a_post_that_was_deleted_keeps_its_answers(house: House) -> None:
    """Refused when it is to be posted again, it is not taken back: people have answered it."""
    await house.arrange()
    await house.posting.tick(DUE)
    daily = await house.latest()
    key = MessageKey(daily.id, CARD_OF_DAILY)
    message = await house.storage.messages.find(key)
    assert message is not None
    await house.storage.messages.put(replace(message, posted_at=DUE))
    await house.posting.blocked(daily.id)
    assert await dates(house) == ["2026-06-01"]
    schedule = await house.schedules.schedule(GUILD)
    assert schedule is not None
    assert schedule.state is State.ON


async def test_a_post_that_was_played_before_it_was_refused_keeps_its_answers(house: House) -> None:
    """Somebody came by `/daily` before Discord refused the message: the daily is off, and their streak stands."""
    await house.arrange()
    await house.posting.tick(DUE)
    daily = await house.latest()
    await house.play(ADA, daily, DUE + HOUR)
    await house.posting.blocked(daily.id)
    schedule = await house.schedules.schedule(GUILD)
    assert schedule is not None
    assert (schedule.state, schedule.next) == (State.REFUSED, None)
    assert await house.schedules.to_tell(GUILD, ORGANISER) is not None
    assert (await house.dailies.record(GUILD, ADA.id, DUE + HOUR)).streak.length == 1
    elsewhere = replace(PLAN, channel_id=PLAN.channel_id + 1)
    await house.schedules.arrange(GUILD, always(elsewhere, on=True), ORGANISER, DUE + 2 * HOUR)
    await house.posting.tick(DUE + DAY)
    await house.posting.blocked(daily.id)  # nor is it shown there as closed
    assert await dates(house) == ["2026-06-01", "2026-06-02"]
    assert (await house.latest()).number == 2
    assert await house.schedules.to_tell(GUILD, ORGANISER) is None
    assert [tally.right for tally in await house.dailies.standings(GUILD, DUE + DAY)] == [3]
    assert recount(house.storage.database.place) == []


async def test_an_organizer_is_told_once_of_a_post_that_is_refused_again(house: House) -> None:
    """It was played, so it stays, and its message is tried again for as long as it is open: that is nothing new."""
    await house.arrange()
    await house.posting.tick(DUE)
    daily = await house.latest()
    await house.play(ADA, daily, DUE + HOUR)
    await house.posting.blocked(daily.id)
    assert await house.schedules.to_tell(GUILD, ORGANISER) is not None
    await house.posting.blocked(daily.id)
    assert await house.schedules.to_tell(GUILD, ORGANISER) is None


async def test_switched_off_and_on_again_while_a_post_waits(house: House) -> None:
    """Nothing comes while it is off, whatever else is set meanwhile, and on again the day's post comes once."""
    await house.arrange()
    for minutes in (1, 2):
        off = replace(PLAN, questions=2 + minutes)
        await house.schedules.arrange(GUILD, always(off, on=False), ORGANISER, DUE + minutes * HOUR / 60)
    await house.posting.tick(DUE + HOUR / 2)
    assert await dates(house) == []
    assert await house.store.schedules() == []
    for hour in (1, 2):
        await house.arrange(at=DUE + hour * HOUR)
        await house.posting.tick(DUE + hour * HOUR)
    assert await dates(house) == ["2026-06-01"]
