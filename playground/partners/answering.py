"""How a practice partner answers a question: by the oracle when they know it, else by guessing."""

from __future__ import annotations

import asyncio
import random
import re
from collections.abc import Mapping

from playground.client import Json, Member, Outcome, buttons, components, text_of

_SELECT, _TEXT_INPUT = 3, 4
_OPTION = re.compile(r"^(?:\*\*)?([A-J])\)(?:\*\*)?  (.+)$", re.MULTILINE)
_PROMPT = re.compile(r"^▶ (?:\*\*)?\d+\)(?:\*\*)?  (.+)$", re.MULTILINE)
_BEHIND = len("A)  ")
"""Where the text of an option begins in a menu."""

_CHOICE = re.compile(r"[A-J]|True|False")
_LOCK = "Lock in"
A_STEP = 0.9
"""Seconds between two presses on one sheet: nobody is faster, and a bot may take what is for a slip."""

Oracle = Mapping[str, Json]


def labels(message: Json) -> list[str]:
    """What stands on the buttons that can be pressed."""
    return [str(button.get("label", "")) for button in buttons(message) if not button.get("disabled")]


def is_question(message: Json) -> bool:
    """Whether a message asks something that can be answered on it."""
    shown = labels(message)
    return "Answer" in shown or len(_choices(shown)) > 1 or _chooser(message) is not None


def _choices(shown: list[str]) -> list[str]:
    return [label for label in shown if _CHOICE.fullmatch(label)]


def _chooser(message: Json) -> Json | None:
    """The select in which several options are chosen: its options are lettered."""
    selects = [part for part in components(message) if part["type"] == _SELECT and not part.get("disabled")]
    return next((part for part in selects if str(part["options"][0]["label"]).startswith("A")), None)


class Answerer:
    """One member's way of answering. ``strength`` is how often they know the answer."""

    def __init__(self, member: Member, oracle: Oracle, strength: float, rng: random.Random) -> None:
        self._member = member
        self._oracle = oracle
        self._strength = strength
        self._rng = rng
        self.busy = False

    async def answer(self, message: Json) -> bool:
        """Answer the question on a card, and say whether the bot heard it; raises RefusedError where it has changed.

        ``busy`` meanwhile: what is shown then may be a sheet of this answer, and no question of its own.
        """
        self.busy = True
        try:
            return not (await self._answer(message, self._known(text_of(message)))).failed
        finally:
            self.busy = False

    async def _answer(self, message: Json, known: Json) -> Outcome:
        chooser = _chooser(message)
        if chooser is not None:
            return await self._member.select(message, self._values(chooser, known), custom_id=chooser["custom_id"])
        if "Answer" in labels(message):
            return await self._fill(await self._member.press(message, label="Answer"), known)
        return await self._member.press(message, label=self._letter(message, known))

    def _known(self, text: str) -> Json:
        """What the oracle says of the question on a card, if this partner knows it this time."""
        found = next((right for stem, right in self._oracle.items() if stem in text), {})
        return dict(found) if self._rng.random() < self._strength else {}

    def _letter(self, message: Json, known: Json) -> str:
        offered, right = _choices(labels(message)), known.get("texts", [])
        for letter, text in _OPTION.findall(text_of(message)):
            if text in right and letter in offered:
                return str(letter)
        return next((label for label in offered if label in right), None) or self._rng.choice(offered)

    def _values(self, chooser: Json, known: Json) -> list[str]:
        right = [o["value"] for o in chooser["options"] if o["label"][_BEHIND:] in known.get("texts", [])]
        number = chooser["max_values"]
        return right if len(right) == number else self._rng.sample([o["value"] for o in chooser["options"]], number)

    async def _fill(self, opened: Outcome, known: Json) -> Outcome:
        if opened.modal is not None:
            field = next(part["custom_id"] for part in components(opened.modal) if part["type"] == _TEXT_INPUT)
            return await self._member.submit(opened, {field: str(known.get("typed", self._rng.randint(1, 9)))})
        while (sheet := opened.message) is not None and not opened.failed:
            await asyncio.sleep(A_STEP)
            shown = labels(sheet)
            if _LOCK in shown:
                return await self._member.press(sheet, label=_LOCK)
            opened = await self._pick(sheet, shown, known)
        return opened

    async def _pick(self, sheet: Json, shown: list[str], known: Json) -> Outcome:
        chooser = next((part for part in components(sheet) if part["type"] == _SELECT), None)
        if chooser is not None:
            return await self._member.select(sheet, [self._match(chooser, text_of(sheet), known)])
        letters = {text: letter for letter, text in _OPTION.findall(text_of(sheet))}
        in_order = [letters[step] for step in known.get("steps", []) if letters.get(step) in shown]
        return await self._member.press(sheet, label=[*in_order, self._rng.choice(_choices(shown))][0])

    def _match(self, chooser: Json, text: str, known: Json) -> str:
        """The value of the response that fits the prompt which is asked for; its letter stands before it."""
        prompt = _PROMPT.search(text)
        right = known.get("pairs", {}).get(prompt[1] if prompt else "")
        fitting = [option["value"] for option in chooser["options"] if option["label"][_BEHIND:] == right]
        return str([*fitting, self._rng.choice(chooser["options"])["value"]][0])
