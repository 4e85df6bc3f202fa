"""Cards that stand in a channel and still change show nobody any more who erased everything."""

from __future__ import annotations

import pytest

from bot.kernel.ports import MessageKey
from bot.profile.manifest import Profile
from tests.cogs.evening import Evening, evening
from tests.cogs.table import Table, text

__all__ = ["evening"]


async def erase(laid: Table, name: str) -> None:
    feature = next(one for one in laid.app.features if isinstance(one, Profile))
    done = await feature._profiles.erase(laid.people[name].id)
    assert not done.left
    await laid.settle()


async def test_a_planned_night_and_discords_event_of_it(evening: Evening) -> None:
    """Neither who signed up nor the host's name and words stand there for weeks."""
    laid = evening.laid
    events = laid.env.backend.get_guild(laid.guild.id).scheduled_events
    await evening.plan(title="Ada's secret party")
    await laid.press("ben", "Sign up")
    await evening.look(5)
    assert "ben" in text(laid.card())
    assert [event.name for event in events.values()] == ["Ada's secret party"]

    await erase(laid, "ben")
    assert "ben" not in text(laid.card())
    assert "hosted by ada" in text(laid.card())

    await erase(laid, "ada")
    assert "secret" not in text(laid.card())
    assert "ada" not in text(laid.card())
    await evening.look(5)
    assert [event.name for event in events.values()] == ["Quiz night"]


async def test_the_sign_ups_of_a_tournament(evening: Evening) -> None:
    laid = evening.laid
    await laid.slash("ada", "tournament create", kind="swiss")
    await laid.settle()
    await laid.press("ben", "Sign up")
    await laid.settle()
    assert "ben" in text(laid.card())
    await erase(laid, "ben")
    assert "ben" not in text(laid.card())


async def test_the_lobby_of_a_quiz(evening: Evening) -> None:
    laid = evening.laid
    await laid.start(questions=1)
    await laid.press("ben", "Join")
    await laid.settle()
    assert "ben" in text(laid.card())
    await erase(laid, "ben")
    assert "ben" not in text(laid.card())


async def test_what_another_part_of_the_bot_erased(evening: Evening, monkeypatch: pytest.MonkeyPatch) -> None:
    """The part that has the game's server draws the card anew."""
    laid = evening.laid
    await laid.start(questions=1)
    await laid.press("ben", "Join")
    await laid.settle()
    drawn: list[MessageKey] = []
    monkeypatch.setattr(laid.app.delivery, "redraw", lambda key, **_: drawn.append(key))
    feature = next(one for one in laid.app.features if isinstance(one, Profile))
    game = await laid.game()
    await feature.erased(laid.people["ben"].id, -5, {game.id})
    assert {key.game_id for key in drawn} == {game.id}
