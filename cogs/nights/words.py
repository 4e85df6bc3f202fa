"""Quiz nights in words."""

from bot.nights.rules.model import LEAST_ROUNDS, MOST_ROUNDS, End, Event, Refusal, Wait
from bot.nights.rules.planning import MOST_PLANNED, MOST_SIGN_UPS

REFUSALS: dict[Refusal, str] = {
    Refusal.UNKNOWN: "That quiz night no longer exists. `/night show` lists the ones planned here.",
    Refusal.PAST: "That time has passed. Choose one that is still to come.",
    Refusal.TOO_FAR: "A quiz night can be planned at most eight weeks ahead. Choose an earlier date.",
    Refusal.TOO_MANY: (
        f"This server already has {MOST_PLANNED} quiz nights planned. Call one off with `/night stop`, or wait until "
        "one is over."
    ),
    Refusal.TOO_CLOSE: (
        "Another quiz night is planned in this channel at about that time. Choose another time or another channel."
    ),
    Refusal.ROUNDS: (
        f"A quiz night has {LEAST_ROUNDS} to {MOST_ROUNDS} rounds. Name a topic for each of them; the same one can be "
        "there twice, like “Metrics, Metrics”."
    ),
    Refusal.NO_SUCH_ROUND: (
        f"There is no such round. Choose a planned round, or the next number to add one (up to {MOST_ROUNDS})."
    ),
    Refusal.CHANGED: (
        "The rounds of this quiz night were changed in the meantime, so nothing was changed now. Look at its card, and "
        "then use `/night round` again."
    ),
    Refusal.NO_QUESTIONS: "There are no questions for one of these rounds. Try another topic, or leave the exam open.",
    Refusal.IN_ALREADY: "You're already signed up.",
    Refusal.NOT_IN: "You haven't signed up for this quiz night.",
    Refusal.FULL: f"The quiz night is full: {MOST_SIGN_UPS} people have signed up. You can still join its quizzes.",
    Refusal.BEGUN: "The quiz night has already started. Anybody can join its quizzes in the channel.",
    Refusal.NO_BREAK: "There is no break to skip.",
    Refusal.ENDED: "This quiz night is over. `/night plan` plans another.",
    Refusal.SHUTTING_DOWN: "Recall is about to restart. Try again in a minute.",
}

IN_A_SERVER = "A quiz night needs a server channel. Try `/night plan` there."

HOST_ONLY = "Only the host or an organizer can do that."

WHEN = "Choose a time zone: type a city, such as Berlin. Nobody has set one up for this server's daily yet."

NO_SUCH_TIME = "In that time zone, that date does not exist. Choose another date."

NONE_PLANNED = "No quiz night is planned on this server. `/night plan` plans one."

WHICH = "Several quiz nights are planned here. Say which one you mean with the option **night**."

WHICH_OF_THEM = "Several quiz nights here are called {text}. Choose one from the list that **night** offers."

NO_SUCH_NIGHT = "{text} is not a quiz night that is planned here. `/night show` lists them."

DEFAULT_TITLE = "Quiz night"

PLANNED = (
    "**The quiz night is planned for {when}.** You're its host, and you're signed up. `/night round` changes, adds, or "
    "removes a round, `/night move` changes the time, and `/night stop` calls the quiz night off."
)

EVENTS = {
    Event.MADE: "It's in the server's events, too.",
    Event.REFUSED: (
        "-# It isn't in the server's events: Recall needs the permission **Create Events** for that. The quiz night "
        "works without it."
    ),
}

EVENT_AS_BEFORE = (
    "-# The server's event still shows what was planned before: Recall needs the permission **Create Events** to "
    "change it. Change or delete it yourself."
)

MOVED = "**The quiz night now starts {when}.** Everybody who signed up is reminded before that."

NAMED = "the quiz night {title} (`/night round`)"
"""What names a topic, where that is not asked any more."""

CHANGED = "**Round {number} is changed:** {leg}.\n-# It was: {before}."

ADDED = "**Round {number} is added:** {leg}."

SURE_TO_REMOVE = "**Remove round {number}?** {leg}. {rounds} would be left."

REMOVE_IT = "Remove the round"

REMOVED = "**Round {number} is removed:** {leg}. {rounds} are left."

STOPPED = "**The quiz night is over.** The standings stay as they are."

STOPPING = "**The quiz night is ending** with this round. The standings follow below."

CALLED_OFF = "**The quiz night is called off.**"

SKIPPED = "**The break is over.**"

SURE_TO_CALL_OFF = "**Call {title} off?** It's planned for {when}, and {people} signed up."

SURE_TO_END = "**End {title} now?** {left} What has been answered counts."

LEFT_ROUND = "It is at round {number} of {rounds}."

LEFT_TO_COME = ("round is still to come", "rounds are still to come")

CALL_IT_OFF, END_IT = "Call it off", "End the quiz night"

HEAD = "## 🌙 {title}"

STARTS = "**{day}** ({when}) · hosted by {host}"

LEG = "**Round {number}:** {leg}"

LEFT_OUT = " · left out"

ABOUT = "-# {exam}{breaks} · {scoring} · about {minutes} in all · standings over all rounds"

BREAKS = "Breaks of {minutes}"

SIGNED_UP = "**{number} signed up:** {names}"

NOBODY_YET = "Nobody has signed up yet."

JUST_COME = "-# You don't have to sign up: you can also just come."

REMINDED_ALL = "-# Everybody who signs up gets a direct message 15 minutes before the start. You can also just come."

ON_NOW = "**It's on: round {number} of {rounds}.** Join the quiz below."

ROUND_WAITS = "**It's on:** round {number} of {rounds} comes next."

IN_BREAK = "**It's on:** break after round {number} of {rounds}."

WAITS = {
    Wait.BUSY: "⏳ **Waiting:** another quiz is running in this channel. The quiz night goes on when that one is over.",
    Wait.CHANNEL: "⏳ **Waiting:** Recall can't post in this channel.",
}

TELL_WAITS = {
    Wait.BUSY: (
        "**Your quiz night is waiting:** another quiz is running in <#{channel}>. It goes on when that one is "
        "over. If it takes more than half an hour, the quiz night ends."
    ),
    Wait.CHANNEL: (
        "**Your quiz night is waiting:** Recall can't post in <#{channel}>. Give Recall access again, and it continues "
        "by itself. If that takes more than half an hour, the quiz night ends."
    ),
}

TELL_HIDDEN = (
    "**The announcement of your quiz night {title} is gone:** it was deleted from <#{channel}>, and Recall can't post "
    "there anymore. Everybody is still signed up. Give Recall access again, and the announcement comes back by itself; "
    "or call the quiz night off with `/night stop`, and plan another one elsewhere, for which everybody signs up anew."
)

TELL_ENDS = {
    End.BLOCKED: (
        "**Your quiz night {title} has ended:** Recall waited for half an hour, and couldn't continue in its channel."
    ),
    End.MISSED: (
        "**Your quiz night {title} didn't take place:** Recall was offline when it was due to start. `/night plan` "
        "plans another."
    ),
}

ENDS = {
    End.FINISHED: "",
    End.STOPPED: "-# It was ended early.",
    End.CANCELED: "**The quiz night is called off.**",
    End.NOBODY: "-# It ended because nobody was playing.",
    End.MISSED: "**The quiz night didn't take place:** Recall was offline when it was due to start.",
    End.BLOCKED: "-# It ended because it couldn't go on in this channel.",
    End.UNASKED: (
        "-# No round could be played: none of them had questions to ask. In `/packs list`, organizers see which packs "
        "are published and which topics are on."
    ),
}

OVER = "**The quiz night is over.**"

NEVER_BEGAN = {
    End.NOBODY: "**The quiz night didn't take place:** nobody was there to play.",
    End.BLOCKED: "**The quiz night didn't take place:** it waited for half an hour, and couldn't start in its channel.",
    End.UNASKED: "**The quiz night didn't take place:** no round could be played.",
}
"""Where no round had begun; for all else, see `ENDS`."""

PLAN_ANOTHER = "{why} `/night plan` plans another."

BREAK_HEAD = "## ⏸️ Break after round {number} of {rounds}"

ROUND_COMES = "Round {number} of {rounds} is about to start."

COMES_NEXT = "Next: {leg}"

NEXT_ROUND_IN = "Next round in"

ANY_MOMENT = "It is about to start."

STANDINGS = "Standings"

OF_RIGHT = "{right} of {of} right"

AND_MORE_PEOPLE = "and {number} more"

BREAK_WAS = "## Standings after round {number} of {rounds}"

NEXT = "**Next:** {leg}, {when}"

NO_LINE = "Nobody has answered anything yet."
NO_LINE_AT_THE_END = "Nobody answered anything."

LINE = "{medal} **{who}** · {points} · {right} of {of} right"

AND_MORE = "-# And {number} more. **Standings** shows everybody."

WINNER = "-# Won round {number} ({topic}): {names}"

STANDING_HEAD = "## Standings: {title}"

SUMMED = "-# Points are added up over all rounds. An open question counts once its key is shown."

WINS, SHARED = "## 🏆 {who} wins {title}", "## 🏆 {who} share first place in {title}"

NO_POINTS = "## 🏆 {title} is over"

SIGN_UP, WITHDRAW, STANDING = "Sign up", "Withdraw", "Standings"

HAS_STARTED = "**{title} has started.** Join its quiz in <#{channel}>."

SKIP_BREAK, END_NIGHT = "Skip the break", "End the night"

YOU_ARE_IN = "**You're signed up.** {title} starts {when}."

YOU_WILL_BE_TOLD = "-# You'll get a direct message 15 minutes before the start."

YOU_WONT_BE_TOLD = "-# You've turned off reminders of quiz nights, so you won't get a direct message."

NOW_TOLD = "-# It starts in less than 15 minutes, so your direct message comes as soon as Discord delivers it."

TOO_LATE_TO_TELL = "-# It starts in less than 15 minutes, so there's no reminder."

NO_REMINDERS, REMINDERS = "No reminders", "Remind me"

YOU_ARE_OUT = "**You've withdrawn.** You can sign up again, or just come."

REMINDERS_OFF = "**You won't get reminders of quiz nights anymore,** on any server. `/me` turns them on again."

REMINDERS_ON = "**You'll get reminders of the quiz nights that you sign up for.**"

LETTER = "## 🌙 {title} starts {when}\nIt's in <#{channel}>, and you signed up. It starts with {leg}."

LETTER_RUNNING = "## 🌙 {title} has started\nIt's in <#{channel}>, and you signed up. You can still join."

LISTED_HEAD = "## Quiz nights on this server"

LISTED = "**{title}** · {when} · <#{channel}> · {people} signed up"

LISTED_ON = "**{title}** · on now · <#{channel}>"

PEOPLE = ("person", "people")

ROUNDS = ("round", "rounds")

TOPICS = ("topic", "topics")

OTHER_ROUNDS = (
    "You named {topics}, each of which is a round, and {rounds} rounds. Leave **rounds** out, or name a topic for "
    "each round; the same one can be there twice."
)

TOO_FEW_LEFT = (
    f"A quiz night has at least {LEAST_ROUNDS} rounds. Add another one first, or change this one's topic instead."
)

POINTS = ("point", "points")

MINUTES = ("minute", "minutes")

EVENT_TEXT = "In #{channel}, with Recall. Rounds: {rounds}. Sign up in the channel to be reminded.\n[{mark}]"
