"""Ratings: Glicko-2 as its paper has it, and the rules around it."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from math import exp, log, pi, sqrt
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ratings.rules.rating import (
    START_DEVIATION,
    Ended,
    Game,
    Ledger,
    Placed,
    Rating,
    Result,
    expected_score,
    fold,
    glicko2,
    rate,
    redated,
    weight_of,
)

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
LONG_AGO = NOON - 90 * DAY


def duel(number: int, winner: int, loser: int, at: datetime = NOON) -> Game:
    return Game(number, at, (Placed(winner, 1), Placed(loser, 2)))


def test_worked_example() -> None:
    """A period of three games moves a player as in the paper's own example."""
    opponents = [(1400, 30, 1.0), (1550, 100, 0.0), (1700, 300, 0.0)]
    after = glicko2(Rating(1500, 200), [Result(Rating(r, d), score) for r, d, score in opponents])
    assert after.rating == pytest.approx(1464.06, abs=0.01)
    assert after.deviation == pytest.approx(151.52, abs=0.01)
    assert after.volatility == pytest.approx(0.05999, abs=0.00001)


def test_free_for_all_is_one_period_of_pairs() -> None:
    """Second of three is one win, one loss in one period, and equals share a place as a draw."""
    ratings = {1: Rating(1500, 200), 2: Rating(1400, 30), 3: Rating(1550, 100), 4: Rating(1500, 200)}
    game = Game(1, NOON, (Placed(3, 1), Placed(1, 2), Placed(4, 2), Placed(2, 4)))
    change = next(one for one in rate(game, ratings) if one.player == 1)
    results = [Result(ratings[2], 1.0), Result(ratings[3], 0.0), Result(ratings[4], 0.5)]
    assert change.after.rating == pytest.approx(glicko2(ratings[1], results).rating)
    assert change.scored == 0.5


def test_upset_moves_more() -> None:
    """Beating a stronger player gains more than beating a weaker one."""
    me, weak, strong = Rating(1500, 80), Rating(1300, 80), Rating(1700, 80)
    assert glicko2(me, [Result(strong, 1)]).rating > glicko2(me, [Result(weak, 1)]).rating > me.rating


def test_a_great_surprise_raises_volatility() -> None:
    """Results far from what was expected make a rating more volatile."""
    shock = [Result(Rating(2400, 40), 1.0)] * 3
    assert glicko2(Rating(1500, 50), shock).volatility > 0.06


def test_idle_time_widens_the_deviation() -> None:
    """Two months without a game widen the deviation, never beyond a newcomer's, and leave the rating."""
    rating = Rating(1600, 60, at=NOON)
    later = rating.aged(NOON + 80 * DAY)
    assert (later.rating, rating.aged(NOON)) == (1600, rating)
    assert 105 < later.deviation < 115
    assert rating.aged(NOON + 20_000 * DAY).deviation == START_DEVIATION


def test_who_was_away_moves_more() -> None:
    """After a long break a duel moves a rating more than it would have before."""
    ratings = {1: Rating(1600, 60, at=LONG_AGO), 2: Rating(1600, 60, at=NOON)}
    back, active = rate(duel(1, 1, 2), ratings)
    assert back.before.deviation > 100
    assert back.after.rating - 1600 > 1600 - active.after.rating


def test_question_mark_until_certain() -> None:
    """A rating shows as "?" while its deviation is above 110."""
    assert Rating(1500, 110.1).uncertain
    assert not Rating(1500, 110).uncertain


def test_boards_prefer_the_proven() -> None:
    """A proven 1600 stands above a lucky newcomer at 1700."""
    assert Rating(1600, 60).sort_key > Rating(1700, 200).sort_key


def test_same_pair_counts_less_within_a_day() -> None:
    """The second duel of a pair within a day counts half, the third a quarter, and the next day's fully."""
    assert [weight_of(n) for n in range(3)] == [1, 0.5, 0.25]
    once = fold([duel(1, 1, 2)])
    twice = fold([duel(1, 1, 2), duel(2, 1, 2, NOON + DAY / 2)])
    by_hand = rate(duel(2, 1, 2, NOON + DAY / 2), once, 0.5)
    assert twice == {one.player: one.after for one in by_hand}
    next_day = fold([duel(1, 1, 2), duel(2, 1, 2, NOON + DAY)])
    assert next_day == {one.player: one.after for one in rate(duel(2, 1, 2, NOON + DAY), once)}


def test_half_weight_is_half_the_gain() -> None:
    """A duel that counts half moves the rating, how sure it is, and how volatile, by exactly half."""
    full = rate(duel(1, 1, 2), {})[0]
    half = rate(duel(1, 1, 2), {}, 0.5)[0]
    paper = glicko2(Rating(), [Result(Rating(), 1.0)])
    for figure in ("rating", "deviation", "volatility"):
        before, moved = getattr(full.before, figure), getattr(full.after, figure)
        assert moved == pytest.approx(getattr(paper, figure))
        assert getattr(half.after, figure) - before == pytest.approx((moved - before) / 2)
    assert half.weight == 0.5


def test_others_are_not_held_back_by_a_pair() -> None:
    """Duels with somebody else on the same day count fully."""
    ratings = fold([duel(1, 1, 2), duel(2, 1, 3, NOON + DAY / 4)])
    first = fold([duel(1, 1, 2)])
    assert ratings[1] == rate(duel(2, 1, 3, NOON + DAY / 4), first)[0].after


@pytest.mark.parametrize("players", [(1,), (1, 1)])
def test_a_game_takes_two(players: tuple[int, ...]) -> None:
    """Nobody is rated alone or against oneself; the error names the game."""
    with pytest.raises(ValueError, match="game 7 needs two or more different players"):
        rate(Game(7, NOON, tuple(Placed(player, 1) for player in players)), {})


games = st.lists(
    st.tuples(st.integers(1, 5), st.integers(1, 5), st.integers(1, 2), st.integers(0, 200)).filter(
        lambda drawn: drawn[0] != drawn[1]
    ),
    max_size=25,
).map(
    lambda drawn: [
        Game(number, NOON + timedelta(hours=hour), (Placed(a, 1), Placed(b, place)))
        for number, (a, b, place, hour) in enumerate(drawn)
    ]
)


@given(games, st.randoms(use_true_random=False))
def test_recomputing_gives_the_same_digits(played: list[Game], random: Random) -> None:
    """Folding the recorded games again, read in any order, gives the same ratings to the last digit."""
    shuffled = random.sample(played, len(played))
    assert fold(shuffled) == fold(played)


@given(games)
def test_winning_never_costs(played: list[Game]) -> None:
    """Whatever came before, the winner of a duel doesn't fall and the loser doesn't rise."""
    ratings = fold(played)
    winner, loser = rate(duel(999, 1, 2, NOON + 30 * DAY), ratings)
    assert winner.after.rating >= winner.before.rating
    assert loser.after.rating <= loser.before.rating


@given(games)
def test_step_by_step_equals_the_fold(played: list[Game]) -> None:
    """Rating each game as it ends, from stored ratings, gives what recomputing everything gives."""
    ordered = sorted(played, key=lambda game: (game.ended_at, game.number))
    ratings: dict[int, Rating] = {}
    for index, game in enumerate(ordered):
        pair = {one.player for one in game.places}
        earlier = [
            one
            for one in ordered[:index]
            if {placed.player for placed in one.places} == pair and game.ended_at - one.ended_at < DAY
        ]
        for change in rate(game, ratings, weight_of(len(earlier))):
            ratings[change.player] = change.after
    assert ratings == fold(played)


def test_expected_scores_add_up_between_equals_in_deviation() -> None:
    """Two players with equal deviations share one point in expectation."""
    a, b = Rating(1620, 90), Rating(1480, 90)
    assert expected_score(a, b) + expected_score(b, a) == pytest.approx(1)


def test_only_the_pairs_of_the_last_day_are_remembered() -> None:
    """How often two have played counts for a day: a server's ledger does not grow with every pair that ever met."""
    ledger = Ledger()
    for number in range(200):
        ledger.record(duel(number, 2 * number, 2 * number + 1, NOON + number * DAY / 10))
    assert len(ledger._played) == 10
    assert Ledger(lately=[duel(2, 3, 4, NOON + DAY), duel(1, 1, 2)])._played.keys() == {(3, 4)}


@pytest.mark.parametrize("score", [0.0, 0.5, 1.0])
@pytest.mark.parametrize("strength", [1100, 1500, 1900, 2600])
@pytest.mark.parametrize("deviation", [30, 110, 350])
def test_a_volatility_is_the_root_of_the_papers_equation(deviation: float, strength: float, score: float) -> None:
    """Whether the result was a surprise or not: f of step 5 is zero there, above it below zero, and below it above."""
    me, games = Rating(1500, deviation, 0.06), [Result(Rating(strength, 60), score)] * 5
    found = log(glicko2(me, games).volatility ** 2)
    assert _of_step_5(me, games, found - 1e-4) > 0 > _of_step_5(me, games, found + 1e-4)


def _of_step_5(me: Rating, games: Sequence[Result], x: float) -> float:
    """The paper's f, written out again from its text."""
    phi, delta_over_v, precision = me.deviation / 173.7178, 0.0, 0.0
    for game in games:
        g = 1 / sqrt(1 + 3 * (game.opponent.deviation / 173.7178) ** 2 / pi**2)
        e = 1 / (1 + exp(-g * (me.rating - game.opponent.rating) / 173.7178))
        precision += g * g * e * (1 - e)
        delta_over_v += g * (game.score - e)
    v = 1 / precision
    delta, whole = v * delta_over_v, phi**2 + v + exp(x)
    return exp(x) * (delta**2 - whole) / (2 * whole**2) - (x - log(me.volatility**2)) / 0.5**2


def test_games_that_were_rated_while_the_clock_was_ahead_are_rated_again_at_their_time() -> None:
    """As if it had been right: by when they began, or were over; their order stays, and the others' times do."""
    early, late = duel(1, 1, 2), duel(2, 1, 3, NOON + 40 * DAY)
    ended = [Ended(late, NOON + DAY, NOON + DAY + timedelta(hours=1)), Ended(early, NOON - DAY)]
    ledger, moved = redated(ended, NOON + 2 * DAY)
    right = duel(2, 1, 3, NOON + DAY + timedelta(hours=1))
    assert ledger.ratings == fold([early, right])
    assert ledger.last == right.ended_at
    assert moved.keys() == {2}
    assert {change.player: change.after for change in moved[2]} == {one: ledger.ratings[one] for one in (1, 3)}


def test_games_that_come_to_the_same_time_keep_their_order() -> None:
    """No two of a server lie at one time: each is a millisecond after the one before, where it cannot lie later."""
    games = [duel(number, 1 + number % 2, 2 - number % 2, NOON + (40 + number) * DAY) for number in range(3)]
    ledger, moved = redated([Ended(one, NOON) for one in reversed(games)], NOON + DAY)
    again = [
        duel(one.number, one.places[0].player, one.places[1].player, at)
        for one, at in zip(games, _apart(), strict=True)
    ]
    assert ledger.ratings == fold(again)
    assert list(moved) == [0, 1, 2]


def _apart() -> list[datetime]:
    return [NOON + number * timedelta(milliseconds=1) for number in range(3)]


def test_what_began_after_now_stays_where_it_is() -> None:
    """Perhaps the clock is wrong now; and where nothing is to be set right, nothing has moved."""
    later = duel(2, 1, 2, NOON + 40 * DAY)
    ledger, moved = redated([Ended(duel(1, 1, 2), NOON - DAY), Ended(later, NOON + 39 * DAY)], NOON + DAY)
    assert ledger.ratings == fold([duel(1, 1, 2), later])
    assert moved == {}
    over_later = Ended(later, NOON, NOON + 40 * DAY)
    assert over_later.when(NOON + DAY) == NOON, "its row tells nothing that could be true: it counts from when it began"
