"""What people and organisers can do about a question that seems wrong."""

import asyncio
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from bot.kernel.keys import Viewer
from bot.kernel.library import Library
from bot.kernel.names import shows_something
from bot.kernel.questions import Question
from bot.kernel.sources import Source, owner_of
from bot.reports.analysis import AttemptStore, item_reports
from bot.reports.rules import LONGEST_TEXT, MOST_OPEN, MOST_READ, Outcome, Report, Waiting
from bot.study.items import ItemReport


class ReportStore(Protocol):
    """The reports' rows."""

    async def asked(self, game_id: int, position: int, player_id: int) -> Question | None:
        """The question at a place of a game, once it is open; None where none is, or where it is not theirs to see."""

    async def met(self, game_id: int, player_id: int) -> dict[int, Question]:
        """Place → question of a game, of those that are closed or that a player has answered."""

    async def server(self, game_id: int) -> int:
        """The server on which a game was begun; 0 where that was in direct messages, or where there is no game."""

    def put(self, report: Report) -> Awaitable[None]:
        """Queue the report. Raises `StorageError`."""

    async def settle(
        self, guild_id: int, question_id: str, outcome: Outcome, at: datetime, muted_by: int | None = None
    ) -> int:
        """Note what became of a question's open reports, perhaps that it is muted; how many. Raises `StorageError`."""

    def unmute(self, guild_id: int, question_id: str, at: datetime) -> Awaitable[None]:
        """Queue that a question may be asked again, so that whoever reported it learns so. Raises `StorageError`."""

    async def waiting(self, guild_id: int) -> list[Waiting]:
        """A server's questions with open reports, the most reported first."""

    async def about(self, guild_id: int, question_id: str, most: int) -> list[Report]:
        """The first open reports of a question in a server, oldest first."""

    async def open_of(self, guild_id: int, reporter_id: int) -> int:
        """How many of somebody's reports wait in a server."""

    async def of_reporter(self, reporter_id: int) -> list[Report]:
        """One person's reports, oldest first."""

    async def muted(self, guild_id: int) -> set[str]:
        """The questions not to be asked in a server."""


@dataclass(frozen=True, slots=True)
class Case:
    """A reported question as an organiser sees it: its open reports, and how it works so far.

    `withheld`: a game that they can play asks it now, so that nothing which may tell its key is shown yet.
    """

    question_id: str
    question: Question | None
    reports: Sequence[Report]
    statistics: ItemReport | None
    muted: bool
    withheld: bool = False


class ReportService:
    """Reports of one installation."""

    def __init__(self, store: ReportStore, attempts: AttemptStore, sources: Source) -> None:
        self._store = store
        self._attempts = attempts
        self._sources = sources

    async def asked(self, game_id: int, position: int, player_id: int) -> Question | None:
        """The question that a card shows somebody, None where it shows them none."""
        return await self._store.asked(game_id, position, player_id)

    async def met(self, game_id: int, player_id: int) -> dict[int, Question]:
        """Place → question of a game, of those that somebody knows already: what they have not is not shown."""
        return await self._store.met(game_id, player_id)

    async def server(self, game_id: int, question: Question | None, here: int) -> int:
        """The server whose organizers a report made `here` is for: whose own question it is, or whose game asked it.

        0 where that is none, so that nobody would see it.
        """
        own = owner_of(question.id) if question else 0
        return own or await self._store.server(game_id) or here

    async def report(self, report: Report) -> bool:
        """Keep a report, beside those that the same person may have made of the same question before.

        False where too many of theirs wait in that server.
        """
        if await self.is_full(report.guild_id, report.reporter_id):
            return False
        text = report.text.strip()[:LONGEST_TEXT]
        await self._store.put(replace(report, text=text if shows_something(text) else ""))
        return True

    async def is_full(self, guild_id: int, reporter_id: int) -> bool:
        """Whether as many of somebody's reports wait in a server as may."""
        return await self._store.open_of(guild_id, reporter_id) >= MOST_OPEN

    async def of_reporter(self, reporter_id: int) -> list[Report]:
        """What became of one's own reports."""
        return await self._store.of_reporter(reporter_id)

    async def cases(self, guild_id: int, organiser_id: int = 0, shown: int = 0) -> list[Case]:
        """The questions with open reports, the most reported first, for an organiser's eyes.

        What a question asks, its reports, and how it works stand in the one that is `shown` (a place, from 0 again
        after the last): the others' are not read.
        """
        waiting = await self._store.waiting(guild_id)
        if not waiting:
            return []
        muted = await self._store.muted(guild_id)
        hidden = await self._attempts.being_asked(Viewer(organiser_id, guild_id))
        library = await self._sources.library(guild_id)
        cases = [Case(one.question_id, None, (), None, one.question_id in muted) for one in waiting]
        place = shown % len(cases)
        name = cases[place].question_id
        cases[place] = replace(
            cases[place],
            question=library.find(name),
            reports=await self._store.about(guild_id, name, MOST_READ),
            statistics=await self._statistics(name, library),
            withheld=name in hidden,
        )
        return cases

    async def _statistics(self, question_id: str, library: Library) -> ItemReport | None:
        attempts, totals = await self._attempts.attempts_at(question_id)
        found = await asyncio.to_thread(item_reports, attempts, library, totals)
        return found[0] if found else None

    async def decide(self, guild_id: int, question_id: str, outcome: Outcome, by: int, at: datetime) -> int:
        """Mute a reported question in a server, or keep it: its open reports are settled; how many there were."""
        muted_by = by if outcome is Outcome.MUTED else None
        return await self._store.settle(guild_id, question_id, outcome, at, muted_by)

    async def muted(self, guild_id: int) -> set[str]:
        """The questions not to be asked in a server."""
        return await self._store.muted(guild_id)

    async def muted_by_name(self, guild_id: int) -> list[tuple[str, str]]:
        """The same with what each asks, in order of that; a question that is in no pack any more by its id.

        A server's own that is gone is left out: nobody can ask it again.
        """
        library = await self._sources.library(guild_id)
        found = [(name, library.find(name)) for name in await self._store.muted(guild_id)]
        found = [(name, one) for name, one in found if one or not owner_of(name)]
        return sorted(((name, one.asking if one else name) for name, one in found), key=lambda pair: (pair[1], pair[0]))

    async def unmute(self, guild_id: int, question_id: str, at: datetime) -> None:
        """Let a question be asked again: its reports count as looked at, and it as kept."""
        await self._store.unmute(guild_id, question_id, at)
