"""Somebody erases themselves in the middle of a game, and others go on with it in the same moment."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from bot.duels.manifest import Duels
from bot.duels.rules.model import Duel, DuelPace, DuelSettings, Phase, Where
from bot.duels.service import DuelService
from bot.kernel.asked import Player
from bot.kernel.people import is_erased
from bot.profile.manifest import Profile
from bot.profile.service import ProfileService
from bot.rounds.rules.model import Phase as QuizPhase
from bot.rounds.rules.teams import team_of
from bot.tournaments.manifest import Tournaments
from bot.tournaments.rules.model import Kind, Plan, Tournament
from bot.tournaments.rules.model import Phase as CupPhase
from cogs.rounds.hosting.ids import Act
from tests.cogs.table import Table, labels, private, text
from tests.cogs.test_erased_on_cards import erase
from tests.cogs.test_teams import lobby
from tests.strategies import key_of


def duels_of(laid: Table) -> DuelService:
    return next(feature for feature in laid.app.features if isinstance(feature, Duels)).duels


def profile_of(laid: Table) -> ProfileService:
    feature = next(feature for feature in laid.app.features if isinstance(feature, Profile))
    return feature.cogs[0]._components.profile  # type: ignore[attr-defined,no-any-return]


def people_of(laid: Table, *names: str) -> list[Player]:
    return [Player(laid.people[name].id, name, laid.env.now()) for name in names]


async def erased_while(
    laid: Table, monkeypatch: pytest.MonkeyPatch, player_id: int, deed: Callable[[], Awaitable[object]]
) -> None:
    """Erase somebody; once their rows are, and before memory has heard of it, others do something."""
    eraser = profile_of(laid)._eraser
    erase, done = eraser.erase, list[bool]()

    async def erased(player_id: int, stand_in: int, gone: object = None) -> None:  # noqa: ARG001 - heard of too late
        await erase(player_id, stand_in)
        if not done:
            done.append(True)
            await deed()

    with monkeypatch.context() as late:
        late.setattr(eraser, "erase", erased)
        assert not (await profile_of(laid).erase(player_id)).left


async def test_a_duel_ends_whose_challenger_erased_themselves_in_the_middle_of_it(
    laid: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It goes on to its end, and a new process can read it."""
    duels, (ada, ben) = duels_of(laid), people_of(laid, "ada", "ben")
    settings = DuelSettings(questions=3, pace=DuelPace.LIVE)
    here = Where(laid.guild.id, laid.channel.id)
    offered = await duels.challenge(here, ada, None, settings, 1, laid.env.now())
    assert isinstance(offered, Duel)
    assert isinstance(await duels.accept(offered.id, ben, laid.env.now()), Duel)
    for who in (ada, ben):
        await duels.go_on(offered.id, who.id, laid.env.now())
    await laid.settle()

    async def time_is_up() -> None:
        now = await duels.find(offered.id)
        assert now is not None
        assert now.phase is Phase.OPEN
        await laid.env.advance_time(120)
        await duels.tick(laid.env.now())

    await erased_while(laid, monkeypatch, ada.id, time_is_up)
    duels.forget(offered.id)
    found = await duels.find(offered.id)
    assert found is not None
    assert is_erased(found.challenger.id)
    for _ in range(20):
        await laid.env.advance_time(120)
        await duels.tick(laid.env.now())
    found = await duels.find(offered.id)
    assert found is not None
    assert found.ended_at is not None


async def test_an_erasure_takes_back_what_was_challenged(laid: Table) -> None:
    """Nobody can accept a challenge of somebody who is gone, or wait for one who cannot accept."""
    await laid.slash("ada", "duel", pace="day", opponent=laid.ben)
    await laid.slash("ada", "duel", pace="day")
    await laid.slash("cleo", "duel", pace="day", opponent=laid.people["ada"])
    await erase(laid, "ada")
    by_ada_for_ben, by_ada, for_ada = (laid.card(place) for place in (-3, -2, -1))
    for card, why in ((by_ada_for_ben, "Taken back"), (by_ada, "Taken back"), (for_ada, "Declined")):
        assert why in text(card)
        assert labels(card) == []


async def test_an_erasure_ends_a_duel_within_a_day_that_it_leaves_unplayed(laid: Table) -> None:
    """The other is told at once, and waits for nobody; a part that was played stays."""
    duels = duels_of(laid)
    await laid.slash("ada", "duel", pace="day", questions=3)
    page = private(await laid.press("ben", "Accept"))
    await erase(laid, "ada")
    assert "Nobody wins" in text(page)
    assert "Somebody left before it was over" in text(page)
    assert "somebody left before it was over" in text(laid.card())

    await laid.slash("cleo", "duel", pace="day", questions=3)
    await laid.press("ben", "Accept")
    [duel_id] = await duels._store.running()
    for place in range(3):
        await duels.go_on(duel_id, laid.people["cleo"].id, laid.env.now())
        now = await duels.find(duel_id)
        assert now is not None
        given = key_of(now.asked[place].question)
        await duels.answer(duel_id, laid.people["cleo"].id, place, given, laid.env.now())
    await erase(laid, "cleo")
    assert list(await duels._store.running()) == [duel_id]


async def test_a_tournament_ends_that_was_paired_while_a_player_erased_themselves(
    laid: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its games and its players name the same stand-in: a game of nobody would keep the round open for good."""
    cups = next(feature for feature in laid.app.features if isinstance(feature, Tournaments)).tournaments
    people = people_of(laid, "ada", "ben", "cleo", "dan")
    here = Where(laid.guild.id, laid.channel.id)
    plan = Plan(kind=Kind.SWISS, pace=DuelPace.LIVE, rounds=2, questions=3)
    cup = await cups.announce(here, people[0], plan, laid.env.now())
    assert isinstance(cup, Tournament)
    for one in people:
        await cups.join(cup.id, one, laid.env.now())

    async def begins() -> None:
        await cups.start(cup.id, laid.env.now())
        await cups.tick(laid.env.now())

    await erased_while(laid, monkeypatch, people[3].id, begins)
    for _ in range(240):
        await laid.env.advance_time(30)
        await duels_of(laid).tick(laid.env.now())
        await cups.tick(laid.env.now())
    now = await cups.find(cup.id)
    assert now is not None
    assert now.phase is CupPhase.ENDED
    known = {entrant.id for entrant in now.entrants}
    assert all(set(game.players) <= known for game in now.games)


async def test_a_lobby_is_over_whose_last_player_erased_themselves(laid: Table) -> None:
    """As if they had left: the channel can have another quiz at once. Before, whoever is still in hosts it."""
    await laid.start()
    await laid.press("ben", "Join")
    await erase(laid, "ada")
    assert (await laid.game()).host_id == laid.ben.id
    await erase(laid, "ben")
    assert await laid.rounds.running_in(laid.channel.id) is None
    assert "Join" not in labels(laid.card())
    await laid.slash("cleo", "quiz start")
    assert (await laid.game()).host_id == laid.cleo.id


@pytest.mark.parametrize("pace", ["relaxed", "standard"])
async def test_a_quiz_goes_on_that_waited_for_whoever_erased_themselves_alone(laid: Table, pace: str) -> None:
    """As if they had left: everybody else is locked in, so the question is over."""
    await laid.begin("ben", "cleo", pace=pace, questions=3)
    for who in ("ada", "ben"):
        await laid.attempt(who)
    assert (await laid.game()).phase is QuizPhase.OPEN
    await erase(laid, "cleo")
    assert (await laid.game()).phase is QuizPhase.REVEAL


async def test_another_answers_for_a_team_whose_speaker_erased_themselves(laid: Table) -> None:
    """As if they had left: the card names the next member, whose answer counts, and nobody is named who is gone."""
    await lobby(laid, (Act.NUMBER, "2"), (Act.SPEAKING, "in_turn"), (Act.TALK, "0"))
    await laid.press("ada", "Start")
    game = await laid.game()
    gone = next(one for one in game.expected[0] if one != game.host_id)
    [other] = [one for one in game.players if team_of(game, one) == team_of(game, gone) and one != gone]
    names = {one: player.name for one, player in game.players.items()}
    await erase(laid, names[gone])
    await laid.settle()
    assert f"{names[other]} (for Somebody who left)" in text(laid.card()).replace("\u2068", "").replace("\u2069", "")
    await laid.attempt(names[other])
    assert other in (await laid.game()).current.answers
