"""Mock exams in words: refusals, bands, causes, times."""

from datetime import datetime, timedelta

from discord.utils import format_dt

from bot.exams.rules.model import Cause, Refusal
from bot.exams.rules.report import Band, Share
from bot.exams.rules.room import MOST_PEOPLE
from cogs.shared.words import count, from_now, percent

REFUSALS: dict[Refusal, str] = {
    Refusal.UNKNOWN: "That is not part of this mock exam. `/exam show` brings yours back.",
    Refusal.NOT_YOURS: "That is somebody else's mock exam. `/exam start` begins your own.",
    Refusal.RUNNING: "You are sitting a mock exam already, and its clock is running. `/exam show` brings it back.",
    Refusal.NO_FORM: "The packs here hold too few questions of this exam to fill a mock of 65. Try the other exam.",
    Refusal.LATE: "Time is up: the paper is being collected as it stands. `/exam show` has the report in a moment.",
    Refusal.OVER: "This mock is handed in, so nothing on it can be changed any more.",
    Refusal.STILL_OPEN: "Some questions are still blank.",
    Refusal.NOT_OVER: "Hand the mock in first.",
    Refusal.GROUP_WRITES: "Others of your group are still working on the same questions, so the answers wait until "
    "everybody has handed in.",
    Refusal.NOTHING_TO_STRIKE: "This question has no options to strike out.",
    Refusal.SHUTTING_DOWN: "Recall is restarting. Begin again in a moment.",
    Refusal.ROOM_BEGUN: f"That group mock has begun, or {MOST_PEOPLE} people are in it. `/exam start` begins another.",
    Refusal.ROOM_OVER: "That group mock is over. `/exam start` begins another.",
    Refusal.NOT_IN: "You have no paper in that group mock. `/exam start` begins your own.",
    Refusal.NOT_HOST: "Only whoever opened this group mock, or who may manage the server, can do that.",
}

NONE_YET = "You have sat no mock exam yet. `/exam start` begins one."

NO_CONVERSION = (
    "-# AWS publishes no conversion from right answers to its scale of 100 to 1,000, so this is the share that you had "
    "right, and no score."
)

BANDS: dict[Band, tuple[str, str]] = {
    Band.ABOVE: ("🔼", "above where the pass mark may be"),
    Band.WITHIN: ("🔸", "too close to where the pass mark may be to tell"),
    Band.BELOW: ("🔽", "below where the pass mark may be"),
}
"""A sign and words for each; signs differ by shape."""

LEGEND = "🔼 above · 🔸 too close to tell · 🔽 below"

CAUSES: dict[Cause, str] = {
    Cause.UNKNOWN: "Did not know",
    Cause.MIXED_UP: "Mixed up",
    Cause.MISREAD: "Misread",
    Cause.GUESSED: "Guessed",
}


def clock(deadline: datetime) -> str:
    """`hands itself in at 5:05 AM (in 1 hour)`, in each reader's own time: the hour, since the rest is rounded."""
    return f"hands itself in at {format_dt(deadline, 't')} ({from_now(deadline)})"


def duration(span: timedelta) -> str:
    """`48 s`, `3 min 5 s`, `74 min`."""
    minutes, seconds = divmod(round(span.total_seconds()), 60)
    if not minutes:
        return f"{seconds} s"
    return f"{minutes} min" if minutes >= 10 or not seconds else f"{minutes} min {seconds} s"


def shared(share: Share) -> str:
    """`9 of 10 (74% to 97%)`: with the interval of the share."""
    low, high = share.interval
    return f"{share.right} of {share.of} ({percent(low)} to {percent(high)})"


def places(numbers: list[int], most: int) -> str:
    """`4, 17 and 3 more`: places on the paper, counted from 1."""
    shown = ", ".join(str(number + 1) for number in numbers[:most])
    more = len(numbers) - most
    return f"{shown} and {more} more" if more > 0 else shown


def minutes(guide_minutes: int, *, extra_time: bool) -> str:
    """`90 minutes`, `120 minutes, 30 of them extra`."""
    whole = guide_minutes + (30 if extra_time else 0)
    return f"{count(whole, 'minute')}, 30 of them extra" if extra_time else count(whole, "minute")
