"""The summary, as a host, an organizer, a player and another server find it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from discord import Interaction

from bot.summaries.manifest import Summaries
from bot.summaries.rules import Refusal, Summary
from bot.summaries.service import SummaryService
from cogs.rounds.ids import LOBBY
from cogs.shared.interactions import take_time
from cogs.summaries import components
from cogs.summaries.ids import on_game
from tests.cogs.table import Table, private, table, text
from tests.strategies import question

BUTTON = "Summary (host)"


@pytest.fixture
async def laid(tmp_path: Path) -> AsyncIterator[Table]:
    questions = {"q1": question("q1")}
    async with table(tmp_path, questions) as laid:
        yield laid


def service(laid: Table) -> SummaryService:
    return next(one for one in laid.app.features if isinstance(one, Summaries)).summaries


async def play(laid: Table) -> None:
    """A quiz of one question that Ada hosts and three play; while it runs, its summary gives nothing away."""
    await laid.begin("ben", "cleo", questions=1)
    assert "not over yet" in text(private(await laid.forge("ada", on_game(1, LOBBY))))
    assert "no longer exists" in text(private(await laid.forge("ada", on_game(77, LOBBY))))
    for who in ("ada", "ben", "cleo"):
        await laid.attempt(who)
    await laid.later(31)


async def test_the_host_gets_the_summary(laid: Table) -> None:
    """Privately, with figures, once it is over; so does whoever may manage the server. A player is told whose it is."""
    await play(laid)
    podium = laid.card()
    for who in ("ada", "gus"):
        shown = await laid.press(who, BUTTON, podium)
        assert shown.response is not None
        assert shown.response.ephemeral
        assert "1 question · 3 people · 3 answers" in text(shown)
        assert "Hardest questions" in text(shown)
    assert "for the host" in text(private(await laid.press("ben", BUTTON, podium)))
    await _another_server_learns_nothing(laid)


async def test_discord_is_told_to_wait_before_anything_is_read(laid: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading a long night may take longer than Discord's three seconds."""
    await laid.begin("ben", questions=1)
    order: list[str] = []

    async def waits(interaction: Interaction) -> None:
        order.append("wait")
        await take_time(interaction)

    async def read(*_args: object, **_options: object) -> Refusal:
        order.append("read")
        return Refusal.NOTHING

    monkeypatch.setattr(components, "take_time", waits)
    monkeypatch.setattr(SummaryService, "of", read)
    assert "Nobody answered" in text(private(await laid.forge("ada", on_game(1, LOBBY))))
    assert order == ["wait", "read"]


async def _another_server_learns_nothing(laid: Table) -> None:
    """Not even that there is such a game, whatever somebody may manage there."""
    game, guild = 1, laid.guild.id
    found = await service(laid).of(game, guild, laid.ben.id, may_manage=True)
    assert isinstance(found, Summary)
    assert [place.name for place in found.places] == ["ada", "ben", "cleo"]
    assert await service(laid).of(game, guild + 1, laid.ben.id, may_manage=True) is Refusal.UNKNOWN
    assert await service(laid).of(game, guild, laid.ben.id, may_manage=False) is Refusal.NOT_YOURS
