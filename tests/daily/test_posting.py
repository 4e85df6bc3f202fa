"""Posting: each (server, date) once, whoever looks however often, and nothing where Discord refuses."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date, datetime, time

import pytest

from bot.daily.played import Tally
from bot.daily.ports import CARD_OF_DAILY
from bot.daily.posting import AT_ONCE, ENOUGH
from bot.daily.rules.play import Daily
from bot.daily.rules.schedule import Plan, Schedule, State
from bot.daily.schedules import Wanted
from bot.daily.store import LEASE
from bot.daily.tables import daily_posts
from bot.delivery.limiter import RATE
from bot.kernel.asked import Asked
from bot.kernel.ports import MessageKey, StorageError
from bot.packs import content
from bot.storage.changes import Change, Put
from bot.storage.games import question_rows
from bot.storage.tables import games
from tests.daily.conftest import DAY, GUILD, HOUR, ORGANISER, PLAN, POOL, START, House, always
from tests.fakes import everywhere
from tests.strategies import ADA, BEN, SECOND

DUE = START + HOUR
FIRST = date(2026, 6, 1)


async def dates(house: House, guild: int = GUILD) -> list[str]:
    async with house.storage.database.reading.connect() as connection:
        found = await connection.execute(daily_posts.select().where(daily_posts.c.guild_id == guild))
        return sorted(row.date for row in found if row.date)


async def test_one_post_however_often_somebody_looks(house: House) -> None:
    """Looks one after the other and at the same time make one post, in one piece with its message and questions."""
    await house.arrange()
    await house.posting.tick(DUE - HOUR / 60)
    assert await dates(house) == []
    await asyncio.gather(*(house.posting.tick(DUE) for _ in range(5)))
    await house.posting.tick(DUE + HOUR)
    assert await dates(house) == ["2026-06-01"]
    daily = await house.latest()
    assert (daily.number, daily.date, len(daily.asked)) == (1, FIRST, 3)
    assert house.outbox.drawn == [(MessageKey(daily.id, CARD_OF_DAILY), True)]
    assert await house.storage.messages.find(MessageKey(daily.id, CARD_OF_DAILY)) is not None


async def test_what_is_claimed_is_left_alone_until_the_lease_is_over(house: House) -> None:
    """A claim keeps others away; if its holder dies, the next one posts after the lease, and only once."""
    await house.arrange()
    other = House(house.storage, owner="two")
    assert [claimed.guild_id for claimed in await house.store.claim(DUE, 10, lambda _: True)] == [GUILD]
    await other.posting.tick(DUE + LEASE / 2)
    assert await dates(house) == []
    await other.posting.tick(DUE + LEASE)
    assert await dates(house) == ["2026-06-01"]


async def test_a_second_post_for_a_date_cannot_be_written(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two that both believe to hold the claim write one post: the database refuses the other whole."""

    async def looked_before_it_was_written(*_: object) -> bool:
        return False

    monkeypatch.setattr(house.store, "has_post", looked_before_it_was_written)
    schedule = await house.arrange()
    await house.posting.tick(DUE)
    await house.store.save_schedule(schedule)
    await house.posting.tick(DUE)
    assert await dates(house) == ["2026-06-01"]
    assert len(house.storage.failed) == 1


async def test_off_for_three_days(house: House) -> None:
    """The dates without a post are marked, the latest one that is not too late is posted."""
    await house.arrange()
    await house.posting.tick(DUE + 3 * DAY + HOUR)
    assert await dates(house) == ["2026-06-04"]
    assert await house.schedules.missed(GUILD) == [date(2026, 6, 3), date(2026, 6, 2), FIRST]


async def test_no_question_twice_in_sixty_days(house: House) -> None:
    """As long as the packs allow it a server's daily asks nothing again within 60 days, and topics take turns."""
    await house.arrange()
    asked: list[str] = []
    for day in range(60):
        await house.posting.tick(DUE + day * DAY)
        daily = await house.latest()
        asked += [each.question.id for each in daily.asked]
        for player in (ADA, BEN):  # else it would turn weekly
            await house.dailies.answer(daily.id, player, 0, (0,), DUE + day * DAY + HOUR)
    assert len(asked) == len(set(asked)) == 180
    assert abs(sum(name.startswith("metrics") for name in asked) - 90) <= 30


async def test_a_retry_asks_the_same(house: House) -> None:
    """What is drawn depends on the server and the date alone."""
    schedule = await house.arrange()
    assert schedule.next is not None
    first = await house.posting._draw(schedule, schedule.next, 0)
    again = await House(house.storage).posting._draw(schedule, schedule.next, 0)
    assert first == again


@pytest.mark.parametrize("asking", [1, 2, 4])
async def test_a_post_leaves_what_a_quiz_is_asking_to_the_quiz(house: House, asking: int) -> None:
    """The quiz shows the answers while the daily is open, so its questions only come where there are too few others."""
    pool = POOL[:4]
    held = [Asked(question, 1, START) for question in pool[:asking]]
    game = {"id": 77, "kind": "round", "guild_id": GUILD, "channel_id": 1, "created_at": START, "ended_at": None}
    rows: list[Change] = [Put(games, game)]
    for place, one in enumerate(held):
        rows += question_rows(77, place, None, one, content)
    await house.storage.writer.queue(77, rows)
    here = House(house.storage, pool=pool)
    await here.arrange()
    await here.posting.tick(DUE)
    asked = [one.question.id for one in (await here.latest()).asked]
    assert len(asked) == 3
    assert len({one.question.id for one in held} & set(asked)) == max(0, asking - 1)
    await here.posting.tick(DUE + DAY)
    assert len((await here.latest()).asked) == 3, "the post before, which closes with this one, is in no way"


async def test_the_next_post_closes_the_one_before(house: House) -> None:
    """The post before is closed in the same piece and its message is to say so, a few at a time."""
    await house.arrange()
    await house.posting.tick(DUE)
    first = await house.latest()
    await house.posted(first)
    await house.posting.tick(DUE + DAY)
    closed = await house.dailies.find(first.id)
    assert closed is not None
    assert closed.closed_at == DUE + DAY
    assert (await house.latest()).previous_id == first.id
    await house.posting.close_some(DUE + DAY)
    assert house.outbox.drawn[-1] == (MessageKey(first.id, CARD_OF_DAILY), False)


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


async def test_who_is_to_be_told_outlives_a_restart(house: House) -> None:
    """An organiser who has not heard of a refusal hears of it from the next process."""
    await house.arrange()
    await house.posting.tick(DUE)
    await house.posting.blocked((await house.latest()).id)
    following = House(house.storage)
    await following.schedules.open()
    assert await following.schedules.to_tell(GUILD, ORGANISER) is not None


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


async def test_a_server_that_leaves_and_comes_back(house: House) -> None:
    """While the bot is out of a server nothing is posted; then what is late comes late, and the rest is missed."""
    await house.arrange()
    await house.posting.tick(DUE)
    await house.schedules.left(GUILD)
    await house.posting.tick(DUE + DAY)
    following = House(house.storage)
    await following.schedules.open()
    await following.schedules.is_there(GUILD, DUE + 2 * DAY + HOUR)
    await house.posting.tick(DUE + 2 * DAY + 2 * HOUR)
    await house.posting.tick(DUE + 3 * DAY)
    assert await dates(house) == ["2026-06-01", "2026-06-03", "2026-06-04"]
    assert await house.schedules.missed(GUILD) == [date(2026, 6, 2)]
    assert (await house.latest()).number == 3


async def test_removed_and_invited_again_in_one_breath(house: House) -> None:
    """The library may tell of both at once, while it connects: the return is never taken for an earlier presence."""
    await house.arrange()
    await asyncio.gather(house.schedules.left(GUILD), house.schedules.is_there(GUILD, DUE - HOUR))
    await house.posting.tick(DUE)
    assert await dates(house) == ["2026-06-01"]


@pytest.mark.parametrize("away_s", [8, 3 * 3600])
@pytest.mark.parametrize("how", ["removed", "refused", "unavailable"])
async def test_a_server_that_vanishes_over_its_dailys_minute(house: House, how: str, away_s: int) -> None:
    """However a server was away when its daily was due, the post comes late, once; no other server waits for it."""
    heard = {GUILD + 1}
    house = House(house.storage, goes_on=lambda guild: guild in heard)
    for guild in (GUILD, GUILD + 1):
        await house.arrange(guild)
    if how == "removed":
        await house.schedules.left(GUILD)
    elif how == "refused":
        heard.add(GUILD)
        await house.posting.tick(DUE)
        await house.posting.blocked((await house.latest()).id)
        heard.discard(GUILD)
        await house.schedules.left(GUILD)
    await house.posting.tick(DUE + SECOND)
    assert (await house.latest(GUILD + 1)).date == date(2026, 6, 1)
    assert await house.store.latest(GUILD) is None
    heard.add(GUILD)
    await house.schedules.came_back(GUILD, DUE + away_s * SECOND)
    for _ in range(2):
        await house.posting.tick(DUE + (away_s + 1) * SECOND)
    await house.posting.tick(DUE + DAY)
    assert await dates(house) == ["2026-06-01", "2026-06-02"]
    assert await house.schedules.missed(GUILD) == []


async def test_servers_that_are_away_hold_up_no_others(house: House) -> None:
    """More dailies than are read at once are due where nobody is heard: the one behind them is posted in time."""
    last = GUILD + 2 * AT_ONCE + 1
    for guild in range(GUILD, last + 1):
        await house.arrange(guild)
    house = House(house.storage, goes_on=lambda guild: guild == last)
    await house.posting.tick(DUE)
    assert (await house.latest(last)).date == date(2026, 6, 1)
    assert await house.store.latest(GUILD) is None


async def test_shards_that_post_side_by_side_make_no_more_than_discord_takes(house: House) -> None:
    """One that goes on alone makes enough; six that begin together do not make hundreds before they send one."""
    for guild in range(GUILD, GUILD + ENOUGH + 20):
        await house.arrange(guild)
    house = House(house.storage, shards=6)
    await house.posting.tick(DUE)
    assert len(house.outbox.drawn) == ENOUGH > RATE
    house.waiting = ENOUGH - 5
    await house.posting.tick(DUE + SECOND)
    assert len(house.outbox.drawn) == ENOUGH + 5
    await House(house.storage, shards=1).posting.tick(DUE + 2 * SECOND)
    assert await house.store.latest(GUILD + ENOUGH + 19) is not None


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


async def test_where_no_id_can_be_had_the_post_before_goes_on(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of the new post is written, so nothing of the old one's end is true; the next try writes both."""
    await house.arrange()
    await house.posting.tick(DUE)
    first = await house.latest()

    def none_left() -> int:
        raise StorageError("No id could be had.")

    with monkeypatch.context() as patch:
        patch.setattr(house.store, "next_id", none_left)
        await house.posting.tick(DUE + DAY)
    still_open = await house.dailies.find(first.id)
    assert still_open is not None
    assert still_open.closed_at is None
    await house.posting.tick(DUE + DAY + HOUR)
    closed = await House(house.storage).dailies.find(first.id)
    assert closed is not None
    assert closed.closed_at == DUE + DAY + HOUR


async def test_delivery_that_is_behind_gets_no_more(house: House) -> None:
    """While hundreds of messages wait nothing new is claimed; the rows keep it."""
    await house.arrange()
    house.waiting = 1_000
    await house.posting.tick(DUE)
    assert await dates(house) == []
    house.waiting = 0
    await house.posting.tick(DUE)
    assert await dates(house) == ["2026-06-01"]


async def test_one_broken_schedule_holds_nobody_up(house: House) -> None:
    """A schedule whose zone is none any more keeps no other server from its post, nor the bot from starting."""
    schedule = await house.arrange(guild=9)
    await house.store.save_schedule(replace(schedule, plan=replace(schedule.plan, zone="Nowhere/Land")))
    await house.arrange()
    await house.schedules.rules_changed()
    await house.schedules.clock_set_back(DAY, DUE - DAY)
    await house.posting.tick(DUE)
    assert await dates(house) == ["2026-06-01"]


async def test_two_players_keep_a_daily_daily(house: House) -> None:
    """Who plays counts: eight quiet posts make a daily weekly, and that post says so."""
    await house.arrange()
    for day in range(7):
        await house.posting.tick(DUE + day * DAY)
        daily = await house.latest()
        await house.play(ADA, daily, DUE + day * DAY + HOUR)
        assert not daily.weekly
    await house.posting.tick(DUE + 7 * DAY)
    assert (await house.latest()).weekly
    await house.posting.tick(DUE + 8 * DAY)
    assert len(await dates(house)) == 8
    await house.posting.tick(DUE + 14 * DAY)
    assert not (await house.latest()).weekly
    await house.play(BEN, await house.latest(), DUE + 14 * DAY + HOUR)


async def test_a_post_refused_while_its_server_was_away_is_shown_when_it_is_back(house: House) -> None:
    """A message that could not be posted while the bot was out of the server comes when it is in it again."""
    for guild in (GUILD, GUILD + 1):
        await house.arrange(guild)
    await house.posting.tick(DUE)
    await house.posted(await house.latest(GUILD + 1))
    await house.posting.recover(everywhere(DUE), DUE + 60 * SECOND)
    assert house.outbox.refreshed == [MessageKey((await house.latest(GUILD)).id, CARD_OF_DAILY)]


async def test_two_organisers_at_once_each_get_what_they_changed(house: House) -> None:
    """One moves the hour while the other changes the channel: both hold."""
    await house.arrange()

    def changing(**changes: object) -> Wanted:
        async def wanted(before: Schedule | None) -> tuple[Plan, bool]:
            assert before is not None
            await asyncio.sleep(0)
            return replace(before.plan, **changes), True  # type: ignore[arg-type]

        return wanted

    wishes = changing(time=time(18)), changing(channel_id=999)
    await asyncio.gather(*(house.schedules.arrange(GUILD, wish, ORGANISER, START) for wish in wishes))
    schedule = await house.schedules.schedule(GUILD)
    assert schedule is not None
    assert schedule.plan == replace(PLAN, time=time(18), channel_id=999)


async def test_all_who_look_at_once_wait_for_one_reading(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """When a post comes, many ask for the standings in the same seconds: a month of answers is summed once for them."""
    await house.arrange()
    readings, read = list[int](), house.store.tallies

    async def counted(guild_id: int, since: datetime) -> list[Tally]:
        readings.append(guild_id)
        return await read(guild_id, since)

    monkeypatch.setattr(house.store, "tallies", counted)
    assert await asyncio.gather(*(house.dailies.standings(GUILD, DUE) for _ in range(30))) == [[]] * 30
    assert readings == [GUILD]
