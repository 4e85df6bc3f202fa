"""What of a submitted form somebody wrote, and what they only chose."""

from types import SimpleNamespace
from typing import Any, cast

from discord import ComponentType, Interaction

from cogs.shared.interactions import form_typed


def test_only_what_was_written_is_given_back() -> None:
    """Each kind of choice that Discord's forms have can be made again with a press, and is no text of anybody's."""
    chosen: list[dict[str, Any]] = [
        {"type": 21, "custom_id": "right", "value": "True"},  # a radio group
        {"type": 22, "custom_id": "checks", "values": ["a", "b"]},
        {"type": 23, "custom_id": "check", "value": True},
        {"type": ComponentType.select.value, "custom_id": "topic", "values": ["metrics"]},
        {"type": ComponentType.text_input.value, "custom_id": "empty", "value": ""},
        {"type": ComponentType.text_input.value, "custom_id": "stem", "value": "What is drift?"},
    ]
    labels = [{"type": ComponentType.label.value, "component": one} for one in chosen]
    sent = SimpleNamespace(data={"custom_id": "own", "components": labels})
    assert form_typed(cast("Interaction", sent)) == ["What is drift?"]
