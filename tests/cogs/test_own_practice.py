"""Practice is one person's own: nobody practices, or learns of, what somebody else chose or is weak at."""

from types import SimpleNamespace
from typing import Any, cast

import pytest

from bot.kernel.custom_ids import Press
from bot.practice.rules.model import Focus, Refusal, Sitting, Wish
from bot.practice.service import PracticeService
from cogs.practice.components import PracticeComponents
from cogs.practice.ids import Verb
from cogs.practice.words import REFUSALS
from tests.strategies import NOON

WISH = Wish(Focus.MISSES, topics=("metrics",), most=5)
THEIRS = Sitting(7, player_id=1, guild_id=70, channel_id=700, wish=WISH, seed=1, created_at=NOON, active_at=NOON)


class Practice:
    """Has the one sitting, and notes what is begun."""

    def __init__(self) -> None:
        self.begun: list[Wish] = []

    async def find(self, game_id: int) -> Sitting | None:
        return THEIRS if game_id == THEIRS.id else None

    async def start(self, *, wish: Wish, **_: object) -> Refusal:
        self.begun.append(wish)
        return Refusal.OVER


@pytest.mark.parametrize(
    ("player", "game", "told"), [(1, 7, Refusal.OVER), (2, 7, Refusal.NOT_YOURS), (1, 8, Refusal.UNKNOWN)]
)
async def test_once_more_is_for_who_practiced(
    player: int, game: int, told: Refusal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same wish once more is begun by whose wish it was, and by nobody who only knows the sitting's number."""
    said: list[str] = []

    async def say(_: object, text: str = "", **__: object) -> None:
        said.extend([text] if text else [])

    for telling in ("say", "refuse", "take_time"):
        monkeypatch.setattr(f"cogs.practice.components.{telling}", say)
    practice = Practice()
    components = PracticeComponents(cast("PracticeService", practice))
    pressed: Any = SimpleNamespace(user=SimpleNamespace(id=player), guild_id=70, channel_id=700, id=5, created_at=NOON)
    await components.again(pressed, Press(Verb.AGAIN, game, "0"))
    assert said == [REFUSALS[told]]
    assert len(practice.begun) == (told is Refusal.OVER)
