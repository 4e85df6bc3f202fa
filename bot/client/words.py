"""What people read of the client itself: why a press or a command came to nothing."""

UNKNOWN_PRESS = "That button is out of date. `/help` shows what you can do."

ELSEWHERE = "That belongs to a game on another server or in another channel. Press the buttons where it is played."

COMING_BACK = (
    "This game is interrupted, so nothing was counted. It loses no time, and goes on once Recall can reach it again. "
    "Please press again in a moment, or a little later."
)

NOT_SAVED = "That could not be saved, so it does not count yet. Please try again."

OUR_FAULT = "Something went wrong on our side. Nothing that was locked in is lost. Please try again."

BLOCKED = "You cannot use Recall here. {reason}"

NO_REASON = "Its operator has blocked you."

CLOSED = "New games have to wait. {notice}"

READ_ONLY = "Nothing can be saved right now, so this does not count. Games are paused and lose no time. {notice}"

ALMOST_ALL = "Quizzes, duels, and results that this server can still post this hour: {left}."

ALL_POSTED = (
    "This server has posted {most} quizzes, duels, and results within an hour, which is the most that this Recall "
    "allows. It can post more in {minutes} min. What is already running here continues."
)

MAINTENANCE = "Recall is undergoing maintenance."

FLOODING = "That is a lot for one channel. Please wait {seconds} s. What is already running here continues."
