"""Playing: acknowledged means written, once, and what it does to streaks and standings."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import time, timedelta

from bot.daily.rules.play import Daily, Refusal
from bot.daily.service import DailyService
from bot.learners.store import SqlPreferences
from bot.storage.changes import Put
from bot.storage.games import player_rows
from bot.storage.tables import games
from tests.daily.conftest import DAY, GUILD, HOUR, ORGANISER, PLAN, START, House, always
from tests.fakes import everywhere
from tests.strategies import ADA, BEN, CAT

DUE = START + HOUR


async def days(house: House, number: int, *players_of_day: tuple[int, ...]) -> None:
    """So many posts, each played by Ada (1) or Ben (2) as told."""
    await house.arrange()
    for day in range(number):
        at = DUE + day * DAY
        await house.posting.tick(at)
        for player in (ADA, BEN):
            if day < len(players_of_day) and player.id in players_of_day[day]:
                await house.play(player, await house.latest(), at + HOUR)


async def test_an_answer_is_on_disk_and_stands(house: House) -> None:
    """A restarted bot knows every answer that was acknowledged, and takes no other for it."""
    await days(house, 1)
    daily = await house.latest()
    assert isinstance(await house.dailies.answer(daily.id, ADA, 0, (0,), DUE + HOUR), Daily)
    restarted = DailyService(house.store, house.outbox)
    assert await restarted.answer(daily.id, ADA, 0, (1,), DUE + HOUR) is Refusal.ALREADY_ANSWERED
    again = await restarted.play(daily.id, ADA)
    assert isinstance(again, Daily)
    assert [locked.answer for locked in again.given_by(ADA.id)] == [(0,)]


async def test_two_answers_at_once(house: House) -> None:
    """Of two presses at the same instant one counts, and the other is told so."""
    await days(house, 1)
    daily = await house.latest()
    results = await asyncio.gather(
        *(house.dailies.answer(daily.id, ADA, 0, (choice,), DUE + HOUR) for choice in (0, 1))
    )
    assert [result is Refusal.ALREADY_ANSWERED for result in results] == [False, True]
    stored = await house.store.load(daily.id)
    assert stored is not None
    assert stored.given_by(ADA.id)[0].answer == (0,)


async def test_in_direct_messages_the_servers_with_the_latest_posts_are_shown(house: House) -> None:
    """Ids tell no order: each process of a cluster gives out some of its own."""
    await house.arrange(GUILD + 1, time=time(8, 30))
    house.storage.ids._last = 5_000
    await house.posting.tick(DUE - HOUR / 2)
    await house.arrange()
    house.storage.ids._last = 10
    await house.posting.tick(DUE)
    for guild in (GUILD + 1, GUILD):
        await house.play(ADA, await house.latest(guild), DUE + HOUR)
    assert [daily.guild_id for daily in await house.dailies.latest_of(ADA.id, 1)] == [GUILD]


async def test_closed_after_the_next_post(house: House) -> None:
    """Whoever never played before cannot play a post that is closed."""
    await days(house, 1)
    daily = await house.latest()
    await house.posting.tick(DUE + DAY)
    assert await house.dailies.play(daily.id, CAT) is Refusal.CLOSED
    assert await house.dailies.answer(daily.id, CAT, 0, (0,), DUE + DAY + HOUR) is Refusal.CLOSED


async def test_making_yesterdays_good(house: House) -> None:
    """Who missed a post can play it while the next is open; the streak goes on, the standings stay."""
    await days(house, 3, (1,), (), ())
    record = await house.dailies.record(GUILD, ADA.id, DUE + 9 * DAY)
    assert (record.streak.length, record.to_make_good is None) == (0, False)
    missed = await house.dailies.find(record.to_make_good or 0)
    assert missed is not None
    before = await house.dailies.standings(GUILD, DUE + 2 * DAY)
    await house.play(ADA, missed, DUE + 2 * DAY + HOUR)
    await house.play(ADA, await house.latest(), DUE + 2 * DAY + HOUR)
    record = await house.dailies.record(GUILD, ADA.id, DUE + 9 * DAY)
    assert (record.streak.length, record.to_make_good) == (3, None)
    assert await house.dailies.standings(GUILD, DUE + 2 * DAY) == before


async def test_each_daily_has_the_streak_that_there_was_with_it(house: House) -> None:
    """Whatever came after: a miss, a streak that is longer now, or one that was mended since."""
    await days(house, 6, (1, 2), (1, 2), (1,), (), (1, 2), (1, 2))
    games = [post.game_id for post in await house.store.played(GUILD, ADA.id)]
    posts = [daily for number in games if (daily := await house.dailies.find(number)) is not None]
    with_it = [[await house.dailies.streak_with(post, one.id, DUE + 9 * DAY) for post in posts] for one in (ADA, BEN)]
    assert with_it == [[1, 2, 3, 0, 1, 2], [1, 2, 0, 0, 1, 2]]


async def test_nothing_is_made_good_once_the_next_has_closed(house: House) -> None:
    """Not even where the daily was switched off then, so that no other post came."""
    await days(house, 3, (1,), (), (1,))
    assert (await house.dailies.record(GUILD, ADA.id, DUE + 9 * DAY)).to_make_good is not None
    await house.schedules.arrange(GUILD, always(PLAN, on=False), ORGANISER, DUE + 2 * DAY + HOUR)
    await house.posting.close_some(DUE + 3 * DAY)
    assert (await house.dailies.record(GUILD, ADA.id, DUE + 9 * DAY)).to_make_good is None


async def test_an_outage_breaks_nobodys_streak(house: House) -> None:
    """A post during which the bot was away for long, or a date without one, is held against nobody."""
    await days(house, 2, (1,), ())
    await house.posting.recover(everywhere(DUE + DAY + HOUR), DUE + DAY + HOUR + timedelta(minutes=11))
    await house.posting.tick(DUE + 4 * DAY)
    await house.play(ADA, await house.latest(), DUE + 4 * DAY + HOUR)
    assert (await house.dailies.record(GUILD, ADA.id, DUE + 9 * DAY)).streak.length == 2


async def test_a_short_restart_excuses_nobody(house: House) -> None:
    """A restart of a minute is no outage: who missed the post has missed it."""
    await days(house, 2, (1,), ())
    await house.posting.recover(everywhere(DUE + DAY + HOUR), DUE + DAY + HOUR + timedelta(minutes=1))
    await house.posting.tick(DUE + 2 * DAY)
    assert (await house.dailies.record(GUILD, ADA.id, DUE + 9 * DAY)).streak.length == 0


async def test_only_who_answers_everything_has_played_for_the_streak(house: House) -> None:
    """A post that was begun and left does not count for the streak."""
    await days(house, 1)
    daily = await house.latest()
    await house.dailies.answer(daily.id, ADA, 0, (0,), DUE + HOUR)
    assert (await house.dailies.record(GUILD, ADA.id, DUE + 9 * DAY)).streak.length == 0


async def test_standings_tell_nothing_of_an_open_post(house: House) -> None:
    """Answers count in the standings once their post is closed, most right answers first."""
    await house.arrange()
    await house.posting.tick(DUE)
    daily = await house.latest()
    await house.play(BEN, daily, DUE + HOUR, right=1)
    await house.play(ADA, daily, DUE + HOUR, right=3)
    assert await house.dailies.standings(GUILD, DUE + 2 * HOUR) == []
    await house.posting.tick(DUE + DAY)
    standings = await house.dailies.standings(GUILD, DUE + DAY)
    assert [(tally.name, tally.right, tally.answered) for tally in standings] == [("Ada", 3, 3), ("Ben", 1, 3)]


async def test_the_posts_counts_are_drawn_when_somebody_begins_and_when_they_are_through(house: House) -> None:
    """The post shows a new player's first answer and their last, and is left alone by those between."""
    await days(house, 1)
    await house.play(ADA, await house.latest(), DUE + HOUR)
    assert len(house.outbox.refreshed) == 2


async def test_memory_lets_closed_posts_go(house: House) -> None:
    """However many days pass, only posts that are being played are held in memory."""
    await days(house, 10, *[(1, 2)] * 10)
    assert len(house.dailies._games.held) <= 1


async def test_standings_call_people_as_this_server_does(house: House) -> None:
    """A name from another server's game does not come in, and who wishes to be on no board is left out."""
    await house.arrange()
    await house.posting.tick(DUE)
    daily = await house.latest()
    for player in (ADA, BEN, CAT):
        await house.play(player, daily, DUE + HOUR)
    other = {"id": 900, "kind": "round", "guild_id": GUILD + 1, "channel_id": 1, "created_at": DUE, "ended_at": None}
    nickname = replace(ADA, name="Countess", joined_at=DUE + 2 * HOUR)
    await house.storage.writer.queue("other", [Put(games, other), *player_rows(900, GUILD + 1, nickname)])
    await SqlPreferences(house.storage.writer, house.storage.database.reading).change(BEN.id, {"hidden": True})
    await house.posting.tick(DUE + DAY)
    standings = await house.dailies.standings(GUILD, DUE + DAY)
    assert [tally.name for tally in standings] == ["Ada", "Cat"]


async def test_from_direct_messages_a_player_keeps_the_name_of_the_server(house: House) -> None:
    """What the server calls somebody stays, in a post that they play for the first time, too; a stranger has none."""
    await days(house, 1)
    await house.play(replace(ADA, name="Ada of the group"), await house.latest(), DUE + HOUR)
    await house.posting.tick(DUE + DAY)
    latest = await house.latest()
    known = await house.dailies.as_known(latest.id, replace(ADA, name="ada_global"))
    assert known.name == "Ada of the group"
    assert (await house.dailies.as_known(latest.id, replace(BEN, name="ben_global"))).name == "ben_global"
