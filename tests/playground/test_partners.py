"""A computer's member presses what it saw, whatever the button is called by then."""

from __future__ import annotations

import random
from types import SimpleNamespace
from typing import Any, cast

import pytest

from playground.client import Json, Member
from playground.partners.partner import Partner


class Seat:
    """A member before whom a message changes while they think."""

    def __init__(self, later: Json, *, away: bool = False) -> None:
        self.later = later
        self.away = away
        self.pressed: list[str] = []

    async def message(self, _channel: str, _message: str) -> Json:
        return self.later

    async def press(self, _message: Json, *, label: str = "", custom_id: str = "") -> Any:
        self.pressed.append(label or custom_id)
        return SimpleNamespace(failed=self.away)


def card(*shown: tuple[str, str]) -> Json:
    buttons: list[Any] = [{"type": 2, "label": label, "custom_id": name} for label, name in shown]
    return {"id": "1", "channel_id": "2", "components": [{"type": 1, "components": buttons}]}


async def thinks(before: Json, later: Json) -> list[str]:
    seat = Seat(later)
    partner = Partner(cast(Member, seat), {}, 0, random.Random(1), pace=0)  # noqa: S311
    await partner._react(before)
    return seat.pressed


@pytest.mark.parametrize(
    ("label", "later"),
    [("Next", "Next · 1 of 3 ready"), ("To the podium", "To the podium · 2 of 3 ready"), ("Join", "Join (4 are in)")],
)
async def test_a_label_that_changes_meanwhile_hides_no_button(label: str, later: str) -> None:
    """A button is the same whatever stands on it."""
    assert await thinks(card((label, "n")), card((later, "n"))) == ["n"]


@pytest.mark.parametrize("label", ["Next", "Join", "Play"])
async def test_a_button_that_is_gone_is_not_pressed(label: str) -> None:
    """What somebody else was quicker with is left alone, and nothing fails."""
    assert await thinks(card((label, "n")), card(("Report", "r"))) == []


@pytest.mark.parametrize("label", ["Join", "A"])
async def test_what_the_bot_did_not_hear_is_done_again_when_it_is_back(label: str) -> None:
    """A press while the bot is away fails; a partner neither gives the question up nor presses twice what was heard."""
    shown = card((label, "a"), ("B" if label == "A" else "Rules", "b"))
    shown["content"] = "0 of 2 locked in."
    seat = Seat(shown, away=True)
    partner = Partner(cast(Member, seat), {}, 0, random.Random(1), pace=0)  # noqa: S311
    for seat.away in (True, False, False):
        await partner._react(shown)
    assert len(seat.pressed) == 2


async def test_a_partner_writes_once_and_sends_it() -> None:
    """In an essay evening a computer has something to say, too; seeing the card again it writes nothing more."""
    sent: list[dict[str, str]] = []

    class Desk(Seat):
        async def press(self, _message: Json, *, label: str = "", custom_id: str = "") -> Any:
            self.pressed.append(label or custom_id)
            return SimpleNamespace(modal={"components": [{"type": 4, "custom_id": "text"}]})

        async def submit(self, _opened: object, values: dict[str, str]) -> None:
            sent.append(values)

    evening = card(("Write", "w"))
    desk = Desk(evening)
    partner = Partner(cast(Member, desk), {}, 0, random.Random(1), pace=0)  # noqa: S311
    for _ in range(2):
        await partner._react(evening)
    assert desk.pressed == ["Write"]
    assert len(sent[0]["text"]) > 50
