"""Seasons, as members and organizers meet them."""

from __future__ import annotations

import json
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import discord
import pytest
from discord import InteractionResponse

from bot.seasons.reading import Season, SeasonReader
from bot.storage import tables
from bot.storage.changes import Put
from cogs.seasons.words import NOT_IN_IT, RULES
from tests.cogs.table import Table, labels, parts, private, text
from tests.cogs.test_after import play_through
from tests.seasons.rows import HOUR, game_rows

DAY = timedelta(days=1)

_numbers = count(1 << 40)


async def quiz(laid: Table) -> None:
    """A quiz just now, in which Ada was right and Ben was not."""
    number, people = next(_numbers), ((laid.ada, [1, 1, 1]), (laid.ben, [0, 0, 0]))
    given = [(who.id, rights) for who, rights in people]
    rows = game_rows(number, "round", laid.env.now() - HOUR, *given, guild=laid.guild.id)
    names = [Put(tables.names, {"guild_id": laid.guild.id, "player_id": who.id, "name": who.name}) for who, _ in people]
    await laid.app.writer.queue(number, [*rows, *names])


async def table_of(laid: Table, who: str = "ada") -> str:
    await laid.env.advance_time(11)
    return text(private(await laid.slash(who, "season show")))


async def started(laid: Table) -> None:
    assert "The season is on" in text(private(await laid.slash("gus", "season start", zone="Berlin")))


async def test_a_season_is_off_until_an_organizer_starts_it(laid: Table) -> None:
    """Members are told who can; whoever can is told how; the zone is the daily's, or has to be said."""
    assert "An organizer can start one" in text(private(await laid.slash("ada", "season show")))
    assert "`/season start` starts one" in text(private(await laid.slash("gus", "season show")))
    assert "Only organizers" in text(private(await laid.slash("ada", "season start", zone="Berlin")))
    assert "zone:Berlin" in text(private(await laid.slash("gus", "season start")))
    assert "not in the list of cities" in text(private(await laid.slash("gus", "season start", zone="<@1> nowhere")))
    await laid.slash("gus", "settings daily", time="09:00", zone="Europe/Berlin")
    assert "Europe/Berlin time" in text(private(await laid.slash("gus", "season start")))
    assert "already running" in text(private(await laid.slash("gus", "season start", zone="Tokyo")))


async def test_a_quiz_counts_for_both_of_its_players(laid: Table) -> None:
    """Also one that was played before the season was started, that week; whoever only reads is told how to come in."""
    await laid.begin("ben")
    await play_through(laid, "ada", "ben")
    await started(laid)
    told = await table_of(laid)
    assert "Season 1 · week 1 of 4" in told
    assert "**ada**" in told
    assert "**ben**" in told
    assert "Today counts: 2" in told
    assert "You are 1st" in told or "You are 2nd" in told
    assert "at least three questions, or all of them if there are fewer" in await table_of(laid, "cleo")


async def test_everybody_can_leave_and_come_back(laid: Table) -> None:
    """Whoever leaves is in nobody's table, in private or in the channel, and has all of the week once they are back."""
    await quiz(laid)
    await started(laid)
    page = private(await laid.slash("ben", "season show"))
    asked = private(await laid.press("ben", "Leave the season", page))
    assert "weeks that end while you are out do not count" in text(asked)
    assert "**ben**" in text(private(await laid.press("ben", "Stay in", asked)))
    asked = private(await laid.press("ben", "Leave the season", page))
    out = private(await laid.press("ben", "Leave the season", asked))
    assert "You have left the season" in text(out)
    assert "**ben**" not in text(out)
    assert "**ben**" not in await table_of(laid)
    back = private(await laid.press("ben", "Join the season", out))
    assert "**ben**" in text(back)
    assert "Leave the season" in labels(back)


async def test_a_season_that_was_stopped_can_be_left(laid: Table) -> None:
    """Its table stays and can be shown to everybody; whoever does not want that is taken out, weeks later, too."""
    await quiz(laid)
    await started(laid)
    await laid.env.advance_time(11)
    await laid.slash("gus", "season stop")
    for days in (0, 20):
        await laid.env.advance_time(days * DAY.total_seconds() + 11)
        page = private(await laid.slash("ben", "season show"))
        assert "**ben**" in text(page)
        asked = private(await laid.press("ben", "Leave the season", page))
        out = private(await laid.press("ben", "Leave the season", asked))
        assert "You have left" in text(out)
        assert "**ben**" not in await table_of(laid)
        await laid.press("ben", "Join the season", out)


async def test_the_table_can_be_shown_to_the_channel_once(laid: Table) -> None:
    """With nobody's own lines and nothing to press; a second press says where it is."""
    await quiz(laid)
    await started(laid)
    page = private(await laid.slash("ben", "season show"))
    await laid.press("ben", "Show to the channel", page)
    shown = laid.card()
    assert "Season 1" in text(shown)
    assert "You are" not in text(shown)
    assert labels(shown) == []
    assert "already at the bottom" in text(await laid.press("ben", "Show to the channel", page))


async def test_the_week_starts_everybody_at_zero(laid: Table) -> None:
    """Next Monday the season's table goes on and the week's is empty; after four, the last one has its podium."""
    await quiz(laid)
    await started(laid)
    week = private(await laid.press("ada", "This week", private(await laid.slash("ada", "season show"))))
    assert "**ben**" in text(week)
    assert "Everybody started it at zero" in text(week)
    await laid.env.advance_time(7 * DAY.total_seconds())
    page = private(await laid.slash("ada", "season show"))
    assert "week 2 of 4" in text(page)
    assert "**ben**" in text(page)
    assert "Today does not count yet" in text(page)
    assert "Nobody has played yet this week" in text(private(await laid.press("ada", "This week", page)))
    await laid.env.advance_time(21 * DAY.total_seconds())
    page = private(await laid.slash("ada", "season show"))
    assert "Season 2 · week 1 of 4" in text(page)
    assert "🏆 Season 1: 🥇" in text(page)
    last = private(await laid.press("ada", "Last season", page))
    assert "Season 1 · the final table" in text(last)
    assert "**ben**" in text(last)
    assert "A podium. First place: ada" in json.dumps(list(parts(last)))
    await laid.press("ada", "Show to the channel", last)
    assert "A podium. First place: ada" in json.dumps(list(parts(laid.card())))


async def test_discord_hears_at_once_that_a_table_is_coming(laid: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first look at a large server's season may read for longer than Discord waits for an answer."""
    await quiz(laid)
    await started(laid)
    week = private(await laid.press("ada", "This week", private(await laid.slash("ada", "season show"))))
    happened: list[str] = []
    defer, find = InteractionResponse.defer, SeasonReader.find

    async def deferring(*given: Any, **options: Any) -> None:
        happened.append("told")
        await defer(*given, **options)

    async def finding(*given: Any, **options: Any) -> Season | None:
        happened.append("read")
        return await find(*given, **options)

    monkeypatch.setattr(InteractionResponse, "defer", deferring)
    monkeypatch.setattr(SeasonReader, "find", finding)
    await laid.slash("ada", "season show")
    for label in ("Season table", "Show to the channel"):
        await laid.press("ada", label, week)
    assert happened == ["told", "read"] * 3
    assert "**ben**" in text(laid.card())


async def test_a_stopped_season_stands_and_can_go_on(laid: Table) -> None:
    """What is played after it does not count; a day later `/season start` would begin anew, before it continues."""
    await started(laid)
    assert "Only organizers" in text(private(await laid.slash("ada", "season stop")))
    over = text(private(await laid.slash("gus", "season stop")))
    assert "still shows its table, until another season takes its place" in over
    assert "later, or with another time zone, it starts a new one" in over
    assert "No season is running" in text(private(await laid.slash("gus", "season stop")))
    await laid.env.advance_time(7_200)
    await quiz(laid)
    page = private(await laid.slash("ada", "season show"))
    assert "stopped in week 1" in text(page)
    assert "**ben**" not in text(page)
    await started(laid)
    assert "**ben**" in await table_of(laid)


async def test_a_new_season_asks_before_a_stopped_ones_table_goes(laid: Table) -> None:
    """Days later, or in another time zone; whoever keeps it loses nothing, and a member cannot press for them."""
    await quiz(laid)
    await started(laid)
    await laid.slash("gus", "season stop")
    elsewhere = private(await laid.slash("gus", "season start", zone="Tokyo"))
    assert "Start a new season?" in text(elsewhere)
    assert "zone:Europe/Berlin" in text(elsewhere)
    assert "stopped in week 1" in text(private(await laid.press("gus", "Keep the table", elsewhere)))
    await laid.env.advance_time(9 * DAY.total_seconds())
    asked = private(await laid.slash("gus", "season start", zone="Berlin"))
    assert "Start a new season?" in text(asked)
    assert "To continue" not in text(asked)
    assert "**ben**" in await table_of(laid)
    await laid.start()
    assert "Only organizers" in text(private(await laid.forge("ben", "v1:jb:0:s:Europe/Berlin")))
    assert "is not in the list" in text(private(await laid.forge("gus", "v1:jb:0:s:Nowhere")))
    assert "The season is on" in text(private(await laid.press("gus", "Start a new one", asked)))
    assert "**ben**" not in await table_of(laid)
    assert "already running" in text(private(await laid.forge("gus", "v1:jb:0:s:Europe/Berlin")))


async def test_a_week_of_a_season_that_was_stopped_leads_to_the_final_table(laid: Table) -> None:
    """No week runs any more that could end, whatever page was open before."""
    await quiz(laid)
    await started(laid)
    week = private(await laid.press("ada", "This week", private(await laid.slash("ada", "season show"))))
    page = private(await laid.slash("ada", "season show"))
    await laid.slash("gus", "season stop")
    await laid.env.advance_time(9 * DAY.total_seconds())
    told = text(private(await laid.press("ada", "This week", page)))
    assert "stopped in week 1" in told
    assert "Everybody started it at zero" not in told
    await laid.press("ada", "Show to the channel", week)
    assert "stopped in week 1" in text(laid.card())


async def test_a_season_goes_on_in_its_own_time_zone(laid: Table) -> None:
    """Whether there is a daily, in whatever zone, or none: nobody has to remember what was typed weeks ago."""
    await laid.slash("gus", "season start", zone="Tokyo")
    assert "already running" in text(private(await laid.slash("gus", "season start")))
    await quiz(laid)
    await laid.env.advance_time(15 * DAY.total_seconds())
    for change in (None, "Europe/Berlin"):
        if change:
            await laid.slash("gus", "settings daily", time="09:00", zone=change)
        await laid.slash("gus", "season stop")
        await laid.env.advance_time(60)
        page = text(private(await laid.slash("gus", "season start")))
        assert "week 3 of 4" in page
        assert "Asia/Tokyo time" in page
        assert "**ada**" in page


async def test_how_it_works_stands_beside_the_table(laid: Table) -> None:
    """It takes no table away."""
    await started(laid)
    page = private(await laid.slash("ada", "season show"))
    told = text(private(await laid.press("ada", "How it works", page)))
    assert "whoever plays on more days is ahead" in told
    assert "second or third and not last" in told


def test_what_is_enough_is_said_alike_wherever_it_is_said() -> None:
    """On the table's page, under it, and in the document, as it is counted."""
    document = " ".join(Path("docs/players.md").read_text(encoding="utf-8").split())
    for told in (NOT_IN_IT, RULES, document):
        assert "answer at least three questions, or all of them if there are fewer. In a team quiz in which one" in told
        assert "member answers in turn, it is enough to answer one question yourself." in told


async def test_a_table_that_there_is_not(laid: Table) -> None:
    """A forged page is refused in private, and nothing speaks for us in the channel, nor where there is no season."""
    await laid.start()
    before = laid.card().id
    pages = [f"v1:{verb}:0:s:{page}" for verb in ("ja", "jl", "jx") for page in ("", "é", "²", "9" * 30)]
    weeks = [f"v1:jw:0:s:{page}" for page in ("0", "0:é", "0:" + "9" * 30, "0:0:0", ":")]
    for custom_id in (*pages, *weeks, "v1:ja:0:s", "v1:jw:0:s", "v1:jz:0:s", "v1:jz:0:s:0:é", "v1:jy:0:s"):
        assert "does not belong to a season" in text(private(await laid.forge("ben", custom_id))), custom_id
    for verb in ("ja", "jl", "jx", "jy", "jr", "ji", "jo"):
        told = text(private(await laid.forge("ben", f"v1:{verb}:0:s:0")))
        assert "our side" not in told, verb
        assert "eason" in told
    assert laid.card().id == before


async def test_another_server_has_a_season_of_its_own(laid: Table) -> None:
    """A season that is on here is not on there, and who plays here is not in the table there."""
    await quiz(laid)
    await started(laid)
    elsewhere = laid.env.create_guild()
    manager = elsewhere.create_role("Organizers", permissions=discord.Permissions(manage_guild=True))
    laid.people["zed"] = elsewhere.add_member(laid.env.create_user("zed"), roles=[manager])
    laid.channel = elsewhere.create_text_channel("other")
    assert "There is no season here yet" in text(private(await laid.slash("zed", "season show")))
    told = text(private(await laid.slash("zed", "season start", zone="Berlin")))
    assert "Nobody has played yet" in told
    assert "ben" not in told


async def test_leagues_for_twenty_regulars(laid: Table) -> None:
    """Everybody finds their own league, can look at the others', and newcomers are in the lowest."""
    at, guild = laid.env.now(), laid.guild.id
    monday = (at - at.weekday() * DAY).replace(hour=12, minute=0, second=0, microsecond=0)
    for day, people in ((monday - 6 * DAY, 24), (monday - 5 * DAY, 24), (monday - 4 * DAY, 12)):
        number, wrong = next(_numbers), [0, 0, 0]
        rows = game_rows(number, "daily", day, *((1001 + who, wrong) for who in range(people)), guild=guild)
        await laid.app.writer.queue(number, rows)
    named = {"guild_id": guild, "player_id": 1001, "name": "*__Max__*"}
    await laid.app.writer.queue("names", [Put(tables.names, named)])
    await started(laid)
    page = private(await laid.slash("ada", "season show"))
    mine = private(await laid.press("ada", "My league", page))
    assert "League 2 of 2" in text(mine)
    assert "You have not played this week yet" in text(mine)
    higher = private(await laid.press("ada", "◀ League 1", mine))
    assert "League 1 of 2, the highest" in text(higher)
    assert "You are in League 2" in text(higher)
    assert "Lower ▶" in labels(higher)
    assert "\\*\\_\\_Max\\_\\_\\*" in text(higher)
