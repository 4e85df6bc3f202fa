"""Opening a database file only to look at it, safely beside a running bot."""

import sqlite3
from pathlib import Path


def open_to_look(path: Path) -> sqlite3.Connection:
    """A connection that cannot write. Raises `sqlite3.Error`."""
    # As a URI, in which ?, # and % in a path have to be quoted.
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
