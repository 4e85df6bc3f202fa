"""CSV and TSV: our own with all there is, and others' by their header."""

import csv
from collections.abc import Iterator, Sequence
from io import StringIO
from urllib.parse import unquote

from bot.exchange.draft import Place, Reading, UnreadableError, Wish
from bot.exchange.readers import own_table
from bot.exchange.readers.table import MOST_COLUMNS, MOST_ROWS, Row, items, passed_over
from bot.exchange.text import decoded

csv.field_size_limit(1_000_000)
_SEPARATORS = (",", ";", "\t", "|")


def read(data: bytes, wish: Wish) -> Reading:
    """Each row as an item; the separator is the one that parts the first rows evenly."""
    text, notes = decoded(data)
    rows = list(_rows(text, separator(text)))
    if _in_url_encoding(rows):
        rows = [(line, [unquote(cell) for cell in cells]) for line, cells in rows]
        notes.append("Its cells are in URL encoding, and are decoded.")
    if rows and own_table.is_ours(rows[0][1]):
        return Reading(own_table.items(rows, _place), notes)
    return Reading(list(items(rows, wish, _place)), [*notes, *passed_over(rows, wish)])


def _in_url_encoding(rows: Sequence[Row]) -> bool:
    """Whether no cell has a space, and most rows have an encoded one: OpenTDB gives its questions so on request."""
    encoded = sum(any("%20" in cell for cell in cells) for _, cells in rows)
    return 2 * encoded > len(rows) and not any(" " in cell for _, cells in rows for cell in cells)


def _place(row: int, column: int) -> Place:
    return Place(line=row, cell=f"row {row}, column {column + 1}")


def separator(text: str) -> str:
    """The sign between the cells: of those that stand in the first row, the one that parts most rows as the first."""
    sample = "\n".join(text.split("\n")[:40])
    counts = {}
    for sign in _SEPARATORS:
        widths = [len(cells) for _, cells in _rows(sample, sign)]
        if widths and widths[0] > 1:
            counts[sign] = sum(width == widths[0] for width in widths) * (2 if sign == "\t" else 1)
    return max(counts, key=lambda sign: counts[sign]) if counts else ","


def _rows(text: str, sign: str) -> Iterator[Row]:
    """The rows that say something, each with the line on which it begins."""
    reader = csv.reader(StringIO(text, newline=""), delimiter=sign, skipinitialspace=True)
    line = 1
    try:
        for count, cells in enumerate(reader):
            if count >= MOST_ROWS:
                raise UnreadableError(f"The table has more than {MOST_ROWS:,} rows. Split it.")
            if any(cell.strip() for cell in cells):
                yield line, cells[:MOST_COLUMNS]
            line = reader.line_num + 1
    except csv.Error as error:
        raise UnreadableError(f"The table breaks off in line {line}: {error}.") from None
