"""A server's daily over the wire: set up, moved on in time, played."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from playground.client import Json, Member, Outcome, text_of
from tests.wire.players import answer, labels, told
from tests.wire.processes import Stage

GUILD = "100000000000000001"
CHANNEL = "400000000000000002"
DAY = 24 * 3600

PATIENCE_S = 30
"""So long a machine with much else to do may take to write settings."""


@dataclass
class Days:
    """A server's daily, in its own channel; the study group's unless told otherwise."""

    stage: Stage
    channel: str = CHANNEL

    def member(self, name: str) -> Member:
        return self.stage.playground.member(name)

    async def set_up(self, minutes: int = 5, **options: object) -> str:
        """Have it come in so many minutes, by UTC; what the organiser was told."""
        now = datetime.fromisoformat((await self.stage.playground.clock())["now"])
        local = (now + timedelta(minutes=minutes)).strftime("%H:%M")
        wanted = {"time": local, "zone": "UTC", **options}
        outcome = await self.member("ada").slash(
            self.channel, "settings daily", wanted, wait="answered", within=PATIENCE_S
        )
        return told(outcome)

    async def come(self, seconds: float, number: int, within: float = 60) -> Json:
        """Let time pass, and wait for a post."""
        await self.stage.playground.advance(seconds)
        return await self.post(number, within=within)

    async def post(self, number: int, within: float = 60) -> Json:
        return await self.member("ada").wait_for_message(self.channel, lambda m: is_post(m, number), within=within)

    async def play(self, name: str, post: Json, pick: int = 0) -> list[str]:
        """Play it to the end from wherever this player is; what was read after each answer."""
        read, outcome = [], await self.member(name).press(post, label="Play")
        while "Show my result here" not in labels(shown(outcome)):
            outcome = await answer(self.member(name), shown(outcome), pick)
            read.append(told(outcome))
            following = [label for label in labels(shown(outcome)) if label.startswith("Next question")]
            if following:
                outcome = await self.member(name).press(shown(outcome), label=following[0])
        return read

    async def posts(self) -> list[tuple[int, str]]:
        """(number, date) of every post in the channel."""
        messages = await self.member("ada").messages(self.channel, limit=100)
        public = [text_of(message) for message in messages if not message.get("flags", 0) & 64]
        return sorted(
            (int(found[1]), found[2])
            for text in public
            if (found := _HEAD.search(text)) and "Show my result" not in text
        )


_HEAD = re.compile(r"## Daily #(\d+).*\n(\w+, \w+ \d+, \d+)")


def is_post(message: Json, number: int) -> bool:
    return f"## Daily #{number} " in text_of(message) and "Play" in labels(message)


def shown(outcome: Outcome) -> Json:
    assert outcome.message is not None, outcome
    return outcome.message
