"""The quiz in words: settings, refusals, why a round waits or ended."""

from bot.kernel.pace import Pace
from bot.kernel.scoring import Scoring
from bot.rounds.rules.model import EndReason, PauseReason, Refusal, Round, Settings
from cogs.shared.words import count, cut, topic_text, topic_title

REFUSALS: dict[Refusal, str] = {
    Refusal.ALREADY_IN: "You are in already. When the host presses Start, it begins.",
    Refusal.NOT_IN: "You are not in this quiz. Answer a question or press Join to get in.",
    Refusal.NOT_HOST: "Only the host, or somebody who may manage this server, can do that.",
    Refusal.NOT_YET: "The host starts the quiz. After two minutes in which nobody comes or goes, anybody in it may.",
    Refusal.NO_QUESTIONS: "There are no questions for that choice. Try another topic, or leave the exam open.",
    Refusal.BEGUN: "This quiz has begun. Answer the question on the screen and you are in.",
    Refusal.NOT_BEGUN: "This quiz has not begun yet.",
    Refusal.NOT_OPEN: "The question is just on its way. Try again in a moment.",
    Refusal.LATE: "Too late: the time was up before you pressed. The next question is yours.",
    Refusal.CLOSED: "That question is closed.",
    Refusal.ALREADY_ANSWERED: "You have answered already: with speed scoring the first answer counts.",
    Refusal.NOT_ANSWERED: "You have not answered this question.",
    Refusal.PAUSED: "The quiz is paused. Your answers so far are safe.",
    Refusal.NOT_PAUSED: "The quiz is running.",
    Refusal.ENDED: "This quiz is over. `/quiz start` begins a new one.",
    Refusal.UNKNOWN: "This quiz no longer exists. `/quiz start` begins a new one.",
    Refusal.BUSY_CHANNEL: "A quiz is running in this channel. `/quiz show` brings it to the bottom.",
    Refusal.SHUTTING_DOWN: "Recall is about to restart. Try again in a minute.",
}

HOST_IS_IN = "You are in already, and you are the host: press **Start** when everybody is in."

PACES = {
    Pace.RELAXED: "relaxed, no clock",
    Pace.STANDARD: "standard pace",
    Pace.EXAM: "exam pace",
}

SCORINGS = {
    Scoring.SPEED: "right answers, a little for speed",
    Scoring.ACCURACY: "accuracy only, answers can be changed until everybody has answered",
}

UNTIMED = "right answers and streaks; without a clock nothing is for speed"

PAUSES = {
    PauseReason.HOST: "Paused by the host.",
    PauseReason.SILENCE: "Nobody seems to be here, so the quiz waits.",
    PauseReason.AWAY: "Recall was away for a while. Every answer is safe; shall we go on?",
    PauseReason.BLOCKED: "Recall could not write here for a while. It goes on now.",
}

ENDS = {
    EndReason.FINISHED: "That was it!",
    EndReason.STOPPED: "The quiz was stopped.",
    EndReason.LOBBY_EXPIRED: "Nobody started this quiz.",
    EndReason.ABANDONED: "Nobody came back, so the quiz ended.",
    EndReason.BLOCKED: "Recall may not write here, so the quiz ended.",
}


BLOCKED = (
    "Recall cannot write here just now: the thread is archived or locked, or a permission is missing. "
    "As soon as it can, the quiz goes on by itself; your answers are safe."
)


def refused(refusal: Refusal, game: Round | None) -> str:
    """A refusal in words; where the round waits for its channel, what is wrong there."""
    blocked = game is not None and game.pause is not None and game.pause.reason is PauseReason.BLOCKED
    return BLOCKED if blocked and refusal in (Refusal.PAUSED, Refusal.NOT_OPEN) else REFUSALS[refusal]


def left_out(game: Round, before: int) -> str:
    """The questions just before a place that could not be shown, as a sentence; nothing where there are none."""
    first = before
    while first and game.asked[first - 1].left_out:
        first -= 1
    if first == before:
        return ""
    which = f"Question {before}" if before - first == 1 else f"Questions {first + 1} to {before}"
    return f"⚠️ {which} could not be shown in Discord, and so counts for nobody. The quiz goes on."


def scoring(settings: Settings) -> str:
    """What points are given for: for speed only where a clock runs."""
    by_speed_alone = settings.scoring is Scoring.SPEED and settings.pace is Pace.RELAXED
    return UNTIMED if by_speed_alone else SCORINGS[settings.scoring]


def thread_title(settings: Settings) -> str:
    """The same as a title, which knows no markup."""
    return cut(f"Quiz: {topic_title(settings.topic)} · {count(settings.questions, 'question')}", 100)


def headline(settings: Settings) -> str:
    """Topic and number of questions."""
    return f"{topic_text(settings.topic)} · {count(settings.questions, 'question')}"
