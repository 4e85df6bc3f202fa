"""Practice in words: refusals, focuses, why a question was asked."""

from bot.practice.rules.model import Focus, Reason, Refusal

REFUSALS: dict[Refusal, str] = {
    Refusal.UNKNOWN: "That practice session no longer exists. `/practice` starts a new one.",
    Refusal.NOT_YOURS: "That is somebody else's practice session. `/practice` starts your own.",
    Refusal.NOT_ANSWERED: "Answer this question first, or leave the session.",
    Refusal.ALL_REST: "Nothing is due, and you saw the rest recently. Come back tomorrow, or choose something else.",
    Refusal.NO_QUESTIONS: "There are no questions for that choice. Try another topic or focus, or leave out the exam.",
    Refusal.OFF_HERE: "The topics that this is about are off on this server. An organizer can turn them on with "
    "`/packs list`; in a direct message with Recall, they are on.",
    Refusal.NOTHING_YET: "You have not answered anything yet, so there is nothing to repeat. `/practice` starts.",
    Refusal.BEING_ASKED: "A game that you can play is asking that question right now, so practice leaves it out.",
    Refusal.LEFT_BEING_ASKED: "Games that you can play, such as the open daily, are asking what is left for that "
    "choice. Come back once they are over, or choose something else.",
    Refusal.ELSEWHERE: "You began that on another server, with its questions. Continue there, or start a new "
    "session here with `/practice`.",
    Refusal.SHUTTING_DOWN: "Recall is restarting. Try again in a moment.",
    Refusal.OVER: "This practice session is over. `/practice` starts a new one.",
}

NO_MISSES = "You have no misses to repeat: of what can be asked here, nothing was wrong the last time."

NO_MISSES_THERE = (
    "You have no misses to repeat for that choice: none of its questions was wrong the last time. `/practice` with "
    "**my misses** alone asks all of your misses."
)

FOCUSES: dict[Focus, str] = {
    Focus.EVERYTHING: "due reviews, then weak topics",
    Focus.MISSES: "my misses",
    Focus.FLASHCARDS: "glossary: terms and what they mean",
    Focus.LIFECYCLE: "drill: which tool serves which stage",
    Focus.CALCULATIONS: "calculations",
}

REASONS: dict[Reason, str] = {
    Reason.TWIN: "one fact differs from a question you missed",
    Reason.DUE: "due for review",
    Reason.WEAK: "a topic you may be weak in",
    Reason.ANYWHERE: "",
    Reason.COURSE: "",
}

MORE_REVIEWS_ARE = ("more review is", "more reviews are")

OF_TOWARD_THIS_SESSIONS = "-# {bar}{to_go} {done} of {goal} toward this session's goal"

NOTED_THAT_YOU_ARE = "\n-# 🤔 Marked as not sure. Answer anyway."

HOW_WELL_DID_YOU = "-# How well did you know it? **Again** brings it back soon."

SURE_AFTER_ALL = "Sure after all"

NOT_SURE = "Not sure"

REPORT, REPORTED_ON_SERVERS = "Report", "Can be reported on a server"

OF_RIGHT = "## {right} of {given} right ({percent})"

EVERYTHING_COUNTS_WEAKSPOTS_SHOWS = "-# Every answer counts: `/weakspots` shows where you stand."

THIS_ONE_COMES_BACK = "This one comes back {from_now}. "

DUE = "{due} due."

ANSWERED_THE_GOAL = "🎯 **{goal} answered: you have reached this session's goal.** Keep going for as long as you like."

HIDE_WHAT_DECIDES = "Hide what decides"

SHOW_WHAT_DECIDES = "Show what decides"

NOTHING_ANSWERED_THIS_TIME = "**Nothing answered this time.**"

COME_BACK = " Come back with `/practice` whenever you like."

LEFT_OPEN = (
    "**This stays open where you are:** {done} of {most} answered. Continue here, or later from the module's page."
)

STOP, CONTINUE, CONTINUE_LATER = "Stop", "Continue", "Continue later"

TO_THE_MODULE = "To the module"

MISSED_THIS_TIME = "**Missed this time**, and coming back when they are due:\n{lines}"

NOTHING_MISSED = "Nothing missed."

MISSED_TIMES_SO = (
    "🪱 **Missed {lapses} times, so it is set aside:** it no longer comes up as a review. Take the time "
    "to read its source above. `/practice` with **my misses** still asks it, and once you get it right "
    "there, it comes back."
)

THE_LIFECYCLE_BADGE = "🏅 **The lifecycle badge is yours:** 18 or more of your last 20 drills were right."

SHOW_THE_ANSWER = "Show the answer"

NEXT = "Next"

HOW_DID_I_DO = "How did I do?"

MARKED_NOT_SURE = " · not sure"

PRACTICE, CHECKPOINT = "Practice {number}", "Checkpoint {number}"

ON_WITH_THE_COURSE = "Continue the course"

KEEP_PRACTICING = "Keep practicing"
