"""Who is in: the lobby, and who plays in which team."""

from collections.abc import Sequence

from bot.kernel.asked import Player
from bot.kernel.names import readable
from bot.rounds.rules.model import Forming, Round
from bot.rounds.rules.teams import in_team, team_of, used_teams
from cogs.rounds.presenting.screen import Group, Screen, View
from cogs.rounds.presenting.words import AND_MORE, ARE_IN, NO_TEAM_YET, OF_A_NIGHT, TO_JOIN, WHO_STARTS
from cogs.rounds.rendering.lobby import JOINING_NOTES, about, handed_over
from cogs.rounds.teams.words import NAMES, teams_text
from cogs.rounds.words import THE_HOST, WARM_UP_FIRST, headline
from cogs.shared.plain import plain
from cogs.shared.words import name, plural

MOST_NAMES = 48
"""So many names are readable from the back of a room, and in a call's small picture."""


def lobby(game: Round) -> Screen:
    """Who is in so far, what will be asked, and how to come in."""
    host = game.players.get(game.host_id)
    notes = (
        JOINING_NOTES[game.joining],
        WARM_UP_FIRST if game.warm_up else "",
        teams_text(game.teams) if game.teams else "",
        handed_over(game),
        _who_starts(game, name(host.name) if host else THE_HOST),
    )
    return Screen(
        View.LOBBY,
        plain(headline(game.settings)),
        place=plain(about(game.settings)),
        headline=TO_JOIN,
        notes=tuple(plain(note) for note in notes if note),
        groups=_choosing(game) or (_group(_number(game), game.active_players),),
    )


def _who_starts(game: Round, host: str) -> str:
    return OF_A_NIGHT.format(number=game.part.number, host=host) if game.part else WHO_STARTS.format(host=host)


def rosters(game: Round) -> tuple[Group, ...]:
    """Who plays in which team, once that is settled; nothing where there are none."""
    teams = used_teams(game)
    return tuple(_group(NAMES[team], _active(game, team), len(teams)) for team in teams)


def _choosing(game: Round) -> tuple[Group, ...]:
    """The teams that people choose, and who has not chosen."""
    if game.teams is None or game.teams.forming is not Forming.CHOICE:
        return ()
    teams = [_group(NAMES[team], _active(game, team), game.teams.number) for team in range(game.teams.number)]
    left = [player for player in game.active_players if team_of(game, player.id) is None]
    return (*teams, _group(NO_TEAM_YET, left, game.teams.number)) if left else tuple(teams)


def _active(game: Round, team: int) -> list[Player]:
    return [player for player in in_team(game, team) if player.active]


def _number(game: Round) -> str:
    people = len(game.active_players)
    return plural(people, *ARE_IN).format(people=people)


def _group(title: str, players: Sequence[Player], among: int = 1) -> Group:
    most = MOST_NAMES // among
    more = len(players) - most
    names = tuple(readable(player.name) for player in players[:most])
    return Group(title, names, AND_MORE.format(more=more) if more > 0 else "")
