"""`/settings show` and `/settings server`, as organisers use them."""

import asyncio
from dataclasses import replace
from datetime import time
from unittest.mock import AsyncMock

import discord
import pytest

from bot.daily.rules.schedule import Plan, Schedule, State
from bot.kernel.pace import Pace
from bot.kernel.questions import Exam
from bot.kernel.scoring import Scoring
from bot.rounds.rules.model import Settings
from bot.servers.rules import ServerSettings
from cogs.daily.words import NOTHING_FITS, about, partly_gone
from cogs.settings.commands import SettingsCommands
from cogs.settings.rendering import Daily, show_card
from tests.cogs.dailies import at_nine, set_up
from tests.cogs.table import GREETING, Table, private, text
from tests.cogs.test_daily import violations
from tests.cogs.test_rendering import seen

USUAL = {"topic": "inference_modes", "questions": 3, "pace": "relaxed", "scoring": "accuracy"}


async def test_what_is_usual_here_holds_where_the_host_says_nothing(laid: Table) -> None:
    """What the organiser set is what a quiz is like, unless its host chose something else; `any` undoes a topic."""
    told = text(private(await laid.slash("gus", "settings server", **USUAL)))
    assert "Inference modes · 3 questions · relaxed, no clock · accuracy only" in told
    await laid.start()
    expected = Settings("inference_modes", None, 3, Pace.RELAXED, Scoring.ACCURACY)
    assert (await laid.game()).settings == expected
    await laid.stop("ada")
    await laid.start(topic="any", questions=5, pace="exam", scoring="speed", exam="MLA-C02")
    assert (await laid.game()).settings == Settings(None, Exam.MLA_C02, 5, Pace.EXAM, Scoring.SPEED)


async def test_a_server_can_have_its_quizzes_in_threads(laid: Table) -> None:
    """With `thread` set every quiz has its own, unless its host says otherwise."""
    assert "in its own thread" in text(private(await laid.slash("gus", "settings server", thread=True)))
    assert "The lobby is open in <#" in text(await laid.start())
    assert "The lobby is open" in text(await laid.start(thread=False))


async def test_a_choice_without_questions_is_not_kept(laid: Table) -> None:
    """What no question fits is refused, and what held before holds on."""
    assert "is not a topic here" in text(private(await laid.slash("gus", "settings server", topic="metrics")))
    assert "All topics · 10 questions" in text(private(await laid.slash("gus", "settings server")))


async def test_show_tells_a_new_organiser_what_to_do_next(laid: Table) -> None:
    """All is in place, the daily is still to be set up, and what a quiz is like stands there."""
    told = text(private(await laid.slash("gus", "settings show")))
    assert "## Everything is in place" in told
    assert "No daily yet: `/settings daily` with **time** and **zone**" in told
    assert "All topics · 10 questions · standard pace" in told


async def test_show_names_what_is_missing(laid: Table) -> None:
    """Each permission that is missing is named with what does not work without it, the daily's channel as well."""
    set_up = private(await laid.slash("gus", "settings daily", time="09:00", zone="Berlin"))
    assert "Europe/Berlin" in text(set_up)
    denied = discord.PermissionOverwrite(send_messages=False, create_public_threads=False, read_message_history=False)
    laid.channel = laid.guild.create_text_channel("closed", overwrites={laid.guild.me: denied})  # type: ignore[dict-item]
    told = text(private(await laid.slash("gus", "settings show")))
    assert "## Something is missing" in told
    assert "Quizzes, duels, and everything else in this channel: grant Recall **Send Messages**" in told
    assert "in their own threads: grant Recall **Create Public Threads**" in told
    assert "grant Recall **Read Message History**" in told
    assert "✅ It is on, next <t:" in told
    refused = text(private(await laid.slash("gus", "settings daily", channel=laid.channel)))
    assert "Recall needs the permission **Send Messages**, **Read Message History**" in refused
    assert "Nothing was changed." in refused


async def test_whoever_manages_the_server_hears_that_the_dailys_channel_is_gone(laid: Table) -> None:
    """At their next command, once; `/settings daily` says so as well, and lists no posts that cannot come."""
    gone = laid.guild.create_text_channel("daily")
    await laid.slash("gus", "settings daily", time="09:00", zone="Berlin", channel=gone)
    laid.env.backend.delete_channel(gone.id)
    await laid.settle()
    told = "The daily was turned off:** its channel is gone"
    assert not (await laid.slash("ada", "me")).followups
    first = await laid.slash("gus", "settings daily")
    assert first.response is not None
    shown = text(first.response)
    assert "The daily is **off" in shown
    assert "❌ Its channel is gone" in shown
    assert "next posts" not in shown
    assert [told in text(one) for one in first.followups] == [True]
    assert not (await laid.slash("gus", "me")).followups


async def test_a_channel_that_was_deleted_while_recall_was_offline_is_noticed_at_the_next_command(laid: Table) -> None:
    """Its organizer does not wait for a post that cannot come; another channel that goes is nothing to the daily."""
    gone, other = laid.guild.create_text_channel("daily"), laid.guild.create_text_channel("other")
    await laid.slash("gus", "settings daily", time="09:00", zone="Berlin", channel=gone)
    guild = laid.app.client.get_guild(laid.guild.id)
    assert guild is not None
    guild._remove_channel(other)  # type: ignore[arg-type]
    assert not (await laid.slash("gus", "me")).followups
    guild._remove_channel(gone)  # type: ignore[arg-type]
    assert not (await laid.slash("ada", "me")).followups
    guild.unavailable = True
    assert not (await laid.slash("gus", "me")).followups
    guild.unavailable = False
    told = await laid.slash("gus", "me")
    assert ["its channel is gone" in text(one) for one in told.followups] == [True]
    assert not (await laid.slash("gus", "me")).followups


async def test_a_daily_goes_on_while_recall_knows_nothing_of_its_server_yet(
    laid: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when one process goes on with another's session: a command comes before the server's channels are told."""
    daily = await set_up(laid)
    state, guild = laid.app.client._connection, laid.app.client.get_guild(laid.guild.id)
    assert guild is not None
    parse, sent = state.parsers["INTERACTION_CREATE"], {"id": str(guild.id), "locale": "en-US", "features": []}
    monkeypatch.setitem(state.parsers, "INTERACTION_CREATE", lambda data: parse({**data, "guild": dict(sent)}))
    state._remove_guild(guild)
    told = (await laid.slash("gus", "me")).followups
    state._add_guild(guild)
    schedule = await daily.schedules.schedule(guild.id)
    assert schedule is not None
    assert (schedule.state, told) == (State.ON, [])


async def test_a_daily_that_is_off_lacks_nothing(laid: Table) -> None:
    """Its channel may go, too; one that was refused is to be turned on again, which is said."""
    gone = laid.guild.create_text_channel("daily")
    daily = await set_up(laid)
    await laid.slash("gus", "settings daily", channel=gone, on=False)
    laid.env.backend.delete_channel(gone.id)
    told = text(private(await laid.slash("gus", "settings show")))
    assert "## Everything is in place" in told
    assert "▫️ It is **off**" in told
    await laid.slash("gus", "settings daily", channel=laid.channel, on=True)
    await daily.schedules.channel_gone(laid.guild.id, laid.channel.id)
    told = text(private(await laid.slash("gus", "settings show")))
    assert "## Something is missing" in told
    assert "❌ Fix the permissions or choose another channel, then use `/settings daily` with **on**: True." in told


async def test_a_date_on_which_nothing_could_be_asked_is_not_put_down_to_an_outage(
    laid: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Recall was there all along."""
    daily = await set_up(laid)
    with monkeypatch.context() as patched:
        patched.setattr(daily.schedules, "drawable", AsyncMock(return_value=[]))
        await at_nine(laid, daily)
    told = text(private(await laid.slash("gus", "settings daily")))
    assert "Skipped, because Recall was offline or had nothing to ask: " in told


async def test_a_break_that_is_over_is_refused(laid: Table) -> None:
    """Whoever types a break of another year reads that it is over, and nothing is kept."""
    set_up = {"time": "09:00", "zone": "Europe/Berlin"}
    for breaks in ("2020-12-24 to 2021-01-02", "2020-05-01", "2099-01-01 to 2099-01-05, 2020-05-01"):
        told = text(private(await laid.slash("gus", "settings daily", **set_up, breaks=breaks)))
        assert "is already over" in told, breaks
    assert "No daily here yet" in text(private(await laid.slash("gus", "settings daily")))
    kept = text(private(await laid.slash("gus", "settings daily", **set_up, breaks="2099-01-01 to 2099-01-05")))
    assert "No posts: 2099-01-01 to 2099-01-05" in kept
    one = text(private(await laid.slash("gus", "settings daily", breaks="2099-05-01")))
    assert "No posts: 2099-05-01\n" in one


async def test_pinging_a_role_and_nobody_is_asked_back(laid: Table) -> None:
    """Both at once contradict each other: neither is taken in silence."""
    role = laid.guild.create_role("Regulars", mentionable=True)
    set_up = {"time": "09:00", "zone": "Europe/Berlin"}
    told = text(private(await laid.slash("gus", "settings daily", **set_up, ping=role, ping_nobody=True)))
    assert "contradict" in told
    assert "No daily here yet" in text(private(await laid.slash("gus", "settings daily")))


async def test_two_organizers_at_once_each_get_what_they_changed(laid: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another organizer sets the pace in the moment in which one sets the scoring: both hold."""
    settings = laid.app.client.get_cog("SettingsCommands")
    assert isinstance(settings, SettingsCommands)
    servers, others = settings._servers, list[asyncio.Task[ServerSettings]]()
    read = servers.settings

    async def other() -> ServerSettings:
        async with servers.turn(laid.guild.id):
            usual = await read(laid.guild.id)
            return await servers.set_quiz(laid.guild.id, replace(usual.quiz, pace=Pace.RELAXED), thread=usual.thread)

    async def and_meanwhile(guild_id: int) -> ServerSettings:
        found = await read(guild_id)
        others.append(asyncio.create_task(other()))
        if not servers.turn(guild_id).locked():
            await others[0]
        return found

    monkeypatch.setattr(servers, "settings", and_meanwhile)
    await laid.slash("gus", "settings server", scoring="accuracy")
    await asyncio.gather(*others)
    monkeypatch.undo()
    quiz = (await servers.settings(laid.guild.id)).quiz
    assert (quiz.pace, quiz.scoring) == (Pace.RELAXED, Scoring.ACCURACY)


async def test_a_new_server_chooses_its_exam_from_the_greeting(laid: Table) -> None:
    """Organizers alone, and as `/settings server` would: what else was set stays, and quizzes go by it."""
    await laid.slash("gus", "settings server", questions=3)
    hello = next(message for message in laid.channel.history() if GREETING in text(message))
    assert "Only organizers" in text(private(await laid.press("ben", "Choose the exam", hello)))
    asked = private(await laid.press("gus", "Choose the exam", hello))
    assert "Which exam" in text(asked)
    assert "3 questions" in text(private(await laid.choose("gus", "MLA-C02", on=asked)))
    await laid.start()
    settings = (await laid.game()).settings
    assert (settings.exam, settings.questions) == (Exam.MLA_C02, 3)


@pytest.mark.parametrize("value", ["", "SAA-C03", "é" * 200])
async def test_an_exam_that_there_is_not_is_asked_for_again(laid: Table, value: str) -> None:
    """Whatever a forged select says."""
    await laid.start()
    told = private(await laid.forge("gus", "v1:hx:0:settings", component_type=3, values=[value]))
    assert "Which exam" in text(told)
    assert "Only organizers" in text(private(await laid.forge("ben", "v1:hx:0:settings")))


@pytest.mark.parametrize(
    ("topic", "told"),
    [(None, "quizzes without a topic ask about its current module, **Metrics**, as long as it has"), ("x", "")],
)
def test_show_says_what_the_groups_course_changes(topic: str | None, told: str) -> None:
    """While it runs, what does not name a topic asks about its module."""
    settings = ServerSettings(quiz=Settings(topic=topic))
    shown = seen(show_card(discord.Permissions.all(), None, settings, leading="metrics"))
    assert told in shown
    assert ("group's course" in shown) is bool(told)
    assert "group's course" not in seen(show_card(discord.Permissions.all(), None, settings))


def test_a_daily_on_very_many_topics_fits_on_its_screens() -> None:
    """A server's own packs may bring any number of them; what is told twice names only the first."""
    topics = tuple(f"{number}-{'w' * 60}" for number in range(60))
    schedule = Schedule(1, Plan(1, time(9), "Europe/Berlin", topics=topics), 1)
    for told in (NOTHING_FITS.format(about=about(schedule.plan)), partly_gone(topics)):
        card = show_card(discord.Permissions.all(), Daily(schedule, told), ServerSettings())
        assert violations(card) == []
        assert "and 40 more" in seen(card)
