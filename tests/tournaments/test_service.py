"""What people, time, and Discord do with tournaments, on a real database; another server holds one, too."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from unittest.mock import patch

import pytest

from bot.duels.api import Phase as DuelPhase
from bot.duels.api import Where
from bot.duels.rules.model import DuelPace
from bot.kernel.absences import Absences
from bot.kernel.asked import Player
from bot.kernel.clock import NOTICED
from bot.kernel.people import ErasedPerson, ForgottenServer
from bot.kernel.ports import MessageKey, StorageError
from bot.tournaments.rules.cards import CUP, ROUND
from bot.tournaments.rules.model import End, Out, Outcome, Pause, Phase, Plan, Refusal
from tests.sources import offering
from tests.strategies import ADA, BEN, CAT, MINUTE, NOON, SECOND
from tests.tournaments.club import ARENA, DAN, EVE, GUS, HERE, NEXT_DOOR, SWISS, THERE, Club, granted


async def test_a_channel_has_one_tournament_at_a_time(club: Club) -> None:
    """And none without questions; another channel has its own, and the organizer plays only if they sign up."""
    made = await club.announced(HERE, SWISS, ADA)
    assert await club.service.announce(HERE, GUS, SWISS, NOON) is Refusal.TAKEN
    assert await club.service.announce(NEXT_DOOR, GUS, Plan(topic="nothing"), NOON) is Refusal.NO_QUESTIONS
    other = await club.announced(NEXT_DOOR, ARENA, BEN)
    assert [one.id for one in made.entrants + other.entrants] == [ADA.id, BEN.id]
    assert made.entrants[0].rating == await club.duels.rating(70, ADA.id)
    assert (made.organizer_id, made.guild_id, made.channel_id, made.plan) == (GUS.id, 70, 700, SWISS)
    granted(await club.service.stop(made.id, NOON))
    assert await club.service.in_channel(HERE.channel_id) == await club.now(made)
    again = await club.announced(HERE, SWISS, CAT)
    assert await club.service.in_channel(HERE.channel_id) == again
    club.service.accepting = False
    assert await club.service.announce(THERE, GUS, SWISS, NOON) is Refusal.SHUTTING_DOWN
    for refused in (club.service.join(1 << 40, ADA, NOON), club.service.leave(1 << 40, 1)):
        assert await refused is Refusal.UNKNOWN


async def test_each_round_begins_its_games_and_counts_them(club: Club) -> None:
    """Of an odd number one waits; the next round comes once all games are over; the last one has a podium."""
    made = await club.running(HERE, SWISS, ADA, BEN, CAT)
    other = await club.running(THERE, SWISS, DAN, EVE, GUS)
    assert club.service.running == 2
    assert made.plan.rounds == 3
    assert len(made.open_games) == 1
    assert club.room.begun_games == [{*one.open_games[0].players} for one in (made, other)]
    bye = next(game for game in made.games if game.second is None)
    assert bye.first in club.room.moved
    assert await club.service.duel_of(made, bye) is None
    [duel] = await club.open_duels(made)
    assert (duel.guild_id, duel.channel_id, duel.settings.questions, duel.phase) == (70, 700, 1, DuelPhase.READY)
    seat = await club.service.seat_of(duel.players[0].id)
    assert seat is not None
    assert seat.id == duel.id
    await club.service.tick(NOON + SECOND)
    assert (await club.now(made)).round == 1
    await club.win(duel)
    club.wall.drawn.clear()
    await club.service.tick(NOON + MINUTE)
    now = await club.now(made)
    assert (now.round, now.games[made.open_games[0].number].outcome) == (2, Outcome.FIRST)
    assert (MessageKey(made.id, f"{ROUND}2"), True) in club.wall.drawn
    assert (await club.now(other)).round == 1
    while now.phase is Phase.RUNNING:
        for one in await club.open_duels(now):
            await club.win(one, NOON + MINUTE)
        await club.service.tick(NOON + 2 * MINUTE)
        now = await club.now(made)
    assert (now.end, now.round, club.room.over, club.service.running) == (End.FINISHED, 3, [made.id], 1)
    assert {ADA.id, BEN.id, CAT.id} <= {*club.room.moved[-3:]}


async def test_a_game_that_cannot_be_written_holds_up_no_other(club: Club) -> None:
    """All others begin, and it is begun at the next look."""
    made, pair, refused = await club.announced(), club.duels.pair, list[int]()
    granted(await club.service.start(made.id, NOON))

    async def first_fails(where: Where, players: tuple[Player, Player], *rest: object) -> object:
        if not refused:
            refused.append(players[0].id)
            raise StorageError("full")
        return await pair(where, players, *rest)  # type: ignore[arg-type]

    with patch.object(club.duels, "pair", first_fails), pytest.raises(StorageError):
        await club.service._look(made.id, NOON)
    assert len(await club.open_duels(made)) == len(club.room.begun_games) == 1
    await club.service.tick(NOON + SECOND)
    assert len(await club.open_duels(made)) == len(club.room.begun_games) == 2


async def test_who_is_removed_loses_what_they_have_not_begun(club: Club) -> None:
    """At once, to whoever waits for them; a removed person does not come back, and whoever left does."""
    made = await club.running()
    game = made.open_games[0]
    after = granted(await club.service.remove(made.id, game.first, NOON + SECOND))
    gone = after.entrant(game.first)
    assert gone is not None
    assert gone.out is Out.REMOVED
    await club.service.tick(NOON + SECOND)
    counted = (await club.now(made)).games[game.number]
    assert (counted.outcome, counted.forfeit) == (Outcome.SECOND, True)
    assert len(await club.open_duels(made)) == 1
    assert await club.service.join(made.id, replace(ADA, id=game.first), NOON) is Refusal.REMOVED
    other = made.open_games[1].first
    granted(await club.service.leave(made.id, other))
    granted(await club.service.join(made.id, replace(ADA, id=other), NOON))
    assert await club.service.remove(made.id, 1 << 40, NOON) is Refusal.NOT_IN


async def test_after_a_pause_it_goes_on_where_its_organizer_says(club: Club) -> None:
    """Not where another one is; in another channel its games are called off, and its newest card is posted anew."""
    made, other = await club.running(), await club.announced(NEXT_DOOR)
    open_games = made.open_games
    assert await club.service.resume(made.id, 702, GUS.id, NOON) is Refusal.NOT_PAUSED
    await club.service.blocked(made.id, NOON + SECOND)
    await club.service.tick(NOON + SECOND)
    now = await club.now(made)
    assert (now.pause, now.round, now.told) == (Pause.CHANNEL, 1, False)
    for service in (club.service, club.another()):
        assert await service.resume(made.id, NEXT_DOOR.channel_id, GUS.id, NOON + MINUTE) is Refusal.TAKEN
    after = granted(await club.service.resume(made.id, 702, GUS.id, NOON + MINUTE))
    assert (after.channel_id, after.pause, after.told) == (702, None, True)
    assert [after.games[game.number].outcome for game in open_games] == [Outcome.VOID, Outcome.VOID]
    assert await club.service.in_channel(702) == after
    assert (await club.now(other)).phase is Phase.SIGN_UP
    assert (MessageKey(made.id, f"{ROUND}1"), True) in club.wall.drawn
    await club.service.blocked(made.id, NOON + 2 * MINUTE)
    await club.service.cleared(made.id, NOON + 3 * MINUTE)
    assert (await club.now(made)).pause is None


async def test_where_there_is_nothing_to_ask_it_waits_for_questions(club: Club) -> None:
    """It is not begun, or goes on, in vain; a message that can be shown again changes nothing of that."""
    made, nothing = await club.announced(), offering([])
    club.duels._pool._sources, some = nothing, club.duels._pool._sources
    assert await club.service.start(made.id, NOON) is Refusal.NONE_TO_ASK
    club.duels._pool._sources = some
    granted(await club.service.start(made.id, NOON))
    club.duels._pool._sources = nothing
    await club.service.tick(NOON)
    assert (await club.now(made)).pause is Pause.NO_QUESTIONS
    await club.service.cleared(made.id, NOON)
    assert await club.service.resume(made.id, 700, GUS.id, NOON) is Refusal.NONE_TO_ASK
    club.duels._pool._sources = some
    assert granted(await club.service.resume(made.id, 700, BEN.id, NOON)).pause is None
    await club.service.tick(NOON + SECOND)
    assert len(await club.open_duels(made)) == 2


async def test_an_arena_pairs_who_waits_and_gets_lost_time_back(club: Club) -> None:
    """The bell moves by what was lost, of servers that were away alone; after a long outage some may not know."""
    made, other = await club.running(HERE, ARENA, ADA, BEN, CAT), await club.running(THERE, ARENA, DAN, EVE, GUS)
    bell = made.ends_at
    assert bell is not None
    club.wall.drawn.clear()
    await club.service.recover(Absences(lambda guild: NOON if guild == 70 else None), NOON + MINUTE)
    assert (await club.now(made)).ends_at == bell + MINUTE
    assert (club.room.given, club.room.behind) == ([made.id], [made.id] if MINUTE >= NOTICED else [])
    assert (MessageKey(made.id, CUP), False) in club.wall.drawn
    short = NOON + 2 * MINUTE
    club.room.behind.clear()
    await club.service.recover(Absences(lambda guild: short - SECOND if guild == 70 else None), short)
    assert club.room.behind == []
    assert (await club.now(other)).ends_at == other.ends_at
    [duel] = await club.open_duels(made)
    await club.win(duel)
    await club.service.tick(short)
    waited = {ADA.id, BEN.id, CAT.id} - {one.id for one in duel.players}
    assert (await club.now(made)).games[0].outcome is Outcome.FIRST
    for player in duel.players:
        granted(await club.service.wait(made.id, player.id, short))
    await club.service.tick(short + 10 * SECOND)
    assert waited < club.room.begun_games[-1]


async def test_nothing_begins_where_nobody_hears_it(club: Club) -> None:
    """A server that is away is not looked at; its sign-up does not run out meanwhile."""
    made, other = await club.announced(HERE), await club.announced(THERE)
    for one in (made, other):
        granted(await club.service.start(one.id, NOON))
    club.away.add(70)
    await club.service.tick(NOON)
    assert [len(await club.open_duels(one)) for one in (made, other)] == [0, 2]
    club.away.clear()
    club.service.accepting = False
    await club.service.tick(NOON)
    assert (await club.now(made)).round == 0


async def test_games_that_an_outage_interrupted_are_on_the_card(club: Club) -> None:
    """Once, when they begin to wait, and once when they are played on."""
    made = await club.running()
    [duel, other] = await club.open_duels(made)
    await club.win(other)
    for player in duel.players:
        await club.duels.go_on(duel.id, player.id, NOON)
    await club.duels.recover(Absences(lambda guild: NOON if guild == 70 else None), NOON + timedelta(hours=1))
    club.wall.drawn.clear()
    for _ in range(2):
        await club.service.tick(NOON + timedelta(hours=1))
    waiting = [game.number for game in await club.service.waiting(await club.now(made))]
    assert waiting == [made.open_games[0].number]
    assert club.wall.drawn.count((MessageKey(made.id, f"{ROUND}1"), True)) == 1


async def test_a_round_of_days_says_until_when_it_is_open(club: Club) -> None:
    """The soonest end of its games; there is none where games are live, or before it begins."""
    live, days = await club.running(), Plan(pace=DuelPace.DAY, days=2, questions=1)
    slow = await club.announced(THERE, days)
    assert await club.service.open_until(live) is None
    assert await club.service.open_until(slow) is None
    granted(await club.service.start(slow.id, NOON))
    await club.service.tick(NOON)
    assert await club.service.open_until(await club.now(slow)) == NOON + timedelta(days=2)


async def test_memory_lets_go_of_whom_it_must_not_name(club: Club) -> None:
    """Of a forgotten server and of an erased person, entrant or organizer; the others' stay."""
    made, other = await club.announced(HERE, SWISS, ADA), await club.announced(THERE, SWISS, BEN)

    def held() -> set[int]:
        return {one.id for one in club.service._kept.held}

    for scope, left in (
        (ErasedPerson(ADA.id), {other.id}),
        (ErasedPerson(GUS.id), set()),
        (ForgottenServer(70), {other.id}),
        (made.id, {other.id}),
        ("something else", {made.id, other.id}),
    ):
        for one in (made, other):
            await club.now(one)
        club.service.forget(scope)
        assert held() == left, scope
