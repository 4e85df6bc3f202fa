"""What is worth saying aloud, in words: who is alone, who climbs, what is at stake, how it ended."""

from bot.rounds.rules.moments import AloneRight, Climb, Finish, InARow, Lead, Moment, Stakes, Who
from cogs.rounds.teams.words import NAMES as TEAM_NAMES
from cogs.rounds.words import POINTS
from cogs.shared.words import count, listed, name, plural

ONLY_ONE = "💡 Only **{name}** knew that."

IN_A_ROW = ("🔥 **{names}** has {right} right in a row.", "🔥 **{names}** have {right} right in a row.")
"""By how many people have."""

TAKES_THE_LEAD = "👑 **{name}** takes the lead."

CLIMBS = "📈 **{name}** climbs {by} places to place {place}."

TEAM_TAKES_THE_LEAD = "👑 **{name}** take the lead."

TEAM_CLIMBS = "📈 **{name}** climb {by} places to place {place}."

SEVERAL_LAST_QUESTION = "🏁 **Last question.** {name} lead {chaser} by {points}, so this one can still decide it."

TEAM_COMEBACK = "🚀 Comeback: {winner} were {points} behind after question {after}"

UP, DOWN = "\u00a0↑{places}", "\u00a0↓{places}"
"""After somebody's points: how many places they have gained or lost."""

LAST_QUESTION = "🏁 **Last question.** {name} leads {chaser} by {points}, so this one can still decide it."

LAST_QUESTION_LEVEL = "🏁 **Last question.** {names} are tied, so this one can decide it."

AS_MANY_POINTS = "🏁 {level} are tied on points: right answers, then speed, put {winner} first"

CLOSE_RACE = "🏁 A close race: {points} between {winner} and {runner_up}"

COMEBACK = "🚀 Comeback: {winner} was {points} behind after question {after}"


def who(one: Who) -> str:
    """Somebody's name, or a team's."""
    return TEAM_NAMES[one] if isinstance(one, int) else name(one)


def moment(told: Moment) -> str:
    """Something worth saying of a question that has just closed."""
    match told:
        case AloneRight():
            return ONLY_ONE.format(name=name(told.name))
        case InARow():
            names = listed([name(one) for one in told.names], 3)
            return plural(len(told.names), *IN_A_ROW).format(names=names, right=told.right)
        case Lead(who=int()):
            return TEAM_TAKES_THE_LEAD.format(name=who(told.who))
        case Lead():
            return TAKES_THE_LEAD.format(name=who(told.who))
        case Climb(who=int()):
            return TEAM_CLIMBS.format(name=who(told.who), by=told.by, place=told.place)
        case Climb():
            return CLIMBS.format(name=who(told.who), by=told.by, place=told.place)


def moved(places: int) -> str:
    """How many places somebody has gained by a question, or lost; nothing for who stayed."""
    return (UP if places > 0 else DOWN).format(places=abs(places)) if places else ""


def at_stake(what: Stakes | None) -> str:
    """Why the last question is worth playing for."""
    if what is None:
        return ""
    level = what.leaders if what.chaser is None else (*what.leaders, what.chaser)
    if what.behind == 0:  # on points: who was quicker is ahead all the same
        return LAST_QUESTION_LEVEL.format(names=listed([who(one) for one in level], 3))
    leaders = listed([who(one) for one in what.leaders], 3)
    several = len(what.leaders) > 1 or isinstance(what.chaser, int)
    leads = SEVERAL_LAST_QUESTION if several else LAST_QUESTION
    return leads.format(name=leaders, chaser=who(level[-1]), points=count(what.behind, *POINTS))


def finish(told: Finish | None) -> list[str]:
    """What made the end worth telling, a line each."""
    if told is None:
        return []
    lines = []
    if told.margin is not None and told.runner_up is not None:
        points = count(told.margin, *POINTS)
        race = CLOSE_RACE if told.margin else AS_MANY_POINTS
        level = listed([who(one) for one in told.level], 3)
        names = {"winner": who(told.winner), "runner_up": who(told.runner_up), "level": level}
        lines.append(race.format(points=points, **names))
    if told.behind:
        points = count(told.behind, *POINTS)
        comeback = TEAM_COMEBACK if isinstance(told.winner, int) else COMEBACK
        lines.append(comeback.format(winner=who(told.winner), points=points, after=told.after))
    return lines
