"""What is told of teams, and what that costs in a large quiz."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.kernel.asked import Player
from bot.rounds.rules import lobby, play
from bot.rounds.rules import team_standings as scoring
from bot.rounds.rules.model import Round, Teams
from bot.rounds.rules.moments import Lead, finish_of, shift_of, stakes
from bot.rounds.rules.moments import moments as moments_of
from bot.rounds.rules.standings import standings
from bot.rounds.rules.team_standings import team_points, team_standings
from bot.rounds.rules.teams import team_of
from tests.rounds.test_team_standings import (
    ALL,
    DAN,
    closed,
    next_up,
    points,
    team_game,
)
from tests.strategies import ADA, BEN, CAT, NOON, SECOND, a_lobby, granted, question


def test_moments_are_the_teams() -> None:
    """Who leads, climbs and can still win is said of teams, where there are teams."""
    game = closed(team_game(questions=3), right=[ADA, BEN], wrong=[CAT, DAN])
    game = closed(next_up(game), right=[CAT, DAN], wrong=[ADA, BEN])
    assert not any(isinstance(one, Lead) for one in moments_of(game, shift_of(game)))
    last = next_up(game)
    told = stakes(last)
    assert told is not None
    assert told.leaders == (0, 1)
    over = closed(last, right=[CAT, DAN], wrong=[ADA, BEN])
    assert Lead(1) in moments_of(over, shift_of(over))
    assert shift_of(over).moves == {0: -1}
    assert finish_of(over, standings(over)) is None


def test_nobody_is_in_two_teams() -> None:
    """Whatever is chosen, a player has one team, and counts once."""
    game = closed(team_game(), right=list(ALL))
    assert sorted(team_of(game, player.id) or 0 for player in ALL) == [0, 0, 1, 1]
    assert points(game) == {0: 100, 1: 100}


def test_thirds_add_up_to_a_whole() -> None:
    """A team of three that has a third right three times stands where a team of one with one of three does."""
    seats = {ADA.id: 0, BEN.id: 0, CAT.id: 0, DAN.id: 1}
    game = closed(team_game(seats=seats), right=[ADA, DAN], wrong=[BEN, CAT])
    for _ in range(2):
        game = closed(next_up(game), right=[ADA], wrong=[BEN, CAT, DAN])
    assert points(game) == {0: 100, 1: 100}
    assert [line.place for line in team_standings(game)] == [1, 1]
    assert sum(earned[0] for earned in team_points(game).values()) == 100


def test_a_large_quiz_looks_at_everybody_once_a_question(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many teams there are: what a fold costs grows with the answers alone."""
    looked: list[int] = []

    def team(game: Round, player_id: int) -> int | None:
        looked.append(player_id)
        return team_of(game, player_id)

    people = [Player(number, f"P{number}", NOON) for number in range(1, 31)]
    game = replace(a_lobby(*people), teams=Teams(6, talk=0 * SECOND))
    game = granted(lobby.begin(game, people[0].id, [question(f"q{number}") for number in range(4)], NOON))
    game = closed(play.posted(game, 0, NOON), right=people)
    for _ in range(3):
        game = closed(next_up(game), right=people)
    monkeypatch.setattr(scoring, "team_of", team)
    assert [line.points for line in team_standings(game)] == [400] * 6
    assert len(looked) == 4 * len(people)


def test_only_the_last_question_looks_for_what_is_at_stake(monkeypatch: pytest.MonkeyPatch) -> None:
    """The questions before it are drawn without a look at the standings."""
    game = next_up(closed(team_game(questions=3), right=[ADA]))
    monkeypatch.setattr("bot.rounds.rules.moments._table", None)
    assert stakes(game) is None
