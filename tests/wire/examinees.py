"""People who sit mock exams over the member API."""

from __future__ import annotations

import asyncio
import random
from dataclasses import dataclass

from playground.client import Json, Member, Outcome, text_of
from tests.wire.players import answer, labels, once_seen, told
from tests.wire.processes import QUIZ, Stage
from tests.wire.rows import rows

MINUTES = 60


def is_open(card: Json) -> bool:
    """Whether a page is a question of a paper that can be answered."""
    return "hands itself in" in text_of(card) and "Not sure" in labels(card)


def is_result(card: Json) -> bool:
    return "AWS publishes no conversion" in text_of(card)


@dataclass
class Examinee:
    """One person with a paper: `card` is the page before them."""

    stage: Stage
    member: Member
    card: Json

    @classmethod
    async def start(cls, stage: Stage, name: str, **options: object) -> Examinee:
        """Begin alone; the paper comes by direct message."""
        member = stage.playground.member(name)
        began = await start_alone(member, **options)
        assert "direct messages" in told(began), told(began)
        return cls(stage, member, await desk(member))

    async def show(self) -> Json:
        """Brought back by the command, in the channel."""
        outcome = await self.member.slash(QUIZ, "exam show")
        assert outcome.message is not None, outcome
        self.card = outcome.message
        return self.card

    async def press(self, label: str) -> Json:
        """Press a button of the page; what stands there then."""
        card, whole = self.card, next(one for one in labels(self.card) if one.startswith(label))
        return self._turned(await once_seen(lambda: self.member.press(card, label=whole)))

    async def reply(self, pick: int) -> Json:
        """Answer the question, whatever kind it is."""
        if "Answer" in labels(self.card) or any(part for part in _selects(self.card)):
            return self._turned(await answer(self.member, self.card, pick))
        letters = [label for label in labels(self.card) if len(label) == 1]
        return await self.press(letters[pick % len(letters)])

    def _turned(self, outcome: Outcome) -> Json:
        assert outcome.message is not None, outcome
        self.card = outcome.message
        return self.card


async def start_alone(member: Member, **options: object) -> Outcome:
    """Read what a mock is, and start its clock."""
    page = await member.slash(QUIZ, "exam start", {"exam": "AIF-C01", **options}, wait="answered", within=20)
    assert page.message is not None, page
    start = next((label for label in labels(page.message) if label.startswith("Start")), None)
    return page if start is None else await member.press(page.message, label=start, wait="answered", within=20)


def _selects(card: Json) -> list[Json]:
    return [part for part in card.get("components", [{}])[0].get("components", []) if part.get("type") == 1
            and part["components"][0]["type"] == 3]  # fmt: skip


async def desk(member: Member, within: float = 60) -> Json:
    """The paper as it lies in somebody's direct messages."""
    dm = (await member.me())["dm"]["id"]
    return await member.wait_for_message(dm, lambda message: is_open(message) or is_result(message), within=within)


async def until(stage: Stage, query: str, within: float = 60) -> None:
    """Until some row is there: another process's doing, so that there is no event to wait for."""
    async with asyncio.timeout(within):
        while not rows(stage.database, query):  # noqa: ASYNC110
            await asyncio.sleep(0.05)


def place_of(card: Json) -> int:
    """Which question stands on a page, from 0."""
    return int(text_of(card).partition("/")[0].rpartition(" ")[2]) - 1


def anyhow(rng: random.Random) -> int:
    """Some option."""
    return rng.randrange(4)
