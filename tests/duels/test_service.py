"""What people and time do with duels, on a real database."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from unittest.mock import AsyncMock

import pytest

from bot.duels.ratings import RatingBook
from bot.duels.rules.model import Duel, DuelPace, DuelSettings, End, Phase, Refusal, Where
from bot.duels.rules.play import after_outage
from bot.duels.service import DuelService
from bot.duels.store import SqlDuelStore
from bot.kernel.absences import Absences, Owed
from bot.kernel.asked import Player
from bot.kernel.ports import MessageKey, StorageError
from bot.kernel.questions import Kind, Numeric
from bot.kernel.unfit import AnswerError
from bot.learners.store import SqlPreferences
from bot.packs import content
from bot.ratings.store import RatingReader
from bot.storage.database import open_database
from bot.storage.stores import SqlGameIds, SqlMessageStore
from bot.storage.writer import Writer
from tests.engines import allow, refuse, unreadable
from tests.sources import offering
from tests.strategies import ADA, BEN, CAT, MINUTE, NOON, SECOND, question

HERE, THERE = Where(70, 700), Where(71, 710)
RIGHT, WRONG = (0,), (1,)
PERCENT = question("n", kind=Kind.NUMERIC, body=Numeric(50, 0.5, "%", "worked"), stem="How much, in percent?")


@dataclass
class Screen:
    """Outbox and audience: what would be drawn."""

    drawn: list[MessageKey] = field(default_factory=list)
    moved: list[tuple[Phase, int | None]] = field(default_factory=list)
    watched: bool = True

    def redraw(self, key: MessageKey, *, urgent: bool) -> None:  # noqa: ARG002
        self.drawn.append(key)

    def refresh(self, key: MessageKey) -> None:
        self.drawn.append(key)

    def repost(self, key: MessageKey, at: datetime) -> None:  # noqa: ARG002
        self.drawn.append(key)

    def moved_on(self, duel: Duel, by: int | None) -> None:
        self.moved.append((duel.phase, by))

    def given_back(self, duel: Duel, at: datetime) -> None:
        """Nobody has a time before them."""

    def follows(self, duel_id: int) -> bool:
        return self.watched and duel_id > 0

    def ended(self, duel_id: int) -> None:
        pass


@dataclass
class House:
    """A service on its rows; `restart` makes another on the same rows, as after a kill."""

    duels: DuelService
    messages: SqlMessageStore
    store: SqlDuelStore
    preferences: SqlPreferences
    ratings: RatingReader
    services: list[DuelService]
    screen: Screen = field(default_factory=Screen)

    def beside(self) -> DuelService:
        """What plays the duels of other servers, on the same rows."""
        other = service(self.store, self.preferences, self.ratings, self.screen)
        self.services.append(other)
        return other

    async def restart(self) -> DuelService:
        self.duels = service(self.store, self.preferences, self.ratings, self.screen)
        await self.duels.open()
        return self.duels

    async def offered(
        self, challenger: Player = ADA, invited: Player | None = BEN, pace: DuelPace = DuelPace.LIVE
    ) -> Duel:
        settings = DuelSettings(pace=pace, questions=3)
        return granted(await self.duels.challenge(HERE, challenger, invited, settings, 5, NOON))

    async def begun(self) -> Duel:
        duel = await self.offered()
        granted(await self.duels.accept(duel.id, BEN, NOON))
        granted(await self.duels.go_on(duel.id, ADA.id, NOON))
        return granted(await self.duels.go_on(duel.id, BEN.id, NOON))


def service(store: SqlDuelStore, preferences: SqlPreferences, ratings: RatingReader, screen: Screen) -> DuelService:
    questions = offering(question(f"q{number}") for number in range(9))
    return DuelService(store, preferences, RatingBook(ratings), questions, screen, screen)


def granted(outcome: Duel | Refusal) -> Duel:
    assert isinstance(outcome, Duel), outcome
    return outcome


@asynccontextmanager
async def house(tmp_path: Path) -> AsyncIterator[House]:
    database = open_database(tmp_path / "recall.sqlite3")
    made: list[DuelService] = []

    def forget(scope: object) -> None:
        for one in made:
            one.forget(scope)

    writer = Writer(database.writing, forget)
    writer.start()
    store = SqlDuelStore(writer, database.reading, content, SqlGameIds(database.reading))
    preferences, ratings = SqlPreferences(writer, database.reading), RatingReader(database.reading)
    screen = Screen()
    duels = service(store, preferences, ratings, screen)
    made.append(duels)
    try:
        yield House(duels, SqlMessageStore(writer, database.reading), store, preferences, ratings, made, screen)
    finally:
        await writer.close()
        await database.close()


async def test_an_open_challenge_goes_to_one(tmp_path: Path) -> None:
    """Of two who accept an open challenge in the same instant one plays, the other is told."""
    async with house(tmp_path) as home:
        duel = await home.offered(invited=None)
        outcomes = await asyncio.gather(home.duels.accept(duel.id, BEN, NOON), home.duels.accept(duel.id, CAT, NOON))
        assert sorted(isinstance(outcome, Duel) for outcome in outcomes) == [False, True]
        assert Refusal.BEGUN in outcomes


async def test_being_asked_back_keeps_its_time_over_an_outage(tmp_path: Path) -> None:
    """What an outage takes from everybody's clock is not taken twice from who typed before it."""
    taken = {}
    for name, pause in (("without", 0), ("with", 60)):
        (tmp_path / name).mkdir()
        async with house(tmp_path / name) as home:
            home.duels._pool._sources = offering([PERCENT])
            duel = await home.begun()
            with pytest.raises(AnswerError):
                await home.duels.answer(duel.id, ADA.id, 0, "0.5", NOON + 10 * SECOND)
            if pause:
                rule = partial(after_outage, away_since=NOON + 11 * SECOND, at=NOON + (11 + pause) * SECOND)
                await home.duels._change(duel.id, rule)
            locked = granted(await home.duels.answer(duel.id, ADA.id, 0, "50%", NOON + (15 + pause) * SECOND))
            taken[name] = locked.asked[0].answers[ADA.id].elapsed_ms
    assert taken == {"without": 10_000, "with": 10_000}


async def test_answers_in_the_same_instant_close_once(tmp_path: Path) -> None:
    """Both answer at once, and the tick looks too: both count, the question closes once, one result is due."""
    async with house(tmp_path) as home:
        duel = await home.begun()
        for place in range(3):
            at = NOON + place * MINUTE + 3 * SECOND
            await asyncio.gather(
                home.duels.answer(duel.id, ADA.id, place, RIGHT, at),
                home.duels.answer(duel.id, BEN.id, place, WRONG, at),
                home.duels.tick(at),
            )
            await home.duels.tick(at + 40 * SECOND)
        over = granted(await home.duels.find(duel.id) or Refusal.UNKNOWN)
        assert over.end is End.FINISHED
        assert [len(asked.answers) for asked in over.asked] == [2, 2, 2]
        assert [message.key.card for message in await home.messages.unsettled()] == ["duel", "result"]


async def test_who_answers_in_the_same_instant_as_the_other_sees_what_came_of_both(tmp_path: Path) -> None:
    """And not that the other is still waited for: also after the last question, when nothing more is shown."""
    async with house(tmp_path) as home:
        duel = await home.begun()
        for place in range(3):
            at = NOON + place * MINUTE + 3 * SECOND
            first, _ = await asyncio.gather(
                home.duels.answer(duel.id, ADA.id, place, RIGHT, at),
                home.duels.answer(duel.id, BEN.id, place, WRONG, at),
            )
            assert granted(first).phase is Phase.OPEN
            now = await home.duels.latest(granted(first))
            assert now.phase is (Phase.ENDED if place == 2 else Phase.READY)
            await home.duels.tick(at + 40 * SECOND)


async def test_nobody_sees_what_is_not_saved_yet(tmp_path: Path) -> None:
    """Where what closes a question cannot be written, whoever looks meanwhile sees it open."""
    async with house(tmp_path) as home:
        duel = await home.begun()
        seen = granted(await home.duels.answer(duel.id, ADA.id, 0, RIGHT, NOON + SECOND))
        refuse(tmp_path / "recall.sqlite3", "answers", f"NEW.player_id = {BEN.id}")
        closing = asyncio.ensure_future(home.duels.answer(duel.id, BEN.id, 0, RIGHT, NOON + SECOND))
        await asyncio.sleep(0)
        assert (await home.duels.latest(seen)).phase is Phase.OPEN
        with pytest.raises(StorageError):
            await closing


async def test_questions_are_new_to_both(tmp_path: Path) -> None:
    """While there are questions that neither has answered, a duel asks those."""
    async with house(tmp_path) as home:
        seen: set[str] = set()
        for _ in range(3):
            duel = await home.begun()
            asked = {one.question.id for one in duel.asked}
            assert not asked & seen
            seen |= asked
            for place in range(3):
                for player in (ADA, BEN):
                    await home.duels.answer(duel.id, player.id, place, RIGHT, NOON + SECOND)
                await home.duels.go_on(duel.id, ADA.id, NOON)
                await home.duels.go_on(duel.id, BEN.id, NOON)


async def test_who_takes_no_duels_is_left_alone(tmp_path: Path) -> None:
    """A refuser cannot be challenged; once a challenge of theirs is out, they can be again."""
    async with house(tmp_path) as home:
        await home.duels.take_none(BEN.id, no_duels=True)
        settings = DuelSettings(questions=3)
        assert await home.duels.challenge(HERE, ADA, BEN, settings, 5, NOON) is Refusal.TAKES_NONE
        await home.offered(BEN, None)
        assert [await home.duels.takes_again(BEN.id) for _ in range(2)] == [True, False]
        assert isinstance(await home.offered(ADA, BEN, DuelPace.DAY), Duel)
        await home.duels.take_none(ADA.id, no_duels=True)
        for pace, refusal in ((DuelPace.DAY, Refusal.ALREADY_CHALLENGED), (DuelPace.LIVE, Refusal.BUSY)):
            again = DuelSettings(questions=3, pace=pace)
            if pace is DuelPace.LIVE:
                await home.offered(CAT, None)
            by = ADA if pace is DuelPace.DAY else CAT
            assert await home.duels.challenge(HERE, by, BEN, again, 6, NOON) is refusal
        assert (await home.preferences.of(ADA.id)).no_duels, "no new challenge of theirs is out"


async def test_both_hear_of_each_step(tmp_path: Path) -> None:
    """Whoever causes a step is answered directly, the other's private message follows; a lock-in moves nothing."""
    async with house(tmp_path) as home:
        duel = await home.begun()
        home.screen.moved.clear()
        await home.duels.answer(duel.id, ADA.id, 0, RIGHT, NOON + SECOND)
        assert home.screen.moved == []
        await home.duels.answer(duel.id, BEN.id, 0, RIGHT, NOON + SECOND)
        assert home.screen.moved == [(Phase.READY, BEN.id)]


async def test_a_duel_that_cannot_be_written_holds_up_no_other(tmp_path: Path) -> None:
    """It is still owed all of its lost time; the others have theirs."""
    async with house(tmp_path) as home:
        damaged, other = await home.begun(), await home.offered(CAT, None)
        refuse(tmp_path / "recall.sqlite3", "duels", f"NEW.game_id = {damaged.id}")
        gone, back = NOON + 5 * SECOND, NOON + MINUTE
        absences = Absences({HERE.guild_id: gone}.get)
        await home.duels.recover(absences, back)
        assert absences.owing == {damaged.id: Owed(HERE.guild_id, gone)}
        assert await home.duels.find(other.id) == after_outage(other, gone, back)
        allow(tmp_path / "recall.sqlite3", "duels")
        later = Absences(lambda _: None, owed=absences.owing)
        await home.duels.recover(later, back + MINUTE)
        assert later.owing == {}
        assert await home.duels.find(damaged.id) == after_outage(damaged, gone, back + MINUTE)
        assert await home.duels.find(other.id) == after_outage(other, gone, back)


async def test_a_duel_whose_ratings_cannot_be_read_for_a_moment_is_owed_its_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As one that cannot be written is."""
    async with house(tmp_path) as home:
        duel = await home.begun()
        duels = await home.restart()
        gone, back = NOON + 5 * SECOND, NOON + MINUTE
        absences = Absences({HERE.guild_id: gone}.get)
        with monkeypatch.context() as patched:
            patched.setattr(RatingReader, "ledger", AsyncMock(side_effect=unreadable()))
            await duels.recover(absences, back)
        assert absences.owing == {duel.id: Owed(HERE.guild_id, gone)}
        await duels.recover(Absences(lambda _: None, owed=absences.owing), back + MINUTE)
        assert await duels.find(duel.id) == after_outage(duel, gone, back + MINUTE)
