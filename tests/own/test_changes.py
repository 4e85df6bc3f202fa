"""A suggestion is a change to a question as it stands, and a file changes nothing that it does not say otherwise."""

from __future__ import annotations

import json
import threading
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.exchange.report import Report
from bot.exchange.taken import Import, Taken
from bot.kernel.questions import Choice, Kind, Option, Question
from bot.kernel.sources import own_topic
from bot.own.bettering import bettered, taken_back
from bot.own.rules import MOST_VERSIONS, Decision, Item, Pack, Refusal, Suggestion
from bot.own.store import MANY, SqlOwn
from bot.profile.manifest import Profile
from tests.cogs.table import Table, labels, private, table, text
from tests.own.test_story import FIVE, files_of, own_of, shelf_of, suggestions_of, write
from tests.strategies import question

AT = datetime(2026, 11, 28, tzinfo=UTC)


@pytest.fixture
async def laid(tmp_path: Path) -> AsyncIterator[Table]:
    """A table with one built-in question."""
    async with table(tmp_path, {"q1": question("q1")}) as ready:
        yield ready


def single(*wrong: str) -> Question:
    options = (Option("right", "", right=True), *(Option(one, "") for one in wrong))
    return replace(question("q"), kind=Kind.SINGLE, body=Choice(options))


def texts(one: Question) -> list[str]:
    assert isinstance(one.body, Choice)
    return [option.text for option in one.body.options]


async def written(laid: Table) -> Item:
    """A pack with one question of three options."""
    await laid.slash("gus", "packs new", title="Biology")
    await write(laid, "gus", Kind.SINGLE, **FIVE[Kind.SINGLE])
    (item,) = (await shelf_of(laid)).items
    return item


async def better(laid: Table, item: Item, text_of: str, instead: str = "", by: int = 5) -> Suggestion:
    made = await suggestions_of(laid).suggest_distractor(
        laid.guild.id, item.name, text_of, "Because.", instead, by, "", AT
    )
    assert isinstance(made, Suggestion), made
    return made


async def now(laid: Table, item: Item) -> Question:
    found = await own_of(laid).item(laid.guild.id, item.name)
    assert found is not None
    return found.question


# Taking back


@given(st.sampled_from(["a", "b", ""]), st.sampled_from(["b", "c", ""]), st.booleans())
def test_one_change_goes_and_the_other_stays(first: str, second: str, stem: bool) -> None:
    """What came after the change that is taken back is in the question still, and what it replaced is back."""
    before = single("a", "b", "c")
    after = bettered(before, "x", "", first)
    assert isinstance(after, Question)
    later = bettered(after, "y", "", second)
    if isinstance(later, Refusal):
        assert later is Refusal.OPTION_GONE
        assert first == second != ""
        return
    later = replace(later, stem="Changed?") if stem else later
    back = taken_back(later, before, after)
    only = bettered(before, "y", "", second)
    assert isinstance(back, Question)
    assert isinstance(only, Question)
    assert (sorted(texts(back)), back.stem) == (sorted(texts(only)), later.stem)
    assert taken_back(after, before, after) == before


def test_what_a_later_change_went_over_is_not_taken_back() -> None:
    """Its answer was reworded, removed, or would leave nothing that is wrong."""
    before = single("a", "b")
    after = bettered(before, "x", "", "a")
    assert isinstance(after, Question)
    reworded = replace(after, body=Choice(tuple(replace(o, text=o.text.replace("x", "z")) for o in after.body.options)))  # type: ignore[union-attr]
    assert taken_back(reworded, before, after) is None
    more = bettered(before, "x", "", "")
    assert isinstance(more, Question)
    assert taken_back(single("x"), before, more) is None


async def test_undoing_one_better_answer_leaves_the_other(laid: Table) -> None:
    """Two are accepted; the first is taken back, and the second stands in the question still."""
    item, queue, here, made = await written(laid), suggestions_of(laid), laid.guild.id, list[int]()
    for number, (new, instead) in enumerate((("The Golgi body", "The ribosome"), ("The vacuole", "")), start=1):
        one = await better(laid, item, new, instead)
        made.append(one.number)
        at = AT + timedelta(minutes=number)
        assert isinstance(await queue.decide(here, one.number, Decision.ACCEPTED, 1, at), Suggestion)
    first, second = made
    undone = await queue.undo(here, first, 1, AT)
    assert isinstance(undone, Suggestion)
    assert {*texts(await now(laid, item))} == {"The nucleus", "The mitochondrion", "The ribosome", "The vacuole"}
    again = await queue.decide(here, first, Decision.ACCEPTED, 1, AT)  # it waits, and can come again
    assert isinstance(again, Suggestion)
    assert "The Golgi body" in texts(await now(laid, item))
    await own_of(laid).delete(here, item.name, 1, AT)
    assert await queue.undo(here, second, 1, AT) is Refusal.NO_ITEM


# Edit, then accept


async def test_edit_then_accept_begins_with_the_question_as_it_stands(laid: Table) -> None:
    """What was edited since the suggestion is in the form, and stays; what comes in between is not written over."""
    item = await written(laid)
    await better(laid, item, "The Golgi body", "The ribosome")
    one = await now(laid, item)
    await own_of(laid).change(laid.guild.id, item.name, replace(one, stem="Which part makes ATP?"), 1, AT)
    queue = private(await laid.slash("gus", "packs suggestions"))
    assert "Which part makes ATP?" in text(queue)
    opened = await laid.press("gus", "Edit, then accept", queue)
    assert "Which part makes ATP?" in json.dumps(opened.modal)
    assert "Golgi" in json.dumps(opened.modal)
    one = await now(laid, item)
    await own_of(laid).change(laid.guild.id, item.name, replace(one, explanation="It makes ATP all day."), 1, AT)
    fields = {"stem": "Which makes ATP?", "lines": "The nucleus\nThe mitochondrion\nThe Golgi", "right": ["2"]}
    late = private(await laid.gus.submit_modal(opened, fields))
    assert "This question was changed" in text(late)
    again = await laid.press("gus", "Change it", late)
    assert "Which makes ATP?" in json.dumps(again.modal)
    fields["explanation"] = "It makes ATP all day."
    assert "Accepted" in text(private(await laid.gus.submit_modal(again, fields)))
    stands = await now(laid, item)
    assert (stands.stem, stands.explanation) == ("Which makes ATP?", "It makes ATP all day.")
    assert texts(stands) == ["The nucleus", "The mitochondrion", "The Golgi"]


async def test_a_suggestion_that_fits_no_more_says_why(laid: Table) -> None:
    """The answer that it replaces is gone: it is told at the suggestion, and can come in as one more."""
    item = await written(laid)
    await better(laid, item, "The Golgi body", "The ribosome")
    one = await now(laid, item)
    assert isinstance(one.body, Choice)
    gone = Choice(tuple(o for o in one.body.options if o.text != "The ribosome"))
    await own_of(laid).change(laid.guild.id, item.name, replace(one, body=gone), 1, AT)
    queue = private(await laid.slash("gus", "packs suggestions"))
    assert "no longer in the question" in text(queue)
    assert "Accept" not in labels(queue)
    opened = await laid.press("gus", "Edit, then accept", queue)
    fields = {"stem": one.stem, "lines": "The nucleus\nThe mitochondrion\nThe Golgi body", "right": ["2"]}
    assert "Accepted" in text(private(await laid.gus.submit_modal(opened, fields)))
    assert texts(await now(laid, item))[-1] == "The Golgi body"
    await better(laid, item, "The vacuole")
    await own_of(laid).delete(laid.guild.id, item.name, 1, AT)
    assert "no longer here" in text(private(await laid.slash("gus", "packs suggestions")))


async def test_two_editors_of_one_question_lose_nothing(laid: Table) -> None:
    """Whoever saves second is told, and has their own text back to save it over the other's, if they want."""
    await written(laid)
    card = private(await laid.slash("gus", "packs show", pack="Biology"))
    (item,) = (await shelf_of(laid)).items
    shown = private(await laid.gus.select(card, [item.name], custom_id="v1:zk:0:p"))
    opened = await laid.press("gus", "Edit", shown)
    one = await now(laid, item)
    await own_of(laid).change(laid.guild.id, item.name, replace(one, stem="Theirs?"), 1, AT)
    fields = {"stem": "Mine?", "lines": "a\nb", "right": ["1"]}
    late = private(await laid.gus.submit_modal(opened, fields))
    assert "This question was changed" in text(late)
    assert (await now(laid, item)).stem == "Theirs?"
    again = await laid.press("gus", "Change it", late)
    assert "Saved." in text(private(await laid.gus.submit_modal(again, fields)))
    assert (await now(laid, item)).stem == "Mine?"


# Unsaved forms


async def test_unsaved_questions_do_not_mix(laid: Table) -> None:
    """Each has its own way back, and keeps what was typed until it is saved, however often it is opened."""
    await laid.slash("gus", "packs new", title="Biology")
    first = private(await write(laid, "gus", Kind.SINGLE, stem="First?", lines="One\none", right="1"))
    last = private(await write(laid, "gus", Kind.SINGLE, stem="Last?", lines="Two\ntwo", right="1"))
    for _ in range(2):  # opened, and closed again
        assert "Last?" in json.dumps((await laid.press("gus", "Change it", last)).modal)
        opened = await laid.press("gus", "Change it", first)
        assert "First?" in json.dumps(opened.modal)
    assert "Saved." in text(
        private(await laid.gus.submit_modal(opened, {"lines": "One\nTwo", "stem": "First?", "right": ["1"]}))
    )
    assert "Last?" in json.dumps((await laid.press("gus", "Change it", last)).modal)


async def test_what_a_member_typed_comes_back(laid: Table) -> None:
    """A suggestion that cannot be sent is opened again as it was, and sent once it is mended."""
    await laid.slash("gus", "packs new", title="Biology")
    opened = await laid.slash("ben", "packs suggest", pack="Biology")
    refused = private(await laid.ben.submit_modal(opened, {"stem": "Which gas?", "right": "Oxygen", "wrong": "oxygen"}))
    assert "Not sent" in text(refused)
    opened = await laid.press("ben", "Change it", refused)
    assert "Which gas?" in json.dumps(opened.modal)
    sent = await laid.ben.submit_modal(opened, {"stem": "Which gas?", "right": "Oxygen", "wrong": "Helium"})
    assert "Thank you" in text(private(sent))


async def test_what_was_typed_and_not_sent_is_erased_with_the_rest(laid: Table) -> None:
    """Whoever erases everything finds no form with their words again; the drafts of others stay."""
    await laid.slash("gus", "packs new", title="Biology")
    typed = {"stem": "Which gas?", "right": "Oxygen", "wrong": "oxygen"}
    refused = private(await laid.ben.submit_modal(await laid.slash("ben", "packs suggest", pack="Biology"), typed))
    written = private(await write(laid, "gus", Kind.SINGLE, stem="First?", lines="One\none", right="1"))
    profile = next(one for one in laid.app.features if isinstance(one, Profile))._profiles
    await profile.erase(laid.ben.id)
    opened = await laid.press("ben", "Change it", refused)
    assert "Which gas?" not in json.dumps(opened.modal)
    assert "First?" in json.dumps((await laid.press("gus", "Change it", written)).modal)
    await profile.erase(laid.people["gus"].id)
    assert "First?" not in json.dumps((await laid.press("gus", "Change it", written)).modal)


# Files that come again


def brought(count: int, **others: str) -> Import:
    stems = {f"b-{n:04}": f"What of {n}?" for n in range(count)} | others
    items = tuple(Taken(replace(question("q"), id=name, stem=stem), "") for name, stem in stems.items())
    return Import(items, Report("x", len(items), (), ()), "x", "own_pack")


async def pack_of(laid: Table) -> Pack:
    made = await own_of(laid).new_pack(laid.guild.id, "Biology", 1, AT)
    assert isinstance(made, Pack)
    return made


async def test_an_import_writes_what_it_changes(laid: Table) -> None:
    """What stands there just so gets no version; what is other does, and keeps its author's name."""
    own, pack, here = own_of(laid), await pack_of(laid), laid.guild.id
    await files_of(laid).bring(here, pack.name, brought(3), 1, AT)
    before = (await own._store.items(here))[0]
    named = replace(before, author="Ben", author_id=7)
    await own._store.put_items([(named, (await own.history(here, before.name))[0])])
    assert await files_of(laid).bring(here, pack.name, brought(3, **{before.name: "Another?"}), 2, AT) == (0, 1, 2, 0)
    items = {item.name: item for item in await own._store.items(here)}
    assert [item.version for item in items.values()] == [2, 1, 1]
    assert (items[before.name].author, items[before.name].author_id) == ("Ben", 7)
    assert len(await own.history(here, "b-0001")) == 1


async def test_the_report_names_what_is_unchanged(laid: Table) -> None:
    """Before it comes in and after."""
    await laid.slash("gus", "packs new", title="Biology")
    for told, done in (("", "1 question imported"), ("unchanged: 1", "0 questions imported, 1 unchanged")):
        card = private(await laid.slash("gus", "packs import", pack="Biology", file=("a.gift", b"::A::Which?{=a ~b}")))
        assert told in text(card)
        assert done in text(private(await laid.press("gus", "Import 1", card))).replace("**", "")


async def test_the_history_of_a_question_ends_somewhere(laid: Table) -> None:
    """By edits one at a time, and by imports of many: the latest states stay."""
    own, pack, here = own_of(laid), await pack_of(laid), laid.guild.id
    for turn in range(MOST_VERSIONS + 2):
        await files_of(laid).bring(
            here, pack.name, brought(0, **{"a-one": f"One {turn}?", "a-two": f"Two {turn}?"}), 1, AT
        )
    (item, _) = await own._store.items(here)
    await own.change(here, item.name, replace(item.question, stem="Edited?"), 1, AT)
    kept = [[one.version for one in await own.history(here, name)] for name in ("a-one", "a-two")]
    most = MOST_VERSIONS + 3
    assert kept == [[*range(most, most - MOST_VERSIONS, -1)], [*range(most - 1, most - 1 - MOST_VERSIONS, -1)]]


async def test_a_large_import_leaves_the_loop_free(laid: Table) -> None:
    """Its questions become texts in another thread, when they are compared and when they are written."""
    own, pack = own_of(laid), await pack_of(laid)
    store, busy = own._store, set[bool]()
    assert isinstance(store, SqlOwn)
    codec = store._codec

    class Watched:
        def to_json(self, one: Question) -> str:
            busy.add(threading.current_thread() is threading.main_thread())
            return codec.to_json(one)

        from_json = staticmethod(codec.from_json)

    store._codec = Watched()
    for _ in range(2):
        await files_of(laid).bring(laid.guild.id, pack.name, brought(MANY + 1), 1, AT)
    assert busy == {False}


# Packs


async def test_a_pack_takes_its_switch_along(laid: Table) -> None:
    """A deleted pack's topic is off nowhere, and a new pack begins switched on, whatever had its name before."""
    own, here = own_of(laid), laid.guild.id
    pack, topic = await pack_of(laid), own_topic(here, "biology")
    await own.choose_topics(here, None, [topic, "metrics"], [])
    await own.drop_pack(here, pack.name, 1, AT)
    assert (await own.choices(here)).off_anywhere == {"metrics"}
    assert own._source.chosen(here, None).off == {"metrics"}
    await own.choose_topics(here, None, [own_topic(here, "biology-2")], [])  # as a row from before has it
    assert (await pack_of(laid)).name == "biology-2"
    assert (await own.choices(here)).off_anywhere == {"metrics"}


async def test_drafts_are_named_to_editors_alone(laid: Table) -> None:
    """What is offered while somebody types a pack's name."""
    await laid.slash("gus", "packs new", title="Secret exam")
    own, here = own_of(laid), laid.guild.id
    await pack_of(laid)
    await own.publish(here, "biology", published=True)

    async def offered(who: str, command: str) -> list[str]:
        choices = await laid.people[who].autocomplete(laid.channel, f"packs {command}", "pack", "")
        return [choice["name"] for choice in choices]

    assert await offered("gus", "show") == ["Biology", "Secret exam"]
    assert await offered("ben", "suggest") == ["Biology"]
    assert await offered("ben", "show") == ["Biology"]
