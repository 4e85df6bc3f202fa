"""What people, time, and Discord do with quiz nights and their rounds, on a real database; two servers hold some."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from unittest.mock import AsyncMock, patch

import pytest

from bot.kernel.absences import Absences
from bot.kernel.obstacles import Barrier, Obstacle
from bot.kernel.people import ErasedPerson, ForgottenServer
from bot.kernel.ports import MessageKey
from bot.nights.rules import planning, play
from bot.nights.rules.cards import NIGHT, PODIUM, break_card
from bot.nights.rules.model import End, Leg, Night, Phase, Plan, Refusal, Wait
from bot.nights.service import NightService
from bot.nights.store import SqlNights
from bot.rounds.api import Phase as RoundPhase
from bot.rounds.api import Round
from bot.rounds.rules.model import Settings
from bot.storage.database import open_database
from tests.rounds.process import QUESTIONS, Process
from tests.strategies import ADA, BEN, CAT, MINUTE, NOON, SECOND

START, HERE, THERE = NOON + 60 * MINUTE, (70, 700), (71, 710)
PLAN = Plan("Finals", START, (Leg(questions=1), Leg(questions=1)))
GONE = Obstacle(Barrier.NO_ACCESS, unseen=False, deleted=True)


@dataclass
class Hall:
    """The nights of a process beside its quizzes; servers in `away` are not heard from, those in `kept_out` blocked."""

    process: Process
    nights: NightService = field(init=False)
    away: set[int] = field(default_factory=set)
    kept_out: set[int] = field(default_factory=set)
    moved: list[int] = field(default_factory=list)
    screens: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        def is_there(guild_id: int, _: int | None = None, /) -> bool:
            return guild_id not in self.away

        store = SqlNights(self.process.writer, self.process.database.reading, self.process.ids)
        self.nights = NightService(
            store,
            self.process.rounds,
            self.process.outbox,
            is_there,
            self.screens.append,
            lambda night: self.moved.append(night.id),
            self.kept_out.__contains__,
        )

    async def planned(self, where: tuple[int, int] = HERE, plan: Plan = PLAN) -> Night:
        made = await self.nights.plan(guild_id=where[0], channel_id=where[1], host=ADA, plan=plan, at=NOON)
        return granted(made)

    async def now(self, night: Night) -> Night:
        found = await self.nights.find(night.id)
        assert found is not None
        return found

    async def opened(self, where: tuple[int, int] = HERE) -> tuple[Night, Round]:
        """A night whose first lobby is open, with Ada and Ben in it."""
        night = await self.planned(where)
        await self.look(START)
        game = await self.round_of(night, 1)
        await self.process.rounds.join(game.id, BEN, START)
        return await self.now(night), game

    async def round_of(self, night: Night, number: int) -> Round:
        return (await self.nights.rounds_of(night.id))[number]

    async def look(self, at: datetime) -> None:
        """As time does, every moment: a night begins with one look, and its lobby is opened with the next."""
        for _ in range(2):
            await self.nights.tick(at)

    @property
    def drawn(self) -> list[MessageKey]:
        """The cards that were drawn."""
        return [key for key, _ in self.process.outbox.drawn]


def granted(outcome: Night | Refusal) -> Night:
    assert isinstance(outcome, Night), outcome
    return outcome


@pytest.fixture
async def hall(tmp_path: Path) -> AsyncIterator[Hall]:
    process = Process(open_database(tmp_path / "recall.sqlite3"), QUESTIONS)
    await process.open()
    yield Hall(process)
    await process.close()


async def test_nights_of_a_channel_are_not_in_each_others_way(hall: Hall) -> None:
    """Neither when planned, nor moved, nor longer; other channels and servers are not asked, and each has so many."""
    night = await hall.planned()
    others = [await hall.planned((70, 701)), await hall.planned(THERE)]
    for where, refusal in ((HERE, Refusal.TOO_CLOSE), ((70, 702), Refusal.NO_QUESTIONS)):
        plan = PLAN if refusal is Refusal.TOO_CLOSE else replace(PLAN, legs=(Leg("nothing"), Leg()))
        assert await hall.nights.plan(guild_id=70, channel_id=where[1], host=ADA, plan=plan, at=NOON) is refusal
    later = await hall.planned(HERE, replace(PLAN, starts_at=planning.expected_end(PLAN)))
    assert await hall.nights.move(later.id, START, NOON) is Refusal.TOO_CLOSE
    assert await hall.nights.set_leg(night.id, 3, Leg(questions=9), PLAN.legs, NOON) is Refusal.TOO_CLOSE
    assert await hall.nights.set_leg(night.id, 2, Leg("nothing"), PLAN.legs, NOON) is Refusal.NO_QUESTIONS
    assert granted(await hall.nights.move(night.id, START - SECOND, NOON)).plan.starts_at == START - SECOND
    assert hall.moved == [night.id]
    assert [one.id for one in await hall.nights.open_in(70)] == [night.id, others[0].id, later.id]
    assert await hall.nights.move(1 << 40, START, NOON) is Refusal.UNKNOWN
    await hall.planned((70, 703))
    await hall.planned((70, 704))
    assert await hall.nights.plan(guild_id=70, channel_id=705, host=ADA, plan=PLAN, at=NOON) is Refusal.TOO_MANY
    await hall.planned((71, 705))
    hall.nights.accepting = False
    assert await hall.nights.plan(guild_id=72, channel_id=7, host=ADA, plan=PLAN, at=NOON) is Refusal.SHUTTING_DOWN


async def test_a_night_is_played_round_by_round(hall: Hall) -> None:
    """Its lobbies open and begin by themselves, with whoever stayed; a break lies between them, a podium at the end."""
    night, game = await hall.opened()
    assert (night.phase, night.number, hall.nights.running) == (Phase.ROUND, 1, 1)
    assert (game.guild_id, game.channel_id, game.settings.questions, game.host_id) == (*HERE, 1, ADA.id)
    assert night.begins_at == START + play.DOORS
    await hall.look(START + play.DOORS - SECOND)
    assert (await hall.process.game(game.id)).phase is RoundPhase.LOBBY
    await hall.look(START + play.DOORS)
    assert (await hall.process.game(game.id)).phase is not RoundPhase.LOBBY
    await hall.process.rounds.stop(game.id, ADA.id, START + 3 * MINUTE, may_manage=False)
    hall.process.outbox.drawn.clear()
    await hall.look(START + 3 * MINUTE)
    resting = await hall.now(night)
    assert (resting.phase, resting.due_at) == (Phase.BREAK, START + 3 * MINUTE + PLAN.pause)
    assert MessageKey(night.id, break_card(1)) in hall.drawn
    assert await hall.nights.skip_break(night.id, 2, START + 4 * MINUTE) is Refusal.NO_BREAK
    granted(await hall.nights.skip_break(night.id, 1, START + 4 * MINUTE))
    await hall.look(START + 4 * MINUTE)
    second = await hall.round_of(night, 2)
    assert {player.id for player in second.active_players} == {ADA.id, BEN.id}
    assert {player.joined_at for player in second.active_players} == {START + 4 * MINUTE}
    await hall.look(START + 4 * MINUTE + play.SHORT_LOBBY)
    await hall.process.rounds.stop(second.id, ADA.id, START + 5 * MINUTE, may_manage=False)
    await hall.look(START + 5 * MINUTE)
    over = await hall.now(night)
    assert (over.phase, over.end, over.ended_at) == (Phase.ENDED, End.FINISHED, START + 5 * MINUTE)
    assert MessageKey(night.id, PODIUM) in hall.drawn
    assert hall.nights.running == 0


async def test_a_lobby_that_was_opened_as_the_process_died_is_led_on(hall: Hall) -> None:
    """No second one is opened, and it begins by itself so long after it was found again."""
    night = await hall.planned()
    with patch.object(NightService, "_let_in", AsyncMock()):
        await hall.look(START)
    assert (await hall.now(night)).begins_at is None
    game = await hall.round_of(night, 1)
    await hall.look(START + MINUTE)
    assert (await hall.now(night)).begins_at == START + MINUTE + play.DOORS
    assert await hall.round_of(night, 1) == game


async def test_a_host_alone_waits_in_the_first_lobby(hall: Hall) -> None:
    """However late it is; an organizer can stop the night, and its lobby is taken back."""
    night = await hall.planned()
    await hall.look(START)
    await hall.look(START + play.DOORS)
    game = await hall.round_of(night, 1)
    assert game.phase is RoundPhase.LOBBY
    granted(await hall.nights.stop(night.id, START + play.DOORS))
    await hall.look(START + play.DOORS)
    assert (await hall.now(night)).end is End.STOPPED
    assert (await hall.process.game(game.id)).phase is RoundPhase.ENDED
    assert await hall.nights.stop(night.id, START + play.DOORS) is Refusal.ENDED


async def test_a_channel_that_is_busy_keeps_a_night_waiting(hall: Hall) -> None:
    """With another quiz, or with a night that is on; its host is told once, and elsewhere nights begin."""
    quiz = await hall.process.start(HERE[1], settings=Settings(questions=1))
    night, other = await hall.planned(), await hall.planned(THERE)
    await hall.look(START)
    assert [(await hall.now(one)).waits for one in (night, other)] == [Wait.BUSY, None]
    told = [await hall.nights.to_tell(70, ADA.id) for _ in range(2)]
    assert [one and (one.id, one.waits) for one in told] == [(night.id, Wait.BUSY), None]
    assert await hall.nights.to_tell(71, ADA.id) is None
    await hall.process.rounds.stop(quiz.id, ADA.id, START, may_manage=False)
    await hall.look(START + play.RETRY)
    assert (await hall.now(night)).waits is None
    following = await hall.planned(HERE, replace(PLAN, starts_at=START + 50 * MINUTE))
    await hall.look(START + 50 * MINUTE)
    waiting = await hall.now(following)
    assert (waiting.phase, waiting.waits) == (Phase.PLANNED, Wait.BUSY)


async def test_nothing_begins_where_a_server_is_away(hall: Hall) -> None:
    """Its hour comes once it is back; breaks and lobbies get their lost time back, there alone."""
    night, _ = await hall.opened()
    other, _ = await hall.opened(THERE)
    late = await hall.planned((70, 701), replace(PLAN, starts_at=START + MINUTE))
    hall.away.add(70)
    await hall.look(START + MINUTE)
    assert (await hall.now(late)).phase is Phase.PLANNED
    await hall.nights.recover(Absences(lambda guild: START if guild == 70 else None), START + MINUTE)
    assert (await hall.now(night)).begins_at == START + play.DOORS + MINUTE
    assert (await hall.now(other)).begins_at == START + play.DOORS
    hall.away.clear()
    hall.nights.accepting = False
    await hall.look(START + MINUTE)
    assert (await hall.now(late)).phase is Phase.PLANNED
    hall.nights.accepting = True
    await hall.look(START + MINUTE)
    assert (await hall.now(late)).phase is Phase.ROUND


async def test_who_signs_up_and_withdraws_changes_that_night_alone(hall: Hall) -> None:
    """The card says so at once; a round that is taken out is gone from the plan."""
    night, other = await hall.planned(), await hall.planned(THERE)
    granted(await hall.nights.sign_up(night.id, BEN, NOON))
    granted(await hall.nights.sign_up(night.id, CAT, NOON))
    granted(await hall.nights.withdraw(night.id, BEN.id))
    assert [[one.id for one in (await hall.now(each)).coming] for each in (night, other)] == [
        [ADA.id, CAT.id],
        [ADA.id],
    ]
    assert hall.drawn.count(MessageKey(night.id, NIGHT)) == 4
    longer = granted(await hall.nights.set_leg(night.id, 3, Leg(questions=2), PLAN.legs, NOON))
    assert longer.legs == (*PLAN.legs, Leg(questions=2))
    assert await hall.nights.drop_leg(night.id, 1, PLAN.legs, NOON) is Refusal.CHANGED
    assert granted(await hall.nights.drop_leg(night.id, 1, longer.legs, NOON)).legs == longer.legs[1:]
    assert granted(await hall.nights.stop(night.id, NOON)).end is End.CANCELED
    assert [one.id for one in await hall.nights.open_in(70)] == []


async def test_a_night_whose_announcement_nobody_saw_never_was(hall: Hall) -> None:
    """One that was seen stays, and its host hears of it; a card that can be shown again is nothing in its way."""
    unseen, seen = await hall.planned(), await hall.planned((70, 701))
    await hall.nights.blocked(unseen.id, NIGHT, NOON, replace(GONE, unseen=True))
    assert await hall.nights.find(unseen.id) is None
    await hall.nights.blocked(seen.id, NIGHT, NOON, GONE)
    assert (await hall.now(seen)).waits is Wait.CHANNEL
    told = await hall.nights.to_tell(70, ADA.id)
    assert told is not None
    assert told.id == seen.id
    await hall.nights.cleared(seen.id, NOON)
    assert (await hall.now(seen)).waits is None
    await hall.nights.blocked(1 << 40, NIGHT, NOON, GONE)


async def test_memory_lets_go_of_whom_it_must_not_name(hall: Hall) -> None:
    """Of a forgotten server, of an erased host or guest; the other server's nights stay."""
    night, other = await hall.planned(), await hall.planned(THERE)
    granted(await hall.nights.sign_up(night.id, BEN, NOON))
    for scope, left in (
        (ErasedPerson(BEN.id), {other.id}),
        (ErasedPerson(ADA.id), set()),
        (ForgottenServer(70), {other.id}),
        (night.id, {other.id}),
        ("something else", {night.id, other.id}),
    ):
        for one in (night, other):
            await hall.now(one)
        hall.nights.forget(scope)
        assert {one.id for one in hall.nights._kept.held} == left, scope


async def test_a_night_that_is_on_goes_on_where_nobody_may_press_any_more(hall: Hall) -> None:
    """It does not stand still while its server is blocked, to open a lobby days later; one that is planned waits."""
    night, game = await hall.opened()
    later = await hall.planned(THERE)
    hall.kept_out.update({HERE[0], THERE[0]})
    await hall.look(START + play.DOORS)
    await hall.process.rounds.stop(game.id, ADA.id, START + 3 * MINUTE, may_manage=True)
    await hall.look(START + 3 * MINUTE)
    assert (await hall.now(night)).phase is Phase.BREAK
    assert (await hall.now(later)).phase is Phase.PLANNED
    hall.kept_out.clear()
    await hall.look(START + 4 * MINUTE)
    assert (await hall.now(later)).phase is Phase.ROUND
