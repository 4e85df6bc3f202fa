"""A tournament that has gone on in another channel does not hang on what happens in the one that it left."""

import pytest

from bot.kernel.obstacles import Barrier, Obstacle
from bot.kernel.ports import MessageKey
from bot.tournaments.manifest import Tournaments
from bot.tournaments.rules import play
from bot.tournaments.rules.cards import CUP, left
from bot.tournaments.rules.model import Pause, Tournament
from tests.cogs.test_tournaments import FOUR, Cup, cup

__all__ = ["cup"]  # a fixture

DELETED = Obstacle(Barrier.NO_PERMISSION, unseen=False, deleted=True)


@pytest.fixture
async def moved(cup: Cup) -> Tournament:
    """In its third round, played in another channel than the first one was."""
    laid, home = cup.laid, cup.laid.channel.id
    await cup.announced(*FOUR, kind="swiss", rounds=3)
    await cup.started()
    await cup.win_all()
    await cup.tick()
    now = await cup.now()
    await cup.service._change(now.id, lambda now: play.pause(now, Pause.NO_QUESTIONS, laid.env.now()))
    await laid.settle()
    laid.channel = laid.guild.create_text_channel("elsewhere")
    await laid.slash("gus", "tournament continue")
    await cup.tick()
    after = await cup.now()
    assert (after.id, after.round, after.pause) == (now.id, 3, None)
    assert await cup.service.is_left(after, left(home))
    return after


def feature(cup: Cup) -> Tournaments:
    return next(one for one in cup.laid.app.features if isinstance(one, Tournaments))


async def paused(cup: Cup, game_id: int) -> bool:
    found = await cup.service.find(game_id)
    assert found is not None
    return found.pause is Pause.CHANNEL


async def test_a_pause_ends_when_its_own_channel_is_open_again(cup: Cup, moved: Tournament) -> None:
    """Rights that come back in the channel that it left do not let it go on where nobody sees its cards."""
    at = cup.laid.env.now()
    await cup.service.blocked(moved.id, at)
    for card in (CUP, "cupround1"):
        await feature(cup).cleared(MessageKey(moved.id, card), at)
        assert await paused(cup, moved.id)
    await feature(cup).cleared(MessageKey(moved.id, "cupround3"), at)
    assert not await paused(cup, moved.id)


async def test_a_card_that_is_deleted_where_it_was_played_before_stops_nothing(cup: Cup, moved: Tournament) -> None:
    """Nor does a channel that its server has closed since."""
    at = cup.laid.env.now()
    for card in (CUP, "cupround1"):
        await feature(cup).blocked(MessageKey(moved.id, card), at, DELETED)
        assert not await paused(cup, moved.id)
    await feature(cup).blocked(MessageKey(moved.id, "cupround3"), at, DELETED)
    assert await paused(cup, moved.id)
