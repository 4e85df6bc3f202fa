"""One more duel between the same two."""

import asyncio
from pathlib import Path

import pytest

from bot.duels.rules.model import DuelPace, DuelSettings, Phase
from tests.duels.test_service import HERE, House, granted, house
from tests.strategies import ADA, BEN, MINUTE, NOON

LATER = NOON + 10_000 * MINUTE


async def over(home: House) -> None:
    """Let all that has begun run out."""
    for minutes in range(0, 10_000, 500):
        await home.duels.tick(NOON + minutes * MINUTE)


@pytest.mark.parametrize("pace", DuelPace)
@pytest.mark.parametrize("at_once", [True, False])
async def test_who_both_want_a_rematch_have_one(tmp_path: Path, pace: DuelPace, at_once: bool) -> None:
    """The second to ask for it takes up the first, also in the same instant, instead of making another challenge."""
    async with house(tmp_path) as home:
        duel = await home.offered(pace=pace)
        granted(await home.duels.accept(duel.id, BEN, NOON))
        await over(home)
        wishes = [home.duels.rematch(duel.id, player, 7, LATER) for player in (ADA, BEN)]
        outcomes = await asyncio.gather(*wishes) if at_once else [await wish for wish in wishes]
        one, other = map(granted, outcomes)
        assert one.id == other.id != duel.id
        assert {player.id for player in other.players} == {ADA.id, BEN.id}
        assert other.phase is not Phase.OFFERED


async def test_a_rematch_is_about_as_many_questions_as_were_asked_for(tmp_path: Path) -> None:
    """Whatever there was to ask the first time."""
    async with house(tmp_path) as home:
        duel = granted(
            await home.duels.challenge(HERE, ADA, BEN, DuelSettings(questions=90, pace=DuelPace.DAY), 7, NOON)
        )
        assert duel.settings.questions < 90
        granted(await home.duels.accept(duel.id, BEN, NOON))
        await over(home)
        home.duels.forget(duel.id)
        again = granted(await home.duels.rematch(duel.id, ADA, 7, LATER))
        assert again.settings.wish.questions == 90


async def test_a_challenge_to_something_else_is_not_taken_up_by_a_rematch(tmp_path: Path) -> None:
    """Whoever asks for the same once more is not put into a duel of another kind that was offered meanwhile."""
    async with house(tmp_path) as home:
        duel = await home.offered(pace=DuelPace.DAY)
        granted(await home.duels.accept(duel.id, BEN, NOON))
        await over(home)
        offered = await home.offered(BEN, ADA, DuelPace.LIVE)
        again = granted(await home.duels.rematch(duel.id, ADA, 7, LATER))
        assert again.id != offered.id
        assert again.phase is Phase.OFFERED
