"""Teams in which one member answers in turn, and those that talk before anybody answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.kernel.asked import Player
from bot.rounds.rules import hosting, lobby, play
from bot.rounds.rules.control import skip, tick
from bot.rounds.rules.model import Phase, Refusal, Round
from bot.rounds.rules.standings import missed_by, standings
from bot.rounds.rules.team_standings import team_points
from bot.rounds.rules.turns import speaker_of
from tests.rounds.test_play import RIGHT, WRONG
from tests.rounds.test_team_standings import (
    ALL,
    DAN,
    IN_TURN,
    SEATS,
    TOGETHER,
    answered,
    closed,
    next_up,
    points,
    team_game,
)
from tests.strategies import ADA, BEN, CAT, NOON, SECOND, granted

# One member in turn


def speakers(game: Round) -> dict[int, int | None]:
    return {team: speaker_of(game, game.position, team) for team in (0, 1)}


def test_the_members_take_turns() -> None:
    """Each member of a team speaks as often as the others, give or take one."""
    game = team_game(IN_TURN)
    spoken: list[int] = []
    for _ in range(6):
        now = [player for player in ALL if player.id in speakers(game).values()]
        spoken += [player.id for player in now]
        game = next_up(closed(game, right=now))
    assert sorted(spoken) == sorted([1, 2, 3, 4] * 3)


def test_only_the_speaker_answers() -> None:
    """Others of the team are refused, and only the speaker's answer is kept, waited for, and scored."""
    game = team_game(IN_TURN)
    speaking = [player for player in ALL if player.id in speakers(game).values()]
    quiet = [player for player in ALL if player not in speaking]
    assert play.answer(game, quiet[0], 0, RIGHT, NOON + SECOND) is Refusal.NOT_SPEAKER
    game = answered(game, right=speaking)
    assert play.everybody_answered(game)
    assert game.current.answers.keys() == {player.id for player in speaking}
    assert points(play.close(game, NOON)) == {0: 100, 1: 100}


def of_team(game: Round, team: int) -> tuple[Player, Player]:
    """Who speaks for a team of two now, and the other."""
    speaker = next(player for player in ALL if player.id == speakers(game)[team])
    return speaker, next(player for player in ALL if SEATS[player.id] == team and player is not speaker)


@pytest.mark.parametrize("go", [lobby.leave, hosting.remove])
def test_another_answers_for_a_speaker_who_goes(go: Callable[[Round, int, datetime], Round | Refusal]) -> None:
    """Whoever leaves or is taken out in their turn costs the team nothing: the next member answers instead."""
    game = team_game(IN_TURN)
    (gone, next_one), (other, _) = of_team(game, 1), of_team(game, 0)
    game = granted(go(game, gone.id, NOON + SECOND))
    assert speakers(game) == {0: other.id, 1: next_one.id}
    assert not play.everybody_answered(answered(game, right=[other]))
    game = answered(game, right=[other, next_one])
    assert play.everybody_answered(game)
    assert points(play.close(game, NOON)) == {0: 100, 1: 100}
    assert {line.player_id: line.of for line in standings(play.close(game, NOON))}[next_one.id] == 1


def test_an_answer_stays_when_the_speaker_goes() -> None:
    """Nobody answers a second time for the team."""
    game = team_game(IN_TURN)
    gone, other = of_team(game, 1)
    game = granted(lobby.leave(answered(game, right=[gone]), gone.id, NOON + SECOND))
    assert play.answer(game, other, 0, WRONG, NOON + SECOND) is Refusal.NOT_SPEAKER
    assert points(play.close(game, NOON)) == {0: 0, 1: 100}


def test_nobody_gains_by_leaving_a_question_to_a_stronger_member() -> None:
    """Who answers instead of a speaker that went scores no more than that one's own answers were worth."""
    game = team_game(IN_TURN)
    weak, strong = of_team(game, 0)
    game = next_up(closed(game, wrong=[weak]))
    game = next_up(closed(game, right=[strong]))
    assert of_team(game, 0) == (weak, strong)
    game = granted(lobby.leave(game, weak.id, NOON + SECOND))
    assert team_points(closed(game, right=[strong]))[game.position][0] == 0


def test_who_took_over_and_ran_out_of_time_is_not_away() -> None:
    """It was not their turn from the beginning: they may speak in the next question."""
    game = team_game(IN_TURN)
    gone, other = of_team(game, 1)
    game = next_up(closed(granted(lobby.leave(game, gone.id, NOON + SECOND))))
    assert speakers(game)[1] == other.id


def test_who_comes_in_meanwhile_answers_from_the_next_question_on() -> None:
    """Not the question that a speaker has left, which they could have chosen; nor does who left and came back."""
    game = team_game(IN_TURN, seats={ADA.id: 0, BEN.id: 0, CAT.id: 1, DAN.id: 0})
    game = granted(lobby.leave(game, CAT.id, NOON + SECOND))
    fay = Player(6, "Fay", NOON + 2 * SECOND)
    game = granted(play.answer(game, fay, 0, RIGHT, NOON + 2 * SECOND))
    assert fay.id not in game.current.answers
    assert speakers(next_up(closed(game)))[1] == fay.id


TALK_IN_TURN = replace(IN_TURN, talk=15 * SECOND)


def back_in_the_talk(game: Round, player: Player) -> Round:
    """The same round once somebody has come back while the teams talk, and its answers are open."""
    back = granted(lobby.join(game, replace(player, joined_at=NOON + 5 * SECOND), NOON + 5 * SECOND))
    return tick(back, NOON + 15 * SECOND)


def late(game: Round, player: Player) -> Round:
    """The same round once somebody has left while the answers are open."""
    return granted(lobby.leave(game, player.id, NOON + 17 * SECOND))


def test_who_is_back_before_the_answers_open_has_their_turn_again() -> None:
    """Where whoever took over goes as well: the team has its answer, and the next turn goes on in the same order."""
    game = team_game(TALK_IN_TURN)
    first, second = of_team(game, 1)
    game = back_in_the_talk(granted(lobby.leave(game, first.id, NOON + SECOND)), first)
    assert speakers(game)[1] == second.id
    game = late(game, second)
    assert speakers(game)[1] == first.id
    game = granted(play.answer(game, first, 0, RIGHT, NOON + 18 * SECOND))
    assert points(play.close(game, NOON + 20 * SECOND))[1] == 100
    game = granted(lobby.join(game, replace(second, joined_at=NOON + 19 * SECOND), NOON + 19 * SECOND))
    assert speakers(next_up(play.close(game, NOON + 20 * SECOND)))[1] == second.id


def test_who_gave_a_turn_back_can_take_it_over_again() -> None:
    """However often the two of them come and go while the teams talk."""
    game = team_game(TALK_IN_TURN)
    first, second = of_team(game, 1)
    for _ in range(2):
        for goes, stays in ((first, second), (second, first)):
            game = granted(lobby.leave(game, goes.id, NOON + SECOND))
            assert speakers(game)[1] == stays.id
            game = granted(lobby.join(game, replace(goes, joined_at=NOON + SECOND), NOON + SECOND))
    assert speakers(game)[1] == first.id


def test_who_was_away_when_their_turn_came_has_it_again_once_they_are_back() -> None:
    """Where whoever speaks instead of them goes."""
    game = team_game(TALK_IN_TURN)
    first, second = of_team(game, 1)
    for speaker in (first, second):
        game = granted(play.answer(tick(game, NOON + 15 * SECOND), speaker, game.position, RIGHT, NOON + 16 * SECOND))
        game = play.close(game, NOON + 17 * SECOND)
        game = next_up(granted(lobby.leave(game, first.id, NOON)) if speaker is second else game)
    assert game.expected[game.position][second.id] == first.id
    game = late(back_in_the_talk(game, first), second)
    assert speakers(game)[1] == first.id
    game = granted(play.answer(game, first, game.position, RIGHT, NOON + 18 * SECOND))
    assert team_points(play.close(game, NOON + 20 * SECOND))[game.position][1] == 100


def test_who_comes_in_while_the_others_talk_can_take_over() -> None:
    """As soon as they come, so that the team knows it while it talks."""
    game = team_game(TALK_IN_TURN)
    for player in (CAT, DAN):
        game = granted(lobby.leave(game, player.id, NOON + SECOND))
    game = granted(lobby.join(game, replace(CAT, joined_at=NOON + 2 * SECOND), NOON + 2 * SECOND))
    assert speakers(game)[1] == CAT.id


def test_who_only_took_over_has_had_no_turn_of_their_own() -> None:
    """Even where a third had to take over from them in turn: their own is still to come."""
    game = team_game(IN_TURN, seats={ADA.id: 0, BEN.id: 0, CAT.id: 0, DAN.id: 1})
    gone: list[Player] = []
    for _ in range(2):
        gone.append(next(player for player in ALL if player.id == speakers(game)[0]))
        game = granted(lobby.leave(game, gone[-1].id, NOON))
    third = next(player for player in ALL if player.id == speakers(game)[0])
    game = answered(game, right=[third])
    for player in gone:
        game = granted(lobby.join(game, replace(player, joined_at=NOON + SECOND), NOON + SECOND))
    spoken = set[int | None]()
    for _ in range(2):
        game = next_up(play.close(game, NOON + 2 * SECOND))
        spoken.add(speakers(game)[0])
        game = answered(game, right=[player for player in ALL if player.id in speakers(game).values()])
    assert spoken == {gone[1].id, third.id}


def test_own_lines_go_by_own_turns() -> None:
    """A member's right answers are of the questions in which they spoke, and so are their misses."""
    game = team_game(IN_TURN)
    for _ in range(4):
        speaking = [player for player in ALL if player.id in speakers(game).values()]
        game = next_up(closed(game, right=speaking[:1], wrong=speaking[1:]))
    for line in standings(game):
        assert line.of == line.answered == 2
        assert len(missed_by(game, line.player_id)) == 2 - line.right


def test_a_silent_speaker_costs_one_question() -> None:
    """After a turn in which they said nothing somebody else speaks instead, until they show that they are there."""
    game = team_game(IN_TURN)
    silent = speakers(game)[0]
    other = next(one for one in (ADA, BEN) if one.id != silent)
    for _ in range(4):
        game = closed(
            game, right=[player for player in ALL if player.id in speakers(game).values() and player.id != silent]
        )
        game = next_up(game)
        assert speakers(game)[0] == other.id
    assert [team_points(game)[position][0] for position in range(4)] == [0, 100, 100, 100]
    back = granted(play.answer(game, next(one for one in ALL if one.id == silent), game.position, RIGHT, NOON + SECOND))
    assert silent not in back.current.answers
    later = next_up(closed(back, right=[other]))
    turns = [speakers(later)[0], speakers(next_up(closed(later)))[0]]
    assert silent in turns


def test_who_speaks_instead_is_no_better_than_whose_turn_it_was() -> None:
    """In place of a member who has gone the team scores no more than that member's own answers were worth."""
    game = team_game(IN_TURN)
    weak = next(player for player in (ADA, BEN) if player.id == speakers(game)[0])
    strong = next(player for player in (ADA, BEN) if player is not weak)
    game = closed(game, wrong=[weak])
    game = next_up(closed(next_up(game), right=[strong]))
    game = granted(lobby.leave(play.close(game, NOON), weak.id, NOON))
    game = next_up(game)
    while game.expected[game.position].get(strong.id) != weak.id:
        game = next_up(closed(game, right=[strong]))
    assert team_points(closed(game, right=[strong]))[game.position][0] == 0


def test_a_team_without_anybody_there_does_not_hold_up_the_quiz() -> None:
    """Nobody speaks for it, and the question waits for the others alone."""
    game = closed(team_game(IN_TURN))
    for player in (ADA, BEN):
        game = granted(lobby.leave(game, player.id, NOON))
    game = next_up(game)
    assert speakers(game)[0] is None
    speaking = [player for player in (CAT, DAN) if player.id == speakers(game)[1]]
    assert play.everybody_answered(answered(game, right=speaking))


@given(st.lists(st.sampled_from(["answer", "silent", "leave", "back"]), min_size=4, max_size=14))
def test_turns_stay_fair_whatever_happens(happenings: list[str]) -> None:
    """Those who are there all the time speak equally often, give or take one, whatever the others do."""
    game = team_game(IN_TURN, questions=20, seats={ADA.id: 0, BEN.id: 0, CAT.id: 0, DAN.id: 1})
    own = {ADA.id: 0, BEN.id: 0}
    for what in happenings:
        turns = game.expected[game.position]
        for one, instead_of in turns.items():
            if one in own and instead_of is None:
                own[one] += 1
        steady = [player for player in (ADA, BEN, DAN) if player.id in turns]
        game = answered(game, right=[*steady, *([CAT] if what == "answer" and CAT.id in turns else [])])
        if what == "leave" and game.players[CAT.id].active:
            game = granted(lobby.leave(game, CAT.id, NOON))
        if what == "back" and not game.players[CAT.id].active:
            game = granted(lobby.join(game, replace(CAT, joined_at=NOON), NOON))
        game = next_up(play.close(game, NOON + 2 * SECOND))
    assert max(own.values()) - min(own.values()) <= 1


# Time to talk


def test_teams_talk_before_anybody_answers() -> None:
    """For so long no answer is taken; then the clock begins, so that nobody's time was spent on talking."""
    game = team_game(replace(TOGETHER, talk=15 * SECOND))
    assert (game.phase, game.due_at, game.current.deadline) == (Phase.TALK, NOON + 15 * SECOND, None)
    assert play.answer(game, ADA, 0, RIGHT, NOON + 5 * SECOND) is Refusal.TALKING
    assert tick(game, NOON + 14 * SECOND) is game
    opened = tick(game, NOON + 15 * SECOND)
    assert opened.phase is Phase.OPEN
    assert opened.current.deadline == NOON + 40 * SECOND
    taken = granted(play.answer(opened, ADA, 0, RIGHT, NOON + 16 * SECOND))
    assert taken.current.answers[ADA.id].elapsed_ms == 1_000


def test_the_host_can_end_the_talk() -> None:
    """Skipping while teams talk opens the answers; it closes nothing."""
    opened = granted(skip(team_game(replace(TOGETHER, talk=15 * SECOND)), NOON + SECOND))
    assert (opened.phase, opened.current.opened_at) == (Phase.OPEN, NOON + SECOND)
