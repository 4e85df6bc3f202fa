"""Practice partners: members run by the computer, who join what they see and answer as well as they are told to.

They act through the member API alone. What is right they look up in an oracle, a JSON file that somebody else
wrote: ``{stem: {"texts": [...]}}`` for choices, ``{"steps": [...]}`` in order, ``{"pairs": {prompt: match}}`` or
``{"typed": "..."}``. Without an entry they guess.

    python -m playground.partners --url http://127.0.0.1:8300 --oracle FILE [--members ben,chloe] [--strength 0.7]
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import re
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from playground.client import Feed, Json, Member, Outcome, Playground, RefusedError, buttons, components, text_of

_SELECT, _TEXT_INPUT = 3, 4
_OPTION = re.compile(r"^(?:\*\*)?([A-J])(?:\*\*)?  (.+)$", re.MULTILINE)
_ASKED = re.compile(r"^▶ (?:\*\*)?\d+(?:\*\*)?  (.+)$", re.MULTILINE)
_CONTROLS = ("Next", "To the podium")

Oracle = Mapping[str, Json]


class Partner:
    """One partner. ``strength`` is how often they know the answer; ``pace`` stretches their thinking time."""

    def __init__(self, member: Member, oracle: Oracle, strength: float, rng: random.Random, pace: float = 1.0) -> None:
        self._member = member
        self._oracle = oracle
        self._strength = strength
        self._rng = rng
        self._pace = pace
        self._done: set[tuple[str, str]] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    async def watch(self) -> None:
        """Take part in whatever appears, until cancelled or the playground is gone."""
        async with self._member.watch() as feed:
            while True:
                await self._see(feed)

    async def _see(self, feed: Feed) -> None:
        event = await feed.next()
        if event["t"] not in ("MESSAGE_CREATE", "MESSAGE_UPDATE") or event["d"].get("flags", 0) & 64:
            return
        task = asyncio.create_task(self._react(event["d"]))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _react(self, message: Json) -> None:
        """Join a lobby, accept a challenge, answer a question, leave a reveal: each once a message."""
        labels = [str(button.get("label", "")) for button in buttons(message)]
        with suppress(RefusedError, StopIteration, IndexError):
            for label in labels:
                if label in ("Join", "Accept") and self._first(message, "join"):
                    await self._think(0.5, 1.5)
                    await self._member.press(message, label=label)
                elif label.startswith(_CONTROLS) and self._first(message, "next"):
                    await self._think(4, 8)
                    await self._press_control(message, label)
            if "locked in" in text_of(message) and self._first(message, "answer"):
                await self._think(2, 6)
                await self._answer(message)

    async def _press_control(self, message: Json, label: str) -> None:
        custom_id = next(button["custom_id"] for button in buttons(message) if button.get("label") == label)
        await self._member.press(message, custom_id=custom_id)

    async def _answer(self, message: Json) -> None:
        known = self._known(text_of(message))
        chooser = next((part for part in components(message) if part["type"] == _SELECT), None)
        if chooser is not None:
            await self._member.select(message, self._values(chooser, known))
            return
        labels = [str(button.get("label", "")) for button in buttons(message)]
        if "Answer" in labels:
            await self._fill(await self._member.press(message, label="Answer"), known)
        else:
            await self._member.press(message, label=self._letter(message, labels, known))

    def _known(self, text: str) -> Json:
        """What the oracle says of the question on a card, if this partner knows it this time."""
        found = next((right for stem, right in self._oracle.items() if stem in text), {})
        return dict(found) if self._rng.random() < self._strength else {}

    def _letter(self, message: Json, labels: list[str], known: Json) -> str:
        right = known.get("texts", [])
        for letter, text in _OPTION.findall(text_of(message)):
            if text in right:
                return str(letter if letter in labels else text)
        return self._rng.choice([label for label in labels if label != "Host"])

    def _values(self, chooser: Json, known: Json) -> list[str]:
        right = [o["value"] for o in chooser["options"] if o["label"][3:] in known.get("texts", [])]
        number = chooser["max_values"]
        return right if len(right) == number else self._rng.sample([o["value"] for o in chooser["options"]], number)

    async def _fill(self, opened: Outcome, known: Json) -> None:
        if opened.modal is not None:
            field = next(part["custom_id"] for part in components(opened.modal) if part["type"] == _TEXT_INPUT)
            await self._member.submit(opened, {field: str(known.get("typed", self._rng.randint(1, 9)))})
            return
        sheet = opened.message
        while sheet is not None:
            labels = [str(button["label"]) for button in buttons(sheet) if not button.get("disabled")]
            if "Lock in" in labels:
                await self._member.press(sheet, label="Lock in")
                return
            sheet = (await self._pick(sheet, labels, known)).message

    async def _pick(self, sheet: Json, labels: list[str], known: Json) -> Outcome:
        chooser = next((part for part in components(sheet) if part["type"] == _SELECT), None)
        if chooser is not None:
            prompt = _ASKED.search(text_of(sheet))
            match = known.get("pairs", {}).get(prompt[1] if prompt else "")
            fitting = [o["value"] for o in chooser["options"] if o["label"][3:] == match]
            return await self._member.select(sheet, [*fitting, self._rng.choice(chooser["options"])["value"]][:1])
        letters = {text: letter for letter, text in _OPTION.findall(text_of(sheet))}
        in_order = [letters[step] for step in known.get("steps", []) if letters.get(step) in labels]
        left = [label for label in labels if label != "Undo"]
        return await self._member.press(sheet, label=[*in_order, self._rng.choice(left)][0])

    def _first(self, message: Json, act: str) -> bool:
        """Whether this is the first time that the message calls for this act."""
        key = (str(message["id"]), act)
        if key in self._done:
            return False
        self._done.add(key)
        return True

    async def _think(self, least: float, most: float) -> None:
        await asyncio.sleep(self._rng.uniform(least, most) * self._pace)


async def play(url: str, oracle: Oracle, names: list[str], strength: float, seed: int, pace: float) -> None:
    """Let the named members take part until the playground is gone."""
    rng = random.Random(seed)  # noqa: S311 - a partner's guess, not a secret
    async with Playground(url) as playground:
        partners = [Partner(playground.member(name), oracle, strength, rng, pace) for name in names]
        with suppress(ConnectionError):
            await asyncio.gather(*(partner.watch() for partner in partners))


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="Members run by the computer.")
    parser.add_argument("--url", required=True)
    parser.add_argument("--oracle", type=Path)
    parser.add_argument("--members", default="ben,chloe")
    parser.add_argument("--strength", type=float, default=0.7)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--pace", type=float, default=1.0)
    given = parser.parse_args()
    oracle: Oracle = json.loads(given.oracle.read_text(encoding="utf-8")) if given.oracle else {}
    with suppress(KeyboardInterrupt):
        asyncio.run(play(given.url, oracle, given.members.split(","), given.strength, given.seed, given.pace))


if __name__ == "__main__":
    main()
