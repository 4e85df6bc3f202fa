"""Who plays in which team."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.kernel.asked import Player
from bot.rounds.rules import hosting, lobby, play
from bot.rounds.rules.model import Forming, Part, Phase, Refusal, Round, Speaking, Teams
from bot.rounds.rules.teams import (
    UNRATED,
    balanced,
    choose_team,
    in_team,
    set_teams,
    team_of,
    used_teams,
)
from tests.rounds.test_play import RIGHT
from tests.strategies import ADA, BEN, CAT, NOON, SECOND, a_lobby, granted, question

DAN, EVE, FAY = (Player(number, name, NOON) for number, name in ((4, "Dan"), (5, "Eve"), (6, "Fay")))
EVERYBODY = (ADA, BEN, CAT, DAN, EVE, FAY)
QUESTIONS = [question(f"q{number}") for number in range(6)]


def team_lobby(*players: Player, teams: Teams) -> Round:
    return replace(a_lobby(*(players or EVERYBODY)), teams=teams)


def begun(game: Round, strengths: dict[int, float] | None = None) -> Round:
    return granted(lobby.begin(game, game.host_id, QUESTIONS, NOON, strengths=strengths or {}))


def sizes(game: Round) -> list[int]:
    return sorted(Counter(team_of(game, player.id) for player in game.players.values()).values())


# By lot


@given(st.integers(2, 6), st.integers(2, 40), st.integers(0, 2**32))
def test_a_lot_makes_teams_of_equal_size(number: int, people: int, seed: int) -> None:
    """Sizes differ by one at the most, nobody is left out, and no team is empty."""
    members = balanced(dict.fromkeys(range(people), UNRATED), min(number, people), seed)
    counts = Counter(members.values())
    assert members.keys() == set(range(people))
    assert len(counts) == min(number, people)
    assert max(counts.values()) - min(counts.values()) <= 1


def test_the_lot_falls_differently() -> None:
    """Another round has other teams; the same round has the same ones, whenever they are worked out."""
    teams = Teams(2, Forming.LOT)
    lots = {tuple(sorted(begun(replace(team_lobby(teams=teams), seed=seed)).members.items())) for seed in range(20)}
    assert len(lots) > 5
    assert begun(team_lobby(teams=teams)).members == begun(team_lobby(teams=teams)).members


def test_more_teams_than_players_become_fewer() -> None:
    """Three players in six teams are three teams; one player alone is none."""
    game = begun(team_lobby(ADA, BEN, CAT, teams=Teams(6)))
    assert sizes(game) == [1, 1, 1]
    assert game.teams == Teams(6), "with more people, the next quiz has as many teams as were wished for"
    assert lobby.begin(team_lobby(ADA, teams=Teams()), ADA.id, QUESTIONS, NOON) is Refusal.ONE_TEAM


def test_a_nights_round_that_cannot_have_two_teams_is_played_without() -> None:
    """It begins by itself: a host who is not looking would lose the whole night."""
    alone = replace(team_lobby(ADA, teams=Teams()), part=Part(7, 1))
    assert begun(alone).teams is None


# By strength

ratings = st.lists(st.floats(900, 2300), min_size=2, max_size=14)


@given(ratings, st.integers(2, 6))
def test_no_exchange_would_make_teams_more_even(values: list[float], number: int) -> None:
    """Of any two members of different teams, exchanging them makes the two teams' strengths no closer."""
    strengths = dict(enumerate(values))
    members = balanced(strengths, min(number, len(values)), 3)
    average = sum(values) / len(values)

    def surplus(team: int) -> float:
        return sum(strengths[one] - average for one in members if members[one] == team)

    for one, other in combinations(members, 2):
        here, there = members[one], members[other]
        if here != there:
            gap, moved = surplus(here) - surplus(there), strengths[one] - strengths[other]
            assert abs(gap - 2 * moved) >= abs(gap) - 1e-3


def test_teams_by_strength_are_even() -> None:
    """Eight players of very different strength: the teams' sums are within a few points of each other."""
    values = [1900, 1850, 1700, 1640, 1500, 1450, 1320, 1200]
    members = balanced({one: float(value) for one, value in enumerate(values)}, 2, 1)
    sums = [sum(values[one] for one, team in members.items() if team == which) for which in (0, 1)]
    assert abs(sums[0] - sums[1]) <= 20


def test_strength_is_the_ratings_and_strangers_are_average() -> None:
    """The two strongest are apart; whoever has no rating counts as a newcomer does."""
    game = begun(team_lobby(ADA, BEN, CAT, DAN, teams=Teams(2, Forming.STRENGTH)), {ADA.id: 2000.0, BEN.id: 1990.0})
    assert team_of(game, ADA.id) != team_of(game, BEN.id)
    by_lot = begun(team_lobby(ADA, BEN, CAT, DAN, teams=Teams(2, Forming.LOT)), {ADA.id: 2000.0, BEN.id: 1990.0})
    assert by_lot.members == begun(team_lobby(ADA, BEN, CAT, DAN, teams=Teams(2, Forming.LOT))).members


# By choice


def test_everybody_chooses_their_team() -> None:
    """In the lobby, and again; who has not chosen goes where the fewest are. Later nobody moves."""
    game = team_lobby(ADA, BEN, CAT, DAN, teams=Teams(2, Forming.CHOICE))
    for player, team in ((ADA, 0), (BEN, 0), (CAT, 1), (CAT, 0)):
        game = granted(choose_team(game, player.id, team, NOON))
    assert [player.name for player in in_team(game, 0)] == ["Ada", "Ben", "Cat"]
    game = begun(game)
    assert [player.name for player in in_team(game, 1)] == ["Dan"]
    assert choose_team(game, ADA.id, 1, NOON) is Refusal.BEGUN


def test_only_what_is_offered_can_be_chosen() -> None:
    """No team that there is not, none by somebody who is not in, none where teams are drawn."""
    game = team_lobby(ADA, BEN, teams=Teams(2, Forming.CHOICE))
    assert choose_team(game, ADA.id, 2, NOON) is Refusal.NO_TEAM_CHOICE
    assert choose_team(game, ADA.id, -1, NOON) is Refusal.NO_TEAM_CHOICE
    assert choose_team(game, CAT.id, 0, NOON) is Refusal.NOT_IN
    assert choose_team(replace(game, teams=Teams(2)), ADA.id, 0, NOON) is Refusal.NO_TEAM_CHOICE
    assert choose_team(replace(game, teams=None), ADA.id, 0, NOON) is Refusal.NO_TEAM_CHOICE


def test_all_in_one_team_is_no_quiz() -> None:
    """Where everybody has chosen the same team the quiz does not begin, and can once somebody has changed."""
    game = team_lobby(ADA, BEN, teams=Teams(2, Forming.CHOICE))
    for player in (ADA, BEN):
        game = granted(choose_team(game, player.id, 0, NOON))
    assert lobby.begin(game, ADA.id, QUESTIONS, NOON) is Refusal.ONE_TEAM
    assert begun(granted(choose_team(game, BEN.id, 1, NOON))).phase is Phase.POSTING


def test_who_chose_and_left_leaves_no_empty_team() -> None:
    """A team whose only member is gone when the quiz begins does not play."""
    game = team_lobby(ADA, BEN, CAT, teams=Teams(3, Forming.CHOICE))
    for player, team in ((ADA, 0), (BEN, 1), (CAT, 2)):
        game = granted(choose_team(game, player.id, team, NOON))
    game = begun(granted(lobby.leave(game, CAT.id, NOON)))
    assert used_teams(game) == [0, 1]


# Later


@pytest.mark.parametrize("speaking", Speaking)
def test_a_latecomer_is_in_the_smallest_team(speaking: Speaking) -> None:
    """Whoever comes in by answering is seated where the fewest are, and stays there when they come back."""
    game = begun(team_lobby(ADA, BEN, CAT, teams=Teams(2, speaking=speaking, talk=0 * SECOND)))
    small = min((0, 1), key=lambda team: len(in_team(game, team)))
    game = play.posted(game, 0, NOON)
    game = granted(play.answer(game, DAN, 0, RIGHT, NOON + SECOND))
    assert team_of(game, DAN.id) == small
    gone = granted(lobby.leave(game, DAN.id, NOON))
    assert team_of(granted(lobby.join(gone, DAN, NOON)), DAN.id) == small


def test_an_emptied_team_is_the_smallest() -> None:
    """A team that everybody has left stays in the quiz with what it has, and a newcomer plays for it."""
    game = play.posted(begun(team_lobby(ADA, BEN, CAT, DAN, teams=Teams(2, talk=0 * SECOND))), 0, NOON)
    for player in in_team(game, 1):
        game = granted(lobby.leave(game, player.id, NOON))
    assert used_teams(game) == [0, 1]
    assert team_of(granted(lobby.join(game, EVE, NOON)), EVE.id) == 1


def test_teams_are_settled_before_the_quiz() -> None:
    """Whether there are teams, and how they play, is changed in the lobby and nowhere else."""
    game = granted(set_teams(a_lobby(ADA, BEN), Teams(3)))
    assert granted(set_teams(game, None)).teams is None
    assert set_teams(begun(game), None) is Refusal.BEGUN
    assert set_teams(replace(game, phase=Phase.ENDED), None) is Refusal.ENDED


def test_who_was_taken_out_is_in_no_roster() -> None:
    """A player whom the host has taken out is named in no team."""
    game = begun(team_lobby(teams=Teams(2)))
    team = team_of(game, BEN.id)
    assert team is not None
    assert BEN.id not in {player.id for player in in_team(granted(hosting.remove(game, BEN.id, NOON)), team)}
