"""Anki decks (.apkg, .colpkg): a ZIP archive with an SQLite database, which newer versions compress with Zstandard."""

import json
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing, suppress
from io import BytesIO

import zstandard

from bot.exchange.draft import Found, Place, Reading, UnreadableError, Wish
from bot.exchange.readers import notes
from bot.exchange.readers.archives import MOST_UNPACKED, member, opened

WHAT = "an Anki deck (.apkg)"
_FILES = ("collection.anki21b", "collection.anki21", "collection.anki2")
LONGEST = 1_000_000
"""Bytes of the longest value that a query may make."""

_STEPS = 20_000_000
"""Instructions of SQLite's machine, by the thousand of which a query is cut off: a made-up database cannot hang."""


class _OddError(ValueError):
    """What Anki never writes; the message says what, for whoever brought the deck."""


def read(data: bytes, wish: Wish) -> Reading:  # noqa: ARG001 - as all readers
    """Each note of the deck; images and sounds stay behind and are named."""
    with opened(data, WHAT) as archive:
        database = _database(archive)
    try:
        with closing(sqlite3.connect(":memory:")) as connection:
            connection.deserialize(_without_log(database))
            connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST)
            _refuse_views(connection)
            connection.execute("PRAGMA trusted_schema = OFF")
            connection.execute("PRAGMA query_only = ON")
            connection.create_collation("unicase", lambda one, other: (one > other) - (one < other))
            steps = iter(range(_STEPS // 10_000))
            connection.set_progress_handler(lambda: next(steps, None) is None, 10_000)
            left: notes.Left = {}
            found = list(_notes(connection, left))
    except (sqlite3.Error, OverflowError, UnicodeDecodeError, ValueError, TypeError, AttributeError) as error:
        # What others say than SQLite and ourselves is for whoever writes programs.
        why = str(error)[:80] if isinstance(error, (sqlite3.Error, _OddError)) else "it holds other values than Anki's"
        raise UnreadableError(
            f"The database in the deck is damaged: {why}. Export the deck from Anki again."
        ) from error
    return Reading(found, notes.passed_over(left))


def _refuse_views(connection: sqlite3.Connection) -> None:
    """A deck has tables. What computes its rows as it is read could compute for ever. Raises `_OddError`."""
    computed = connection.execute("SELECT count(*) FROM sqlite_schema WHERE type NOT IN ('table', 'index')").fetchone()
    if computed[0]:
        raise _OddError("it holds more than tables")


def _without_log(database: bytes) -> bytes:
    """The database as one without a write-ahead log beside it (bytes 18 and 19 of SQLite's header)."""
    return database[:18] + b"\x01\x01" + database[20:] if database[18:20] == b"\x02\x02" else database


def _database(archive: zipfile.ZipFile) -> bytes:
    """The newest of the databases: beside it, older ones only say that Anki should be updated."""
    name = next((name for name in _FILES if name in archive.namelist()), "")
    if not name:
        raise UnreadableError(f"This is not {WHAT}: it contains no collection.")
    data = member(archive, name, WHAT)
    if not name.endswith("b"):
        return data
    try:
        with zstandard.ZstdDecompressor(max_window_size=1 << 27).stream_reader(BytesIO(data)) as reader:
            unpacked = reader.read(MOST_UNPACKED + 1)
    except (zstandard.ZstdError, MemoryError) as error:
        raise UnreadableError("The database in the deck cannot be unpacked.") from error
    if len(unpacked) > MOST_UNPACKED:
        raise UnreadableError("Unpacked, the deck's database is far larger than any question bank.")
    return unpacked


def _notes(connection: sqlite3.Connection, left: notes.Left) -> Iterator[Found]:
    fields, decks = _fields(connection), _decks(connection)
    homes = dict(connection.execute("SELECT nid, min(did) FROM cards GROUP BY nid LIMIT 200000"))
    query = "SELECT id, mid, tags, flds FROM notes ORDER BY id LIMIT 200000"
    for number, (note, kind, tags, texts) in enumerate(connection.execute(query), start=1):
        named = fields.get(kind, [])
        split = str(texts).split("\x1f")
        pairs = [(named[n] if n < len(named) else "", text) for n, text in enumerate(split)]
        deck = decks.get(homes.get(note, 0), "").replace("\x1f", "::").rsplit("::", 1)[-1]
        home = "" if deck == "Default" else deck
        yield from notes.items(Place(part=f"note {number}"), pairs, str(tags).split(), home, left)


def _fields(connection: sqlite3.Connection) -> dict[int, list[str]]:
    """The names of the fields, by note type."""
    with suppress(sqlite3.OperationalError):
        found: dict[int, list[str]] = {}
        for kind, name in connection.execute("SELECT ntid, name FROM fields ORDER BY ntid, ord LIMIT 20000"):
            found.setdefault(kind, []).append(str(name))
        if found:
            return found
    models = _json(connection, "models")
    return {
        int(kind): [str(field.get("name", "")) for field in model.get("flds", []) if isinstance(field, dict)]
        for kind, model in models.items()
        if isinstance(model, dict) and kind.isdecimal()
    }


def _decks(connection: sqlite3.Connection) -> dict[int, str]:
    with suppress(sqlite3.OperationalError):
        if found := {
            int(deck): str(name) for deck, name in connection.execute("SELECT id, name FROM decks LIMIT 20000")
        }:
            return found
    decks = _json(connection, "decks")
    return {
        int(deck): str(one.get("name", "")) for deck, one in decks.items() if isinstance(one, dict) and deck.isdecimal()
    }


def _json(connection: sqlite3.Connection, column: str) -> dict[str, object]:
    row = connection.execute(f"SELECT {column} FROM col LIMIT 1").fetchone()  # noqa: S608 - one of two words of ours
    try:
        whole = json.loads(row[0]) if row and row[0] else {}
    except RecursionError:
        whole = {}
    except ValueError:
        what = "note types" if column == "models" else "decks"
        raise _OddError(f"what it says of its {what} is not JSON") from None
    return whole if isinstance(whole, dict) else {}
