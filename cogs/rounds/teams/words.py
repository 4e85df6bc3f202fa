"""What is said of teams."""

from bot.rounds.rules.model import Forming, Speaking, Teams
from cogs.shared.words import count

NAMES = ("🚀 Rockets", "🐢 Turtles", "🌟 Stars", "🐇 Rabbits", "🧩 Puzzles", "🎲 Dice")
"""Teams are told apart by a sign and a name, not by a color."""

FORMINGS: dict[Forming, str] = {
    Forming.CHOICE: "everybody chooses",
    Forming.LOT: "drawn by lot",
    Forming.STRENGTH: "evenly strong, by rating",
}

SPEAKINGS: dict[Speaking, str] = {
    Speaking.EVERYBODY: "everybody answers",
    Speaking.IN_TURN: "one member answers, in turn",
}

HOW = "👥 **{teams}** · {forming} · {speaking} · {talk}"

TEAMS = ("team", "teams")

TALK = "{seconds} seconds to talk first"

NO_TALK = "no time to talk first"

NO_TEAMS = "No teams: everybody for themselves"

TEAM_SETTINGS = (
    "**Teams**\n-# If everybody answers, a team scores the share that its members have right. In turn, the member "
    "whose turn it is answers for the team."
)

CHOOSE_TEAM = (
    "**Choose your team.** You can change it until the quiz starts. If you don't choose, you join the smallest team."
)

IN_TEAM = "You play for **{team}**. You can change teams until the quiz starts."

ROSTER = "**{team}:** {names}"

NO_TEAM_YET = "**No team yet:** {names}"

FEWER = "-# There are only {used} teams instead of {number}, because {people} are playing."

PEOPLE = ("person", "people")

NOBODY_YET = "nobody yet"

AND_MORE = "{names}, and {more} more"

TALK_IT_OVER = "💬 **Talk it over with your team**, in voice or in a thread: answers open {opens}."

TALK_FIRST = "Talk first"

SPEAKING = "🔊 Answering: {speakers}"

SPEAKS = "{team} {name}"

SPEAKS_INSTEAD = "{team} {name} (for {absent})"

NOBODY_SPEAKS = "{team} nobody"

STANDINGS = "-# Teams: {lines}"

STANDING = "**{place}.** {team} {points}{gained}{moved}"

GAINED = "\u00a0(+{points})"

OWN_TEAM = "-# Your team: {team}, place {place} of {teams}{shared} · {points}"

PLAY_FOR = " You play for {team}."
PLAY_FOR_FROM_NEXT = " Your answers count for {team} from the next question on."

WINS = ("{teams} win: {headline}", "{teams} share first place: {headline}")
"""By how many teams are first."""

TEAM_LINE = "{medal} **{team}** · {points}"

MEMBER = "{name}: {right} of {of}"

LEFT = "{member} (left)"

MORE_MEMBERS = ("more member", "more members")

SPOKE_RIGHT = "🔊 **{name}** answered for your team: ✅ right."

SPOKE_PARTLY = "🔊 **{name}** answered for your team: 🟨 partly right."

SPOKE_WRONG = "🔊 **{name}** answered for your team: ❌ wrong."

SPOKE_NOT = "🔊 It was the turn of **{name}** to answer for your team, but no answer came."

NOBODY_SPOKE = "🔊 Nobody answered for your team."

NEVER_SPOKE = "**You did not answer in this quiz**, so there is nothing to review."

NEWCOMERS = "👋 New: {told}"

NEWCOMER = "{name} for {team}"

YOU_ARE_IN = "You are in, and play for **{team}**. {who}"

YOU_ARE_BACK = "You are back, and take turns for **{team}** again. {who}"

TEAMS_ARE_FIXED = "The teams have been fixed since the quiz began. You play for **{team}**."

SPEAKS_NOW = "**{name}** answers this one for {team}."

NOBODY_SPEAKS_NOW = "Nobody answers this one for {team}."

NEXT_IS_YOURS = "When it is your turn, the card names you."


def teams_text(teams: Teams) -> str:
    """How teams are formed and play."""
    seconds = round(teams.talk.total_seconds())
    return HOW.format(
        teams=count(teams.number, *TEAMS),
        forming=FORMINGS[teams.forming],
        speaking=SPEAKINGS[teams.speaking],
        talk=TALK.format(seconds=seconds) if seconds else NO_TALK,
    )
