"""What an honest client sends: a press, a choice in a select, a submitted form."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from simcord.backend.models import Interaction, Message
from simcord.components import walk_components

from playground.limits.components import BUTTON, LINK, PREMIUM, SELECTS, STRING_SELECT, TEXT, TEXT_INPUT
from playground.limits.modal import CHECKBOX, CHECKBOXES, FILE_UPLOAD, RADIO
from playground.limits.problems import Json
from playground.model.refusal import RefusedError, invalid, unavailable
from playground.model.resolved import Resolved
from playground.model.world import World

USER_SELECT, ROLE_SELECT, MENTIONABLE_SELECT, CHANNEL_SELECT = 5, 6, 7, 8


def press(message: Message, custom_id: str | None, label: str | None) -> Json:
    """The ``data`` of a press; raises RefusedError where the button is gone, disabled or a link."""
    for part in walk_components(message.components):
        if part["type"] == BUTTON and _is(part, custom_id, label):
            if part.get("disabled"):
                raise unavailable("component_disabled", f"The button {_name(part)} is disabled.")
            if part["style"] in {LINK, PREMIUM}:
                raise unavailable("component_link", f"The button {_name(part)} sends nothing.")
            return {"component_type": BUTTON, "custom_id": part["custom_id"], "id": part.get("id", 0)}
    raise unavailable("component_absent", f"There is no button {label or custom_id!r} on this message.")


def _is(part: Json, custom_id: str | None, label: str | None) -> bool:
    return part.get("custom_id") == custom_id if custom_id is not None else part.get("label") == label


def _name(part: Json) -> str:
    return repr(part.get("label") or part.get("custom_id"))


def choose(message: Message, custom_id: str | None, values: list[Any], resolved: Resolved) -> Json:
    """The ``data`` of a choice in a select; raises RefusedError."""
    selects = [part for part in walk_components(message.components) if part["type"] in SELECTS]
    if custom_id is not None:
        selects = [part for part in selects if part["custom_id"] == custom_id]
    if len(selects) != 1:
        raise unavailable("component_absent", "There is no such select, or more than one, on this message.")
    part = selects[0]
    if part.get("disabled"):
        raise unavailable("component_disabled", "This select is disabled.")
    wire = _chosen(part, values, resolved, required=_bounds(part)[0] > 0)
    data: Json = {"component_type": part["type"], "custom_id": part["custom_id"], "id": part.get("id", 0)}
    return {**data, "values": wire, **({"resolved": resolved.data} if resolved.data else {})}


def _chosen(part: Json, values: Any, resolved: Resolved, *, required: bool) -> list[str]:
    if not isinstance(values, list):
        raise invalid("values", "Give a list of values.")
    low, high = _bounds(part)
    if not (low <= len(values) <= high or (not values and not required)):
        raise invalid("values_count", f"Choose {low} to {high}, not {len(values)}.")
    if len({str(value) for value in values}) != len(values):
        raise invalid("values_twice", "Nothing can be chosen twice.")
    if "options" in part:
        return [_one_of(part, value) for value in values]
    read: dict[int, Callable[[Any], str]] = {
        USER_SELECT: resolved.user,
        ROLE_SELECT: resolved.role,
        MENTIONABLE_SELECT: resolved.mentionable,
        CHANNEL_SELECT: lambda value: resolved.channel(value, part.get("channel_types")),
    }
    return [read[part["type"]](value) for value in values]


def _bounds(part: Json) -> tuple[int, int]:
    low, high = part.get("min_values"), part.get("max_values")
    most = len(part["options"]) if part["type"] == CHECKBOXES else 1
    return 1 if low is None else low, most if high is None else high


def _one_of(part: Json, value: Any) -> str:
    if value not in [option["value"] for option in part["options"]]:
        raise invalid("value_absent", f"{value!r} is not among the options.")
    return str(value)


def submission(world: World, record: Interaction, values: Json) -> Json:
    """The ``data`` of a submitted form; raises RefusedError where a client would not let it go."""
    modal = record.modal
    if modal is None:
        raise unavailable("no_modal", "That interaction showed no form.")
    if record.modal_consumed:
        raise unavailable("modal_submitted", "This form was submitted already.")
    resolved = Resolved(world, record.user_id, record.channel_id)
    controls = [part for part in walk_components(modal["components"]) if "custom_id" in part]
    if unknown := values.keys() - {part["custom_id"] for part in controls}:
        raise invalid("field_unknown", f"The form has no field {min(unknown)!r}.")
    parts = [_filled(part, values, resolved) for part in modal["components"]]
    record.modal_consumed = True
    data: Json = {"custom_id": modal["custom_id"], "components": parts}
    return {**data, **({"resolved": resolved.data} if resolved.data else {})}


def _filled(part: Json, values: Json, resolved: Resolved) -> Json:
    base: Json = {"type": part["type"], "id": part["id"]}
    if part["type"] == TEXT:
        return base
    if "component" in part:
        return {**base, "component": _control(part["component"], values, resolved)}
    return {**base, "components": [_control(child, values, resolved) for child in part["components"]]}


def _control(part: Json, values: Json, resolved: Resolved) -> Json:
    base: Json = {"type": part["type"], "id": part["id"], "custom_id": part["custom_id"]}
    value = values.get(part["custom_id"])
    try:
        return {**base, **_value(part, value, resolved)}
    except RefusedError as error:
        raise invalid(error.code, f"{part['custom_id']}: {error}") from error


def _value(part: Json, value: Any, resolved: Resolved) -> Json:
    kind, required = part["type"], part.get("required") is not False
    if kind == TEXT_INPUT:
        return {"value": _text(part, part.get("value", "") if value is None else value, required=required)}
    if kind == CHECKBOX:
        return {"value": bool(part.get("default", False)) if value is None else _flag(value)}
    if kind == RADIO:
        return {"value": _radio(part, value, required=required)}
    given = _preset(part) if value is None else value
    if kind == FILE_UPLOAD:
        low, high = _bounds(part)
        if not isinstance(given, list) or not (low <= len(given) <= high or (not given and not required)):
            raise invalid("values_count", f"Give {low} to {high} files.")
        return {"values": [resolved.attachment(item) for item in given]}
    return {"values": _chosen(part, given, resolved, required=required)}


def _preset(part: Json) -> list[str]:
    if part["type"] not in {STRING_SELECT, CHECKBOXES}:
        return []
    return [option["value"] for option in part["options"] if option.get("default")]


def _radio(part: Json, value: Any, *, required: bool) -> str | None:
    if value is None:
        value = next((option["value"] for option in part["options"] if option.get("default")), None)
    if value is None and not required:
        return None
    return _one_of(part, value)


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise invalid("type", "Give true or false.")
    return value


def _text(part: Json, value: Any, *, required: bool) -> str:
    if not isinstance(value, str):
        raise invalid("type", "Give a text.")
    low, high = part.get("min_length") or 0, part.get("max_length") or 4000
    if not value and not required:
        return value
    if not value:
        raise invalid("required", "This field is required.")
    if not low <= len(value) <= high:
        raise invalid("length", f"Give {low} to {high} characters.")
    return value
