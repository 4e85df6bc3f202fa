"""The law of every day: a date without a daily is known as missed, or the daily has turned weekly and said so."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from bot.daily.rules.schedule import QUIET_POSTS
from tests.prepared import upgrade_or_copy
from tests.simulation.laws import every_day
from tests.simulation.still import BEGIN

GUILD, OTHER = 8, 9
TURNS = QUIET_POSTS
"""The day of the post after as many that nobody played."""


def _day(number: int) -> str:
    return f"{BEGIN + timedelta(days=number):%F}"


def _lay(database: Path, posts: list[int], missed: list[int], following: int, weekly: int | None) -> None:
    """A server's posts of so many days after the first, the one that turned `weekly` among them; and
    another server's, of which the second was refused."""
    with closing(sqlite3.connect(database)) as rows:
        for guild, days, to_come in ((GUILD, posts, following), (OTHER, [0, 2], 3)):
            rows.execute(
                "INSERT INTO daily_schedules (guild_id, channel_id, minute, zone, weekdays, breaks, topics, questions,"
                " organiser_id, state, next_date, quiet, told) VALUES (?, 1, 0, 'UTC', '[]', '[]', '[]', 2, 1, 'on', ?,"
                " 0, 1)",
                (guild, _day(to_come)),
            )
            for number, day in enumerate(days, 1):
                rows.execute(
                    "INSERT INTO daily_posts (game_id, guild_id, date, number, weekly, away_ms) VALUES (?, ?, ?, ?, ?,"
                    " 0)",
                    (guild * 100 + number, guild, _day(day), number, int(guild == GUILD and day == weekly)),
                )
        refused = "INSERT INTO daily_posts (game_id, guild_id, weekly, away_ms) VALUES (1, ?, 0, 0)"
        rows.execute(refused, (OTHER,))
        at = int((BEGIN + timedelta(days=1)).timestamp() * 1000)
        rows.execute(
            "INSERT INTO games (id, kind, guild_id, channel_id, created_at) VALUES (1, 'daily', ?, 1, ?)", (OTHER, at)
        )
        rows.executemany("INSERT INTO daily_missed VALUES (?, ?, 0)", [(GUILD, _day(day)) for day in missed])
        rows.commit()


@pytest.mark.parametrize(
    ("posts", "missed", "following", "weekly", "found"),
    [
        ([0, 1, 3], [2], 4, None, []),
        ([0, 1, 3], [], 4, None, [2]),
        ([1, 2], [], 3, None, [0]),
        ([0, 1], [], 4, None, [2, 3]),
        ([0, 1, 4, 2, 3], [], 5, None, []),  # by a clock that was ahead
        ([*range(TURNS + 1)], [], TURNS + 7, TURNS, []),
        ([*range(TURNS + 1)], [], TURNS + 14, TURNS, [TURNS + 7]),
        ([*range(TURNS + 1)], [TURNS + 7], TURNS + 14, TURNS, []),
        ([*range(TURNS), TURNS + 1], [], TURNS + 8, TURNS + 1, [TURNS]),
        ([0, 1, 2], [], 5, 2, [3, 4]),  # nobody turns weekly so soon
    ],
)
def test_a_date_that_is_neither_posted_nor_known_as_missed_is_found(
    tmp_path: Path, posts: list[int], missed: list[int], following: int, weekly: int | None, found: list[int]
) -> None:
    upgrade_or_copy(database := tmp_path / "recall.sqlite3")
    _lay(database, posts, missed, following, weekly)
    assert [*every_day(database)] == [
        f"server {GUILD}: no daily on {_day(day)}, and it is not known as missed" for day in found
    ]
