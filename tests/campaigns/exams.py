"""Mock exams over the wire, alone and in a group of five, killed in every phase.

An answer that was acknowledged is in the report, on the letter that was acknowledged last (or one that was pressed
after it); so are flags. Nobody has two papers, a paper has 65 questions and its whole time, whatever the outages, and
it ends once.
"""

from __future__ import annotations

import asyncio
import json
import random
import tempfile
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

from bot.kernel.questions import Choice
from bot.kernel.shuffle import shown_order
from bot.packs import content
from bot.storage.place import Place
from playground.client import Member, RefusedError, text_of
from tests.wire.examinees import MINUTES, Examinee, is_open, is_result, place_of, start_alone
from tests.wire.players import labels, told
from tests.wire.processes import QUIZ, Stage, stage
from tests.wire.rows import rows

RUNS = 28
"""Kills: four in each phase."""

PHASES = ("start", "answering", "flagging", "review", "handing in", "at zero", "report")
MOMENTS = ("in flight", "before", "in flight", "after")
PEOPLE = ("ada", "ben", "chloe", "dev", "eve")
QUESTIONS = 5
STUDY_GROUP = "100000000000000001"
LETTERS = "ABCDEFGHIJKL"


def main(seed: int, runs: int) -> int:
    """Kill so often; 0 only if every phase saw a kill and nothing was violated."""
    counts, violations = asyncio.run(_campaign(random.Random(seed), runs))  # noqa: S311 - moments, not secrets
    for violation in violations:
        print("VIOLATED:", violation)
    print(", ".join(f"{counts[phase]} {phase}" for phase in PHASES))
    print(
        f"{counts['kills']} kills, {counts['papers']} papers, {counts['acknowledged']} answers acknowledged,", end=" "
    )
    print(f"{len(violations)} violations")
    every = all(counts[phase] for phase in PHASES) and counts["acknowledged"] and counts["groups"]
    return 0 if every and not violations else 1


@dataclass
class Killer:
    """Kills the bot in one phase of each mock, around one press of it."""

    stage: Stage
    rng: random.Random
    counts: Counter[str]
    phase: str = ""
    moment: str = ""
    """When, in the phase; nothing once it was done."""

    async def around(self, phase: str, act: Callable[[], Awaitable[object]]) -> bool:
        """Do it, with a kill before it, under it or after it where its turn has come; whether it was answered."""
        moment = self.moment if phase == self.phase and self.rng.random() < 0.5 else ""
        if moment == "before":
            await self._kill()
        acting = asyncio.ensure_future(act())
        if moment == "in flight":
            await asyncio.sleep(self.rng.uniform(0, 0.04))
            await self._kill()
        try:
            await acting
        except (RefusedError, TimeoutError, AssertionError, StopIteration, RuntimeError):
            return False
        if moment == "after":
            await self._kill()
        return True

    async def now(self, phase: str) -> None:
        """The phase is over: where it saw no kill yet, it does now."""
        if phase == self.phase and self.moment:
            await self._kill()

    async def _kill(self) -> None:
        self.counts.update(["kills", self.phase])
        self.moment = ""
        await self.stage.restart()


@dataclass
class Sitter:
    """One person's mock, and what the bot told them."""

    killer: Killer
    page: Examinee
    acknowledged: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    flagged: set[int] = field(default_factory=set)

    async def work(self) -> None:
        """A few answers, some changed; two flags; the review."""
        rng = self.killer.rng
        for _ in range(QUESTIONS):
            await self._reply(rng.randrange(4))
            if rng.random() < 0.3:
                await self._reply(rng.randrange(4))
            await self._press("answering", "Next")
        await self.killer.now("answering")
        for _ in range(2):
            await self._at_a_question()
            place = place_of(self.page.card)
            if "Flag" in labels(self.page.card) and await self._press("flagging", "Flag") and self._has("Unflag"):
                self.flagged.add(place)  # what came back may be a sentence, as above
            await self._press("flagging", "Next")
        await self.killer.now("flagging")
        await self._press("review", "All questions")
        await self._press("review", "Review")
        await self.killer.now("review")

    async def _reply(self, pick: int) -> None:
        """Answer what is before them; what is told is noted, or that something was on its way."""
        await self._at_a_question()
        place = place_of(self.page.card)
        answered = await self.killer.around("answering", lambda: self.page.reply(pick))
        # What came back may be a sentence, such as to press again in a moment: then nobody was told that it is saved.
        answered = answered and is_open(self.page.card)
        saved = self._saved() if answered and place_of(self.page.card) == place else ""
        if saved:
            self.acknowledged[place] = {saved}
            self.killer.counts["acknowledged"] += 1
        elif place in self.acknowledged:
            self.acknowledged[place].add("anything")
        if not answered:
            await self._back()

    def _saved(self) -> str:
        """The letters that the page says are saved; a word where the kind has none."""
        text = text_of(self.page.card)
        if "☑ Locked in: **" in text:
            return text.partition("☑ Locked in: **")[2].partition("**")[0]
        return "something" if "Locked in" in text else ""

    async def _press(self, phase: str, label: str) -> bool:
        pressed = await self.killer.around(phase, lambda: self.page.press(label))
        if not pressed:
            await self._back()
        return pressed

    async def _back(self) -> None:
        """After a kill the page may be gone: the command brings the paper back."""
        async with asyncio.timeout(30):
            while True:
                try:
                    await self.page.show()
                except (RefusedError, TimeoutError, AssertionError):
                    await asyncio.sleep(0.2)
                else:
                    return

    async def _at_a_question(self) -> None:
        async with asyncio.timeout(30):
            while not is_open(self.page.card):  # a sentence came, such as to press again in a moment
                await self._back()

    async def hand_in(self) -> None:
        """By hand, asked once."""
        while not is_result(self.page.card):
            label = next((one for one in ("Hand in as it stands", "Hand in", "Review") if self._has(one)), None)
            if label is None or not await self._press("handing in", label):
                await self._back()
        await self.killer.now("handing in")

    def _has(self, label: str) -> bool:
        return any(one.startswith(label) for one in labels(self.page.card))

    async def run_out(self) -> None:
        """Until the clock has collected it."""
        await self.killer.around("at zero", lambda: self.killer.stage.playground.advance(91 * MINUTES))
        await self.killer.now("at zero")
        for _ in range(20):
            await self._back()
            if is_result(self.page.card):
                return
            await self.killer.stage.playground.advance(5 * MINUTES)
            await asyncio.sleep(0.7)

    async def read(self) -> None:
        """Look at what was wrong, and say why."""
        await self._back()
        for label in ("Wrong", "Misread", "Next"):
            if self._has(label):
                await self._press("report", label)
        await self.killer.now("report")


async def _campaign(rng: random.Random, kills: int) -> tuple[Counter[str], list[str]]:
    counts: Counter[str] = Counter()
    violations: list[str] = []
    with tempfile.TemporaryDirectory() as directory:
        async with stage(Path(directory)) as set_up:
            await set_up.playground.create_people(PEOPLE[-1])
            await set_up.playground.set_member(STUDY_GROUP, PEOPLE[-1])
            number = 0
            while counts["kills"] < kills:
                phase, moment = PHASES[number % len(PHASES)], MOMENTS[number // len(PHASES) % len(MOMENTS)]
                killer = Killer(set_up, rng, counts, phase, moment)
                sitters = await (_group(killer) if number % 4 == 3 else alone(killer, PEOPLE[number % len(PEOPLE)]))
                await sit(sitters, by_clock=phase == "at zero")
                violations += [problem for sitter in sitters for problem in await checked(set_up, sitter)]
                counts["papers"] += len(sitters)
                number += 1
            return counts, violations + everywhere(set_up)


async def alone(killer: Killer, name: str) -> list[Sitter]:
    member = killer.stage.playground.member(name)

    async def start() -> None:
        told_back = told(await start_alone(member))
        assert "direct messages" in told_back or "already" in told_back or "hands itself in" in told_back, told_back

    return [await _seated(killer, member, start)]


async def _group(killer: Killer) -> list[Sitter]:
    killer.counts["groups"] += 1
    members = [killer.stage.playground.member(name) for name in PEOPLE]
    await members[0].slash(QUIZ, "exam start", {"exam": "AIF-C01", "group": True}, wait="answered")
    card = await members[0].wait_for_message(QUIZ, lambda message: "Start" in labels(message))
    for member in members[1:]:
        await member.press(card, label="Join")

    async def start() -> None:
        await members[0].press(await members[0].message(QUIZ, card["id"]), label="Start")

    return [await _seated(killer, member, start) for member in members]


async def _seated(killer: Killer, member: Member, start: Callable[[], Awaitable[object]]) -> Sitter:
    """Begin, and again where a kill came before it was written, until there is a paper."""
    sitter = Sitter(killer, Examinee(killer.stage, member, {}))
    async with asyncio.timeout(90):
        while True:
            if is_open(sitter.page.card):
                return sitter
            await killer.around("start", start)
            await killer.now("start")
            try:
                await sitter.page.show()
            except (RefusedError, TimeoutError, AssertionError):
                await asyncio.sleep(0.2)


async def sit(sitters: list[Sitter], *, by_clock: bool) -> None:
    for sitter in sitters:
        await sitter.work()
    for sitter in sitters:
        await (sitter.run_out() if by_clock else sitter.hand_in())
    for sitter in sitters:
        await sitter.read()


async def checked(set_up: Stage, sitter: Sitter) -> list[str]:
    """What was told, against what the paper says now that it is in."""
    who = await sitter.page.member.id()
    query = "SELECT game_id, end_reason FROM exam_sittings WHERE player_id = ? ORDER BY game_id DESC LIMIT 1"
    [(newest, end)] = rows(set_up.database, query, int(who))
    game = int(str(newest))
    found = [] if end else [f"paper {game} was never collected"]
    kept = _letters(set_up.database, game)
    for place, told_ in sitter.acknowledged.items():
        if place not in kept:
            found.append(f"paper {game}: the answer to question {place + 1} is lost")
        elif not {kept[place], "anything"} & told_:
            found.append(f"paper {game}, question {place + 1}: told {told_}, kept {kept[place]}")
    flagged = "SELECT position FROM exam_marks WHERE game_id = ? AND flagged = 1"
    flags = {place for (place,) in rows(set_up.database, flagged, game)}
    return found + [f"paper {game}: the flag on question {place + 1} is lost" for place in sitter.flagged - flags]


def _letters(database: Place, game: int) -> dict[int, str]:
    """Place → the letters that were shown for what is kept; a word for kinds without."""
    query = (
        "SELECT a.game_id, a.position, a.answer, q.seed, c.body FROM answers a JOIN asked q USING (game_id, position) "
        "JOIN contents c ON c.hash = q.content_hash"
    )
    found = {}
    for of, place, answer, seed, body in rows(database, query):
        if of == game:
            question = content.from_json(str(body))
            order = shown_order(question, int(str(seed)))
            chosen = sorted(LETTERS[order.index(int(index))] for index in json.loads(str(answer)))
            found[int(str(place))] = ", ".join(chosen) if isinstance(question.body, Choice) else "something"
    return found


def everywhere(set_up: Stage) -> list[str]:
    """What must hold of all papers there are."""
    checks = {
        "a paper has not 65 questions, each once": "SELECT game_id FROM asked JOIN exam_sittings USING (game_id) "
        "GROUP BY game_id HAVING count(*) <> 65 OR count(DISTINCT question_id) <> 65",
        "a paper had less than its time": "SELECT game_id FROM exam_sittings JOIN games ON games.id = game_id "
        "WHERE deadline < created_at + 5400000",
        "a paper that is in has an open question": "SELECT q.game_id FROM asked q JOIN exam_sittings s USING (game_id) "
        "WHERE s.end_reason IS NOT NULL AND q.closed_at IS NULL",
        "a paper keeps its keys for ever": "SELECT k.game_id FROM keys_withheld k JOIN exam_sittings s USING (game_id) "
        "WHERE s.room_id IS NULL AND s.end_reason IS NOT NULL",
        "somebody has two papers": "SELECT player_id FROM exam_sittings WHERE end_reason IS NULL GROUP BY 1 "
        "HAVING count(*) > 1",
    }
    return [f"{what}: {rows(set_up.database, query)}" for what, query in checks.items() if rows(set_up.database, query)]
