"""Where everybody stands, and the podium."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import replace

from bot.kernel.names import isolated, readable
from bot.rounds.rules.model import Round
from bot.rounds.rules.moments import Climb, Lead, Line, moments, shift_of
from bot.rounds.rules.standings import Standing, standings
from bot.rounds.rules.team_standings import team_standings
from bot.rounds.rules.teams import in_team
from cogs.rounds.moments.words import moment
from cogs.rounds.presenting.screen import AT_A_REVEAL, AT_THE_END, Row, Screen, View, on_steps, place_with_medal
from cogs.rounds.presenting.words import (
    AND_MORE,
    DOWN,
    DOWN_WORDS,
    GAINED,
    OF_RIGHT,
    STANDINGS,
    TEAM_STANDINGS,
    UP,
    UP_WORDS,
)
from cogs.rounds.rendering.podium import ending, group_facts, winners
from cogs.rounds.teams.words import LEFT, MEMBER, NAMES
from cogs.rounds.words import NOBODY_ANSWERED_ANYTHING_THIS, POINTS, headline, never_begun
from cogs.shared.plain import plain
from cogs.shared.words import count, grouped, place_text, plural

MEMBERS = 8
"""So many members of a team are named on the podium."""


def with_standings(shown: Screen, game: Round) -> Screen:
    """The same with the standings beside it, and what is worth saying of them.

    Of what stands out only the places are told: who alone knew something would be told by name.
    """
    shift = shift_of(game)
    of_places = [one for one in moments(game, shift) if isinstance(one, Lead | Climb)]
    return replace(
        shown,
        table=TEAM_STANDINGS if game.teams else STANDINGS,
        rows=tuple(_row(game, line, shift.moves, shift.gained) for line in shift.after[:AT_A_REVEAL]),
        more=_more(len(shift.after) - AT_A_REVEAL),
        facts=(*shown.facts, *(plain(moment(one)) for one in of_places)),
    )


def podium(game: Round, hidden: Container[str] = ()) -> Screen:
    """The end: places with medals, and what made it worth telling; a quiz that was never played only says so.

    `hidden`: questions whose keys must wait.
    """
    title = plain(headline(game.settings))
    if not any(asked.answers for asked in game.asked):
        begun = game.end is None or game.position >= 0
        told = NOBODY_ANSWERED_ANYTHING_THIS if begun else never_begun(game.end)
        return Screen(View.PODIUM, title, headline=plain(told))
    lines = standings(game)
    rows = _teams(game, lines) if game.teams else [_player(line) for line in lines]
    return Screen(
        View.PODIUM,
        title,
        headline=plain(winners(game, lines)),
        notes=tuple(filter(None, (plain(ending(game)),))),
        table=TEAM_STANDINGS if game.teams else STANDINGS,
        rows=tuple(rows[:AT_THE_END]),
        steps=on_steps([(line.place, line.points) for line in (team_standings(game) if game.teams else lines)]),
        more=_more(len(rows) - AT_THE_END),
        facts=tuple(map(plain, group_facts(game, lines, hidden))),
    )


def _row(game: Round, line: Line, moves: Mapping[int, int], gained: Mapping[int, int]) -> Row:
    moved = moves.get(line.key, 0)
    won = gained.get(line.key, 0)
    return Row(
        place=place_text(line.place),
        name=NAMES[line.key] if game.teams else readable(game.players[line.key].name),
        points=grouped(line.points),
        gained=GAINED.format(points=grouped(won)) if won else "",
        moved=(UP if moved > 0 else DOWN).format(places=abs(moved)) if moved else "",
        moved_words=plural(abs(moved), *(UP_WORDS if moved > 0 else DOWN_WORDS)).format(places=abs(moved))
        if moved
        else "",
    )


def _player(line: Standing) -> Row:
    return Row(
        place=place_with_medal(line.place, line.points),
        name=readable(line.name),
        points=count(line.points, *POINTS),
        detail=OF_RIGHT.format(right=line.right, of=line.of),
    )


def _teams(game: Round, lines: Sequence[Standing]) -> list[Row]:
    own = {line.player_id: line for line in lines}
    return [
        Row(
            place=place_with_medal(team.place, team.points),
            name=NAMES[team.team],
            points=count(team.points, *POINTS),
            detail=_members(game, team.team, own),
        )
        for team in team_standings(game)
    ]


def _members(game: Round, team: int, own: Mapping[int, Standing]) -> str:
    in_order = {player_id: number for number, player_id in enumerate(own)}
    members = sorted((one for one in in_team(game, team) if one.id in own), key=lambda one: in_order[one.id])
    told = []
    for player in members[:MEMBERS]:
        text = MEMBER.format(name=isolated(readable(player.name)), right=own[player.id].right, of=own[player.id].of)
        told.append(text if player.active else LEFT.format(member=text))
    more = _more(len(members) - MEMBERS)
    return " · ".join([*told, more] if more else told)


def _more(number: int) -> str:
    return AND_MORE.format(more=number) if number > 0 else ""
