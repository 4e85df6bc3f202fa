"""Somebody erases everything while games go on with what they had found before: nothing brings them back.

Each of these found the person in a state, waited for something else, and wrote them after it; see `erased_lately.py`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

import pytest

from bot.duels.api import DuelPace, DuelSettings, Refusal, Where
from bot.kernel.people import is_erased
from bot.kernel.ports import StorageError
from tests.cogs.dailies import set_up, to_nine
from tests.cogs.evening import MINUTE_S, Evening, evening
from tests.cogs.table import Table, labels, private, text
from tests.cogs.test_erasing_in_games import duels_of, people_of, profile_of
from tests.cogs.test_tournaments import FOUR, Cup, cup

__all__ = ["cup", "evening"]


class Held:
    """A call that waits in its first use until somebody has erased everything."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, on: object, name: str) -> None:
        self._call: Callable[..., Awaitable[Any]] = getattr(on, name)
        self._reached, self._may_go_on = asyncio.Event(), asyncio.Event()
        monkeypatch.setattr(on, name, self)

    async def __call__(self, *args: Any, **named: Any) -> Any:
        self._reached.set()
        await self._may_go_on.wait()
        return await self._call(*args, **named)

    async def until_erased(self, laid: Table, player_id: int, deed: Awaitable[object]) -> object:
        """Do it; once it waits, erase the person, then let it go on. What it came to; None where it was refused."""
        doing = asyncio.ensure_future(deed)
        async with asyncio.timeout(60):
            await self._reached.wait()
            assert (await profile_of(laid).counts(player_id)) != {}
            assert (await profile_of(laid).erase(player_id)).left == {}
        self._may_go_on.set()
        end = None
        with suppress(StorageError):
            end = await doing
        await laid.settle()
        assert await profile_of(laid).counts(player_id) == {}
        return end


async def test_while_the_next_daily_is_drawn(laid: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    """The one before is closed with all its answers; it is posted all the same, and at once."""
    posting = (await set_up(laid)).posting
    await to_nine(laid)
    await posting.tick(laid.env.now())
    await laid.settle()
    first = laid.card()
    sheet = private(await laid.press("ben", "Play", first))
    await laid.press("ben", labels(sheet)[0], sheet)
    await to_nine(laid)
    drawing = Held(monkeypatch, posting._store, "muted_questions")
    await drawing.until_erased(laid, laid.ben.id, posting.tick(laid.env.now()))
    assert laid.card() is not first


async def test_while_the_games_of_a_tournament_begin(cup: Cup, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever plays in one of the later games is erased during the first."""
    await cup.announced(*FOUR, kind="swiss", pace="live", rounds=2)
    pairing = Held(monkeypatch, cup.duels, "pair")
    await cup.laid.press("gus", "Start")
    ticking = asyncio.ensure_future(cup.service.tick(cup.laid.env.now()))
    async with asyncio.timeout(60):
        await pairing._reached.wait()
    first, second = (await cup.now()).open_games
    await pairing.until_erased(cup.laid, second.first, ticking)
    named = {player.id for duel in await cup.open_duels() for player in duel.players}
    assert {first.first, first.second} <= named


async def test_while_people_are_let_into_the_next_round_of_a_night(
    evening: Evening, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The others are in it a moment later."""
    laid = evening.laid
    await evening.plan(topics="Metrics, all", break_minutes=3)
    await laid.press("ben", "Sign up")
    await evening.begun()
    await evening.play("ben", "cleo")
    joining = Held(monkeypatch, laid.rounds, "join")
    await laid.env.advance_time(3 * MINUTE_S + 1)
    nights = evening.feature.nights

    async def ticks() -> None:
        for _ in range(3):
            await nights.tick(laid.env.now())

    await joining.until_erased(laid, laid.people["cleo"].id, ticks())
    await ticks()
    await laid.settle()
    assert "ada, ben" in text(laid.card())
    assert "cleo" not in text(laid.card())


async def test_while_they_are_challenged_again(laid: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    """The challenge is not made; nor is one to whoever stands in for them."""
    duels, (ada, ben) = duels_of(laid), people_of(laid, "ada", "ben")
    here = Where(laid.guild.id, laid.channel.id)
    duel = await duels.challenge(here, ada, None, DuelSettings(None, 3, DuelPace.DAY, rated=False), 1, laid.env.now())
    assert not isinstance(duel, Refusal)
    await duels.accept(duel.id, ben, laid.env.now())
    with monkeypatch.context() as held:
        asking = Held(held, duels._store, "muted_questions")
        again = duels.rematch(duel.id, ada, 2, laid.env.now())
        assert await asking.until_erased(laid, ben.id, again) is None
    over = await duels.find(duel.id)
    assert over is not None
    assert is_erased(over.other(ada.id).id)
    assert await duels.rematch(duel.id, ada, 2, laid.env.now()) is Refusal.UNKNOWN


async def test_they_may_come_back_at_once(laid: Table) -> None:
    """What they press after an erasure is a new decision, wherever it is, and in the same game, too."""
    await laid.slash("ada", "quiz start")
    lobby = laid.card()
    await laid.press("ben", "Join", lobby)
    assert (await profile_of(laid).erase(laid.ben.id)).left == {}
    await laid.press("ben", "Join", lobby)
    assert set(await profile_of(laid).counts(laid.ben.id)) == {"players", "names"}
    await laid.settle()
    assert "ben" in text(laid.card())
