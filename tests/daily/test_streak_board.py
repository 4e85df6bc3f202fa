"""The board of streaks: rows that follow the answers, and what everybody sees of them."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import update

from bot.boards.membership import Membership
from bot.boards.recount import recount
from bot.boards.service import BoardService
from bot.boards.store import BoardReader, SqlMembership
from bot.daily.streaks import StreakReader
from bot.daily.tables import streaks
from bot.kernel.background import Background
from bot.learners.store import SqlPreferences
from bot.ratings.store import RatingReader
from tests.daily.conftest import DAY, GUILD, HOUR, House
from tests.daily.test_playing import DUE, days
from tests.fakes import everywhere
from tests.strategies import ADA, BEN, CAT

Day = tuple[int, ...]
BOTH: Day = (ADA.id, BEN.id)
NOBODY: Day = ()
STORIES: dict[str, list[Day]] = {
    "level": [BOTH, BOTH],
    "one ahead": [BOTH, (ADA.id,), (ADA.id,)],
    "broken": [BOTH, BOTH, NOBODY, (BEN.id,)],
    "a freeze covers a miss": [BOTH] * 7 + [(BEN.id,), (BEN.id,)],
    "and then no more": [BOTH] * 7 + [(BEN.id,), (BEN.id,), (BEN.id,)],
}


async def there(guild_id: int, person_id: int) -> bool:  # noqa: ARG001
    return True


def boards(house: House) -> BoardService:
    reading = house.storage.database.reading
    preferences = SqlPreferences(house.storage.writer, reading)
    return BoardService(
        BoardReader(reading),
        RatingReader(reading),
        StreakReader(reading),
        preferences,
        Membership(there, SqlMembership(house.storage.writer), Background()),
    )


@pytest.mark.parametrize("story", STORIES)
async def test_the_board_shows_what_daily_shows(house: House, story: str) -> None:
    """Everybody's streak on the board is the one that their `/daily` shows, longest first; the answers bear it out."""
    await days(house, len(STORIES[story]) + 1, *STORIES[story])
    shown = await boards(house).streaks(GUILD, 0, ADA.id, DUE)
    records = {who.id: (await house.dailies.record(GUILD, who.id, DUE + 9 * DAY)).streak for who in (ADA, BEN)}
    expected = {who: one.length for who, one in records.items() if one.length}
    assert {line.who.player_id: line.who.length for line in shown.lines} == expected
    assert [line.who.length for line in shown.lines] == sorted(expected.values(), reverse=True)
    assert all(line.who.best == records[line.who.player_id].best for line in shown.lines)
    assert recount(house.storage.database.place) == []


async def test_own_place_ties_and_whom_to_overtake(house: House) -> None:
    """Equals share a place; the caller hears theirs, and who is next; who is hidden appears to nobody."""
    await days(house, 3, BOTH, BOTH, (ADA.id,))
    shown = await boards(house).streaks(GUILD, 0, BEN.id, DUE)
    assert shown.own is not None
    assert shown.ahead is not None
    assert (shown.own.place, shown.ahead.who.player_id) == (2, ADA.id)
    await house.play(BEN, await house.latest(), DUE + 2 * DAY + 2 * HOUR)
    assert {line.place for line in (await boards(house).streaks(GUILD, 0, BEN.id, DUE)).lines} == {1}
    wishes = SqlPreferences(house.storage.writer, house.storage.database.reading)
    await wishes.change(ADA.id, {"hidden": True})
    assert [line.who.player_id for line in (await boards(house).streaks(GUILD, 0, CAT.id, DUE)).lines] == [BEN.id]


async def test_an_outage_ends_nobodys_streak_on_the_board(house: House) -> None:
    """A post during which the bot was away counts for no miss."""
    await days(house, 2, BOTH)
    await house.posting.recover(everywhere(DUE + DAY + HOUR), DUE + DAY + 3 * HOUR)
    await house.posting.tick(DUE + 2 * DAY)
    assert {line.who.length for line in (await boards(house).streaks(GUILD, 0, ADA.id, DUE)).lines} == {1}


async def test_making_good_and_playing_in_the_same_instant(house: House) -> None:
    """Who finishes the missed post and the new one at once has both: what is kept is what the answers give."""
    await days(house, 2, BOTH)
    missed = await house.latest()
    await house.posting.tick(DUE + 2 * DAY)
    new, at = await house.latest(), DUE + 2 * DAY + HOUR
    for place in range(len(new.asked) - 1):
        for daily in (missed, new):
            await house.dailies.answer(daily.id, ADA, place, (0,), at)
    last = len(new.asked) - 1
    await asyncio.gather(*(house.dailies.answer(daily.id, ADA, last, (0,), at) for daily in (missed, new)))
    assert (await house.dailies.record(GUILD, ADA.id, DUE + 9 * DAY)).streak.length == 3
    [first, *_] = (await boards(house).streaks(GUILD, 0, ADA.id, DUE)).lines
    assert (first.who.player_id, first.who.length) == (ADA.id, 3)
    assert recount(house.storage.database.place) == []


async def test_a_streak_that_is_wrong_is_named_and_mended(house: House) -> None:
    """`recall db recount` names a streak that the answers do not bear out, and puts it right when told to."""
    await days(house, 3, BOTH, BOTH)
    await house.storage.writer.execute("damage", update(streaks).values(length=9))
    path = house.storage.database.place
    assert any("streak kept" in line for line in recount(path))
    recount(path, mend=True)
    assert recount(path) == []


async def test_who_has_left_has_no_streak_and_no_standing(house: House) -> None:
    """The board of streaks and the standings of the dailies are without them, until they play there again."""
    await days(house, 3, BOTH, BOTH)
    left = SqlMembership(house.storage.writer)
    for gone, seen in ((DUE, [ADA.id]), (None, [ADA.id, BEN.id])):
        await left.note(GUILD, BEN.id, gone)
        shown = await boards(house).streaks(GUILD, 0, ADA.id, DUE)
        assert [line.who.player_id for line in shown.lines] == seen
        assert [one.player_id for one in await house.store.tallies(GUILD, DUE - DAY)] == seen
