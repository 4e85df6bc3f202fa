"""Where the teams stand: a fold over the answers of those whose answers counted.

A member who is away counts like those who are there, but never better than their own answers were until then. See
`docs/adr/0020-a-team-scores-by-its-share.md` for why.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import floor, fsum

from bot.kernel.asked import Asked
from bot.kernel.places import placed
from bot.kernel.scoring import FULL
from bot.rounds.rules.model import Round, Weight
from bot.rounds.rules.teams import team_of, used_teams
from bot.rounds.rules.turns import represented, speaker_of


@dataclass(frozen=True, slots=True)
class TeamStanding:
    """A team's line; `place` is shared in a tie."""

    place: int
    team: int
    points: int


Given = Mapping[int, tuple[float, int]]
"""Player → the sum of the credits of their answers so far, and how many these are."""

People = Mapping[int, Sequence[int]]
"""Team → some of those in it."""


def team_standings(game: Round) -> list[TeamStanding]:
    """Every team that anybody is in, or was, the best first; equals share a place, whatever their size."""
    return placed_teams(game, team_points(game))


def placed_teams(game: Round, earned: Mapping[int, Mapping[int, int]]) -> list[TeamStanding]:
    """The same where the points of the questions that count are known."""
    lines = [TeamStanding(0, team, sum(one.get(team, 0) for one in earned.values())) for team in used_teams(game)]
    lines.sort(key=lambda line: (-line.points, line.team))
    return [replace(line, place=place) for place, line in placed(lines, lambda line: line.points)]


def team_points(game: Round) -> dict[int, dict[int, int]]:
    """Position → team → the points it gained, of the closed questions that count.

    A team's total is rounded, and not each question, so that a team of three gets as much for three thirds as a team
    of one for a whole; what a question brought is by how much it moved that total.
    """
    earned: dict[int, dict[int, int]] = {}
    parts: defaultdict[int, list[float]] = defaultdict(list)
    for position, shares in team_shares(game).items():
        before = {team: _rounded(parts[team]) for team in shares}
        for team, share in shares.items():
            parts[team].append(game.weight(position).share_of(FULL * share))
        earned[position] = {team: _rounded(parts[team]) - before[team] for team in shares}
    return earned


def team_shares(game: Round) -> dict[int, dict[int, float]]:
    """Position → team → the share (0 to 1) that it had right, of the closed questions that count."""
    shares: dict[int, dict[int, float]] = {}
    given: dict[int, tuple[float, int]] = {}
    teams = used_teams(game)
    if not teams:
        return shares
    for position, asked in enumerate(game.asked):
        if asked.closed_at is None or game.weight(position) is Weight.NOT_AT_ALL:
            continue
        if game.in_turn:
            shares[position] = {team: _in_turn(game, position, team, given) for team in teams}
        else:
            shares[position] = _together(game, position, teams, given)
        for player_id, locked in asked.answers.items():
            total, number = given.get(player_id, (0.0, 0))
            given[player_id] = total + locked.credit, number + 1
    return shares


def _together(game: Round, position: int, teams: Iterable[int], given: Given) -> dict[int, float]:
    """Team → the mean of those who were there, and of those who were away; everybody is looked at once."""
    asked, expected = game.asked[position], game.expected.get(position, {})
    there = _by_team(game, (one for one in expected if _counts(asked, one)))
    away = _by_team(game, (one for one in given if one not in expected))
    return {team: _share_of_all(asked, there.get(team, ()), away.get(team, ()), given) for team in teams}


def _by_team(game: Round, people: Iterable[int]) -> People:
    found: dict[int, list[int]] = {}
    for one in people:
        if (team := team_of(game, one)) is not None:
            found.setdefault(team, []).append(one)
    return found


def _share_of_all(asked: Asked, there: Sequence[int], away: Sequence[int], given: Given) -> float:
    credits_ = [_credit(asked, one) for one in there]
    if not credits_:
        return 0.0
    share = _mean(credits_)
    return _mean([*credits_, *(min(_share(given, one), share) for one in away)])


def _in_turn(game: Round, position: int, team: int, given: Given) -> float:
    """What the speaker had, and in place of somebody who was away no more than those had."""
    speaker = speaker_of(game, position, team)
    if speaker is None:
        return 0.0
    shares = (_share(given, absent) for absent in represented(game, position, speaker))
    return min([_credit(game.asked[position], speaker), *shares])


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


def _rounded(parts: Iterable[float]) -> int:
    """The whole points of a sum, halves rounded up; sums that only differ by how they came about are the same."""
    return floor(round(fsum(parts), 6) + 0.5)
