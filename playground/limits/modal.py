"""Modals: their title and up to five rows."""

from __future__ import annotations

from typing import Any

from playground.limits.components import ROW, SELECTS, TEXT, TEXT_INPUT, Check, custom_id, options, select
from playground.limits.problems import Json, Path, Problems

LABEL, FILE_UPLOAD, RADIO, CHECKBOXES, CHECKBOX = 18, 19, 21, 22, 23
CONTROLS = {TEXT_INPUT, *SELECTS, FILE_UPLOAD, RADIO, CHECKBOXES, CHECKBOX}


def check_modal(data: Json) -> Problems:
    """Find what Discord would refuse in the ``data`` of a modal callback."""
    problems = Problems()
    check = Check(problems)
    problems.text(data.get("custom_id"), ("custom_id",), low=1, high=100, required=True)
    problems.text(data.get("title"), ("title",), low=1, high=45, required=True)
    components = data.get("components")
    if problems.items(components, ("components",), low=1, high=5):
        for index, component in enumerate(components):
            _part(check, component, ("components", index))
    return problems


def _part(check: Check, component: Json, path: Path) -> None:
    kind = component.get("type")
    if kind == TEXT:
        check.problems.text(component.get("content"), (*path, "content"), low=1, high=4000, required=True)
    elif kind == LABEL:
        check.problems.text(component.get("label"), (*path, "label"), low=1, high=45, required=True)
        check.problems.text(component.get("description"), (*path, "description"), low=1, high=100)
        _control(check, component.get("component"), (*path, "component"), CONTROLS)
    elif kind == ROW:
        children = component.get("components")
        if check.problems.items(children, (*path, "components"), low=1, high=1):
            _control(check, children[0], (*path, "components", 0), {TEXT_INPUT})
            label = children[0].get("label")
            at = (*path, "components", 0, "label")
            check.problems.text(label, at, low=1, high=45, required=True)
    else:
        _choices(check, path, {ROW, TEXT, LABEL})


def _control(check: Check, control: Any, path: Path, allowed: set[int]) -> None:
    if not isinstance(control, dict):
        check.problems.add(path, "BASE_TYPE_REQUIRED", "This field is required")
        return
    kind = control.get("type")
    if kind not in allowed:
        _choices(check, path, allowed)
    elif kind == TEXT_INPUT:
        _text_input(check, control, path)
    elif kind in SELECTS:
        select(check, control, path)
        if control.get("disabled"):
            check.problems.add((*path, "disabled"), "MODAL_COMPONENT_DISABLED", "A modal's select cannot be disabled")
    else:
        custom_id(check, control, path)
        _group(check, control, path)


def _text_input(check: Check, control: Json, path: Path) -> None:
    problems = check.problems
    custom_id(check, control, path)
    if control.get("style") is None:
        problems.add((*path, "style"), "BASE_TYPE_REQUIRED", "This field is required")
    problems.number(control.get("style"), (*path, "style"), low=1, high=2)
    problems.number(control.get("min_length"), (*path, "min_length"), low=0, high=4000)
    problems.number(control.get("max_length"), (*path, "max_length"), low=1, high=4000)
    problems.text(control.get("placeholder"), (*path, "placeholder"), high=100)
    problems.text(control.get("value"), (*path, "value"), high=4000)


def _group(check: Check, control: Json, path: Path) -> None:
    kind = control["type"]
    if kind == RADIO:
        options(check, control, path, low=2, high=10)
    elif kind in {CHECKBOXES, FILE_UPLOAD}:
        check.problems.number(control.get("min_values"), (*path, "min_values"), low=0, high=10)
        check.problems.number(control.get("max_values"), (*path, "max_values"), low=1, high=10)
        if kind == CHECKBOXES:
            options(check, control, path, low=1, high=10)


def _choices(check: Check, path: Path, allowed: set[int]) -> None:
    choices = ", ".join(str(item) for item in sorted(allowed))
    check.problems.add((*path, "type"), "BASE_TYPE_CHOICES", f"Value must be one of {{{choices}}}.")
