"""Editors who play do not read the key of the open question on its own page, as nobody does."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from simcord import InteractionResult

from bot.exchange.draft import Draft, Part, Place
from bot.exchange.writing import TARGETS
from bot.kernel.questions import Kind
from bot.own.files import Exported
from bot.own.rules import Item, Pack, Refusal
from cogs.own.ids import Verb, on
from cogs.own.words import WITHHELD
from tests.cogs.table import Table, labels, private, table, text
from tests.own.test_story import files_of, own_of, suggestions_of
from tests.strategies import question

AT = datetime(2026, 11, 28, tzinfo=UTC)
KEY = "Adenine"
SHOWS_ITS_KEY = "Once it is answered"


@pytest.fixture
async def laid(tmp_path: Path) -> AsyncIterator[Table]:
    """A table at which a question that Ada wrote is being asked."""
    async with table(tmp_path, {"q1": question("q1")}) as ready:
        await ready.slash("gus", "packs new", title="Biology")
        yield ready


def draft() -> Draft:
    wrong = Part("Uracil"), Part("Quinine")
    return Draft(Place(), Kind.SINGLE, "Which is a base of DNA?", [Part(KEY, right=True), *wrong], markup="none")


async def open_question(laid: Table) -> tuple[Pack, Item]:
    own = own_of(laid)
    [pack] = await own.packs(laid.guild.id)
    item = await own.write(laid.guild.id, pack.name, draft(), laid.people["ada"].id, AT)
    assert isinstance(item, Item)
    await own.publish(laid.guild.id, pack.name, published=True)
    await laid.begin("ben", topic="Biology", questions=1)
    return pack, item


async def pressed(laid: Table, who: str, verb: Verb, *arguments: str) -> str:
    result: InteractionResult = await laid.forge(who, on(verb, *arguments))
    return text(private(result))


async def test_the_page_of_an_open_question_shows_no_key(laid: Table) -> None:
    """Nor does any other way to it: its form, a screen, a copy."""
    _, item = await open_question(laid)
    shown = await pressed(laid, "gus", Verb.ITEM, item.name)
    assert WITHHELD in shown
    assert SHOWS_ITS_KEY not in shown
    for verb in (Verb.EDIT, Verb.COPY, Verb.MEND, Verb.LOOK, Verb.HISTORY):
        told = private(await laid.forge("gus", on(verb, item.name)))
        assert WITHHELD in text(told)
        assert "Back to the question" in labels(told)
    assert WITHHELD in await pressed(laid, "gus", Verb.AGAIN, "0", item.pack, item.name)
    await laid.forge("gus", on(Verb.DELETE, item.name))
    assert SHOWS_ITS_KEY not in await pressed(laid, "gus", Verb.RESTORE, item.name)


async def test_a_file_leaves_out_what_is_being_asked(laid: Table) -> None:
    pack, _ = await open_question(laid)
    own, gus = own_of(laid), laid.people["gus"].id
    assert await files_of(laid).take_out(laid.guild.id, pack.name, TARGETS["yaml"], gus, AT) is Refusal.BEING_ASKED
    assert "every question of this pack" in text(private(await laid.slash("gus", "packs export", pack="Biology")))
    second = replace(draft(), stem="Which is no base of DNA?")
    await own.write(laid.guild.id, pack.name, second, gus, AT)
    taken = await files_of(laid).take_out(laid.guild.id, pack.name, TARGETS["yaml"], gus, AT)
    assert isinstance(taken, Exported)
    assert (taken.report.taken, taken.withheld) == (1, 1)
    assert "Not in the file: 1 question" in text(private(await laid.slash("gus", "packs export", pack="Biology")))


async def test_a_suggestion_for_an_open_question_can_wait(laid: Table) -> None:
    """It says which of its options is wrong."""
    _, item = await open_question(laid)
    await suggestions_of(laid).suggest_distractor(
        laid.guild.id, item.name, "Caffeine", "Because.", "Uracil", laid.people["ben"].id, "", AT
    )
    shown = text(private(await laid.slash("gus", "packs suggestions")))
    assert WITHHELD in shown
    assert "Caffeine" not in shown


async def test_whoever_wrote_it_knows_it_and_afterwards_all_may(laid: Table) -> None:
    _, item = await open_question(laid)
    own, here = own_of(laid), laid.guild.id
    assert await own.withheld(here, laid.people["ada"].id) == set()
    assert await own.withheld(here, laid.people["gus"].id) == {item.question.id}
    game = await laid.game()
    await laid.rounds.stop(game.id, game.host_id, laid.env.now(), may_manage=True)
    assert SHOWS_ITS_KEY in await pressed(laid, "gus", Verb.ITEM, item.name)
