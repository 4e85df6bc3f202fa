"""Where the teams stand: a fold over the answers of those whose answers counted.

A member who is away counts like those who are there, but never better than their own answers were until then. See
`docs/adr/0020-a-team-scores-by-its-share.md` for why.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from math import fsum

from bot.kernel.asked import Asked
from bot.kernel.places import placed
from bot.kernel.scoring import FULL
from bot.rounds.rules.model import Round, Weight
from bot.rounds.rules.teams import team_of, used_teams


@dataclass(frozen=True, slots=True)
class TeamStanding:
    """A team's line; `place` is shared in a tie."""

    place: int
    team: int
    points: int


Given = Mapping[int, tuple[float, int]]
"""Player → the sum of the credits of their answers so far, and how many these are."""


def team_standings(game: Round) -> list[TeamStanding]:
    """Every team that anybody is in, or was, the best first; equals share a place, whatever their size."""
    earned = team_points(game)
    lines = [TeamStanding(0, team, sum(one.get(team, 0) for one in earned.values())) for team in used_teams(game)]
    lines.sort(key=lambda line: (-line.points, line.team))
    return [replace(line, place=place) for place, line in placed(lines, lambda line: line.points)]


def team_points(game: Round) -> dict[int, dict[int, int]]:
    """Position → team → points, of the closed questions that count."""
    return {
        position: {team: game.weight(position).of(round(FULL * share)) for team, share in shares.items()}
        for position, shares in team_shares(game).items()
    }


def team_shares(game: Round) -> dict[int, dict[int, float]]:
    """Position → team → the share (0 to 1) that it had right, of the closed questions that count."""
    shares: dict[int, dict[int, float]] = {}
    given: dict[int, tuple[float, int]] = {}
    teams = used_teams(game)
    for position, asked in enumerate(game.asked):
        if asked.closed_at is None or game.weight(position) is Weight.NOT_AT_ALL:
            continue
        score = _in_turn if game.in_turn else _together
        shares[position] = {team: score(game, position, team, given) for team in teams}
        for player_id, locked in asked.answers.items():
            total, number = given.get(player_id, (0.0, 0))
            given[player_id] = total + locked.credit, number + 1
    return shares


def _together(game: Round, position: int, team: int, given: Given) -> float:
    """The mean of those who were there, and of those who were away."""
    asked, expected = game.asked[position], game.expected.get(position, {})
    there = [one for one in expected if team_of(game, one) == team and _counts(asked, one)]
    credits_ = [_credit(asked, one) for one in there]
    if not credits_:
        return 0.0
    share = fsum(credits_) / len(credits_)
    away = [one for one in given if one not in expected and team_of(game, one) == team]
    return _mean([*credits_, *(min(_share(given, one), share) for one in away)])


def _in_turn(game: Round, position: int, team: int, given: Given) -> float:
    """What the speaker had, and in place of somebody who was away no more than those had."""
    asked, expected = game.asked[position], game.expected.get(position, {})
    for speaker, instead_of in expected.items():
        if team_of(game, speaker) == team:
            credit = _credit(asked, speaker)
            return credit if instead_of is None else min(credit, _share(given, instead_of))
    return 0.0


def _counts(asked: Asked, player_id: int) -> bool:
    """Whether somebody counts in a question that their answer was expected to: not where the host cut it short."""
    return player_id in asked.answers or not asked.skipped


def _credit(asked: Asked, player_id: int) -> float:
    locked = asked.answers.get(player_id)
    return locked.credit if locked else 0.0


def _share(given: Given, player_id: int) -> float:
    """The mean of somebody's answers so far; who has given none limits nobody."""
    total, number = given.get(player_id, (1.0, 1))
    return total / number


def _mean(values: Iterable[float]) -> float:
    all_of_them = list(values)
    return fsum(all_of_them) / len(all_of_them)
