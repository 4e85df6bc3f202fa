"""The `/quiz` commands, as people use them."""

import re
from pathlib import Path

import discord
import psycopg
import pytest
from discord import app_commands
from simcord import InteractionResult
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine
from structlog.testing import capture_logs

from bot.delivery.validator import command_violations
from bot.kernel.pace import Pace
from bot.kernel.questions import Exam
from bot.kernel.scoring import Scoring
from cogs.help.words import ALONE, FOR_ORGANISERS, IN_DIRECT_MESSAGES, IN_SERVERS, WELCOME
from tests.cogs.table import Table, labels, private, text
from tests.engines import outside

HELP = f"{IN_SERVERS}{ALONE}{IN_DIRECT_MESSAGES}{FOR_ORGANISERS}{WELCOME}"
ROOT = Path(__file__).resolve().parents[2]
GIVEN = re.compile(r"`/([a-z]+(?: [a-z]+)?)((?: [a-z_]+:[^` ]*(?: [^`: ]+)*)+)`")
"""A command with options behind it, as it is printed."""

OPTIONS = {
    "topic": ("inference_modes", "inference_modes", "Inference modes"),
    "exam": ("MLA-C02", Exam.MLA_C02, "MLA-C02"),
    "questions": (3, 3, "3 questions"),
    "pace": ("relaxed", Pace.RELAXED, "relaxed, no clock"),
    "scoring": ("accuracy", Scoring.ACCURACY, "accuracy only, answers can be changed until everybody has answered"),
}


async def test_start_opens_a_lobby_with_its_host_in_it(laid: Table) -> None:
    """Who starts a quiz is told where the lobby is, and stands in it."""
    result = await laid.start()
    assert "The lobby is open" in text(private(result))
    assert "**In:** ada" in text(laid.card())
    assert labels(laid.card()) == ["Join", "Start", "Leave", "Call it off", "Host"]


@pytest.mark.parametrize("option", OPTIONS)
async def test_each_option_is_kept_and_shown(laid: Table, option: str) -> None:
    """What the host chose stands in the lobby and in the round."""
    given, kept, shown = OPTIONS[option]
    await laid.start(**{option: given})
    assert getattr((await laid.game()).settings, option) == kept
    assert shown in text(laid.card())


async def test_a_quiz_can_have_its_own_thread(laid: Table) -> None:
    """With `thread`, the lobby opens in a new thread that the answer links to; the channel stays free."""
    result = await laid.start(thread=True, topic="inference_modes")
    [thread] = laid.channel.threads
    assert f"<#{thread.id}>" in text(result)
    assert thread.name == "Quiz: Inference modes · 7 questions"
    assert "Join" in labels(thread.history()[-1])
    assert await laid.rounds.running_in(laid.channel.id) is None


async def test_one_quiz_a_channel(laid: Table) -> None:
    """A second quiz in a channel is refused, with the way to the first."""
    await laid.start()
    assert "This channel already has a quiz" in text(private(await laid.slash("ben", "quiz start")))


async def test_a_choice_without_questions_is_refused(laid: Table) -> None:
    """Where no question fits the topic, the player hears so and no lobby opens."""
    result = await laid.start(topic="metrics")
    assert "“metrics” is not a topic here." in text(private(result))
    assert await laid.rounds.running_in(laid.channel.id) is None


async def test_no_quiz_begins_while_the_bot_goes_down(laid: Table) -> None:
    """During a restart the player is told to come back in a minute."""
    laid.rounds.accepting = False
    assert "about to restart" in text(private(await laid.start()))


async def test_show_brings_the_card_to_the_bottom(laid: Table) -> None:
    """The running card is posted anew under what was written since, and the old one goes."""
    await laid.start()
    before = laid.card().id
    await laid.ben.send(laid.channel, "So much to read here!")
    assert "Here it is" in text(private(await laid.slash("ben", "quiz show")))
    assert laid.card().id != before
    assert labels(laid.card()) == ["Join", "Start", "Leave", "Call it off", "Host"]
    assert before not in [message.id for message in laid.channel.history()]


@pytest.mark.parametrize("command", ["quiz show", "quiz stop"])
async def test_without_a_quiz_the_commands_say_so(laid: Table, command: str) -> None:
    """Nothing to show and nothing to stop is said in words."""
    assert "No quiz is running here" in text(private(await laid.slash("ben", command)))


@pytest.mark.parametrize(("who", "told"), [("ada", "is over"), ("gus", "is over"), ("ben", "Only the host")])
async def test_who_may_stop(laid: Table, who: str, told: str) -> None:
    """The host may stop the quiz, and who may manage the server; nobody else."""
    await laid.begin("ben")
    assert told in text(private(await laid.stop(who)))
    assert (await laid.rounds.running_in(laid.channel.id) is None) == (who != "ben")


async def _start_without(laid: Table, *denied: str, thread: bool = False) -> InteractionResult:
    overwrite = discord.PermissionOverwrite(**dict.fromkeys(denied, False))
    laid.channel = laid.guild.create_text_channel("closed", overwrites={laid.guild.me: overwrite})  # type: ignore[dict-item]
    return await laid.start(thread=thread)


async def test_a_missing_permission_is_named(laid: Table) -> None:
    """Where the bot may not write, it says which permission it lacks, and opens nothing."""
    result = await _start_without(laid, "send_messages")
    assert "needs the permission **Send Messages** in this channel" in text(private(result))
    assert await laid.rounds.running_in(laid.channel.id) is None


async def test_missing_permissions_for_a_thread_are_named(laid: Table) -> None:
    """A quiz in a thread needs other permissions: each that is missing is named."""
    result = await _start_without(laid, "create_public_threads", "send_messages_in_threads", thread=True)
    assert "**Create Public Threads**, **Send Messages in Threads**" in text(private(result))
    assert laid.channel.threads == []


async def test_what_could_not_be_saved_is_said(laid: Table) -> None:
    """Where the disk refuses an answer, the player hears that it does not count, and it does not; the log says why."""
    card = await laid.begin("ben")
    with outside(laid.app.database.place) as beside:
        beside.execute("CREATE TRIGGER full BEFORE INSERT ON answers BEGIN SELECT RAISE(ABORT, 'disk full'); END")
    with capture_logs() as said:
        result = await laid.attempt("ben", card)
    assert "could not be saved" in text(private(result))
    failed = [line for line in said if line["event"] == "an interaction failed"]
    assert [(line["log_level"], line["why"]) for line in failed] == [
        ("warning", "The database refused to write: disk full")
    ]
    with outside(laid.app.database.place) as beside:
        beside.execute("DROP TRIGGER full")
    assert "Locked in" in text(private(await laid.attempt("ben", card)))
    assert (await laid.game()).current.answers.keys() == {laid.ben.id}


async def test_a_database_that_is_away_is_no_mystery(laid: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever presses meanwhile hears that it does not count, and the log has a line about it and no stack trace."""
    await laid.start()

    def away(_: object) -> None:
        raise OperationalError("SELECT", {}, psycopg.OperationalError("server closed the connection unexpectedly"))

    monkeypatch.setattr(AsyncEngine, "connect", away)
    with capture_logs() as said:
        result = await laid.ben.click(laid.card(), label="Join")
    assert "could not be saved" in text(private(result))
    assert {line["log_level"] for line in said if line["event"] == "an interaction failed"} == {"warning"}
    monkeypatch.undo()
    await laid.ben.click(laid.card(), label="Join")
    assert laid.ben.id in (await laid.game()).players


async def test_the_commands_are_what_discord_takes(laid: Table) -> None:
    """Every command keeps Discord's limits, and a quiz works in servers alone."""
    commands = {command.name: command.to_dict(laid.app.client.tree) for command in laid.app.client.tree.get_commands()}
    assert {name: command_violations(command) for name, command in commands.items()} == {name: [] for name in commands}
    assert commands["quiz"]["contexts"] == [0]


async def test_topics_are_offered_while_typing(laid: Table) -> None:
    """The topics that have questions are offered by their titles, those that fit what is typed."""
    offered = await laid.ben.autocomplete(laid.channel, "quiz start", "topic", "infer")
    assert offered == [{"name": "Inference modes", "value": "inference_modes"}]


@pytest.mark.parametrize(("who", "more"), [("ben", False), ("gus", True)])
async def test_help_explains_and_tells_organisers_more(laid: Table, who: str, more: bool) -> None:
    """Everybody learns how to play; who manages the server learns which permissions are needed."""
    told = text(private(await laid.slash(who, "help")))
    assert "`/quiz start` opens a lobby" in told
    assert ("Send Messages" in told) == more


@pytest.mark.parametrize("where", ["help", "docs/players.md", "docs/organizers.md"])
async def test_every_command_that_is_named_exists(laid: Table, where: str) -> None:
    """What the help and the papers tell people to type is a command, with its subcommand."""
    told = (
        f"{IN_SERVERS}{ALONE}{IN_DIRECT_MESSAGES}{FOR_ORGANISERS}{WELCOME}"
        if where == "help"
        else (ROOT / where).read_text(encoding="utf-8")
    )
    there = {command.qualified_name for command in laid.app.client.tree.walk_commands()}
    named = {" ".join(found.split()) for found in re.findall(r"`/([a-z]+(?: [a-z]+)?)`", told)}
    assert named
    assert named <= there


async def test_every_option_that_is_named_can_be_given(laid: Table) -> None:
    """What a screen or a paper prints behind a command runs as printed: the option exists, and its choice is one."""
    tree = laid.app.client.tree
    known = {command.qualified_name: command for command in tree.walk_commands()}
    pages = [*ROOT.glob("cogs/**/*.py"), *ROOT.glob("docs/*.md"), ROOT / "README.md"]
    printed = {found for page in pages for found in GIVEN.findall(page.read_text(encoding="utf-8"))}
    assert len(printed) > 5
    for name, behind in printed:
        command = known[name]
        assert isinstance(command, app_commands.Command)
        parameters = {one.display_name: one for one in command.parameters}
        parts = re.split(r" ([a-z_]+):", behind)
        for option, value in zip(parts[1::2], parts[2::2], strict=True):
            choices = {str(choice.name) for choice in parameters[option].choices}
            assert not value or not choices or value in choices or "{" in value, f"/{name} {option}:{value}"
