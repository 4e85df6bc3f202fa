"""The help, in words."""

from bot.duels.api import LEAST_ANSWERS
from cogs.shared.marks import LEGEND
from cogs.shared.words import HALF_RULE

IN_SERVERS = f"""## Recall in a minute
**Play together:** `/quiz start` opens a lobby, and so does **Start a quiz** below. Everybody who \
presses Join, or simply answers, is in. Answers are private; the key, the reason and the source come when the question \
closes.
**One against one:** `/duel` challenges somebody, or anybody, live or within a day; so does **Challenge to a duel** in \
a person's menu, under Apps. A rated duel moves your rating once both have {LEAST_ANSWERS} answers here.
**Tournaments:** `/tournament create` sets up a Swiss or an arena in a channel; everybody there can sign up.
**Every day:** press **Play** on the day's post; **Today's daily** shows your streak and the standings.
**Who leads:** by points, accuracy, rating or streak; this week opens first, so that everybody can win.
**Find it again:** `/quiz show` brings the running quiz to the bottom, `/quiz stop` ends it."""

IN_DIRECT_MESSAGES = """## Recall in direct messages
Quizzes, duels and leaderboards belong to a server; here you study alone, and play the dailies of your servers."""

ALONE = """**Alone:** **Practice** asks what is due, then what is weak; **Weak spots** shows where you stand; **My \
data** has your exam dates, a copy of everything, and the way to erase it. `/exam start` is a mock exam against the \
clock; with **group** everybody in the channel can sit it. `/exam ready` tells your chance to pass on your date, and \
what to do until then. `/course show` leads from the first lesson to the last. All private, in every server and in \
direct messages."""

KINDS = """**Kinds of question:** press a letter; choose several in a menu; for the others press **Answer** and tap, \
match or type."""

TIES = (
    "On equal points more right answers come first, then less time spent on them; where speed does not count, equals "
    "share a place: 1, 2, 2, 4."
)

SIGNS = f"-# {LEGEND}. {HALF_RULE} {TIES}"

SAVED = '-# "Locked in" means that your answer is saved, whatever happens to the bot.'

FOR_ORGANISERS = """**For you, who manage this server:** `/settings show` checks the set-up and says what to do next. \
`/settings daily` sets up a challenge that comes every day by itself, `/settings server` what a quiz here is like \
unless its host says otherwise. You may pause, skip and stop any quiz (button **Host**). \
`/weakspots scope:server` shows what the group should look at, nobody named; `/packs reports` what people reported; \
`/packs list` turns topics on and off and holds your own packs. \
Recall needs View Channel and Send Messages where it plays, and for quizzes in threads Create Public Threads and Send \
Messages in Threads."""

VERSION = "-# This is Recall {version}."

WELCOME = """## Hello, this is Recall
I quiz study groups for AWS's AI and ML certifications.
**Start a quiz:** the button below, or `/quiz start` in any channel; everybody there can join.
**Set up the daily:** whoever manages this server chooses the hour with `/settings daily`, and a few questions come \
every day by themselves. `/settings show` checks that all is in place.
**What is stored:** the answers people give, with their id and the name they go by here. I read no messages, and `/me` \
shows, exports and erases what is one's own.
-# `/help` says how everything works."""

LEADERBOARD = "Leaderboard"

WEAK_SPOTS = "Weak spots"

MY_DATA = "My data"

START_A_QUIZ = "Start a quiz"

TODAYS_DAILY = "Today's daily"

PRACTICE = "Practice"
