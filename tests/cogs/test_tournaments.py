"""Tournaments as people see them: a Swiss and an arena from the sign-up to the podium, each with a restart."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from simcord import ResponseMessage

from bot.duels.api import Duel, DuelService
from bot.duels.api import Phase as DuelPhase
from bot.kernel.people import STAND_INS_FROM, ErasedPerson
from bot.profile.store import SqlEraser
from bot.summaries.manifest import Summaries
from bot.tournaments.manifest import Tournaments
from bot.tournaments.rules.model import Phase, Tournament
from bot.tournaments.rules.standings import standings
from bot.tournaments.service import TournamentService
from cogs.duels.ids import Verb, on_card
from tests.cogs.table import Table, labels, private, table, text
from tests.strategies import question

RIGHT, WRONG = (0,), (1,)
STANDS_IN = STAND_INS_FROM + 5
FOUR = ("ada", "ben", "cleo", "dan")


@dataclass
class Cup:
    """A table at which a tournament is played."""

    laid: Table

    @property
    def service(self) -> TournamentService:
        return next(one for one in self.laid.app.features if isinstance(one, Tournaments)).tournaments

    @property
    def duels(self) -> DuelService:
        return self.service._duels

    async def now(self) -> Tournament:
        found = await self.service.in_channel(self.laid.channel.id)
        assert found is not None
        return found

    async def tick(self) -> None:
        await self.service.tick(self.laid.env.now())
        await self.laid.settle()

    async def announced(self, *who: str, **options: object) -> None:
        await self.laid.slash("gus", "tournament create", questions=3, **options)
        for one in who:
            await self.laid.press(one, "Sign up")

    async def started(self) -> None:
        await self.laid.press("gus", "Start")
        await self.tick()

    async def open_duels(self) -> list[Duel]:
        now = await self.now()
        found = [await self.service.duel_of(now, game) for game in now.open_games]
        duels = [await self.duels.find(duel_id) for duel_id in found if duel_id is not None]
        return [duel for duel in duels if duel is not None]

    async def win(self, duel: Duel) -> None:
        """Have the first of the two be right throughout, and the other wrong."""
        first, second = duel.players
        now: Duel | None = duel
        while now is not None and now.phase is not DuelPhase.ENDED:
            at = self.laid.env.now()
            for player in (first, second):
                await self.duels.go_on(duel.id, player.id, at)
            now = await self.duels.find(duel.id)
            assert now is not None
            await self.duels.answer(duel.id, first.id, now.position, RIGHT, at)
            await self.duels.answer(duel.id, second.id, now.position, WRONG, at)
            now = await self.duels.find(duel.id)
        await self.laid.settle()

    async def win_all(self) -> None:
        for duel in await self.open_duels():
            await self.win(duel)

    async def restart(self) -> None:
        """Memory says nothing any more; the rows say all."""
        now = await self.now()
        for duel in await self.open_duels():
            self.duels.forget(duel.id)
            self.duels._audience.ended(duel.id)
        self.service.forget(now.id)
        self.service._audience.ended(now.id)


@pytest.fixture
async def cup(tmp_path: Path) -> AsyncIterator[Cup]:
    """Nine questions whose first option is right."""
    questions = [question(f"q{number}") for number in range(9)]
    async with table(tmp_path, {one.id: one for one in questions}) as laid:
        yield Cup(laid)


async def test_a_swiss_of_three_rounds_with_a_restart_in_the_second(cup: Cup) -> None:
    """One card a round, one's own game in private, everybody meets everybody, a podium."""
    laid = cup.laid
    await cup.announced(*FOUR, kind="swiss", rounds=3)
    assert "4 signed up" in text(laid.card())
    assert "Only the host" in text(private(await laid.press("ada", "Start")))
    await cup.started()
    assert "Round 1 of 3" in text(laid.card())

    opened = private(await laid.press("ada", "My game"))
    assert "Waiting for" in text(opened)
    assert "not in this tournament" in text(private(await laid.press("gus", "My game")))
    await cup.win_all()
    await cup.tick()
    assert "Round 2 of 3" in text(laid.card())
    assert "beats" in text(laid.card(-2))
    assert "Round 1 of 3" in text(laid.card(-2))

    [first, *_] = await cup.open_duels()
    await cup.win(first)
    await cup.restart()
    await cup.tick()
    for _ in range(3):
        await cup.win_all()
        await cup.tick()
    now = await cup.now()
    assert now.phase is Phase.ENDED
    assert len({frozenset(game.players) for game in now.games}) == 6
    assert "wins the tournament" in text(laid.card()) or "share first place" in text(laid.card())
    assert len([one for one in laid.channel.history() if "Round" in text(one)]) == 3
    shown = text(private(await laid.press("ben", "Standings")))
    assert "Buchholz" in shown
    assert "4 people · 36 answers" in text(await laid.press("gus", "Summary (host)"))
    assert "for the host" in text(private(await laid.press("ben", "Summary (host)")))
    assert "over" in text(private(await laid.press("ben", "Back to the tournament", await _result(cup, "ben"))))


async def _result(cup: Cup, who: str) -> ResponseMessage:
    """The private screen of somebody's last game."""
    now = await cup.now()
    game = now.game_of(cup.laid.people[who].id)
    assert game is not None
    duel_id = (await cup.duels.parts(now.id))[game.number]
    return private(await cup.laid.forge(who, on_card(Verb.MINE, duel_id)))


async def test_an_arena_with_a_restart_and_a_bell(cup: Cup) -> None:
    """The one card follows along; whoever wants another game presses, and the bell ends it all."""
    laid = cup.laid
    await cup.announced(*FOUR, kind="arena", minutes=20)
    await cup.started()
    assert "The bell rings" in text(laid.card())
    assert len(await cup.open_duels()) == 2
    await cup.win_all()
    await cup.tick()
    assert "2 points" in text(laid.card())

    await cup.restart()
    for who in FOUR:
        await laid.press(who, "My game")
    await cup.tick()
    assert len(await cup.open_duels()) == 2
    [first, second] = await cup.open_duels()
    await cup.win(first)
    await laid.env.advance_time(20 * 60 + 1)
    await cup.tick()
    now = await cup.now()
    assert now.phase is Phase.ENDED
    assert [game.outcome is None for game in now.games] == [False, False, False, True]
    assert "wins the tournament" in text(laid.card())
    assert "Standings" in labels(laid.card())
    duel = await cup.duels.find(second.id)
    assert duel is not None
    assert duel.phase is not DuelPhase.ENDED
    told = next(one for one in laid.app.features if isinstance(one, Summaries)).summaries
    assert len(await told._games.played_in(now.id)) == 3  # nothing of the one that is still being played


async def test_nobody_has_a_place_in_an_arena_before_a_game_is_over(cup: Cup) -> None:
    """The card says that none is, and names nobody as the first of all."""
    laid = cup.laid
    await cup.announced(*FOUR, kind="arena")
    await cup.started()
    assert "No game is over yet" in text(laid.card())
    assert not any(who in text(laid.card()) for who in FOUR)
    await cup.win((await cup.open_duels())[0])
    await cup.tick()
    assert "No game is over yet" not in text(laid.card())
    assert all(who in text(laid.card()) for who in FOUR)


@pytest.mark.parametrize("options", [{"kind": "arena"}, {"kind": "swiss", "rounds": 3}])
async def test_who_is_in_another_duel_at_the_start_sees_what_their_game_waits_for(
    cup: Cup, options: dict[str, object]
) -> None:
    """Their page no longer says that they are signed up."""
    laid = cup.laid
    await laid.slash("gus", "tournament create", questions=3, **options)
    pages = {who: private(await laid.press(who, "Sign up")) for who in FOUR}
    sign_up = laid.card()
    await laid.slash("ada", "duel")
    await laid.press("gus", "Start", sign_up)
    await cup.tick()
    assert ("You're next" if options["kind"] == "arena" else "in another duel") in text(pages["ada"])
    assert not any("signed up" in text(page) for page in pages.values())


async def test_who_comes_late_leaves_and_is_removed(cup: Cup) -> None:
    """Each is told where they are."""
    laid = cup.laid
    await cup.announced("ada", "ben", "cleo", kind="swiss", rounds=3)
    await cup.started()
    assert "has a bye" in text(laid.card())
    assert "from the next round on" in text(private(await laid.press("dan", "Sign up")))
    assert "You've withdrawn" in text(private(await laid.press("dan", "Withdraw")))
    removed = await laid.slash("gus", "tournament remove", player=laid.people["dan"])
    assert "out of the tournament" in text(private(removed))
    assert "host removed you" in text(private(await laid.press("dan", "Sign up")))
    assert "Only the host" in text(private(await laid.slash("ada", "tournament stop")))
    asked = private(await laid.slash("gus", "tournament stop"))
    assert "Round 1 of 3 is on" in text(asked)
    assert "1 game is not over yet, and will not count" in text(asked)
    assert "Nothing has changed" in text(private(await laid.press("gus", "Keep it", asked)))
    assert (await cup.now()).phase is Phase.RUNNING
    asked = private(await laid.slash("gus", "tournament stop"))
    await laid.press("gus", "End the tournament", asked)
    assert "ended early" in text(laid.card())
    assert "counts for neither" in text(laid.card(-2))


async def test_a_sign_up_is_called_off_once_that_was_asked(cup: Cup) -> None:
    """It says how many signed up."""
    laid = cup.laid
    await cup.announced("ada", "ben", kind="swiss")
    asked = private(await laid.slash("gus", "tournament stop"))
    assert "2 players signed up" in text(asked)
    assert "tournament was called off" in text(private(await laid.press("gus", "Call it off", asked)))
    assert "tournament was called off" in text(laid.card())


async def test_what_cannot_be_set_up_is_refused(cup: Cup) -> None:
    """A second one here, an arena of days, too few players."""
    laid = cup.laid
    assert "always live" in text(private(await laid.slash("ada", "tournament create", kind="arena", pace="day")))
    unfitting = {"no rounds": {"kind": "arena", "rounds": 5}, "not by the clock": {"kind": "swiss", "minutes": 30}}
    unfitting["no days to answer"] = {"kind": "swiss", "pace": "live", "days": 2}
    for why, options in unfitting.items():
        assert why in text(private(await laid.slash("ada", "tournament create", **options)))
    assert "no tournament" in text(private(await laid.slash("ada", "tournament show")))
    await cup.announced("ada", "ben", kind="swiss")
    assert "at least 3" in text(private(await laid.press("gus", "Start")))
    assert "already has" in text(private(await laid.slash("ada", "tournament create", kind="swiss")))
    assert "You're signed up" in text(private(await laid.slash("ada", "tournament show")))


def name_of(cup: Cup, player_id: int) -> str:
    return next(name for name, member in cup.laid.people.items() if member.id == player_id)


async def test_who_is_erased_stays_as_a_number_and_others_keep_their_points(cup: Cup) -> None:
    """Nobody is to meet them any more; what others won against them stays."""
    laid = cup.laid
    await cup.announced(*FOUR, kind="swiss", rounds=3)
    await cup.started()
    await cup.win_all()
    await cup.tick()
    now = await cup.now()
    loser, winner = now.games[0].second, now.games[0].first
    assert loser is not None
    await SqlEraser(laid.app.writer, laid.app.database.reading).erase(loser, STANDS_IN)
    for feature in laid.app.features:
        for scope in (now.id, *(await cup.duels.parts(now.id)).values(), ErasedPerson(loser)):
            feature.forget(scope)
    after = await cup.now()
    assert after.entrant(loser) is None
    erased = after.entrant(STANDS_IN)
    assert erased is not None
    assert not erased.plays
    assert erased.player.name not in {"ada", "ben", "cleo", "dan"}
    [line] = [one for one in standings(after) if one.entrant.id == winner]
    assert line.points == 1
    await cup.tick()
    assert (await cup.now()).phase is Phase.RUNNING
