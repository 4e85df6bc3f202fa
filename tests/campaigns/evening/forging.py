"""Interactions that no honest app sends: random, mutated from real ones, by the wrong person, in the wrong place."""

from __future__ import annotations

import random
import string
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from playground.client import Json, Member, components
from tests.campaigns.evening.verbs import BUTTON, SELECT

COMMAND, PRESS, AUTOCOMPLETE, SUBMIT = 2, 3, 4, 5
KINDS = ("random id", "mutated id", "real id", "values", "form", "command", "autocomplete")
_LETTERS = string.ascii_lowercase + string.digits + ":::"
_ODD = ("\0", "é", "²", "\u202e", "\n", "𝟙", "@everyone", "-", "[x](http://y)", "' OR 1=1 --")
_VALUES: tuple[Any, ...] = (
    None,
    "",
    "0",
    ["0"],
    ["0", "1"],
    ["²"],
    [""],
    [{}],
    [None],
    list(map(str, range(60))),
    7,
    {},
)
_OPTIONS: tuple[Any, ...] = (None, "", "x" * 6_000, -1, 10**18, 1.5, True, [], {}, "\u202e@everyone", "metrics", "live")


@dataclass(frozen=True)
class Control:
    """Something that really stands somewhere."""

    channel: str
    message: str
    custom_id: str


async def controls_of(member: Member, channels: Sequence[str]) -> list[Control]:
    """All that this person sees."""
    return [
        Control(channel, message["id"], str(part["custom_id"]))
        for channel in channels
        for message in await member.messages(channel, limit=100)
        for part in components(message)
        if part["type"] in (BUTTON, SELECT) and "custom_id" in part
    ]


@dataclass
class Forger:
    """Makes one interaction after the other, as the body of `POST /member/U/forge`."""

    rng: random.Random
    controls: list[Control]
    verbs: list[str]
    commands: list[Json]
    channels: list[str]
    people: list[str]

    def make(self, kind: str) -> Json:
        """One of this kind."""
        makers: dict[str, Callable[[], Json]] = {
            "random id": lambda: self._press(self._random_id(), self.rng.choice(self.controls)),
            "mutated id": lambda: self._mutated(PRESS),
            "real id": self._real,
            "values": self._values,
            "form": self._form,
            "command": lambda: self._command(COMMAND),
            "autocomplete": lambda: self._command(AUTOCOMPLETE),
        }
        return makers[kind]()

    def _press(self, custom_id: str, at: Control, kind: int = PRESS, **data: Any) -> Json:
        channel = at.channel if self.rng.random() < 0.8 else self.rng.choice(self.channels)
        data = {"custom_id": custom_id, "component_type": self.rng.choice([2, 2, 2, 3, 5, 8, 99]), **data}
        return {"type": kind, "channel_id": channel, "message_id": at.message, "data": data}

    def _random_id(self) -> str:
        letters = [*_LETTERS, *_ODD] if self.rng.random() < 0.5 else [*_LETTERS]
        body = "".join(self.rng.choices(letters, k=self.rng.choice([0, 1, 5, 20, 95, 400])))
        return body if self.rng.random() < 0.4 else f"v1:{self.rng.choice(self.verbs)}:{body}"

    def _mutate(self, custom_id: str) -> str:
        parts = custom_id.split(":")
        place = self.rng.randrange(len(parts))
        change = self.rng.choice(["verb", "game", "part", "drop", "add", "letter", "swap"])
        if change == "verb" and len(parts) > 1:
            parts[1] = self.rng.choice(self.verbs)
        elif change == "game" and len(parts) > 2:
            parts[2] = self.rng.choice(["0", "1", "2", "3", "5", "8", "c", "zz", "zzzzzzzzzzzz", "-1", ""])
        elif change == "part":
            parts[place] = self.rng.choice(["0", "1", "9", "z", "zzzzzzzzzzzz", *_ODD])
        elif change == "drop":
            del parts[place]
        elif change == "add":
            parts.insert(place, self.rng.choice(["0", "-", "r", "anything", "0123456789", *_ODD]))
        elif change == "swap":
            parts[place], parts[-1] = parts[-1], parts[place]
        else:
            at = self.rng.randrange(len(custom_id) + 1)
            return f"{custom_id[:at]}{self.rng.choice([*_LETTERS, *_ODD])}{custom_id[at + 1 :]}"
        return ":".join(parts)

    def _mutated(self, kind: int) -> Json:
        control = self.rng.choice(self.controls)
        custom_id = control.custom_id
        for _ in range(self.rng.choice([1, 1, 1, 2, 4])):
            custom_id = self._mutate(custom_id)
        return self._press(custom_id, control, kind, values=self.rng.choice(_VALUES))

    def _real(self) -> Json:
        """Somebody else's control, as it stands; out of order, after the end, on another message."""
        control, other = self.rng.choice(self.controls), self.rng.choice(self.controls)
        return self._press(control.custom_id, self.rng.choice([control, other]))

    def _values(self) -> Json:
        control = self.rng.choice(self.controls)
        return self._press(control.custom_id, control, values=self.rng.choice(_VALUES))

    def _form(self) -> Json:
        """A form that was never shown: fields missing, doubled, huge, of the wrong type."""
        made = self._mutated(SUBMIT) if self.rng.random() < 0.5 else {**self._real(), "type": SUBMIT}
        fields = [
            {"type": 4, "custom_id": self.rng.choice(["answer", "reason", "date", "", "x"]), "value": value}
            for value in self.rng.choices([*_OPTIONS, "0.5", "1e999", "nan", "2027-01-01", "9" * 5_000], k=3)
        ]
        shapes: list[Any] = [
            [{"type": 1, "components": [field]} for field in fields],
            [{"type": 18, "component": field} for field in fields],
            [],
            [{"type": 18, "component": {"type": 3, "custom_id": "answer", "values": ["0"]}}],
        ]
        made["data"]["components"] = self.rng.choice(shapes)
        return made

    def _command(self, kind: int) -> Json:
        command = self.rng.choice(self.commands)
        data: Json = {"id": command["id"], "name": command["name"], "type": command["type"]}
        if command["type"] != 1:
            data["target_id"] = self.rng.choice([*self.people, *(control.message for control in self.controls), "1"])
        else:
            data["options"] = self._options(command.get("options") or [], kind)
        if self.rng.random() < 0.1:
            data["name"] = self.rng.choice(["quiz", "nothing", "", "start"])
        return {"type": kind, "channel_id": self.rng.choice(self.channels), "data": data}

    def _options(self, known: list[Json], kind: int) -> list[Json]:
        inner = [option for option in known if option["type"] in (1, 2)]
        if inner:
            chosen = self.rng.choice(inner)
            name = chosen["name"] if self.rng.random() < 0.95 else "nothing"
            return [{**_head(chosen), "name": name, "options": self._options(chosen.get("options") or [], kind)}]
        given = [{**_head(option), "value": self._value(option)} for option in known if self.rng.random() < 0.5]
        if self.rng.random() < 0.1:
            given.append({"name": "unheard_of", "type": 3, "value": "x"})
        if kind == AUTOCOMPLETE and given:
            self.rng.choice(given)["focused"] = True
        return given

    def _value(self, option: Json) -> Any:
        honest = [choice["value"] for choice in option.get("choices") or []] or ["5"]
        return self.rng.choice(honest) if self.rng.random() < 0.5 else self.rng.choice(_OPTIONS)


def _head(option: Json) -> Json:
    return {"name": option["name"], "type": option["type"]}
