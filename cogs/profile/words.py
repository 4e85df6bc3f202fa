"""What `cogs/profile` says."""

NO_DATE = "Type a day in the next three years, such as 2026-12-31."

NOT_A_DAY = "{exam}: {error}"

TOO_LARGE = (
    "Your data does not fit into the {most} MiB that Discord takes in one message here, even packed. Whoever runs "
    "Recall can hand it to you; in a server with boosts Discord takes more."
)

NO_MISSES = "No misses to take along: nothing that you have answered was wrong the last time."

TABLES = {
    "answers": ("answer", "answers"),
    "players": ("game you were in", "games you were in"),
    "rounds": ("quiz you hosted", "quizzes you hosted"),
    "sittings": ("practice", "practices"),
    "essay_attempts": ("text in your own words", "texts in your own words"),
    "flashcards": ("flashcard", "flashcards"),
    "lessons_read": ("lesson you opened", "lessons you opened"),
    "course_sittings": ("sitting in a course", "sittings in courses"),
    "exam_sittings": ("mock exam", "mock exams"),
    "exam_marks": ("note on a mock exam", "notes on mock exams"),
    "exam_rooms": ("group mock you opened", "group mocks you opened"),
    "learners": ("exam date", "exam dates"),
    "boards": ("line on a leaderboard", "lines on leaderboards"),
    "names": ("server that knows your name", "servers that know your name"),
    "reports": ("report", "reports"),
    "ratings": ("rating", "ratings"),
    "streaks": ("streak", "streaks"),
    "reminders": ("reminder", "reminders"),
    "preferences": ("choice about boards and duels", "choices about boards and duels"),
    "duels": ("duel", "duels"),
    "tournaments": ("tournament you organized", "tournaments you organized"),
    "tournament_entrants": ("tournament you signed up for", "tournaments you signed up for"),
    "tournament_games": ("game in a tournament", "games in tournaments"),
}
"""Tables as people know them; others are counted together."""

COUNTED = "Answers in games that are still open are among these; the profile counts them once their game is over."

ANSWERS = ("answer", "answers")

DAYS = ("day", "days")

OTHER_ENTRIES = ("other entry", "other entries")

NO_EXAM_DATE_SET = "No exam date set."

ON_RIGHT = "{answers} on {days}, {share} right"

YOUR_DATA_ANSWERS = "**Your data.** Answers to questions that are still open somewhere are not in it yet."

YOUR_MISSES_AS_CARDS = (
    "**Your misses as cards.** {first} Anki: File, Import, and the file; the deck is called Recall misses."
)

YOUR_EXAM = "Your {exam} exam: {on_date}"

IF_YOU_SET = (
    "{exam}\n-# Each exam has its own date. Reviews due after an exam that asks them are moved to the week before it."
)

NO_ANSWERS_OF_YOURS = "No answers of yours yet"

UNPACK_IT_THEN = "Unpack it, then in"

ERASE_EVERYTHING_THIS_CANNOT = "**Erase everything? This cannot be undone.**\n{lines_of}"

IN_GAMES_THAT_OTHERS = (
    "-# In games that others played too, a random number takes your place, so that their results stay. "
    "Games that are running go on without you."
)

ERASED_NOTHING_HERE = "**Erased. Nothing here is linked to your ID anymore.**\n{lines_of}"

NOT_EVERYTHING_IS_ERASED = (
    "**Not everything is erased yet.** This is still here, as you are in games that go on:\n{lines_of}"
)

THERE_IS_NOTHING = "**There is nothing of yours here.**"

YOUR_EXAM_TITLE = "Your exam dates"

LIFECYCLE_BADGE = "\n🏅 Lifecycle badge"

WHAT_YOU_REPORTED = "**What you reported**"

THE_DAY_AS = "{exam}: the day, as 2026-12-31"

LEAVE_IT_EMPTY = "Leave it empty to take the date away"

EXAM_DATES = "Exam dates"

EXPORT = "Export"

MISSES_FOR_ANKI = "Misses for Anki"

ERASE_EVERYTHING = "Erase everything"

DAILY_REMINDER = "Daily reminder"

BOARDS_AND_DUELS = "Boards and duels"

BACK = "Back"

KEEP_IT = "Keep it"

DAMAGED = "That control is from another time. `/me` shows what there is now."

NOBODY_SEES_YOU = "nobody sees you on any leaderboard"

YOU_STAND_ON_LEADERBOARDS = "you stand on leaderboards"

NOBODY_CAN_CHALLENGE_YOU = "nobody can challenge you"

ANYBODY_CAN_CHALLENGE_YOU = "anybody can challenge you"

BOARDS_AND_DUELS_HEAD = "## Boards and duels"

BOARDS_ON_EVERY_SERVER = "**Boards:** {boards}, on every server. What you answer counts for you either way."

DUELS_STARTING_ONE_YOURSELF = "**Duels:** {duels}. Starting one yourself opens you to challenges again."

SHOW_ME_ON_BOARDS = "Show me on boards"

HIDE_ME_FROM_BOARDS = "Hide me from boards"

TAKE_DUELS_AGAIN = "Take duels again"

TAKE_NO_DUELS = "Take no duels"
