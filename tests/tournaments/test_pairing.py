"""Who meets whom, whoever comes, wins, leaves, and comes back."""

import random
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.kernel.asked import Player
from bot.tournaments.rules import play
from bot.tournaments.rules.matching import Matching
from bot.tournaments.rules.model import End, Game, Kind, Out, Outcome, Phase, Plan, Tournament
from bot.tournaments.rules.pairing import swiss_round
from bot.tournaments.rules.play import Result
from bot.tournaments.rules.standings import byes, standings, swiss_points
from tests.strategies import NOON, SECOND

OUTCOMES = [Outcome.FIRST, Outcome.SECOND, Outcome.DRAW, Outcome.NOBODY, Outcome.VOID]


def granted(outcome: object) -> Tournament:
    assert isinstance(outcome, Tournament), outcome
    return outcome


def signed_up(number: int, plan: Plan, ratings: random.Random | None = None) -> Tournament:
    made = play.announce(tournament_id=1, guild_id=70, channel_id=700, organizer_id=1, plan=plan, at=NOON)
    for player_id in range(1, number + 1):
        rating = ratings.gauss(1500, 200) if ratings else 1500.0
        made = granted(play.join(made, Player(player_id, f"P{player_id}", NOON), rating, NOON))
    return made


def begun(number: int, plan: Plan, ratings: random.Random | None = None) -> Tournament:
    return granted(play.start(signed_up(number, plan, ratings), NOON))


def everybody(tournament: Tournament) -> frozenset[int]:
    return frozenset(one.id for one in tournament.entrants)


def advanced(tournament: Tournament, results: dict[int, Result], at: datetime) -> Tournament:
    return play.look(tournament, results, everybody(tournament), at)


@dataclass
class Swiss:
    """A Swiss whose every choice comes from a seed; `rounds` keeps what stood at each pairing."""

    chance: random.Random
    now: Tournament
    at: datetime = NOON
    rounds: list[Tournament] = field(default_factory=list)

    def play(self) -> None:
        while self.now.phase is not Phase.ENDED:
            self.at += SECOND
            self._come_and_go()
            before = self.now.round
            results = {game.number: self._result() for game in self.now.open_games}
            self.now = advanced(self.now, results, self.at)
            if self.now.round > before:
                self.rounds.append(self.now)

    def _result(self) -> Result:
        outcome = self.chance.choice(OUTCOMES)
        decided = outcome in (Outcome.FIRST, Outcome.SECOND)
        return Result(outcome, decided and self.chance.random() < 0.2, self.at)

    def _come_and_go(self) -> None:
        for one in self.now.entrants:
            if one.plays and self.chance.random() < 0.05:
                self.now = granted(play.leave(self.now, one.id))
            elif one.out in (Out.LEFT, Out.ABSENT) and self.chance.random() < 0.3:
                back = play.join(self.now, one.player, one.rating, self.at)
                self.now = back if isinstance(back, Tournament) else self.now
        if self.chance.random() < 0.3:
            newcomer = Player(1_000 + len(self.now.entrants), "Late", self.at)
            late = play.join(self.now, newcomer, 1500, self.at)
            self.now = late if isinstance(late, Tournament) else self.now


@settings(max_examples=60, deadline=None)
@given(st.integers(3, 24), st.integers(2, 12), st.randoms(use_true_random=False))
def test_a_swiss_is_fair_whoever_comes_and_goes(number: int, rounds: int, chance: random.Random) -> None:
    """No pair twice; everybody who plays has one game or a bye a round; no bye for who had more than another can be
    spared for it."""
    swiss = Swiss(chance, begun(number, Plan(rounds=rounds), chance))
    swiss.play()
    for stood in swiss.rounds:
        games = stood.in_round(stood.round)
        seen = [player for game in games for player in game.players]
        assert sorted(seen) == sorted(one.id for one in stood.playing)
        before = byes(replace(stood, games=stood.games[: len(stood.games) - len(games)]))
        for game in games:
            if game.second is None:
                met = {frozenset(earlier.players) for earlier in stood.games if earlier.round < stood.round}
                assert before.get(game.first, 0) == fewest_byes({one.id for one in stood.playing}, met, before)
    pairs = [frozenset(game.players) for game in swiss.now.games if game.second is not None]
    assert len(pairs) == len(set(pairs))
    assert swiss.now.round <= rounds
    assert swiss.now.end is End.FINISHED


@settings(max_examples=300, deadline=None)
@given(st.integers(2, 7), st.data())
def test_a_swiss_goes_on_while_everybody_can_meet_somebody_new(number: int, data: st.DataObject) -> None:
    """Whoever has met whom and had how many byes: a further bye is given rather than the tournament ended."""
    players = range(1, number + 1)
    met = data.draw(st.sets(st.sampled_from([frozenset(pair) for pair in combinations(players, 2)])))
    had = data.draw(st.fixed_dictionaries(dict.fromkeys(players, st.integers(0, 2))))
    now = after(number, [*map(sorted, met)], had)
    games = swiss_round(now, NOON)
    assert (games is not None) == can_be_paired(frozenset(players), met)
    for game in games or ():
        assert frozenset(game.players) not in met or game.second is None
        if game.second is None:
            assert had[game.first] == fewest_byes(set(players), met, had)


def after(number: int, met: Sequence[Sequence[int]], had: Mapping[int, int]) -> Tournament:
    """A Swiss in which these have met, and have had so many byes."""
    pairs: list[tuple[int, int | None]] = [(one, two) for one, two in met]
    pairs += [(one, None) for one, times in had.items() for _ in range(times)]
    games = [
        Game(place, 1, one, two, NOON, Outcome.DRAW if two else Outcome.BYE, ended_at=NOON)
        for place, (one, two) in enumerate(pairs)
    ]
    return replace(signed_up(number, Plan(rounds=12)), phase=Phase.RUNNING, round=1, games=tuple(games))


def can_be_paired(players: frozenset[int], met: Set[frozenset[int]]) -> bool:
    """By trying every way, one of an odd number being left out."""
    if len(players) % 2:
        return any(can_be_paired(players - {one}, met) for one in players)
    if not players:
        return True
    first, rest = min(players), players - {min(players)}
    return any(frozenset((first, one)) not in met and can_be_paired(rest - {one}, met) for one in rest)


def fewest_byes(players: Set[int], met: Set[frozenset[int]], had: Mapping[int, int]) -> int:
    """How many byes the one has had who is to get the next, so that all others can be paired."""
    by_byes = sorted(players, key=lambda one: had.get(one, 0))
    spared = next(one for one in by_byes if can_be_paired(frozenset(players - {one}), met))
    return had.get(spared, 0)


@given(st.integers(3, 40))
def test_with_nobody_leaving_every_round_is_played(number: int) -> None:
    """A round robin's number of rounds is possible only with luck; half of it always is."""
    rounds = max(number // 2, 1)
    now, at = begun(number, Plan(rounds=rounds)), NOON
    while now.phase is not Phase.ENDED:
        at += SECOND
        now = advanced(now, {game.number: Result(Outcome.FIRST, False, at) for game in now.open_games}, at)
    assert now.round == rounds


@settings(max_examples=200, deadline=None)
@given(st.integers(2, 8), st.data())
def test_a_partner_is_found_for_everybody_where_there_is_a_way(size: int, data: st.DataObject) -> None:
    """Held against trying every way."""
    edges = list(combinations(range(size), 2))
    allowed = data.draw(st.sets(st.sampled_from(edges)))
    matching = Matching(size, lambda one, two: (min(one, two), max(one, two)) in allowed)
    matching.match([0.0] * size)
    pairs = matching.pairs()
    assert set(pairs) <= allowed
    assert len({rank for pair in pairs for rank in pair}) == 2 * len(pairs)
    assert len(pairs) == most_pairs(frozenset(range(size)), allowed)


@pytest.mark.parametrize("lowest", range(6))
def test_a_bye_goes_to_the_lowest_who_may_have_it(lowest: int) -> None:
    """Not to somebody above them, though all others find partners then, too; the upper half meets the lower half."""
    matching = Matching(8, lambda one, two: max(one, two) < 7 or min(one, two) <= lowest)
    matching.match([0.0] * 7)
    others = [rank for rank in range(7) if rank != lowest]
    assert {*matching.pairs()} == {(lowest, 7), *zip(others[:3], others[3:], strict=True)}


def most_pairs(ranks: frozenset[int], allowed: set[tuple[int, int]]) -> int:
    if len(ranks) < 2:
        return 0
    first, rest = min(ranks), ranks - {min(ranks)}
    taken = [1 + most_pairs(rest - {other}, allowed) for other in rest if (first, other) in allowed]
    return max([most_pairs(rest, allowed), *taken])


def test_the_first_round_has_the_upper_half_meet_the_lower() -> None:
    """By rating, as in the Dutch system."""
    now = signed_up(8, Plan())
    now = replace(now, entrants=tuple(replace(one, rating=2000 - one.id) for one in now.entrants))
    now = advanced(granted(play.start(now, NOON)), {}, NOON)
    assert [game.players for game in now.games] == [(1, 5), (2, 6), (3, 7), (4, 8)]


def test_later_rounds_pair_equal_points() -> None:
    """Winners meet winners where they have not met yet."""
    now, at = begun(16, Plan(rounds=3)), NOON
    for _ in range(2):
        at += SECOND
        now = advanced(now, {game.number: Result(Outcome.FIRST, False, at) for game in now.open_games}, at)
    points = swiss_points(now.in_round(1))
    assert all(points[game.first] == points[game.second or 0] for game in now.in_round(2))


def test_the_bye_goes_to_the_lowest() -> None:
    """Of those with the fewest byes."""
    now = begun(5, Plan(rounds=5))
    now = replace(now, entrants=tuple(replace(one, rating=2000 - one.id) for one in now.entrants))
    now = advanced(now, {}, NOON)
    assert [game.first for game in now.games if game.second is None] == [5]


def test_five_hundred_are_paired_with_little_work() -> None:
    """Counted in questions whether two may meet, which depend on no machine: a few for each pair there is."""
    chance = random.Random(7)  # noqa: S311
    points = [0.0] * 500
    met: set[tuple[int, int]] = set()
    for _ in range(9):
        asked = 0
        order = sorted(range(500), key=lambda one: -points[one])

        def may_meet(one: int, two: int, order: list[int] = order) -> bool:
            nonlocal asked
            asked += 1
            return (min(order[one], order[two]), max(order[one], order[two])) not in met

        matching = Matching(500, may_meet)
        matching.match([points[one] for one in order])
        assert not matching.left_over()
        assert asked < 500 * 500
        for one, two in matching.pairs():
            met.add((min(order[one], order[two]), max(order[one], order[two])))
            points[order[chance.choice((one, two))]] += 1


@dataclass
class Arena:
    """An arena in virtual time: games last one to three minutes, and whoever has played goes on."""

    chance: random.Random
    now: Tournament
    at: datetime = NOON
    ends: dict[int, datetime] = field(default_factory=dict)

    def play(self, step: timedelta) -> None:
        while self.now.phase is not Phase.ENDED:
            results = {
                game.number: Result(self.chance.choice(OUTCOMES[:3]), False, self.ends[game.number])
                for game in self.now.open_games
                if self.ends[game.number] <= self.at
            }
            self.now = advanced(self.now, results, self.at)
            for number in results:
                for player in self.now.games[number].players:
                    ready = play.wait(self.now, player, self.at)
                    self.now = ready if isinstance(ready, Tournament) else self.now
            for game in self.now.open_games:
                lasts = timedelta(seconds=self.chance.randrange(60, 180))
                self.ends.setdefault(game.number, self.at + lasts)
            self.at += step


def test_five_hundred_in_one_arena() -> None:
    """Everybody plays on and on, nobody two games at once, rarely the same twice in a row, none after the bell."""
    chance = random.Random(5)  # noqa: S311
    arena = Arena(chance, begun(500, Plan(Kind.ARENA, minutes=20), chance))
    arena.play(timedelta(seconds=15))
    bell = arena.now.ends_at
    assert bell is not None
    assert arena.now.end is End.FINISHED
    assert all(game.ended_at is None or game.ended_at <= bell for game in arena.now.games)
    for one in arena.now.entrants:
        games = [game for game in arena.now.games if one.id in game.players]
        assert len(games) >= 5
        assert all(game.outcome is not None for game in games[:-1])
        again = sum(a.other(one.id) == b.other(one.id) for a, b in pairwise(games))
        assert again == 0


def test_two_who_have_just_met_wait_for_somebody_else_first() -> None:
    """They meet again at once where nobody else plays, and after twenty seconds where others do."""
    now = begun(3, Plan(Kind.ARENA))
    now = granted(play.leave(now, 3))
    now = advanced(now, {}, NOON)
    now = advanced(now, {0: Result(Outcome.DRAW, False, NOON)}, NOON)
    for player in (1, 2):
        now = granted(play.wait(now, player, NOON))
    assert len(advanced(now, {}, NOON).games) == 2

    four = begun(4, Plan(Kind.ARENA))
    four = advanced(four, {}, NOON)
    first = four.games[0]
    four = advanced(four, {0: Result(Outcome.DRAW, False, NOON)}, NOON)
    for player in first.players:
        four = granted(play.wait(four, player, NOON))
    assert len(advanced(four, {}, NOON + 10 * SECOND).games) == 2
    assert len(advanced(four, {}, NOON + 20 * SECOND).games) == 3


def test_standings_say_nothing_of_who_never_played() -> None:
    """Whoever signed up and withdrew before the start is in no line."""
    now = granted(play.leave(signed_up(4, Plan()), 4))
    assert [line.entrant.id for line in standings(now)] == [1, 2, 3]
