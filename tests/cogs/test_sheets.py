"""Sheets: on a phone, on paper, and as files."""

from __future__ import annotations

from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from bot.kernel.custom_ids import build
from bot.kernel.library import Library
from bot.kernel.sheets import Row, Sheet
from bot.kernel.sources import Everywhere
from bot.packs import beside
from bot.packs.catalogue import BUILT_IN
from bot.packs.tables import load_tables
from bot.sheets.pages import index, page
from cogs.shared.literal import literal
from cogs.sheets.ids import Verb
from cogs.sheets.picture import WIDTHS, picture
from cogs.sheets.rendering import sheet_card
from tests.cogs.table import SELECT, Table, labels, parts, private, table, text
from tests.studying import question

SHEETS = beside.study_of(BUILT_IN, load_tables(BUILT_IN))[0].sheets
FOR, APART = "It is for " + "this " * 60, "c" * 400
ROWS = tuple(Row(f"AA-C0{n}", f"Thing {n}", FOR, "a", "b", (), (APART,)) for n in range(1, 8))
LONG = Sheet("long", "A <long> *sheet*", "Seven neighbors.", ROWS)


@pytest.fixture
async def shelf(tmp_path: Path) -> AsyncIterator[Table]:
    known = {"q": question("q")}
    whole = Library(known, known.get, sheets={LONG.id: LONG, SHEETS[0].id: SHEETS[0]})
    async with table(tmp_path, {}, Everywhere(lambda: whole)) as ready:
        yield ready


async def test_a_family_is_found_turned_and_printed(shelf: Table) -> None:
    """By its title, page by page, and as a picture; a name that there is not is answered with those that there are."""
    listed = private(await shelf.slash("ada", "sheet"))
    assert any(part["type"] == SELECT for part in parts(listed))
    assert "Choose from: " in text(private(await shelf.slash("ada", "sheet", family="nothing")))
    shown = private(await shelf.slash("ada", "sheet", family="a <long> *SHEET*"))
    assert "Page 1 of" in text(shown)
    assert "Thing 1" in text(shown)
    shown = private(await shelf.press("ada", "Next", shown))
    assert "Page 2 of" in text(shown)
    drawn = private(await shelf.press("ada", "Picture for printing", shown))
    assert "Back to the text" in labels(drawn)


@pytest.mark.parametrize("sheet", [*SHEETS, LONG], ids=lambda sheet: sheet.id)
def test_every_page_fits_a_message_and_says_all(sheet: Sheet) -> None:
    """No page is over 4,000 characters, and each row stands on exactly one of them."""
    pages = {_read(sheet, number) for number in range(len(sheet.rows))}
    assert all(len(one) <= 4_000 for one in pages)
    for row in sheet.rows:
        assert sum(f"**{literal(row.name)}**\n" in one for one in pages) == 1


def _read(sheet: Sheet, page: int) -> str:
    card = sheet_card(sheet, page)
    return "\n".join(str(part.content) for part in card.walk_children() if hasattr(part, "content"))


@pytest.mark.parametrize("sheet", [*SHEETS, LONG], ids=lambda sheet: sheet.id)
def test_the_picture_is_as_wide_as_paper_whatever_it_holds(sheet: Sheet) -> None:
    """The columns are fixed, and rows grow with their text."""
    image = Image.open(BytesIO(picture(sheet)))
    assert image.width == sum(WIDTHS) + 60
    assert image.height > 80 * len(sheet.rows)


def test_the_pages_say_all_of_a_sheet_and_escape_it() -> None:
    """Every row with its limits' dates; nothing of a pack becomes markup."""
    shown = page(SHEETS[0])
    for row in SHEETS[0].rows:
        assert row.name in shown
        assert all(str(limit.as_of) in shown for limit in row.limits)
    assert "<long>" not in page(LONG)
    assert "A &lt;long&gt; *sheet*" in index([LONG])


@pytest.mark.parametrize("arguments", [(), ("long", "zz"), ("long", "~"), ("none", "0")])
async def test_forged_presses_are_answered(shelf: Table, arguments: tuple[str, ...]) -> None:
    """Whatever stands in an id, it is answered in words."""
    await shelf.start()
    for verb in Verb:
        assert (await shelf.forge("ada", build(verb, 0, "g", *arguments))).response is not None
