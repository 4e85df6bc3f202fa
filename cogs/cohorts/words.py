"""Groups' courses, in words."""

from bot.cohorts.rules import FORTNIGHT, WEEK, Kind, Refusal

NO_COURSE = "There is no course here. The operator of this bot can add one to the question packs."

NONE_YET = (
    "This server does not follow a course together yet. An organizer can start one with `/course group`. "
    "You can take the course on your own with `/course show`."
)

NONE_SET_UP = (
    "This server does not follow a course together yet. Start one with "
    "`/course group every:week time:09:00 zone:Berlin`, with your own time and city."
)

ORGANIZERS_ONLY = (
    "Only organizers can set the group's course. `/course group` without options shows where the group is."
)

IN_A_SERVER = "A group's course belongs to a server. Use `/course group` in one of its channels."

NO_SUCH_COURSE = "{text} is not a course here. There are: {listed}."

WHEN = (
    "To begin, Recall needs the time and the time zone of the cards: `/course group every:week time:09:00 zone:Berlin`."
)

ANEW = "`/course group every:week` starts one from the first module."

REFUSALS = {
    Refusal.UNKNOWN: NONE_SET_UP,
    Refusal.OVER: (
        "With that start, the course would be over already. Choose a later **start**; with none, it begins today."
    ),
}

ENDED_ALREADY = f"That course is over. {ANEW}"

PACES = {WEEK: "week", FORTNIGHT: "two weeks"}

HEAD = "## The group's course: {course}\nA module every {pace}, cards at **{time:%H:%M}** in {zone}, in <#{channel}>."

AT_MODULE = "**Now: {place}. {module}** ({left} of {all} modules still to come)"

PAUSED = "⏸️ **Paused since {day}.** When it continues, everything that follows moves by as many days."

ENDED = f"🏁 **The course is over.** {ANEW}"

ENDING = (
    "**End {course} for this group?**{at} No more cards come, and whatever course you start next begins with its first "
    "module. **Pause** keeps the group's place."
)

END_IT_FIRST = (
    "This server already follows a course. To start another one, or the same one from its first module, end this one "
    "first, and then use the command again."
)

ENDING_AT = " The group is at module {place} of {all}."

REFUSED = (
    "⚠️ **Recall could not post in <#{channel}>**, so no more cards come. Make the channel visible to Recall again "
    "and press **Continue**, or choose another with `/course group channel:`. The course then goes on with the card "
    "that could not be posted; if its day is over, everything that follows comes later."
)

NEXT_CARDS = {
    Kind.FIRST: "Next card: {at}, the first day of **{module}**.",
    Kind.LAST: "Next card: {at}, the last day of **{module}**, with a quiz.",
    Kind.END: "Next card: {at}, how the group stands at the end.",
}

POSTED_NOW = {
    Kind.FIRST: "The module's first card is posted now.",
    Kind.LAST: "The card of its last day is posted now.",
    Kind.END: "The last card is posted now.",
}

FOLLOWED = (
    "-# The daily follows the module, and so does a quiz without a topic, unless `/settings server` has one for it; "
    "`/quiz start topic:all` asks about everything. Each person goes through the course at their own speed all the "
    "same."
)

STANDS_HEAD = "**How the group stands** (its shared games; nobody is named)"

STAND = "{sign} {objective} · about {share} right expected"

UNKNOWN = "⚪ Fewer than five people have answered enough to tell about: {objectives}."

ALL_UNKNOWN = "⚪ Fewer than five people have answered enough to tell anything yet."

SURE, LEARNING = "🟢", "🟡"

PAUSE = "Pause"

RESUME = "Continue"

END = "End the course"

OPEN_MODULE = "Open the module"

QUIZ = "Start a quiz on it"

FIRST_DAY = "## 📖 {place}. {module}\n{about}"

FIRST_OF = "-# Module {place} of {all} in *{course}*{until}"

UNTIL = ", {until}"

AFTERWARD = "**Afterward, you can**\n{objectives}"

ONE_OBJECTIVE = "• {text}"

HOW_FIRST = "Read its lessons and practice whenever you like; the daily and quizzes follow it."

LAST_DAY = "## 🏁 Last day of {place}. {module}\nQuiz each other on it, then take the checkpoint, each for yourself."

THE_END = "## 🎓 The group's course is over\n{course}: all {all} modules. The course stays open to everybody."

TELL_REFUSED = (
    "Recall could not post the group's course in <#{channel}>: the channel is gone or closed to Recall. Nothing more "
    "is posted. Open the channel to Recall and press **Continue** in `/course group`, or choose another with "
    "`/course group channel:`."
)
