"""What another user may do with the files of a database."""

from __future__ import annotations

import asyncio
import codecs
import os
import traceback
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.storage.database import open_database
from bot.storage.errors import DatabaseError

NOBODY = 65534
ROOT = os.name == "posix" and os.geteuid() == 0
needs_root = pytest.mark.skipif(not ROOT, reason="only root can make files of two users")


def as_nobody(work: Callable[[], object]) -> str:
    """What `work` raises or returns, in words, done with the rights of another user, who is not root."""
    codecs.lookup("utf-8-sig")  # loaded when it is first used, out of a folder that may be root's own
    groups = os.getgroups()
    os.setgroups([])
    os.setegid(NOBODY)
    os.seteuid(NOBODY)
    try:
        return str(work())
    except DatabaseError as error:
        return f"DatabaseError: {error}"
    except Exception:  # noqa: BLE001 - the test says what it should have been
        return traceback.format_exc()
    finally:
        os.seteuid(0)
        os.setegid(0)
        os.setgroups(groups)


def opened(path: Path) -> str:
    asyncio.run(open_database(path).close())
    return "opened"
