"""The operator sees what each server takes."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.__main__ import app
from tests.prepared import upgrade_or_copy


def test_servers_are_listed_the_largest_first(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """People, games, the last game, and a part of the file; what belongs to no server is no line."""
    upgrade_or_copy(path)
    with closing(sqlite3.connect(path)) as connection, connection:
        for game, server, day in ((1, 70, 1), (2, 70, 3), (3, 80, 2), (4, 0, 5)):
            row = (game, "round", server, 8, day * 86_400_000, None)
            connection.execute("INSERT INTO games VALUES (?, ?, ?, ?, ?, ?)", row)
            connection.execute("INSERT INTO players VALUES (?, 5, 'Ben', 0, 1)", (game,))
        connection.execute("INSERT INTO names (guild_id, player_id, name) VALUES (70, 5, 'Ben'), (70, 6, 'Cleo')")
    monkeypatch.setenv("RECALL_DATABASE", str(path))
    lines = CliRunner().invoke(app, ["servers", "--json"]).output.splitlines()
    first, second = [json.loads(line) for line in lines]
    assert (first["server"], first["people"], first["games"]) == ("70", 2, 2)
    assert first["last_game"].startswith("1970-01-04")
    assert (second["server"], second["people"], second["games"]) == ("80", 0, 1)
    assert first["bytes"] > second["bytes"] > 0
    table = CliRunner().invoke(app, ["servers", "--most", "1"]).output
    assert "2 servers; the 1 largest are listed" in table
    assert "80 " not in table
