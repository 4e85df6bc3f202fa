from __future__ import annotations

import base64
from typing import Any

import discord
import pytest

from playground.client import Json, Member, Outcome, RefusedError
from tests.playground.ids import BEN, QUIZ
from tests.playground.robot import Robot


class Form(discord.ui.Modal):
    """Every part that a form can have, five at most: two forms' worth by subclass."""

    def __init__(self, *parts: discord.ui.Item[Any]) -> None:
        super().__init__(title="Form", custom_id="form")
        for index, part in enumerate(parts):
            self.add_item(discord.ui.Label(text=f"Part {index}", component=part))


def options(*values: str) -> list[discord.SelectOption]:
    return [discord.SelectOption(label=value.upper(), value=value) for value in values]


async def shown(robot: Robot, ada: Member, form: Form) -> Outcome:
    """A member sees a form."""
    interaction, acting = await robot.take(ada.slash(QUIZ, "practice"))
    await interaction.response.send_modal(form)
    return await acting


async def submitted(robot: Robot, ada: Member, form: Form, values: Json) -> discord.Interaction[Robot]:
    """The submission as it arrives, answered."""
    outcome = await shown(robot, ada, form)
    interaction, acting = await robot.take(ada.submit(outcome, values))
    await interaction.response.send_message("Thanks", ephemeral=True)
    assert (await acting).kind == "message"
    return interaction


async def test_text_selects_and_users_come_back_as_filled_in(robot: Robot, ada: Member) -> None:
    """Texts and choices in a form reach the bot; discord.py fills its own items from them."""
    text = discord.ui.TextInput[Any](custom_id="text", max_length=20)
    choice = discord.ui.Select[Any](custom_id="choice", options=options("a", "b"), max_values=2)
    person = discord.ui.UserSelect[Any](custom_id="person")
    await submitted(robot, ada, Form(text, choice, person), {"text": "42", "choice": ["b", "a"], "person": [BEN]})
    assert text.value == "42"
    assert choice.values == ["b", "a"]
    assert [user.id for user in person.values] == [int(BEN)]


async def test_groups_boxes_and_files_come_back_as_filled_in(robot: Robot, ada: Member) -> None:
    """RadioGroup, CheckboxGroup, Checkbox and FileUpload of discord.py 2.7 work end to end."""
    radio = discord.ui.RadioGroup[Any](custom_id="radio")
    group = discord.ui.CheckboxGroup[Any](custom_id="group")
    for value in "ab":
        radio.add_option(label=value, value=value)
        group.add_option(label=value, value=value)
    box = discord.ui.Checkbox[Any](custom_id="box")
    upload = discord.ui.FileUpload[Any](custom_id="upload")
    data = {"filename": "notes.txt", "data": base64.b64encode(b"hello").decode()}
    await submitted(
        robot,
        ada,
        Form(radio, group, box, upload),
        {"radio": "b", "group": ["a", "b"], "box": True, "upload": [data]},
    )
    assert (radio.value, group.values, box.value) == ("b", ["a", "b"], True)
    assert upload.values[0].filename == "notes.txt"
    assert await upload.values[0].read() == b"hello"


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"text": "x" * 21}, "length"),
        ({"text": ""}, "required"),
        ({"other": "x"}, "field_unknown"),
        ({"text": 5}, "type"),
    ],
)
async def test_a_form_filled_in_wrongly_is_not_sent(robot: Robot, ada: Member, values: Json, code: str) -> None:
    """An honest client keeps a form until its fields are right; then it goes, once."""
    outcome = await shown(robot, ada, Form(discord.ui.TextInput(custom_id="text", max_length=20)))
    with pytest.raises(RefusedError) as refused:
        await ada.submit(outcome, values)
    assert refused.value.code == code
    await robot.answer(ada.submit(outcome, {"text": "right"}), "ok")
    with pytest.raises(RefusedError, match="modal_submitted"):
        await ada.submit(outcome, {"text": "right"})


async def test_a_form_from_a_button_can_update_its_message(robot: Robot, ada: Member) -> None:
    """A form opened from a message's button may answer by changing that message."""
    view = discord.ui.View()
    view.add_item(discord.ui.Button(label="Answer", custom_id="open"))
    sent = await robot.get_partial_messageable(int(QUIZ)).send("Question", view=view)
    interaction, acting = await robot.take(ada.press(await ada.message(QUIZ, str(sent.id)), label="Answer"))
    await interaction.response.send_modal(Form(discord.ui.TextInput(custom_id="text")))
    interaction, acting = await robot.take(ada.submit(await acting, {"text": "7"}))
    await interaction.response.edit_message(content="Answered")
    assert (await acting).kind == "update"
    assert (await ada.message(QUIZ, str(sent.id)))["content"] == "Answered"


async def test_a_form_that_the_bot_did_not_hear_of_can_be_sent_again(robot: Robot, ada: Member) -> None:
    """A submission that failed leaves the form open with what was written; the next one is another interaction."""
    outcome = await shown(robot, ada, Form(discord.ui.TextInput(custom_id="text")))
    _, failing = await robot.take(ada.submit(outcome, {"text": "long"}))
    assert (await failing).failed
    assert (await robot.answer(ada.submit(outcome, {"text": "long"}), "ok")).kind == "message"
