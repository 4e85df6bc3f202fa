"""What `cogs/settings` says."""

NEEDS = {
    "Quizzes, duels and the rest in this channel": ("view_channel", "send_messages"),
    "Quizzes in threads of their own": ("create_public_threads", "send_messages_in_threads"),
    "No post twice, even after a crash": ("read_message_history",),
}
"""What works in a channel, and with which permissions."""

NO_DAILY = "⬜ No daily yet: `/settings daily` with **time** and **zone** (type a city) begins one."

GRANT_RECALL = "❌ {what}: grant Recall {permissions}"

IT_IS = "{sign} It is {states}{upcoming}, in <#{channel_id}>"

THE_DAILY = "**The daily**\n{daily}"

A_QUIZ_WHERE_ITS = "**A quiz, where its host says nothing else**\n{quiz}"

SETTINGS_DAILY_AND_SETTINGS = "-# `/settings daily` and `/settings server` change these; `/quiz start` begins a quiz."

NEXT = ", next {at}"

A_QUIZ_HERE_WHERE = "**A quiz here, where its host says nothing else**\n{quiz}"

WHOEVER_STARTS_ONE = (
    "-# Whoever starts one with `/quiz start` can choose anything else; `/settings server` changes this."
)

EVERYTHING_IS_IN_PLACE = "## Everything is in place"

SOMETHING_IS_MISSING = "## Something is missing"

IN_A_THREAD = "in a thread of its own"

IN_THIS_CHANNEL = "**In this channel**"
