"""What an organizer learns of a game that is over, and what nobody learns from it."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from io import StringIO
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.kernel.asked import Asked, Locked, Player
from bot.kernel.grading import Answer, grade
from bot.rounds.api import Phase, Round, Settings, Weight
from bot.rounds.rules.lobby import open_lobby
from bot.rounds.rules.model import Speaking, Teams
from bot.summaries.rules import ENOUGH, Refusal, Summary, items_of, of_papers, of_round, over_time
from cogs.summaries.rendering import picture, summary_card
from cogs.summaries.table import table
from tests.rounds.test_team_standings import closed, team_game
from tests.strategies import NOON, SECOND, question

HOUR = timedelta(hours=1)
NAMES = ("=cmd()", "+1", "-2+3", "@SUM(A1)", "'=A1", "Ada", "\t=B2", "名前", "x" * 32)
PEOPLE = range(9_000_001, 9_000_001 + len(NAMES))

answers = st.dictionaries(st.sampled_from(PEOPLE), st.integers(0, 1).map(lambda choice: (choice,)), max_size=len(NAMES))
courses = st.lists(answers, min_size=1, max_size=5)


def asked(name: str, given_: Mapping[int, Answer]) -> Asked:
    """A single-choice question that these people answered so, one second after the other."""
    one = question(name)
    locked = {}
    for place, (who, answer) in enumerate(given_.items()):
        result = grade(one, answer)
        at = NOON + timedelta(seconds=place)
        locked[who] = Locked(answer, result.correct, result.credit, 100 * result.correct, 1000, at)
    return Asked(one, 1, NOON, None, NOON + timedelta(minutes=1), answers=locked)


def played(course: Sequence[Mapping[int, Answer]]) -> Round:
    """A quiz that is over."""
    people = {who: Player(who, name, NOON) for who, name in zip(PEOPLE, NAMES, strict=True)}
    lobby = open_lobby(
        round_id=1, guild_id=2, channel_id=3, host=people[PEOPLE[0]], settings=Settings(), seed=1, at=NOON
    )
    questions = tuple(asked(f"q{place}", given_) for place, given_ in enumerate(course))
    asked_all = replace(lobby, players=people, asked=questions, position=len(questions) - 1)
    return replace(asked_all, phase=Phase.ENDED, ended_at=NOON)


def rows_of(summary: Summary) -> list[list[str]]:
    """The table as a spreadsheet reads it."""
    return list(csv.reader(StringIO(table(summary).decode("utf-8-sig"), newline="")))


def parts_of(rows: list[list[str]]) -> list[list[list[str]]]:
    """The parts that empty lines set apart."""
    parts: list[list[list[str]]] = [[]]
    for row in rows:
        parts[-1].append(row) if row else parts.append([])
    return parts


@given(courses, st.randoms(use_true_random=False))
def test_nobody_learns_who_chose_what(course: list[dict[int, Answer]], chance: Random) -> None:
    """Whoever gave which of a question's answers, all that is told of questions is the same, and it has no names."""
    summary = of_round(played(course))
    if isinstance(summary, Refusal):
        assert not any(course)
        return
    dealt = []
    for given_ in course:
        people = chance.sample(list(given_), len(given_))
        dealt.append(dict(zip(people, given_.values(), strict=True)))
    again = of_round(played(dealt))
    assert isinstance(again, Summary)
    assert summary.items == again.items
    questions, places, time = parts_of(rows_of(summary))
    for part in (questions, time):
        told = "\n".join(cell for row in part for cell in row)
        assert not any(str(who) in told for who in PEOPLE)
        assert "Ada" not in told
        assert "名前" not in told
    assert all(len(row) == len(places[0]) for row in places)
    assert not any(str(who) in cell for row in places for cell in row for who in PEOPLE)


@given(courses)
def test_of_a_question_that_few_answered_nothing_is_told(course: list[dict[int, Answer]]) -> None:
    """Below the least number neither how many were right nor what was chosen; above it both, and they add up."""
    for given_, item in zip(course, items_of(played(course).asked, least=ENOUGH), strict=True):
        assert item.answers == len(given_)
        if len(given_) < ENOUGH:
            assert (item.right, item.facility, item.ways, item.options) == (None, None, None, ())
        else:
            assert sum(option.chosen for option in item.options) == len(given_)
            assert item.right == sum(option.chosen for option in item.options if option.right)


def test_who_answered_privately_is_hidden_among_five() -> None:
    """What three answered in private says too much of each of them; how a group did in a mock has no places."""
    three = asked("q0", dict.fromkeys(PEOPLE[:3], (0,)))
    five = asked("q1", dict.fromkeys(PEOPLE[:5], (0,)))
    summary = of_papers([[three, five]])
    assert isinstance(summary, Summary)
    assert [item.right for item in summary.items] == [None, 5]
    assert summary.places == ()
    assert summary.presence == over_time([three, five])
    assert summary.answers == 8


def test_a_key_that_waits_is_not_told() -> None:
    """A question that is being asked elsewhere on the server has its options left out, and so its key."""
    (item,) = items_of([asked("q0", dict.fromkeys(PEOPLE, (0,)))], hidden={"q0"})
    assert item.options == ()
    assert item.right == len(PEOPLE)


def test_the_same_question_of_several_games_is_one() -> None:
    """In a tournament many are asked the same: it is told of once, with all their answers."""
    pairs = [[asked("q0", {PEOPLE[place]: (0,), PEOPLE[place + 1]: (1,)})] for place in (0, 2, 4)]
    (item,) = items_of([one for game in pairs for one in game])
    assert (item.answers, item.right) == (6, 3)


def test_what_was_drawn_but_never_asked_is_not_told() -> None:
    """What is left of a quiz that was stopped early may come another day; nor what could not be shown."""
    came = asked("q0", dict.fromkeys(PEOPLE, (0,)))
    silent, alone = asked("q1", {}), replace(asked("q2", {PEOPLE[0]: (0,)}), opened_at=None)
    unseen = replace(asked("q3", {}), opened_at=None)
    drawn = replace(unseen, closed_at=None)
    items = items_of([came, silent, alone, unseen, drawn, replace(drawn, skipped=True)])
    assert [item.question_id for item in items] == ["q0", "q1", "q2"]


def test_of_how_many_is_of_those_who_were_there() -> None:
    """Whoever left counts up to their last answer, and whoever came back as never gone."""
    stayed, left, back, late, mute = PEOPLE[:5]
    game = played([{stayed: (0,), left: (0,), back: (0,)}, {stayed: (0,)}, {stayed: (0,), late: (0,)}])
    apart = [replace(one, opened_at=NOON + place * HOUR) for place, one in enumerate(game.asked)]
    moved = tuple(
        replace(
            one,
            closed_at=(one.opened_at or NOON) + timedelta(minutes=1),
            answers={who: replace(locked, at=one.opened_at or NOON) for who, locked in one.answers.items()},
        )
        for one in apart
    )
    people = {who: Player(who, "x", NOON) for who in (stayed, back, late)}
    people |= {left: Player(left, "x", NOON, active=False), mute: Player(mute, "x", NOON, active=False)}
    people[back] = replace(people[back], joined_at=NOON + 2 * HOUR)
    people[late] = replace(people[late], joined_at=NOON + 2 * HOUR)
    summary = of_round(replace(game, asked=moved, players=people))
    assert isinstance(summary, Summary)
    assert [(one.there, one.of) for one in summary.presence] == [(3, 3), (1, 2), (2, 3)]


@given(courses)
def test_no_cell_is_a_formula(course: list[dict[int, Answer]]) -> None:
    """Whatever people are called, and whatever is asked: a cell that is no number begins with no sign of a formula."""
    game = played(course)
    evil = tuple(replace(one, question=replace(one.question, stem="=HYPERLINK(1)")) for one in game.asked)
    summary = of_round(replace(game, asked=evil))
    if isinstance(summary, Summary):
        for row in rows_of(summary):
            assert not any(cell.lstrip().startswith(("=", "+", "-", "@")) for cell in row if not _is_number(cell))


def _is_number(cell: str) -> bool:
    return cell.replace("-", "", 1).replace(".", "", 1).isdigit()


@given(courses)
def test_time_is_told_in_equal_parts(course: list[dict[int, Answer]]) -> None:
    """The parts follow each other evenly, and whoever answered is in one of them."""
    told = over_time(played(course).asked)
    everybody = {who for given_ in course for who in given_}
    assert sum(one.there for one in told) >= len(everybody)
    assert len({b.at - a.at for a, b in pairwise(told)}) <= 1


def test_a_quiz_that_runs_has_none() -> None:
    """Its open question would lose its key; and a quiz in which nobody answered has nothing to tell."""
    running = replace(played([dict.fromkeys(PEOPLE, (0,))]), phase=Phase.OPEN)
    assert of_round(running) is Refusal.NOT_OVER
    assert of_round(played([{}])) is Refusal.NOTHING


@given(st.lists(st.sampled_from([{}, dict.fromkeys(PEOPLE, (0,))]), min_size=1, max_size=30).filter(any))
def test_the_card_has_room_for_the_longest_quiz(course: list[dict[int, Answer]]) -> None:
    """Thirty questions with the longest texts fit into a message with its picture's description."""
    game = played(course)
    long = tuple(replace(one, question=replace(one.question, stem="*" * 600)) for one in game.asked)
    summary = of_round(replace(game, asked=long))
    assert isinstance(summary, Summary)
    parts = list(summary_card(summary).walk_children())
    assert sum(len(getattr(part, "content", "")) for part in parts) < 4_000
    described = [item.description for part in parts for item in getattr(part, "items", ())]
    assert all(len(text or "") <= 1_024 for text in described)


def test_numbers_are_those_of_the_cards() -> None:
    """A warm-up has no number and is no part of the figures; one that was never shown keeps its own."""
    everybody = dict.fromkeys(PEOPLE[:3], (1,))
    game = replace(played([everybody] * 4), weights={0: Weight.NOT_AT_ALL})
    unseen = replace(game.asked[1], opened_at=None, answers={}, skipped=True)
    summary = of_round(replace(game, asked=(game.asked[0], unseen, *game.asked[2:])))
    assert isinstance(summary, Summary)
    assert [item.number for item in summary.items] == [game.number(position) for position in (2, 3)] == [2, 3]
    assert (summary.answers, len(summary.presence)) == (6, 3)
    assert of_round(replace(game, asked=game.asked[:1])) is Refusal.NOTHING


def test_hardest_questions_keep_their_numbers() -> None:
    """No line is one of a numbered list, whose numbers Discord would count up from the first."""
    summary = of_round(played([dict.fromkeys(PEOPLE, (place,)) for place in (0, 1, 0)]))
    assert isinstance(summary, Summary)
    assert [item.number for item in summary.hardest] == [2, 1, 3]
    told = "\n".join(getattr(part, "content", "") for part in summary_card(summary).walk_children())
    assert not [line for line in told.splitlines() if line[:2].rstrip(".").isdigit()]


def test_the_picture_is_drawn() -> None:
    """Bars for the hardest questions and columns for time, as a PNG."""
    summary = of_round(played([dict.fromkeys(PEOPLE, (place % 2,)) for place in range(30)]))
    assert isinstance(summary, Summary)
    assert picture(summary).startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("few", "told"), [((1,), "Question 2 is left out"), ((0, 2), "Questions 1 and 3 are left out"), ((), "")]
)
def test_a_question_that_is_left_out_is_named(few: tuple[int, ...], told: str) -> None:
    """The podium may have named the very one as the hardest: a summary without it says that too few answered."""
    people = dict.fromkeys(PEOPLE, (0,))
    course = [dict.fromkeys([*PEOPLE][:2], (1,)) if place in few else people for place in range(4)]
    summary = of_round(played(course))
    assert isinstance(summary, Summary)
    said = "\n".join(getattr(part, "content", "") for part in summary_card(summary).walk_children())
    assert told in said
    assert said.count("because too few people answered") == bool(few)


def test_of_how_many_is_of_the_speakers_where_they_answer_for_their_teams() -> None:
    """Whoever was not asked is not missing."""
    game = team_game(Teams(2, speaking=Speaking.IN_TURN, talk=0 * SECOND))
    speakers = [player for player in game.players.values() if player.id in game.expected[0]]
    summary = of_round(replace(closed(game, right=speakers), phase=Phase.ENDED, ended_at=NOON))
    assert isinstance(summary, Summary)
    assert [(one.there, one.of) for one in summary.presence] == [(2, 2)]
