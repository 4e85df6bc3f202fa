"""Where everybody stands: a fold over the games, and over nothing else."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import groupby

from bot.kernel.places import ranked
from bot.tournaments.rules.model import Entrant, Game, Out, Outcome, Tournament

WIN, DRAW = 2, 1
ON_FIRE = 2
"""After so many wins in a row in an arena, games count double until one is not won."""


@dataclass(frozen=True, slots=True)
class Line:
    """One entrant's standing. Swiss: `points` count a win 1 and a draw 1/2; `ties` are what decides between equals.

    Arena: `points` as said above, `ties` the number of wins, `streak` wins in a row up to now.
    `met` is how many games both came to, `unopposed` how many byes and games against nobody were won.
    """

    place: int
    entrant: Entrant
    points: float
    ties: tuple[float, ...]
    played: int
    won: int
    streak: int = 0
    met: int = 0
    unopposed: int = 0

    @property
    def is_on_fire(self) -> bool:
        """Whether the next game counts double."""
        return self.streak >= ON_FIRE


def standings(tournament: Tournament) -> list[Line]:
    """Everybody who signed up, the best first; those with nothing between them share a place: 1, 2, 2, 4.

    Whoever has not played, or was removed, stands below, without a place; who withdrew before their first game is left
    out.
    """
    lines = _swiss(tournament) if tournament.is_swiss else _arena(tournament)
    lines = [line for line in lines if line.entrant.plays or line.played]
    lines.sort(key=lambda line: (-line.points, [-tie for tie in line.ties], -line.entrant.rating, line.entrant.id))
    placed = ranked(lines, _worth, lambda line: line.played and line.entrant.out is not Out.REMOVED)
    return [replace(line, place=place) for place, line in placed]


def _worth(line: Line) -> tuple[float, ...]:
    return (line.points, *line.ties)


def swiss_points(games: Iterable[Game]) -> dict[int, float]:
    """Player → points: a win or a bye 1, a draw 1/2, and 1/2 for each where a game was called off."""
    points: dict[int, float] = defaultdict(float)
    for game in games:
        for player_id in game.players:
            points[player_id] += _score(game, player_id)
    return points


def _score(game: Game, player_id: int) -> float:
    if game.outcome in (Outcome.DRAW, Outcome.VOID):
        return 0.5
    won = Outcome.FIRST if player_id == game.first else Outcome.SECOND
    return 1.0 if game.outcome in (won, Outcome.BYE) else 0.0


def _swiss(tournament: Tournament) -> list[Line]:
    """Ties: Buchholz, the sum of the opponents' points; then Sonneborn-Berger, the points of those beaten and half of
    those drawn with; then the games among those who are still level, where each has met all the others.

    A bye counts as a game won against somebody with as many points as oneself, as FIDE's rules of tie-breaks have it
    (C.07, article 16); rounds that somebody missed add nothing.
    """
    over = [game for game in tournament.games if game.outcome is not None]
    points = swiss_points(over)
    theirs: dict[int, list[Game]] = defaultdict(list)
    for game in over:
        for player_id in game.players:
            theirs[player_id].append(game)
    lines = [_swiss_line(one, theirs[one.id], points) for one in tournament.entrants]
    return _by_direct_games(lines, theirs)


def _swiss_line(entrant: Entrant, games: list[Game], points: Mapping[int, float]) -> Line:
    me, buchholz, sonneborn, won = entrant.id, 0.0, 0.0, 0
    for game in games:
        other = game.other(me)
        worth = points.get(me if other is None else other, 0.0)
        buchholz += worth
        sonneborn += worth * _score(game, me)
        won += other is not None and _score(game, me) == 1
    line = Line(0, entrant, points.get(me, 0.0), (buchholz, sonneborn), len(games), won)
    return replace(line, met=_met(games), unopposed=_unopposed(games, me))


def _met(games: Iterable[Game]) -> int:
    """How many of these games were played against each other."""
    return sum(game.outcome in (Outcome.FIRST, Outcome.SECOND, Outcome.DRAW) and not game.forfeit for game in games)


def _unopposed(games: Iterable[Game], player_id: int) -> int:
    """How many of these games somebody won without an opponent: a bye, or the other did not play."""
    return sum(_score(game, player_id) == 1 and (game.second is None or game.forfeit) for game in games)


def _by_direct_games(lines: list[Line], games: Mapping[int, list[Game]]) -> list[Line]:
    found = []
    ordered = sorted(lines, key=lambda line: (line.points, line.ties))
    for _, level in groupby(ordered, key=lambda line: (line.points, line.ties)):
        group = list(level)
        ids = {line.entrant.id for line in group}
        among = {me: [game for game in games[me] if game.other(me) in ids] for me in ids}
        all_met = all(len(met) == len(ids) - 1 for met in among.values())
        for line in group:
            direct = sum(_score(game, line.entrant.id) for game in among[line.entrant.id]) if all_met else 0.0
            found.append(replace(line, ties=(*line.ties, direct)))
    return found


def _arena(tournament: Tournament) -> list[Line]:
    """2 for a win, 1 for a draw, twice as much after two wins in a row; ties by the number of wins.

    Games that were called off count for nobody and break no streak.
    """
    over = sorted((game for game in tournament.games if counts(game)), key=_finished)
    theirs: dict[int, list[Game]] = defaultdict(list)
    for game in over:
        for player_id in game.players:
            theirs[player_id].append(game)
    return [_arena_line(one, theirs[one.id]) for one in tournament.entrants]


def counts(game: Game) -> bool:
    """Whether a game of an arena counts."""
    return game.outcome not in (None, Outcome.VOID)


def _finished(game: Game) -> tuple[float, int]:
    return (game.ended_at or game.made_at).timestamp(), game.number


def _arena_line(entrant: Entrant, games: list[Game]) -> Line:
    points = streak = 0
    scores = [_score(game, entrant.id) for game in games]
    for score in scores:
        earned = WIN if score == 1 else DRAW if score else 0
        points += earned * (2 if streak >= ON_FIRE else 1)
        streak = streak + 1 if score == 1 else 0
    won = scores.count(1.0)
    return Line(0, entrant, points, (won,), len(scores), won, streak, _met(games), _unopposed(games, entrant.id))


def absences(tournament: Tournament, entrant: Entrant) -> int:
    """How many games somebody left unplayed since they came, or came back."""
    return sum(entrant.id in game.absent for game in tournament.games[entrant.since :])


def byes(tournament: Tournament) -> dict[int, int]:
    """Player → how many byes they have had."""
    found: dict[int, int] = defaultdict(int)
    for game in tournament.games:
        if game.second is None:
            found[game.first] += 1
    return found
