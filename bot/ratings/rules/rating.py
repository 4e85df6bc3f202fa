"""Glicko-2 ratings from duels (Glickman 2012, "Example of the Glicko-2 system", whose symbols are used here).

One game is one rating period of those who played it. A free-for-all counts as a game against each of the others.
Ratings are a fold over the recorded games, so they can always be computed again, to the last digit.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import exp, fsum, log, pi, sqrt
from typing import NamedTuple

START_RATING, START_DEVIATION, START_VOLATILITY = 1500.0, 350.0, 0.06

UNCERTAIN_ABOVE = 110.0
"""A rating with a larger deviation is shown as "?"."""

IDLE_PERIOD = timedelta(days=1)
"""An idle day widens the deviation as one rating period without games does: from 60 to 110 in about 80 days."""

SAME_PAIR_WITHIN = timedelta(days=1)
"""Games of the same pair within this time count 1, 1/2, 1/4 and so on."""

_PRECISION = timedelta(milliseconds=1)
"""Of the rows: games of a server lie at least so far apart, so that their order is that in which they were rated."""

_TAU = 0.5
_SCALE = 173.7178
_CLOSE_ENOUGH = 0.000001


@dataclass(frozen=True, slots=True)
class Rating:
    """A player's rating as it stood at `at`, None before the first game; rating and deviation on Glicko's scale."""

    rating: float = START_RATING
    deviation: float = START_DEVIATION
    volatility: float = START_VOLATILITY
    at: datetime | None = None

    def aged(self, at: datetime) -> "Rating":
        """The rating at a later time: the deviation has grown with the days idle, up to that of a newcomer."""
        if self.at is None or at <= self.at:
            return self
        periods = (at - self.at) / IDLE_PERIOD
        grown = sqrt(self.deviation**2 + periods * (self.volatility * _SCALE) ** 2)
        return Rating(self.rating, min(START_DEVIATION, grown), self.volatility, at)

    @property
    def uncertain(self) -> bool:
        """Whether to show "?" in its place."""
        return self.deviation > UNCERTAIN_ABOVE

    @property
    def sort_key(self) -> float:
        """What the player is worth almost for sure: boards sort by it, after `aged`."""
        return self.rating - 2 * self.deviation


class Placed(NamedTuple):
    """A player and their place in a game: 1 is first, and equals share a place."""

    player: int
    place: int


@dataclass(frozen=True, slots=True)
class Game:
    """A rated game that is over; `number` orders games that ended at the same time."""

    number: int
    ended_at: datetime
    places: tuple[Placed, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """How one game moved one player, and why by so much.

    `expected` is the share of points that the ratings foretold and `scored` the share got, both in [0, 1]. `weight`
    is what the game counted for: less than 1 when the same two had played within the day.
    """

    player: int
    place: int
    before: Rating
    after: Rating
    expected: float
    scored: float
    weight: float


def weight_of(earlier_games: int) -> float:
    """What a duel counts for, after so many rated duels of the same two within the day."""
    return 0.5**earlier_games


def rate(game: Game, ratings: Mapping[int, Rating], weight: float = 1.0) -> tuple[Change, ...]:
    """Each player's change by one game; players without a rating come in as newcomers.

    Raises ValueError for a game with fewer than two players or with a player twice.
    """
    players = [one.player for one in game.places]
    if len(players) < 2 or len(set(players)) < len(players):
        raise ValueError(f"game {game.number} needs two or more different players, got {players}")
    before = {player: ratings.get(player, Rating()).aged(game.ended_at) for player in players}
    # Always in the same order, so that sums round the same way.
    return tuple(_change(me, sorted(game.places), before, game.ended_at, weight) for me in game.places)


class Ledger:
    """Ratings that are carried on game by game, with what the same two have played within the day."""

    def __init__(self, ratings: Mapping[int, Rating] | None = None, lately: Iterable[Game] = ()) -> None:
        """Begin with ratings as they stand, and the games of the last day that led to them."""
        self.ratings: dict[int, Rating] = dict(ratings or {})
        self._played: dict[tuple[int, ...], list[datetime]] = {}
        self.last: datetime | None = max((one.at for one in self.ratings.values() if one.at), default=None)
        for game in sorted(lately, key=lambda one: one.ended_at):
            self._note(game)

    def record(self, game: Game) -> tuple[Change, ...]:
        """Rate a game, which ended no earlier than any before it; how it moved each of its players."""
        changes = rate(game, self.ratings, weight_of(self._note(game)))
        self.ratings.update((change.player, change.after) for change in changes)
        self.last = game.ended_at
        return changes

    def _note(self, game: Game) -> int:
        """Remember the game; how many of the same pair came lately. Pairs stand by their last game; the oldest go."""
        pair = _players(game)
        recent = [at for at in self._played.pop(pair, []) if game.ended_at - at < SAME_PAIR_WITHIN]
        self._played[pair] = [*recent, game.ended_at]
        while game.ended_at - next(iter(self._played.values()))[-1] >= SAME_PAIR_WITHIN:
            del self._played[next(iter(self._played))]
        return len(recent)


class Ended(NamedTuple):
    """A rated game with when it began, and when it was over, both as its own row has them."""

    game: Game
    began: datetime
    over: datetime | None = None

    def when(self, at: datetime) -> datetime:
        """When it ended, as far as that is known: if it began before `at`, it was not rated after it."""
        if self.game.ended_at <= at or self.began > at:
            return self.game.ended_at
        return self.over if self.over is not None and self.over <= at else self.began


def redated(ended: Iterable[Ended], at: datetime) -> tuple[Ledger, dict[int, tuple[Change, ...]]]:
    """It is `at`, and later games were rated while the clock was ahead: all ratings, with these set right.

    They stay in their order, and no two are at the same time. Also tells how each game that was later than `at` moved
    its players, by its number; nothing where there is nothing to set right. One that began after `at` stays where it
    is: perhaps it is now that the clock is wrong.
    """
    ordered = sorted(ended, key=lambda one: (one.game.ended_at, one.game.number))
    ledger, moved = Ledger(), dict[int, tuple[Change, ...]]()
    for one in sorted(ordered, key=lambda one: one.when(at) > at):  # keeps their order within each part
        when = one.when(at)
        if one.game.ended_at <= at:
            ledger.record(one.game)
        else:
            when = max(when, ledger.last + _PRECISION) if ledger.last else when
            moved[one.game.number] = ledger.record(replace(one.game, ended_at=when))
    is_right = all(one.when(at) == one.game.ended_at for one in ordered)
    return ledger, {} if is_right else moved


def fold(games: Iterable[Game]) -> dict[int, Rating]:
    """Everybody's rating after all rated games, whatever order they are given in."""
    ledger = Ledger()
    for game in sorted(games, key=lambda one: (one.ended_at, one.number)):
        ledger.record(game)
    return ledger.ratings


def _players(game: Game) -> tuple[int, ...]:
    return tuple(sorted(one.player for one in game.places))


class Result(NamedTuple):
    """A game against one opponent, rated as they were before it, and its score: 1, 1/2 or 0."""

    opponent: Rating
    score: float


def _change(me: Placed, places: Iterable[Placed], before: Mapping[int, Rating], at: datetime, weight: float) -> Change:
    mine = before[me.player]
    results = [
        Result(before[other.player], _score(me.place, other.place)) for other in places if other.player != me.player
    ]
    full = glicko2(mine, results)
    after = Rating(
        mine.rating + weight * (full.rating - mine.rating),
        mine.deviation + weight * (full.deviation - mine.deviation),
        mine.volatility + weight * (full.volatility - mine.volatility),
        at,
    )
    expected = fsum(expected_score(mine, one.opponent) for one in results) / len(results)
    scored = fsum(one.score for one in results) / len(results)
    return Change(me.player, me.place, mine, after, expected, scored, weight)


def _score(mine: int, other: int) -> float:
    return 1.0 if mine < other else 0.5 if mine == other else 0.0


def _scaled(rating: Rating) -> tuple[float, float]:
    return (rating.rating - START_RATING) / _SCALE, rating.deviation / _SCALE


def expected_score(mine: Rating, opponent: Rating) -> float:
    """The share of points that two ratings foretell for the first, in [0, 1]."""
    (mu, _), (their_mu, their_phi) = _scaled(mine), _scaled(opponent)
    return 1 / (1 + exp(-_g(their_phi) * (mu - their_mu)))


def _g(phi: float) -> float:
    return 1 / sqrt(1 + 3 * phi * phi / (pi * pi))


def glicko2(mine: Rating, results: Iterable[Result]) -> Rating:
    """One rating period with one game or more (steps 3 to 8 of the paper)."""
    mu, phi = _scaled(mine)
    weighed = [(_g(one.opponent.deviation / _SCALE), expected_score(mine, one.opponent), one.score) for one in results]
    variance = 1 / fsum(g * g * e * (1 - e) for g, e, _ in weighed)
    gain = fsum(g * (score - e) for g, e, score in weighed)
    volatility = _new_volatility(phi, mine.volatility, variance, variance * gain)
    widened = phi * phi + volatility * volatility
    new_phi = 1 / sqrt(1 / widened + 1 / variance)
    return Rating(
        START_RATING + _SCALE * (mu + new_phi * new_phi * gain),
        min(START_DEVIATION, _SCALE * new_phi),
        volatility,
        mine.at,
    )


def _new_volatility(phi: float, sigma: float, variance: float, delta: float) -> float:
    """Step 5: the root of f by the Illinois variant of regula falsi."""
    start = log(sigma * sigma)

    def f(x: float) -> float:
        spread = phi * phi + variance + exp(x)
        return exp(x) * (delta * delta - spread) / (2 * spread * spread) - (x - start) / (_TAU * _TAU)

    a, b = start, _lower_end(f, start, delta * delta - phi * phi - variance)
    f_a, f_b = f(a), f(b)
    while abs(b - a) > _CLOSE_ENOUGH:
        c = a + (a - b) * f_a / (f_b - f_a)
        f_c = f(c)
        if f_c * f_b <= 0:
            a, f_a = b, f_b
        else:
            f_a /= 2
        b, f_b = c, f_c
    return exp(a / 2)


def _lower_end(f: Callable[[float], float], start: float, surprise: float) -> float:
    """The other end of the bracket that holds the root."""
    if surprise > 0:
        return log(surprise)
    steps = 1
    while f(start - steps * _TAU) < 0:
        steps += 1
    return start - steps * _TAU
