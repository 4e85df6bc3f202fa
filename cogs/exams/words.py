"""Mock exams in words. A question of a paper is answered or blank; an answer is locked in, and can still be changed."""

from datetime import datetime, timedelta

from discord.utils import format_dt

from bot.exams.rules.model import Cause, Refusal
from bot.exams.rules.report import Band, Share
from bot.exams.rules.room import MOST_PEOPLE
from bot.kernel.questions import Kind
from cogs.shared.words import between, from_now

REFUSALS: dict[Refusal, str] = {
    Refusal.UNKNOWN: "That is not part of this mock exam. `/exam show` brings yours back.",
    Refusal.GONE: "That mock exam no longer exists. `/exam start` begins a new one.",
    Refusal.NOT_YOURS: "That is somebody else's mock exam. `/exam start` begins your own.",
    Refusal.RUNNING: "You are already taking a mock exam, and its clock is running. `/exam show` brings it back.",
    Refusal.NO_FORM: (
        "The topics that are on here have too few questions on this exam to fill a mock of 65. Try the other exam, or, "
        "if topics are off on this server, a direct message with Recall."
    ),
    Refusal.LATE: "Time is up, and the paper is being collected as it stands. `/exam show` has the report in a moment.",
    Refusal.AWAY: "This mock's clock stands still, because Recall cannot reach the place where you are taking it. As "
    "soon as it can, the lost time is given back. Then continue with `/exam show`.",
    Refusal.OVER: "This mock has been handed in, so you can no longer change it.",
    Refusal.STILL_BLANK: "Some questions are still blank.",
    Refusal.NOT_OVER: "Hand the mock in first.",
    Refusal.GROUP_WRITES: "Others in your group are still working on the same questions, so the answers wait until "
    "everybody has handed in.",
    Refusal.NOTHING_TO_STRIKE: "This question has no options to strike out.",
    Refusal.SHUTTING_DOWN: "Recall is restarting. Try again in a moment.",
    Refusal.ROOM_BEGUN: "That group mock has begun. `/exam start` begins another.",
    Refusal.ROOM_FULL: f"That group mock is full: {MOST_PEOPLE} people are in it. `/exam start` begins another.",
    Refusal.NOBODY_FREE: "Everybody in this group is taking another mock exam. Start it once somebody has handed in.",
    Refusal.ROOM_OVER: "That group mock is over. `/exam start` begins another.",
    Refusal.NOT_IN: "You have no paper in that group mock. `/exam start` begins your own.",
    Refusal.NOT_HOST: "Only the host or an organizer can do that.",
}

NONE_YET = "No mock exam of yours is running or handed in. `/exam start` begins one."

NO_CHANNEL = "A group mock needs a server channel. Here you can take one alone."

WHICH_EXAM = "Say which exam the mock is for."

QUESTIONS, MINUTES = ("question", "questions"), ("minute", "minutes")

PAPERS, WAYS, PEOPLE = ("paper", "papers"), ("way", "ways"), ("person", "people")

# Before it

INTRODUCTION = (
    "## {exam} mock exam\n**{questions} in {minutes}**, built the way AWS builds the exam. The clock starts when you "
    "press **Start**, not before."
)

HOW_IT_GOES = (
    "▫️ {scored} of the {questions} questions count. The other {unscored} do not, and nothing tells you which.\n"
    "▫️ A question is right only if all of it is right. A blank counts as wrong and a wrong answer costs nothing, so "
    "guess.\n"
    "▫️ You can flag questions, come back to them, and change every answer until you hand in.\n"
    "▫️ When the time runs out, the paper hands itself in as it stands.\n"
    "▫️ If Recall goes down, what you locked in is safe, and you get the lost time back. `/exam show` brings the paper "
    "back anywhere, with the time that is left.\n"
    "▫️ The mock counts toward your forecast if you answer at least {least}, or at least {least_slow} by the time the "
    "clock runs out. You can discard it before you hand in, and then it counts for nothing."
)

MORE_TIME = (
    "-# AWS grants 30 extra minutes on request to people who take the exam in a language that is not their own. Take "
    "them here if you will have them there."
)

START, START_LONGER = "Start ({minutes} min)", "Start, 30 min extra ({minutes} min)"

IN_DIRECT = (
    "**Your paper is in your direct messages,** and its clock is running.\n-# `/exam show` brings it back anywhere."
)

# The paper

FLAG_SIGN, ANSWERED, BLANK = "★", "●", "○"

DOUBTED_IN_GRID = "?"

CHOSEN_SIGN = "☑"

HOW_TO = {
    Kind.SINGLE: "Choose one.",
    Kind.MULTIPLE: "All of them must be right.",
    Kind.ORDERING: "Press **Answer** and put the steps in order.",
    Kind.MATCHING: "Press **Answer** and match each number with a letter.",
}
"""What the stem does not say itself. All or nothing, as in the exam."""

HOW_TO_OTHERS = "Press **Answer**."

HEAD = "-# {place}/{of} · {exam} · {clock}{flagged}"

HEAD_FLAGGED = f" · {FLAG_SIGN} flagged"

HANDS_ITSELF_IN = "hands itself in at {hour} ({from_now})"

NOTICE = "⚠️ {notice}"

DOUBTED = "\n-# 🤔 Marked as not sure."

LOCKED_IN = "-# {sign} Locked in: **{letters}**. You can change it until you hand in.{doubt}"

CHANGEABLE = "{receipt}\n-# You can change it until you hand in.{doubt}"

PREVIOUS, NEXT, TO_REVIEW = "Previous", "Next", "To the review"

FLAG, UNFLAG = "Flag", "Unflag"

NOT_SURE, SURE = "Not sure", "Sure after all"

ALL_QUESTIONS, REVIEW_AND_HAND_IN = "All questions", "Review and hand in"

STRIKE_OUT, STRIKE, BRING_BACK = "Strike out", "Strike {letter}", "Bring back {letter}"

A_NOTE_TO_YOURSELF = "-# Striking out an option is only a note to yourself."

NOT_LOCKED_IN = "Not locked in yet. **Answer** goes on with what you have chosen; any other button drops it."

BACK_TO_QUESTION, BACK_TO_NUMBER = "Back to the question", "Back to {number}"

# All questions, the review, handing in

GRID_HEAD = "-# {exam} · {done} of {of} answered · {clock}"

GRID_TITLE = "**All questions**"

GRID_LEGEND = (
    f"-# {ANSWERED} answered · {BLANK} blank · {FLAG_SIGN} flagged · {DOUBTED_IN_GRID} not sure · > where you are"
)

GO_TO_RANGE = "Go to a question from {first} to {last}"

OPTION, OPTION_ANSWERED, OPTION_BLANK = "{number} · {state}{flagged}{doubted}", "answered", "blank"

OPTION_FLAGGED, OPTION_DOUBTED = " · flagged", " · not sure"

REVIEW_HEAD = "-# {exam} · {clock}"

REVIEW = "## Review"

BLANKS = "{sign} **{questions} blank:** {places}"

NO_BLANKS = "{sign} **All {of} are answered.**"

FLAGS = "{sign} **{number} flagged:** {places}"

DOUBTS = "🤔 {number} marked as not sure."

GO_TO_BLANK, GO_TO_FLAGGED = "Go to a blank question", "Go to a flagged question"
FIRST_OF_THEM = "{said} (the first {listed} of {all})"

QUESTION = "Question {number}"

HAND_IN, HAND_IN_ANYWAY, DISCARD = "Hand in", "Hand in as it stands", "Discard this mock"

STILL_BLANK = (
    "**{questions} still blank:** {places}. A blank counts as wrong, and a guess costs nothing.{counting}\n"
    "Hand in anyway?"
)

WOULD_NOT_COUNT = (
    " If you hand it in now, this mock does not count toward your forecast, which takes {least} answers{quick}."
)

LEFT_OUT_AS_QUICK = " of a second or longer; {quick} of your {done} came sooner"

KEEP_WORKING = "Keep working"

DISCARD_IT = "Discard it"

SURE_TO_DISCARD = (
    "**Discard this mock?** Your answers and notes on it are deleted, and it counts for nothing: no report, no "
    "forecast, no reviews. This cannot be undone. Its questions count as seen, so your next mock has others."
)

DISCARDED = (
    "**{exam} mock exam: discarded.** It counts for nothing. `/exam start` begins another. If you handed one in "
    "before, `/exam show` still has its result."
)

AND_MORE = "{shown}, and {more} more"

# The report

NO_CONVERSION = (
    "-# AWS publishes no conversion from right answers to its scale of 100 to 1,000, so a mock exam's result is the "
    "percentage of right answers, not a score."
)

RESULT = "## {exam} mock exam, {day}\n**{right} of {of} right ({percent}).** {sign} {band} (somewhere from 65% to 75%)."

RESULT_INTERVAL = "-# 80% interval: {between}. Only the {of} questions that count are in it."

COUNTS = "-# This mock counts toward your forecast."

COUNTS_NOT = (
    "⚠️ **This mock does not count toward your forecast:** You answered {done} of {of} questions, leaving out answers "
    "in under a second. It takes {least}, or {least_slow} when the clock runs out."
)

BANDS: dict[Band, tuple[str, str]] = {
    Band.ABOVE: ("🔼", "Above where the pass mark may be"),
    Band.WITHIN: ("🔸", "Too close to where the pass mark may be to tell"),
    Band.BELOW: ("🔽", "Below where the pass mark may be"),
}
"""A sign and words for each; signs differ by shape."""

BY_DOMAIN = "**By domain**, of the questions that count, with 80% intervals"

DOMAIN = "{sign} {title}: {share}"

SHARE = "{right} of {of} ({between})"

LEGEND = "-# 🔼 above · 🔸 too close to tell · 🔽 below"

CAUSES: dict[Cause, str] = {
    Cause.UNKNOWN: "Did not know",
    Cause.MIXED_UP: "Mixed up",
    Cause.MISREAD: "Misread",
    Cause.GUESSED: "Guessed",
}

GAPS = "**Gaps in all {of} questions:** {parts}."

NO_GAPS = "**No gaps:** all {of} were right, and you were sure of them."

WRONG_OF_ALL, BLANK_OF_ALL, DOUBTED_OF_ALL = "{number} wrong", "{number} blank", "{number} right but not sure"

WHY_MISSED = "**Why:** {causes}."

NEXT_STEPS = (
    "**Next:** Go through the gaps and say in one tap why you missed each. Those that you answered, or looked at and "
    "left blank, come back in `/practice` as reviews. `/exam ready` has your forecast and your plan."
)

TIME_USED = "**Time:** {used} of {whole}{typical}.{longest}{ended}"

TYPICAL = "; {median} for a typical question"

LONGEST = " Longest: {slowest}."

LONGEST_ENTRY = "question {number} ({spent})"

RAN_OUT = " The time ran out."

TREND = "**Your mocks:** {shown}\n-# One mock of 50 questions is typically off by about 6 points either way."

TREND_ENTRY = "{percent} ({day})"

ANSWERS_WAIT = (
    "-# The answers wait until everybody in your group has handed in, because others are still working on "
    "the same questions. After that, **Look again** shows them, and so does `/exam show`."
)

LOOK_AGAIN = "Look again"

PRACTICE_GAPS, FORECAST = "Practice my misses", "Forecast and plan"

FILTERS = {"w": "Wrong or blank", "u": "Not sure", "f": "Flagged", "a": "All"}
"""Which questions are gone through, by the letter in the buttons' ids."""

FILTER = "{title} ({number})"

EARLIER_MOCKS = "Your other {exam} mocks (dates in UTC)"

EARLIER_MOCK = "{day}: {right} of {of} right{note}"

EARLIER_NOT_COUNTED = ", does not count"

NONE_OF_THESE = "There are no such questions."

REVIEWED = "-# {place} of {of} · {title} · {facts}"

FACTS = "question {place} · {topic} · {spent}{flagged}"

SPENT, NOT_LOOKED_AT = "{seconds:.0f} s on the page", "not looked at"

NOT_SURE_OF_IT = " · not sure"

UNSCORED = "-# One of the 15 that do not count."

WHY_WAS_IT_MISSED = "**Why was it missed?**"

SAID = "✓ {cause}"

REPORT, TO_RESULT = "Report", "To the result"


def clock(deadline: datetime) -> str:
    """`hands itself in at 5:05 AM (in 1 hour)`, in each reader's own time: the hour, since the rest is rounded."""
    return HANDS_ITSELF_IN.format(hour=format_dt(deadline, "t"), from_now=from_now(deadline))


def duration(span: timedelta) -> str:
    """`48 s`, `3 min 5 s`, `74 min`."""
    minutes, seconds = divmod(round(span.total_seconds()), 60)
    if not minutes:
        return f"{seconds} s"
    return f"{minutes} min" if minutes >= 10 or not seconds else f"{minutes} min {seconds} s"


def shared(share: Share) -> str:
    """`9 of 10 (74% to 97%)`: with the interval of the share."""
    low, high = share.interval
    return SHARE.format(right=share.right, of=share.of, between=between(low, high))


def places(numbers: list[int], most: int) -> str:
    """`4, 17, and 3 more`: places on the paper, counted from 1."""
    shown = ", ".join(str(number + 1) for number in numbers[:most])
    more = len(numbers) - most
    return AND_MORE.format(shown=shown, more=more) if more > 0 else shown


def came_quickly(quick: int, done: int) -> str:
    """That so many of the answers were too quick to count."""
    they = "it does" if quick == 1 else "they do"
    which = "Your only answer" if done == 1 else f"{quick} of your {done} answers"
    return f"⏱️ {which} came in under a second, so {they} not count toward your forecast."
