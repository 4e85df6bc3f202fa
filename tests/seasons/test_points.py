"""What counts in a season: coming far more than winning, and nothing for playing on and on."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from bot.kernel.people import STAND_INS_FROM
from bot.seasons.rules.points import DAY, FIRST, MOST_A_DAY, NEXT, SECOND_KIND, Game, Kind, Part, bonuses, week_of

MONDAY = date(2026, 11, 23)
START = datetime(2026, 11, 23, tzinfo=UTC)
ADA, BEN, CLEO, DEE = PEOPLE = 1, 2, 3, 4
SECOND = timedelta(seconds=1)


def at(day: int, hour: int = 12) -> datetime:
    return START + timedelta(days=day, hours=hour)


def game(number: int, kind: Kind, day: int, *rights: tuple[int, int], ended: bool = True) -> Game:
    """A game in which people (id, right answers) took part on a day of the week; it ends an hour later."""
    parts = tuple(Part(who, at(day), right * 100, right, right * 1000) for who, right in rights)
    return Game(number, kind, parts, at(day, 13) if ended else None)


@st.composite
def games(draw: st.DrawFn) -> list[Game]:
    """Whatever six people can play in a week."""
    found = []
    for number in range(draw(st.integers(0, 25))):
        kind = draw(st.sampled_from(list(Kind)))
        most = 2 if kind is Kind.DUEL else 6
        people = draw(st.lists(st.integers(1, 6), min_size=1, max_size=most, unique=True))
        day = draw(st.integers(0, 6))
        made = game(number, kind, day, *((who, draw(st.integers(0, 5))) for who in people))
        found.append(replace(made, ended_at=draw(st.sampled_from([None, at(day, 13), at(day + 1, 13)]))))
    return found


@given(games())
def test_whoever_comes_on_more_days_has_more_points(played: list[Game]) -> None:
    """In a week, one more day outweighs every place in every game of the others."""
    tallies = week_of(played, MONDAY, UTC).values()
    for one in tallies:
        for other in tallies:
            assert one.days <= other.days or one.points > other.points


@given(games())
def test_a_day_brings_no_more_than_so_much(played: list[Game]) -> None:
    """Whatever somebody plays, and however often: a day has its bounds, and the sum is that of the days."""
    for tally in week_of(played, MONDAY, UTC).values():
        assert all(0 < got <= MOST_A_DAY for got in tally.on.values())
        assert tally.points == sum(tally.on.values())
        assert tally.days == sum(got >= DAY for got in tally.on.values())


@given(games(), st.randoms(use_true_random=False))
def test_the_order_in_which_games_are_read_does_not_matter(played: list[Game], chance: object) -> None:
    """The points follow from the games alone."""
    shuffled = list(played)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert {one: tally.days for one, tally in week_of(shuffled, MONDAY, UTC).items()} == {
        one: tally.days for one, tally in week_of(played, MONDAY, UTC).items()
    }


def test_the_last_every_day_beats_the_first_twice_a_week() -> None:
    """Ada finishes last in every daily, Ben wins two of them."""
    dailies = [game(day, Kind.DAILY, day, (ADA, 0), (CLEO, 3)) for day in range(7)]
    won = [game(10 + day, Kind.DAILY, day, (BEN, 5), (ADA, 0)) for day in (1, 4)]
    tallies = week_of([*dailies, *won], MONDAY, UTC)
    assert tallies[ADA].points == 7 * DAY
    assert tallies[BEN].points == 2 * (DAY + FIRST)


def test_places_two_and_three_are_worth_a_little() -> None:
    """With somebody behind; nothing for the fourth, and ties share what their place is worth."""
    four = game(1, Kind.QUIZ, 0, (ADA, 5), (BEN, 4), (CLEO, 3), (DEE, 2))
    assert bonuses(four) == {ADA: FIRST, BEN: NEXT, CLEO: NEXT}
    assert bonuses(game(1, Kind.QUIZ, 0, (ADA, 5), (BEN, 5), (CLEO, 3))) == {ADA: FIRST, BEN: FIRST}
    assert bonuses(game(1, Kind.QUIZ, 0, (ADA, 5), (BEN, 5))) == {}
    assert bonuses(game(1, Kind.DAILY, 0, (ADA, 5))) == {}


def test_a_quiz_alone_does_not_count() -> None:
    """Somebody who asks themselves is practicing; a daily is played by each alone, and counts."""
    alone = [game(1, Kind.QUIZ, 0, (ADA, 5)), game(2, Kind.DAILY, 1, (ADA, 3))]
    assert week_of(alone, MONDAY, UTC)[ADA].days == 1


def test_dueling_each_other_all_day_is_worth_as_much_as_once() -> None:
    """Of the duels of two people on a day only the first counts, so that nobody gives the next one away."""
    first = game(1, Kind.DUEL, 0, (ADA, 5), (BEN, 1))
    back = [game(number, Kind.DUEL, 0, (ADA, 0), (BEN, 5)) for number in range(2, 30)]
    once, all_day = week_of([first], MONDAY, UTC), week_of([first, *back], MONDAY, UTC)
    assert {who: tally.on for who, tally in once.items()} == {who: tally.on for who, tally in all_day.items()}
    another_day = [replace(one, parts=tuple(replace(part, at=at(1)) for part in one.parts)) for one in back[:1]]
    assert week_of([first, *another_day], MONDAY, UTC)[BEN].days == 2


def test_a_forfeit_is_a_loss_whatever_was_right() -> None:
    """Whoever left a duel is behind the other."""
    left = replace(game(1, Kind.DUEL, 0, (ADA, 5), (BEN, 1)), forfeited_by=ADA)
    assert bonuses(left) == {BEN: FIRST}


def test_two_kinds_on_a_day_are_worth_one_more() -> None:
    """Once, however many kinds and games there are."""
    daily, quiz = game(1, Kind.DAILY, 0, (ADA, 0)), game(2, Kind.QUIZ, 0, (ADA, 0), (BEN, 0))
    night, again = game(3, Kind.NIGHT, 0, (ADA, 0), (BEN, 0)), game(4, Kind.QUIZ, 0, (ADA, 0), (BEN, 0))
    tallies = week_of([daily, quiz, night, again], MONDAY, UTC)
    assert tallies[ADA].points == tallies[BEN].points == DAY + SECOND_KIND


def test_who_only_looked_in_has_not_played() -> None:
    """A part that was not enough brings nothing and is nobody's place."""
    quiz = game(1, Kind.QUIZ, 0, (ADA, 5), (BEN, 1))
    looked = replace(quiz, parts=(quiz.parts[0], replace(quiz.parts[1], played=False)))
    assert week_of([looked], MONDAY, UTC) == {}


def test_a_day_ends_at_the_servers_own_midnight() -> None:
    """23:30 on Sunday in Berlin is Sunday there, though in Auckland it is Monday already."""
    late = Game(1, Kind.DAILY, (Part(ADA, datetime(2026, 11, 29, 22, 30, tzinfo=UTC), 0, 0, 0),))
    assert week_of([late], MONDAY, ZoneInfo("Europe/Berlin"))[ADA].days == 1
    assert week_of([late], MONDAY, ZoneInfo("Pacific/Auckland")) == {}


def test_an_erasure_changes_a_week_in_nothing_but_a_number() -> None:
    """The others' places rest on whoever went, and so does who is in which league, also where a lot decides it."""
    somebody = STAND_INS_FROM + 5
    before, after = (
        week_of([game(day, Kind.QUIZ, day, (who, 5), (ADA, 4), (BEN, 0)) for day in range(3)], MONDAY, UTC)
        for who in (CLEO, somebody)
    )
    assert {somebody if who == CLEO else who: tally for who, tally in before.items()} == after
    assert after[ADA].points == 3 * (DAY + NEXT)


def test_each_week_and_each_person_has_another_lot() -> None:
    """Of people who play the same games on the same days."""
    lots = [
        tally.lot
        for week in range(3)
        for tally in week_of(
            [
                Game(10 * week + day, Kind.DAILY, tuple(Part(who, at(day) + who * SECOND, 0, 0, 0) for who in PEOPLE))
                for day in range(3)
            ],
            MONDAY,
            UTC,
        ).values()
    ]
    assert len({*lots}) == 3 * len(PEOPLE)


def test_a_place_counts_once_the_game_is_over() -> None:
    """Before, a table would tell who is ahead in a daily that is still open."""
    daily = game(1, Kind.DAILY, 0, (ADA, 3), (BEN, 1), ended=False)
    assert week_of([daily], MONDAY, UTC)[ADA].points == DAY
    over = replace(daily, ended_at=at(1))
    assert week_of([over], MONDAY, UTC)[ADA].on == {MONDAY: DAY, MONDAY + timedelta(days=1): FIRST}
