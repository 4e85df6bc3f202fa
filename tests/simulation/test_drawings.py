"""The law of drawings: what is sent was drawn a moment ago."""

from __future__ import annotations

import asyncio
from unittest.mock import patch

import pytest

from bot.delivery.sender import DiscordSender, Drawing
from bot.kernel.ports import MessageKey
from tests.simulation.drawings import Drawings

KEY = MessageKey(7, "q0")


@pytest.mark.parametrize(("rest_s", "found"), [(0.0, 0), (0.5, 1)])
async def test_a_card_that_waits_after_it_was_drawn_is_found(rest_s: float, found: int) -> None:
    law, drawing, loop = Drawings(), Drawing.__new__(Drawing), asyncio.get_running_loop()

    async def edit(*_: object) -> None:
        """It is sent."""

    with patch.object(DiscordSender, "edit", edit), law.known():
        law._made[id(drawing)] = drawing, KEY, loop.time() - rest_s
        await DiscordSender.edit(DiscordSender.__new__(DiscordSender), 1, 2, drawing)
    assert len(law.violations) == found
