"""What `cogs/settings` says."""

from bot.servers.api import Hosting

NEEDS = {
    "Quizzes, duels, and everything else in this channel": ("view_channel", "send_messages"),
    "Quizzes in their own threads": ("create_public_threads", "send_messages_in_threads"),
    "No duplicate posts, even after a crash": ("read_message_history",),
}
"""What works in a channel, and with which permissions."""

NO_DAILY = "▫️ No daily yet: `/settings daily` with **time** and **zone** (type a city) sets one up."

GRANT_RECALL = "❌ {what}: grant Recall {permissions}"

IT_IS = "{sign} It is {states}{upcoming}, in <#{channel_id}>"

THE_DAILY = "**The daily**\n{daily}"

A_QUIZ_WHERE_ITS = "**Quiz defaults**\n{quiz}"

WHILE_THE_COURSE_RUNS = (
    "📖 **While the group's course runs** (`/course group`), {led} ask about its current module, **{module}**, as long "
    "as it has enough questions."
)

LED_DAILY, LED_QUIZ = "dailies", "quizzes without a topic"

AND = " and "

SETTINGS_DAILY_AND_SETTINGS = "-# `/settings daily` and `/settings server` change these; `/quiz start` begins a quiz."

NEXT = ", next {at}"

A_QUIZ_HERE_WHERE = "**Quiz defaults on this server**\n{quiz}"

WHOEVER_STARTS_ONE = "-# Whoever uses `/quiz start` can choose something else; `/settings server` changes the defaults."

EVERYTHING_IS_IN_PLACE = "## Everything is in place"

SOMETHING_IS_MISSING = "## Something is missing"

IN_A_THREAD = "in its own thread"

IN_THIS_CHANNEL = "**In this channel**"

HOSTINGS = {Hosting.EVERYBODY: "everybody", Hosting.ORGANIZERS: "only organizers"}
"""Who can start quizzes; or members with a role."""

WITH_ROLE = "Members with {role} and organizers"

NAMED = "the default topic of quizzes (`/settings server`)"
"""What names a topic, where that is not asked any more."""

CAN_START = "**Who can start quizzes**\n{who}"

ROLE_OR_EVERYBODY = "**host** and **host_role** contradict each other: give one of them."

WHICH_EXAM = (
    "**Which exam does this group prepare for?** Quizzes then ask only what serves it, unless their host chooses "
    "otherwise.\n-# `/settings server` changes this and more; the daily's exam is set with `/settings daily`."
)

ORGANIZERS_CHOOSE = "Only organizers can choose the exam of this server."
