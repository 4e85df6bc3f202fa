"""What `cogs/profile` says."""

DATES_SAVED = "Saved. `/exam ready` shows how ready you are."
SAVED = "Saved."
NO_DATE = "{exam}: {typed} is not in the next three years. Type a date that is, like 2026-12-31."

NOT_A_DAY = "{exam}: {error}"

TOO_LARGE = (
    "Even compressed, your data does not fit into the {most} MiB that Discord allows in one message here. The operator "
    "of this bot can give it to you. On boosted servers, Discord allows more."
)

NO_MISSES = "There are no misses to export: nothing that you have answered was wrong the last time."

TABLES = {
    "answers": ("answer", "answers"),
    "players": ("game you were in", "games you were in"),
    "rounds": ("quiz you hosted or pressed **Next** in", "quizzes you hosted or pressed **Next** in"),
    "round_removals": ("quiz you were taken out of", "quizzes you were taken out of"),
    "round_members": ("team you were in", "teams you were in"),
    "round_turns": ("question you played for a team", "questions you played for a team"),
    "sittings": ("practice session", "practice sessions"),
    "essay_attempts": ("text in your own words", "texts in your own words"),
    "flashcards": ("flashcard", "flashcards"),
    "lessons_read": ("lesson you opened", "lessons you opened"),
    "course_sittings": ("course session", "course sessions"),
    "exam_sittings": ("mock exam", "mock exams"),
    "exam_marks": ("mock exam question you looked at", "mock exam questions you looked at"),
    "exam_results": ("result of a real exam", "results of real exams"),
    "forecasts": ("exam forecast", "exam forecasts"),
    "exam_rooms": ("group mock you opened or had extra time in", "group mocks you opened or had extra time in"),
    "learners": ("exam date", "exam dates"),
    "boards": ("leaderboard entry", "leaderboard entries"),
    "names": ("server that knows your name", "servers that know your name"),
    "reports": ("report", "reports"),
    "mutes": ("question you muted", "questions you muted"),
    "daily_schedules": ("daily you set up", "dailies you set up"),
    "ratings": ("rating", "ratings"),
    "streaks": ("streak", "streaks"),
    "reminders": ("reminder", "reminders"),
    "preferences": ("setting for boards, duels, and quiz nights", "settings for boards, duels, and quiz nights"),
    "duels": ("duel", "duels"),
    "rated_games": ("rated duel", "rated duels"),
    "duel_seats": ("seat in a live duel", "seats in live duels"),
    "duel_shown": ("question a duel has shown you", "questions duels have shown you"),
    "keys_withheld": ("mock exam whose answers you cannot see yet", "mock exams whose answers you cannot see yet"),
    "evenings": ("essay evening you started", "essay evenings you started"),
    "evening_texts": ("answer in an essay evening", "answers in essay evenings"),
    "evening_markings": (
        "pairing of a writer and a marker in an essay evening",
        "pairings of writers and markers in essay evenings",
    ),
    "cohorts": ("group course you organized", "group courses you organized"),
    "seasons": ("season you started", "seasons you started"),
    "season_choices": ("choice to leave or join a season", "choices to leave or join seasons"),
    "nights": ("quiz night you planned", "quiz nights you planned"),
    "night_sign_ups": ("quiz night you signed up for", "quiz nights you signed up for"),
    "tournaments": ("tournament you organized", "tournaments you organized"),
    "tournament_entrants": ("tournament you signed up for", "tournaments you signed up for"),
    "tournament_games": ("game in a tournament", "games in tournaments"),
    "own_packs": ("server pack you started", "server packs you started"),
    "own_items": (
        "server question you wrote, suggested, or changed",
        "server questions you wrote, suggested, or changed",
    ),
    "own_versions": ("change you made to a server question", "changes you made to server questions"),
    "own_suggestions": ("question you suggested or decided on", "questions you suggested or decided on"),
}
"""Tables as people know them: all that name people."""

OWN = frozenset({"own_packs", "own_items", "own_versions", "own_suggestions"})
"""Tables whose rows are a server's, whoever wrote them."""

OWN_STAYS = (
    "-# Packs and questions that you wrote for a server stay there, without your name. If they should go as well, "
    "`/packs delete` deletes them for whoever may edit them."
)

COUNTED = "Answers in games that are still open are among these; the profile counts them once their game is over."

ANSWERS = ("answer", "answers")

DAYS = ("day", "days")

NO_EXAM_DATE_SET = "No exam date set."

ON_RIGHT = "{answers} on {days}, {share} right\n-# Answers to questions that are still open are added when they close."

PROFILE = "## Your profile\n{what}"

YOUR_DATA_ANSWERS = (
    "**Your data.** It has all your answers, from every server. What is being asked right now where you play is marked "
    "as `withheld`: export your data again when that is over."
)

YOUR_MISSES_AS_CARDS = (
    "**Your misses as flashcards.** {first} Anki, choose File, then Import, then the file. The deck is called "
    "Recall misses."
)

YOUR_EXAM = "Your {exam} exam: {on_date}"

YOUR_EXAM_WAS = {
    None: "Your {exam} exam was {on_date}. `/exam result` takes how it went.",
    True: "Your {exam} exam was {on_date}: you passed.",
    False: "Your {exam} exam was {on_date}: you did not pass.",
}

YOU_HAVE_SAT = {True: "You passed {exam}.", False: "You did not pass {exam}."}

IF_YOU_SET = (
    "{exam}\n-# Each exam has its own date. Reviews that would come due after an exam are moved to the week before it."
)

NO_ANSWERS_OF_YOURS = "You have not answered anything yet."

NO_ANSWERS_HERE = "None of your answers count here."

UNPACK_IT_THEN = "Unpack it, then in"

ERASE_EVERYTHING_THIS_CANNOT = "**Erase everything? This cannot be undone.**\n{lines_of}"

IN_GAMES_THAT_OTHERS = (
    "-# In games that you played with others, a random number takes your place, so that their results stay. "
    "Running games continue without you; open challenges and duels within a day that you have not finished end. "
    "Messages that are already posted keep your name."
)

ERASING = (
    "Recall is erasing everything. This takes a moment. If this message doesn't change, `/me` shows whether it is "
    "done; Recall finishes it even after a restart."
)

ERASED_NOTHING_HERE = (
    "**Erased. Nothing here is linked to your ID anymore.**\n{lines_of}\n\n"
    "-# Messages that were already posted keep your name."
)

NOT_EVERYTHING_IS_ERASED = (
    "**Not everything is erased yet.** This is still here, because you are in games that are still running:\n{lines_of}"
)

THERE_IS_NOTHING = "**Nothing is stored about you.**"

YOUR_EXAM_TITLE = "Your exam dates"

LIFECYCLE_BADGE = "\n🏅 Lifecycle badge"

REPORTED = "-# 🚩 {complaint}: {asked} ({outcome})"

NOT_KNOWN_HERE = "a question that is not in the packs here"

WHAT_YOU_REPORTED = "**What you reported**"

THE_DAY_AS = "{exam}: the date, such as 2026-12-31"

LEAVE_IT_EMPTY = "Leave it empty to remove the date"

EXAM_DATES = "Exam dates"

EXPORT = "Export"

MISSES_FOR_ANKI = "Misses for Anki"

ERASE_EVERYTHING = "Erase everything"

DAILY_REMINDER = "Daily reminder"

REMINDED = "🔔 Reminder: every day at {time:%H:%M}, {zone} time"

REMINDER_STOPPED = "🔕 Your daily reminder has stopped. The button **Daily reminder** says why."

BOARDS_AND_DUELS = "Boards and duels"

BACK = "Back"

DAMAGED = "That button is out of date. Use `/me` again."

NOBODY_SEES_YOU = "nobody sees you on any leaderboard, on any server"

YOU_STAND_ON_LEADERBOARDS = "you appear on leaderboards, on every server"

NOBODY_CAN_CHALLENGE_YOU = "nobody can challenge you"

ANYBODY_CAN_CHALLENGE_YOU = "anybody can challenge you"

BOARDS_AND_DUELS_HEAD = "## Boards and duels"

BOARDS_ON_EVERY_SERVER = "**Boards:** {boards}. Your answers count for you either way."

DUELS = "**Duels:** {duels}.{again}"

STARTING_ONE_TURNS_THEM_ON = " If you start one yourself, people can challenge you again."

SHOW_ME_ON_BOARDS = "Show me on boards"

HIDE_ME_FROM_BOARDS = "Hide me from boards"

TAKE_DUELS_AGAIN = "Turn duels on"

TAKE_NO_DUELS = "Turn duels off"

NIGHTS = "**Quiz nights:** {nights}."

NIGHTS_TOLD = "you get a direct message before the ones that you sign up for"

NIGHTS_UNTOLD = "you get no direct messages about them"

TELL_NIGHTS = "Remind me of quiz nights"

TELL_NO_NIGHTS = "No quiz night reminders"
