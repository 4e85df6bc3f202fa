"""The daily in words: days, breaks, refusals, marks."""

from collections.abc import Iterable, Sequence

from bot.daily.rules.play import Daily, Refusal
from bot.daily.rules.schedule import EVERY_DAY, Break, Plan, State
from bot.daily.rules.streak import Mark
from cogs.shared.words import DAYS, count, listed, topic_text

REFUSALS: dict[Refusal, str] = {
    Refusal.UNKNOWN: "This daily no longer exists. `/daily` shows the current one.",
    Refusal.CLOSED: "This daily is closed. `/daily` brings you to the one that is open.",
    Refusal.ALREADY_ANSWERED: "You have already answered this one. Your first answer counts.",
    Refusal.NOT_NEXT: "The questions come one after another. This is your current one:",
}

NONE_YET = "There is no daily here yet. An organizer can set one up with `/settings daily`."

NONE_YET_FOR_YOU = "There is no daily here yet. You can set one up with `/settings daily`."

STATES = {
    State.ON: "on",
    State.OFF: "**off**",
    State.REFUSED: "**off, because Discord did not let Recall post**",
    State.AWAY: "off until Recall is back on this server",
}

WORKDAYS, WEEKEND = frozenset(range(5)), frozenset({5, 6})

MARKS: dict[Mark, str] = {
    Mark.COUNTED: "🔥",
    Mark.MADE_GOOD: "🔧",
    Mark.FROZEN: "🧊",
    Mark.EXCUSED: "▫️",
    Mark.MISSED: "💤",
    Mark.OPEN: "⏳",
}
MARKS_EXPLAINED = " · ".join(
    f"{MARKS[mark]} {word}"
    for mark, word in (
        (Mark.COUNTED, "played"),
        (Mark.MISSED, "not played"),
        (Mark.FROZEN, "freeze used"),
        (Mark.MADE_GOOD, "made up"),
        (Mark.EXCUSED, "Recall was offline"),
        (Mark.OPEN, "still open"),
    )
)

REFUSED = (
    "**The daily was turned off:** Discord did not let Recall post in <#{channel}>. Grant it View Channel and Send "
    "Messages there, or choose another channel, then use `/settings daily` with **on**: True."
)

CHANNEL_IS_GONE = (
    "**The daily was turned off:** its channel is gone. Choose another **channel** with `/settings daily`, and set "
    "**on**: True. Streaks are kept in the meantime."
)

CANNOT_COME = "❌ {lacking}"

NOTHING_FITS = (
    "**No question fits the daily**, so none is posted: it asks {about}. Choose other topics with `/settings daily`, "
    "or publish the pack or switch the topic on with `/packs list`."
)

PART_IS_GONE = (
    "**Part of what the daily asks is missing.** It has no questions on {topics}. Choose other topics with "
    "`/settings daily`, or publish the pack or switch the topic on with `/packs list`."
)

NAMED = "the daily (`/settings daily`)"
"""What names a topic, where that is not asked any more."""

NO_LONGER_THERE = "You are no longer on that server, so you cannot play its dailies."

NO_DAILY_NOW = "No question fits this server's daily at the moment, so none is posted."

THE_FIRST_DAILY_COMES = "First daily: <t:{at}:R>."

THE_FIRST_DAILY_WAITS = (
    "The first daily is due. It comes in a moment, or once no game on this server asks the same questions."
)

MOST_NAMED = 20
"""Topics of a plan that are named; a card has room for no more of the longest, which it may name twice."""

AND_MORE_TOPICS = "and {number} more"

DAILY = "daily {id}"

PLAY_IT = "Finish playing it first."

NO_ANSWERS_OF_YOURS = "This daily is over, and it holds no complete set of answers of yours to show."

HOW_TO_WRITE_BREAKS = "Write breaks like 2026-12-24 to 2027-01-02, separated by commas, or write none."

NO_BREAKS = "no breaks"

IS_NOT_A_BREAK = "{text} is not a break. {how}"

AT_MOST_BREAKS_CAN = "At most {most_breaks} breaks can be set at once."

A_BREAK_ENDS_AFTER = "A break ends after it begins, and lasts at most {longest_break_days} days."

THE_BREAK_IS_OVER = "The break {days} is already over: today is {today}. Choose days in the future."

QUESTIONS_WAIT = ("question waits", "questions wait")

DAILIES = ("daily", "dailies")

FREEZES = ("freeze", "freezes")

FOR_YOU = "{questions} for you."

OF_RIGHT = "{right} of {given} right {signs}"

STREAK_LONGEST = "🔥 **Streak: {length}** · longest {best}{freezes}\n{calendar}\n-# {marks_explained}"

NOW_OPEN = "\nOpen {until}."

YOU_HAVE_PLAYED = "You have played it: {score}"

YOU_HAVE_ANSWERED = "You have answered {given} of {questions}; continue whenever you like."

IT_IS_CLOSED = "It is closed."

YOUR_STREAK_BEGINS = "🔥 Your streak begins with the first daily that you play."

IN_HAND = " · {freezes} saved"

STANDINGS_COME_ONCE = "-# Standings come once a daily is over."
NO_STANDINGS = "-# There are no standings: nobody here has answers in the dailies of the last 30 days."

YOU_HAVE_NOT_PLAYED = (
    "There is no daily to show. Press **Play** on one in a server that you are in, and it will show up here, too."
)

PLAY_IN = "Play · {readable}"

RIGHT_ANSWERS_LAST_DAYS = "**Right answers, last 30 days** (dailies that are over)"

GO_ON = "Continue"

MAKE_UP_THE_LAST = "Make up the last one"

FINISH_THE_LAST = "Finish the last one"

YOU_CAN_STILL_FINISH = "You opened the last one before it closed, so you can still finish it on time {until}."

SHOW_MY_RESULT_HERE = "Show my result here"

SHOW_IT_THERE = "-# To show the others your result, use `/daily` on the server."

NOBODY_ELSE_IS_HERE = "Nobody else sees these messages. To show the others your result, use `/daily` on the server."

NEXT_QUESTION_OF = "Next question ({position} of {asked})"

DAILY_OF_RIGHT = "**{player}** · Daily #{number} · {right} of {given} right{streak}"

QUESTION_OF_DAILY = "Daily #{number} · {position}/{asked} · {topic}"

OF_RIGHT_STREAK = (
    "**{right} of {given} right** {signs}\n-# {legend}. {half_rule}\n🔥 {streak}: {length}{freezes}. {following}"
)

STREAK_WITH_IT, STREAK_SINCE = "Streak", "Streak now"

DAILY_NUMBER = "## Daily #{number}"

STREAK = " · streak {length}"

FREEZES_IN_HAND = ", {freezes} saved"

THE_NEXT_ONE_OPENS = "The next one opens when this one closes."

THIS_ONE_IS_CLOSED = "This one is closed: use `/daily` for the next one."

REPORT = "Report"

PLAYERS_HAVE_STARTED = ("player has started", "players have started")

QUESTIONS = ("question", "questions")

MINUTES = ("minute", "minutes")

PLAYERS = ("player", "players")

OPEN_UNTIL_THE_NEXT = "Open until the next one comes."

NOBODY_IS_DONE, NOBODY_FINISHED = "nobody is done yet", "nobody finished"

PLAYERS_DONE = "{have}, {done}."

ARE_DONE = ("is done", "are done")

FEW_HAVE_PLAYED_LATELY = (
    "📅 Few people have played lately, so from now on this comes weekly, on {day}s. `/settings daily` changes that."
)

LAST_TIME = "**Last time (#{number}):**"

BEST_OF = " · best, {best_right} of {asked}: {names}{more}"

OPEN_UNTIL = "Open {until}{next_comes}."

ABOUT = "{on_date} · {asked}, about {minutes}"

CLOSED_USE_DAILY = "{on_date}\n-# Closed. {have_begun} Use `/daily` for the next one."

NOBODY_PLAYED = "{head} nobody played."

RIGHT = "{head} {players}, {percent} of their answers right{best}"

AND_MORE = " and {best} more"

NOBODY_PLAYED_IT = "Nobody played."

NOBODY_HAS_BEGUN_YET = "Nobody has begun yet."

HARDEST_OF_RIGHT = "🧗 Hardest ({hardest_right} of {hardest_of} right): {stem}"

WHY_RIGHT = "-# **Why:** {explanation}"

WHEN_THE_NEXT_ONE = ", when the next one comes"

PLAY_IT_NOW = "Play"

SUGGESTED_DAYS = ("every day", "Monday to Friday", "Saturday and Sunday", "Mon, Wed, Fri", *DAYS)

MEND_THE_PERMISSIONS = (
    "Fix the permissions or choose another channel, then use `/settings daily` with **on**: True. "
    "Streaks are kept in the meantime."
)

RECALL_CANNOT_PING_ALLOW = (
    "Recall cannot ping <@&{id}>. Allow everyone to mention this role (Server Settings, Roles), or choose another."
)

THE_DAILY = "## The daily is {states}\n{lines}"

PINGS = "Pings <@&{role_id}>"

PINGS_NOBODY = "Pings nobody"

PING_AND_PING_NOBODY = "**ping** and **ping_nobody** contradict each other. Use only one of them."

THERE_ARE_NO_QUESTIONS = "There are no questions for that choice. Try other topics, or any exam."

FOLLOWS = "While the group's course runs (`/course group`), the questions are about its module: **{module}**."

IN_WHICH_TIME_ZONE = (
    "{local:%H:%M} in which time zone? Add **zone**, and type a city: `/settings daily time:{local:%H:%M} zone:Berlin`."
)

TO_BEGIN_TELL_WHEN = (
    "To start, say when it should come: `/settings daily` with **time** and **zone** (type a city). It "
    "is posted in this channel unless you choose another **channel**."
)

NO_DAILY_HERE_YET = (
    "**No daily here yet.** `/settings daily` with **time** and **zone** (type a city) sets one up; "
    "everything else is optional."
)

NOT_POSTED = "-# Skipped, because Recall was offline or had nothing to ask: {dates}"

NOTHING_WAS_CHANGED = "{lacking} Nothing was changed."

THE_NEXT_POSTS = "**The next posts, in your own time**"

THE_NEXT_ONE_WAITS = (
    "-# The first of these is late. If games on this server are asking questions that it needs, it waits for them "
    "{until} at most."
)

MORE_TOPICS = "An organizer can choose more topics with `/settings daily`."

NO_POSTS = "No posts: {breaks}"


def title(daily: Daily) -> str:
    """Number and topic of a post."""
    topics = dict.fromkeys(topic_text(asked.question.topic) for asked in daily.asked)
    return f"Daily #{daily.number} · {', '.join(topics)}"


def days(weekdays: frozenset[int]) -> str:
    """The weekdays of a plan."""
    if weekdays in (EVERY_DAY, WORKDAYS, WEEKEND):
        return {EVERY_DAY: "every day", WORKDAYS: "Monday to Friday", WEEKEND: "Saturday and Sunday"}[weekdays]
    named = [f"{DAYS[day]}s" for day in sorted(weekdays)]
    return f"on {listed(named, len(named))}"


def breaks(gaps: Iterable[Break]) -> str:
    """The breaks of a plan."""
    return ", ".join(f"{gap.first}" if gap.first == gap.last else f"{gap.first} to {gap.last}" for gap in gaps)


def about(plan: Plan) -> str:
    """What a post of this plan holds."""
    topics = _named(plan.topics) or "all topics"
    exam = f", for {plan.exam.value}" if plan.exam else ""
    return f"{count(plan.questions, 'question')} on {topics}{exam}"


def partly_gone(topics: Sequence[str]) -> str:
    """That these of a plan's topics have nothing to ask."""
    return PART_IS_GONE.format(topics=_named(topics))


def _named(topics: Sequence[str]) -> str:
    named = [topic_text(topic) for topic in topics[:MOST_NAMED]]
    if len(topics) > MOST_NAMED:
        named.append(AND_MORE_TOPICS.format(number=len(topics) - MOST_NAMED))
    return ", ".join(named)
