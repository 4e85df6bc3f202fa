"""One's own data: what there is, a copy to take along, and its erasure."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from operator import itemgetter
from typing import Protocol

import structlog

from bot.kernel.background import note_failure
from bot.kernel.keys import Viewer
from bot.kernel.people import ErasedPerson
from bot.kernel.ports import StorageError
from bot.kernel.questions import Exam
from bot.kernel.sources import Source, may_meet, owner_of
from bot.learners.api import ExamDays
from bot.learning.api import (
    Given,
    HistoryStore,
    bank_of,
    is_right,
    lifecycle_badge,
    memories,
    missed,
    responses,
)
from bot.profile.anki import anki_of
from bot.profile.copying import (
    Export,
    Stored,
    answer_row,
    answers_csv,
    estimates_csv,
    figure_row,
    questions_in,
    questions_of,
    report_row,
    review_row,
    without_keys,
)
from bot.profile.stand_ins import stand_in_for_somebody
from bot.reports.api import Report
from bot.study.estimates import estimate

_log = structlog.get_logger(__name__)

TRIES = 5
"""An erasure is looked over so often: a game that runs may write once more what it had in memory."""

EXAM_WITHIN = timedelta(days=3 * 365)


class ExamDayStore(Protocol):
    """When people sit their exams."""

    async def of(self, player_id: int) -> ExamDays:
        """The days that they set."""

    def put(self, player_id: int, days: Mapping[Exam, date | None]) -> Awaitable[None]:
        """Note these, or with None that there is none; done when committed. Raises `StorageError`."""


class Eraser(Protocol):
    """Forgets a person in every table."""

    async def counts(self, player_id: int) -> Mapping[str, int]:
        """How many rows each table has of a person."""

    async def rows(self, player_id: int) -> Stored:
        """What each table has of a person, as plain values and `Whole` questions; tables without any are left out."""

    async def games(self, player_id: int) -> set[int]:
        """The games that a person has a part in."""

    async def erase(
        self, player_id: int, stand_in: int, gone: Callable[[Iterable[int]], None] = lambda _: None
    ) -> None:
        """Forget them; a number takes their place where others' results need one. `gone` hears of games at once.

        Raises `StorageError`.
        """

    async def begin(self, player_id: int, stand_in: int) -> None:
        """Note that somebody is being erased, until it is `over`. Raises `StorageError`."""

    async def over(self, player_id: int) -> None:
        """It has come to its end, or it has been told that it failed. Raises `StorageError`."""

    async def begun(self) -> Mapping[int, int]:
        """Person → stand-in, of erasures that were begun and are not over."""

    async def left(self, player_id: int) -> Mapping[str, int]:
        """How many rows each table has of a person, once all that was decided up to now is written.

        Memory is rid of them in the instant of the call; what was decided before, and comes later, is refused.
        """

    async def written_again(self, player_id: int, games: Collection[int]) -> bool:
        """Likewise, whether any row of this part of the bot names them: of its servers, or of these of its games."""

    async def erase_again(
        self, player_id: int, stand_in: int, games: Collection[int], gone: Callable[[Iterable[int]], None]
    ) -> None:
        """Forget them in these rows, as `erase` does. Raises `StorageError`."""


class ReportReader(Protocol):
    """What people reported."""

    async def of_reporter(self, reporter_id: int) -> list[Report]:
        """One person's reports, oldest first."""


@dataclass(frozen=True, slots=True)
class Profile:
    """What `/me` shows at first sight. `asked`: what the reported questions ask, by id, where that is known here.

    `elsewhere`: answers that count only on other servers, since their questions are those servers' own.
    """

    answers: int
    right: int
    days: int
    first: datetime | None
    exams: Mapping[Exam, date]
    reports: Sequence[Report]
    badge: bool
    asked: Mapping[str, str] = field(default_factory=dict)
    elsewhere: int = 0


@dataclass(frozen=True, slots=True)
class Erasure:
    """What there was of somebody, and what of it is `left`: nothing, unless it was written again each time."""

    gone: Mapping[str, int]
    left: Mapping[str, int]


async def _at_once(_: int) -> None:
    """Where nothing else of a person's can be under way."""


async def _unheard() -> None:
    """Where nobody waits to hear it."""


@asynccontextmanager
async def _nobody(_: int, __: int, ___: Collection[int]) -> AsyncIterator[None]:
    """Where the bot has no other part."""
    yield


async def _nothing(_: Collection[int]) -> None:
    """Where nothing is on any screen."""


class ProfileService:
    """What one can do with one's own data. `settled` waits for what else a person has pressed up to now."""

    def __init__(
        self,
        history: HistoryStore,
        sources: Source,
        exam_days: ExamDayStore,
        eraser: Eraser,
        reports: ReportReader,
        forget: Callable[[object], None],
        settled: Callable[[int], Awaitable[None]] = _at_once,
        note: Callable[[int], Awaitable[None]] = _at_once,
        telling_others: Callable[[int, int, Collection[int]], AbstractAsyncContextManager[None]] = _nobody,
        gone_from: Callable[[Collection[int]], Awaitable[None]] = _nothing,
    ) -> None:
        """`note` is told who is about to be erased, so that no backup brings them back.

        `telling_others` has the bot's other parts erase them, too, with what they have in memory of these games: that
        they have to is on disk before anything is erased, and stays so whatever happens then.
        `gone_from` ends those of these games that wait for them, and has the others' cards show who is in them now.
        """
        self._gone_from = gone_from
        self._telling_others = telling_others
        self._note = note
        self._history = history
        self._sources = sources
        self._exam_days = exam_days
        self._eraser = eraser
        self._reports = reports
        self._forget = forget
        self._settled = settled
        self._failed = set[int]()
        self._cut_short = dict[int, int]()

    async def answered(self, player_id: int) -> Sequence[Given]:
        """All that somebody answered anywhere, for `look` and for others who tell of it in the same message."""
        return await self._history.everywhere(player_id)

    async def exams(self, player_id: int) -> Mapping[Exam, date]:
        """The exam days that somebody set."""
        return (await self._exam_days.of(player_id)).on

    async def look(self, player_id: int, guild_id: int = 0, answered: Sequence[Given] | None = None) -> Profile:
        """The profile in short, to be shown in a server (0: in direct messages); of what they `answered` if known."""
        everything = await self.answered(player_id) if answered is None else answered
        history = [given for given in everything if may_meet(given.question.id, guild_id)]
        library, reports = await self._sources.library(guild_id), await self._reports.of_reporter(player_id)
        reported = (library.find(one.question_id) for one in reports)
        asked = {one.id: one.asking for one in reported if one is not None}
        exams = await self.exams(player_id)

        def work() -> Profile:
            return Profile(
                answers=len(history),
                elsewhere=len(everything) - len(history),
                right=sum(is_right(given, library) for given in history),
                days=len({given.at.date() for given in history}),
                first=history[0].at if history else None,
                exams=exams,
                reports=reports,
                badge=lifecycle_badge(history, library),
                asked=asked,
            )

        return await asyncio.to_thread(work)

    async def set_exams(self, player_id: int, wanted: Mapping[Exam, date | None], at: datetime) -> list[Exam]:
        """Set the days of these exams, or with None take one away.

        Gives back the exams whose day is not in the next three years: theirs stand as before. A day that stands already
        may be past.
        """
        before = await self._exam_days.of(player_id)
        today = before.today(at)
        changed = {exam: day for exam, day in wanted.items() if day != before.on.get(exam)}
        far = [exam for exam, day in changed.items() if day is not None and not today <= day < today + EXAM_WITHIN]
        if near := {exam: day for exam, day in changed.items() if exam not in far}:
            await self._exam_days.put(player_id, near)
        return far

    async def export(self, player_id: int, at: datetime, guild_id: int = 0) -> Export:
        """All that is stored of somebody: each answer, wherever it was given, and every other row that names them; and
        what is estimated and due, of what may be met here. What is being asked keeps its key."""
        closed, unclosed = await self._history.everywhere(player_id), await self._history.unclosed(player_id)
        blanks, stored = await self._history.blanks(player_id, guild_id), await self._eraser.rows(player_id)
        learnt, priors = await self._history.difficulties(), await self._history.spreads()
        exams = (await self._exam_days.of(player_id)).on
        reports = await self._reports.of_reporter(player_id)
        library = await self._sources.library(guild_id)
        # Last of all: what begins to be asked while the rest is read is kept back as well.
        hidden = await self._hidden(player_id, guild_id, [*questions_of(closed, unclosed), *questions_in(stored)])

        def work() -> Export:
            here = [one for one in closed if may_meet(one.question.id, guild_id) and one.question.id not in hidden]
            left = [one for one in blanks if one.question.id not in hidden]
            picture = estimate(responses(here, library, learnt), at, priors=priors, bank=bank_of(library, learnt))
            answers = [*(answer_row(one, library, hidden) for one in closed)]
            answers += [answer_row(one, library, hidden, judged=False) for one in unclosed]
            answers.sort(key=itemgetter("at"))
            whole = {
                "player": str(player_id),
                "exported_at": at.isoformat(),
                "exams": {exam.value: day.isoformat() for exam, day in exams.items()},
                "answers": answers,
                "estimates": {topic: figure_row(figure) for topic, figure in picture.topics.items()},
                "reviews": {item: review_row(one) for item, one in memories(here, library, left).items()},
                "reports": [report_row(one) for one in reports],
                "stored": without_keys(stored, hidden),
            }
            as_json = json.dumps(whole, indent=1, ensure_ascii=False)
            return Export(as_json, answers_csv(answers), estimates_csv(picture, library))

        return await asyncio.to_thread(work)

    async def _hidden(self, player_id: int, guild_id: int, questions: Iterable[str]) -> set[str]:
        """Which of these are being asked where they could use the key, also on servers where they have played nothing
        but the server's own."""
        servers = {guild_id, *map(owner_of, questions)}
        asked = [await self._history.being_asked(Viewer(player_id, server)) for server in servers]
        return set().union(*asked)

    async def anki(self, player_id: int, guild_id: int = 0) -> str | None:
        """One's misses as cards that Anki imports (a text file with its headers); None where there are none.

        What a game of theirs asks just now is left out, since its key would show.
        """
        library = await self._sources.library(guild_id)
        hidden = await self._history.being_asked(Viewer(player_id, guild_id))
        found = missed(await self._history.history(player_id, guild_id), library, hidden)
        return anki_of(found) if found else None

    async def counts(self, player_id: int) -> Mapping[str, int]:
        """How many rows each table has of somebody."""
        return await self._eraser.counts(player_id)

    async def erase(self, player_id: int, begun: Callable[[], Awaitable[None]] = _unheard) -> Erasure:
        """Forget somebody everywhere. Running games go on without their name.

        `begun` hears that it is on disk: from then on no crash keeps it from coming to its end.

        What a game decided on what it had in memory until then, and what they pressed before and is done only now, is
        looked for afterwards, and erased as well: with the same stand-in, since a game can name them in several tables.
        """
        await self._note(player_id)
        stand_in = stand_in_for_somebody()
        self._failed.discard(player_id)
        self._cut_short.pop(player_id, None)
        try:
            await self._eraser.begin(player_id, stand_in)
            games = await self._eraser.games(player_id)
            async with self._telling_others(player_id, stand_in, games):
                await begun()
                left = before = await self._eraser.counts(player_id)
                for _ in range(TRIES):
                    left = await self._erase_once(player_id, stand_in, games)
                    if not left:
                        break
            await self._eraser.over(player_id)
        except Exception:  # whoever hears that it failed decides on their own whether to ask again
            await self._let_go(player_id)
            raise
        await self._gone_from(games | await self._eraser.games(stand_in))
        return Erasure(before, left)

    async def finish(self) -> None:
        """Bring to its end what was begun when the program or its machine stopped, however long ago that was.

        What somebody was told to have failed is let go before anything else of theirs is written. So whatever is still
        noted at a start was under way at the end, or nothing could be written since: they have played nothing more.
        """
        self._cut_short = dict(await self._eraser.begun())
        if failure := await self._end_what_was_cut_short():
            note_failure(_log, "an erasure that was cut short must wait", failure)

    async def catch_up(self, at: datetime) -> None:  # noqa: ARG002
        """Do now what could not be written at the time: nobody is to play on with a note that they are being erased."""
        for player_id in tuple(self._failed):
            await self._let_go(player_id)
        await self._end_what_was_cut_short()

    async def _let_go(self, player_id: int) -> None:
        self._failed.discard(player_id)
        try:
            await self._eraser.over(player_id)
        except StorageError:
            self._failed.add(player_id)

    async def _end_what_was_cut_short(self) -> StorageError | None:
        """Why some of it must wait, if so: everybody else can play meanwhile."""
        failure = None
        for player_id, stand_in in tuple(self._cut_short.items()):
            try:
                await self._erase_the_rest(player_id, stand_in, await self._eraser.games(stand_in))
                await self._eraser.over(player_id)
            except StorageError as error:
                failure = error
            else:
                self._cut_short.pop(player_id, None)
        return failure

    async def _erase_the_rest(self, player_id: int, stand_in: int, games: Collection[int]) -> None:
        self._forget_all(games)
        for _ in range(TRIES):
            if not await self._erase_once(player_id, stand_in, games):
                break
        await self._gone_from(games)

    async def erase_again(self, player_id: int, stand_in: int, games: Collection[int]) -> None:
        """Another part of the bot erased somebody with a part in these games: drop what this one had of them in memory,
        and erase what it wrote of that since. They may have come back, and what they did then stays.
        """
        for _ in range(TRIES):
            theirs = {*games, *await self._eraser.games(stand_in)}
            self._forget_everywhere(player_id, theirs)
            if not await self._eraser.written_again(player_id, theirs):
                break
            await self._eraser.erase_again(player_id, stand_in, theirs, self._forget_all)
        await self._gone_from(games)

    async def _erase_once(self, player_id: int, stand_in: int, known: Collection[int]) -> Mapping[str, int]:
        """`known`: games that named them before another part of the bot may have begun to erase them."""
        games = {*known, *await self._eraser.games(player_id)}
        await self._eraser.erase(player_id, stand_in, self._forget_all)
        self._forget_everywhere(player_id, games)
        await self._settled(player_id)
        joined_meanwhile = await self._eraser.games(stand_in)
        self._forget_everywhere(player_id, games | joined_meanwhile)
        return await self._eraser.left(player_id)

    def _forget_everywhere(self, player_id: int, games: Iterable[int]) -> None:
        self._forget_all(games)
        self._forget(ErasedPerson(player_id))

    def _forget_all(self, games: Iterable[int]) -> None:
        for game_id in games:
            self._forget(game_id)
