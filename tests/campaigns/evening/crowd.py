"""People who look at their channels and press what they see, whatever state the bot is in."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from dataclasses import dataclass, field

from bot.kernel.custom_ids import Press
from playground.client import Json, Member, Outcome, Playground, RefusedError, Wait, components
from tests.campaigns.evening.verbs import ANSWERS, LOCKS, SELECT, SHEETS, TEXT_INPUT, USUAL, WEIGHTS, live
from tests.wire.players import told

Key = tuple[int, int, int]
"""Game, question, player."""

TYPED = ("0.5", "75%", "Comprehend", "3/4", "**@everyone**", "\u202e0.7", "x" * 60)
PATIENCE = 1.2
"""So many seconds somebody waits for an answer."""

RECEIPTS = ("Locked in", "locked in.**", "Right", "Wrong", "Partly right")


@dataclass
class Venue:
    """A server of the evening: its channels and threads change when one disappears."""

    guild: str
    quiz: list[str]
    daily: str
    threads: list[str] = field(default_factory=list)

    async def open_thread(self, playground: Playground) -> str:
        """A public thread that does not archive itself in an evening; among the places to play in."""
        thread = await playground.member("ada").create_thread(self.daily, "Talk")
        await playground.change_channel(thread["id"], archive_after=10_080)
        return str(thread["id"])

    def replace(self, gone: str, new: str) -> None:
        """Something is no longer there, and something else is."""
        self.quiz = [new if channel == gone else channel for channel in self.quiz]
        self.threads = [new if channel == gone else channel for channel in self.threads]


@dataclass
class Crowd:
    """Everybody, and what they were told."""

    playground: Playground
    rng: random.Random
    venues: list[Venue]
    ids: dict[str, int]
    acknowledged: set[Key] = field(default_factory=set)
    counts: Counter[str] = field(default_factory=Counter)
    going: bool = True
    pause: tuple[float, float] = (0.02, 0.15)
    """Seconds between two things that somebody does."""

    async def act_all(self) -> None:
        """Everybody acts until `going` ends."""
        await asyncio.gather(*(self._person(name) for name in self.ids))

    async def _person(self, name: str) -> None:
        while self.going:
            try:
                await self._act(name)
            except (RefusedError, TimeoutError):
                self.counts["refused"] += 1
            await asyncio.sleep(self.rng.uniform(*self.pause))

    async def _act(self, name: str) -> None:
        member, (venue, channel) = self.playground.member(name), self._place()
        messages = await member.messages(channel, limit=14)
        controls = [(message, part, press) for message in messages for part, press in live(message)]
        weights = [WEIGHTS.get(press.verb, USUAL) for _, _, press in controls]
        if self.rng.random() * (sum(weights) + 2) < 2:
            await self._begin(member, channel, venue)
            return
        [(message, part, press)] = self.rng.choices(controls, weights)
        outcome = await self._use(member, message, part)
        if press.verb in ANSWERS:
            await self._answered(member, outcome, press, self.ids[name])

    def _place(self) -> tuple[Venue, str]:
        """Where somebody looks next."""
        venue = self.rng.choice(self.venues)
        return venue, self.rng.choice([*venue.quiz, *venue.quiz, venue.daily])

    async def _begin(self, member: Member, channel: str, venue: Venue) -> None:
        """Start something new."""
        others = [str(number) for number in self.ids.values()]
        options: dict[str, tuple[float, Json]] = {
            "quiz start": (4, {"questions": self.rng.randint(1, 3), "pace": self.rng.choice(["standard", "relaxed"])}),
            "duel": (
                3,
                {"questions": 3, "opponent": self.rng.choice(others), "pace": self.rng.choice(["live", "day"])},
            ),
            "practice": (1, {}),
            "daily": (1, {}),
            "weakspots": (0.3, {}),
            "leaderboard": (0.3, {}),
            "quiz show": (0.3, {}),
        }
        if channel == venue.daily:
            options = {"daily": options["daily"]}
        [name] = self.rng.choices(list(options), [weight for weight, _ in options.values()])
        outcome = await member.slash(
            channel, name, await self._as_shown(member, channel, name, options[name][1]), within=PATIENCE
        )
        self.counts["failed" if outcome.failed else name] += 1

    async def _as_shown(self, member: Member, channel: str, name: str, options: Json) -> Json:
        """What an app sends that keeps what it shows: now and then the name of a topic in its value's place."""
        if name != "quiz start" or self.rng.random() < 0.7:
            return options
        choices = await member.autocomplete(channel, name, "topic")
        self.counts["names sent as shown"] += bool(choices)
        return {**options, "topic": self.rng.choice(choices)["name"]} if choices else options

    async def _use(self, member: Member, message: Json, part: Json, *, wait: Wait = "ack") -> Outcome:
        custom_id = str(part["custom_id"])
        if part["type"] == SELECT:
            values = [str(option["value"]) for option in part["options"]]
            chosen = self.rng.sample(values, min(len(values), int(part.get("max_values", 1))))
            return await member.select(message, chosen, custom_id=custom_id, wait=wait, within=PATIENCE)
        return await member.press(message, custom_id=custom_id, wait=wait, within=PATIENCE)

    async def _answered(self, member: Member, outcome: Outcome, press: Press, player: int) -> Outcome:
        """Go on to the end of a form or a sheet, and remember what was acknowledged; what came last."""
        for _ in range(12):
            if outcome.modal is not None:
                fields = [part["custom_id"] for part in components(outcome.modal) if part["type"] == TEXT_INPUT]
                outcome = await member.submit(outcome, {key: self.rng.choice(TYPED) for key in fields}, within=PATIENCE)
            steps = [(part, step) for part, step in live(outcome.message or {}) if step.verb in SHEETS]
            if not steps or outcome.message is None:
                break
            lock = [part for part, step in steps if step.verb in LOCKS]
            outcome = await self._use(member, outcome.message, lock[0] if lock else self.rng.choice(steps)[0])
        said = told(outcome)
        if outcome.state == "acknowledged" and not said.startswith("⚠️") and any(part in said for part in RECEIPTS):
            self.acknowledged.add((press.game_id, press.position, player))
        self.counts["failed" if outcome.failed else "answers"] += 1
        return outcome
