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
}
