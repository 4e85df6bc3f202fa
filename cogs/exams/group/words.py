"""What `cogs/exams/group` says."""

from bot.exams.rules.room import WALK_WAITS

OPENED = "The group mock is open. Press **Start** once everybody is in."

YOU_ARE_IN = (
    "You are in{more}. When the host presses **Start**, your paper comes by direct message and its clock starts."
)

WITH_MORE_TIME = " with 30 extra minutes"

GROUP_TITLE = "## Group mock: {exam}"

GROUP_OVER_TITLE = "## Group mock: {exam} is over"

CALLED_OFF = "**The group mock of {exam} was called off.** `/exam start` opens another."

HOW_A_GROUP_GOES = (
    "{questions} in {minutes}, the same form for everybody. {scored} count and {unscored} do not, a blank counts as "
    "wrong, and a wrong answer costs nothing. Everybody works in private, at their own pace, and can change any answer "
    "until they hand in; this card only says who has. Afterward you go through the questions that split you most."
)

PEOPLE_IN = "**In ({number}):** {names}"

WITH_EXTRA = "{name} (+30 min)"

ALL_BEGIN_AT_ONCE = (
    "-# Everybody's clock starts when {host} presses **Start**.{waits} Join with 30 extra minutes if you will have "
    "them in the real exam."
)

IT_WAITS = " The group waits {until}."

THE_HOST = "the host"

JOIN, JOIN_LONGER, BEGIN, CALL_OFF = "Join", "Join, 30 minutes extra", "Start", "Call it off"

SURE_TO_CALL_OFF = "**Call the group mock of {exam} off?** {people} joined."

HANDED_IN = "📥 **Handed in ({number}):** {names}"

NOBODY_YET = "nobody yet"

WORKING = "✏️ **Working ({number}):** {names}"

LEFT = "🚫 **Discarded their paper ({number}):** {names}"

LAST_PAPER = (
    "-# The last paper is collected {from_now}. Yours is in your direct messages and behind the button. Answers come "
    "once everybody has handed in."
)

MY_PAPER, MY_RESULT, TALK = "My paper", "My result", "Talk it through"

ALL_HANDED_IN = "📥 Handed in: {names}"

NOBODY_HANDED_IN = "Nobody handed in a paper."

SPLIT_YOU = "**{questions}** split you most. First you talk, then comes the answer."

ONLY_THE_GROUP = "Only members of the group and organizers can go through it with everybody."

ALL_AGREE = (
    "Wherever two of you answered the same question, you gave the same answer, so there is nothing to talk through."
)

NOTHING_SHARED = "No question was answered by at least two of you, so there is nothing to compare."

ONE_PAPER = "Only one paper was handed in, so there is nothing to compare."

TALKED_THROUGH = "**That was the last one:** {questions} talked through."

LEFT_OFF = f"**Left off:** nobody went on for {WALK_WAITS.days} days. Everybody's own result still has all questions."

SPLITS = "-# {place} of {of} that split you most · {exam}"

WHO_CHOSE_WHAT = "**Who chose what, and why?** Talk first, then look."

SHOW_ANSWER, ON_TO_NEXT, FINISH = "Show the answer", "On to the next", "Finish"

GO_ON = "Continue"

TOLD_NOTHING_OF = (
    "A game on this server is asking this question right now, so neither its answer nor how many of you chose what is "
    "shown here. In your own mock, you can read the answer once that game is over."
)

TOO_FEW_TO_COUNT = "-# Fewer than five people answered it, so how many chose what stays private."

LEFT_BLANK = "\n-# {papers} left it blank."

ANSWERED_IN_WAYS = "-# Answered in {ways} by {people}."

CHOSE_IT = "{option} · {number} of {of}"
