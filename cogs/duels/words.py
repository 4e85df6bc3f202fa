"""Duels in words: settings, refusals, why one ended."""

from bot.duels.rules.model import Duel, DuelPace, DuelSettings, End, Refusal, Stakes
from bot.duels.rules.offer import LEAST_ANSWERS
from bot.kernel.asked import Player
from cogs.shared.words import count, name, topic_text

REFUSALS: dict[Refusal, str] = {
    Refusal.SELF: "You cannot duel yourself. Name somebody else, or leave the opponent out for an open challenge.",
    Refusal.OWN: "This is your own challenge: wait for somebody, or take it back.",
    Refusal.BOT: "Bots do not duel. Name a person, or leave the opponent out for an open challenge.",
    Refusal.TAKES_NONE: "They take no duels. Leave the opponent out, and anybody who likes may take yours.",
    Refusal.BUSY: "You are in a live duel, or have a live challenge out. Finish it, or take it back, first.",
    Refusal.CHALLENGER_BUSY: "They are in another live duel just now. Try again when it is over.",
    Refusal.NO_QUESTIONS: "There are no questions for that topic. Choose another, or leave it out.",
    Refusal.NOT_INVITED: "This challenge is for somebody else. `/duel` makes one of your own.",
    Refusal.NOT_YOURS: "You are not in this duel. `/duel` starts one of your own.",
    Refusal.BEGUN: "Somebody has taken this challenge up already.",
    Refusal.NOT_OPEN: "No question of yours is open just now. **My part** shows where you are.",
    Refusal.LATE: "Too late: the time was up before you pressed.",
    Refusal.CLOSED: "That question is closed.",
    Refusal.ALREADY_ANSWERED: "You have answered this one: the first answer counts.",
    Refusal.PAUSED: "The duel waits until both are back. Press **My part**, then **Ready**.",
    Refusal.ENDED: "This duel is over. `/duel` starts another.",
    Refusal.UNKNOWN: "This duel no longer exists. `/duel` starts another.",
    Refusal.SHUTTING_DOWN: "Recall is about to restart. Try again in a minute.",
}

PACES = {
    DuelPace.LIVE: "live, both at once",
    DuelPace.DAY: "within a day, each alone",
}

STAKES = {
    Stakes.RATED: "rated",
    Stakes.FRIENDLY: "friendly, ratings stay as they are",
    Stakes.NEWCOMER: f"ratings stay as they are: one of the two has fewer than {LEAST_ANSWERS} answers here",
}

UNPLAYED = {
    End.DECLINED: "declined.",
    End.WITHDRAWN: "taken back.",
    End.EXPIRED: "nobody took it up.",
    End.CALLED_OFF: "called off after an outage. It counts for nobody.",
    End.ABANDONED: "both fell silent, so it counts for nobody.",
}


NEVER_SHOWN = "Recall could not show it in that channel."


def why_unplayed(duel: Duel) -> str:
    """Why a challenge came to nothing."""
    unseen = duel.end is End.CALLED_OFF and duel.opponent is None
    return NEVER_SHOWN if unseen else UNPLAYED.get(duel.end or End.EXPIRED, UNPLAYED[End.EXPIRED])


def versus(duel: Duel) -> str:
    """Who plays whom."""
    other = duel.opponent or duel.invited
    return f"{called(duel.challenger)} against {called(other) if other else 'anybody'}"


def called(player: Player) -> str:
    """A player's name, as it is shown."""
    return name(player.name)


def offered(settings: DuelSettings) -> str:
    """What is at stake, as far as it can be said before somebody accepts."""
    return f"rated, if both have {LEAST_ANSWERS} answers here" if settings.rated else STAKES[Stakes.FRIENDLY]


def about(settings: DuelSettings) -> str:
    """Topic, number of questions and pace."""
    return f"{topic_text(settings.topic)} · {count(settings.questions, 'question')} · {PACES[settings.pace]}"
