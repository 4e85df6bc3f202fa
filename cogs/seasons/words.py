"""Seasons, in words."""

from bot.seasons.rules.leagues import LEAST, MOST, MOVING, REGULAR_DAYS, REGULARS, Move
from bot.seasons.rules.model import WEEKS
from bot.seasons.rules.points import DAY, FIRST, LEAST_ANSWERS, NEXT, SECOND_KIND
from bot.seasons.rules.views import Refusal
from cogs.shared.words import NUMBERS

IN_A_SERVER = "Seasons belong to a server. Use `/season show` in one of its channels."

NONE_YET = "There is no season here yet. An organizer can start one with `/season start`."

NONE_SET_UP = (
    "There is no season here yet. `/season start` starts one: four weeks in which every day of playing counts. What "
    "people have played since Monday is included."
)

NO_LAST = "There was no season before this one. `/season show` shows the current one."

ORGANIZERS_ONLY = "Only organizers can start and stop seasons. `/season show` shows the table."

WHEN = (
    "To start, Recall needs the time zone in which days and weeks begin here: `/season start zone:Berlin`, with your "
    "own city."
)

REFUSALS = {
    Refusal.RUNNING: (
        "A season is already running: `/season show`. When it is over, the next one starts by itself. `/season stop` "
        "ends it."
    ),
    Refusal.NONE: "No season is running here. `/season start` starts one.",
}

DAMAGED = "That control does not belong to a season. `/season show` opens the table."

STARTED = "**The season is on.** Everything that people have played here since {monday} counts."

SURE_TO_START = (
    "**Start a new season?** The table of the stopped season and of those before it can't be shown anymore then. What "
    "people have played here since Monday counts."
)

GO_ON_INSTEAD = "To continue the stopped season instead, keep its time zone: `/season start zone:{zone}`."

START_A_NEW_ONE, KEEP_THE_TABLE = "Start a new one", "Keep the table"

STOPPED = (
    "The season is over. `/season show` still shows its table, until another season takes its place. If you stopped it "
    "by mistake, `/season start` within a day continues it; later, or with another time zone, it starts a new one."
)

TITLE = "## Season {number} · week {week} of {weeks}"

TITLE_OVER = "## Season {number} · the final table"

TITLE_STOPPED = "## Season {number} · stopped in week {week} of {weeks}"

ENDS = "-# It ends {end}. Weeks run from Monday to Sunday, {zone} time."

ENDED = "-# It ended {end}."

LINE = "{medal} **{name}** · {points} · {days}{move}"

POINTS = ("point", "points")

MORE_POINTS = ("more point", "more points")

DAYS = ("day", "days")

NOBODY_YET = "Nobody has played yet this season. Be the first: `/daily`, `/quiz start`, or `/duel`."

NOBODY_PLAYED = "Nobody played in this season."

YOU_ARE = "**You are {ordinal}{shared}** · {points} · {days}"

YOU_WERE = "**You were {ordinal}{shared}** · {points} · {days}"

NOBODY_IS_AHEAD = "Nobody is ahead of you."

YOU_NEED = "You need {points} to pass **{name}**."

ENOUGH = f"at least {NUMBERS[LEAST_ANSWERS]} questions, or all of them if there are fewer"

IN_TURN = "In a team quiz in which one member answers in turn, it is enough to answer one question yourself."

NOT_IN_IT = (
    "You are not in the table of this season yet. A daily puts you there, and so does a quiz or duel in which you "
    f"answer {ENOUGH}. {IN_TURN}"
)

NOT_THIS_WEEK = "You have not played this week yet."

NOT_IN_LAST = "You were not in this season."

TODAY = "Today counts: {points}."

NOT_TODAY = "Today does not count yet. Finish the daily (`/daily`), or play a quiz or a duel."

OUT_AT_ITS_END = "You have left the season and are in no table here."

OUT = f"{OUT_AT_ITS_END} This week still counts if you join again before it ends."

HIDDEN = (
    "You are hidden from leaderboards, so the season's tables do not show you. **Show me on boards** in `/leaderboard` "
    "changes that."
)

WHAT_COUNTS = f"-# Each day on which you play earns {DAY} points; winning adds a little. **How it works** says more."

PODIUM = "Season {number}"

CHAMPIONS = "🏆 Season {number}: {names}"

THIS_WEEK = "## This week"

LEAGUE = "## This week · League {league} of {leagues}{highest}"

HIGHEST = ", the highest"

WEEK_ENDS = "-# It ends {end}. Everybody started it at zero."

MOVERS_UP = f"the first {NUMBERS[MOVING]} move up"

MOVERS_DOWN = f"the last {NUMBERS[MOVING]} move down"

LEAGUE_ENDS = "-# It ends {end}. Then {movers}."

NOBODY_THIS_WEEK = "Nobody has played yet this week."

MOVES = {Move.UP: " · ⬆️ up", Move.DOWN: " · ⬇️ down", Move.STAY: ""}

RISEN = "⬆️ Up from a lower league: {names}"

FALLEN = "⬇️ Down from a higher league: {names}"

YOUR_LEAGUE = "You are in League {league}."

RULES = f"""## How the season works
A season has {NUMBERS[WEEKS]} weeks, from Monday to Sunday; then the next one starts. Everybody who plays is in it.
**Playing:** each day on which you finish the daily or play a quiz, quiz night, or duel earns **{DAY} points**, \
however it goes. In a quiz or duel, answer {ENOUGH}. {IN_TURN} A quiz needs two players.
**Playing well:** your best place of the day earns **{FIRST} more points** if you are first, or **{NEXT} more** if you \
are second or third and not last of those who played enough. It counts on the day the game ends. If you duel the \
same person several times in a day, only the first duel counts for places. Playing two kinds of games in a day earns \
**{SECOND_KIND} more**.
A day cannot earn more than that. In any week, whoever plays on more days is ahead.
**Leagues:** if at least {REGULARS} people played on {NUMBERS[REGULAR_DAYS]} days or more last week, everybody who \
played starts this week at zero, in a league of {LEAST} to {MOST} people. If you are new or did not play last week, \
you join the lowest league, which can grow. When the week ends, the first {NUMBERS[MOVING]} move up, the last \
{NUMBERS[MOVING]} move down, and the leagues are evened out; ties are broken at random. People who are hidden or have \
left keep their places without being shown, so that nobody else's league changes during a week.
**Leave the season** takes you out of every table at once. Your answers still count for you."""

SEASON_TABLE = "Season table"

WEEK_TABLE = "This week"

MY_LEAGUE = "My league"

LAST_SEASON = "Last season"

HOW_IT_WORKS = "How it works"

LEAVE = "Leave the season"

KEEP_PLAYING = "Stay in"

SURE_TO_LEAVE = (
    "**Leave the season?** You are taken out of every table here at once. **Join the season** brings you back, but "
    "weeks that end while you are out do not count for you."
)

JOIN = "Join the season"

HIGHER_LEAGUE = "◀ League {league}"

LOWER_LEAGUE = "League {league} ▶"
