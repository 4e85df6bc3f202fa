"""A server's question that was taken away, or that is being asked: who answered it before cannot use that."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.kernel.asked import Player
from bot.kernel.custom_ids import base36
from bot.kernel.questions import Choice
from bot.kernel.sources import own_topic
from tests.cogs.table import Table, private, table, text
from tests.own.test_story import own_of, shelf_of
from tests.own.test_suggesting import revealed
from tests.strategies import question

STEM = "makes its energy"


@pytest.fixture
async def laid(tmp_path: Path) -> AsyncIterator[Table]:
    """A table with one built-in question."""
    async with table(tmp_path, {"q1": question("q1")}) as ready:
        yield ready


@pytest.mark.parametrize("how", ["deleted", "taken back", "off"])
@pytest.mark.parametrize("focus", ["misses", "everything"])
async def test_practice_asks_nothing_that_was_taken_away(laid: Table, how: str, focus: str) -> None:
    """Who missed a question is not drilled in it once it is deleted, a draft again, or its topic off."""
    await revealed(laid)
    item = (await shelf_of(laid)).items[0]
    game, body = await laid.game(), item.question.body
    assert isinstance(body, Choice)
    wrong = next(place for place, option in enumerate(body.options) if not option.right)
    ada = Player(laid.people["ada"].id, "ada", laid.env.now())
    await laid.rounds.answer(game.id, ada, 0, (wrong,), laid.env.now())
    for _ in range(3):
        await laid.later(60)
    await laid.env.advance_time(2 * 86_400)
    own, here, at = own_of(laid), laid.guild.id, laid.env.now()
    assert STEM in text(private(await laid.slash("ada", "practice", focus="misses")))
    if how == "deleted":
        await own.delete(here, item.name, 1, at)
    elif how == "taken back":
        await own.publish(here, "biology", published=False)
    else:
        await own.choose_topics(here, None, [own_topic(here, "biology")], [])
    await laid.env.advance_time(2 * 86_400)
    assert STEM not in text(private(await laid.slash("ada", "practice", focus=focus)))
    assert (await own._source.library(here)).find(item.question.id) is not None


async def test_no_form_shows_wrong_answers_while_they_are_being_asked(laid: Table) -> None:
    """The button of an earlier reveal opens nothing while another quiz of the server asks the question."""
    await revealed(laid)
    game = await laid.game()
    for _ in range(3):
        await laid.later(60)
    await laid.begin(topic="Biology", questions=1)
    again = await laid.game()
    assert (again.id != game.id, again.current.question.id) == (True, game.asked[0].question.id)
    opened = await laid.forge("ben", f"v1:z5:{base36(game.id)}:0")
    assert opened.modal is None
    assert "asking this question right now" in text(private(opened))
