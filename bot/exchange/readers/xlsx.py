"""Excel workbooks: Kahoot's template (https://kahoot.com/library/quiz-template/), or a table with a header."""

import warnings
from collections.abc import Iterator, Sequence
from datetime import datetime, time
from io import BytesIO
from itertools import islice
from typing import Any

from bot.exchange.draft import Draft, Found, Part, Place, Reading, Refused, UnreadableError, Wish
from bot.exchange.readers import own_table
from bot.exchange.readers.archives import opened
from bot.exchange.readers.table import MOST_COLUMNS, MOST_ROWS, Row, items, passed_over
from bot.kernel.questions import Kind

WHAT = "an Excel workbook (.xlsx)"
_FORMULA = "\0formula"
_DEEPEST_HEADER = 20
_NUMBERS = "Write their numbers from 1, with a comma between several, as text: 1,3."


def read(data: bytes, wish: Wish) -> Reading:
    """Each row of the first sheet that holds questions."""
    opened(data, WHAT).close()
    try:
        rows = _sheets(data)
    except UnreadableError:
        raise
    except Exception as error:
        raise UnreadableError(f"This is not {WHAT}, or it is damaged.") from error
    for name, sheet in rows:
        if (at := _kahoot(sheet)) is not None:
            return Reading(list(_from_kahoot(sheet, at)), [] if len(rows) == 1 else [f"Read from the sheet '{name}'."])
    name, sheet = next(((name, sheet) for name, sheet in rows if sheet), ("", []))
    notes = [] if len(rows) == 1 else [f"Read from the sheet '{name}'."]
    refused = [_refused(number, cells) for number, cells in sheet if _FORMULA in cells]
    whole = [(number, cells) for number, cells in sheet if _FORMULA not in cells]
    if whole and own_table.is_ours(whole[0][1]):
        return Reading([*refused, *own_table.items(whole, _place)], notes)
    return Reading([*refused, *items(whole, wish, _place)], [*notes, *passed_over(sheet, wish)])


def _sheets(data: bytes) -> list[tuple[str, list[Row]]]:
    """The rows of each sheet, as text; a cell with a formula is marked, whatever it last showed."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl warns of styles and extensions that it drops
        from openpyxl import load_workbook  # here, as it takes 20 MB, and most processes never read a sheet

        book = load_workbook(BytesIO(data), read_only=True, data_only=False, keep_links=False)
        try:
            return [(str(sheet.title), list(_rows(sheet))) for sheet in book.worksheets[:20]]
        finally:
            book.close()


def _rows(sheet: Any) -> Iterator[Row]:
    count = 0
    for row in islice(sheet.iter_rows(max_row=1_048_576, max_col=MOST_COLUMNS), 200_000):
        cells = [_text(cell) for cell in row]
        if any(cells):
            count += 1
            if count > MOST_ROWS:
                raise UnreadableError(f"A sheet has more than {MOST_ROWS:,} rows. Split it.")
            yield next(cell.row for cell in row if getattr(cell, "row", None)), cells


def _text(cell: Any) -> str:
    if cell.value is None:
        return ""
    if cell.data_type == "f" or (
        not isinstance(cell.value, str | int | float | bool) and cell.data_type not in "dntsb"
    ):
        return _FORMULA
    if isinstance(cell.value, bool):
        return "True" if cell.value else "False"
    if isinstance(cell.value, int | float) and str(cell.number_format).endswith("%"):
        return f"{cell.value * 100:.15g}%"
    if isinstance(cell.value, datetime) and cell.value.time() == time.min:
        return str(cell.value.date())
    if isinstance(cell.value, float):
        return f"{cell.value:.15g}"
    return str(cell.value)


def _place(row: int, column: int) -> Place:
    from openpyxl.utils import get_column_letter

    return Place(cell=f"{get_column_letter(column + 1)}{row}", line=row)


def _refused(number: int, cells: Sequence[str]) -> Refused:
    place = _place(number, cells.index(_FORMULA))
    return Refused(place, "", "The cell holds a formula, which Recall does not calculate or keep.")


def _kahoot(rows: Sequence[Row]) -> int | None:
    """Where the header of Kahoot's template stands among the rows."""
    for at, (_, cells) in enumerate(rows[:_DEEPEST_HEADER]):
        said = [cell.casefold() for cell in cells]
        if (
            any(cell.startswith("question") for cell in said)
            and sum(cell.startswith("answer ") for cell in said) >= 2
            and any("correct" in cell for cell in said)
        ):
            return at
    return None


def _from_kahoot(rows: Sequence[Row], at: int) -> Iterator[Found]:
    said = [cell.casefold() for cell in rows[at][1]]
    asked = next(n for n, cell in enumerate(said) if cell.startswith("question"))
    answers = [n for n, cell in enumerate(said) if cell.startswith("answer ")]
    correct = next(n for n, cell in enumerate(said) if "correct" in cell)
    for number, cells in rows[at + 1 :]:
        padded = [*cells, *[""] * (correct + 1)]
        if not any(padded[n].strip() for n in (asked, *answers)):
            continue
        if _FORMULA in cells:
            yield _refused(number, cells)
            continue
        yield _kahoot_item(number, padded, asked, answers, correct)


def _kahoot_item(number: int, cells: Sequence[str], asked: int, answers: Sequence[int], correct: int) -> Found:
    stem, place = cells[asked].strip(), _place(number, asked)
    if not stem:
        return Refused(place, "", "The question is empty.")
    said = cells[correct].strip()
    numbers = [
        one.strip().removesuffix(".0").removesuffix(".") for one in said.replace(";", ",").split(",") if one.strip()
    ]
    filled = [(n, cells[column].strip()) for n, column in enumerate(answers, start=1) if cells[column].strip()]
    unknown = next((one for one in numbers if one not in {str(n) for n, _ in filled}), None)
    if unknown is not None or not numbers:
        what = f"'{(unknown or said)[:30]}' is not one of its answers. {_NUMBERS}"
        return Refused(_place(number, correct), stem, what if said else "No answer is marked as correct.")
    right = {int(one) for one in numbers}
    parts = [Part(text, right=n in right) for n, text in filled]
    return Draft(place, Kind.MULTIPLE if len(right) > 1 else Kind.SINGLE, stem, parts, markup="none")
