"""What the log has of a database that is away for a while."""

from datetime import UTC, datetime, timedelta

from structlog.testing import capture_logs

from bot.kernel.outages import Events, OneOutage, Outage
from bot.kernel.ports import StorageError

BEGAN = datetime(2026, 11, 28, tzinfo=UTC)
TICKS = ("alive", "rounds", "daily")


def test_an_hour_without_the_database_is_a_few_lines_and_its_end_is_one() -> None:
    outage = Outage()
    with capture_logs() as logged:
        for second in range(3600):
            for tick in TICKS:
                outage.failed(tick, StorageError("disk full"), BEGAN + timedelta(seconds=second))
        for tick in TICKS:
            outage.succeeded(tick, BEGAN + timedelta(hours=1))
    first, *reminders, last = logged
    assert (first["event"], first["why"], first["log_level"]) == ("a tick failed", "disk full", "warning")
    assert 1 < len(reminders) < 10
    assert {line["event"] for line in reminders} == {"ticks still fail"}
    assert (reminders[0]["for_s"], reminders[0]["failed"]) == (60, 60 * len(TICKS) + 1)
    assert (last["event"], last["failed"], last["after_s"]) == ("ticks succeed again", 10_800, 3600)


def test_the_next_outage_is_told_from_its_first_failure() -> None:
    outage = Outage()
    with capture_logs() as logged:
        for minute in range(2):
            outage.failed("alive", StorageError("disk full"), BEGAN + timedelta(minutes=minute))
            outage.succeeded("rounds", BEGAN + timedelta(minutes=minute))
            outage.succeeded("alive", BEGAN + timedelta(minutes=minute, seconds=2))
    assert [line["event"] for line in logged] == ["a tick failed", "ticks succeed again"] * 2


def test_an_outage_of_one_thing_goes_by_the_clock_of_the_loop() -> None:
    """Which nobody sets: its seconds are told as they are."""
    outage = OneOutage(Events("began", "lasts", "over"))
    with capture_logs() as logged:
        outage.succeeded(1.0)
        for at in (5.0, 6.0, 65.0):
            outage.failed(StorageError("disk full"), at)
        outage.succeeded(70.5)
    assert [line["event"] for line in logged] == ["began", "lasts", "over"]
    assert (logged[1]["failed"], logged[1]["for_s"]) == (3, 60)
    assert (logged[2]["failed"], logged[2]["after_s"]) == (3, 65.5)
