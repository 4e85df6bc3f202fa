"""What goes wrong in a database goes to the log, and the log names nobody."""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import BigInteger, Engine, Insert, bindparam, cast, event, insert, literal, select, text
from sqlalchemy.exc import DBAPIError
from structlog.testing import capture_logs

from bot.kernel.background import each
from bot.kernel.ports import StorageError
from bot.storage import tables
from bot.storage.commands import one_state
from bot.storage.database import bring_up_to_date, lock_database, open_database, reading
from bot.storage.engines import _without_values
from bot.storage.place import Place
from tests.engines import file_only
from tests.postgresql import server, template
from tests.storage.conftest import Storage

PERSON, NAME = 215_312_345_678_901_234, "Ben of the Hills"


def named(**changed: object) -> Insert:
    return insert(tables.names).values({"guild_id": 7, "player_id": PERSON, "name": NAME} | changed)


TOO_LARGE = int(f"{PERSON}{PERSON}")


@pytest.mark.parametrize(
    "refused",
    [
        pytest.param(named(), id="there already"),
        pytest.param(named(player_id=PERSON + 1, name=None), id="incomplete"),
        pytest.param(named(guild_id=TOO_LARGE), id="too large"),
        pytest.param(named(guild_id=cast(literal(f"{PERSON}x"), BigInteger), name=None), id="no number"),
    ],
)
async def test_a_refused_write_is_logged_without_the_row(storage: Storage, refused: Insert) -> None:
    """Which rule refused it is told, in a line as with all there is to know; whose row it was is not."""
    await storage.writer.execute("first", named())

    async def write(_: int) -> None:
        await storage.writer.execute("second", refused)

    with capture_logs() as logs:
        await each([1], write)
    with pytest.raises(StorageError) as told:
        await write(1)
    [line] = logs
    assert "refused to write" in line["why"]
    values = set(refused.compile().params.values()) - {7}
    for written in (str(line), "".join(traceback.format_exception(told.value))):
        assert [value for value in ("DETAIL", NAME, PERSON, *values) if value and str(value) in written] == []


@pytest.mark.parametrize(
    ("state", "told"),
    [
        ("22P02", 'invalid input syntax for type bigint: "…"'),
        ("23505", f'invalid input syntax for type bigint: "{NAME}"'),
    ],
)
def test_what_a_server_says_of_an_unfit_value_is_told_without_it(state: str, told: str) -> None:
    """Of other refusals what it quotes are the names of rules, which tell what is wrong."""
    error = Exception("more, with the row")
    error.sqlstate = state  # type: ignore[attr-defined]
    error.diag = SimpleNamespace(message_primary=f'invalid input syntax for type bigint: "{NAME}"')  # type: ignore[attr-defined]
    assert _without_values(error) == told
    assert _without_values(Exception(NAME)) == NAME


async def test_a_rule_that_refuses_is_still_named(storage: Storage) -> None:
    """Whoever runs the bot has to find out what is wrong."""
    await storage.writer.execute("first", named())
    with pytest.raises(StorageError, match=r"names\.guild_id|names_pkey"):
        await storage.writer.execute("second", named())


async def test_a_read_that_fails_is_told_without_whom_it_was_about(storage: Storage) -> None:
    """A table that a bug or a damaged file has taken away says so, and not who pressed."""
    about = text("SELECT * FROM vanished WHERE player_id = :person").bindparams(bindparam("person", PERSON))
    with pytest.raises(DBAPIError, match="vanished") as told:
        async with storage.database.reading.connect() as connection:
            await connection.execute(about)
    assert str(PERSON) not in "".join(traceback.format_exception(told.value))


@pytest.fixture
def used() -> Iterator[set[Engine]]:
    """All engines on which anything connects."""
    found: set[Engine] = set()

    def note(connection: object) -> None:
        found.add(connection.engine)  # type: ignore[attr-defined]

    event.listen(Engine, "engine_connect", note)
    yield found
    event.remove(Engine, "engine_connect", note)


@pytest.fixture(params=["a file", "a server"])
def place(request: pytest.FixtureRequest, path: Path) -> Iterator[Place]:
    if request.param == "a file":
        yield path
        return
    url = server().make(template())
    yield url
    server().drop(url)


@file_only
async def test_no_engine_tells_values(place: Place, used: set[Engine]) -> None:
    """Whatever opens a database: to play, to read, to look at the whole of it, to claim it."""
    await asyncio.to_thread(bring_up_to_date, place)
    opened = Storage(open_database(place))
    await opened.open()
    await opened.close()
    async with reading(place) as engine, engine.connect() as connection:
        await connection.execute(select(tables.names))
    for write in (False, True):
        with one_state(place, write=write) as whole:
            whole.execute(select(tables.names))
    with lock_database(place):
        pass
    assert len(used) >= 4
    assert all(engine.hide_parameters for engine in used)
