"""One's own data: what there is, a copy to take along, and its erasure."""

import asyncio
import csv
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from html import escape
from io import StringIO
from typing import Any, Protocol
from zlib import crc32

from bot.exchange.cells import as_text
from bot.kernel.answers import answer_in_words, key_in_words
from bot.kernel.keys import Viewer
from bot.kernel.library import Library
from bot.kernel.people import ErasedPerson
from bot.kernel.questions import Choice, Exam, Question
from bot.kernel.sources import Source, may_meet
from bot.learners.api import ExamDays
from bot.learning.api import Given, HistoryStore, bank_of, is_right, lifecycle_badge, memories, responses
from bot.profile.stand_ins import stand_in_for_somebody
from bot.reports.api import Report
from bot.study.estimates import Figure, Picture, estimate
from bot.study.memory import Memory

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

    async def rows(self, player_id: int) -> Mapping[str, Sequence[Mapping[str, Any]]]:
        """What each table has of a person, as plain values; tables without anything are left out."""

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
        """Nothing is left of them, this note included. Raises `StorageError`."""

    async def begun(self) -> Mapping[int, int]:
        """Person → stand-in, of erasures that were begun and are not over."""

    async def left(self, player_id: int) -> Mapping[str, int]:
        """How many rows each table has of a person, once all that was decided up to now is written.

        Memory is rid of them in the instant of the call; what was decided before, and comes later, is refused.
        """


class ReportReader(Protocol):
    """What people reported."""

    async def of_reporter(self, reporter_id: int) -> list[Report]:
        """One person's reports, oldest first."""


@dataclass(frozen=True, slots=True)
class Profile:
    """What `/me` shows at first sight. `asked`: what the reported questions ask, by id, where that is known here."""

    answers: int
    right: int
    days: int
    first: datetime | None
    exams: Mapping[Exam, date]
    reports: Sequence[Report]
    badge: bool
    asked: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Erasure:
    """What there was of somebody, and what of it is `left`: nothing, unless it was written again each time."""

    gone: Mapping[str, int]
    left: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Export:
    """A copy of somebody's data."""

    as_json: str
    answers_csv: str
    estimates_csv: str


async def _at_once(_: int) -> None:
    """Where nothing else of a person's can be under way."""


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
        draw_anew: Callable[[Collection[int]], Awaitable[None]] = _nothing,
    ) -> None:
        """`note` is told who is about to be erased, so that no backup brings them back.

        `telling_others` has the bot's other parts erase them, too, with what they have in memory of these games: that
        they have to is on disk before anything is erased, and stays so whatever happens then.
        `draw_anew` has the cards of games that are not over show who is in them now.
        """
        self._draw_anew = draw_anew
        self._telling_others = telling_others
        self._note = note
        self._history = history
        self._sources = sources
        self._exam_days = exam_days
        self._eraser = eraser
        self._reports = reports
        self._forget = forget
        self._settled = settled

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
                right=sum(is_right(given, library) for given in history),
                days=len({given.at.date() for given in history}),
                first=history[0].at if history else None,
                exams=exams,
                reports=reports,
                badge=lifecycle_badge(history, library),
                asked=asked,
            )

        return await asyncio.to_thread(work)

    async def set_exams(self, player_id: int, wanted: Mapping[Exam, date | None], at: datetime) -> bool:
        """Set the days of these exams, or with None take one away; False where one is not in the three years to come.

        A day that stands already may be past.
        """
        before = await self._exam_days.of(player_id)
        today = before.today(at)
        changed = {exam: day for exam, day in wanted.items() if day != before.on.get(exam)}
        if any(day is not None and not today <= day < today + EXAM_WITHIN for day in changed.values()):
            return False
        if changed:
            await self._exam_days.put(player_id, changed)
        return True

    async def export(self, player_id: int, at: datetime, guild_id: int = 0) -> Export:
        """All that is stored of somebody: answers to questions that no game of theirs asks now, what is estimated and
        due, and every other row that names them."""
        hidden = await self._history.being_asked(Viewer(player_id, guild_id))
        answered = await self._history.history(player_id, guild_id)
        told = [one for one in answered if one.question.id not in hidden]
        learnt, priors = await self._history.difficulties(), await self._history.spreads()
        exams = (await self._exam_days.of(player_id)).on
        reports = await self._reports.of_reporter(player_id)
        stored = await self._eraser.rows(player_id)
        library = await self._sources.library(guild_id)
        blanks = [one for one in await self._history.blanks(player_id, guild_id) if one.question.id not in hidden]

        def work() -> Export:
            picture = estimate(responses(told, library, learnt), at, priors=priors, bank=bank_of(library, learnt))
            whole = {
                "player": str(player_id),
                "exported_at": at.isoformat(),
                "exams": {exam.value: day.isoformat() for exam, day in exams.items()},
                "answers": [_answer(given, library) for given in told],
                "estimates": {topic: _figure(figure) for topic, figure in picture.topics.items()},
                "reviews": {item: _review(one) for item, one in memories(told, library, blanks).items()},
                "reports": [_reported(one) for one in reports],
                "stored": stored,
            }
            answers, estimates = _answers_csv(told, library), _estimates_csv(picture, library)
            return Export(json.dumps(whole, indent=1, ensure_ascii=False), answers, estimates)

        return await asyncio.to_thread(work)

    async def anki(self, player_id: int, guild_id: int = 0) -> str | None:
        """One's misses as cards that Anki imports (a text file with its headers); None where there are none.

        What a game of theirs asks just now is left out, since its key would show.
        """
        library = await self._sources.library(guild_id)
        hidden = await self._history.being_asked(Viewer(player_id, guild_id))
        latest = {given.question.id: given for given in await self._history.history(player_id, guild_id)}
        missed = [one for item, one in latest.items() if item not in hidden and not is_right(one, library)]
        return _anki(missed) if missed else None

    async def counts(self, player_id: int) -> Mapping[str, int]:
        """How many rows each table has of somebody."""
        return await self._eraser.counts(player_id)

    async def erase(self, player_id: int) -> Erasure:
        """Forget somebody everywhere. Running games go on without their name.

        What a game decided on what it had in memory until then, and what they pressed before and is done only now, is
        looked for afterwards, and erased as well: with the same stand-in, since a game can name them in several tables.
        """
        await self._note(player_id)
        left = before = await self._eraser.counts(player_id)
        games = await self._eraser.games(player_id)
        stand_in = stand_in_for_somebody()
        await self._eraser.begin(player_id, stand_in)
        async with self._telling_others(player_id, stand_in, games):
            for _ in range(TRIES):
                left = await self._erase_once(player_id, stand_in, games)
                if not left:
                    break
        if not left:
            await self._eraser.over(player_id)
        await self._draw_anew(games | await self._eraser.games(stand_in))
        return Erasure(before, left)

    async def finish(self) -> None:
        """Bring to its end what was begun when the program or its machine stopped. Raises `StorageError`."""
        for player_id, stand_in in (await self._eraser.begun()).items():
            await self.erase_again(player_id, stand_in, await self._eraser.games(stand_in))
            await self._eraser.over(player_id)

    async def erase_again(self, player_id: int, stand_in: int, games: Collection[int]) -> None:
        """Another part of the bot erased somebody with a part in these games: drop and erase what this one had."""
        self._forget_all(games)
        for _ in range(TRIES):
            if not await self._erase_once(player_id, stand_in, games):
                break
        await self._draw_anew(games)

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


def _answer(given: Given, library: Library) -> dict[str, Any]:
    return {
        "at": given.at.isoformat(),
        "mode": given.mode,
        "question": given.question.id,
        "topic": given.question.topic,
        "concept": library.concepts.get(given.question.concept, given.question.concept),
        "stem": given.question.asking,
        "answer": answer_in_words(given.question, given.answer),
        "right": is_right(given, library),
        "sure": not given.unsure,
        "seconds": given.seconds,
    }


def _figure(figure: Figure) -> dict[str, Any]:
    shares = {"accuracy": figure.accuracy, "low": figure.low, "high": figure.high}
    return {name: round(value, 3) for name, value in shares.items()} | {"answers": figure.answers}


def _review(memory: Memory) -> dict[str, Any]:
    state = memory.state
    return {
        "due": memory.due and memory.due.isoformat(),
        "stability_days": round(state.stability, 2),
        "difficulty": round(state.difficulty, 2),
        "lapses": state.lapses,
    }


def _reported(report: Report) -> dict[str, Any]:
    return {
        "at": report.at.isoformat(),
        "question": report.question_id,
        "complaint": report.complaint,
        "text": report.text,
        "outcome": report.outcome,
    }


def _answers_csv(history: Sequence[Given], library: Library) -> str:
    fields = ("at", "mode", "question", "topic", "concept", "stem", "answer", "right", "sure", "seconds")
    return _csv(fields, (_answer(given, library) for given in history))


def _estimates_csv(picture: Picture, library: Library) -> str:
    """A row for each topic and, with its title, for each concept in it."""
    rows = [{"topic": topic, "concept": ""} | _figure(figure) for topic, figure in picture.topics.items()]
    for (topic, concept), figure in picture.concepts.items():
        rows.append({"topic": topic, "concept": library.concepts.get(concept, concept)} | _figure(figure))
    ordered = sorted(rows, key=lambda row: (row["topic"], row["concept"]))
    return _csv(("topic", "concept", "accuracy", "low", "high", "answers"), ordered)


def _csv(fields: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> str:
    """A table for spreadsheets: what others wrote, questions of a server's own among it, is no formula in it."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(fields)
    for row in rows:
        writer.writerow([as_text(cell) if isinstance(cell, str) else cell for cell in map(row.__getitem__, fields)])
    return out.getvalue()


def _anki(missed: Sequence[Given]) -> str:
    """Anki's text import: https://docs.ankiweb.net/importing/text-files.html (file headers)."""
    out = StringIO()
    out.write("#separator:tab\n#html:true\n#deck:Recall misses\n#columns:Front\tBack\tSource\n")
    csv.writer(out, delimiter="\t", lineterminator="\n").writerows(map(_card, missed))
    return out.getvalue()


def _card(given: Given) -> list[str]:
    question = given.question
    clue = f"What decides: {' · '.join(question.clues)}\n" if question.clues else ""
    back = f"{key_in_words(question)}\n{clue}{question.explanation}"
    source = question.source.url if question.source else ""
    return [_html(text) for text in (_front(question), back, source)]


def _front(question: Question) -> str:
    """What is asked; a choice with its options, in an order that does not give the key away."""
    if not isinstance(question.body, Choice):
        return question.asking
    options = sorted((option.text for option in question.body.options), key=lambda text: crc32(text.encode()))
    return "\n".join([question.asking, *(f"• {text}" for text in options)])


def _html(text: str) -> str:
    """Text as a field of one line; what stands in bold is bold. A line that began with # would be a remark."""
    escaped = "<br>".join(escape(text).replace("\t", " ").splitlines())
    parts = (f"&#35;{escaped[1:]}" if escaped.startswith("#") else escaped).split("**")
    return "".join(f"<b>{part}</b>" if at % 2 else part for at, part in enumerate(parts))
