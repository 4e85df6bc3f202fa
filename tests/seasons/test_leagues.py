"""Leagues: how large they are, who moves, and that all of it follows from the weeks."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.seasons.rules.leagues import (
    LEAST,
    MOST,
    MOVING,
    REGULAR_DAYS,
    REGULARS,
    Leagues,
    Move,
    Played,
    following,
    league_of,
    leagues_of,
    lines,
    members,
)
from bot.seasons.rules.points import DAY, Tally

MONDAY = date(2026, 11, 2)


def week(days: dict[int, int], number: int = 0) -> Played:
    """A week in which people (id → days) played."""
    tallies = {who: Tally(played * DAY, played) for who, played in days.items() if played}
    return Played(MONDAY + number * timedelta(days=7), tallies)


def even(number: int, points: int = 100) -> Played:
    """A week in which so many people played, the first the most."""
    return Played(MONDAY, {who: Tally(points * 10 - who, 3) for who in range(1, number + 1)})


@st.composite
def stories(draw: st.DrawFn) -> list[Played]:
    """Some weeks of a server in which people come and go."""
    people = draw(st.integers(0, 90))
    found = []
    for number in range(draw(st.integers(2, 5))):
        days = {who: draw(st.integers(0, 7)) for who in range(1, people + 1)}
        found.append(week(days, number))
    return found


@given(stories())
def test_every_league_begins_its_week_with_ten_to_fifteen(weeks: list[Played]) -> None:
    """Nobody is in two, and all who played are in one."""
    for before, leagues in zip(weeks, leagues_of(weeks), strict=False):
        regulars = sum(tally.days >= REGULAR_DAYS for tally in before.tallies.values())
        assert (leagues is None) == (regulars < REGULARS)
        if leagues is not None:
            everybody = [who for league in leagues for who in league]
            assert all(LEAST <= len(league) <= MOST for league in leagues)
            assert len(everybody) == len({*everybody})
            assert {*everybody} == before.tallies.keys()


@given(st.integers(REGULARS, 2_000))
def test_the_sizes_hold_for_servers_of_any_size(people: int) -> None:
    """From the twentieth regular on."""
    leagues = following(None, even(people))
    assert leagues is not None
    assert all(LEAST <= len(league) <= MOST for league in leagues)
    assert max(map(len, leagues)) - min(map(len, leagues)) <= 1


@given(stories(), st.randoms(use_true_random=False))
def test_the_leagues_are_a_fold_of_the_weeks(weeks: list[Played], chance: object) -> None:
    """In whatever order people are read; and what comes later changes nothing about what was."""
    shuffled = []
    for one in weeks:
        people = list(one.tallies.items())
        chance.shuffle(people)  # type: ignore[attr-defined]
        shuffled.append(Played(one.monday, dict(people)))
    assert leagues_of(shuffled) == leagues_of(weeks)
    assert leagues_of(weeks[:-1]) == leagues_of(weeks)[: len(weeks) - 2]


@given(stories())
def test_nobody_is_in_two_tables_while_a_week_runs(weeks: list[Played]) -> None:
    """With the newcomers, who are in the lowest league."""
    for now, leagues in zip(weeks[1:], leagues_of(weeks), strict=True):
        if leagues is not None:
            everybody = [who for league in range(len(leagues)) for who in members(leagues, league, now)]
            assert len(everybody) == len({*everybody})
            assert now.tallies.keys() <= {*everybody}


@given(stories())
def test_equals_share_a_place_and_its_move(weeks: list[Played]) -> None:
    """Places are 1, 2, 2, 4; who has as many points goes where the others go."""
    for now, leagues in zip(weeks[1:], leagues_of(weeks), strict=True):
        for league in range(len(leagues or ())):
            table = lines(leagues or (), league, now)
            for one in table:
                assert one.place == 1 + sum(other.tally.points > one.tally.points for other in table)
            assert len({(one.tally.points, one.place, one.move) for one in table}) == len({one.place for one in table})


def _moves(leagues: Leagues, league: int, now: Played) -> dict[Move, set[int]]:
    found: dict[Move, set[int]] = {move: set() for move in Move}
    for line in lines(leagues, league, now):
        found[line.move].add(line.player_id)
    return found


def test_three_move_up_and_three_move_down() -> None:
    """Where nobody comes or goes: exactly those, and everybody else stays."""
    before = following(None, even(24))
    assert before == (tuple(range(1, 13)), tuple(range(13, 25)))
    upper, lower = _moves(before, 0, even(24)), _moves(before, 1, even(24))
    assert (upper[Move.UP], upper[Move.DOWN]) == (set(), {10, 11, 12})
    assert (lower[Move.UP], lower[Move.DOWN]) == ({13, 14, 15}, set())
    after = following(before, even(24))
    assert after is not None
    assert {*after[0]} == {*range(1, 10), 13, 14, 15}
    assert len(upper[Move.DOWN]) == MOVING


@given(stories())
def test_whoever_is_first_is_never_worse_off(weeks: list[Played]) -> None:
    """Whoever was first alone is in no lower league the week after, whoever comes and goes."""
    found = leagues_of(weeks)
    for now, before, after in zip(weeks[1:], found, found[1:], strict=False):
        for league in range(len(before or ())):
            first = [line for line in lines(before or (), league, now) if line.place == 1 and line.tally.days]
            if after and len(first) == 1:
                assert league_of(after, first[0].player_id) <= league


def test_level_with_many_only_three_move_up() -> None:
    """A lot decides who; nobody from above is pushed down for more than that."""
    before = following(None, even(24))
    assert before is not None
    after = following(before, week(dict.fromkeys(range(1, 25), 7)))
    assert after is not None
    assert len({*after[0]} - {*before[0]}) == MOVING
    assert len({*after[1]} - {*before[1]}) == MOVING


def test_newcomers_begin_where_they_can_win() -> None:
    """In the lowest league, at once; with the most points of it they are in the next higher one a week later."""
    before = following(None, even(24))
    assert before is not None
    now = week({**dict.fromkeys(range(1, 13), 5), **dict.fromkeys(range(13, 25), 2), 99: 3})
    assert 99 in members(before, 1, now)
    assert league_of(before, 99) == 1
    assert lines(before, 1, now)[0].player_id == 99
    after = following(before, now)
    assert after is not None
    assert league_of(after, 99) == 0


def test_who_did_not_play_holds_no_place() -> None:
    """After a week away somebody is in no league, and begins in the lowest again; nobody rises without playing."""
    before = following(None, even(26))
    assert before is not None
    now = week(dict.fromkeys(range(2, 27), 3))
    assert not any(1 in league for league in following(before, now) or ())
    idle = lines(before, 1, week({}))
    assert {line.move for line in idle} == {Move.STAY}


def test_fewer_than_twenty_regulars_have_no_leagues() -> None:
    """Nineteen who come twice and fifty who came once are too few."""
    almost = {**dict.fromkeys(range(1, 20), 2), **dict.fromkeys(range(100, 150), 1)}
    assert following(None, week(almost)) is None
    assert following(None, week({**almost, 20: 2})) is not None
