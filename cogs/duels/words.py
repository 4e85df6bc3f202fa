"""Duels in words: settings, refusals, why one ended."""

from bot.duels.rules.model import Duel, DuelPace, DuelSettings, End, Newcomers, Phase, Refusal, Stakes
from bot.duels.rules.offer import LEAST_ANSWERS
from bot.kernel.asked import Player
from bot.kernel.people import is_erased
from cogs.shared.words import count, listed, name, plural, topic_text

REFUSALS: dict[Refusal, str] = {
    Refusal.SELF: "You cannot duel yourself. Name somebody else, or leave the opponent out for an open challenge.",
    Refusal.OWN: "This is your own challenge. Wait for somebody to accept it, or take it back.",
    Refusal.BOT: "Bots cannot duel. Name a person, or leave the opponent out for an open challenge.",
    Refusal.TAKES_NONE: "They have turned duels off. Leave the opponent out, and anybody can accept your challenge.",
    Refusal.ALREADY_CHALLENGED: (
        "You have already challenged them, and they have not answered yet. To challenge them to something else, take "
        "that challenge back first."
    ),
    Refusal.ALREADY_OPEN: (
        "Your open challenge in this channel still waits for somebody. To offer something else, take it back first."
    ),
    Refusal.BUSY: "You are already in a live duel or have an open live challenge. Finish it or take it back first.",
    Refusal.CHALLENGER_GONE: "Whoever made this challenge has left. Start your own with `/duel`.",
    Refusal.CHALLENGER_BUSY: "They are in another live duel right now. Try again when it is over.",
    Refusal.NO_QUESTIONS: "There are no questions for that choice. Try another topic, or leave the exam open.",
    Refusal.BEING_ASKED: (
        "All questions for that choice are open right now in a game that one of you can play, such as the daily. Try "
        "again when it is over, or choose another topic."
    ),
    Refusal.NOT_INVITED: "This challenge is for somebody else. Start your own with `/duel`.",
    Refusal.NOT_THE_CHALLENGER: "Only whoever made this challenge can take it back. To play them, press **Accept**.",
    Refusal.NOT_YOURS: "You are not in this duel. Start your own with `/duel`.",
    Refusal.BEGUN: "Somebody has already accepted this challenge.",
    Refusal.NOT_OPEN: "None of your questions is open right now. **My duel** shows where you are.",
    Refusal.LATE: "Too late: the time was up before you pressed.",
    Refusal.CLOSED: "That question is closed.",
    Refusal.ALREADY_ANSWERED: "You have already answered this one. Your first answer counts.",
    Refusal.PAUSED: "The duel waits until both players are ready.",
    Refusal.ENDED: "This challenge or duel is over. `/duel` starts another.",
    Refusal.UNKNOWN: "This duel no longer exists. `/duel` starts another.",
    Refusal.SHUTTING_DOWN: "Recall is about to restart. Try again in a minute.",
}

IN_ANOTHER_CHANNEL = "It is in <#{channel}>."

ON_ANOTHER_SERVER = "It is on another server: https://discord.com/channels/{guild}/{channel}"

IN_A_GAME: dict[Refusal, str] = {
    Refusal.NOT_YOURS: "You are not in this game. **My game** on the tournament's card shows yours.",
    Refusal.NOT_OPEN: "None of your questions is open right now. **My game** shows where you are.",
    Refusal.PAUSED: "The game waits until both players are ready.",
    Refusal.ENDED: "This game is over. **My game** on the tournament's card shows where you are.",
}
"""The same of a duel that is a game of a tournament, which has no **My duel** and is called a game there."""

PACES = {
    DuelPace.LIVE: "live, both at once",
    DuelPace.DAY: "within a day, each alone",
}

STAKES = {
    Stakes.RATED: "rated",
    Stakes.FRIENDLY: "friendly, ratings stay as they are",
}

TOO_FEW_ANSWERS = (
    f"ratings stay as they are: {{who}} fewer than {LEAST_ANSWERS} answers on this server{{then}} "
    "(mock exams don't count)"
)

ONE, HAVE = "one of the two", ("has", "have")
HAD, THEN = "had", " when the challenge was accepted"

UNPLAYED = {
    End.DECLINED: "declined.",
    End.WITHDRAWN: "taken back.",
    End.EXPIRED: "nobody accepted it.",
    End.CALLED_OFF: "called off after an outage. It counts for nobody.",
    End.ABANDONED: "neither finished it, so it counts for nobody.",
}

GAME_CALLED_OFF = " · called off"

NEVER_SHOWN = "Recall could not show it in that channel."

A_DUEL_NEEDS = "A duel needs a server channel. Try `/duel` there."

NONE_LEFT_FOR_A_REMATCH = "There are no questions left for this choice. Choose another topic with `/duel`."

TAKES_NONE = (
    "Noted: nobody can challenge you anymore. To be open to challenges again, use `/me` or start a duel yourself."
)

TAKEN_AGAIN = "Because you challenge others, others can challenge you again. To turn duels off, use `/me`."

IN_A_QUIZ = "You are also in a quiz in <#{channel}>. Its questions continue while you duel and close without you."

ERASED = (
    "Your opponent has had their data erased, so there is nobody to play again. Challenge somebody else with `/duel`."
)

LEFT = "{who} is no longer on this server. Name somebody else, or leave the opponent out for an open challenge."

CANNOT_SEE = (
    "{who} cannot see this channel, so they could not accept. Challenge them where they can, "
    "or leave the opponent out for an open challenge."
)

QUESTIONS = ("question", "questions")

POINTS = ("point", "points")

YOUR_TIME_RUNS_WHILE = "-# Your time runs while a question is shown. The answers come with the result."

OPEN = "{text} Open {until}."

YOU_HAVE_HAS = "you have {points}, {called} has {their_points}"

YOU_GOT = "You got {points}, {called} got {their_points}."

NEXT_OF = "Next ({index} of {played})"

TAKE_IT_BACK = "Take it back"

YOUR_CHALLENGE_IS_OUT = "**Your challenge is out.** {whom} can accept it {stands}."

YOU_WIN = "You win!"

MY_ANSWERS = "My answers"

GO_ON = "Back to the tournament"

IT_STARTS_ON_ITS = " Automatic start: {soon}."

IT_IS_CALLED_OFF = " If one of you stays away, the {game} is called off {soon}, at nobody's cost."

NEXT_QUESTION = "Next question"

WAITING_FOR = "Waiting for {called}."

PRESS_READY = "Press **Ready** when you are."

PRESS_WHEN_READY = "Press **{label}** when you are ready."

THE_RESULT_COMES_WHEN = "-# The result comes when {other} has played, too. {begun_large}."

FIRST_QUESTION = "First question"

LOCKED_IN = "🔒 **Locked in.**"

YOUR_CHALLENGE_IS_OVER = "**Your challenge is over:** {why_unplayed}"

WINS = "{called} wins."

NOBODY_WINS = "Nobody wins."

STILL_WAITING_FOR = "-# Waiting for {called}."

ALL_LOCKED = "🔒 **All locked in.**"

NO_QUESTION_OF_THIS = "No questions were played in this {game}."

CHALLENGES = "{called} challenges {whom}"

QUESTION_OF_DUEL = "Question {position} of {asked}"

ACCEPT = "Accept"

THE_SAME_QUESTIONS = "-# Both players get the same questions and answer in private. The challenge is open {until}."

DUEL_MAKES_A_NEW = "-# {begun_large} `/duel` starts a new one."

PUT_OFF = "\n-# Recall was offline, so the deadline is later. This one counts; your own card may show the earlier one."


RECALL_WAS_AWAY = (
    "Recall was offline for a while. Every answer is safe. The duel continues when both players press **My duel**, "
    "then **Ready**."
)

BOTH_PRESS_MY_DUEL = "Both players press **My duel**. Automatic start: {soon}."

IS_CLOSED_THE_NEXT = "{place} is closed; the next comes in a moment"

THIS_ONE = "<@{id}>, this one is for you."

OVER_THE_RESULT_STANDS = "-# Over. The result is below."

DONE_OF = "{called} has answered {done} of {of}"

OVER_WHEN_BOTH_HAVE = "\n-# Over when both have played; open {until}."

TAKE_BACK = "Take it back"

I_TAKE_NO_DUELS = "Turn duels off"

HAS_LOCKED = "has locked in"

IS_THINKING = "is thinking"

MY_DUEL = "My duel"

LEVEL_ON_POINTS_DECIDED = " · tied on points, decided by {by}"

OF_RIGHT = "**{called}** · {points} · {right} of {asked} right{spent}"

WHERE_THE_RATINGS_GAVE = "({change:+.0f}: {got}, where the ratings gave a chance of {percent})"

BEATS = "🏆 {winner} beats {loser}"

A_DRAW = "🤝 A draw: {versus}"

LEFT_TWO_QUESTIONS_UNANSWERED = " · {who} left two questions in a row unanswered and {loses}"

DID_NOT_PLAY = " · {who} did not play and {loses}"

DID_NOT_FINISH = " · {who} did not finish and {loses}"

LOSES, YOU_LOSE = "loses", ("you", "lose")

LEFT_IT = "somebody left before it was over, so it counts for nobody."

RIGHT_ANSWERS = "right answers"

SPENT = ": {mine} on your right answers, {theirs} on theirs"

ON_RIGHT_ANSWERS = " · {seconds} on right answers"

COUNTED_THESE_TWO_HAVE = "\n-# Counts {percent}: these two have already played within a day."

STANDS_UNTIL_ENOUGH_DUELS = "\n-# “?” means that a rating is still uncertain."

REMATCH = "Rematch"


def refused(why: Refusal, duel: Duel | None) -> str:
    """Why a wish was not granted, in the words of the game in which it was made."""
    in_a_game = duel is not None and duel.part_of is not None
    return IN_A_GAME.get(why, REFUSALS[why]) if in_a_game else REFUSALS[why]


def thing(duel: Duel) -> str:
    """What a duel is called: in a tournament it is a game."""
    return "duel" if duel.part_of is None else "game"


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


def stakes(duel: Duel) -> str:
    """What is at stake, or whose answers are too few for anything to be."""
    if duel.stakes is not Stakes.NEWCOMER:
        return STAKES[duel.stakes]
    both = zip(Newcomers, duel.players, strict=True)
    new = [called(player) for which, player in both if which in duel.newcomers and not is_erased(player.id)]
    over = duel.phase is Phase.ENDED  # they may have enough by now: it was counted when the duel came about
    have = HAD if over else plural(max(len(new), 1), *HAVE)
    return TOO_FEW_ANSWERS.format(who=f"{listed(new, 2) if new else ONE} {have}", then=THEN if over else "")


def offered(settings: DuelSettings) -> str:
    """What is at stake, as far as it can be said before somebody accepts."""
    return f"rated, if both have {LEAST_ANSWERS} answers here" if settings.rated else STAKES[Stakes.FRIENDLY]


def about(settings: DuelSettings) -> str:
    """Exam, topic, number of questions, and pace."""
    exam = f"{settings.exam.value} · " if settings.exam else ""
    return f"{exam}{topic_text(settings.topic)} · {count(settings.questions, 'question')} · {PACES[settings.pace]}"
