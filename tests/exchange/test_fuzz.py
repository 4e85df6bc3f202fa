"""A short run of the campaign that damages files."""

from tests.campaigns import imports_fuzz


def test_damaged_files_are_refused_or_serve() -> None:
    """No crash, no hang, no half import, over every format."""
    assert imports_fuzz.main(seed=7, runs=800) == 0
