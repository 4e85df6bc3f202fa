"""The one standing of a quiz night: the sum over its rounds."""

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.kernel.pace import Pace
from bot.kernel.places import NOWHERE
from bot.nights.rules.standing import standing, winners
from bot.rounds.rules import hosting, play
from bot.rounds.rules.model import Phase as RoundPhase
from bot.rounds.rules.model import Round
from bot.rounds.rules.model import Settings as RoundSettings
from bot.rounds.rules.standings import standings
from tests.rounds.test_team_standings import closed
from tests.strategies import ADA, BEN, CAT, MINUTE, NOON, SECOND, Story, asking, question, stories


@settings(max_examples=60)
@given(st.lists(stories(), min_size=1, max_size=4))
def test_the_standing_is_the_sum_over_the_rounds(told: list[Story]) -> None:
    """For everybody who stands in any round, and by the one rule for places."""
    rounds = [story.states[-1] for story in told]
    sums: Counter[int] = Counter()
    for game in rounds:
        for line in standings(game):
            sums[line.player_id] += line.points
    lines = standing(rounds)
    assert {line.player_id: line.points for line in lines} == {one: sums[one] for one in sums}
    assert [line.points for line in lines] == sorted((line.points for line in lines), reverse=True)
    there = [line for line in lines if line.answered]
    assert all(line.place == 1 + sum(other.place < line.place for other in there) for line in there)
    assert all(line.place == NOWHERE for line in lines if not line.answered)
    assert sum(line.rounds for line in lines) == sum(len(standings(game)) for game in rounds)
    for counted in ("right", "right_ms", "of", "answered"):
        told = sum(getattr(one, counted) for game in rounds for one in standings(game))
        assert sum(getattr(line, counted) for line in lines) == told


def test_time_decides_only_where_it_plays_a_part_in_every_round() -> None:
    """Equal points and equal right answers: one relaxed round, and they share the place."""
    quick, slow = _round(Pace.STANDARD, "metrics"), _round(Pace.RELAXED, "security")
    assert [line.place for line in standing([slow])] == [1, 1]
    assert [line.place for line in standing([quick, slow])][:2] == [1, 1]
    assert [(won.number, won.topic, set(won.names)) for won in winners([(1, slow)])] == [
        (1, "security", {"Ada", "Ben"})
    ]


@pytest.mark.parametrize(("first", "then"), [(Pace.RELAXED, Pace.STANDARD), (Pace.STANDARD, Pace.RELAXED)])
def test_who_is_level_in_a_quiz_is_level_in_its_night(first: Pace, then: Pace) -> None:
    """Also where the host changed the pace on the way, so that some of its questions had no clock."""
    game = _answered_in_turn(asking(ADA, BEN, settings=RoundSettings(pace=first)))
    changed = hosting.set_pace(play.close(game, NOON + MINUTE), then)
    assert isinstance(changed, Round)
    game = _answered_in_turn(play.posted(play.next_question(changed, NOON + MINUTE), 1, NOON + MINUTE))
    over = play.close(game, NOON + 2 * MINUTE)
    assert [line.place for line in standings(over)] == [line.place for line in standing([over])] == [1, 1]


def _answered_in_turn(game: Round) -> Round:
    """Ada is right a second after Ben, where that costs no points."""
    opened = game.current.opened_at
    assert opened is not None
    for player, after in ((BEN, SECOND), (ADA, 2 * SECOND)):
        given = play.answer(game, player, game.position, (0,), opened + after)
        assert isinstance(given, Round)
        game = given
    return game


def _round(pace: Pace, topic: str) -> Round:
    game = asking(ADA, BEN, questions=[question("q0")], settings=RoundSettings(topic=topic, pace=pace))
    return replace(closed(game, right=(ADA, BEN)), phase=RoundPhase.REVEAL)


def test_who_came_for_one_round_stands_with_that_round() -> None:
    """Their points of the other rounds are none."""
    first = closed(asking(ADA, BEN, questions=[question("q0")]), right=(ADA, BEN))
    second = closed(asking(ADA, CAT, questions=[question("q1")]), right=(CAT,), wrong=(ADA,))
    rounds = {line.name: line.rounds for line in standing([first, second])}
    assert rounds == {"Ada": 2, "Ben": 1, CAT.name: 1}
