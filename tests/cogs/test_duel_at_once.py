"""What the two of a duel see who answer at the same time."""

from pathlib import Path

import pytest

from bot.kernel.keys import Viewer
from tests.cogs.table import private, table, text
from tests.cogs.test_duel_beginnings import desk_of
from tests.strategies import question

RIGHT = (0,)


async def test_nobody_is_left_waiting_for_who_answered_at_the_same_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before Ada reads what came of her last answer, Ben has given his, too: she reads how the duel ended."""
    async with table(tmp_path, {"q0": question("q0")}) as laid:
        await laid.slash("ada", "duel", opponent=laid.ben)
        await laid.press("ben", "Accept")
        page = private(await laid.press("ada", "My duel"))
        await laid.press("ben", "My duel")
        duels = desk_of(laid)
        [duel_id], hidden = await duels._store.running(), duels.hidden

        async def meanwhile(viewer: Viewer) -> set[str]:
            await duels.answer(duel_id, laid.ben.id, 0, RIGHT, laid.env.now())
            return await hidden(viewer)

        await laid.env.advance_time(2)
        monkeypatch.setattr(duels, "hidden", meanwhile)
        await laid.press("ada", "A", page)
        assert "Waiting for" not in text(page)
        assert "You got 1" in text(page)
