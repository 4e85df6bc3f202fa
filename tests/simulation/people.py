"""Who lives a day: most do whatever they see, and some have a character."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path

from bot.client.words import ELSEWHERE, NOT_SAVED, OUR_FAULT
from bot.kernel.custom_ids import Press
from bot.rounds.rules.model import Refusal
from cogs.practice.ids import Verb as Practice
from cogs.profile.ids import Verb as Me
from cogs.profile.words import ERASING
from cogs.reports.ids import Verb as Report
from cogs.rounds.ids import Verb as Quiz
from cogs.rounds.words import REFUSALS
from cogs.shared.answering import Step
from playground.client import Json, Member, Outcome, RefusedError, Wait
from tests.campaigns.evening.crowd import PATIENCE, Crowd, Venue
from tests.campaigns.evening.verbs import ANSWERS, BUTTON, is_public, live
from tests.wire.players import told

LEARNER, LEAVER, STRANGER, FICKLE_ONE = "ben", "dev", "mallory", "chloe"
"""Who practices at length; who has everything erased; who is on the last server only, and presses what is on others;
who wants something else a moment later."""

APART = 0.35
"""How often somebody looks elsewhere than where the most is going on."""

WILLING = 0.7
SITTING = 10
"""So many questions and steps a learner takes at a time."""

SELDOM = 3
"""So many times more seldom than others a stranger does something: it is the same each time."""

FICKLE = 0.1
"""How often somebody has a reminder taken away and set again in one breath."""

TWICE = 0.15
"""How often an answer is pressed twice in one breath: a double click, or a second device."""

QUIZ_ANSWERS = {Step.CHOOSE, Step.CHOOSE_SEVERAL, Step.OPEN}
"""What a quiz's question is answered by, on the message that everybody sees."""

SPREAD_S = 4.0
"""Within so many seconds of somebody's erasure others answer, where they answer as it comes."""

LOOKS = 20
"""So often it is looked whether an erasure is over."""

ERASED = ("Nothing here is linked to your ID", "Nothing is stored about you")
NOT_HERS = (ELSEWHERE, "You began that on another server", "receiving events", "restart", OUR_FAULT, NOT_SAVED)
"""What a stranger may be told: that it is not hers, or that nothing can be done just now."""


TAKEN = ("You have already answered", "Locked in")
"""What whoever presses twice may be told of the first press."""

CLOSED = REFUSALS[Refusal.CLOSED]
"""What whoever answers too late may be told, and rely on."""

_ANSWERED = "SELECT 1 FROM answers WHERE game_id = ? AND position = ? AND player_id = ?"
_NOT_CLOSED = """
SELECT 1 FROM asked a JOIN games g ON g.id = a.game_id
WHERE a.game_id = ? AND a.position = ? AND a.closed_at IS NULL AND NOT a.skipped AND g.ended_at IS NULL
"""


@dataclass
class DayCrowd(Crowd):
    """People who take their time."""

    violations: list[str] = field(default_factory=list)
    at_erasure: Callable[[], None] | None = None
    """Called once somebody has had everything erased."""

    hushed: int = 0
    """For how many reasons nobody does anything just now."""

    database: Callable[[], Path] = Path
    """The file of the present run of the bot."""

    async def _person(self, name: str) -> None:
        await asyncio.sleep(self.rng.uniform(0, 1))
        while self.going:
            if self.hushed:
                await asyncio.sleep(0.5)
                continue
            try:
                await self._live(name)
            except (RefusedError, TimeoutError, StopIteration):
                self.counts["refused"] += 1
            await asyncio.sleep(self.rng.uniform(0.05, 1.2) * (SELDOM if name == STRANGER else 1))

    def hush(self, more: int) -> None:
        """There is one reason more, or less."""
        self.hushed += more

    async def _live(self, name: str) -> None:
        chance = self.rng.random()
        if name == STRANGER:
            await self._trespass()
        elif name == LEARNER and chance < 0.3:
            await self._practice(name)
        elif name == LEAVER and (chance < 0.03 or self.at_erasure is not None):
            await self._leave(name)
        elif name == FICKLE_ONE and chance < FICKLE:
            await self._change_mind(name)
        else:
            await self._act(name)

    async def _leave(self, name: str) -> None:
        """Have everything erased, often just after beginning something alone, and begin anew."""
        member, venue = self.playground.member(name), self.rng.choice(self.venues)

        async def begin() -> None:
            if self.rng.random() < WILLING:
                await member.slash(self.rng.choice(venue.quiz), "practice", within=PATIENCE)

        try:
            await erase(member, venue.daily, begin)
            if self.at_erasure is not None:
                self.at_erasure()
                self.at_erasure = None
        finally:
            self.acknowledged = {key for key in self.acknowledged if key[2] != self.ids[name]}
            self.counts["erased"] += 1

    async def leave_amid(self) -> None:
        """The leaver answers what everybody is asked, and has everything erased as the others answer it."""
        member = self.playground.member(LEAVER)
        found = await self._asked_of(member)
        if found is None:
            return
        message, part, press = found
        await self._answered(member, await self._use(member, message, part), press, self.ids[LEAVER])
        others = [name for name in self.ids if name not in (LEAVER, STRANGER)]
        try:
            await asyncio.gather(
                erase(member, self.venues[0].daily), *(self._answer_soon(name, message, part, press) for name in others)
            )
        finally:
            self.acknowledged = {key for key in self.acknowledged if key[2] != self.ids[LEAVER]}
            self.counts["erased as others answered"] += 1

    async def _asked_of(self, member: Member) -> tuple[Json, Json, Press] | None:
        """What can be answered in a quiz just now."""
        for venue in self.venues:
            for channel in venue.quiz:
                for message in await member.messages(channel, limit=5):
                    for part, press in live(message):
                        if press.verb in QUIZ_ANSWERS and is_public(message):
                            return message, part, press
        return None

    async def _answer_soon(self, name: str, message: Json, part: Json, press: Press) -> None:
        await asyncio.sleep(self.rng.uniform(1.6, 1.6 + SPREAD_S))
        member = self.playground.member(name)
        with suppress(RefusedError, TimeoutError):
            await self._answered(member, await self._use(member, message, part), press, self.ids[name])

    async def _change_mind(self, name: str) -> None:
        """Take away the reminder and set it again, without waiting for what comes of the one."""
        member, channel = self.playground.member(name), self.rng.choice(self.venues).daily
        outcome = await member.slash(channel, "me", wait="answered", within=PATIENCE)
        outcome = await self._pressed(member, outcome, Me.REMINDER)
        form = await self._pressed(member, outcome, Me.REMINDER_FORM)
        if form.modal is None:
            return
        when = {"time": f"{self.rng.randrange(24)}:00", "place": "Berlin"}
        setting = member.submit(form, when, wait="answered", within=PATIENCE)
        await asyncio.gather(self._pressed(member, outcome, Me.REMINDER_OFF), setting)
        self.counts["changes of mind"] += 1

    async def _pressed(self, member: Member, outcome: Outcome, verb: str) -> Outcome:
        """What comes of pressing this on what was shown; the same where it does not stand there."""
        part = _control(outcome, verb)
        if part is None or outcome.message is None:
            return outcome
        return await self._use(member, outcome.message, part)

    async def _use(self, member: Member, message: Json, part: Json, *, wait: Wait = "answered") -> Outcome:
        """Press it, once it could be read, and read what comes of it."""
        answers = [press for _, press in live({"components": [part]}) if press.verb in ANSWERS]
        if answers and not is_public(message):
            await asyncio.sleep(self.rng.uniform(0.6, 1.0))  # what is pressed as it appears does not count
        use = super()._use(member, message, part, wait=wait)
        if not answers or part["type"] != BUTTON or self.rng.random() > TWICE:
            outcome = await use
        else:
            [outcome, _] = await asyncio.gather(use, self._again(member, message, part, answers[0]))
        for press in answers if outcome.state == "acknowledged" and CLOSED in told(outcome) else ():
            self._must_be_closed(press.game_id, press.position)
        return outcome

    async def _again(self, member: Member, message: Json, part: Json, press: Press) -> None:
        """The same a moment later. Who is told that it was answered already may rely on that."""
        await asyncio.sleep(self.rng.uniform(0, 0.15))
        try:
            again = await super()._use(member, message, part)
        except (RefusedError, TimeoutError):
            return
        self.counts["pressed twice"] += 1
        if again.state == "acknowledged" and any(words in told(again) for words in TAKEN):
            self._must_be_on_disk(press.game_id, press.position, self.ids[member.user])

    async def _answered(self, member: Member, outcome: Outcome, press: Press, player: int) -> Outcome:
        last = await super()._answered(member, outcome, press, player)
        if (press.game_id, press.position, player) in self.acknowledged:
            self._must_be_on_disk(press.game_id, press.position, player)
        return last

    def _must_be_on_disk(self, game: int, place: int, player: int) -> None:
        """It was acknowledged. Whoever has everything erased meanwhile is in no row."""
        if player == self.ids[LEAVER]:
            return
        with closing(sqlite3.connect(f"file:{self.database()}?mode=ro", uri=True)) as rows:
            if rows.execute(_ANSWERED, (game, place, player)).fetchone() is None:
                self.violations.append(f"game {game}, question {place}: {player} is told of an answer not on disk")

    def _must_be_closed(self, game: int, place: int) -> None:
        """Somebody was told that it is: what closed it may not be taken back by a crash."""
        with closing(sqlite3.connect(f"file:{self.database()}?mode=ro", uri=True)) as rows:
            if rows.execute(_NOT_CLOSED, (game, place)).fetchone() is not None:
                self.violations.append(f"game {game}, question {place}: somebody is told of an end not on disk")
        self.counts["told that it is closed"] += 1

    def _place(self) -> tuple[Venue, str]:
        """Mostly where the others are, too: what is played alone ends by its clock, and hardly anybody answers."""
        if self.rng.random() < APART:
            return super()._place()
        venue = self.rng.choice(self.venues)
        return venue, venue.quiz[0]

    async def _begin(self, member: Member, channel: str, venue: Venue) -> None:
        """Whoever opens a lobby seldom leaves it at that."""
        await super()._begin(member, channel, venue)
        await asyncio.sleep(self.rng.uniform(0.5, 2))
        for message in await member.messages(channel, limit=4):
            start = [part for part, press in live(message) if press.verb == Quiz.BEGIN]
            if start and self.rng.random() < WILLING:
                await self._use(member, message, start[0])
                return

    async def _practice(self, name: str) -> None:
        """One question after the other, reading each explanation."""
        member, venue = self.playground.member(name), self.rng.choice(self.venues)
        outcome = await member.slash(self.rng.choice(venue.quiz), "practice", wait="answered", within=PATIENCE)
        for _ in range(SITTING):
            steps = [(part, press) for part, press in live(outcome.message or {})]
            wanted = [one for one in steps if one[1].verb in ANSWERS or one[1].verb == Practice.NEXT]
            if outcome.message is None or not wanted:
                return
            part, press = self.rng.choice(wanted)
            outcome = await self._use(member, outcome.message, part)
            if press.verb in ANSWERS:
                outcome = await self._answered(member, outcome, press, self.ids[name])
            self.counts["practiced"] += 1

    async def _trespass(self) -> None:
        """Press, on one's own server, what stands on another."""
        [*others, own] = self.venues
        afar, channel = self.rng.choice(others), self.rng.choice([*own.quiz, own.daily])
        there = await self.playground.member("ada").messages(self.rng.choice([*afar.quiz, afar.daily]), limit=14)
        shown = [part for message in there for part, press in live(message) if _is_of_a_game(part, press)]
        here = await self.playground.member(STRANGER).messages(channel, limit=5)
        if not shown or not here:
            return
        data = {"custom_id": self.rng.choice(shown)["custom_id"], "component_type": BUTTON}
        body = {"type": 3, "channel_id": channel, "message_id": here[0]["id"], "data": data}
        outcome = await self.playground.member(STRANGER).forge(body, within=PATIENCE)
        self.counts["trespassed"] += 1
        if outcome.state == "acknowledged" and not any(word in told(outcome) for word in NOT_HERS):
            self.violations.append(f"{data['custom_id']} of server {afar.guild} answers elsewhere: {told(outcome)!r}")


def _is_of_a_game(part: Json, press: Press) -> bool:
    """And no report: a question may be reported by whoever knows of it."""
    return bool(press.game_id) and part["type"] == BUTTON and press.verb != Report.REPORT


async def nothing() -> None:
    """What one does in between."""


async def erase(member: Member, channel: str, meanwhile: Callable[[], Awaitable[None]] = nothing) -> str:
    """Have everything about oneself erased; what one is told. `meanwhile` comes before the last step."""
    outcome = await member.slash(channel, "me", wait="answered")
    for verb in (Me.ERASE, Me.ERASE_FOR_GOOD):
        part = _control(outcome, verb)
        if part is None or outcome.message is None:
            return told(outcome)
        await asyncio.sleep(0.8)  # what is pressed as it appears does not count
        if verb == Me.ERASE_FOR_GOOD:
            await meanwhile()
        outcome = await member.press(outcome.message, custom_id=str(part["custom_id"]), wait="answered")
    return told(await _done(member, outcome))


async def _done(member: Member, outcome: Outcome) -> Outcome:
    """What it comes to, which takes a while."""
    for _ in range(LOOKS):
        if told(outcome) != ERASING:
            break
        await asyncio.sleep(0.5)
        outcome = await member.outcome(outcome.id)
    return outcome


def _control(outcome: Outcome, verb: str) -> Json | None:
    return next((part for part, press in live(outcome.message or {}) if press.verb == verb), None)


async def nothing_is_left(member: Member, channel: str, person: int, database: Path) -> list[str]:
    """Whoever has everything erased, all games being over, is in no row of any table."""
    with suppress(RefusedError, TimeoutError):
        said = await erase(member, channel)
        if not any(words in said for words in ERASED):
            return [f"an erasure at the day's end answers {said!r}"]
        return [f"of {person}, who is erased, {where} is left" for where in _left(person, database)]
    return []


def _left(person: int, database: Path) -> list[str]:
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as rows:
        tables = [name for (name,) in rows.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        return [
            f"{name} {row}"
            for name in tables
            for row in rows.execute(f'SELECT * FROM "{name}"')  # noqa: S608 - names of our own tables
            if any(str(person) in str(value) for value in row)
        ]
