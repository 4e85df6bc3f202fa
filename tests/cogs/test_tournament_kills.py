"""Games of tournaments that a kill interrupts."""

import pytest

from bot.duels.api import Phase
from bot.tournaments.rules.model import Outcome
from tests.cogs.table import away, bare, private, text
from tests.cogs.test_tournaments import FOUR, Cup, cup, name_of

__all__ = ["cup"]  # a fixture


@pytest.mark.parametrize("kind", ["swiss", "arena"])
async def test_a_game_that_a_kill_interrupted_waits_for_both_and_the_card_says_so(cup: Cup, kind: str) -> None:
    """Nobody's private message can be redrawn anymore, so nobody loses by not seeing the questions."""
    laid = cup.laid
    await cup.announced(*FOUR, kind=kind)
    await cup.started()
    duel, other = await cup.open_duels()
    await cup.win(other)
    first, second = (name_of(cup, player.id) for player in duel.players)
    await laid.press(first, "My game")
    await cup.restart()
    await away(laid, 25)
    await cup.tick()
    assert f"{first} against {second}" in bare(text(laid.card()))
    assert "Recall was offline" in text(laid.card())
    await laid.env.advance_time(4 * 60)
    await cup.duels.tick(laid.env.now())
    pages = {who: private(await laid.press(who, "My game")) for who in (first, second)}
    for who, page in pages.items():
        assert "called off" in text(page)
        await laid.press(who, "Ready", page)
    assert all("1/3" in text(page) for page in pages.values())
    await cup.tick()
    assert "Recall was offline" not in text(laid.card())


async def killed(cup: Cup) -> None:
    """A kill, and 25 seconds until Recall is back: nothing that it sent privately can be edited anymore."""
    await cup.restart()
    await away(cup.laid, 25)


async def test_who_waited_for_an_opponent_over_a_kill_does_not_lose_what_they_cannot_see(cup: Cup) -> None:
    """Their page says that it will show their game, and no longer does: the game waits for both, as the card says."""
    laid = cup.laid
    await cup.announced(*FOUR, kind="arena")
    await cup.started()
    await cup.win_all()
    await cup.tick()
    pages = {who: private(await laid.press(who, "My game")) for who in ("ada", "cleo")}
    await killed(cup)
    assert "this message will show your game" in text(pages["ada"])
    fresh = private(await laid.press("cleo", "My game"))
    await cup.tick()
    [duel] = await cup.open_duels()
    assert {name_of(cup, player.id) for player in duel.players} == {"ada", "cleo"}
    pair = " against ".join(name_of(cup, player.id) for player in duel.players)
    assert f"**My game**, then **Ready**: {pair}" in bare(text(laid.card()))
    assert "starts when both of you press" in text(fresh)
    await laid.env.advance_time(4 * 60)
    await cup.duels.tick(laid.env.now())
    for who in ("ada", "cleo"):
        await laid.press(who, "Ready", private(await laid.press(who, "My game")))
    [duel] = await cup.open_duels()
    assert duel.phase is Phase.OPEN


async def test_who_never_comes_back_from_a_kill_is_absent_from_no_game_that_it_hid(cup: Cup) -> None:
    """It is called off after five minutes, and nobody is withdrawn."""
    laid = cup.laid
    await cup.announced(*FOUR, kind="arena")
    await killed(cup)
    await cup.started()
    assert [duel.phase for duel in await cup.open_duels()] == [Phase.PAUSED] * 2
    await laid.env.advance_time(5 * 60)
    await cup.duels.tick(laid.env.now())
    await cup.tick()
    now = await cup.now()
    assert [game.outcome for game in now.games] == [Outcome.VOID] * 2
    assert len(now.playing) == 4


async def test_games_begin_by_themselves_for_who_was_there_after_a_kill_and_for_all_a_while_later(cup: Cup) -> None:
    """Whoever presses anything after it has a page that follows along; after a quarter of an hour, no page does."""
    laid = cup.laid
    await cup.announced(*FOUR, kind="swiss", rounds=3)
    await killed(cup)
    for who in FOUR:
        await laid.slash(who, "tournament show")
    await cup.started()
    assert [duel.phase for duel in await cup.open_duels()] == [Phase.READY] * 2
    await killed(cup)
    await laid.env.advance_time(15 * 60)
    await cup.duels.tick(laid.env.now())
    await cup.tick()
    await cup.tick()
    assert [duel.phase for duel in await cup.open_duels()] == [Phase.READY] * 2


async def test_a_round_does_not_say_that_games_begin_by_themselves_that_wait(cup: Cup) -> None:
    """Only of the others, where there are any."""
    laid = cup.laid
    await cup.announced(*FOUR, kind="swiss", rounds=3)
    await cup.started()
    assert "Live games start by themselves" in text(laid.card())
    await killed(cup)
    await cup.tick()
    assert "Recall was offline" in text(laid.card())
    assert "start by themselves" not in text(laid.card())
    first, _ = await cup.open_duels()
    for player in first.players:
        await cup.duels.go_on(first.id, player.id, laid.env.now())
    await cup.tick()
    assert "The other games start by themselves" in text(laid.card())


async def test_a_game_that_nobody_returns_to_counts_for_nobody(cup: Cup) -> None:
    """Nobody is absent because of an outage."""
    laid = cup.laid
    await cup.announced(*FOUR, kind="swiss")
    await cup.started()
    await cup.restart()
    await away(laid, 25)
    await laid.env.advance_time(5 * 60)
    await cup.duels.tick(laid.env.now())
    await cup.tick()
    now = await cup.now()
    assert [game.outcome for game in now.in_round(1)] == [Outcome.VOID] * 2
    assert "Recall was offline" not in text(laid.card(-2))
