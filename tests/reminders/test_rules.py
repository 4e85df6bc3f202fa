"""The daily reminder's rules."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from bot.reminders.rules import MOST_IGNORED, Reminder, Stopped, arrived, ask, look, refused, unsent

BERLIN = ZoneInfo("Europe/Berlin")
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def evening(at: datetime = NOON) -> Reminder:
    return ask(7, time(18, 30), "Europe/Berlin", BERLIN, at)


def day_after_day(days: int, answered_at: datetime | None) -> Reminder:
    """So many evenings at which whatever is due is sent at once."""
    reminder, at = evening(), NOON
    for day in range(days):
        at = NOON + timedelta(days=day) + 6 * HOUR
        reminder = look(reminder, BERLIN, at, answered_at)
        if reminder.sending:
            reminder = arrived(reminder, at)
    return reminder


def test_it_comes_at_the_hour_where_one_lives() -> None:
    """Half past six in Berlin is an hour earlier in UTC while it is winter there, and two in summer."""
    winter = evening().next
    assert winter is not None
    assert winter.at == datetime(2026, 3, 1, 17, 30, tzinfo=UTC)
    summer = evening(datetime(2026, 7, 1, tzinfo=UTC)).next
    assert summer is not None
    assert summer.at == datetime(2026, 7, 1, 16, 30, tzinfo=UTC)


def test_nothing_comes_before_its_hour_and_one_at_it() -> None:
    """The hour is the one asked for, and each date has one reminder."""
    reminder = evening()
    assert look(reminder, BERLIN, NOON + HOUR, None) == reminder
    due = look(reminder, BERLIN, NOON + 6 * HOUR, None)
    assert due.sending == reminder.next
    assert look(arrived(due, NOON + 6 * HOUR), BERLIN, NOON + 7 * HOUR, None).sending is None


def test_three_without_an_answer_are_the_last() -> None:
    """After three in a row that nobody heeded it stops by itself, and the third says so."""
    assert day_after_day(MOST_IGNORED, None).last_chance
    stopped = day_after_day(MOST_IGNORED + 1, None)
    assert stopped.stopped is Stopped.IGNORED
    assert stopped.next is None


@given(came=st.lists(st.booleans(), min_size=4, max_size=12))
def test_one_that_never_arrived_counts_as_ignored_by_nobody(came: list[bool]) -> None:
    """Discord took none of an evening's tries: three that arrived went unanswered before it stops, and no fewer."""
    reminder, arrivals = evening(), 0
    for day, comes in enumerate(came):
        at = NOON + timedelta(days=day) + 6 * HOUR
        reminder = look(reminder, BERLIN, at, None)
        if reminder.stopped:
            break
        assert reminder.ignored == arrivals
        assert reminder.last_chance == (arrivals == MOST_IGNORED - 1)
        arrivals += comes
        while reminder.sending:
            reminder = arrived(reminder, at) if comes else unsent(reminder, at)
            at = reminder.retry_at or at
    assert (reminder.stopped is Stopped.IGNORED) == (MOST_IGNORED in [sum(came[:day]) for day in range(len(came))])


def test_an_answer_in_between_keeps_it_coming() -> None:
    """Whoever answers anything, anywhere, after a reminder has heeded it."""
    assert day_after_day(10, NOON + timedelta(days=30)).stopped is None


def test_one_refused_is_the_last() -> None:
    """A closed door is knocked at once."""
    gone = refused(look(evening(), BERLIN, NOON + 6 * HOUR, None))
    assert gone.stopped is Stopped.REFUSED
    assert look(gone, BERLIN, NOON + timedelta(days=3), None) == gone


@given(away=st.integers(6, 200))
def test_what_is_hours_late_is_left_out(away: int) -> None:
    """A bot that was away does not wake people with yesterday's reminder, and counts none of it as ignored."""
    at = NOON + 6 * HOUR + away * HOUR
    back = look(evening(), BERLIN, at, None)
    assert back.sending is None
    assert back.ignored == 0
    assert back.next is not None
    assert back.next.at > at


def test_an_unreachable_discord_is_tried_for_some_hours() -> None:
    """It stays on its way, and is given up where it would come at the wrong time of day."""
    due = look(evening(), BERLIN, NOON + 6 * HOUR, None)
    assert unsent(due, NOON + 6.5 * HOUR).sending == due.sending
    assert unsent(due, NOON + 12 * HOUR).sending is None


def test_it_is_tried_ever_more_rarely() -> None:
    """The first retry comes after a minute, the later ones after as long as it has been on its way, up to an hour."""
    at = NOON + 5.5 * HOUR
    due, waits = look(evening(), BERLIN, at, None), []
    for _ in range(20):
        due = unsent(due, at)
        if due.retry_at is not None:
            waits.append(due.retry_at - at)
            at = due.retry_at
    assert waits[:4] == [timedelta(minutes=minutes) for minutes in (1, 1, 2, 4)]
    assert max(waits) == HOUR
    assert len(waits) < 12
    assert due.sending is None


def test_how_long_discord_has_us_wait_is_heeded() -> None:
    """A wait that it names is waited for; once it has arrived nothing of it is left."""
    due = look(evening(), BERLIN, NOON + 5.5 * HOUR, None)
    assert due.sending is not None
    waits = unsent(due, due.sending.at, timedelta(minutes=20))
    assert waits.retry_at == due.sending.at + timedelta(minutes=20)
    assert arrived(waits, NOON + 6 * HOUR).retry_at is None
    assert refused(waits).retry_at is None


def test_a_clock_that_was_ahead_silences_nobody() -> None:
    """Looked at once with the clock a month ahead, it comes the same evening, and what one answers since is heeded."""
    ahead = NOON + timedelta(days=30, hours=6)
    reminder = look(evening(), BERLIN, ahead, None)
    reminder = look(arrived(reminder, ahead), BERLIN, NOON, None)
    assert reminder.next == evening().next
    for day in range(MOST_IGNORED + 1):
        at = NOON + timedelta(days=day) + 6 * HOUR
        reminder = look(reminder, BERLIN, at, at - HOUR)
        assert reminder.sending is not None
        reminder = arrived(reminder, at)


@given(st.integers(0, 24 * 400))
def test_its_next_one_is_never_taken_for_one_of_a_wrong_clock(hours: int) -> None:
    """Whenever somebody looks, the next one stays as it was worked out until it is due."""
    at = NOON + hours * HOUR
    reminder = look(evening(), BERLIN, at, None)
    assert look(replace(reminder, sending=None), BERLIN, at, None) == replace(reminder, sending=None)
