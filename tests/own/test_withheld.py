"""Editors who play do not read the key of the open question on its own page, as nobody does."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from simcord import InteractionResult

from bot.exchange.draft import Draft, Part, Place
from bot.exchange.importing import Brought
from bot.exchange.writing import TARGETS
from bot.kernel.custom_ids import base36
from bot.kernel.questions import Kind
from bot.own.files import Exported
from bot.own.rules import Item, Pack, Refusal
from cogs.own.findings import FIELDS
from cogs.own.ids import Verb, on
from cogs.own.words import WITHHELD
from tests.cogs.table import Table, labels, private, table, text
from tests.own.test_story import files_of, own_of, suggestions_of
from tests.strategies import question

AT = datetime(2026, 11, 28, tzinfo=UTC)
STEM, KEY = "Which is a base of DNA?", "Adenine"
SHOWS_ITS_KEY = "Once it is answered"


@pytest.fixture
async def laid(tmp_path: Path) -> AsyncIterator[Table]:
    """A table at which a question that Ada wrote is being asked."""
    async with table(tmp_path, {"q1": question("q1")}) as ready:
        await ready.slash("gus", "packs new", title="Biology")
        yield ready


def draft() -> Draft:
    wrong = Part("Uracil"), Part("Quinine")
    return Draft(Place(), Kind.SINGLE, STEM, [Part(KEY, right=True), *wrong], markup="none")


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


GUESSES = (
    [{"question": STEM, "options": [KEY, "Uracil", "Quinine"], "answer": answer} for answer in (KEY, "Uracil")],
    [{"question": STEM, "answer": answer} for answer in (KEY, "Uracil")],
)


@pytest.mark.parametrize(("right", "wrong"), GUESSES, ids=["choice", "typed"])
async def test_a_file_with_a_guess_does_not_tell_whether_it_is_right(
    laid: Table, right: dict[str, object], wrong: dict[str, object]
) -> None:
    """What a game asks stays as it is; whoever brought it knows its key already, and everybody does afterwards."""
    own, files, here = own_of(laid), files_of(laid), laid.guild.id
    [pack] = await own.packs(here)
    read = {name: await files.look_at(Brought("a.json", json.dumps([one]).encode()), pack) for name, one in
            (("right", right), ("wrong", wrong))}  # fmt: skip
    ada, gus = laid.people["ada"].id, laid.people["gus"].id
    assert await files.bring(here, pack.name, read["right"], ada, AT) == (1, 0, 0, 0)
    [item] = await own.page(here, pack.name, 0, 2)
    await own.publish(here, pack.name, published=True)
    await laid.begin("ben", topic="Biology", questions=1)
    for guess in read.values():
        assert await files.there(here, pack, guess, gus) == (0, 1)
        assert await files.bring(here, pack.name, guess, gus, AT) == (0, 0, 0, 1)
    assert await own.page(here, pack.name, 0, 2) == [item]
    assert await files.there(here, pack, read["right"], ada) == (1, 0)
    await close(laid)
    assert await files.there(here, pack, read["right"], gus) == (1, 0)


async def test_whoever_sends_a_file_reads_that_an_open_question_stays_as_it_is(laid: Table) -> None:
    await open_question(laid)
    told = f'[{{"question": "{STEM}", "options": ["{KEY}", "Uracil", "Quinine"], "answer": "Uracil"}}]'
    shown = private(await laid.slash("gus", "packs import", pack="Biology", file=("a.json", told.encode())))
    assert "Not imported: 1 question" in text(shown)
    after = private(await laid.press("gus", "Import 1 question", shown))
    assert "0 questions imported" in text(after)
    assert "Not imported: 1 question" in text(after)


async def close(laid: Table) -> None:
    game = await laid.game()
    await laid.rounds.stop(game.id, game.host_id, laid.env.now(), may_manage=True)


async def test_undoing_a_better_wrong_answer_makes_nobody_the_author(laid: Table) -> None:
    """Whoever presses Undo while the question is asked reads its key no more than before; its author still does."""
    _, item = await open_question(laid)
    await close(laid)
    await suggestions_of(laid).suggest_distractor(
        laid.guild.id, item.name, "Caffeine", "Because.", "Uracil", laid.people["ben"].id, "", AT
    )
    after = private(await laid.press("gus", "Accept", private(await laid.slash("gus", "packs suggestions"))))
    await laid.begin("ben", topic="Biology", questions=1)
    queue = text(private(await laid.press("gus", "Undo", after)))
    assert "waiting again" in queue
    assert WITHHELD in queue
    shown = await pressed(laid, "gus", Verb.ITEM, item.name)
    assert WITHHELD in shown
    assert SHOWS_ITS_KEY not in shown
    assert await own_of(laid).withheld(laid.guild.id, laid.people["ada"].id) == set()


async def test_whoever_wrote_an_earlier_version_does_not_know_the_key(laid: Table) -> None:
    """Another editor wrote it anew since. Where only something beside the key was changed, they do."""
    pack, item = await open_question(laid)
    await close(laid)
    own, here = own_of(laid), laid.guild.id
    ada, gus = laid.people["ada"].id, laid.people["gus"].id
    longer = replace(draft(), explanation="DNA has four of them.")
    await own.write(here, pack.name, longer, gus, AT, item.name)
    await laid.begin("ben", topic="Biology", questions=1)
    assert await own.withheld(here, ada) == set()
    await close(laid)
    parts = [Part("Uracil", right=True), Part(KEY), Part("Quinine")]
    await own.write(
        here, pack.name, replace(draft(), stem="Which base has RNA alone?", parts=parts), gus, AT, item.name
    )
    await laid.begin("ben", topic="Biology", questions=1)
    assert await own.withheld(here, gus) == set()
    assert await own.withheld(here, ada) == {item.question.id}


async def test_a_suggestion_that_is_being_asked_keeps_its_key_in_the_queue(laid: Table) -> None:
    """It was accepted, a quiz asks it, and somebody takes the decision back meanwhile."""
    own, here = own_of(laid), laid.guild.id
    [pack] = await own.packs(here)
    await suggestions_of(laid).suggest(here, pack.name, draft(), laid.people["ben"].id, "", AT)
    after = private(await laid.press("gus", "Accept", private(await laid.slash("gus", "packs suggestions"))))
    await own.publish(here, pack.name, published=True)
    await own.choose_editors(here, here)  # @everyone
    await laid.begin("ben", topic="Biology", questions=1)
    await laid.press("gus", "Undo", after)
    queue = private(await laid.slash("dan", "packs suggestions"))
    assert "Which is a base of DNA?" in text(queue)
    assert WITHHELD in text(queue)
    assert SHOWS_ITS_KEY not in text(queue)
    [waiting] = (await own.shelf(here)).waiting
    opened = await laid.forge("dan", on(Verb.IMPROVE, base36(waiting.number)))
    assert WITHHELD in text(private(opened))


async def test_a_form_that_could_not_be_saved_shows_no_key_that_was_not_typed(laid: Table) -> None:
    """A form with one field alone is filled up with the question, which may have another key by now."""
    pack, item = await open_question(laid)
    await close(laid)
    own, here, gus = own_of(laid), laid.guild.id, laid.people["gus"]
    opened = await laid.forge("gus", on(Verb.MEND, item.name, str(FIELDS.index("explanation"))))
    parts = [Part("Uracil"), Part(KEY), Part("Quinine", right=True)]
    await own.write(here, pack.name, replace(draft(), parts=parts), laid.people["ada"].id, AT, item.name)
    await laid.begin("ben", topic="Biology", questions=1)
    sent = private(await gus.submit_modal(opened, {"explanation": "It is."}))
    again = await laid.press("gus", "Change it", sent)
    assert again.modal is None
    assert WITHHELD in text(private(again))
