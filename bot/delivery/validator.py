"""What Discord would refuse in an outgoing payload, found before it is sent; the library checks only a part of it.

Limits of components and forms: https://docs.discord.com/developers/components/reference
Limits of messages: https://docs.discord.com/developers/resources/message
Limits of commands: https://docs.discord.com/developers/interactions/application-commands
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import IntEnum
from typing import Any

Json = Mapping[str, Any]
Part = tuple[str, Json]
"""A component, with the path that leads to it."""

COMPONENTS_V2 = 1 << 15
MOST_COMPONENTS, MOST_TEXT = 40, 4000
MOST_ROWS_OF_A_FORM = 5
MOST_COMMAND_TEXT = 8000
"""Names, descriptions and values of one command with all its options."""


class Type(IntEnum):
    """The components that we send, by Discord's numbers."""

    ROW = 1
    BUTTON = 2
    SELECT = 3
    TEXT_INPUT = 4
    TEXT = 10
    GALLERY = 12
    FILE = 13
    CONTAINER = 17
    LABEL = 18


_LINK = 5
_IN_FORMS = {Type.LABEL, Type.TEXT}
_IN_MESSAGES = {Type.ROW, Type.TEXT, Type.CONTAINER}
_NAME = re.compile(r"[-_\w]{1,32}")
_SUBCOMMANDS = {1, 2}


def message_violations(payload: Json) -> list[str]:
    """What is wrong with a message that is posted or edited, a sentence each, with its place."""
    return list(_message(payload))


def modal_violations(payload: Json) -> list[str]:
    """What is wrong with a form (the `data` of an interaction's answer), a sentence each, with its place."""
    return list(_modal(payload))


def command_violations(payload: Json) -> list[str]:
    """What is wrong with a command that is registered, a sentence each, with its place."""
    return list(_command(payload))


def _message(payload: Json) -> Iterator[str]:
    if payload.get("nonce") is not None:
        yield from _length("nonce", str(payload["nonce"]), 1, 25)
    yield from _mentions(payload.get("allowed_mentions"))
    if not payload.get("components"):
        return
    if not int(payload.get("flags") or 0) & COMPONENTS_V2:
        yield "flags: components like these need IS_COMPONENTS_V2 (32768)"
    yield from (f"{key}: cannot stand beside components" for key in ("content", "embeds") if payload.get(key))
    parts = list(_walk(payload, ""))
    if len(parts) > MOST_COMPONENTS:
        yield f"components: {len(parts)} in all; at most {MOST_COMPONENTS}"
    shown = sum(len(str(part.get("content", ""))) for _, part in parts)
    if shown > MOST_TEXT:
        yield f"components: {shown} characters of text in all; at most {MOST_TEXT}"
    yield from _tops(payload, _IN_MESSAGES)
    yield from _components(parts)


def _modal(payload: Json) -> Iterator[str]:
    yield from _length("title", payload.get("title"), 1, 45)
    yield from _length("custom_id", payload.get("custom_id"), 1, 100)
    yield from _number_of("components", payload.get("components") or [], 1, MOST_ROWS_OF_A_FORM)
    yield from _tops(payload, _IN_FORMS)
    yield from _components(list(_walk(payload, "")))


def _mentions(allowed: Json | None) -> Iterator[str]:
    if allowed is None:
        yield "allowed_mentions: missing, so that a name could ping"
    elif {"everyone", "roles"} & set(allowed.get("parse") or ()):
        yield "allowed_mentions: everybody or whole roles could be pinged"


def _walk(node: Json, path: str) -> Iterator[Part]:
    """Every component below `node`."""
    inside = [(f"{path}components[{i}]", child) for i, child in enumerate(node.get("components") or [])]
    inside += [(f"{path}component", node["component"])] if isinstance(node.get("component"), Mapping) else []
    for place, child in inside:
        yield place, child
        yield from _walk(child, f"{place}.")


def _tops(payload: Json, allowed: set[Type]) -> Iterator[str]:
    for place, part in enumerate(payload.get("components") or []):
        if part.get("type") not in allowed:
            yield f"components[{place}]: type {part.get('type')} cannot stand here"


def _components(parts: Sequence[Part]) -> Iterator[str]:
    yield from _twice("custom_id", (part["custom_id"] for _, part in parts if "custom_id" in part))
    for place, part in parts:
        check = _CHECKS.get(part.get("type", 0))
        if check is None:
            yield f"{place}: no limits are known here for type {part.get('type')}"
        else:
            yield from check(place, part)


def _row(place: str, part: Json) -> Iterator[str]:
    children = part.get("components") or []
    kinds = Counter(child.get("type") for child in children)
    yield from _number_of(f"{place}.components", children, 1, 5)
    if not set(kinds) <= {Type.BUTTON, Type.SELECT} or (kinds[Type.SELECT] and len(children) > 1):
        yield f"{place}.components: a row holds up to five buttons, or one select"


def _button(place: str, part: Json) -> Iterator[str]:
    if part.get("label") or not part.get("emoji"):
        yield from _length(f"{place}.label", part.get("label"), 1, 80)
    if part.get("style") == _LINK:
        yield from _length(f"{place}.url", part.get("url"), 1, 512)
    else:
        yield from _length(f"{place}.custom_id", part.get("custom_id"), 1, 100)


def _select(place: str, part: Json) -> Iterator[str]:
    options = part.get("options") or []
    yield from _length(f"{place}.custom_id", part.get("custom_id"), 1, 100)
    yield from _length(f"{place}.placeholder", part.get("placeholder") or "", 0, 150)
    yield from _number_of(f"{place}.options", options, 1, 25)
    least, most = part.get("min_values", 1), part.get("max_values", 1)
    if not 0 <= least <= most <= len(options) or most < 1:
        yield f"{place}: {least} to {most} of {len(options)} options cannot be chosen"
    yield from _twice(f"{place}.options.value", (option.get("value") for option in options))
    for index, option in enumerate(options):
        yield from _length(f"{place}.options[{index}].label", option.get("label"), 1, 100)
        yield from _length(f"{place}.options[{index}].value", option.get("value"), 1, 100)
        yield from _length(f"{place}.options[{index}].description", option.get("description") or "", 0, 100)


def _text_input(place: str, part: Json) -> Iterator[str]:
    yield from _length(f"{place}.custom_id", part.get("custom_id"), 1, 100)
    yield from _length(f"{place}.placeholder", part.get("placeholder") or "", 0, 100)
    least, most = part.get("min_length") or 0, part.get("max_length") or MOST_TEXT
    if not 0 <= least <= most <= MOST_TEXT:
        yield f"{place}: {least} to {most} characters cannot be typed"


def _text(place: str, part: Json) -> Iterator[str]:
    yield from _length(f"{place}.content", part.get("content"), 1, MOST_TEXT)


def _gallery(place: str, part: Json) -> Iterator[str]:
    items = part.get("items") or []
    yield from _number_of(f"{place}: items", items, 1, 10)
    for number, item in enumerate(items):
        yield from _length(f"{place}.items[{number}].description", item.get("description") or "", 0, 1024)


def _file(place: str, part: Json) -> Iterator[str]:
    if not str((part.get("file") or {}).get("url", "")).startswith("attachment://"):
        yield f"{place}: a file names what is attached"


def _container(place: str, part: Json) -> Iterator[str]:
    yield from _number_of(f"{place}.components", part.get("components") or [], 1, MOST_COMPONENTS)


def _label(place: str, part: Json) -> Iterator[str]:
    yield from _length(f"{place}.label", part.get("label"), 1, 45)
    yield from _length(f"{place}.description", part.get("description") or "", 0, 100)
    if not part.get("component"):
        yield f"{place}.component: missing"


_CHECKS: dict[int, Callable[[str, Json], Iterator[str]]] = {
    Type.ROW: _row,
    Type.BUTTON: _button,
    Type.SELECT: _select,
    Type.TEXT_INPUT: _text_input,
    Type.TEXT: _text,
    Type.GALLERY: _gallery,
    Type.FILE: _file,
    Type.CONTAINER: _container,
    Type.LABEL: _label,
}


def _command(payload: Json) -> Iterator[str]:
    if payload.get("type", 1) != 1:
        yield from _length("name", payload.get("name"), 1, 32)
        if payload.get("description"):
            yield "description: a command of a context menu has none"
        return
    yield from _named("", payload)
    if _size(payload) > MOST_COMMAND_TEXT:
        yield f"{payload.get('name')}: {_size(payload)} characters in all; at most {MOST_COMMAND_TEXT}"


def _named(path: str, node: Json) -> Iterator[str]:
    """A command, a subcommand or an option, and what is inside it."""
    name = str(node.get("name", ""))
    if not _NAME.fullmatch(name) or name != name.lower():
        yield f"{path}name: {name!r} is not 1 to 32 letters, digits, - and _ in lower case"
    yield from _length(f"{path}description", node.get("description"), 1, 100)
    yield from _choices(f"{path}choices", node.get("choices") or [])
    options = node.get("options") or []
    yield from _number_of(f"{path}options", options, 0, 25)
    yield from _twice(f"{path}options.name", (option.get("name") for option in options))
    required = [bool(option.get("required")) for option in options if option.get("type") not in _SUBCOMMANDS]
    if required != sorted(required, reverse=True):
        yield f"{path}options: required ones come first"
    for index, option in enumerate(options):
        yield from _named(f"{path}options[{index}].", option)


def _choices(place: str, choices: Sequence[Json]) -> Iterator[str]:
    yield from _number_of(place, choices, 0, 25)
    yield from _twice(f"{place}.name", (choice.get("name") for choice in choices))
    for index, choice in enumerate(choices):
        yield from _length(f"{place}[{index}].name", choice.get("name"), 1, 100)
        yield from _length(f"{place}[{index}].value", str(choice.get("value", "")), 1, 100)


def _size(node: Json) -> int:
    own = len(node.get("name") or "") + len(node.get("description") or "") + len(str(node.get("value", "")))
    return own + sum(_size(child) for key in ("options", "choices") for child in node.get(key) or [])


def _length(place: str, value: object, least: int, most: int) -> Iterator[str]:
    if not isinstance(value, str):
        yield f"{place}: missing"
    elif not least <= len(value) <= most:
        yield f"{place}: {len(value)} characters; {least} to {most} are allowed"


def _number_of(place: str, things: Sequence[object], least: int, most: int) -> Iterator[str]:
    if not least <= len(things) <= most:
        yield f"{place}: {len(things)}; {least} to {most} are allowed"


def _twice(place: str, values: Iterable[object]) -> Iterator[str]:
    yield from (f"{place}: {value!r} stands here more than once" for value, n in Counter(values).items() if n > 1)
