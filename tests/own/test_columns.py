"""A table whose first row does not say which column is which: the form that asks for it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from simcord import InteractionResult, ResponseMessage

from bot.delivery.validator import COMPONENTS_V2, message_violations, modal_violations
from bot.exchange.importing import Brought
from bot.kernel.questions import Choice
from cogs.own.tabling import HEADING, Unclear, columns_form, columns_told, unclear_card
from tests.cogs.table import Table, labels, private, table, text
from tests.own.test_story import shelf_of
from tests.strategies import question

LAND = b"Begriff,Falsch A,Falsch B,Ma\xc3\x9f\nFrance,Lyon,Nice,Paris\nItaly,Milan,Turin,Rome\n"
CHOSEN = {"question": ["0"], "right": ["3"], "wrong": ["1", "2"], "option": [], "explanation": []}


@pytest.fixture
async def laid(tmp_path: Path) -> AsyncIterator[Table]:
    async with table(tmp_path, {"q1": question("q1")}) as ready:
        yield ready


async def asked(laid: Table, data: bytes = LAND) -> ResponseMessage:
    """What comes back for a table that is brought."""
    await laid.slash("gus", "packs new", title="Biology")
    return private(await laid.slash("gus", "packs import", pack="Biology", file=("land.csv", data)))


async def told(laid: Table, card: ResponseMessage, first_row: str, chosen: dict[str, list[str]]) -> InteractionResult:
    opened = await laid.press("gus", first_row, card)
    return await laid.gus.submit_modal(opened, chosen)


@pytest.mark.parametrize(("first_row", "stems"), [("Headings", 2), ("A question", 3)])
async def test_a_table_is_read_by_the_columns_that_are_chosen(laid: Table, first_row: str, stems: int) -> None:
    """Whoever brings it says in a form what each column is, and whether the first row is one to be asked."""
    card = await asked(laid)
    assert "cannot tell which column" in text(card)
    assert "Begriff" in text(card)
    report = private(await told(laid, card, first_row, CHOSEN))
    assert f"{stems} would be imported" in text(report)
    await laid.press("gus", f"Import {stems} questions", report)
    items = [item.question for item in (await shelf_of(laid)).items]
    assert len(items) == stems
    france = next(one.body for one in items if one.stem == "France")
    assert isinstance(france, Choice)
    assert [option.text for option in france.options if option.right] == ["Paris"]
    assert {option.text for option in france.options} == {"Paris", "Lyon", "Nice"}


async def test_a_column_is_one_thing(laid: Table) -> None:
    """One that was chosen twice is asked for again, with the table still at hand; nothing comes in meanwhile."""
    card = await asked(laid)
    again = private(await told(laid, card, "Headings", CHOSEN | {"wrong": ["1", "3"]}))
    assert "Each column can be only one thing" in text(again)
    assert (await shelf_of(laid)).items == []
    assert "2 would be imported" in text(private(await told(laid, again, "Headings", CHOSEN)))


async def test_the_form_names_each_column_by_its_first_cell(laid: Table) -> None:
    """Also where that is empty, and however long it is; an earlier table's button opens nothing any more."""
    first = await asked(laid)
    opened = json.dumps((await laid.press("gus", "Headings", first)).modal, ensure_ascii=False)
    assert all(f"{number}. {cell}" in opened for number, cell in enumerate(["Begriff", "Falsch A"], start=1))
    later = private(await laid.slash("gus", "packs import", pack="Biology", file=("b.csv", b"x,y,z\na,b,c\nd,e,f\n")))
    assert "Send it again" in text(private(await laid.press("gus", "Headings", first)))
    assert labels(later) == ["Headings", "A question"]


async def test_only_editors_are_asked(laid: Table) -> None:
    """The button is worth nothing to somebody else."""
    await asked(laid)
    await laid.start()
    assert "Only organizers" in text(private(await laid.forge("ben", "v1:zj:0:p:1:1")))
    assert "Send it again" in text(private(await laid.forge("gus", "v1:zj:0:p:1:1")))


@given(st.lists(st.text(max_size=200), min_size=1, max_size=60))
def test_any_first_row_fits_the_card_and_the_form(cells: list[str]) -> None:
    """However many columns there are and whatever stands in them, Discord takes what asks for them."""
    unclear = Unclear("1", "biology", Brought("a.csv", b""), tuple(cells))
    components = unclear_card(unclear).to_components()  # type: ignore[no-untyped-call]
    payload = {"components": components, "flags": COMPONENTS_V2, "allowed_mentions": {"parse": []}}
    assert message_violations(payload) == []
    assert modal_violations(columns_form(unclear, HEADING).to_dict()) == []


@pytest.mark.parametrize(
    ("chosen", "names"),
    [
        ({"question": ["2"], "right": ["0"]}, ("right", "-", "question")),
        ({"question": ["0"], "right": ["1"], "option": ["2"]}, ("question", "right", "option")),
        ({"question": ["0"], "right": ["0"]}, None),
        ({"question": ["0"]}, None),
        ({"question": ["0"], "right": ["7"]}, None),
        ({"question": ["x"], "right": ["-1"]}, None),
    ],
)
def test_what_is_chosen_names_the_columns_from_the_left(
    chosen: dict[str, list[str]], names: tuple[str, ...] | None
) -> None:
    """What is missing, said twice, or forged names nothing."""
    assert columns_told(chosen, 3) == names


async def test_whoever_brings_a_file_of_no_known_kind_reads_where_to_say_what_it_is(laid: Table) -> None:
    """The way to say so is named with the kinds, and leads in."""
    await laid.slash("gus", "packs new", title="Biology")
    file = ("land.txt", b"France?\nParis\n")
    told = text(private(await laid.slash("gus", "packs import", pack="Biology", file=file)))
    assert "cannot tell what this file is" in told
    assert "use `/packs import` and choose **kind**" in told
    as_said = private(await laid.slash("gus", "packs import", pack="Biology", file=file, kind="gift"))
    assert "cannot tell" not in text(as_said)
    assert "choose **kind**" not in text(as_said)
    nothing = text(private(await laid.slash("gus", "packs import", pack="Biology", file=("land.md", b"# A heading"))))
    assert "it was read as Markdown" in nothing
    assert "choose **kind**" in nothing
