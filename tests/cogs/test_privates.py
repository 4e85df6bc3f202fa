"""The private messages of a game's players."""

from __future__ import annotations

import asyncio
import gc
import weakref
from datetime import timedelta
from types import SimpleNamespace
from typing import Any, ClassVar, cast

import pytest
from discord.webhook.async_ import async_context

from bot.kernel.background import Background
from cogs.rounds.private import outcome_card
from cogs.rounds.privates import QuizPrivates
from cogs.shared.cards import Card
from cogs.shared.passing import Passing
from cogs.shared.privates import AT_ONCE, Privates
from tests.strategies import NOON, answered_by


class Crowd:
    """Players' interactions; an edit takes a turn of the loop or two."""

    def __init__(self) -> None:
        self.at_once = self.most = self.edited = 0
        self.shown: list[int] = []
        self.connected = asyncio.Event()
        self.connected.set()
        async_context.set(cast("Any", self))  # for this test: each is a task of its own

    async def edit_original_interaction_response(self, _: int, player_id: int, **__: object) -> None:
        assert player_id in self.shown, "there is nothing to edit yet"
        self.at_once += 1
        self.most = max(self.most, self.at_once)
        await asyncio.sleep(0)
        self.at_once -= 1
        self.edited += 1

    def pressed(self, player_id: int) -> Any:
        crowd = self

        class Pressed:
            id = token = player_id
            application_id = 1
            client = SimpleNamespace(allowed_mentions=None, http=SimpleNamespace(proxy=None, proxy_auth=None))
            _session = None
            extras: ClassVar[dict[object, object]] = {}
            created_at = NOON
            message = None
            user = type("User", (), {"id": player_id})

            class response:  # noqa: N801 - the library's name
                type = None

                @staticmethod
                async def send_message(**_: object) -> None:
                    await crowd.connected.wait()
                    crowd.shown.append(player_id)

        return cast("Any", Pressed())


async def test_a_reveal_to_hundreds_leaves_room_for_presses() -> None:
    """However many private messages a reveal changes, only a few are on their way at a time, and all arrive."""
    crowd, background = Crowd(), Background()
    privates = Privates[int](background, Passing())
    for player in range(300):
        await privates.show(crowd.pressed(player), 7, Card("Locked in"))
    for player in range(300):
        privates.update(7, player, Card("Right"), NOON + timedelta(seconds=9))
    await background.drain()
    assert crowd.edited == 300
    assert crowd.most <= AT_ONCE


async def test_a_key_known_before_the_lock_in_is_shown_still_comes() -> None:
    """The last to answer closes the question: their lock-in is still on its way then, and turns into the outcome."""
    crowd, background = Crowd(), Background()
    privates = Privates[int](background, Passing())
    crowd.connected.clear()
    background.run(privates.show(crowd.pressed(5), 7, Card("Locked in")))
    await asyncio.sleep(0)
    privates.update(7, 5, Card("Right"), NOON + timedelta(seconds=1))
    await asyncio.sleep(0)
    crowd.connected.set()
    await background.drain()
    assert crowd.edited == 1


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # it collects what other tests left
async def test_a_finished_game_leaves_no_interaction_in_memory() -> None:
    """Once a game is over nothing of it is kept, not even of who looks at it afterwards."""
    crowd, background = Crowd(), Background()
    privates = Privates[int](background, Passing())
    pressed = [crowd.pressed(player) for player in range(5)]
    for one in pressed:
        await privates.show(one, 7, Card("Locked in"))
    privates.ended(7)
    after = crowd.pressed(9)
    await privates.show(after, 7, Card("You win!"), over=True)
    await background.drain()
    gone = [weakref.ref(one) for one in [*pressed, after]]
    pressed.clear()
    del after, one
    gc.collect()
    assert [ref() for ref in gone] == [None] * 6


async def test_a_game_that_lasts_keeps_only_what_can_be_edited() -> None:
    """A day on which somebody always presses leaves no more in memory than a quarter of an hour does."""
    crowd, background = Crowd(), Background()
    privates = Privates[int](background, Passing())
    for minute in range(100):
        late = crowd.pressed(minute)
        late.created_at = NOON + timedelta(minutes=minute)
        await privates.show(late, 7, Card("Locked in"))
    await background.drain()
    assert [player for player in range(100) if privates.has(7, player)] == [*range(86, 100)]


async def test_what_can_be_edited_no_more_is_let_go() -> None:
    """Games that nobody touches any more do not pile up: their messages can be edited for a quarter of an hour."""
    crowd, background = Crowd(), Background()
    privates = Privates[int](background, Passing())
    for game in range(100):
        late = crowd.pressed(1)
        late.created_at = NOON + timedelta(minutes=game)
        await privates.show(late, game, Card("Locked in"))
    await background.drain()
    assert sum(privates.has(game, 1) for game in range(100)) <= 15
    assert privates.has(99, 1)


async def test_a_reveal_is_drawn_for_a_few_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Between two turns of anybody else only so many cards are drawn as may be on their way; all of them come."""
    crowd, background, drawn, most = Crowd(), Background(), 0, 0

    def counted(*told: Any) -> Card:
        nonlocal drawn
        drawn += 1
        return outcome_card(*told)

    async def others() -> None:
        nonlocal drawn, most
        while True:
            most, drawn = max(most, drawn), 0
            await asyncio.sleep(0)

    monkeypatch.setattr("cogs.rounds.privates.outcome_card", counted)
    game = answered_by(300)
    privates = QuizPrivates(background, Passing())
    for player in game.current.answers:
        await privates.show(crowd.pressed(player), game.id, Card("Locked in"))
    beside = asyncio.create_task(others())
    privates.revealed(game)
    await background.drain()
    beside.cancel()
    assert crowd.edited == 300
    assert most <= AT_ONCE


class Hand:
    """Somebody's presses on the messages of one game: `there` are the private ones that they have before them."""

    def __init__(self) -> None:
        self.there: set[int] = set()
        self.background = Background()
        self.privates = Privates[int](self.background, Passing())

    async def press(self, number: int, on: int | None = None) -> None:
        """Press on a message of everybody's, or on the private one that the press of that number made."""
        hand = self

        class Pressed:
            id = number
            created_at = NOON + timedelta(seconds=number)
            user = type("User", (), {"id": 5})
            extras: ClassVar[dict[object, object]] = {}
            message = (
                None
                if on is None
                else SimpleNamespace(flags=SimpleNamespace(ephemeral=True), interaction_metadata=SimpleNamespace(id=on))
            )

            class response:  # noqa: N801 - the library's name
                type = None

                @staticmethod
                async def send_message(**_: object) -> None:
                    hand.there.add(number)

                @staticmethod
                async def edit_message(**_: object) -> None:
                    assert on in hand.there

            async def delete_original_response(self) -> None:
                hand.there.discard(number if on is None else on)

        await self.privates.show(cast("Any", Pressed()), 7, Card("A question"))
        await self.background.drain()


async def test_a_player_has_one_private_message_in_a_game() -> None:
    """Wherever they press, what they pressed last is what follows the game, and no other stands there going stale."""
    hand = Hand()
    await hand.press(1)
    await hand.press(2, on=1)
    assert hand.there == {1}
    await hand.press(3)
    assert hand.there == {3}
    hand.there.add(1)  # one that an earlier process, or another card, has left there
    await hand.press(4, on=1)
    assert hand.there == {1}
    await hand.press(5, on=1)
    assert hand.there == {1}
