"""What the host's menu says."""

from bot.rounds.rules.model import Joining, Weight

CONTROLS = "**Host's controls**"

ANSWERS_COUNT = "-# Answers given so far count, whatever you choose here."

ON_A_BREAK = "📖 Everybody is looking it up. The quiz continues by itself, or when you press **Continue**."

PAUSE = "Pause"

CONTINUE = "Continue"

END_THE_QUIZ = "End the quiz"

SURE_TO_END = "**End the quiz now?** Questions left: {left} of {all}. What was answered counts."

SURE_TO_CALL_OFF = "**Call this quiz off?** {people} it."

JOINED = ("person has joined", "people have joined")

WITHOUT_THIS_ROUND = "The quiz night goes on without this round."

LEAVE_HAND_OVER = "Leave, hand over"

SKIP_THIS_QUESTION = "Skip this question"

CLOSE_IT_NOW = "Close it now"

OPEN_ANSWERS = "End the talk"

TO_THE_PODIUM = "To the podium"

NEXT_QUESTION = "Next question"

LOOK_IT_UP = "Look it up (5 minutes)"

HAND_OVER = "Hand over to…"

REMOVE = "Remove a player…"

WARM_UP = "Add a warm-up question"

NO_WARM_UP = "Remove the warm-up question"

PLAY_IN_TEAMS = "Teams…"

PRESENTER = "Presenter view"

PRESENTER_LINK = (
    "**The presenter view** shows this quiz large, for the screen that you share in a call: <{link}>\n"
    "-# Only you see this link. Whoever has it can watch but not play, and sees no more than this channel does: the "
    "right answer comes when the question closes. The link works until 15 minutes after the quiz, and in a quiz "
    "night for all of its rounds."
)

NO_PRESENTER = "The presenter view is turned off here. Whoever runs Recall can turn it on."

BACK = "Back"

MORE_PEOPLE = "More players"

WHO_JOINS = "Who can join: {who}"

JOINING: dict[Joining, str] = {
    Joining.ANYBODY: "anybody at any time",
    Joining.BEFORE_START: "anybody until it starts",
    Joining.NOBODY: "nobody else",
}

RUNNING: dict[Joining, str] = {
    Joining.ANYBODY: "anybody",
    Joining.BEFORE_START: "no latecomers",
    Joining.NOBODY: "nobody else",
}
"""The same once the quiz has begun."""

HOW_MUCH = "The next question counts {weight}"

WEIGHTS: dict[Weight, str] = {Weight.HALF: "half", Weight.ONCE: "once", Weight.TWICE: "twice"}

WHO_HOSTS = "**Who should host?**\n-# You stay in the quiz as a player."

WHO_GOES = (
    "**Who should leave?**\n-# They cannot come back into this quiz. Their answers stay theirs, but they are no longer "
    "in its standings."
)

CHOOSE = "Choose a player"

NOBODY_ELSE = "Nobody else is in this quiz."

TOLD_APART = "{name} (…{last})"
"""Of people with the same name, by the end of their ID."""

HOSTS_NOW = "**{name}** hosts the quiz now. Let them know: the button **Host** on the card is theirs."

YOU_HOST = "{name} has made **you the host**. Press **Start** when everybody is in, or **Host** for more."

IS_OUT = "**{name}** is out of this quiz."

MAY_NOT_HOST = "On this server, quizzes and quiz nights are started by {who}. You can join any that they start."

A_ROLE = "members with {role}, and by organizers"

ORGANIZERS = "organizers"
