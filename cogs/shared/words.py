"""How things are put: names escaped, times as Discord's own stamps, texts cut to a limit, topics by their names."""

import unicodedata
from collections.abc import Sequence
from datetime import date, datetime
from math import floor

from discord.utils import format_dt

from bot.kernel.names import isolated, readable
from bot.kernel.people import is_erased
from bot.kernel.places import NOWHERE
from bot.kernel.questions import Kind, Question
from bot.kernel.reading import series
from bot.kernel.topics import title_of
from cogs.shared.literal import literal

LETTERS = "ABCDEFGHIJKL"
"""Enough for the responses of the longest matching."""

_JOINER = "\u200d"
_UNSEEN = {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"}
"""Unicode's categories: controls, formats, private use, surrogates, separators of lines and paragraphs."""

SUMMARY = "Summary (host)"
"""On the button for what a host or organizer sees of a game that is over."""

SUGGEST_BETTER = "Suggest a better wrong answer"

HOW_TO = {
    Kind.SINGLE: "Choose one.",
    Kind.TRUE_FALSE: "Press **True** or **False**.",
    Kind.MULTIPLE: "Partial credit: each wrong choice cancels out a right one.",
    Kind.ORDERING: "Press **Answer** and put the steps in order. You get partial credit.",
    Kind.MATCHING: "Press **Answer** and match each number with a letter. You get partial credit.",
    Kind.NUMERIC: "Press **Answer** and type a number.",
    Kind.TYPED: "Press **Answer** and type the name.",
}
"""What the stem does not say itself: how many to choose stands there already."""

YOUR_CHOICES = "Your {number} choices"

ANSWER = "Answer"

DONE_OF = "{bar} {done} of {of} done"

TOO_SOON = "You pressed just as the card appeared. Press again."

KEEP_IT = "Keep it"

WHAT_YOU_SUBMITTED = "**What you submitted**\n{text}"

NOTHING_CHANGED = "Nothing has changed."

DAMAGED = "That button does not belong to this question. Use the ones on the card."

TOO_QUICK = "-# Nobody reads a question in under a second, so this answer does not count toward your estimates."

LOCKED_IN = "🔒 **Locked in: {steps}**"

YOU_GAVE = "You {typed_or_chose}: {in_words}"

YOU_CHOSE = " You chose:"

RIGHT_IS = "Right: {said}"

WHAT_DECIDES = "🔎 What decides: **{clues}**"

ALSO = " (also: {others})"

RIGHT_ORDER, RIGHT_PAIRS = "**The right order:**", "**The right pairs:**"

MISSED_YOU_DID_NOT = "{signs} **No answer.** You did not answer this one.\n{key_text}"

RIGHT_YOU_TYPED = "Right: {answers} (you typed: {said})"

RIGHT_VALUE = "Right: {value}"

RIGHT_IS_CLOSE_ENOUGH = "Right: {value} ({said} is close enough)"

TELL_THEM_APART = "🔀 **Tell them apart:** {contrast}"

LOCKED_IN_ALONE = "🔒 **Locked in**"

RIGHT_OPTIONS = "**Right{as_well}:** {options}"

WHY = "**Why:** {why}"

AS_WELL = " as well"

TERM_WANTED = "Your answer", "Capitals do not matter, and small typos are forgiven"

ANY_NUMBER = "A number"

HOW_TYPED = "Type it {how}"

A_NUMBER = "A number ({unit})"

MAY_BE_TYPED = "Type it {how}; you can add “{unit}” or leave it out"

QUESTION = "Question {position}"

NO_FORM_ON_A_FORM = "That form is out of date. Press the button again."

HALF_RULE = "A partly right answer earns part of the points but does not count as right."

SOMEBODY_WHO_LEFT = "somebody who left"

ANY_EXAM = "Any exam"

ANY_EXAM_WORDS = "any exam"

ALL_EXAMS = "all exams"

EVERY_EXAM = "every exam"

DID_YOU_MEAN = "Did you mean {either}?"

TOO_MANY_TOPICS = "Those are {number} topics, and at most {most} can be listed. Leave the topics out for all of them."
IS_NOT = "{text} is not {what}. {there_are}"

DOES_NOT_NAME_ONE = "{text} could be several time zones. Did you mean {either}? Type the one that you mean."

A_TOPIC_HERE = "a topic here"

NO_TOPIC_IS_ON = "No topic is on for this here. An organizer can turn topics on with `/packs list`."

TOPIC_IS_GONE = (
    "There are no questions on **{topic}** here anymore. Choose another topic in a new one, or have an organizer turn "
    "this one on, or publish its pack, with `/packs list`."
)

AN_EXAM_HERE = "an exam here"

TYPE_A_CITY_SUCH = "Type a city, such as Berlin, or a zone, such as America/New_York."

DOES_NOT_NAME_IT = "{text} is not in the list of cities and time zones. Did you mean {one}? If so, type that."

IS_NOT_A_CITY = "{text} is not in the list of cities and time zones. Try a large city near you."

TAP_THE_STEPS = "Tap the steps in order."

CHOOSE_A_LETTER = "Choose a letter for each number."

CHOOSE_THE_LETTER = "Choose the letter for number {draft}"

UNDO = "Undo"

LOCK_IN = "Lock in"

LOCK_IT = "Lock it in, or undo."

STILL_TO_PLACE = "-# Still to place:"

ZONE_NOW = "{zone}, now {now:%H:%M}"

A_PODIUM = "A podium. {places}."

ON_PLACE = {
    1: "First place: {names}, {figures}",
    2: "second place: {names}, {figures}",
    3: "third place: {names}, {figures}",
}

AND_MORE = "and {number} more"

PAGE_OF = "Page {number} of {pages}"

HIGHER = "◀ Higher"

LOWER = "Lower ▶"

PAGE = "-# {first} to {last} of {all}"

NEXT_PAGE, FIRST_PAGE = "Next page", "First page"

SHOW_ALL = "Show to the channel"

COUNT_ELSEWHERE = (
    "more answer, to a question of a server's own pack, counts only on that server",
    "more answers, to questions of servers' own packs, count only on those servers",
)


def elsewhere(answers: int) -> str:
    """Why fewer answers are counted here than somebody has given; empty where all are."""
    return f"-# {count(answers, *COUNT_ELSEWHERE)}." if answers else ""


SHOWN_ALREADY = "It is already at the bottom of this channel."


SOURCE_AS = "-# Source: {link}, as of {american}"


IT_GOES = "It goes with **{headed}**"


HERE_BELONGS = "**{headed}** belongs here"


THERE_ARE = "Choose from: {listed}."


REPEATED = "-# 🔁 {these} asked here recently: there are no new ones left. {mend}"


AND_MORE_WHICH = ", and {more} more in the list of suggestions"


def safe(text: str) -> str:
    """Text of a person's own making, on one line: it cannot ping, link, turn the line around, or pass for ours."""
    seen = "".join(letter for letter in text.replace("\n", " ") if _is_seen(letter))
    return literal(seen.strip())


def _is_seen(letter: str) -> bool:
    """Whether a letter shows, unlike the controls that hide, break or turn around what follows; joiners make emoji."""
    return letter == _JOINER or unicodedata.category(letter) not in _UNSEEN


def after_letter(letter: str, text: str) -> str:
    """`A)  Real-time`: with a sign after the letter, since a text may begin with a letter of its own (`A job`)."""
    return f"{letter})  {text}"


def at_letter(letter: str, text: str) -> str:
    """The same as a line of a card, where the letter is what a button or a menu has: it stands out."""
    return f"**{letter})**  {text}"


def name(text: str) -> str:
    """A display name, at most 32 characters of it, which leaves the line around it as it is."""
    return isolated(literal(readable(text)))


def mention(person_id: int) -> str:
    """A person as Discord shows a mention; whoever was erased has no account to be shown."""
    return SOMEBODY_WHO_LEFT if is_erased(person_id) else f"<@{person_id}>"


def cut(text: str, most: int) -> str:
    """The text, or as much of it as fits with an ellipsis."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def american(day: date) -> str:
    """`November 28, 2026`."""
    return f"{day:%B} {day.day}, {day.year}"


def begun_large(text: str) -> str:
    """The text with a capital at its beginning, and all else as it is: Discord's tags and people's names stay whole."""
    return f"{text[:1].upper()}{text[1:]}"


def from_now(moment: datetime) -> str:
    """`in 20 seconds`, counted down by each reader's own app."""
    return format_dt(moment, "R")


def deadline(moment: datetime) -> str:
    """`deadline in 20 seconds`: it reads well, too, in the moments in which the card is still to be changed."""
    return f"deadline {from_now(moment)}"


def until(moment: datetime, *, dated: bool = False) -> str:
    """`until 9:30 PM (in 5 minutes)`, in each reader's own time; `dated` with the day, where that may be another."""
    return f"until {format_dt(moment, 'f' if dated else 't')} ({from_now(moment)})"


DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def on_date(day: date | None) -> str:
    """`Saturday, November 21, 2026`: a day of the calendar, which is the same in every time zone."""
    return f"{DAYS[day.weekday()]}, {american(day)}" if day else ""


YOU_ARE_HIDDEN = "You are hidden, so nobody sees you on any board. Your answers still count for you."

NUMBERS = {2: "two", 3: "three", 4: "four", 5: "five"}


def plural(number: int, one: str, many: str) -> str:
    """The one of two forms that a number takes: the only place that decides it."""
    return one if number == 1 else many


def grouped(number: int) -> str:
    """`1,800`: how a number of things is written, whatever they are."""
    return f"{number:,}"


def count(number: int, thing: str, things: str | None = None) -> str:
    """`1 answer`, `3 answers`, `1,800 answers`."""
    return f"{grouped(number)} {plural(number, thing, things or thing + 's')}"


def listed(names: Sequence[str], most: int) -> str:
    """`Ada`, `Ada and Ben`, `Ada, Ben, and 3 more`: at most so many by name."""
    shown = list(names[:most])
    if len(names) > most:
        shown.append(f"{len(names) - most} more")
    return series(shown, "and")


def seconds(milliseconds: int, decimals: int = 1) -> str:
    """`4.2 s`."""
    return f"{milliseconds / 1000:.{decimals}f} s"


def seconds_apart(*times: int) -> list[str]:
    """`4.21 s` and `4.24 s`: with as many decimals as it takes for unequal times to look unequal."""
    told = ([seconds(one, decimals) for one in times] for decimals in (1, 2, 3))
    return next(texts for texts in told if len({*texts}) == len({*times}))


def percent(share: float) -> str:
    """`67%`."""
    return f"{hundredths(share)}%"


def hundredths(share: float) -> int:
    """A share in whole percent, a half rounded up: nothing else rounds one, so that a figure is one everywhere."""
    return floor(round(share * 100, 6) + 0.5)


def between(low: float, high: float) -> str:
    """`65% to 75%`."""
    return f"{percent(low)} to {percent(high)}"


def topic_title(topic: str | None) -> str:
    """A topic as people know it."""
    if topic is None:
        return "All topics"
    return title_of(topic)


def topic_text(topic: str | None) -> str:
    """The same, as it stands on a card."""
    return literal(topic_title(topic))


def how_to(question: Question) -> str:
    """What to do with a question of this kind, and what half of it earns."""
    return HOW_TO[question.kind]


def repeated(repeats: int, questions: int, mend: str = "") -> str:
    """A word to the group whose set of questions is used up, and how to mend that; nothing where it is not."""
    if not repeats:
        return ""
    every = {1: "This question was", 2: "Both questions were"}.get(questions, f"All {questions} questions were")
    some = f"{repeats} of the {questions} questions {plural(repeats, 'was', 'were')}"
    return REPEATED.format(these=every if repeats >= questions else some, mend=mend).rstrip()


SHARED = " (shared)"

KEY_WAITS = "A game that you can play is asking this question right now, so you will see how you did once it is over."


def medal(place: int, got: float = 1) -> str:
    """A place at the head of a line; medals are for who `got` something.

    Bold, since Discord counts on by itself in lines that begin with `4.`: no ties.
    """
    medals = {1: "🥇", 2: "🥈", 3: "🥉"} if got > 0 else {}
    return medals.get(place, f"**{place_text(place)}**")


def place_text(place: int) -> str:
    """`3.`, and a dash for who has none."""
    return "–" if place == NOWHERE else f"{place}."


def if_shared(sharing: int) -> str:
    """What follows somebody's own place that so many have; nothing where they have it alone."""
    return SHARED if sharing > 1 else ""


def ordinal(number: int) -> str:
    """`1st`, `2nd`, `11th`, `23rd`."""
    suffixes = {1: "st", 2: "nd", 3: "rd"}
    return f"{number}{'th' if 10 <= number % 100 <= 20 else suffixes.get(number % 10, 'th')}"
