"""What the quiz's cards say of teams."""

from collections.abc import Iterable, Sequence

from discord.ui import Button, LayoutView

from bot.kernel.asked import Player
from bot.rounds.rules.model import Forming, Phase, Round
from bot.rounds.rules.moments import Line, Shift
from bot.rounds.rules.standings import Standing
from bot.rounds.rules.team_standings import TeamStanding, team_standings
from bot.rounds.rules.teams import in_team, team_of, used_teams
from bot.rounds.rules.turns import has_gone, speaker_of, was_in_before
from cogs.rounds.ids import Verb, here
from cogs.rounds.moments.words import moved
from cogs.rounds.teams.words import (
    AND_MORE,
    CHOOSE_TEAM,
    FEWER,
    GAINED,
    IN_TEAM,
    LEFT,
    MEMBER,
    MORE_MEMBERS,
    NAMES,
    NEWCOMER,
    NEWCOMERS,
    NOBODY_SPEAKS,
    NOBODY_SPEAKS_NOW,
    NOBODY_SPOKE,
    NOBODY_YET,
    OWN_TEAM,
    PEOPLE,
    PLAY_FOR,
    PLAY_FOR_FROM_NEXT,
    ROSTER,
    SPEAKING,
    SPEAKS,
    SPEAKS_INSTEAD,
    SPEAKS_NOW,
    SPOKE_NOT,
    SPOKE_PARTLY,
    SPOKE_RIGHT,
    SPOKE_WRONG,
    STANDING,
    STANDINGS,
    TALK_IT_OVER,
    TEAM_LINE,
    TEAMS_ARE_FIXED,
    WINS,
    YOU_ARE_BACK,
    YOU_ARE_IN,
    teams_text,
)
from cogs.rounds.words import POINTS, headline
from cogs.shared.cards import MAIN, QUIET, Card, button, row
from cogs.shared.words import count, from_now, grouped, if_shared, listed, medal, name, plural

ROOM_FOR_MEMBERS = 1100
"""Characters for all members' own lines on a podium; with the longest names a message still has room for it."""

NAMED = 6
"""So many of a team are named in the lobby and when a quiz begins."""

A_ROW = 3
"""Teams to choose from in one row of buttons: their names have room on a phone."""


def lobby_lines(game: Round) -> str:
    """How teams are formed, and who has chosen which."""
    if game.teams is None:
        return ""
    chosen = _rosters(game, range(game.teams.number)) if game.teams.forming is Forming.CHOICE else []
    return "\n".join([teams_text(game.teams), *chosen])


def begun_lines(game: Round) -> str:
    """Who is in which team, once the quiz has begun."""
    used, number = used_teams(game), game.teams.number if game.teams else 0
    people = count(len(game.active_players), *PEOPLE)
    fewer = [FEWER.format(used=len(used), number=number, people=people)] if len(used) < number else []
    return "\n".join([*_rosters(game, used), *fewer])


def _rosters(game: Round, teams: Iterable[int]) -> list[str]:
    """Who is in each team, a line each."""
    return [ROSTER.format(team=NAMES[team], names=_names(_active(game, team))) for team in teams]


def team_choice(game: Round, player_id: int) -> Card:
    """The teams to choose from, for somebody in the lobby."""
    mine = team_of(game, player_id)
    told = CHOOSE_TEAM if mine is None else IN_TEAM.format(team=NAMES[mine])
    buttons = [_choice(game, team, mine) for team in range(game.teams.number if game.teams else 0)]
    return Card(told, rows=[row(*buttons[first : first + A_ROW]) for first in range(0, len(buttons), A_ROW)])


def is_choosing(game: Round) -> bool:
    """Whether people choose their teams now."""
    return game.phase is Phase.LOBBY and game.teams is not None and game.teams.forming is Forming.CHOICE


def question_lines(game: Round, position: int) -> str:
    """Of an open question: that teams talk; who answers for them."""
    lines = []
    if game.phase is Phase.TALK and game.due_at is not None:
        lines.append(TALK_IT_OVER.format(opens=from_now(game.due_at)))
    return "\n".join(filter(None, (*lines, speakers_line(game, position), latecomers_line(game, position))))


def latecomers_line(game: Round, position: int) -> str:
    """Who has come in by this question, and for which team: the card with the teams is far up by then."""
    asked = game.asked[position]
    if game.teams is None or asked.opened_at is None:
        return ""
    since = [player for player in game.active_players if player.joined_at > asked.opened_at]
    in_time = [player for player in since if asked.closed_at is None or player.joined_at <= asked.closed_at]
    late = [player for player in in_time if not was_in_before(game, player.id, position)]
    told = [NEWCOMER.format(name=name(player.name), team=NAMES[team_of(game, player.id) or 0]) for player in late]
    return NEWCOMERS.format(told=listed(told, NAMED)) if told else ""


def speakers_line(game: Round, position: int) -> str:
    """Who answers for each team; nothing where everybody does."""
    if not game.in_turn or position not in game.expected:
        return ""
    speakers = " · ".join(_speaker(game, position, team) for team in used_teams(game))
    return SPEAKING.format(speakers=speakers)


def standings_line(shift: Shift) -> str:
    """Where the teams stand at a reveal, what each has gained by the question, and who has moved."""
    changed = shift.moves

    def told(line: Line) -> str:
        points = shift.gained.get(line.key, 0)
        return STANDING.format(
            place=line.place,
            team=NAMES[line.key],
            points=grouped(line.points),
            gained=GAINED.format(points=grouped(points)) if points else "",
            moved=moved(changed.get(line.key, 0)),
        )

    return STANDINGS.format(lines=" · ".join(map(told, shift.after)))


def podium_title(game: Round) -> str:
    """Which team has won; nothing where none has a point."""
    first = [NAMES[line.team] for line in team_standings(game) if line.place == 1 and line.points > 0]
    return plural(len(first), *WINS).format(teams=listed(first, 3), headline=headline(game.settings)) if first else ""


def podium_lines(game: Round, everybody: Sequence[Standing]) -> str:
    """Each team with its points, and under it how each member did; `everybody`: the standings of the players."""
    teams, mine = team_standings(game), {line.player_id: line for line in everybody}
    room = ROOM_FOR_MEMBERS // max(1, len(teams))
    lines = []
    for line in teams:
        points = count(line.points, *POINTS)
        lines.append(TEAM_LINE.format(medal=medal(line.place, line.points), team=NAMES[line.team], points=points))
        if members := _members(game, line.team, mine, room):
            lines.append(f"-# {members}")
    return "\n".join(lines)


def own_team_line(game: Round, player_id: int, lines: Sequence[TeamStanding] = ()) -> str:
    """Where somebody's team stands; nothing for who is in none. `lines` are the standings, where they are known."""
    team = team_of(game, player_id)
    if team is None:
        return ""
    lines = lines or team_standings(game)
    mine = next((line for line in lines if line.team == team), None)
    if mine is None:
        return ""
    points, shared = count(mine.points, *POINTS), if_shared(sum(line.place == mine.place for line in lines))
    return OWN_TEAM.format(team=NAMES[mine.team], place=mine.place, teams=len(lines), shared=shared, points=points)


def own_team(game: Round, player_id: int, position: int) -> str:
    """For whom somebody plays, and from when on, if they came in by this answer; nothing where there are no teams."""
    team = team_of(game, player_id)
    counts = player_id in game.expected.get(position, ())
    return "" if team is None else (PLAY_FOR if counts else PLAY_FOR_FROM_NEXT).format(team=NAMES[team])


def newcomer_text(game: Round, player_id: int) -> str:
    """What somebody reads who has come in, or back, by pressing while another answers for their team."""
    team = NAMES[team_of(game, player_id) or 0]
    told = YOU_ARE_BACK if was_in_before(game, player_id, game.position) else YOU_ARE_IN
    return told.format(team=team, who=speaks_text(game, player_id))


def fixed_text(game: Round, player_id: int) -> str:
    """What somebody reads who would change teams once the quiz has begun."""
    return TEAMS_ARE_FIXED.format(team=NAMES[team_of(game, player_id) or 0])


def speaks_text(game: Round, player_id: int) -> str:
    """Who answers for somebody's team."""
    team = team_of(game, player_id) or 0
    speaker = speaker_of(game, game.position, team)
    if speaker is None or has_gone(game, game.position, speaker):
        return NOBODY_SPEAKS_NOW.format(team=NAMES[team])
    return SPEAKS_NOW.format(name=_name(game, speaker), team=NAMES[team])


def spoken_for(game: Round, position: int, player_id: int) -> str:
    """How the question went for somebody's team while another answered; nothing where nobody else did."""
    team = team_of(game, player_id)
    if team is None or game.asks(player_id, position):
        return ""
    speaker = speaker_of(game, position, team)
    if speaker is None:
        return NOBODY_SPOKE
    locked = game.asked[position].answers.get(speaker)
    if locked is None:
        return SPOKE_NOT.format(name=_name(game, speaker))
    told = SPOKE_RIGHT if locked.correct else SPOKE_PARTLY if locked.credit else SPOKE_WRONG
    return told.format(name=_name(game, speaker))


def _choice(game: Round, team: int, mine: int | None) -> Button[LayoutView]:
    label = f"{NAMES[team]} ({len(_active(game, team))})"
    return button(label, here(Verb.TEAM, game, str(team)), MAIN if team == mine else QUIET)


def _speaker(game: Round, position: int, team: int) -> str:
    sign = NAMES[team].split()[0]
    speaker = speaker_of(game, position, team)
    if speaker is None or has_gone(game, position, speaker):
        return NOBODY_SPEAKS.format(team=sign)
    absent = game.expected[position][speaker]
    if absent is None:
        return SPEAKS.format(team=sign, name=_name(game, speaker))
    return SPEAKS_INSTEAD.format(team=sign, name=_name(game, speaker), absent=_name(game, absent))


def _members(game: Round, team: int, mine: dict[int, Standing], room: int) -> str:
    told: list[str] = []
    members = [player for player in in_team(game, team) if player.id in mine]
    in_order = list(mine)
    members.sort(key=lambda player: in_order.index(player.id))
    for player in members:
        line = mine[player.id]
        text = MEMBER.format(name=name(player.name), right=line.right, of=line.of)
        text = text if player.active else LEFT.format(member=text)
        room -= len(text) + 3
        if room < 0:
            return " · ".join([*told, count(len(members) - len(told), *MORE_MEMBERS)])
        told.append(text)
    return " · ".join(told)


def _active(game: Round, team: int) -> list[Player]:
    return [player for player in in_team(game, team) if player.active]


def _names(players: Sequence[Player]) -> str:
    names = [name(player.name) for player in players]
    if len(names) > NAMED:
        return AND_MORE.format(names=", ".join(names[:NAMED]), more=len(names) - NAMED)
    return ", ".join(names) or NOBODY_YET


def _name(game: Round, player_id: int) -> str:
    return name(game.players[player_id].name)
