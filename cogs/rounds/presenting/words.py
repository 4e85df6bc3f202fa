"""What the shared screen says that the cards do not."""

TO_JOIN = "To join, press Join on the quiz's card in Discord."

WHO_STARTS = "{host} starts the quiz when everybody is in."

OF_A_NIGHT = "Round {number} of the quiz night. It starts by itself, and {host} can start it sooner."

ARE_IN = ("{people} player is in", "{people} players are in")

NO_TEAM_YET = "No team yet"

AND_MORE = "and {more} more"

QUESTION_OF = "Question {number} of {counting}"

IS_COMING = "{question} is coming."

WARM_UP = "The warm-up question"

HAVE_ANSWERED = "{given} of {awaited} have answered"

TIME_LEFT = "Time left"

TIME_IS_UP = "Time is up."

ANSWERS_OPEN_IN = "Answers open in"

ANSWERS_OPEN = "Answers are opening."

NEXT_IN = "Next question in"

PODIUM_IN = "Podium in"

ON_ITS_WAY = "It is on its way."

CONTINUES_IN = "The quiz continues in"

CANNOT_WRITE = (
    "Recall cannot write in the quiz's channel at the moment. The quiz continues by itself as soon as it can."
)

TALK_NOW = "💬 Talk it over with your team before answers open."

SKIPPED = "Skipped."

NOBODY_ANSWERED = "Nobody answered."

RIGHT_MARK = "✓ Right"

VOTES = "{votes} of {answers}"

FEW = "How many chose each option is shown when at least {least} have answered."

STANDINGS = "Standings"

TEAM_STANDINGS = "Team standings"

UP, DOWN = "↑ {places}", "↓ {places}"

UP_WORDS = ("up {places} place", "up {places} places")

DOWN_WORDS = ("down {places} place", "down {places} places")

GAINED = "+{points}"

OF_RIGHT = "{right} of {of} right"
