"""The private messages of a game's players."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any, cast

from bot.service.background import Background
from cogs.shared.cards import Card
from cogs.shared.privates import AT_ONCE, Privates
from tests.strategies import NOON


class Crowd:
    """Players' interactions; an edit takes a turn of the loop or two."""

    def __init__(self) -> None:
        self.at_once = self.most = self.edited = 0
        self.shown: list[int] = []
        self.connected = asyncio.Event()
        self.connected.set()

    def pressed(self, player_id: int) -> Any:
        crowd = self

        class Pressed:
            id = player_id
            created_at = NOON
            message = None
            user = type("User", (), {"id": player_id})

            class response:  # noqa: N801 - the library's name
                @staticmethod
                async def send_message(**_: object) -> None:
                    await crowd.connected.wait()
                    crowd.shown.append(player_id)

            async def edit_original_response(self, **_: object) -> None:
                assert player_id in crowd.shown, "there is nothing to edit yet"
                crowd.at_once += 1
                crowd.most = max(crowd.most, crowd.at_once)
                await asyncio.sleep(0)
                crowd.at_once -= 1
                crowd.edited += 1

        return cast("Any", Pressed())


async def test_a_reveal_to_hundreds_leaves_room_for_presses() -> None:
    """However many private messages a reveal changes, only a few are on their way at a time, and all arrive."""
    crowd, background = Crowd(), Background()
    privates = Privates(background)
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
    privates = Privates(background)
    crowd.connected.clear()
    background.run(privates.show(crowd.pressed(5), 7, Card("Locked in")))
    await asyncio.sleep(0)
    privates.update(7, 5, Card("Right"), NOON + timedelta(seconds=1))
    await asyncio.sleep(0)
    crowd.connected.set()
    await background.drain()
    assert crowd.edited == 1
