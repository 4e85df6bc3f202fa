"""Where a database is, as an operator reads it."""

import pytest

from bot.storage.place import address, shown


@pytest.mark.parametrize(
    "written",
    [
        "postgresql://recall:secret@host:5432/recall",
        "postgresql://recall@host/recall?password=secret&sslmode=require",
        "postgres://host/recall?user=recall&sslpassword=secret",
    ],
)
def test_no_password_is_told(written: str) -> None:
    """Wherever an address holds a password, messages name the server and the database without it."""
    told = shown(address(written))
    assert "secret" not in told
    assert "host" in told
    assert told.endswith("/recall")
