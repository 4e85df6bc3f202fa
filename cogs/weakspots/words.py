"""Weak spots in words: a claim no stronger than the answers allow."""

from collections.abc import Sequence

from bot.kernel.reading import series
from bot.study.estimates import Figure
from bot.study.weakest import ENOUGH_ANSWERS
from bot.weakspots.service import Spots, TopicLine
from cogs.shared.words import between, count, hundredths, percent, topic_text, topic_title

NOTHING_YET = (
    "## Not enough answers yet\nEvery answer counts, from quizzes, dailies, duels, and practice. "
    f"After the first few, there is a picture; after {ENOUGH_ANSWERS}, your weakest topic can be named."
)

EXPECTED_SHARE_OF_RIGHT = (
    "Expected percentage of right answers, the lowest first; lines are 80% intervals. After few answers, it is mostly "
    "how hard a topic's questions are."
)

NOT_ORGANISER = "Only organizers see this server's weak spots. `/weakspots` shows yours."

FEW = "Group results need at least five people, so that nobody can be identified."

MORE_PEOPLE_NEED = ("more person needs", "more people need")

TO_ANSWER_QUESTIONS = "{few} {missing} to answer questions in the most-answered topic."

WHAT_IS_A_MISS = "Questions that you did not get completely right the last time. Unanswered ones are not counted here."

MISSES = ("miss", "misses")

YOU_CONFUSE = "You confuse"

CONFUSES_WITH = "🔀 **{who} “{chosen}” with “{key}”** ({how_often})"

MEND_IT_QUESTIONS = "Work on it (5 questions)"

FIND_OUT_QUESTIONS = "Find out (5 questions)"

FROM_THIS_SERVERS_QUIZZES = (
    "-# From this server's quizzes, dailies, and duels. Anything based on fewer than five people is left out, and so "
    "are topics that quizzes here do not ask about anymore."
)

OFF_HERE = "-# Off on this server, so left out here: {topics}. `/weakspots` in direct messages includes them."

ABOUT_NOTHING_HERE = (
    "more answer is left out: nobody is asked about its topic here anymore",
    "more answers are left out: nobody is asked about their topics here anymore",
)

TOPIC_IN_PICTURE = "Topic {number}"

IN_PICTURE = "-# In the picture: {topics}"
"""Of topics whose titles have letters that the picture's font lacks."""

BACK = "Back"

THE_LAST_WEEKS = "## The last {weeks} weeks"

DAYS_STUDIED = "**Days studied: {days}**\n```\n{calendar}\n```"

CALENDAR_HEAD = "        M T W T F S S"

STUDIED, NOT_STUDIED = "X", "·"

WEEK_OF = "Week of {monday}: {share} of {answers}"

A_DAY_WITH_ANSWERS = (
    "-# X is a day with answers, a dot is a day without. These are results, not estimates, and as in the picture, "
    "answers right after a lesson or the key are not counted. Days are in UTC."
)

MY_MISSES = "My misses"

DETAILS = "Details"

SHOW_TO_THE_CHANNEL = "Show to the channel"

GROUPS_PICTURE = "The group's"

NO_MISSES_NOTHING_THAT = "**No misses.** Of what can be asked here, nothing was wrong the last time."

PRACTICE_MY_MISSES = "Practice my misses"

NO_ANSWERS_IN_THIS = "No answers in this period."

WHAT_TO_LOOK = "**What to look at first**"

NEXT_MISS = "Next miss"

THE_GROUP_CONFUSES = "The group confuses"


NEVER_TRIED = "-# Nothing to go by yet: {listed}"


AND_WITH_FEWER_ANSWERS = "-# With fewer answers: {topics}"


def claim(spots: Spots, whose: str = "Your") -> str:
    """The first line: what can be said about the weakest topic."""
    verdict = spots.picture.verdict
    if verdict.kind == "weakest":
        [topic] = verdict.named
        odds = percent(verdict.chances[topic])
        return f"## {whose} weakest topic is probably {topic_text(topic)}\nThe odds that no other is weaker: {odds}."
    if verdict.kind == "candidates":
        together = percent(sum(verdict.chances[topic] for topic in verdict.named))
        return (
            f"## {whose} weakest topic may be {either([topic_text(topic) for topic in verdict.named])}\n"
            f"{whose} answers do not tell them apart yet. The odds that it is one of them: {together}."
        )
    if verdict.missing:
        needed = count(verdict.missing, "more answer")
        return f"## {whose} weakest topic can be named after {needed}\nUntil then, here are the numbers:"
    topics = " and ".join(map(topic_text, verdict.chances))
    if whose == GROUPS_PICTURE:  # what fewer have answered is left out
        return f"## Five people or more have answered only about {topics}\nA weakest topic needs another one beside it."
    return f"## {whose} answers are all about {topics}\nA weakest topic can be named after some about another one, too."


def meeting(spots: Spots) -> str:
    """What to do in the next meeting."""
    named = spots.picture.verdict.named
    if not named:
        return "**For the next meeting:** a quiz on all topics, `/quiz start`."
    [first, *_] = named
    command = f"`/quiz start topic:{topic_title(first).replace('`', '')}`"
    return f"**For the next meeting:** {command}, then look at what was mixed up."


MOST_NAMED = 6
"""Topics that a sentence names before it counts the others."""


def left_out(spots: Spots) -> str:
    """What was answered and can't be worked on here; empty where there is no such thing."""
    off = OFF_HERE.format(topics=listed([topic_text(topic) for topic in spots.off])) if spots.off else ""
    gone = f"-# {count(spots.gone, *ABOUT_NOTHING_HERE)}." if spots.gone else ""
    return "\n".join(filter(None, (off, gone)))


def listed(names: Sequence[str]) -> str:
    """`A, B, C`; of many the first, and how many more there are."""
    more = len(names) - MOST_NAMED
    return f"{', '.join(names[:MOST_NAMED])}, and {count(more, 'more topic')}" if more > 0 else ", ".join(names)


def either(names: Sequence[str]) -> str:
    """`A`, `A or B`, `A, B, or C`; of many the first, and how many more there are."""
    more = len(names) - MOST_NAMED
    return series([*names[:MOST_NAMED], *([count(more, "more topic")] if more > 0 else [])], "or")


def interval(figure: Figure) -> str:
    """`62% (50% to 73%, 14 answers)`."""
    return f"{percent(figure.accuracy)} ({between(figure.low, figure.high)}, {answers(figure)})"


def answers(figure: Figure) -> str:
    """`14 answers`."""
    return count(figure.answers, "answer")


def change(line: TopicLine) -> str:
    """`+8 in 30 days`, in percentage points; empty where it is not known."""
    return "" if line.change is None else f"{hundredths(line.change):+d} in 30 days"


def alternative(lines: Sequence[TopicLine]) -> str:
    """The chart for those who do not see it, at most 1,024 characters."""
    told = [f"{topic_title(line.topic)} {interval(line.figure)}" for line in lines]
    return f"Expected accuracy by topic, with 80% intervals. {'; '.join(told)}."[:1024]
