"""Each of Discord's limits, kept to the letter and broken by one."""

from typing import Any

import pytest

from bot.delivery.validator import command_violations, message_violations, modal_violations

Json = dict[str, Any]


def button(**changes: object) -> Json:
    return {"type": 2, "style": 1, "label": "Join", "custom_id": "v1:j:1:l", **changes}


def select(number: int = 4, **changes: object) -> Json:
    options = [{"label": f"Option {n}", "value": str(n)} for n in range(number)]
    return {"type": 3, "custom_id": "v1:s:1:0", "options": options, **changes}


def row(*children: Json) -> Json:
    return {"type": 1, "components": list(children)}


def text(content: str = "Hello") -> Json:
    return {"type": 10, "content": content}


def message(*children: Json, **changes: object) -> Json:
    body: Json = {"flags": 1 << 15, "allowed_mentions": {"parse": []}, "nonce": "1.q0.abc"}
    return {**body, "components": [{"type": 17, "components": list(children)}], **changes}


def field(**changes: object) -> Json:
    return {"type": 18, "label": "Your answer", "component": {"type": 4, "custom_id": "answer", "style": 1}, **changes}


def modal(*children: Json, **changes: object) -> Json:
    return {"title": "Question 1", "custom_id": "v1:t:1:0", "components": list(children or [field()]), **changes}


def command(*options: Json, **changes: object) -> Json:
    return {"name": "quiz", "description": "Quiz each other", "type": 1, "options": list(options), **changes}


def option(**changes: object) -> Json:
    return {"type": 3, "name": "topic", "description": "What to ask about", **changes}


def buttons(number: int) -> list[Json]:
    return [button(custom_id=f"v1:a:1:0:{n}") for n in range(number)]


def wordy() -> list[Json]:
    """Ten choices of 200 characters each."""
    return [{"name": f"{n:02}" + "x" * 98, "value": "y" * 100} for n in range(10)]


GOOD_MESSAGES = {
    "forty components": message(*(text("x") for _ in range(39))),
    "4000 characters": message(text("x" * 3999), text("y")),
    "five buttons": message(row(*buttons(5))),
    "id of 100": message(row(button(custom_id="x" * 100))),
    "label of 80": message(row(button(label="x" * 80))),
    "an emoji and no label": message(row(button(label=None, emoji={"name": "🔥"}))),
    "a link": message(row({"type": 2, "style": 5, "label": "Read", "url": "https://example.org"})),
    "25 options": message(row(select(25))),
    "all of four": message(row(select(min_values=4, max_values=4))),
    "placeholder of 150": message(row(select(placeholder="x" * 150))),
    "nonce of 25": message(text(), nonce="x" * 25),
    "nothing but a new name": {"allowed_mentions": {"parse": []}},
}

BAD_MESSAGES = {
    "41 components": (message(*(text("x") for _ in range(40))), "41 in all"),
    "4001 characters": (message(text("x" * 4000), text("y")), "4001 characters"),
    "six buttons": (message(row(*buttons(6))), "6; 1 to 5"),
    "an empty row": (message(row()), "0; 1 to 5"),
    "a select beside a button": (message(row(select(), button())), "one select"),
    "no custom id": (message(row(button(custom_id=""))), "custom_id: 0 characters"),
    "id of 101": (message(row(button(custom_id="x" * 101))), "101 characters"),
    "an id twice": (message(row(button(), button())), "more than once"),
    "label of 81": (message(row(button(label="x" * 81))), "label: 81"),
    "no label": (message(row(button(label=""))), "label: 0"),
    "a link to nowhere": (message(row({"type": 2, "style": 5, "label": "Read"})), "url: missing"),
    "26 options": (message(row(select(26))), "26; 1 to 25"),
    "no options": (message(row(select(0))), "0; 1 to 25"),
    "more chosen than offered": (message(row(select(max_values=5))), "cannot be chosen"),
    "none to choose": (message(row(select(min_values=0, max_values=0))), "cannot be chosen"),
    "least above most": (message(row(select(min_values=3, max_values=2))), "cannot be chosen"),
    "placeholder of 151": (message(row(select(placeholder="x" * 151))), "placeholder: 151"),
    "a value twice": (message(row(select(options=[{"label": "a", "value": "0"}] * 2))), "more than once"),
    "option label of 101": (message(row(select(options=[{"label": "x" * 101, "value": "0"}]))), "label: 101"),
    "option value of 101": (message(row(select(options=[{"label": "x", "value": "0" * 101}]))), "value: 101"),
    "option description of 101": (
        message(row(select(options=[{"label": "x", "value": "0", "description": "d" * 101}]))),
        "description: 101",
    ),
    "an empty text": (message(text("")), "content: 0"),
    "an empty container": (message(), "0; 1 to"),
    "nonce of 26": (message(text(), nonce="x" * 26), "nonce: 26"),
    "no allowed mentions": (message(text(), allowed_mentions=None), "allowed_mentions: missing"),
    "everyone": (message(text(), allowed_mentions={"parse": ["everyone"]}), "pinged"),
    "content beside components": (message(text(), content="Hello"), "content: cannot"),
    "no flag": (message(text(), flags=64), "IS_COMPONENTS_V2"),
    "a bare button": (message(components=[button()]), "cannot stand here"),
    "an unknown component": (message({"type": 99}), "no limits are known"),
}

BAD_MODALS = {
    "title of 46": (modal(title="x" * 46), "title: 46"),
    "no custom id": (modal(custom_id=""), "custom_id: 0"),
    "six rows": (modal(*(field(component={"type": 4, "custom_id": str(n)}) for n in range(6))), "6; 1 to 5"),
    "label of 46": (modal(field(label="x" * 46)), "label: 46"),
    "description of 101": (modal(field(description="x" * 101)), "description: 101"),
    "no component": (modal(field(component=None)), "component: missing"),
    "a field twice": (modal(field(), field()), "more than once"),
    "too long a text": (modal(field(component={"type": 4, "custom_id": "a", "max_length": 4001})), "cannot be typed"),
    "a bare field": (modal({"type": 4, "custom_id": "a"}), "cannot stand here"),
}

BAD_COMMANDS = {
    "upper case": (command(name="Quiz"), "lower case"),
    "a space": (command(name="my quiz"), "lower case"),
    "name of 33": (command(name="x" * 33), "lower case"),
    "no description": (command(description=""), "description: 0"),
    "description of 101": (command(description="x" * 101), "description: 101"),
    "26 options": (command(*(option(name=f"o{n}") for n in range(26))), "26; 0 to 25"),
    "an option twice": (command(option(), option()), "more than once"),
    "a required option last": (command(option(), option(name="pace", required=True)), "required ones come first"),
    "26 choices": (command(option(choices=[{"name": str(n), "value": n} for n in range(26)])), "26; 0 to 25"),
    "a bad option in a subcommand": (command(option(type=1, options=[option(name="A")])), "options[0].options[0].name"),
    "a choice of 101": (command(option(choices=[{"name": "x" * 101, "value": "x"}])), "name: 101"),
    "8001 characters": (command(*(option(name=f"o{n}", choices=wordy()) for n in range(4))), "characters in all"),
    "a described context menu": ({"name": "Report question", "type": 3, "description": "x"}, "context menu"),
}


@pytest.mark.parametrize("payload", GOOD_MESSAGES.values(), ids=GOOD_MESSAGES)
def test_a_message_at_the_limit_passes(payload: Json) -> None:
    """What Discord takes is not complained of."""
    assert message_violations(payload) == []


@pytest.mark.parametrize(("payload", "complaint"), BAD_MESSAGES.values(), ids=BAD_MESSAGES)
def test_a_message_over_a_limit_is_named(payload: Json, complaint: str) -> None:
    """Each of Discord's limits for messages, broken by one, gives a complaint about just that."""
    assert any(complaint in violation for violation in message_violations(payload))


@pytest.mark.parametrize(("payload", "complaint"), BAD_MODALS.values(), ids=BAD_MODALS)
def test_a_form_over_a_limit_is_named(payload: Json, complaint: str) -> None:
    """Each of Discord's limits for forms, broken by one, gives a complaint about just that."""
    assert any(complaint in violation for violation in modal_violations(payload))


@pytest.mark.parametrize(("payload", "complaint"), BAD_COMMANDS.values(), ids=BAD_COMMANDS)
def test_a_command_over_a_limit_is_named(payload: Json, complaint: str) -> None:
    """Each of Discord's limits for commands, broken by one, gives a complaint about just that."""
    assert any(complaint in violation for violation in command_violations(payload))


def test_good_forms_and_commands_pass() -> None:
    """What Discord takes is not complained of."""
    assert modal_violations(modal(text(), field(label="x" * 45, description="x" * 100), title="x" * 45)) == []
    assert command_violations(command(option(required=True), option(name="größe-2", choices=[]))) == []
    assert command_violations({"name": "Report question", "type": 3}) == []
