"""The games of tournaments: how they come up, and end without one of the two."""

import asyncio

import pytest

from bot.client.orders import Orders
from bot.duels.api import End, Phase
from bot.tournaments.rules.model import Outcome, Tournament
from bot.tournaments.rules.model import Phase as CupPhase
from bot.tournaments.rules.standings import Line, standings
from cogs.tournaments import private as cup_pages
from tests.cogs.table import away, bare, labels, private, text
from tests.cogs.test_tournament_kills import killed
from tests.cogs.test_tournaments import FOUR, Cup, cup, name_of
from tests.own.test_story import own_of

__all__ = ["cup"]  # a fixture


@pytest.mark.parametrize("options", [{"kind": "arena", "minutes": 20}, {"kind": "swiss", "rounds": 3}])
async def test_a_game_that_begins_by_itself_shows_its_question(cup: Cup, options: dict[str, object]) -> None:
    """Whoever only watches the message that follows along sees each question come, and can answer it there."""
    laid = cup.laid
    await laid.slash("gus", "tournament create", questions=3, **options)
    pages = {who: private(await laid.press(who, "Sign up")) for who in FOUR}
    await cup.started()
    assert all("It starts by itself" in text(page) for page in pages.values())
    await laid.env.advance_time(121)
    await cup.duels.tick(laid.env.now())
    await laid.settle()
    assert all("1/3" in text(page) and "A" in labels(page) for page in pages.values())
    for who in FOUR:
        await laid.press(who, "A", pages[who])
    await laid.settle()
    assert all("Next question" in labels(page) for page in pages.values())
    opened = private(await laid.press("ada", "My game"))
    before = text(opened)
    await laid.press("gus", "End the tournament", private(await laid.slash("gus", "tournament stop")))
    await laid.settle()
    assert text(opened) == before, "a game that is played out is not covered up"


async def test_how_ones_game_ended_stays_on_the_page_of_ones_next_game(cup: Cup) -> None:
    """The next game comes above it, on the same page; whoever has asked for more since is not told it again."""
    laid = cup.laid
    await cup.announced(*FOUR, kind="swiss", rounds=3)
    await cup.started()
    pages = {who: private(await laid.press(who, "My game")) for who in FOUR}
    await laid.env.advance_time(10)
    duels = await cup.open_duels()
    winner, loser = (name_of(cup, player.id) for player in duels[0].players)
    await cup.win_all()
    assert "You win!" in text(pages[winner])
    await laid.env.advance_time(10)
    await laid.press(winner, "Back to the tournament", pages[winner])
    await cup.tick()
    await cup.tick()
    told = bare(text(pages[loser]))
    assert told.index("starts by itself") < told.index(f"Your last game, against {winner}") < told.index("wins")
    assert "3/3" in told
    assert labels(pages[loser]) == ["Play", "My answers"]
    assert "starts by itself" in text(pages[winner])
    assert "You win!" not in text(pages[winner])


async def test_how_ones_game_ended_stays_on_the_page_when_an_arena_is_over(cup: Cup) -> None:
    """The bell covers nothing up."""
    laid = cup.laid
    await cup.announced(*FOUR, kind="arena", minutes=20)
    await cup.started()
    pages = {who: private(await laid.press(who, "My game")) for who in FOUR}
    await laid.env.advance_time(10)
    await cup.win_all()
    await cup.tick()
    await laid.press("gus", "End the tournament", private(await laid.slash("gus", "tournament stop")))
    await laid.settle()
    assert all("The tournament is over" in text(page) for page in pages.values())
    assert all("Your last game" in text(page) and "3/3" in text(page) for page in pages.values())


async def test_how_ones_game_ended_stays_when_a_bye_or_the_end_comes(cup: Cup) -> None:
    """Whoever finishes the round's last game sees why they won, too."""
    laid = cup.laid
    await cup.announced(*FOUR[:3], kind="swiss", rounds=3)
    await cup.started()
    pages = {who: private(await laid.press(who, "My game")) for who in FOUR[:3]}
    for _ in range(3):
        await laid.env.advance_time(10)
        [duel] = await cup.open_duels()
        await cup.win(duel)
        played = [name_of(cup, player.id) for player in duel.players]
        await cup.tick()
        await cup.tick()
        assert all("Your last game" in text(pages[who]) for who in played)
        assert all("3/3" in text(pages[who]) for who in played)
        if (await cup.now()).phase is not CupPhase.ENDED:
            assert any("You have a bye" in text(pages[who]) for who in played)
    assert all("The tournament is over" in text(pages[who]) for who in played)


@pytest.mark.parametrize("options", [{"kind": "arena", "minutes": 20}, {"kind": "swiss", "rounds": 3}])
async def test_to_withdraw_in_ones_game_is_asked_first_and_never_hides_it(cup: Cup, options: dict[str, object]) -> None:
    """The question names the game; the page with the game's clock stays, and what is said leads back to it."""
    laid = cup.laid
    await cup.announced(*FOUR, **options)
    await cup.started()
    page = private(await laid.press("ada", "My game"))
    asked = private(await laid.press("ada", "Withdraw"))
    assert "goes on and still counts" in text(asked)
    assert "Nothing has changed" in text(private(await laid.press("ada", "Keep it", asked)))
    ada = laid.people["ada"].id
    assert ada in {one.id for one in (await cup.now()).playing}
    asked = private(await laid.press("ada", "Withdraw"))
    before = text(page)
    out = private(await laid.press("ada", "Withdraw", asked))
    await laid.settle()
    assert ada not in {one.id for one in (await cup.now()).playing}
    assert "You've withdrawn" in text(out)
    assert "Your game against" in text(out)
    assert text(page) == before
    duel = next(one for one in await cup.open_duels() if one.has(ada))
    await cup.duels.go_on(duel.id, duel.other(ada).id, laid.env.now())
    assert "1/3" in text(private(await laid.press("ada", "Play", out)))


async def test_to_withdraw_before_a_game_that_cannot_begin_yet_gives_it_away_and_says_so(cup: Cup) -> None:
    """There is no clock to hide: the page says that one is out."""
    laid = cup.laid
    await cup.announced(*FOUR, kind="swiss", rounds=3)
    cup.duels.accepting = False
    await cup.started()
    page = private(await laid.press("ada", "My game"))
    asked = private(await laid.press("ada", "Withdraw"))
    assert "would win it" in text(asked)
    await laid.press("ada", "Withdraw", asked)
    await laid.settle()
    assert "You've withdrawn" in text(page)


async def test_a_paused_round_promises_no_start_and_says_how_it_goes_on(cup: Cup) -> None:
    """Nothing of it begins by itself, and who would withdraw reads no other."""
    laid, own = cup.laid, own_of(cup.laid)
    await cup.announced(*FOUR, kind="swiss", rounds=3)
    await laid.press("gus", "Start")
    here, topics = laid.guild.id, await laid.rounds.pool.topics(laid.guild.id)
    await own.choose_topics(here, None, topics, [])
    await cup.tick()
    card = text(laid.card())
    assert "Paused" in card
    assert "start by themselves" not in card
    assert "the host or an organizer can use `/tournament continue`. After 7 days of pause" in card
    asked = text(private(await laid.press("ada", "Withdraw")))
    assert "has not begun" in asked
    assert "about to begin" not in asked


async def test_whoever_plays_elsewhere_is_told_what_keeps_their_next_game(cup: Cup) -> None:
    """Nobody looks for an opponent for them until that is over."""
    laid = cup.laid
    await cup.announced("ada", "ben", "cleo", kind="arena", minutes=20)
    await laid.slash("ada", "duel")
    await laid.press("gus", "Start", laid.card(-2))
    await cup.tick()
    told = text(private(await laid.slash("ada", "tournament show")))
    assert "You're in a live duel" in told
    assert f"<#{laid.channel.id}>" in told


async def test_who_is_left_over_when_an_arena_starts_sees_that_it_has(cup: Cup) -> None:
    """With an odd number, the page of whoever has no game yet says that Recall looks for an opponent."""
    laid = cup.laid
    await laid.slash("gus", "tournament create", questions=3, kind="arena", minutes=20)
    pages = {who: private(await laid.press(who, "Sign up")) for who in FOUR[:3]}
    await cup.started()
    playing = {player.id for duel in await cup.open_duels() for player in duel.players}
    [left] = [who for who in pages if laid.people[who].id not in playing]
    assert "You're next" in text(pages[left])
    assert all("starts by itself" in text(page) for who, page in pages.items() if who != left)


async def test_the_game_is_followed_in_the_message_called_up_last(cup: Cup) -> None:
    """Whoever calls their game up again finds their next one there, too."""
    laid = cup.laid
    await cup.announced(*FOUR, kind="swiss", rounds=3)
    await cup.started()
    mine = private(await laid.press("ada", "My game"))
    await cup.win_all()
    await cup.tick()
    await cup.tick()
    assert "starts by itself" in text(mine)


@pytest.mark.parametrize("kind", ["swiss", "arena"])
async def test_nobody_waits_for_who_is_gone_and_plays_another_duel(cup: Cup, kind: str) -> None:
    """Whoever is in a duel of their own holds their round up only until they are out of the tournament."""
    laid = cup.laid
    length = {"rounds": 3} if kind == "swiss" else {"minutes": 30}
    await cup.announced(*FOUR, kind=kind, **length)
    cup.duels.accepting = False
    await cup.started()
    cup.duels.accepting = True
    [game, *_] = (await cup.now()).open_games
    await laid.slash(name_of(cup, game.first), "duel")
    await cup.tick()
    assert game.number in {one.number for one in (await cup.now()).open_games}
    assert game.number not in await cup.duels.parts((await cup.now()).id)
    await laid.slash("gus", "tournament remove", player=laid.people[name_of(cup, game.first)])
    await cup.tick()
    ended = (await cup.now()).games[game.number]
    assert (ended.outcome, ended.absent) == (Outcome.SECOND, (game.first,))
    assert game.number not in await cup.duels.parts((await cup.now()).id)


@pytest.mark.parametrize("pace", ["live", "day"])
@pytest.mark.parametrize("after_a_kill", [False, True])
async def test_what_a_removed_player_has_not_begun_goes_to_the_other(
    cup: Cup, pace: str, *, after_a_kill: bool
) -> None:
    """Although its duel is there: nobody waits for them, no rating moves, and they cannot begin it any more."""
    laid = cup.laid
    await cup.announced(*FOUR, kind="swiss", rounds=3, pace=pace)
    await cup.started()
    if after_a_kill:
        await killed(cup)
    duel, other = await cup.open_duels()
    gone, stays = duel.players
    page = private(await laid.press(name_of(cup, stays.id), "My game"))
    await laid.slash("gus", "tournament remove", player=laid.people[name_of(cup, gone.id)])
    over = await cup.duels.find(duel.id)
    assert over is not None
    assert (over.phase, over.end) == (Phase.ENDED, End.CALLED_OFF)
    assert "after an outage" not in text(page)
    await cup.tick()
    now = await cup.now()
    game = next(one for one in now.games if gone.id in one.players)
    assert (game.outcome, game.absent) == (Outcome.FIRST if game.first == stays.id else Outcome.SECOND, (gone.id,))
    assert [one.id for one in await cup.open_duels()] == [other.id]
    assert name_of(cup, gone.id) + " against" not in bare(text(laid.card()))
    assert "host removed you" in text(private(await laid.press(name_of(cup, gone.id), "My game")))


async def test_a_game_that_somebody_has_begun_goes_on_when_they_are_removed(cup: Cup) -> None:
    """It counts for their opponent as it ends."""
    await cup.announced(*FOUR, kind="swiss", rounds=3)
    await cup.started()
    [duel, *_] = await cup.open_duels()
    winner, gone = duel.players
    for player in duel.players:
        await cup.duels.go_on(duel.id, player.id, cup.laid.env.now())
    await cup.laid.slash("gus", "tournament remove", player=cup.laid.people[name_of(cup, gone.id)])
    await cup.tick()
    assert duel.id in {one.id for one in await cup.open_duels()}
    await cup.win(duel)
    await cup.tick()
    game = next(one for one in (await cup.now()).games if gone.id in one.players)
    assert (game.outcome, game.forfeit) == (Outcome.FIRST if game.first == winner.id else Outcome.SECOND, False)


async def test_the_games_of_a_round_begin_side_by_side(cup: Cup, monkeypatch: pytest.MonkeyPatch) -> None:
    """None waits for what another one reads or writes: a large round holds up no other server's tournament."""
    await cup.announced(*FOUR, kind="swiss", rounds=3)
    await cup.laid.press("gus", "Start")
    seen, both = cup.duels._store.seen, asyncio.Event()
    reading: list[object] = []

    async def read(players: list[int]) -> object:
        """Each reading ends once the other one has begun."""
        reading.append(players)
        if len(reading) == 2:
            both.set()
        await asyncio.wait_for(both.wait(), 5)
        return await seen(players)

    monkeypatch.setattr(cup.duels._store, "seen", read)
    await cup.tick()
    assert len(await cup.open_duels()) == 2


async def test_everybodys_places_are_worked_out_once_at_the_end(cup: Cup, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not once for each page that says somebody's."""
    laid = cup.laid
    await cup.announced(*FOUR, kind="arena")
    await cup.started()
    await cup.win_all()
    await cup.tick()
    pages = [private(await laid.press(who, "My game")) for who in FOUR]
    worked_out: list[Tournament] = []

    def standing(tournament: Tournament) -> list[Line]:
        worked_out.append(tournament)
        return standings(tournament)

    monkeypatch.setattr(cup_pages, "standings", standing)
    await laid.press("gus", "End the tournament", private(await laid.slash("gus", "tournament stop")))
    await laid.settle()
    assert all("You're in place" in text(page) for page in pages)
    assert len(worked_out) == 1


async def test_a_round_of_days_names_the_deadline_that_its_games_have(cup: Cup) -> None:
    """Also after an outage: the time that was lost is given back, and the card says so by itself."""
    laid = cup.laid
    await cup.announced(*FOUR, kind="swiss", rounds=3, pace="day", days=1)
    await cup.started()
    await away(laid, 3 * 60 * 60)
    await laid.settle()
    [due] = {duel.due_at for duel in await cup.open_duels()}
    assert due is not None
    page = text(private(await laid.press("ada", "My game")))
    assert f"<t:{due.timestamp():.0f}:" in page
    assert f"<t:{due.timestamp():.0f}:" in text(laid.card())


async def test_a_swiss_with_fewer_rounds_than_planned_says_why(cup: Cup) -> None:
    """Before it starts, what limits them; and at the start, how many there are."""
    laid = cup.laid
    await cup.announced(*FOUR[:3], kind="swiss", rounds=12)
    assert "no more rounds" in text(laid.card())
    again = text(private(await laid.press("ada", "Sign up")))
    assert "/tournament show" in again
    assert "My game" not in again
    assert "3 rounds instead of 12" in text(private(await laid.press("gus", "Start")))


async def test_a_tournament_under_way_goes_on_before_maintenance(cup: Cup) -> None:
    """With no new games by the operator's order, its next round is played: nobody waits for a game that never comes."""
    laid = cup.laid
    await cup.announced(*FOUR, kind="swiss", rounds=3)
    await cup.started()
    laid.app.client.standing.orders = Orders(closed=True)
    await laid.env.advance_time(10)
    await cup.win_all()
    await cup.tick()
    await cup.tick()
    assert [duel.phase for duel in await cup.open_duels()] == [Phase.READY] * 2
