from __future__ import annotations

import asyncio
import io
from typing import Any

import discord
import pytest

from playground.client import Json, Member, Playground, buttons, text_of
from playground.server import Server
from tests.playground.ids import ADA_DIRECT, BOT, CLUB_QUIZ, DAILY, QUIZ, STUDY
from tests.playground.robot import Raw, Robot


def row(**more: Any) -> Json:
    """One row with one button."""
    return {"type": 1, "components": [{"type": 2, "style": 1, "label": "A", "custom_id": "a", **more}]}


def errors_at(answer: Json, *path: str | int) -> list[str]:
    """The error codes that Discord nests at a path of a payload."""
    node = answer["errors"]
    for step in path:
        node = node[str(step)]
    return [item["code"] for item in node["_errors"]]


async def test_a_second_acknowledgement_is_refused(robot: Robot, raw: Raw, ada: Member) -> None:
    """An interaction can be acknowledged once: then 40060."""
    interaction, acting = await robot.take(ada.slash(QUIZ, "practice"))
    await interaction.response.send_message("One")
    path = f"/interactions/{interaction.id}/{interaction.token}/callback"
    status, answer = await raw("POST", path, {"type": 4, "data": {"content": "Two"}})
    assert (status, answer["code"]) == (400, 40060)
    assert (await acting).state == "acknowledged"


async def test_a_reply_after_three_seconds_is_refused_and_the_member_saw_it_fail(
    robot: Robot, play: Playground, ada: Member
) -> None:
    """The first reply must come within three seconds: then 10062."""
    interaction, acting = await robot.take(ada.slash(QUIZ, "practice"))
    await play.advance(3)
    with pytest.raises(discord.NotFound) as refused:
        await interaction.response.send_message("Late")
    assert refused.value.code == 10062
    assert (await acting).reason == "The application did not respond"


async def test_a_reply_cannot_be_edited_after_fifteen_minutes(robot: Robot, play: Playground, ada: Member) -> None:
    """An interaction's token lives fifteen minutes: then 50027, for edits and followups alike."""
    interaction, acting = await robot.take(ada.slash(QUIZ, "practice"))
    await interaction.response.send_message("One")
    await acting
    await play.advance(14 * 60)
    await interaction.edit_original_response(content="Two")
    await play.advance(61)
    for late in (interaction.edit_original_response(content="Three"), interaction.followup.send("Four")):
        with pytest.raises(discord.HTTPException) as refused:
            await late
        assert (refused.value.status, refused.value.code) == (401, 50027)


async def test_a_followup_before_the_acknowledgement_is_refused(robot: Robot, raw: Raw, ada: Member) -> None:
    """There is no webhook for an interaction that was not acknowledged: 10015."""
    interaction, acting = await robot.take(ada.slash(QUIZ, "practice"))
    status, answer = await raw("POST", f"/webhooks/{BOT}/{interaction.token}", {"content": "x"})
    assert (status, answer["code"]) == (404, 10015)
    await interaction.response.send_message("Now")
    await acting


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/channels/999/messages", 404, 10003),
        (f"/channels/{QUIZ}/messages/999", 404, 10008),
        ("/guilds/999", 404, 10004),
        ("/users/999", 404, 10013),
        ("/nothing/here", 404, 0),
    ],
)
async def test_what_does_not_exist_is_unknown(raw: Raw, path: str, status: int, code: int) -> None:
    """Unknown channels, messages, servers and users have their own codes."""
    found, answer = await raw("GET", path)
    assert (found, answer["code"]) == (status, code)


async def test_a_wrong_token_is_unauthorized(server: Server, play: Playground) -> None:
    """Every route of the bot asks for its token."""
    stranger = Raw(play.session, play.api, "wrong")
    for path in ("/users/@me", "/gateway/bot", f"/channels/{QUIZ}/messages"):
        assert (await stranger("GET", path))[0] == 401
    assert server.stats.invalid == 3


async def test_missing_access_and_missing_permission_are_told_apart(raw: Raw, play: Playground) -> None:
    """A channel the bot cannot see is 50001, one where it may not write 50013."""
    await play.set_overwrite(QUIZ, "bot", deny=["send_messages"])
    await play.set_overwrite(DAILY, "bot", deny=["view_channel"])
    for channel, code in ((QUIZ, 50013), (DAILY, 50001)):
        status, answer = await raw("POST", f"/channels/{channel}/messages", {"content": "x"})
        assert (status, answer["code"]) == (403, code)
    await play.delete_overwrite(QUIZ, "bot")
    assert (await raw("POST", f"/channels/{QUIZ}/messages", {"content": "x"}))[0] == 200


async def test_somebody_elses_message_cannot_be_edited(raw: Raw, ada: Member) -> None:
    """The bot edits its own messages alone: 50005."""
    message = await ada.send(QUIZ, "mine")
    status, answer = await raw("PATCH", f"/channels/{QUIZ}/messages/{message['id']}", {"content": "x"})
    assert (status, answer["code"]) == (403, 50005)


TEXT = {"type": 10, "content": "x"}
V2 = 1 << 15
TOO_MUCH: list[tuple[str, Json, tuple[str | int, ...], str]] = [
    ("content", {"content": "x" * 2001}, ("content",), "BASE_TYPE_MAX_LENGTH"),
    ("nonce", {"content": "x", "nonce": "n" * 26}, ("nonce",), "BASE_TYPE_MAX_LENGTH"),
    ("six rows", {"components": [row(custom_id=str(n)) for n in range(6)]}, ("components",), "BASE_TYPE_MAX_LENGTH"),
    (
        "label",
        {"components": [row(label="x" * 81)]},
        ("components", 0, "components", 0, "label"),
        "BASE_TYPE_MAX_LENGTH",
    ),
    (
        "custom_id",
        {"components": [row(custom_id="x" * 101)]},
        ("components", 0, "components", 0, "custom_id"),
        "BASE_TYPE_BAD_LENGTH",
    ),
    (
        "same custom_id",
        {"components": [row(), row()]},
        ("components", 1, "components", 0, "custom_id"),
        "COMPONENT_CUSTOM_ID_DUPLICATED",
    ),
    (
        "options",
        {
            "components": [
                {
                    "type": 1,
                    "components": [
                        {
                            "type": 3,
                            "custom_id": "s",
                            "options": [{"label": "x", "value": str(n)} for n in range(26)],
                        }
                    ],
                }
            ]
        },
        ("components", 0, "components", 0, "options"),
        "BASE_TYPE_BAD_LENGTH",
    ),
    (
        "V2 component without its flag",
        {"components": [TEXT]},
        ("components", 0, "type"),
        "BASE_TYPE_CHOICES",
    ),
    (
        "content beside V2",
        {"flags": V2, "content": "x", "components": [TEXT]},
        ("content",),
        "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2",
    ),
    (
        "text in all",
        {"flags": V2, "components": [{"type": 10, "content": "x" * 2001}] * 2},
        ("components",),
        "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED",
    ),
    (
        "components in all",
        {"flags": V2, "components": [{"type": 17, "components": [TEXT] * 20}] * 2},
        ("components",),
        "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED",
    ),
    (
        "address of a link",
        {"components": [row(style=5, url="ftp://example.com/a", custom_id=None)]},
        ("components", 0, "components", 0, "url"),
        "URL_TYPE_INVALID_SCHEME",
    ),
    (
        "link to nowhere",
        {"components": [row(style=5, url="see page 5", custom_id=None)]},
        ("components", 0, "components", 0, "url"),
        "URL_TYPE_INVALID_URL",
    ),
    (
        "spaces for a label",
        {"components": [row(label="  ")]},
        ("components", 0, "components", 0),
        "BUTTON_COMPONENT_MUST_HAVE_LABEL_OR_EMOJI",
    ),
    (
        "spaces for a text",
        {"flags": V2, "components": [{"type": 10, "content": " \n "}]},
        ("components", 0, "content"),
        "BASE_TYPE_REQUIRED",
    ),
    (
        "embed",
        {"embeds": [{"title": "x" * 257}]},
        ("embeds", 0, "title"),
        "BASE_TYPE_MAX_LENGTH",
    ),
    (
        "embeds in all",
        {"embeds": [{"description": "x" * 3001}] * 2},
        ("embeds",),
        "MAX_EMBED_SIZE_EXCEEDED",
    ),
]


@pytest.mark.parametrize(("body", "path", "code"), [item[1:] for item in TOO_MUCH], ids=[item[0] for item in TOO_MUCH])
async def test_a_payload_over_a_limit_is_refused_at_its_place(
    raw: Raw, body: Json, path: tuple[str | int, ...], code: str
) -> None:
    """What is too long or too much is 50035, with the finding nested where it belongs; nothing is sent."""
    status, answer = await raw("POST", f"/channels/{QUIZ}/messages", body)
    assert (status, answer["code"]) == (400, 50035)
    assert code in errors_at(answer, *path)
    assert (await raw("GET", f"/channels/{QUIZ}/messages"))[1] == []


async def test_a_reply_to_nothing_is_refused(raw: Raw) -> None:
    """Replying to a message that is gone is 50035, unless told that it may be."""
    body: Json = {"content": "x", "message_reference": {"message_id": "999"}}
    status, answer = await raw("POST", f"/channels/{QUIZ}/messages", body)
    assert (status, errors_at(answer, "message_reference")) == (400, ["MESSAGE_REFERENCE_UNKNOWN_MESSAGE"])
    body["message_reference"]["fail_if_not_exists"] = False
    assert (await raw("POST", f"/channels/{QUIZ}/messages", body))[0] == 200


async def test_a_reply_needs_the_history(raw: Raw, play: Playground, ada: Member) -> None:
    """Whoever may not read a channel's history cannot reply there (160002), but can write."""
    message = await ada.send(QUIZ, "hey")
    await play.set_overwrite(QUIZ, "bot", deny=["read_message_history"])
    body = {"content": "x", "message_reference": {"message_id": message["id"]}}
    status, answer = await raw("POST", f"/channels/{QUIZ}/messages", body)
    assert (status, answer["code"]) == (403, 160002)
    assert (await raw("POST", f"/channels/{QUIZ}/messages", {"content": "x"}))[0] == 200


async def test_a_file_over_ten_mebibytes_is_refused(robot: Robot) -> None:
    """A bot's file has 10 MiB at most: 40005."""
    channel = robot.get_partial_messageable(int(QUIZ))
    with pytest.raises(discord.HTTPException) as refused:
        await channel.send(file=discord.File(io.BytesIO(b"x" * (10 * 1024 * 1024 + 1)), "large.txt"))
    assert (refused.value.status, refused.value.code) == (413, 40005)


async def test_what_the_playground_does_not_model_is_refused_aloud(raw: Raw) -> None:
    """Polls are not dropped in silence."""
    body = {"poll": {"question": {"text": "?"}}}
    status, answer = await raw("POST", f"/channels/{QUIZ}/messages", body)
    assert (status, answer["code"]) == (400, 50035)
    assert "polls" in answer["message"]


async def test_an_empty_message_is_refused(raw: Raw) -> None:
    """A message must show something: 50006."""
    status, answer = await raw("POST", f"/channels/{QUIZ}/messages", {"content": " "})
    assert (status, answer["code"]) == (400, 50006)


async def test_a_refused_answer_does_not_use_up_the_interaction(robot: Robot, ada: Member) -> None:
    """A malformed callback is 50035 and can be sent again, right."""
    interaction, acting = await robot.take(ada.slash(QUIZ, "practice"))
    with pytest.raises(discord.HTTPException) as refused:
        await interaction.response.send_message("x" * 2001)
    assert refused.value.code == 50035
    await interaction.response.send_message("Short")
    assert (await acting).state == "acknowledged"


async def test_a_form_cannot_answer_a_form(robot: Robot, raw: Raw, ada: Member) -> None:
    """Each kind of interaction allows only its own answers."""
    interaction, acting = await robot.take(ada.slash(QUIZ, "practice"))
    path = f"/interactions/{interaction.id}/{interaction.token}/callback"
    status, answer = await raw("POST", path, {"type": 7, "data": {"content": "x"}})
    assert (status, errors_at(answer, "type")) == (400, ["BASE_TYPE_CHOICES"])
    await interaction.response.send_message("x")
    await acting


async def test_a_modal_over_its_limits_is_refused(robot: Robot, ada: Member) -> None:
    """A form has five rows, and its title and labels 45 characters."""
    interaction, acting = await robot.take(ada.slash(QUIZ, "practice"))
    form = discord.ui.Modal(title="x" * 46, custom_id="f")
    form.add_item(discord.ui.Label(text="x" * 46, component=discord.ui.TextInput(custom_id="t")))
    with pytest.raises(discord.HTTPException) as refused:
        await interaction.response.send_modal(form)
    assert refused.value.code == 50035
    assert "title" in str(refused.value)
    await interaction.response.send_message("x")
    await acting


async def test_commands_are_checked_and_counted(raw: Raw) -> None:
    """Bad names are 50035, and more than 200 new commands a day 30034."""
    path = f"/applications/{BOT}/guilds/{STUDY}/commands"
    status, answer = await raw("PUT", path, [{"name": "Bad Name", "description": "x"}])
    assert (status, errors_at(answer, 0, "name")) == (400, ["APPLICATION_COMMAND_INVALID_NAME"])
    for half in range(2):
        body = [{"name": f"c{half}-{n}", "description": "x"} for n in range(100)]
        assert (await raw("PUT", path, body))[0] == 200
    assert (await raw("PUT", path, body))[0] == 200
    status, answer = await raw("PUT", path, [{"name": "one-more", "description": "x"}])
    assert (status, answer["code"]) == (400, 30034)


async def test_the_same_enforced_nonce_is_the_same_message(raw: Raw, play: Playground) -> None:
    """A message sent again with its nonce, wherever, is not doubled for some minutes; without enforce_nonce it is."""
    body = {"content": "Daily", "nonce": "daily-42", "enforce_nonce": True}
    path = f"/channels/{QUIZ}/messages"
    first, second = (await raw("POST", path, body))[1], (await raw("POST", path, body))[1]
    assert first["id"] == second["id"]
    assert (await raw("POST", f"/channels/{CLUB_QUIZ}/messages", body))[1]["id"] == first["id"]
    assert (await raw("POST", path, {**body, "enforce_nonce": False}))[1]["id"] != first["id"]
    await play.advance(600)
    await raw("POST", path, body)
    assert len((await raw("GET", path))[1]) == 3


async def test_presses_fail_at_three_seconds_of_real_silence(robot: Robot, ada: Member) -> None:
    """A bot that says nothing leaves the member with "This interaction failed"."""
    view = discord.ui.View()
    view.add_item(discord.ui.Button(label="A", custom_id="a"))
    channel = robot.get_partial_messageable(int(ADA_DIRECT))
    sent = await channel.send("Press", view=view)
    shown = await ada.message(ADA_DIRECT, str(sent.id))
    assert (text_of(shown), len(buttons(shown))) == ("Press", 1)
    acting = asyncio.create_task(ada.press(shown, label="A"))
    await robot.next()
    assert (await acting).reason == "This interaction failed"
