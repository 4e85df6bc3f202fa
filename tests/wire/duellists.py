"""Two people who duel over the member API as their apps would let them."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from playground.client import Feed, Json, Member, Outcome, buttons, text_of
from tests.wire.players import answer, labels, selects, told
from tests.wire.processes import QUIZ, Stage

IDS = {"ada": "300000000000000001", "ben": "300000000000000002"}
ON = ("Ready", "First question", "Next question")

Before = Callable[[str], Awaitable[bool]]
"""Called with what is about to happen; whether the private messages are stale since (the bot was killed)."""


@dataclass
class Duellist:
    """One of the two, with the private message that the duel is played in."""

    stage: Stage
    name: str
    message: Json
    locked: int = 0

    @property
    def member(self) -> Member:
        return self.stage.playground.member(self.name)

    def took(self, outcome: Outcome) -> str:
        assert outcome.state == "acknowledged", told(outcome)
        if outcome.message is not None:
            self.message = outcome.message
        return told(outcome)

    async def look(self) -> str:
        """What the private message says now."""
        self.message = await self.member.message(QUIZ, self.message["id"])
        return text_of(self.message)

    def way_on(self) -> str | None:
        """The button that leads on, if there is one."""
        return next((label for label in labels(self.message) if label in ON), None)

    def is_asked(self) -> bool:
        return bool(selects(self.message)) or bool({"A", "True", "Answer"} & set(labels(self.message)))

    async def press(self, label: str) -> str:
        return self.took(await self.member.press(self.message, label=label))

    async def answer(self, pick: int) -> str:
        position = _position(self.message)
        said = self.took(await answer(self.member, self.message, pick))
        self.locked += _position(self.message) != position or not self.is_asked()
        return said

    async def play_alone(self, feed: Feed, most: int = 400) -> Json:
        """Play one's own part, the other playing theirs by themselves, to the result in the channel."""
        for _ in range(most):
            await self.look()
            if self.is_asked():
                await self.answer(0)
            elif (label := self.way_on()) is not None:
                await self.press(label)
            elif {"My answers"} & set(labels(self.message)) or "All locked in" in text_of(self.message):
                break
            await asyncio.sleep(0.1)
        return await feed.message(QUIZ, lambda m: "Rematch" in labels(m), within=60)


@dataclass
class Pair:
    """A duel of two, from the challenge to the result."""

    stage: Stage
    feed: Feed
    ada: Duellist
    ben: Duellist
    card: Json

    @property
    def game(self) -> int:
        return int(str(buttons(self.card)[0]["custom_id"]).split(":")[2], 36)

    async def my_parts(self) -> None:
        """Both call their private message up again."""
        for one in (self.ada, self.ben):
            one.took(await one.member.press(self.card, label="My duel"))

    async def play(self, before: Before, most: int = 200) -> None:
        """Both do what their private messages ask for, until both are told who won."""
        for _ in range(most):
            for one in (self.ada, self.ben):
                await one.look()
                if await self._step(one, before):
                    await self.my_parts()
            if all("My answers" in labels(one.message) for one in (self.ada, self.ben)):
                return
            await asyncio.sleep(0.01)
        raise AssertionError(f"no end: {text_of(self.ada.message)!r}, {text_of(self.ben.message)!r}")

    async def _step(self, one: Duellist, before: Before) -> bool:
        if one.is_asked():
            if await before("open" if one is self.ada else "half"):
                return True
            await one.answer(0 if one is self.ada else 1)
        elif (label := one.way_on()) is not None:
            if await before("ready" if label in ("Ready", "First question") else "between"):
                return True
            await one.press(label)
        return False

    async def result(self, within: float = 60) -> str:
        """The result in the channel."""
        message = await self.feed.message(QUIZ, lambda m: self.game in rematches(m), within=within)
        return text_of(message)


async def never(_: str) -> bool:
    """Nothing happens before anything."""
    return False


async def duel(stage: Stage, feed: Feed) -> Pair:
    """Ada and Ben have played one to its result."""
    pair = await challenge(stage, feed, never)
    await pair.play(never)
    await pair.result()
    return pair


async def challenge(stage: Stage, feed: Feed, before: Before, **options: object) -> Pair:
    """Ada challenges Ben, who accepts."""
    ada, ben = stage.playground.member("ada"), stage.playground.member("ben")
    offered = await ada.slash(QUIZ, "duel", {"opponent": IDS["ben"], "questions": 3, **options})
    assert "Your challenge is out" in told(offered), told(offered)
    card = await feed.message(QUIZ, lambda m: "challenges" in text_of(m) and "Accept" in labels(m))
    await before("offered")
    accepted = await ben.press(card, label="Accept")
    assert accepted.message is not None, told(accepted)
    assert offered.message is not None
    pair = Pair(stage, feed, Duellist(stage, "ada", offered.message), Duellist(stage, "ben", accepted.message), card)
    await feed.message(QUIZ, lambda m: m["id"] == card["id"] and "My duel" in labels(m))
    pair.ada.took(await ada.press(card, label="My duel"))
    return pair


async def challenge_taken_up(stage: Stage, feed: Feed, **options: object) -> Duellist:
    """Ada challenges Ben, who accepts by himself."""
    ada = stage.playground.member("ada")
    await ada.slash(QUIZ, "duel", {"opponent": IDS["ben"], "questions": 3, **options})
    card = await feed.message(QUIZ, lambda m: "challenges" in text_of(m) and "Accept" in labels(m))
    await feed.message(QUIZ, lambda m: m["id"] == card["id"] and "My duel" in labels(m), within=60)
    mine = await ada.press(card, label="My duel")
    assert mine.message is not None
    return Duellist(stage, "ada", mine.message)


def _position(message: Json) -> str:
    return text_of(message).split("·")[0]


def rematches(message: Json) -> list[int]:
    """The duels whose result a message is."""
    ids = [str(b["custom_id"]).split(":") for b in buttons(message) if b.get("label") == "Rematch"]
    return [int(parts[2], 36) for parts in ids]
