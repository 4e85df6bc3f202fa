"""What teams score: fair to who stays, to who goes, and to who never came."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bot.kernel.asked import Asked, Locked, Player
from bot.rounds.rules import hosting, lobby, play
from bot.rounds.rules.control import skip
from bot.rounds.rules.model import Phase, Round, Speaking, Teams, Weight
from bot.rounds.rules.team_standings import team_points, team_shares, team_standings
from tests.rounds.test_play import RIGHT, WRONG
from tests.strategies import ADA, BEN, CAT, NOON, SECOND, a_lobby, granted, question

DAN = Player(4, "Dan", NOON)
ALL = (ADA, BEN, CAT, DAN)
TOGETHER = Teams(2, talk=0 * SECOND)
IN_TURN = Teams(2, speaking=Speaking.IN_TURN, talk=0 * SECOND)
SEATS = {ADA.id: 0, BEN.id: 0, CAT.id: 1, DAN.id: 1}
"""Ada and Ben against Cat and Dan."""

EPSILON = 1e-9


def team_game(teams: Teams = TOGETHER, questions: int = 12, seats: Mapping[int, int] = SEATS) -> Round:
    """A round in teams whose first question is open."""
    game = replace(a_lobby(*ALL), teams=teams)
    game = granted(lobby.begin(game, ADA.id, [question(f"q{number}") for number in range(questions)], NOON))
    return play.posted(replace(game, members=dict(seats)), 0, NOON)


def answered(game: Round, right: Sequence[Player] = (), wrong: Sequence[Player] = ()) -> Round:
    for player, answer in [*((one, RIGHT) for one in right), *((one, WRONG) for one in wrong)]:
        game = granted(play.answer(game, player, game.position, answer, NOON + SECOND))
    return game


def closed(game: Round, right: Sequence[Player] = (), wrong: Sequence[Player] = ()) -> Round:
    """The open question answered so and closed."""
    return play.close(answered(game, right, wrong), NOON + 2 * SECOND)


def next_up(game: Round) -> Round:
    return play.posted(play.next_question(game, NOON), game.position + 1, NOON)


def points(game: Round) -> dict[int, int]:
    return {line.team: line.points for line in team_standings(game)}


# Everybody answers


def test_a_team_scores_the_share_that_it_has_right() -> None:
    """Half of a team right is half of the points, whoever was quicker; the sizes of the teams play no part."""
    game = closed(team_game(), right=[ADA, CAT, DAN], wrong=[BEN])
    assert points(game) == {0: 50, 1: 100}
    uneven = closed(team_game(seats={ADA.id: 0, BEN.id: 1, CAT.id: 1, DAN.id: 1}), right=[ADA, BEN, CAT, DAN])
    assert points(uneven) == {0: 100, 1: 100}
    assert [line.place for line in team_standings(uneven)] == [1, 1]


def test_silence_is_no_way_out() -> None:
    """Whoever is there and says nothing counts as if they were wrong."""
    silent = closed(team_game(), right=[ADA, CAT, DAN])
    wrong = closed(team_game(), right=[ADA, CAT, DAN], wrong=[BEN])
    assert points(silent) == points(wrong) == {0: 50, 1: 100}


def test_leaving_in_the_middle_of_a_question_is_no_way_out() -> None:
    """Whoever saw the question and then left counts in it; one who comes in by answering counts from the next on."""
    game = granted(lobby.leave(team_game(), BEN.id, NOON))
    assert points(closed(game, right=[ADA, CAT, DAN])) == {0: 50, 1: 100}
    away = next_up(closed(game, right=[ADA, CAT, DAN]))
    back = closed(away, right=[ADA, CAT, DAN], wrong=[BEN])
    assert team_points(back)[1] == {0: 100, 1: 100}
    assert team_points(closed(next_up(back), right=[ADA, CAT, DAN], wrong=[BEN]))[2] == {0: 50, 1: 100}


def test_who_falls_asleep_does_not_drag_the_team_down() -> None:
    """After two questions that they left unanswered they count like the others of their team."""
    game = team_game()
    for _ in range(5):
        game = next_up(closed(game, right=[ADA, CAT, DAN]))
    assert [team_points(game)[position][0] for position in range(5)] == [50, 50, 100, 100, 100]


def test_an_emptied_team_keeps_what_it_has() -> None:
    """Nobody being there, it scores nothing more."""
    game = closed(team_game(), right=[ADA, BEN, CAT, DAN])
    for player in (ADA, BEN):
        game = granted(lobby.leave(game, player.id, NOON))
    game = closed(next_up(game), right=[CAT])
    assert points(game) == {0: 100, 1: 150}


def test_a_weight_counts_for_teams_too() -> None:
    """A question that counts twice is worth twice as much, and a warm-up nothing."""
    game = closed(replace(team_game(), weights={0: Weight.NOT_AT_ALL, 1: Weight.TWICE}), right=[ADA, BEN])
    game = closed(next_up(game), right=[ADA, BEN], wrong=[CAT, DAN])
    assert points(game) == {0: 200, 1: 0}


def test_a_skipped_question_counts_for_who_answered_it() -> None:
    """The host cannot make anybody's silence count by cutting a question short."""
    game = granted(skip(answered(team_game(), right=[ADA, CAT], wrong=[DAN]), NOON))
    assert points(game) == {0: 100, 1: 50}


def test_taking_out_a_member_makes_a_team_no_better() -> None:
    """Whoever is taken out counts as somebody who has left: a team is not freed of a weak member's share."""
    game = closed(team_game(), right=[ADA, CAT, DAN], wrong=[BEN])
    game = granted(hosting.remove(game, BEN.id, NOON))
    assert team_points(closed(next_up(game), right=[ADA, CAT, DAN]))[1] == {0: 50, 1: 100}


# The two promises, for any course of a round

MEMBERS = (1, 2, 3)
Course = list[dict[int, float | None]]
"""For each question, what each member's answer was worth; None for silence."""

credit = st.sampled_from([0.0, 0.5, 1.0])
courses: st.SearchStrategy[Course] = st.lists(
    st.fixed_dictionaries({member: st.one_of(credit, st.none()) for member in MEMBERS}), min_size=2, max_size=8
)


def played(course: Course, gone_after: int | None = None) -> Round:
    """A team of three that answered so; the last member goes after so many questions."""
    players = {number: Player(number, str(number), NOON) for number in MEMBERS}
    asked = []
    expected: dict[int, dict[int, int | None]] = {}
    for position, row in enumerate(course):
        there = [one for one in MEMBERS if gone_after is None or one != MEMBERS[-1] or position < gone_after]
        answers = {
            one: Locked((0,), worth == 1.0, worth, 0, 0, NOON) for one in there if (worth := row[one]) is not None
        }
        asked.append(Asked(question(f"q{position}"), 0, NOON, NOON, NOON, answers=answers))
        expected[position] = dict.fromkeys(there)
    game = a_lobby(Player(1, "1", NOON))
    return replace(
        game,
        players=players,
        phase=Phase.REVEAL,
        teams=TOGETHER,
        members=dict.fromkeys(MEMBERS, 0),
        asked=tuple(asked),
        position=len(course) - 1,
        expected=expected,
    )


def shares(game: Round) -> list[float]:
    return [share[0] for share in team_shares(game).values()]


@given(courses, st.data())
def test_any_answer_is_at_least_as_good_as_none(course: Course, data: st.DataObject) -> None:
    """Whoever is there: an answer, whatever it is worth, never gives their team less than silence does."""
    position = data.draw(st.integers(0, len(course) - 1))
    gone_after = data.draw(st.one_of(st.none(), st.integers(position + 1, len(course))))
    for member in MEMBERS:
        silent = [dict(row) for row in course]
        silent[position][member] = None
        spoken = [dict(row) for row in course]
        spoken[position][member] = data.draw(credit)
        # Later questions may depend on the answers of somebody who goes: what counts is the question itself.
        assert shares(played(spoken, gone_after))[position] >= shares(played(silent, gone_after))[position] - EPSILON


@given(courses, st.data())
def test_nobody_gains_by_leaving_a_member_out(course: Course, data: st.DataObject) -> None:
    """From when a member has gone, the team has at no question more than had they gone on as they had answered."""
    gone_after = data.draw(st.integers(1, len(course)))
    gone = played(course, gone_after)
    own = [row[MEMBERS[-1]] for row in course[:gone_after]]
    given = [worth for worth in own if worth is not None]
    if not given:
        return
    level = sum(given) / len(given)
    stayed = [*course[:gone_after], *({**row, MEMBERS[-1]: level} for row in course[gone_after:])]
    for alone, together in zip(shares(gone), shares(played(stayed)), strict=True):
        assert alone <= together + EPSILON


@given(courses, st.data())
def test_nobody_loses_by_a_member_who_is_gone(course: Course, data: st.DataObject) -> None:
    """The team has no less than its members who are there, or than had the other gone on as before."""
    gone_after = data.draw(st.integers(0, len(course)))
    gone = shares(played(course, gone_after))
    own = [worth for row in course[:gone_after] if (worth := row[MEMBERS[-1]]) is not None]
    for position in range(gone_after, len(course)):
        there = [course[position][member] or 0.0 for member in MEMBERS[:-1]]
        alone = sum(there) / len(there)
        level = sum(own) / len(own) if own else alone
        assert gone[position] >= min(alone, (sum(there) + level) / len(MEMBERS)) - EPSILON


@given(courses)
def test_who_never_answers_and_goes_does_not_count(course: Course) -> None:
    """A member who said nothing while they were expected costs those questions, and none after."""
    never = [{**row, MEMBERS[-1]: None} for row in course]
    for position, share in enumerate(shares(played(never, 0))):
        there = [course[position][member] or 0.0 for member in MEMBERS[:-1]]
        assert abs(share - sum(there) / len(there)) < EPSILON
