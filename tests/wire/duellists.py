"""Two people who duel over the member API as their apps would let them."""

from dataclasses import dataclass

from playground.client import Feed, Json, Member, Outcome, text_of
from tests.wire.players import answer, labels, selects, told
from tests.wire.processes import QUIZ, Stage

READY = ("Ready", "Next question")


@dataclass
class Duellist:
    """One of the two, with the private message that the duel is played in."""

    stage: Stage
    name: str
    feed: Feed
    message: Json

    @property
    def member(self) -> Member:
        return self.stage.playground.member(self.name)

    def took(self, outcome: Outcome) -> Outcome:
        assert outcome.state == "acknowledged", told(outcome)
        if outcome.message is not None:
            self.message = outcome.message
        return outcome

    async def now(self) -> Json:
        """The private message as it is."""
        self.message = await self.member.message(QUIZ, self.message["id"])
        return self.message

    def wants(self) -> str | None:
        """The button that leads on, if there is one."""
        return next((label for label in labels(self.message) if label in READY or label.startswith("Question ")), None)

    def is_asked(self) -> bool:
        text = text_of(self.message)
        controls = bool(selects(self.message)) or bool({"A", "True", "Answer"} & set(labels(self.message)))
        return controls and "\n-# " in f"\n{text}"

    async def until(self, wanted: str, within: float = 20) -> None:
        """Wait until the private message says something."""
        if wanted not in text_of(await self.now()):
            self.message = await self.feed.message(
                QUIZ, lambda m: m["id"] == self.message["id"] and wanted in text_of(m), within=within
            )

    async def go_on(self) -> Outcome:
        label = self.wants()
        assert label is not None, text_of(self.message)
        return self.took(await self.member.press(self.message, label=label))

    async def answer(self, pick: int = 0) -> Outcome:
        return self.took(await answer(self.member, self.message, pick))

    async def my_part(self, card: Json) -> Outcome:
        return self.took(await self.member.press(card, label="My part"))


async def challenged(feed: Feed) -> Json:
    """The challenge in the channel."""
    return await feed.message(QUIZ, lambda m: "challenges" in text_of(m) and "Accept" in labels(m))


async def result(feed: Feed, within: float = 20) -> Json:
    """The result in the channel."""
    return await feed.message(QUIZ, lambda m: "Rematch" in labels(m), within=within)
