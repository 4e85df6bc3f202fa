"""What must hold after an evening, whatever happened in it."""

from __future__ import annotations

import asyncio
import json
import random
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from bot.boards.recount import recount
from bot.client.words import OUR_FAULT, UNKNOWN_PRESS
from bot.kernel.custom_ids import Press
from bot.rounds.rules.model import Weight
from cogs.help.words import WELCOME
from playground.client import Json, RefusedError, text_of
from tests.campaigns.evening.crowd import Crowd, Venue
from tests.campaigns.evening.verbs import LASTING, is_public, live
from tests.wire.players import told
from tests.wire.processes import Stage
from tests.wire.rows import answers, rows

PRESSES = 25
DAY = 24 * 3600
MOST_TURNS = 600
"""So often time is moved on at the end, with a rest after each: six minutes, for a busy machine."""

SOUNDS_WRONG = ("Traceback", "[error", "[critical", "never retrieved", "was destroyed", "left behind")
FORESEEN = (
    ("Attempting a reconnect",),
    ("Failed to connect for shard",),
    ("Ignoring exception in autocomplete", "error code: 10062"),
    ("Ignoring exception in autocomplete", "ServerDisconnectedError"),
    ("'code': 'INVALID'",),
)
"""All the words of one line: a refused connection, suggestions too late or lost, a refusal that was asked for."""

_UNENDED = "SELECT id, kind FROM games WHERE ended_at IS NULL AND kind IN ('round', 'duel')"
_NO_REASON = (
    "SELECT game_id FROM rounds WHERE end_reason IS NULL UNION SELECT game_id FROM duels WHERE end_reason IS NULL"
)
_UNSETTLED = "SELECT m.game_id, card FROM messages m JOIN games g ON g.id = m.game_id WHERE settled = 0"
_POSTS = "SELECT number FROM daily_posts WHERE guild_id = ? AND number IS NOT NULL"
_BOTH = "SELECT guild_id, date FROM daily_posts JOIN daily_missed USING (guild_id, date)"
_SUMS = "SELECT position, points, correct FROM answers WHERE game_id = ?"
_WEIGHTS = "SELECT weights FROM rounds WHERE game_id = ?"
_CLOSED = "SELECT game_id FROM daily_posts JOIN games ON id = game_id WHERE ended_at IS NOT NULL"
_POINTS = re.compile(r"\*\* · ([\d,]+) points? · (\d+) of \d+ right")
_EVENT = re.compile(r"^(?=\d{4}-\d\d-\d\dT|left behind)", re.MULTILINE)
_NUMBER = re.compile(r"^## Daily #(\d+) ", re.MULTILINE)
_HELLO = WELCOME.splitlines()[0]


@dataclass
class Judge:
    """Looks at the rows, the channels and the log."""

    stage: Stage
    crowd: Crowd
    venues: list[Venue]
    rng: random.Random
    presses: int = PRESSES

    async def all_ended(self) -> bool:
        return not rows(self.stage.database, _UNENDED) and not rows(self.stage.database, _UNSETTLED)

    async def until_all_ended(self) -> None:
        """Let so much time pass that everything has come to its end."""
        for turn in range(MOST_TURNS):
            if await self.all_ended():
                return
            step = 650 if turn < 80 else 30  # by then only a busy machine keeps cards from their last state
            await self.stage.playground.advance(DAY + 3600 if turn in (4, 30) else step)
            await asyncio.sleep(0.6)

    async def violations(self) -> list[str]:
        """Everything that is not as it must be, in words."""
        messages = [
            message for venue in self.venues for channel in venue.quiz for message in await self._public(channel)
        ]
        await self._come_to_rest()
        found = [*self.lost(), *self._ends(), *self._results(messages), *self._twice(messages)]
        found += [wrong for venue in self.venues for wrong in [*await self._daily(venue), *await self._greeted(venue)]]
        found += self._dead(messages)
        found += await self._press(messages)
        found += recount(self.stage.database)
        return [*found, *unforeseen(self.stage.bot.said())]

    async def _come_to_rest(self) -> None:
        """Now and then a message is drawn anew by itself, and for a moment it is not settled."""
        for _ in range(10):
            if await self.all_ended():
                return
            await asyncio.sleep(1)

    def lost(self) -> list[str]:
        """Answers that were acknowledged and are not on disk."""
        told = {*self.crowd.acknowledged}  # those that come while the rows are read may be in none of them
        lost = told - answers(self.stage.database)
        return [f"game {game}, question {place}: {player}'s answer is lost" for game, place, player in sorted(lost)]

    def _ends(self) -> Iterable[str]:
        yield from (f"{kind} {game} has not ended" for game, kind in rows(self.stage.database, _UNENDED))
        yield from (f"game {game} has no result" for (game,) in rows(self.stage.database, _NO_REASON))
        yield from (f"{card} of game {game} is not settled" for game, card in rows(self.stage.database, _UNSETTLED))

    def _results(self, messages: list[Json]) -> Iterable[str]:
        """Podiums and duels' results show the sums of the answers."""
        for message in messages:
            ends = {press.game_id for _, press in live(message) if press.verb in ("g", "xg")}
            for game in ends:
                shown = [
                    (int(points.replace(",", "")), int(right)) for points, right in _POINTS.findall(text_of(message))
                ]
                due = self._sums(game)
                if (sum(points for points, _ in shown), sum(right for _, right in shown)) != due:
                    yield f"game {game}: shown {shown}, the answers give {due}"

    def _sums(self, game: int) -> tuple[int, int]:
        """Points and right answers in the questions that count, as much as they count: warm-ups do not."""
        told = rows(self.stage.database, _WEIGHTS, game)
        weights = json.loads(str(told[0][0])) if told and told[0][0] else {}
        weighed = [
            (Weight(weights.get(str(position), Weight.ONCE)), int(str(points)), int(str(right)))
            for position, points, right in rows(self.stage.database, _SUMS, game)
        ]
        counting = [(weight.of(points), right) for weight, points, right in weighed if weight != Weight.NOT_AT_ALL]
        return sum(points for points, _ in counting), sum(right for _, right in counting)

    def _twice(self, messages: list[Json]) -> Iterable[str]:
        cards = Counter(mark for message in messages for mark in {_mark(press) for _, press in _of_games(message)})
        yield from (f"card {card} of game {game} stands {n} times" for (game, card), n in cards.items() if n > 1)

    async def _daily(self, venue: Venue) -> list[str]:
        shown = Counter(
            int(found[1]) for message in await self._public(venue.daily) if (found := _NUMBER.search(text_of(message)))
        )
        due = Counter(int(str(number)) for (number,) in rows(self.stage.database, _POSTS, int(venue.guild)))
        wrong = [] if shown == due else [f"server {venue.guild}: dailies {dict(shown)}, rows {dict(due)}"]
        return wrong + [f"server {guild}: {day} posted and missed" for guild, day in rows(self.stage.database, _BOTH)]

    async def _greeted(self, venue: Venue) -> list[str]:
        """A server is greeted once, also where the bot was removed from it and invited again."""
        messages = [m for channel in (*venue.quiz, venue.daily) for m in await self._public(channel)]
        times = sum(_HELLO in text_of(message) for message in messages)
        return [f"server {venue.guild} is greeted {times} times"] if times > 1 else []

    def _dead(self, messages: list[Json]) -> Iterable[str]:
        """Controls of games that are over which pretend that something can still be done."""
        for message in messages:
            for part, press in _of_games(message):
                if press.verb not in LASTING:
                    yield f"game {press.game_id}: {part.get('label') or 'a select'} ({press.verb}) stands after the end"

    async def _press(self, messages: list[Json]) -> list[str]:
        """Whatever still stands answers sensibly, and the first time; so do the private messages of the evening."""
        private = [m for venue in self.venues for m in await self._private(self.rng.choice(venue.quiz))]
        controls = [(message, part) for message in [*messages, *private] for part, _ in live(message)]
        wrong, ada = [], self.stage.playground.member("ada")
        for message, part in self.rng.sample(controls, min(self.presses, len(controls))):
            if part["type"] != 2:
                continue
            custom_id = str(part["custom_id"])
            try:
                outcome = await ada.press(message, custom_id=custom_id)
            except RefusedError:
                continue  # an earlier press changed the message
            said = told(outcome)
            if outcome.modal is None and (outcome.failed or said in (UNKNOWN_PRESS, OUR_FAULT)):
                wrong.append(f"{part.get('label')} ({custom_id}) answers {said!r}")
        return wrong

    async def _public(self, channel: str) -> list[Json]:
        return [m for m in await self.stage.playground.member("ada").messages(channel, limit=100) if is_public(m)]

    async def _private(self, channel: str) -> list[Json]:
        return [m for m in await self.stage.playground.member("ada").messages(channel, limit=30) if not is_public(m)]


def unforeseen(log: str) -> list[str]:
    """What a log says of something that nobody thought of."""
    told = [event for event in _EVENT.split(log) if not any(all(part in event for part in words) for words in FORESEEN)]
    wrong = [event for event in told if any(sound in event for sound in SOUNDS_WRONG)]
    return [f"the log says: {event.strip()}" for event in wrong]


def _of_games(message: Json) -> list[tuple[Json, Press]]:
    """The controls of a message that belong to a game: the greeting's, say, begin something and belong to none."""
    return [(part, press) for part, press in live(message) if press.game_id]


def _mark(press: Press) -> tuple[int, str]:
    return press.game_id, press.card
