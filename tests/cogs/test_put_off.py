"""Private cards after an outage: the deadline that they show is the one that counts, without a press."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
from simcord import ResponseMessage
from structlog.testing import capture_logs

from bot.delivery import outbox
from bot.duels.api import Duel, DuelService, Phase
from bot.duels.manifest import Duels
from bot.kernel.questions import Question
from tests.cogs.table import Table, away, labels, private, table, text
from tests.cogs.test_erased_on_cards import erase
from tests.cogs.test_tournaments import Cup


@dataclass
class Ring:
    """A table at which duels are fought, about one kind of question."""

    laid: Table

    @property
    def duels(self) -> DuelService:
        return next(one for one in self.laid.app.features if isinstance(one, Duels)).duels

    async def now(self) -> Duel:
        [duel_id] = await self.duels._store.running()
        found = await self.duels.find(duel_id)
        assert found is not None
        return found

    async def away(self, seconds: float) -> None:
        await away(self.laid, seconds)


def stamp(moment: datetime | None) -> str:
    assert moment is not None
    return f"<t:{moment.timestamp():.0f}:R>"


@pytest.fixture
async def ring(
    tmp_path: Path, kinds: dict[str, Question], monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> AsyncIterator[Ring]:
    monkeypatch.setattr(outbox, "SPACING", 0.0)
    async with table(tmp_path, {"one": kinds[request.param]}) as laid:
        yield Ring(laid)


async def opened(ring: Ring) -> tuple[ResponseMessage, ResponseMessage]:
    """Ada's and Ben's private cards at the first question of a live duel."""
    laid = ring.laid
    await laid.slash("ada", "duel", questions=3)
    await laid.press("ben", "Accept")
    mine = private(await laid.press("ada", "My duel"))
    theirs = private(await laid.press("ben", "My duel"))
    return mine, theirs


@pytest.mark.parametrize("ring", ["single"], indirect=True)
async def test_both_see_the_new_deadline_of_a_live_duel(ring: Ring) -> None:
    """So does the card for everybody, which says why: whoever's own card can't be edited any more is not misled."""
    mine, theirs = await opened(ring)
    before = stamp((await ring.now()).current.deadline)
    assert before in text(mine)
    assert before in text(theirs)
    await ring.away(45)
    after = stamp((await ring.now()).current.deadline)
    assert after != before
    for shown in (mine, theirs, ring.laid.card()):
        assert after in text(shown)
        assert before not in text(shown)
    assert "Recall was offline" in text(ring.laid.card())
    await ring.laid.press("ben", "A", theirs)
    assert "Recall was offline" not in text(theirs)


@pytest.mark.parametrize("ring", ["single"], indirect=True)
async def test_a_challenge_says_until_when_it_stands(ring: Ring) -> None:
    """Whoever has challenged sees the time that counts."""
    out = private(await ring.laid.slash("ada", "duel"))
    await ring.away(45)
    assert stamp((await ring.now()).due_at) in text(out)


@pytest.mark.parametrize("ring", ["ordering"], indirect=True)
async def test_an_answer_sheet_keeps_what_was_picked(ring: Ring) -> None:
    """Only its deadline changes."""
    _, theirs = await opened(ring)
    sheet = private(await ring.laid.press("ben", "Answer", theirs))
    sheet = private(await ring.laid.press("ben", "B", sheet))
    await ring.away(45)
    assert labels(sheet) == ["A", "C", "Undo"]
    assert stamp((await ring.now()).current.deadline) in text(sheet)


@pytest.mark.parametrize("ring", ["ordering"], indirect=True)
async def test_a_sheet_from_before_a_restart_says_at_the_first_pick_that_the_duel_waits(ring: Ring) -> None:
    """As an answer does, before anybody picks everything in vain; the way on stands there, too."""
    laid = ring.laid
    mine, theirs = await opened(ring)
    sheet = private(await laid.press("ben", "Answer", theirs))
    sheet = private(await laid.press("ben", "B", sheet))
    duel_id = (await ring.now()).id
    ring.duels.forget(duel_id)
    ring.duels._audience.ended(duel_id)
    await ring.away(25)
    said = private(await laid.press("ben", "A", sheet))
    assert "waits until both players are ready" in text(said)
    assert labels(said) == ["Ready"]
    await laid.press("ben", "Ready", said)
    assert "waits until both" in text(private(await laid.press("ada", "Answer", mine)))
    await laid.press("ada", "Ready", mine)
    assert (await ring.now()).phase is Phase.OPEN


@pytest.mark.parametrize("ring", ["ordering"], indirect=True)
async def test_the_sheets_of_a_quiz_follow_outages_and_pauses(ring: Ring) -> None:
    """Whoever picks sees until when they can, and keeps what they have."""
    laid = ring.laid
    await laid.begin("ben")
    sheet = private(await laid.press("ben", "Answer"))
    sheet = private(await laid.press("ben", "B", sheet))
    await away(laid, 45)
    assert stamp((await laid.game()).current.deadline) in text(sheet)
    menu = private(await laid.press("ada", "Host"))
    await laid.press("ada", "Pause", menu)
    await laid.env.advance_time(60)
    await laid.press("ada", "Continue")
    assert stamp((await laid.game()).current.deadline) in text(sheet)
    assert labels(sheet) == ["A", "C", "Undo"]


async def test_what_is_over_for_somebody_stays_as_it_is(laid: Table) -> None:
    """An outage brings no sheet or question back to who has locked in."""
    await laid.begin("ben")
    locked = private(await laid.attempt("ben"))
    before = text(locked)
    await away(laid, 45)
    assert text(locked) == before


async def test_the_way_to_a_game_of_a_tournament_says_when_it_begins(laid: Table) -> None:
    """The private card of an entrant moves with the game."""
    cup = Cup(laid)
    await laid.slash("gus", "tournament create", questions=3, kind="swiss")
    mine = [private(await laid.press(one, "Sign up")) for one in ("ada", "ben", "cleo", "dan")]
    await laid.press("gus", "Start")
    await cup.tick()
    await away(laid, 45)
    dues = {stamp(duel.due_at) for duel in await cup.open_duels()}
    assert all(any(due in text(one) for due in dues) for one in mine)


@pytest.mark.parametrize("ring", ["single"], indirect=True)
async def test_who_erased_everything_in_the_middle_of_a_duel_is_shown_nothing_more(ring: Ring) -> None:
    """The other one sees the new deadline, and nothing fails."""
    mine, _ = await opened(ring)
    await erase(ring.laid, "ben")
    with capture_logs() as logged:
        await ring.away(45)
    assert "background work failed" not in [line["event"] for line in logged]
    assert stamp((await ring.now()).current.deadline) in text(mine)
