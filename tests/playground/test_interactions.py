from __future__ import annotations

import asyncio

import discord
import pytest

from playground.client import Member, Playground, RefusedError, buttons
from tests.playground.ids import ADA, ADA_DIRECT, BEN, DAILY, QUIZ, STUDY
from tests.playground.robot import Robot, data_of


def view(*labels: str, disabled: bool = False) -> discord.ui.View:
    """Buttons whose custom_ids are their labels in lower case."""
    made = discord.ui.View()
    for label in labels:
        made.add_item(discord.ui.Button(label=label, custom_id=label.lower(), disabled=disabled))
    return made


async def card(robot: Robot, *labels: str, disabled: bool = False) -> discord.Message:
    channel = robot.get_channel(int(QUIZ))
    assert isinstance(channel, discord.TextChannel)
    return await channel.send("Question 1", view=view(*labels, disabled=disabled))


async def test_a_slash_command_arrives_with_its_options_and_its_reply_is_shown(robot: Robot, ada: Member) -> None:
    """A member's command reaches the bot as typed, and the reply stands in the channel."""
    options = {"topic": "metrics", "questions": 5, "opponent": BEN, "where": DAILY}
    interaction, acting = await robot.take(ada.slash(QUIZ, "quiz start", options))
    await interaction.response.send_message("Here we go")
    outcome = await acting
    data = data_of(interaction)
    leaf = data["options"][0]
    assert leaf["name"] == "start"
    assert {item["name"]: item["value"] for item in leaf["options"]} == options
    assert data["resolved"]["users"][BEN]["username"] == "ben"
    assert outcome.kind == "message"
    assert [item["content"] for item in await ada.messages(QUIZ)] == ["Here we go"]


async def test_a_press_updates_its_message_for_everybody(robot: Robot, ada: Member, ben: Member) -> None:
    """A button's message can be changed in place by the bot's answer to the press."""
    message = await card(robot, "A", "B")
    shown = await ben.message(QUIZ, str(message.id))
    interaction, acting = await robot.take(ada.press(shown, label="B"))
    assert data_of(interaction)["custom_id"] == "b"
    await interaction.response.edit_message(content="Closed", view=None)
    assert (await acting).kind == "update"
    assert (await ben.message(QUIZ, str(message.id)))["content"] == "Closed"


async def test_an_ephemeral_is_seen_by_its_member_alone(robot: Robot, ada: Member, ben: Member) -> None:
    """A private reply is in its member's channel and stream, and in nobody else's."""
    shown = await ada.message(QUIZ, str((await card(robot, "A")).id))
    async with ada.watch() as mine, ben.watch() as theirs:
        outcome = await robot.answer(ada.press(shown, label="A"), "Locked in", ephemeral=True)
        await mine.message(QUIZ, lambda item: item["content"] == "Locked in")
        await ada.send(QUIZ, "seen by both")
        assert (await theirs.wait_for("MESSAGE_CREATE"))["content"] == "seen by both"
    assert outcome.ephemeral
    assert "Locked in" in [item["content"] for item in await ada.messages(QUIZ)]
    assert "Locked in" not in [item["content"] for item in await ben.messages(QUIZ)]


async def test_a_dismissed_ephemeral_is_gone(robot: Robot, ada: Member) -> None:
    """Dismissing removes a private message from the member's screen."""
    shown = await ada.message(QUIZ, str((await card(robot, "A")).id))
    outcome = await robot.answer(ada.press(shown, label="A"), "Only you", ephemeral=True)
    assert outcome.message is not None
    await ada.dismiss(QUIZ, outcome.message["id"])
    with pytest.raises(RefusedError, match="not_found"):
        await ada.message(QUIZ, outcome.message["id"])


async def test_a_deferred_reply_thinks_until_it_is_completed(robot: Robot, ada: Member) -> None:
    """A deferred reply shows as thinking, and is answered when the bot fills it in."""
    interaction, acting = await robot.take(ada.slash(ADA_DIRECT, "practice"))
    await interaction.response.defer(thinking=True, ephemeral=True)
    thinking = await acting
    assert (thinking.kind, thinking.answered) == ("deferred", False)
    assert thinking.message is not None
    assert thinking.message["flags"] & 128
    await interaction.followup.send("Ready")
    done = await ada.outcome(thinking.id, wait="answered")
    assert done.message is not None
    assert (done.kind, done.message["content"], done.message["flags"]) == ("message", "Ready", 64)


async def test_followups_and_edits_of_the_original_reach_the_member(robot: Robot, ada: Member) -> None:
    """After the first reply the bot may edit it, add followups, and delete them."""
    interaction, acting = await robot.take(ada.slash(QUIZ, "practice"))
    await interaction.response.send_message("one")
    outcome = await acting
    await interaction.edit_original_response(content="two")
    extra = await interaction.followup.send("three", ephemeral=True, wait=True)
    after = await ada.outcome(outcome.id, wait="answered")
    assert after.message is not None
    assert after.message["content"] == "two"
    assert [item["content"] for item in after.followups] == ["three"]
    await extra.delete()
    assert (await ada.outcome(outcome.id)).followups == []


async def test_autocomplete_gives_the_bots_choices(robot: Robot, ada: Member) -> None:
    """Typing in an option with autocomplete shows what the bot suggests."""
    typing = asyncio.create_task(ada.autocomplete(QUIZ, "quiz start", "topic", {"topic": "met"}))
    interaction = await robot.next()
    focused = data_of(interaction)["options"][0]["options"][0]
    assert (focused["value"], focused["focused"]) == ("met", True)
    await interaction.response.autocomplete([discord.app_commands.Choice(name="Metrics", value="metrics")])
    assert await typing == [{"name": "Metrics", "value": "metrics"}]


async def test_context_menus_carry_their_target(robot: Robot, ada: Member) -> None:
    """A command on a message or a user reaches the bot with that message or user."""
    message = await card(robot, "A")
    interaction, acting = await robot.take(ada.message_command(QUIZ, "Report question", str(message.id)))
    await interaction.response.send_message("Thanks", ephemeral=True)
    assert data_of(interaction)["resolved"]["messages"][str(message.id)]["content"] == "Question 1"
    assert (await acting).ephemeral
    interaction, acting = await robot.take(ada.user_command(QUIZ, "Challenge", BEN))
    await interaction.response.send_message("Challenged")
    assert data_of(interaction)["target_id"] == BEN
    assert (await acting).state == "acknowledged"


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({}, "option_required"),
        ({"topic": "x", "questions": 2}, "option_range"),
        ({"topic": "x", "pace": "fast"}, "option_choice"),
        ({"topic": "x", "questions": "five"}, "option_type"),
        ({"topic": "x", "colour": "red"}, "option_unknown"),
        ({"topic": "x", "where": "999"}, "not_found"),
    ],
)
async def test_options_are_checked_as_discord_checks_them(
    robot: Robot, ada: Member, options: dict[str, object], code: str
) -> None:
    """An honest client sends no command whose options are missing, unknown or out of range."""
    with pytest.raises(RefusedError) as refused:
        await ada.slash(QUIZ, "quiz start", options)
    assert refused.value.code == code
    assert robot.arrived.empty()


@pytest.mark.usefixtures("robot")
async def test_commands_are_offered_by_place_and_permission(ada: Member, ben: Member) -> None:
    """Organisers alone see organisers' commands; direct messages show what is allowed there."""
    assert "settings" in [item["name"] for item in await ada.commands(QUIZ)]
    assert "settings" not in [item["name"] for item in await ben.commands(QUIZ)]
    assert {item["name"] for item in await ada.commands(ADA_DIRECT)} == {
        "practice",
        "Report question",
        "Challenge",
    }
    with pytest.raises(RefusedError, match="not_found"):
        await ben.slash(QUIZ, "settings")


async def test_a_user_installed_command_works_where_the_bot_is_not(robot: Robot, play: Playground, ada: Member) -> None:
    """With the bot gone from a server, only those who installed the app have its commands there."""
    await play.remove_bot(STUDY)
    assert await ada.commands(QUIZ) == []
    await play.call("POST", f"/member/{ADA}/install")
    interaction, acting = await robot.take(ada.slash(QUIZ, "practice"))
    assert interaction.is_user_integration()
    assert not interaction.is_guild_integration()
    await interaction.response.send_message("Here too", ephemeral=True)
    assert (await acting).state == "acknowledged"


async def test_a_disabled_or_absent_button_cannot_be_pressed(robot: Robot, ada: Member) -> None:
    """An honest client refuses what is not there or is greyed out, and the bot hears nothing."""
    shown = await ada.message(QUIZ, str((await card(robot, "A", disabled=True)).id))
    for label, code in (("A", "component_disabled"), ("Z", "component_absent")):
        with pytest.raises(RefusedError) as refused:
            await ada.press(shown, label=label)
        assert refused.value.code == code
    assert robot.arrived.empty()
    assert buttons(shown)[0]["disabled"]


async def test_a_forged_press_arrives_as_forged_and_twice_if_asked(robot: Robot, ada: Member) -> None:
    """Tests can send what no client would: any custom_id, on any message, delivered twice."""
    message = await card(robot, "A")
    body = {
        "type": 3,
        "channel_id": QUIZ,
        "message_id": str(message.id),
        "data": {"component_type": 2, "custom_id": "v1:a:zzz"},
        "copies": 2,
    }
    first, acting = await robot.take(ada.forge(body))
    second = await robot.next()
    assert first.id == second.id
    assert data_of(first)["custom_id"] == "v1:a:zzz"
    await first.response.send_message("No such round", ephemeral=True)
    with pytest.raises(discord.HTTPException) as refused:
        await second.response.send_message("Again")
    assert refused.value.code == 40060
    assert (await acting).state == "acknowledged"


async def test_every_select_brings_what_was_chosen(robot: Robot, ada: Member) -> None:
    """String, user, role and channel selects send their values, resolved."""
    made = discord.ui.View()
    options = [discord.SelectOption(label=value, value=value) for value in "abc"]
    made.add_item(discord.ui.Select(custom_id="s", options=options, min_values=2, max_values=2))
    made.add_item(discord.ui.UserSelect(custom_id="u"))
    made.add_item(discord.ui.ChannelSelect(custom_id="c"))
    channel = robot.get_partial_messageable(int(QUIZ))
    shown = await ada.message(QUIZ, str((await channel.send("Choose", view=made)).id))
    for custom_id, values in (("s", ["a", "c"]), ("u", [BEN]), ("c", [DAILY])):
        interaction, acting = await robot.take(ada.select(shown, values, custom_id=custom_id))
        await interaction.response.defer()
        assert data_of(interaction)["values"] == values
        assert (await acting).kind == "deferred_update"
    for values in (["a"], ["a", "a"], ["a", "z"]):
        with pytest.raises(RefusedError, match="422"):
            await ada.select(shown, values, custom_id="s")
