"""What somebody wrote stands in a spreadsheet as they wrote it."""

import pytest

from bot.exchange.cells import as_text


@pytest.mark.parametrize(
    "cell", ["1/2", "007", "1e5", "10:1", "2026-01-02", "0.80", "+49 30 1", "1,5", "50 %", "=1+1", "@x"]
)
def test_what_a_spreadsheet_would_change_is_marked_as_text(cell: str) -> None:
    """A fraction is no date, and a name of figures keeps its zeros."""
    assert as_text(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "Ada", "5", "0.8", "120", "R2-D2", "Müller, 3rd", "50 percent", "a/b"])
def test_everything_else_is_as_it_is(cell: str) -> None:
    """Words, and numbers that are shown as they are written."""
    assert as_text(cell) == cell
