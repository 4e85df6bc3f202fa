"""What a practice partner writes in an essay evening, and the buttons of one."""

import random

from playground.client import Json, components

WRITE, MARK_ONE, MARK_IT = "Write", "Mark an answer", "Mark it"
MARKS = frozenset({"It is there", "Half", "Missing"})
_TEXT_INPUT = 4
_SENTENCES = (
    "It depends on what the work needs, so I would first ask about latency, cost, and who maintains it.",
    "A managed service takes the machines off our hands, and we keep only what is special about our data.",
    "Before anything changes in production, the new version is compared with the old one on the same cases.",
    "What is measured should match what a mistake costs, and not only what is easy to count.",
    "Somebody must notice when the data changes, because the model itself does not say so.",
    "Access is limited to what each role needs, and it is logged so that an auditor can follow it.",
)


def some_text(rng: random.Random) -> str:
    """A few sentences that could stand in many answers."""
    return " ".join(rng.sample(_SENTENCES, 3))


def field_of(form: Json) -> str:
    """The id of a form's text field."""
    return str(next(part["custom_id"] for part in components(form) if part["type"] == _TEXT_INPUT))
