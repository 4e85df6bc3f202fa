"""Who is paired: a round of a Swiss, and whoever waits in an arena."""

from datetime import datetime, timedelta

from bot.tournaments.rules.matching import ALONE, Matching
from bot.tournaments.rules.model import Entrant, Game, Outcome, Tournament
from bot.tournaments.rules.standings import byes, standings, swiss_points

AGAIN_AFTER = timedelta(seconds=20)
"""In an arena two who have just met wait so long for somebody else, while others are still playing."""


def swiss_round(tournament: Tournament, at: datetime) -> tuple[Game, ...] | None:
    """The next round's games; None where there is no way to pair everybody without repeating a pair.

    By points, then rating. Where the number is odd, one of those with the fewest byes so far has the bye, the lowest
    of them that leaves everybody else a partner. Where none of them does, one of those with the next fewest has it:
    a further bye is better than the end. (FIDE's basic rules, C.04.1 d, allow no second one.)
    """
    points = swiss_points(tournament.games)
    ranked = sorted(tournament.playing, key=lambda one: (-points.get(one.id, 0.0), -one.rating, one.id))
    if len(ranked) < 2:
        return None
    groups = [points.get(one.id, 0.0) for one in ranked]
    for most in sorted(_byes_of(tournament, ranked)) if len(ranked) % 2 else [0]:
        matching = _matched(tournament, ranked, groups, most)
        if not matching.left_over():
            return _games(tournament, ranked, matching.pairs(), tournament.round + 1, at)
    return None


def _byes_of(tournament: Tournament, ranked: list[Entrant]) -> set[int]:
    """How many byes those who play have had."""
    had = byes(tournament)
    return {had.get(one.id, 0) for one in ranked}


def _matched(tournament: Tournament, ranked: list[Entrant], groups: list[float], most: int) -> Matching:
    """Pairs of those who have not met; the rank beyond the last is the bye, for who has had `most` or fewer."""
    met = {frozenset(game.players) for game in tournament.games}
    had = byes(tournament)

    def may_meet(one: int, two: int) -> bool:
        if max(one, two) == len(ranked):
            return had.get(ranked[min(one, two)].id, 0) <= most
        return frozenset((ranked[one].id, ranked[two].id)) not in met

    matching = Matching(len(ranked) + len(ranked) % 2, may_meet)
    matching.match(groups)
    return matching


def arena_games(tournament: Tournament, free: frozenset[int], at: datetime) -> tuple[Game, ...]:
    """Games for those who wait and are `free`, each with the nearest rank; not again with the last opponent.

    Two who have just met play again where nobody else is left to wait for.
    """
    lines = standings(tournament)
    waiting = [line.entrant for line in lines if line.entrant.waiting_since is not None and line.entrant.id in free]
    if len(waiting) < 2:
        return ()
    last = {one.id: _last_opponent(tournament, one.id) for one in waiting}

    def may_meet(one: int, two: int) -> bool:
        return last[waiting[one].id] != waiting[two].id and last[waiting[two].id] != waiting[one].id

    matching = Matching(len(waiting), may_meet)
    matching.match([float(rank) for rank in range(len(waiting))])
    pairs = matching.pairs()
    left = matching.left_over()
    if len(left) == 2 and _may_repeat(tournament, [waiting[rank] for rank in left], at):
        pairs.append((left[0], left[1]))
    return _games(tournament, waiting, pairs, 0, at)


def _last_opponent(tournament: Tournament, player_id: int) -> int | None:
    game = tournament.game_of(player_id)
    return game.other(player_id) if game is not None and game.outcome is not Outcome.VOID else None


def _may_repeat(tournament: Tournament, two: list[Entrant], at: datetime) -> bool:
    """Whether nobody else is to be waited for, or both have waited long enough."""
    longest = max(one.waiting_since or at for one in two)
    return not tournament.open_games or at - longest >= AGAIN_AFTER


def _games(
    tournament: Tournament, ranked: list[Entrant], pairs: list[tuple[int, int]], number: int, at: datetime
) -> tuple[Game, ...]:
    made = []
    for place, (one, two) in enumerate(sorted(pairs), start=len(tournament.games)):
        second = ranked[two].id if ALONE < two < len(ranked) else None
        outcome, ended = (Outcome.BYE, at) if second is None else (None, None)
        made.append(Game(place, number, ranked[one].id, second, at, outcome, ended_at=ended))
    return tuple(made)
