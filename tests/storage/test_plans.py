"""Questions to the database that are asked often go by an index, however many rows there are."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import CompoundSelect, Delete, Insert, Select, Update, func, select
from sqlalchemy.dialects import postgresql, sqlite

from bot.daily.reading import OPEN_POSTS, TALLIES, UNSEEN_POSTS
from bot.duels.store import QUIZ_OF
from bot.exams.store import ITEMS, TRIED
from bot.learning.store import ATTEMPTS, OF_GUILD
from bot.profile.store import games_erased, rest_erased
from bot.servers.departures import KNOWN
from bot.storage.belonging import found_as_theirs, people_columns
from bot.storage.every_table import metadata
from bot.storage.keys import OPEN_BESIDES_DUELS, OPEN_KEYS
from tests.engines import ON_A_SERVER
from tests.plans import read_whole
from tests.storage.conftest import Storage

OFTEN: dict[str, Select[Any] | CompoundSelect[Any]] = {
    "what keeps its key": OPEN_KEYS,
    "what keeps its key from duels": OPEN_BESIDES_DUELS,
    "how a question works": ATTEMPTS,
    "how a server stands": OF_GUILD.params(guild=1),
    "how an item on trial does": TRIED.params(dict.fromkeys(ITEMS, "") | {"hashes": [""]}),
    "the standings of dailies": TALLIES,
    "open posts": OPEN_POSTS,
    "posts that nobody has seen": UNSEEN_POSTS,
    "the quiz that somebody plays": QUIZ_OF,
}
PERSONAL = [table.name for table in metadata.sorted_tables if people_columns(table)]


@pytest.mark.parametrize("name", OFTEN)
async def test_no_table_is_read_whole(storage: Storage, name: str) -> None:
    """Every table is searched; none is scanned, whose rows grow with everything that was ever played."""
    plan = await steps(storage, OFTEN[name])
    assert plan
    assert [step for step in read_whole(plan) if step.split()[1] in metadata.tables] == []


@pytest.mark.parametrize("servers", KNOWN)
async def test_the_servers_that_are_known_are_found_without_their_rows(storage: Storage, servers: Select[Any]) -> None:
    """From one server to the next by an index, at each start and each hour: no server's rows are gone through."""
    plan = await steps(storage, servers)
    assert plan
    assert [step for step in read_whole(plan) if step.split()[1] in metadata.tables] == []


async def test_a_questions_latest_answers_are_found_without_sorting_the_others(storage: Storage) -> None:
    """They come in the order of the index, so that reading ends after the first of millions."""
    plan = await steps(storage, ATTEMPTS.limit(10))
    assert [step for step in plan if "TEMP B-TREE" in step] == []
    assert any("asked_by_question" in step for step in plan)


async def test_a_servers_latest_answers_are_found_without_sorting_the_others(storage: Storage) -> None:
    """From its latest game back, by the index: what was played before costs a new card nothing."""
    plan = await steps(storage, OF_GUILD.params(guild=1).limit(10))
    assert [step for step in plan if "TEMP B-TREE" in step] == []
    assert "games_by_guild" in plan[0]


async def test_running_games_are_found_among_any_number_of_others(storage: Storage) -> None:
    """What is being asked is looked up at every turn of a practice: by the index of running games alone."""
    plan = await steps(storage, OPEN_KEYS)
    assert any("INDEX games_running" in step for step in plan)


@pytest.mark.parametrize("name", PERSONAL)
async def test_what_is_somebodys_is_found_by_them(storage: Storage, name: str) -> None:
    """However many rows others have, an export and an erasure read none of them."""
    table = metadata.tables[name]
    plan = await steps(storage, select(func.count()).select_from(table).where(found_as_theirs(table, 7)))
    assert plan
    assert read_whole(plan) == []


async def test_erasing_reads_no_table_whole(storage: Storage) -> None:
    """Each of its statements goes by an index: the one writer is not held up by what others played."""
    for statement in (*games_erased([1, 2], 7, 8), *rest_erased(7, 8)):
        plan = await steps(storage, statement)
        assert read_whole(plan) == [], str(statement)


async def steps(storage: Storage, query: Select[Any] | CompoundSelect[Any] | Insert | Update | Delete) -> list[str]:
    """How the database would go about it."""
    if ON_A_SERVER:
        return _steps_there(query)
    compiled = query.compile(dialect=sqlite.dialect(), compile_kwargs={"render_postcompile": True})
    async with storage.database.reading.connect() as connection:
        names = [0 for _ in compiled.positiontup or ()]
        rows = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}", tuple(names))
        return [str(row.detail) for row in rows]


def _steps_there(query: Select[Any] | CompoundSelect[Any] | Insert | Update | Delete) -> list[str]:
    from tests.plans_there import explained_there
    from tests.sized import GUILD

    dialect = postgresql.psycopg.dialect()  # type: ignore[no-untyped-call]
    compiled = query.compile(dialect=dialect, compile_kwargs={"render_postcompile": True})
    names = re.findall(r"%\((\w+)\)s", str(compiled))
    given = {name: GUILD if name.startswith("guild") else 0 for name in names}
    [plan] = explained_there({str(compiled): given}).values()
    return plan
