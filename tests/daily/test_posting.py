"""Posting: each (server, date) once, whoever looks however often, and nothing where Discord refuses."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time

import pytest

from bot.daily.drawing import draw
from bot.daily.played import Tally
from bot.daily.ports import CARD_OF_DAILY
from bot.daily.posting import AT_ONCE, ENOUGH
from bot.daily.rules.schedule import WAITS, Plan, Schedule
from bot.daily.schedules import Wanted
from bot.daily.store import LEASE
from bot.daily.tables import daily_posts
from bot.delivery.limiter import RATE
from bot.kernel.asked import Asked
from bot.kernel.calendar import LATE
from bot.kernel.ports import MessageKey, StorageError
from bot.packs import content
from bot.storage.changes import Change, Put
from bot.storage.games import question_rows
from bot.storage.tables import games
from tests.daily.conftest import DAY, GUILD, HOUR, ORGANISER, PLAN, POOL, START, House
from tests.strategies import ADA, BEN, SECOND

DUE = START + HOUR
FIRST = date(2026, 6, 1)


async def dates(house: House, guild: int = GUILD) -> list[str]:
    async with house.storage.database.reading.connect() as connection:
        found = await connection.execute(daily_posts.select().where(daily_posts.c.guild_id == guild))
        return sorted(row.date for row in found if row.date)


async def quizzed(house: House, game_id: int, asked: Sequence[Asked], ended_at: datetime | None = None) -> None:
    """A quiz of the server asked these; it still runs where it has no end."""
    game = {"id": game_id, "kind": "round", "guild_id": GUILD, "channel_id": 1, "created_at": START}
    rows: list[Change] = [Put(games, game | {"ended_at": ended_at})]
    for place, one in enumerate(asked):
        rows += question_rows(game_id, place, None, one, content)
    await house.storage.writer.queue(game_id, rows)


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
    first = await draw(house.posting._store, house.posting._schedules, schedule, schedule.next, 0)
    other = House(house.storage).posting
    again = await draw(other._store, other._schedules, schedule, schedule.next, 0)
    assert first == again


async def test_a_post_leaves_what_a_quiz_is_asking_to_the_quiz(house: House) -> None:
    """The quiz shows the answers while the daily is open, so others are asked; the post before is in no way."""
    pool = POOL[:4]
    await quizzed(house, 77, [Asked(pool[0], 1, START)])
    here = House(house.storage, pool=pool)
    await here.arrange()
    for at in (DUE, DUE + DAY):
        await here.posting.tick(at)
        asked = {one.question.id for one in (await here.latest()).asked}
        assert (await here.latest()).opened_at == at
        assert asked == {one.id for one in pool[1:]}


async def test_a_post_waits_for_the_quiz_that_asks_its_questions(house: House) -> None:
    """Where too few others are left, it comes once the quiz is over, and asks as many as ever; other servers' in time.

    The post before closes when it said all the same, and whoever was playing it may still finish.
    """
    here = House(house.storage, pool=POOL[:4])
    for guild in (GUILD, GUILD + 1):
        await here.arrange(guild)
    await here.posting.tick(DUE)
    first = await here.latest()
    held = [Asked(question, 1, DUE) for question in POOL[:2]]
    await quizzed(here, 77, held)
    for minutes in range(0, 120, 10):
        await here.posting.tick(DUE + DAY + minutes * HOUR / 60)
    assert await dates(here) == ["2026-06-01"]
    assert await dates(here, GUILD + 1) == ["2026-06-01", "2026-06-02"]
    before = await here.dailies.find(first.id)
    assert before is not None
    assert before.closed_at == DUE + DAY
    over = DUE + DAY + 2 * HOUR
    await quizzed(here, 77, [replace(one, closed_at=over) for one in held], over)
    await here.posting.tick(over + LEASE)
    made = await here.latest()
    assert (made.date, len(made.asked), made.previous_id) == (date(2026, 6, 2), 3, first.id)
    assert await here.schedules.missed(GUILD) == []
    await here.posting.tick(DUE + 2 * DAY)
    assert await dates(here) == ["2026-06-01", "2026-06-02", "2026-06-03"]


async def test_a_post_that_a_game_never_lets_go_comes_all_the_same(house: House) -> None:
    """A game that runs all day takes nobody's daily: before it is too late, it comes with what there is, once."""
    here = House(house.storage, pool=POOL[:3])
    await quizzed(here, 77, [Asked(question, 1, START) for question in POOL[:3]])
    await here.arrange()
    assert HOUR <= WAITS < LATE - HOUR / 2
    for minutes in range(0, 24 * 60, 10):
        await here.posting.tick(DUE + minutes * HOUR / 60)
    assert await dates(here) == ["2026-06-01"]
    assert (await here.latest()).opened_at == DUE + WAITS
    assert len((await here.latest()).asked) == 3
    assert await here.schedules.missed(GUILD) == []


async def test_a_post_that_waits_comes_at_once_where_its_topics_are_changed(house: House) -> None:
    """Nothing else has to end for it: the date is still to be had at the same hour."""
    pool = [*POOL[:3], *POOL[-3:]]
    here = House(house.storage, pool=pool)
    await quizzed(here, 77, [Asked(question, 1, START) for question in pool[:3]])
    await here.arrange(topics=(pool[0].topic,))
    await here.posting.tick(DUE)
    assert await dates(here) == []
    await here.arrange(at=DUE + SECOND, topics=(pool[-1].topic,))
    await here.posting.tick(DUE + 2 * SECOND)
    assert {one.question.id for one in (await here.latest()).asked} == {one.id for one in pool[3:]}


async def test_a_post_does_not_ask_what_a_quiz_has_just_shown(house: House) -> None:
    """Where the quizzes have asked nearly everything, what they showed long ago comes before what still shows."""
    pool = POOL[:6]
    for game_id, questions, at in ((77, pool[:3], DUE - 10 * DAY), (78, pool[3:5], DUE - SECOND)):
        await quizzed(house, game_id, [Asked(one, 1, at, closed_at=at) for one in questions], at)
    here = House(house.storage, pool=pool)
    await here.arrange()
    await here.posting.tick(DUE)
    asked = {one.question.id for one in (await here.latest()).asked}
    assert len(asked) == 3
    assert asked.isdisjoint(one.id for one in pool[3:5])


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
