"""Cells of a table that a spreadsheet will open."""

import re

_BEGINS_LIKE_A_FORMULA = re.compile(r"^'?[=+@\t\r-]")


def safe(cell: str) -> str:
    """The cell; with an apostrophe before it where a spreadsheet might take it for a formula."""
    return f"'{cell}" if _BEGINS_LIKE_A_FORMULA.match(cell) and not _is_number(cell) else cell


def _is_number(cell: str) -> bool:
    return re.fullmatch(r"-?[0-9.]+(?:e[-+]?[0-9]+)?", cell) is not None
