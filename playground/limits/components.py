"""Components of messages: what may stand where, how many, how long."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from playground.limits.problems import Json, Path, Problems

ROW, BUTTON, STRING_SELECT, TEXT_INPUT = 1, 2, 3, 4
SELECTS = {3, 5, 6, 7, 8}
SECTION, TEXT, THUMBNAIL, GALLERY, FILE, SEPARATOR, CONTAINER = 9, 10, 11, 12, 13, 14, 17
TOP_V2 = {ROW, SECTION, TEXT, GALLERY, FILE, SEPARATOR, CONTAINER}
MAX_COMPONENTS, MAX_TEXT, MAX_ROWS = 40, 4000, 5
LINK, PREMIUM = 5, 6


@dataclass(slots=True)
class Check:
    """One pass over one message's components."""

    problems: Problems
    custom_ids: set[str] = field(default_factory=set)
    ids: set[int] = field(default_factory=set)
    count: int = 0
    text: int = 0


def check_components(problems: Problems, components: Any, *, v2: bool) -> None:
    """Check a message's ``components``; ``v2`` says whether IS_COMPONENTS_V2 is set."""
    path: Path = ("components",)
    if not problems.items(components, path, high=MAX_COMPONENTS if v2 else MAX_ROWS):
        return
    check = Check(problems)
    for index, component in enumerate(components):
        _component(check, component, (*path, index), TOP_V2 if v2 else {ROW})
    if check.count > MAX_COMPONENTS:
        problems.add(
            path,
            "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED",
            f"The total number of components exceeds the maximum of {MAX_COMPONENTS}",
        )
    if check.text > MAX_TEXT:
        problems.add(
            path,
            "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED",
            f"The total number of displayable text characters exceeds the maximum size of {MAX_TEXT}",
        )


def _component(check: Check, component: Json, path: Path, allowed: set[int]) -> None:
    check.count += 1
    kind = component.get("type")
    if kind not in allowed:
        choices = ", ".join(str(item) for item in sorted(allowed))
        check.problems.add((*path, "type"), "BASE_TYPE_CHOICES", f"Value must be one of {{{choices}}}.")
        return
    _unique_id(check, component.get("id"), path)
    _CHECKS[kind](check, component, path)


def _children(check: Check, component: Json, path: Path, allowed: set[int], high: int) -> list[Json]:
    children = component.get("components")
    where = (*path, "components")
    if not check.problems.items(children, where, low=1, high=high):
        return []
    for index, child in enumerate(children):
        _component(check, child, (*where, index), allowed)
    return children


def _row(check: Check, component: Json, path: Path) -> None:
    children = _children(check, component, path, {BUTTON, *SELECTS}, 5)
    if len(children) > 1 and any(child.get("type") in SELECTS for child in children):
        check.problems.add(
            (*path, "components"),
            "COMPONENT_LAYOUT_WIDTH_EXCEEDED",
            "The specified component exceeds the maximum width",
        )


def _button(check: Check, component: Json, path: Path) -> None:
    problems = check.problems
    style = component.get("style")
    if isinstance(style, bool) or style not in range(1, 7):
        problems.add((*path, "style"), "BASE_TYPE_CHOICES", "Value must be one of {1, 2, 3, 4, 5, 6}.")
        return
    problems.text(component.get("label"), (*path, "label"), high=80)
    if style == LINK:
        problems.url(component.get("url"), (*path, "url"), high=512, schemes=("http", "https", "discord"))
    elif style == PREMIUM:
        problems.text(component.get("sku_id"), (*path, "sku_id"), low=1, high=20, required=True)
    else:
        custom_id(check, component, path)
        if not (component.get("label") or "").strip() and not component.get("emoji"):
            problems.add(path, "BUTTON_COMPONENT_MUST_HAVE_LABEL_OR_EMOJI", "A button must have a label or an emoji")


def custom_id(check: Check, component: Json, path: Path) -> None:
    """Check a custom_id: 1 to 100 characters, once a message."""
    where = (*path, "custom_id")
    value = component.get("custom_id")
    if not check.problems.text(value, where, low=1, high=100, required=True):
        return
    if value in check.custom_ids:
        check.problems.add(where, "COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated")
    check.custom_ids.add(str(value))


def select(check: Check, component: Json, path: Path) -> None:
    """Check a select menu, of a message or a modal."""
    problems = check.problems
    custom_id(check, component, path)
    problems.text(component.get("placeholder"), (*path, "placeholder"), high=150)
    low, high = component.get("min_values"), component.get("max_values")
    fine = problems.number(low, (*path, "min_values"), low=0, high=25)
    fine &= problems.number(high, (*path, "max_values"), low=1, high=25)
    low, high = 1 if low is None else low, 1 if high is None else high
    if fine and low > high:
        problems.add((*path, "min_values"), "NUMBER_TYPE_MAX", "min_values must not exceed max_values.")
    if component.get("type") == STRING_SELECT:
        count = options(check, component, path, low=1, high=25)
        if fine and count and high > count:
            message = f"int value should be less than or equal to {count}."
            problems.add((*path, "max_values"), "NUMBER_TYPE_MAX", message)


def options(check: Check, component: Json, path: Path, *, low: int, high: int) -> int:
    """Check the options of a select or group; answers how many there are, 0 when they are wrong."""
    problems = check.problems
    where = (*path, "options")
    found = component.get("options")
    if not problems.items(found, where, low=low, high=high):
        return 0
    values: set[str] = set()
    for index, option in enumerate(found):
        at = (*where, index)
        problems.text(option.get("label"), (*at, "label"), low=1, high=100, required=True)
        problems.text(option.get("description"), (*at, "description"), high=100)
        if problems.text(option.get("value"), (*at, "value"), low=1, high=100, required=True):
            if option["value"] in values:
                problems.add((*at, "value"), "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", "Option value is duplicated")
            values.add(option["value"])
    return len(found)


def _section(check: Check, component: Json, path: Path) -> None:
    _children(check, component, path, {TEXT}, 3)
    accessory = component.get("accessory")
    if not isinstance(accessory, dict):
        check.problems.add((*path, "accessory"), "BASE_TYPE_REQUIRED", "This field is required")
        return
    _component(check, accessory, (*path, "accessory"), {BUTTON, THUMBNAIL})


def _text(check: Check, component: Json, path: Path) -> None:
    value = component.get("content")
    if check.problems.text(value, (*path, "content"), low=1, high=MAX_TEXT, required=True):
        check.text += len(str(value))


def _media(check: Check, value: Any, path: Path) -> None:
    if not isinstance(value, dict):
        check.problems.add(path, "BASE_TYPE_REQUIRED", "This field is required")
    else:
        check.problems.url(value.get("url"), (*path, "url"), high=2048, schemes=("http", "https", "attachment"))


def _thumbnail(check: Check, component: Json, path: Path) -> None:
    _media(check, component.get("media"), (*path, "media"))
    check.problems.text(component.get("description"), (*path, "description"), low=1, high=1024)


def _gallery(check: Check, component: Json, path: Path) -> None:
    found = component.get("items")
    if check.problems.items(found, (*path, "items"), low=1, high=10):
        for index, item in enumerate(found):
            _thumbnail(check, item, (*path, "items", index))


def _file(check: Check, component: Json, path: Path) -> None:
    _media(check, component.get("file"), (*path, "file"))


def _separator(check: Check, component: Json, path: Path) -> None:
    check.problems.number(component.get("spacing"), (*path, "spacing"), low=1, high=2)


def _container(check: Check, component: Json, path: Path) -> None:
    _children(check, component, path, TOP_V2 - {CONTAINER}, MAX_COMPONENTS)
    check.problems.number(component.get("accent_color"), (*path, "accent_color"), low=0, high=0xFFFFFF)


def _unique_id(check: Check, value: Any, path: Path) -> None:
    if not value:
        return
    if check.problems.number(value, (*path, "id"), low=0, high=(1 << 31) - 1):
        if value in check.ids:
            check.problems.add((*path, "id"), "COMPONENT_ID_DUPLICATED", "Component id cannot be duplicated")
        check.ids.add(value)


_CHECKS: dict[int, Callable[[Check, Json, Path], None]] = {
    ROW: _row,
    BUTTON: _button,
    **dict.fromkeys(SELECTS, select),
    SECTION: _section,
    TEXT: _text,
    THUMBNAIL: _thumbnail,
    GALLERY: _gallery,
    FILE: _file,
    SEPARATOR: _separator,
    CONTAINER: _container,
}
