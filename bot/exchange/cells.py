"""Cells of a table that a spreadsheet will open."""

import re

_BEGINS_LIKE_A_FORMULA = re.compile(r"'*[=+@\t\r-]")


def safe(cell: str) -> str:
    """The cell; with an apostrophe before it where a spreadsheet might take it for a formula.

    One whose own apostrophe looks like that gets another, so that `unguarded` gives back each cell as it was.
    """
    return f"'{cell}" if _BEGINS_LIKE_A_FORMULA.match(cell) and not _is_number(cell) else cell


def unguarded(cell: str) -> str:
    """What `safe` was given."""
    return cell[1:] if cell.startswith("'") and _BEGINS_LIKE_A_FORMULA.match(cell) else cell


def unquoted(cell: str) -> str:
    """A cell of somebody else's table without the apostrophe that keeps a formula off; a sign in quotes keeps them."""
    return unguarded(cell) if cell.count("'") == 1 else cell


def _is_number(cell: str) -> bool:
    return re.fullmatch(r"-?[0-9.]+(?:e[-+]?[0-9]+)?", cell) is not None


_READ_ANEW = re.compile(r"[\d\s.,:/%-]*\d[\d\s.,:/%-]*(?:e[-+]?\d+)?", re.IGNORECASE)
_SHOWN_AS_IT_IS = re.compile(r"(?:0|[1-9]\d{0,14})(?:\.\d*[1-9])?")


def as_text(cell: str) -> str:
    """What somebody wrote, so that a spreadsheet shows it as it is: `1/2` is no date, and `007` not seven."""
    read_anew = _READ_ANEW.fullmatch(cell) and not _SHOWN_AS_IT_IS.fullmatch(cell)
    return f"'{cell}" if read_anew else safe(cell)
