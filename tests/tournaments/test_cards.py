"""What a tournament's messages hold."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.delivery.validator import COMPONENTS_V2, message_violations
from bot.kernel.asked import Player
from bot.tournaments.rules.model import Entrant, Game, Out, Outcome, Pause, Phase, Plan, Tournament
from cogs.tournaments.rendering import round_card

AT = datetime(2026, 11, 28, tzinfo=UTC)


@pytest.mark.parametrize(("name", "shown"), [("*" * 32, 15), ("Alexandria of the long name {:04}", 25)])
def test_a_round_fits_into_a_message_whatever_its_players_are_called(name: str, shown: int) -> None:
    """A hundred players, fifty of whom have withdrawn, in a round that waits; it says how many pairs there are more."""
    out = [Out.ABSENT if number > 50 else None for number in range(1, 101)]
    entrants = tuple(Entrant(Player(n, name.format(n), AT), 1500.0, out=out[n - 1]) for n in range(1, 101))
    games = tuple(Game(n, 1, 2 * n + 1, 2 * n + 2, AT, Outcome.VOID, ended_at=AT) for n in range(50))
    cup = Tournament(
        1, 1, 1, 1, Plan(rounds=3), AT, phase=Phase.RUNNING, round=1, entrants=entrants, games=games,
        pause=Pause.CHANNEL, paused_at=AT,
    )  # fmt: skip
    card = round_card(cup, 1, "round1", over=False)
    components: list[dict[str, Any]] = card.to_components()  # type: ignore[no-untyped-call]
    payload = {"components": components, "flags": COMPONENTS_V2, "allowed_mentions": {"parse": []}}
    assert message_violations(payload) == []
    texts = [part["content"] for part in components[0]["components"] if "content" in part]
    pairs = max(texts, key=len).split("\n")
    assert len(pairs) >= shown
    assert any(f"And {50 - len(pairs)} more" in text for text in texts)
