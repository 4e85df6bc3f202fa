"""What the log has of what went wrong."""

import sqlite3

import psycopg
import pytest
import structlog
from sqlalchemy.exc import InternalError, OperationalError, ProgrammingError
from structlog.testing import capture_logs

from bot.kernel.background import note_failure
from bot.kernel.ports import StorageError

FULL = sqlite3.OperationalError("database or disk is full")
FULL.sqlite_errorcode = sqlite3.SQLITE_FULL
AWAY = psycopg.OperationalError("connection refused\n\tIs the server running?")


@pytest.mark.parametrize(
    ("error", "level"),
    [
        (StorageError("disk full"), "warning"),
        (OperationalError("SELECT 1", {}, AWAY), "warning"),
        (OperationalError("SELECT 1", {}, psycopg.errors.AdminShutdown("terminating connection")), "warning"),
        (psycopg.errors.CrashShutdown("terminating connection"), "warning"),
        (InternalError("SELECT 1", {}, psycopg.errors.ReadOnlySqlTransaction("a standby")), "warning"),
        (ProgrammingError("SELECT 1", {}, psycopg.errors.InsufficientPrivilege("a right taken away")), "warning"),
        (ProgrammingError("SELECT 1", {}, psycopg.errors.UndefinedTable("a schema out of reach")), "warning"),
        (ProgrammingError("SELECT 1", {}, psycopg.errors.UndefinedColumn("no such column")), "error"),
        (OperationalError("SELECT 1", {}, FULL), "warning"),
        (OperationalError("SELECT 1", {}, sqlite3.OperationalError("no such column")), "error"),
        (OperationalError("SELECT 1", {}, psycopg.ProgrammingError("no such column")), "error"),
        (KeyError("a bug"), "error"),
    ],
)
def test_what_passes_is_a_line_and_a_bug_is_told_whole(error: Exception, level: str) -> None:
    """A database server that is away for an hour does not fill the log with tracebacks."""
    with capture_logs() as logged:
        note_failure(structlog.get_logger(), "a tick failed", error, tick="rounds")
    [line] = logged
    assert line["log_level"] == level
    assert ("exc_info" in line) == (level == "error")
    assert "\n" not in str(line.get("why", ""))
