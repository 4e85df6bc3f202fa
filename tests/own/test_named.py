"""What names a topic outlives it, and says so: to whoever drops it, in the settings, and at the next command."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.daily.manifest import DailyChallenge
from bot.kernel.apart import apart
from bot.kernel.sources import own_id
from tests.cogs.table import Table, private, table, text
from tests.own.test_care import brought
from tests.own.test_story import files_of, own_of
from tests.strategies import question

AT = datetime(2026, 11, 28, tzinfo=UTC)
THE_DAILY, THE_DEFAULT = "he daily (`/settings daily`)", "he default topic of quizzes (`/settings server`)"


@pytest.fixture
async def laid(tmp_path: Path) -> AsyncIterator[Table]:
    """A table with a published pack of the server's own, which the daily and the quizzes ask about."""
    async with table(tmp_path, {f"q{n}": question(f"q{n}") for n in range(5)}) as ready:
        await ready.slash("gus", "packs new", title="Biology")
        await files_of(ready).bring(ready.guild.id, "biology", brought("my-a", "my-b", "my-c"), 1, AT)
        await own_of(ready).publish(ready.guild.id, "biology", published=True)
        await ready.slash("gus", "settings daily", time="09:00", zone="UTC", topics="Biology")
        await ready.slash("gus", "settings server", topic="Biology")
        yield ready


async def said(laid: Table, who: str, command: str, **options: object) -> str:
    """The answer to a command."""
    return text(private(await laid.slash(who, command, **options)))


async def a_morning(laid: Table) -> None:
    """It is just after nine of the next day."""
    daily = next(one for one in laid.app.features if isinstance(one, DailyChallenge))
    now = laid.env.now()
    due = (now + timedelta(days=1)).replace(hour=9, minute=1)
    await laid.env.advance_time((due - now).total_seconds())
    await daily.posting.tick(laid.env.now())
    await laid.settle()


async def test_whoever_drops_or_drafts_a_pack_reads_what_is_set_to_ask_about_it(laid: Table) -> None:
    """Before it goes, and once it is a draft; a planned night of other topics is none of it."""
    nights = {"day": "tomorrow", "zone": "UTC"}
    await laid.slash("gus", "night plan", time="20:00", title="Finals", topics="all, Biology", **nights)
    await laid.slash("gus", "night plan", time="23:00", title="Warm-up", rounds=2, **nights)
    before = await said(laid, "gus", "packs delete", pack="Biology")
    card = private(await laid.slash("gus", "packs show", pack="Biology"))
    drafted = text(private(await laid.press("gus", "Make it a draft again", card)))
    for shown in (before, drafted):
        assert THE_DAILY in shown
        assert THE_DEFAULT in shown
        assert "Finals" in shown
        assert "Warm-up" not in shown


async def test_a_tournament_that_is_not_over_names_its_topic(laid: Table) -> None:
    """From its sign-up on; it would be paused without questions."""
    await laid.slash("gus", "tournament create", kind="swiss", topic="Biology", questions=3)
    here = f"the tournament in <#{laid.channel.id}> (`/tournament stop`, then `/tournament create`)"
    assert here in await said(laid, "gus", "packs delete", pack="Biology")
    card = private(await laid.slash("gus", "packs show", pack="Biology"))
    assert here in text(private(await laid.press("gus", "Make it a draft again", card)))
    await laid.press("gus", "Call it off", private(await laid.slash("gus", "tournament stop")))
    assert "the tournament" not in await said(laid, "gus", "packs delete", pack="Biology")


async def test_a_pack_that_nothing_names_goes_without_a_word_of_it(laid: Table) -> None:
    await laid.slash("gus", "packs new", title="Physics")
    assert "⚠️" not in await said(laid, "gus", "packs delete", pack="Physics")


async def test_a_daily_whose_topic_is_gone_says_so(laid: Table) -> None:
    """In the settings, in `/daily`, and once to the organizer after the first that could not be posted."""
    assert "Everything is in place" in await said(laid, "gus", "settings show")
    await own_of(laid).drop_pack(laid.guild.id, "biology", 1, AT)
    shown = await said(laid, "gus", "settings show")
    assert "Something is missing" in shown
    assert "No question fits the daily" in shown
    assert "no questions for this server's quiz defaults" in shown
    assert "No question fits" in await said(laid, "gus", "settings daily")
    assert "No question fits" in await said(laid, "ben", "daily")
    posts = len(laid.channel.history())
    await a_morning(laid)
    assert len(laid.channel.history()) == posts
    told = await laid.slash("gus", "daily")
    assert any("No question fits the daily" in text(one) for one in told.followups)
    assert not (await laid.slash("gus", "daily")).followups


async def test_a_daily_that_lacks_one_of_its_topics_says_which(laid: Table) -> None:
    """It comes, though never on that one: whoever looks whether all is well is told, and not of what is there."""
    await laid.slash("gus", "packs new", title="Physics")
    await files_of(laid).bring(laid.guild.id, "physics", brought("my-d", "my-e"), 1, AT)
    await own_of(laid).publish(laid.guild.id, "physics", published=True)
    await laid.slash("gus", "settings server", topic="Physics")
    await laid.slash("gus", "settings daily", topics="Biology, Physics")
    assert "Everything is in place" in await said(laid, "gus", "settings show")
    await own_of(laid).publish(laid.guild.id, "biology", published=False)
    for command in ("settings show", "settings daily"):
        assert "It has no questions on Biology." in await said(laid, "gus", command)
    assert "Something is missing" in await said(laid, "gus", "settings show")
    posts = len(laid.channel.history())
    await a_morning(laid)
    assert len(laid.channel.history()) == posts + 1
    await laid.slash("gus", "settings daily", on=False)
    assert "It has no questions" not in await said(laid, "gus", "settings show")


async def test_what_is_mended_before_it_is_told_is_not_told(laid: Table) -> None:
    """The pack is published again, and the next daily comes."""
    await own_of(laid).publish(laid.guild.id, "biology", published=False)
    await a_morning(laid)
    await own_of(laid).publish(laid.guild.id, "biology", published=True)
    assert not (await laid.slash("gus", "daily")).followups
    posts = len(laid.channel.history())
    await a_morning(laid)
    assert len(laid.channel.history()) == posts + 1


async def test_what_is_set_otherwise_does_not_wait_for_the_topic(laid: Table) -> None:
    """The daily can be switched off and put to another time, and the pace of quizzes changed, before it is mended."""
    await own_of(laid).drop_pack(laid.guild.id, "biology", 1, AT)
    assert "10:00" in await said(laid, "gus", "settings daily", time="10:00")
    assert "**off**" in await said(laid, "gus", "settings daily", on=False)
    assert "Quiz defaults on this server" in await said(laid, "gus", "settings server", questions=7)


async def test_a_quiz_of_a_default_that_is_gone_says_whose_choice_it_was(laid: Table) -> None:
    """And can be begun with another topic."""
    await own_of(laid).drop_pack(laid.guild.id, "biology", 1, AT)
    assert "this server's quiz defaults" in await said(laid, "ben", "quiz start")
    assert "no questions" not in await said(laid, "ben", "quiz start", topic="all")


async def test_what_a_servers_questions_keep_apart_from_never_meets_them(laid: Table) -> None:
    """By the names that their author gave them, also where another pack has one of these names already."""
    made = brought("one", "my-a")
    one, other = (taken.question for taken in made.items)
    pair = replace(one, apart=("my-a",)), replace(other, twin="one")
    items = tuple(replace(taken, question=question) for taken, question in zip(made.items, pair, strict=True))
    await laid.slash("gus", "packs new", title="Physics")
    await files_of(laid).bring(laid.guild.id, "physics", replace(made, items=items), 1, AT)
    await own_of(laid).publish(laid.guild.id, "physics", published=True)
    library = await own_of(laid)._source.library(laid.guild.id)
    first, second, stranger = (
        library.questions[own_id(laid.guild.id, name)] for name in ("one", "physics-my-a", "my-a")
    )
    assert first.apart == (second.id,)
    assert second.twin == first.id
    assert apart(first, second)
    assert not apart(first, stranger)
