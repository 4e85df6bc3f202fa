"""Nothing that a server wrote is lost: by two at once, by an edit, by a press on an old screen."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from discord import Interaction

from bot.exchange.draft import Draft, Part, Place, RefusedError, UnreadableError
from bot.exchange.importing import Brought
from bot.exchange.report import Report
from bot.exchange.taken import Import, Taken
from bot.exchange.writing import TARGETS
from bot.kernel.ports import StorageError
from bot.kernel.questions import Choice, Extra, Kind, Numeric, Option, Ordering, Question, Step
from bot.own import files, rules
from bot.own.overlay import laid_over
from bot.own.rules import Decision, Pack, Refusal, Suggestion
from cogs.own.forms import draft_of, fields_of, fits_form
from tests.cogs.table import Table, labels, parts, private, table, text
from tests.own.test_story import FIVE, files_of, own_of, shelf_of, suggestions_of, write
from tests.strategies import question

AT = datetime(2026, 11, 28, tzinfo=UTC)


@pytest.fixture
async def laid(tmp_path: Path) -> AsyncIterator[Table]:
    """A table with one built-in question."""
    async with table(tmp_path, {"q1": question("q1")}) as ready:
        yield ready


def typed(stem: str) -> Draft:
    return Draft(Place(), Kind.TYPED, stem, [Part("Ribose", right=True)], markup="none")


async def pack_of(laid: Table, title: str = "Biology") -> Pack:
    made = await own_of(laid).new_pack(laid.guild.id, title, 1, AT)
    assert isinstance(made, Pack)
    return made


def brought(*names: str) -> Import:
    items = tuple(Taken(replace(question("q"), id=name, stem=f"What of {name}?"), "") for name in names)
    return Import(items, Report("x", len(items), (), ()), "x", "own_pack")


async def test_two_at_once_lose_nothing(laid: Table) -> None:
    """Suggestions that come together each get a number, edits a version, and one title makes one pack."""
    own, pack, here = own_of(laid), await pack_of(laid), laid.guild.id
    queue = suggestions_of(laid)
    sent = await asyncio.gather(*(queue.suggest(here, pack.name, typed(f"Which {n}?"), n, "", AT) for n in range(4)))
    numbers = {one.number for one in sent if isinstance(one, Suggestion)}
    assert len(numbers) == 4
    assert len((await shelf_of(laid)).waiting) == 4
    made = await asyncio.gather(*(own.new_pack(here, "Physics", n, AT) for n in range(2)))
    assert sum(isinstance(one, Pack) for one in made) == 1
    done = await asyncio.gather(*(queue.decide(here, min(numbers), Decision.ACCEPTED, n, AT) for n in range(2)))
    assert [one for one in done if isinstance(one, Refusal)] == [Refusal.DECIDED]
    (item,) = (await shelf_of(laid)).items
    await asyncio.gather(*(own.write(here, pack.name, typed(f"Edit {n}?"), n, AT, item.name) for n in range(3)))
    assert [one.version for one in await own.history(here, item.name)] == [4, 3, 2, 1]


async def test_an_old_button_never_means_another_suggestion(laid: Table) -> None:
    """A pack that is deleted takes its suggestions with it; what is suggested later is not accepted unseen."""
    await laid.slash("gus", "packs new", title="Biology")
    await laid.slash("gus", "packs new", title="Chemistry")
    queue, here, at = suggestions_of(laid), laid.guild.id, laid.env.now()
    await queue.suggest(here, "biology", typed("Seen by the organizer?"), laid.people["ben"].id, "", at)
    card = private(await laid.slash("gus", "packs suggestions"))
    assert "Seen by the organizer?" in text(card)
    assert not isinstance(await own_of(laid).drop_pack(here, "biology", 1, AT), Refusal)
    await laid.env.advance_time(2)
    await queue.suggest(here, "chemistry", typed("Never seen by them?"), laid.people["ada"].id, "", laid.env.now())
    told = text(private(await laid.press("gus", "Accept", card)))
    shelf = await shelf_of(laid)
    assert not shelf.items
    assert len(shelf.waiting) == 1
    assert "Never seen by them?" in told


async def test_a_suggestion_is_accepted_as_a_whole(laid: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    """The question and the decision are one unit on the way to the disk."""
    own, pack, here = own_of(laid), await pack_of(laid), laid.guild.id
    one = await suggestions_of(laid).suggest(here, pack.name, typed("Which?"), 1, "", AT)
    assert isinstance(one, Suggestion)
    writer = own._store._writer  # type: ignore[attr-defined]
    queue, units = writer.queue, list[tuple[object, ...]]()

    def counted(*unit: object) -> object:
        units.append(unit)
        return queue(*unit)

    monkeypatch.setattr(writer, "queue", counted)
    await suggestions_of(laid).decide(here, one.number, Decision.ACCEPTED, 2, AT)
    assert len(units) == 1
    shelf = await shelf_of(laid)
    assert (len(shelf.items), shelf.waiting) == (1, [])


async def test_each_button_brings_its_own_file(laid: Table) -> None:
    """The button of an earlier report brings nothing, that of the last its own file into its own pack, once."""
    for title in ("Biology", "Physics"):
        await laid.slash("gus", "packs new", title=title)
    first = private(await laid.slash("gus", "packs import", pack="Biology", file=("a.gift", b"::A::Which?{=a ~b}")))
    gift = b"::B::What?{=c ~d}"
    last = private(await laid.slash("gus", "packs import", pack="Physics", file=("b.gift", gift)))
    label = next(one for one in labels(first) if one.startswith("Import "))
    assert "Nothing has changed" in text(private(await laid.press("gus", label, first)))
    assert (await shelf_of(laid)).items == []
    await laid.press("gus", label, last)
    assert [item.pack for item in (await shelf_of(laid)).items] == ["physics"]


async def test_a_file_stays_at_hand_until_it_is_in(laid: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where it was refused, the same button brings it in later."""
    await laid.slash("gus", "packs new", title="Biology")
    sent = await laid.slash("gus", "packs import", pack="Biology", file=("a.gift", b"::A::Which?{=a ~b}"))
    card = private(sent)
    button = next(part for part in parts(card) if str(part.get("custom_id", "")).startswith("v1:zb"))
    with monkeypatch.context() as full:
        full.setattr(rules, "MOST_ITEMS", 0)
        await laid.start()
        assert "at most" in text(private(await laid.forge("gus", button["custom_id"])))
    assert "1 question imported" in text(private(await laid.forge("gus", button["custom_id"])))


@pytest.mark.parametrize(
    ("said", "value", "tolerance", "unit"),
    [
        ("12.5 ± 0.5 GB", 12.5, 0.5, "GB"),
        ("0,125", 0.125, 0, ""),
        ("1/2", 0.5, 0, ""),
        ("2^10 B", 1024, 0, "B"),
        ("1e-09 +/- 1e-10 m", 1e-9, 1e-10, "m"),
        ("1 000 €", 1000, 0, "€"),
        ("3 m/s", 3, 0, "m/s"),
        ("80%", 80, 0, "%"),
        ("-4 °C", -4, 0, "°C"),
        ("80% ± 5%", 80, 5, "%"),
        ("80 % ± 5 %", 80, 5, "%"),
        ("250 ms ± 10 ms", 250, 10, "ms"),
    ],
)
def test_a_number_is_what_it_says(said: str, value: float, tolerance: float, unit: str) -> None:
    """Figures, how far off, and the unit."""
    draft = draft_of(Kind.NUMERIC, {"stem": "How many?", "number": said})
    assert (draft.value, draft.tolerance, draft.unit) == (value, tolerance, unit)


@pytest.mark.parametrize(
    "said",
    [
        "1,000 GB",
        "12,345 ± 1",
        "many",
        "",
        "5 ± ",
        "5 ± -1",
        "7 #",
        "1 ± 2 ± 3",
        "5 1,000",
        "12 or 13",
        "1,250",
        "1e400",
        "250 ms ± 10 s",
        "250 ms ± 10",
        "1200 ± 5%",
        "1,234.5 ± 10% GB",
        "250 ms ± 10 %",
        "80 ± 5 ‰",
    ],
)
def test_an_unclear_number_is_refused(said: str) -> None:
    """It is asked back in words, and never taken for another number."""
    with pytest.raises(RefusedError) as refused:
        draft_of(Kind.NUMERIC, {"stem": "How many?", "number": said})
    assert str(refused.value).endswith(".")
    assert "<" not in str(refused.value)


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        (Kind.ORDERING, {"lines": "Test\nDeploy\n test \nPromote"}),
        (Kind.SINGLE, {"lines": "yes\nno\nno // Never.", "right": "1"}),
        (Kind.MULTIPLE, {"lines": "yes\nno\nno\nmaybe", "right": "1,4"}),
        (Kind.MATCHING, {"lines": "France = Paris\nItaly = Rome", "spare": "Oslo\nOslo"}),
        (Kind.TYPED, {"lines": "Paris", "spare": "Lyon\nLyon"}),
    ],
)
def test_a_line_that_is_there_twice_is_asked_back(kind: Kind, fields: dict[str, str]) -> None:
    """Whoever wrote it meant something by it: it is never left out without a word."""
    with pytest.raises(RefusedError, match="is there twice"):
        draft_of(kind, {"stem": "Which?"} | fields)


def test_a_spelling_that_is_there_twice_is_no_matter() -> None:
    """It means the same."""
    assert draft_of(Kind.TYPED, {"stem": "Which?", "lines": "Paris\nParis"}).parts


def test_a_reason_begins_behind_a_space() -> None:
    """An address in an option stays whole."""
    draft = draft_of(Kind.SINGLE, {"stem": "Where?", "lines": "https://a.example/x // It is there.\nhttps://b.example"})
    assert [(part.text, part.why) for part in draft.parts] == [
        ("https://a.example/x", "It is there."),
        ("https://b.example", ""),
    ]


def of(kind: Kind, body: Choice | Numeric | Ordering, difficulty: int = 3) -> Question:
    return replace(question("q"), kind=kind, body=body, tags=(), difficulty=difficulty)


def test_an_edit_keeps_what_the_form_does_not_show() -> None:
    """Difficulty, exams, and the usual mistakes of a number that are still mistakes."""
    old = of(Kind.NUMERIC, Numeric(5, 0, "", "", (Extra("6", "One too many."), Extra("7", "Two."))), difficulty=5)
    new = replace(old, body=Numeric(7, 0, "", ""), difficulty=3, exams={}, concept="x")
    kept = laid_over(new, old)
    assert (kept.difficulty, kept.exams, kept.concept) == (5, old.exams, old.concept)
    assert kept.body == Numeric(7, 0, "", "", (Extra("6", "One too many."),))


def test_a_form_opens_where_it_holds_everything() -> None:
    """Six long steps with reasons fit; a text with the sign between text and reason in it does not."""
    steps = Ordering(tuple(Step(f"Step {n} {'a' * 70}", "b" * 190) for n in range(6)))
    ordering = of(Kind.ORDERING, steps)
    assert fits_form(ordering)
    assert len(draft_of(Kind.ORDERING, fields_of(ordering)).parts) == 6
    assert fits_form(of(Kind.NUMERIC, Numeric(1 / 3, 0.01, "GB", "By hand.", (Extra("6", "No."),))))
    assert fits_form(of(Kind.NUMERIC, Numeric(80.0, 5.0, "%", "", ())))
    assert fits_form(of(Kind.TRUE_FALSE, Choice((Option("True", "Yes.", right=True), Option("False", "No.")))))
    eight = Choice(tuple(Option(f"Option {n}", "", right=n == 7) for n in range(8)))
    assert fits_form(of(Kind.SINGLE, eight))
    assert not fits_form(of(Kind.SINGLE, Choice((Option("a // b", "", right=True), Option("c", "")))))


async def test_a_question_that_fits_no_form_says_so(laid: Table) -> None:
    """Its form does not open; export and import are named instead."""
    await laid.slash("gus", "packs new", title="Biology")
    gift = b"::A::Which?{=a // b ~c}"
    card = private(await laid.slash("gus", "packs import", pack="Biology", file=("a.gift", gift)))
    await laid.press("gus", next(one for one in labels(card) if one.startswith("Import ")), card)
    (item,) = (await shelf_of(laid)).items
    await laid.start()
    answer = await laid.forge("gus", f"v1:ze:0:p:{item.name}")
    assert answer.modal is None
    assert "/packs export" in text(private(answer))


async def test_the_limit_holds_after_an_import(laid: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    """Deleted questions that come back count, and so do those whose id stands in another pack."""
    monkeypatch.setattr(rules, "MOST_ITEMS", 2)
    own, here = own_of(laid), laid.guild.id
    biology, physics = await pack_of(laid), await pack_of(laid, "Physics")
    assert await files_of(laid).bring(here, biology.name, brought("a-one", "a-two"), 1, AT) == (2, 0, 0, 0)
    assert await files_of(laid).bring(here, physics.name, brought("a-one"), 1, AT) is Refusal.MANY_ITEMS
    await own.delete(here, "a-one", 1, AT)
    assert await files_of(laid).bring(here, physics.name, brought("a-one"), 1, AT) == (1, 0, 0, 0)
    assert await files_of(laid).bring(here, biology.name, brought("a-one"), 1, AT) is Refusal.MANY_ITEMS
    assert await files_of(laid).bring(here, physics.name, brought("a-one"), 1, AT) == (0, 0, 1, 0)


async def test_a_file_of_more_than_there_is_room_for_is_refused_at_once(
    laid: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the pack has already takes no room, since the file may bring it again; what other packs have does."""
    monkeypatch.setattr(files, "MOST_ITEMS", 3)
    biology, physics = await pack_of(laid), await pack_of(laid, "Physics")
    both = Brought("a.gift", b"::A::Which gas?{=Oxygen ~Helium}\n\n::B::Which metal?{=Mercury ~Iron}")
    await files_of(laid).bring(laid.guild.id, biology.name, await files_of(laid).look_at(both, biology), 1, AT)
    assert len((await files_of(laid).look_at(both, biology)).items) == 2
    with pytest.raises(UnreadableError, match=r"2 questions, but there is room for only 1\b"):
        await files_of(laid).look_at(both, physics)


async def test_an_old_list_of_topics_changes_nothing(laid: Table) -> None:
    """Where another topic has come since, the menu of the old list answers with the new one."""
    await laid.slash("gus", "packs new", title="Biology")
    await write(laid, "gus", Kind.TRUE_FALSE, **FIVE[Kind.TRUE_FALSE])
    card = private(await laid.slash("gus", "packs list"))
    menu = next(part for part in parts(card) if part["type"] == 3 and part.get("min_values") == 0)
    await own_of(laid).publish(laid.guild.id, "biology", published=True)
    result = await laid.gus.select(card, ["metrics"], custom_id=menu["custom_id"])
    assert "has changed" in text(private(result))
    assert (await shelf_of(laid)).choices.off == {}


async def test_a_pack_taken_out_comes_back_as_it_was(laid: Table) -> None:
    """What fits no form is changed in a file: taken out as YAML and brought back, it is the same question."""
    pack, here = await pack_of(laid), laid.guild.id
    await files_of(laid).bring(here, pack.name, brought("a-one"), 1, AT)
    taken = await files_of(laid).take_out(here, pack.name, TARGETS["yaml"], 5, AT)
    assert not isinstance(taken, Refusal)
    again = await files_of(laid).look_at(Brought("pack.yaml", taken[0]), pack)
    before = (await shelf_of(laid)).items[0].question
    assert await files_of(laid).bring(here, pack.name, again, 1, AT) == (0, 0, 1, 0)
    (item,) = (await shelf_of(laid)).items
    assert item.question == before


@pytest.mark.parametrize("trouble", ["full", "gone", "not written"])
async def test_what_was_typed_comes_back_whatever_it_was_refused_for(
    laid: Table, monkeypatch: pytest.MonkeyPatch, trouble: str
) -> None:
    """The server is at its limit by now, the pack is gone, or the database cannot be written to."""
    await laid.slash("gus", "packs new", title="Biology")
    opened = await laid.slash("gus", "packs add", pack="Biology", kind=str([*Kind].index(Kind.SINGLE)))
    with monkeypatch.context() as meanwhile:
        if trouble == "full":
            meanwhile.setattr(rules, "MOST_ITEMS", 0)
        elif trouble == "gone":
            await own_of(laid).drop_pack(laid.guild.id, "biology", 1, AT)
        else:
            meanwhile.setattr(own_of(laid)._store, "put_items", failing)
        done = private(await laid.people["gus"].submit_modal(opened, FIVE[Kind.SINGLE]))
    assert "Not saved" in text(done)
    if trouble == "gone":  # a form of it could never be sent
        assert "Which part of a cell makes its" in text(done)
        assert "Change it" not in labels(done)
        return
    again = await laid.press("gus", "Change it", done)
    assert FIVE[Kind.SINGLE]["stem"] in json.dumps(again.modal)


async def failing(*_: object) -> None:
    raise StorageError("no")


async def test_a_new_pack_inherits_no_answers(laid: Table) -> None:
    """What was answered stands under a question's name: no other question gets it, from a form or a file."""
    own, here = own_of(laid), laid.guild.id
    pack, file = await pack_of(laid), brought("a-one", "a-two")
    await files_of(laid).bring(here, pack.name, file, 1, AT)
    await own.publish(here, pack.name, published=True)
    await laid.begin("ben", topic="Biology", questions=2)
    await laid.stop("ada")
    asked = {item.name for item in await own.page(here, pack.name, 0, 9)}
    await own.drop_pack(here, pack.name, 1, AT)
    again = await pack_of(laid)
    assert again.name != pack.name
    assert await files_of(laid).bring(here, again.name, file, 1, AT) == (2, 0, 0, 0)
    assert await files_of(laid).bring(here, again.name, file, 1, AT) == (0, 0, 2, 0)
    assert asked.isdisjoint(item.name for item in await own.page(here, again.name, 0, 9))


async def test_names_that_nobody_was_asked_are_free_again(laid: Table) -> None:
    """A draft that is thrown away and begun anew leaves none of its questions' names behind, only its own."""
    own, here = own_of(laid), laid.guild.id
    for name in ("biology", "biology-2"):
        pack = await pack_of(laid)
        assert pack.name == name
        await files_of(laid).bring(here, pack.name, brought("a-one"), 1, AT)
        assert await own.item(here, "a-one") is not None
        await own.drop_pack(here, pack.name, 1, AT)


async def test_a_pack_too_large_to_be_sent_is_told(laid: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before anything is uploaded: how large it is, what Discord takes, and which formats are smaller."""
    pack = await pack_of(laid)
    await files_of(laid).bring(laid.guild.id, pack.name, brought("a-one"), 1, AT)
    monkeypatch.setattr(Interaction, "filesize_limit", property(lambda _: 10, lambda _, __: None))
    shown = private(await laid.slash("gus", "packs export", pack="Biology", format="apkg"))
    assert "too large to be sent" in text(shown)
    assert "YAML and QTI" in text(shown)
