"""The quiz in words: settings, refusals, why a round waits or ended."""

from bot.kernel.pace import Pace
from bot.kernel.scoring import Scoring
from bot.rounds.pool import Held
from bot.rounds.rules.model import EndReason, PauseReason, Refusal, Round, Settings, Weight
from cogs.shared.words import count, cut, plural, topic_text, topic_title, until

NO_QUESTIONS_BY_DEFAULT = (
    "There are no questions for this server's quiz defaults. An organizer can choose another topic with "
    "`/settings server`; name a topic in `/quiz start` to ask about that."
)

REFUSALS: dict[Refusal, str] = {
    Refusal.ALREADY_IN: "You are already in. The quiz begins when the host presses **Start**.",
    Refusal.NOT_IN: "You are not in this quiz. Press **Join** in the lobby, or answer a question once it has begun.",
    Refusal.NOT_HOST: "Only the host or an organizer can do that.",
    Refusal.NOT_YET: "The host starts the quiz. If nobody joins or leaves for two minutes, any player can.",
    Refusal.NO_QUESTIONS: "There are no questions for that choice. Try another topic, or leave the exam open.",
    Refusal.FEWER: (
        "Fewer questions can be asked now than this quiz announced: another game on this server may be asking some, or "
        "the warm-up takes one. The quiz's card says how many are left. Press **Start** again to begin with those."
    ),
    Refusal.BEING_ASKED: "All questions for that choice are open in another game on this server. Try again later.",
    Refusal.BEGUN: "This quiz has begun. Answer the question on the screen and you are in.",
    Refusal.NOT_BEGUN: "This quiz has not begun yet.",
    Refusal.NOT_OPEN: "The question is on its way. Try again in a moment.",
    Refusal.LATE: "Too late: the time was up before you pressed. The next question is yours.",
    Refusal.CLOSED: "That question is closed.",
    Refusal.ALREADY_ANSWERED: "You have already answered. In this quiz, your first answer counts.",
    Refusal.NOT_ANSWERED: "You have not answered this question.",
    Refusal.PAUSED: "The quiz is paused. Your answers so far are safe.",
    Refusal.NOT_PAUSED: "The quiz is running.",
    Refusal.ENDED: "This quiz is over. `/quiz start` begins a new one.",
    Refusal.UNKNOWN: "This quiz no longer exists. `/quiz start` begins a new one.",
    Refusal.BUSY_CHANNEL: "This channel already has a quiz. `/quiz show` brings it to the bottom.",
    Refusal.REMOVED: "The host has taken you out of this quiz. You can play in the next one.",
    Refusal.CLOSED_TO_ALL: "The host has closed this quiz to newcomers. You can play in the next one.",
    Refusal.NO_LATECOMERS: "Nobody can join this quiz once it has begun. You can play in the next one.",
    Refusal.NOT_PLAYING: "That person is not in this quiz.",
    Refusal.NOT_BETWEEN: "That can be changed between two questions, while the answer is on the screen.",
    Refusal.NO_NEXT: "That was the last question, so there is nothing left to change.",
    Refusal.GONE_ON: "The quiz had already gone on, so nothing was cut short. **Host** shows what can be done now.",
    Refusal.TALKING: "Talk it over with your team first. The answers open in a moment.",
    Refusal.NOT_SPEAKER: "Somebody else answers this question for your team. The card says who.",
    Refusal.ONE_TEAM: "Teams need at least two players, in two different teams.",
    Refusal.NO_TEAM_CHOICE: "You cannot choose a team now.",
    Refusal.SHUTTING_DOWN: "Recall is about to restart. Try again in a minute.",
}

ALL_ARE_ASKED = (
    "All questions for that choice are still open in {where}, and a quiz would give the answers away. Choose another "
    "topic, or try again when they are closed there."
)

LEFT_FOR_LATER = (
    "There are no more questions for this choice just now: {held} {are} still open in {where}, and a quiz would give "
    "the answers away."
)

THE_DAILY, ANOTHER_GAME = "the daily {until}", "another game on this server"

HOST_IS_IN = "You are already in, and you are the host: press **Start** when everybody is in."

PACES = {
    Pace.RELAXED: "relaxed, no clock",
    Pace.STANDARD: "standard pace",
    Pace.EXAM: "exam pace",
}

SCORINGS = {
    Scoring.SPEED: "right answers, plus a little for speed",
    Scoring.ACCURACY: "accuracy only, answers can be changed until everybody has answered",
}

UNTIMED = "right answers and streaks, without points for speed because there is no clock"

PAUSES = {
    PauseReason.HOST: "Paused by the host.",
    PauseReason.SILENCE: "Nobody has answered for a while, so the quiz is waiting.",
    PauseReason.AWAY: "Recall was offline for a while. Every answer is safe. Continue?",
    PauseReason.LOOK_UP: "📖 A break to look it up.",
    PauseReason.BLOCKED: "Recall could not write here for a while. The quiz goes on now.",
}

ENDS = {
    EndReason.FINISHED: "That was it!",
    EndReason.STOPPED: "The quiz was ended early.",
    EndReason.LOBBY_EXPIRED: "Nobody started this quiz.",
    EndReason.ABANDONED: "Nobody came back, so the quiz ended.",
    EndReason.BLOCKED: "Recall is not allowed to write here, so the quiz ended.",
}

CALLED_OFF = "The quiz was called off."

BLOCKED = (
    "Recall cannot write here just now: the thread is archived or locked, or a permission is missing. "
    "As soon as it can, the quiz goes on by itself; your answers are safe."
)

NO_THREAD = " It is in the channel itself, because this kind of channel cannot have threads."

A_QUIZ_NEEDS = "A quiz needs a server channel. Try `/quiz start` there."

THE_QUIZ_IS_OVER = "The quiz is over. What was answered counts."

THE_LOBBY_IS_CLOSED = "The quiz is called off."

NO_QUIZ_IS_RUNNING = "No quiz is running here. `/quiz start` begins one."

HERE_IT = "Here it is."

NO_QUIZ_IS_RUNNING_HERE = "No quiz is running here."

THE_LOBBY_IS_OPEN = "The lobby is open{where}. Press **Start** on its card when everybody is in.{instead}"

IS_THE_HOST_NOW = " {name} is the host now."

YOU_ARE_OUT_ANSWERING = "You are out. Answering a question brings you back in.{new_host}"

YOU_WERE_THE_LAST = "You are out. Nobody else was in, so the quiz is called off."

THE_NEXT_QUIZ = "The next quiz is open already, and you are in. It begins when {host}, its host, starts it."

TO_THE_PODIUM = "To the podium"

HAS_LEFT_SO_YOU = "{left} has left, so **you are the host now**. Press **Start** when everybody is in."

CONTINUE = "Continue"

YOU_ARE_IN_IT = "You are in. The quiz has already begun."

YOU_ARE = "You are in. The first question comes when the host starts the quiz."

THIS_QUESTION_WAS_NEVER = "This question was never closed, so there is nothing to tell yet."

THE_NEXT_QUIZ_IS_OPEN = (
    "The next quiz is open already, and you are its host. Press **Start** on it when everybody is in."
)

POINTS = ("point", "points")

MISSES = ("miss", "misses")

NO_PLACE_YET = "-# You have not answered a question that counts, so you have no place."

YOU_PLACE = "-# You: place {place} of {lines}{shared} · {points}"

PRESS_ANOTHER = "Press another"

PRESS_ANSWER_AGAIN = "Press **Answer** again"

TO_CHANGE_IT_UNTIL = " {how} to change it, until everybody has answered."

NOTED_THAT_YOU_WERE = "\n-# Noted that you were not sure."

QUESTION_OF = "-# {place}.{change}"

WHICH_QUESTION = "Question {number} of {counting}"

OF_THEM_UNANSWERED = ", {silent} of them unanswered"
ALL_UNANSWERED = {1: ", unanswered", 2: ", both unanswered"}
"""By how many they are; of more, `MORE_UNANSWERED`."""
MORE_UNANSWERED = ", all unanswered"

YOU_WERE_NOT = "**You were not in this quiz**, so there is nothing to review."

NOT_YET = "**Not yet.** {key_waits}"

NOTHING_MISSED_YOU_HAD = "**Nothing missed.** You had all your questions right."

NOT_SURE = "Not sure"

NEXT_MISS = "Next miss ({number} of {misses})"

RESTARTING = (
    "🔄 **Recall is restarting.** Answers locked in are safe; the quiz goes on, with its time, as soon as it is back."
)

MINUTES = ("minute", "minutes")

PLAYERS = ("player", "players")

QUIZ = "## Quiz: {headline}"

STARTS_THE_QUIZ_OPEN = "-# {host} starts the quiz · open {until}"

IN = "**In:** {names}"

AND_MORE = "{shown} and {names} more"

A_ROUND_OF_A_NIGHT = "🌙 **Round {number} of the quiz night.** {begins}"

BEGINS_OR_SOONER = "{starts} {host} can start it sooner."

YOU_ARE_IN_A_NIGHT = "You are in. The first question comes by itself, or once {host} starts the round."

IN_A_NIGHTS_LOBBY = {Refusal.ALREADY_IN: "You are already in. {begins}", Refusal.NOT_YET: "{begins}"}

STARTS_BY_ITSELF = "It starts by itself {from_now}."

STARTS_IN_COMPANY = "It starts by itself once somebody besides {host} is in."

HAS_LEFT_SO = "👋 {name} has left, so **{host} is the host now**."

THE_HOST = "The host"

QUIZ_START_OPENS = "-# {ends} `/quiz start` opens a new one."

JOIN = "Join"

START = "Start"

LEAVE = "Leave"

CALL_IT_OFF = "Call it off"

ANOTHER_TOPIC = "To play another topic, press **Call it off**, then use `/quiz start`."

MORE_PLAYERS = ("more player", "more players")

OF_RIGHT = "{points} · {right} of {of} right{accuracy}"

NO_POINTS_THIS_TIME = "No points this time: {headline}"

WHAT_WAS_ANSWERED_COUNTS = "-# {ends} What was answered counts."

NOBODY_ANSWERED_ANYTHING_THIS = "Nobody answered anything this time."

FASTEST_RIGHT_ANSWERS = "⚡ Fastest right answers: {quick}, {seconds} on average"

ON_STEP = "{right} of {of} right"

HARDEST_OF_RIGHT = "🧗 Hardest: {asking} ({right} of {answered} right)"

MIXED_UP_HERE = "🔀 Mixed up here: “{chosen}” for “{key}” ({times} of {of})"

PLAY_AGAIN = "Play again"

WINS = ("{names} wins: {headline}", "{names} share first place: {headline}")
"""By how many are first."""

REVIEW_MY_MISSES = "Review my misses"

REVIEW_MY_MISSES_SHOWS = "{more}: **Review my misses** shows your place"

GOES_ON = " The quiz continues by itself {at}, or when the host presses **Continue**."

WAITS_FOR_CONTINUE_THEN = " {who} can press **Continue** {until}; otherwise, the quiz ends then."

HOST_OR_ORGANIZER, ANY_PLAYER = "The host or an organizer", "Any player"

ANSWERS_LOCKED_IN_STAY = "**{pauses}**\n-# Answers locked in stay.{waits}"

END = "End"

HOST = "Host"

MORE = ("more", "more")

STANDINGS = "-# Standings: {top}{more}"

MY_ANSWER = "My answer"

NOT_PLAYED = "{place} · not played"

ASKED_ELSEWHERE = "Another game on this server is asking this question right now, so its answer is not shown here."

OF_READY = "{label} · {ready} of {waiting} ready"

GOES_ON_WITHOUT = (
    "The quiz waits only for those who answered this question: {ready} of {waiting} are ready. "
    "It goes on by itself {due}."
)

REPORT = "Report"

NOBODY_ANSWERED = "nobody answered"

CLOSED_EARLY = " · closed early"
"""After how many were right, of a question that not everybody had the time to answer."""

CLOSED_BEFORE_TIME = "⏭️ **This question was closed early.** You had not answered it, and that does not count as a miss."


BEGUN_WITH_ANYBODY_MAY_STILL = (
    "-# Begun with {people}. While it runs, others can join by answering, unless the host lets nobody else in."
)

BEGUN_WITH = "-# Begun with {people}. Others can join only if the host lets them."
"""Both stay true whatever the host decides later and once the quiz is over: this card is not drawn again for that."""

CLOSED_TO_ALL = "🔒 Nobody else can join."

NO_LATECOMERS = "🔒 Join now: once the quiz has begun, nobody else can."

WARM_UP_FIRST = "🏃 A warm-up question comes first; it does not count."

WARM_UP = "Warm-up"

WEIGHTS = {
    Weight.NOT_AT_ALL: "🏃 **Warm-up:** this question does not count.",
    Weight.HALF: "✨ **This question counts half.**",
    Weight.ONCE: "",
    Weight.TWICE: "✨ **This question counts twice.**",
}
"""On a question's card."""

COUNTED = {
    Weight.NOT_AT_ALL: "",
    Weight.HALF: " · counts half",
    Weight.ONCE: "",
    Weight.TWICE: " · counts twice",
}
"""After it."""


OF_LOCKED = "{given} of {awaited} locked in."


LEFT_OUT = (
    "⚠️ Question {last} could not be shown in Discord, so it counts for nobody. The quiz goes on.",
    "⚠️ Questions {first} to {last} could not be shown in Discord, so they count for nobody. The quiz goes on.",
)


DID_NOT_COUNT = "-# 🏃 This was the warm-up question, which does not count."

WARM_UP_LEFT_OUT = "⚠️ The warm-up question could not be shown in Discord. The quiz goes on."


def never_begun(reason: EndReason | None) -> str:
    """Why a lobby came to nothing: what has not begun is not ended, but called off."""
    return CALLED_OFF if reason is EndReason.STOPPED else ENDS[reason or EndReason.LOBBY_EXPIRED]


def place_of(game: Round, position: int) -> str:
    """`3/10` as it stands on a card: which question it is of those that count."""
    number = game.number(position)
    return f"{number}/{game.counting}" if number else WARM_UP


def which(game: Round, position: int) -> str:
    """The same in a sentence."""
    number = game.number(position)
    return WHICH_QUESTION.format(number=number, counting=game.counting) if number else WARM_UP


def left_for_later(short: Held) -> str:
    """Why a quiz has no more questions, and until when."""
    are = plural(short.questions, "is", "are")
    return LEFT_FOR_LATER.format(held=count(short.questions, "question"), are=are, where=_where(short))


def all_are_asked(held: Held) -> str:
    """Why a quiz has no questions at all, and until when."""
    return ALL_ARE_ASKED.format(where=_where(held))


def _where(held: Held) -> str:
    daily = [THE_DAILY.format(until=until(held.until, dated=True))] if held.until else []
    other = [ANOTHER_GAME] if held.questions > held.by_daily or not daily else []
    return " and in ".join([*daily, *other])


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
    last = game.number(before - 1)
    if not last:
        return WARM_UP_LEFT_OUT
    return plural(before - first, *LEFT_OUT).format(first=max(1, game.number(first)), last=last)


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
