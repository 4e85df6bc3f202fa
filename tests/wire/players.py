"""People who play a quiz over the member API as their apps would let them."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from playground.client import Feed, Json, Member, Outcome, buttons, components, text_of
from tests.wire.processes import QUIZ, Stage

SELECT, TEXT_INPUT = 3, 4


def labels(message: Json) -> list[str]:
    """Of the buttons that can be pressed."""
    return [str(button.get("label", "")) for button in buttons(message) if not button.get("disabled")]


def selects(message: Json) -> list[Json]:
    return [part for part in components(message) if part["type"] == SELECT]


TOO_SOON = "just as the card appeared"
END = "End the quiz"
CALL_OFF = "Call it off"
ONWARD = "Next", "To the podium"


async def answer(member: Member, question: Json, pick: int = 0) -> Outcome:
    """Answer a question of whatever kind, choosing by `pick`; once more where that came too fast after it appeared."""
    return await once_seen(lambda: _answer(member, question, pick))


async def once_seen(press: Callable[[], Awaitable[Outcome]]) -> Outcome:
    """Press, and again after a moment where the buttons had only just appeared."""
    outcome = await press()
    while TOO_SOON in told(outcome):
        await asyncio.sleep(0.2)
        outcome = await press()
    return outcome


async def end_quiz(host: Member, channel: str) -> Outcome:
    """End the quiz that runs there, if any, and say so again where Recall asks."""
    outcome = await host.slash(channel, "quiz stop")
    asked = outcome.message
    sure = [label for label in labels(asked) if label in (END, CALL_OFF)] if asked is not None else []
    if asked is None or not sure:
        return outcome
    return await once_seen(lambda: host.press(asked, label=sure[0]))


async def _answer(member: Member, question: Json, pick: int) -> Outcome:
    if selects(question):
        options = selects(question)[0]
        values = [option["value"] for option in options["options"]]
        number = options["max_values"]
        start = pick % (len(values) - number + 1)
        return await member.select(question, values[start : start + number])
    if "Answer" not in labels(question):
        offered = [label for label in labels(question) if label != "Host"]
        return await member.press(question, label=offered[pick % len(offered)])
    opened = await member.press(question, label="Answer")
    if TOO_SOON in told(opened):
        return opened
    if opened.modal is not None:
        fields = [part["custom_id"] for part in components(opened.modal) if part["type"] == TEXT_INPUT]
        return await member.submit(opened, {fields[0]: str(pick)})
    return await fill_sheet(member, opened, pick)


async def fill_sheet(member: Member, opened: Outcome, pick: int) -> Outcome:
    """Tap or choose until the sheet is full, then lock it in."""
    sheet = opened.message or {}
    while sheet and "Lock in" not in labels(sheet):
        if selects(sheet):
            options = selects(sheet)[0]["options"]
            opened = await member.select(sheet, [options[pick % len(options)]["value"]])
        else:
            left = [label for label in labels(sheet) if label not in ("Undo", "Back to the question")]
            opened = await member.press(sheet, label=left[pick % len(left)])
        sheet = opened.message or {}
    return await once_seen(lambda: member.press(sheet, label="Lock in")) if sheet else opened


def told(outcome: Outcome) -> str:
    """What the player read in answer to a press."""
    return text_of(outcome.message) if outcome.message else outcome.reason or ""


def is_locked(outcome: Outcome) -> bool:
    return "Locked in" in told(outcome)


@dataclass
class Table:
    """A channel with a quiz in it, seen by its host."""

    stage: Stage
    feed: Feed
    channel: str = QUIZ
    host: str = "ada"
    acknowledged: dict[tuple[int, str], int] = field(default_factory=dict)

    def member(self, name: str) -> Member:
        return self.stage.playground.member(name)

    async def open_lobby(self, **options: object) -> Json:
        started = await self.member(self.host).slash(self.channel, "quiz start", dict(options))
        assert "lobby is open" in told(started), told(started)
        return await self.feed.message(self.channel, lambda message: "Start" in labels(message))

    async def begin(self, *others: str, **options: object) -> None:
        """Others join the host, who starts."""
        lobby = await self.open_lobby(**options)
        for name in others:
            await self.member(name).press(lobby, label="Join")
        await self.member(self.host).press(lobby, label="Start")

    async def question(self, number: int, within: float = 60) -> Json:
        """Question `number` (from 1), once its clock runs."""

        def is_it(message: Json) -> bool:
            text = text_of(message)
            return f"# {number}/" in text and "locked in." in text and "Paused" not in text

        return await self.feed.message(self.channel, is_it, within=within)

    async def reveal(self, number: int, within: float = 60, *, leads_on: bool = False) -> Json:
        """The answer to question `number`.

        `leads_on`: while the quiz has not gone on from it; one of an earlier quiz may lose its buttons only now.
        """

        def is_it(message: Json) -> bool:
            text, there = text_of(message), labels(message)
            led = not leads_on or any(label.startswith(ONWARD) for label in there)
            return f"# {number}/" in text and "**Why:**" in text and "My answer" in there and led

        return await self.feed.message(self.channel, is_it, within=within)

    async def podium(self, within: float = 60) -> Json:
        return await self.feed.message(self.channel, lambda m: "Play again" in labels(m), within=within)

    async def next(self, reveal: Json, names: tuple[str, ...]) -> None:
        """Everybody has read the reveal."""
        label = next(label for label in labels(reveal) if label.startswith(ONWARD))
        button = next(b["custom_id"] for b in buttons(reveal) if b["label"] == label)
        await asyncio.gather(*(self.member(name).press(reveal, custom_id=button) for name in names))
