"""The help, in words."""

from cogs.shared.marks import LEGEND
from cogs.shared.words import HALF_RULE

IN_SERVERS = """## How to use Recall
**Play together:** `/quiz start` opens a lobby. Everybody who presses **Join**, or simply answers, is in.
**Every day:** press **Play** on the daily post. **Today's daily** shows your streak.
**Duel:** `/duel` challenges somebody, or anybody. `/tournament create` sets up a tournament.
**An evening:** `/night plan` plans a quiz night with several rounds. `/night show` lists what is planned.
**A season:** every day on which you play counts. `/season show` has the table."""

IN_DIRECT_MESSAGES = """## How to use Recall
Quizzes, duels, and leaderboards are on servers. Here, you can study alone and play your servers' dailies."""

ALONE = """**Study alone:** **Practice** asks what is due and what you are weak in. `/course show` is a course, and \
`/exam start` is a mock exam.
**See where you stand:** **Weak spots** shows what to work on, and `/exam ready` shows your chance of passing.
**Your data:** **My data** has your exam dates, your reminder, and a copy of everything, and lets you erase it."""

KINDS = """**Answering:** press a letter, choose several in a menu, or press **Answer** and tap, match, or type. Your \
answers are private."""

TIES = (
    "If points are equal, more right answers come first, then less time spent on them; where speed does not count, "
    "equal players share a place: 1, 2, 2, 4."
)

SIGNS = f"-# {LEGEND}. {HALF_RULE} {TIES}"

SAVED = '-# "Locked in" means that your answer is saved, whatever happens to the bot.'

FOR_ORGANISERS = """**For organizers (you manage this server):**
▫️ `/settings show` checks the setup and says what to do next.
▫️ `/settings daily` sets up the daily, and `/settings server` sets the defaults for quizzes.
▫️ `/packs list` turns topics on and off and has your own packs. `/packs reports` shows what people reported.
▫️ `/weakspots scope:server` shows what the group should work on, without names.
▫️ `/season start` starts seasons: four weeks in one table, with small leagues on large servers.
▫️ You can pause, skip, and end any quiz with **Host**.
-# Recall needs View Channel, Send Messages, and Read Message History where it plays, Attach Files for pictures and \
exports, and Create Public Threads and Send Messages in Threads for quizzes in threads."""

VERSION = "-# This is Recall {version}."

WELCOME = """## Hello, this is Recall
I quiz study groups for AWS's AI and ML certifications.
**Start a quiz:** the button below, or `/quiz start` in any channel; everybody there can join.
**Choose the exam:** an organizer (anybody with **Manage Server**) presses the button below or uses `/settings server`.
**Set up the daily:** an organizer chooses the hour with `/settings daily`, and a few questions \
are posted every day. `/settings show` checks that everything is in place.
**What is stored:** the answers that people give, with their ID and their name on this server. I do not read messages. \
`/me` shows, exports, and erases your own data.
-# `/help` explains how everything works."""

LEADERBOARD = "Leaderboard"

WEAK_SPOTS = "Weak spots"

MY_DATA = "My data"

CHOOSE_THE_EXAM = "Choose the exam"

START_A_QUIZ = "Start a quiz"

TODAYS_DAILY = "Today's daily"

PRACTICE = "Practice"
