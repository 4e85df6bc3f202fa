"""Practice in words: refusals, focuses, why a question was asked."""

from bot.practice.rules.model import Focus, Reason, Refusal

REFUSALS: dict[Refusal, str] = {
    Refusal.UNKNOWN: "That practice session no longer exists. `/practice` starts a new one.",
    Refusal.NOT_YOURS: "That is somebody else's practice. `/practice` begins your own.",
    Refusal.NOT_ANSWERED: "Answer this question first, or press Stop.",
    Refusal.ALL_REST: "Nothing is due, and what you met lately rests. Come back tomorrow, or choose something else.",
    Refusal.NO_QUESTIONS: "There are no questions for that choice. Try another topic or focus, or leave the exam open.",
    Refusal.NOTHING_YET: "You have answered nothing yet, so there is nothing to repeat. `/practice` begins.",
    Refusal.BEING_ASKED: "A game that you can play asks that question just now, so practice leaves it alone.",
    Refusal.ELSEWHERE: "You began that in another server, with questions from there. Go on with it in that server, or "
    "begin anew here with `/practice`.",
    Refusal.OVER: "This practice is over. `/practice` begins a new one.",
}

NO_MISSES = "You have no misses to repeat: nothing that you have answered was wrong the last time."

FOCUSES: dict[Focus, str] = {
    Focus.EVERYTHING: "due reviews, then weak topics",
    Focus.MISSES: "my misses",
    Focus.FLASHCARDS: "flashcards: terms and meanings",
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

NOTED_THAT_YOU_ARE = "\n-# 🤔 Noted that you are not sure. Answer all the same."

HOW_WELL_DID_YOU = "-# How well did you know it? **Again** brings it back soon."

I_AM_SURE_AFTER = "I am sure after all"

NOT_SURE = "Not sure"

REPORT = "Report"

OF_RIGHT = "## {right} of {given} right ({percent})"

EVERYTHING_COUNTS_WEAKSPOTS_SHOWS = "-# Everything counts: `/weakspots` shows where you stand."

THIS_ONE_COMES_BACK = "This one comes back {from_now}. "

DUE = "{due} due."

ANSWERED_THE_GOAL = "🎯 **{goal} answered: the goal of this practice is reached.** Go on for as long as you like."

HIDE_WHAT_DECIDES = "Hide what decides"

SHOW_WHAT_DECIDES = "Show what decides"

NOTHING_ANSWERED_THIS_TIME = "**Nothing answered this time.** `/practice` whenever you like."

MISSED_THIS_TIME = "**Missed this time**, and coming back when they are due:\n{lines}"

NOTHING_MISSED = "Nothing missed."

MISSED_TIMES_SO = (
    "🪱 **Missed {lapses} times, so it is set aside:** no more reviews ask it. Read its source above "
    "once, slowly. `/practice` with **my misses** asks it all the same; once it is right there, it comes "
    "back."
)

THE_LIFECYCLE_BADGE = "🏅 **The lifecycle badge is yours:** 18 or more of your last 20 drills were right."

SHOW_THE_ANSWER = "Show the answer"

NEXT = "Next"

HOW_DID_I_DO = "How did I do?"

MARKED_NOT_SURE = " · not sure"

PRACTICE = "Practice {number}"

ON_WITH_THE_COURSE = "On with the course"

KEEP_PRACTICING = "Keep practicing"
