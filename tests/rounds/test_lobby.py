"""The lobby: who may come, go and start, and when."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.kernel.asked import Player
from bot.rounds.rules import control, lobby, play
from bot.rounds.rules.model import EndReason, Phase, Refusal, Round, Settings
from tests.strategies import ADA, BEN, CAT, MINUTE, NOON, SECOND, a_lobby, asking, granted, question

CHOSEN = [question("q1"), question("q2")]


def ended(game: Round) -> Round:
    return granted(control.stop(game, NOON))


def test_a_lobby_has_its_host_in_it() -> None:
    """Whoever opens a lobby is in it and hosts it."""
    game = a_lobby(ADA)
    assert (game.host_id, game.active_players, game.phase) == (ADA.id, [ADA], Phase.LOBBY)


def test_people_come_and_go_and_come_back() -> None:
    """Joining twice is refused, leaving when not in as well; coming back is fine."""
    game = a_lobby(ADA, BEN)
    assert lobby.join(game, BEN, NOON) is Refusal.ALREADY_IN
    assert lobby.leave(game, CAT.id, NOON) is Refusal.NOT_IN
    gone = granted(lobby.leave(game, BEN.id, NOON))
    assert lobby.leave(gone, BEN.id, NOON) is Refusal.NOT_IN
    back = granted(lobby.join(gone, replace(BEN, name="Benno", joined_at=NOON + MINUTE), NOON + MINUTE))
    assert [player.name for player in back.active_players] == ["Ada", "Benno"]
    assert back.players[BEN.id].joined_at == NOON + MINUTE


def test_the_host_passes_on() -> None:
    """When the host leaves the lobby, whoever came next is the host, past those who have left too."""
    game = a_lobby(ADA, BEN, CAT)
    game = granted(lobby.leave(game, BEN.id, NOON))
    game = granted(lobby.leave(game, ADA.id, NOON))
    assert game.host_id == CAT.id
    assert granted(lobby.join(game, ADA, NOON)).host_id == CAT.id


def test_a_guest_leaving_changes_no_host() -> None:
    """When somebody else leaves, the host stays the host."""
    assert granted(lobby.leave(a_lobby(ADA, BEN), BEN.id, NOON)).host_id == ADA.id


def test_an_empty_lobby_is_over() -> None:
    """When the last one leaves the lobby it ends at once."""
    game = granted(lobby.leave(a_lobby(ADA), ADA.id, NOON + SECOND))
    assert (game.phase, game.end, game.due_at) == (Phase.ENDED, EndReason.LOBBY_EXPIRED, None)
    assert game.ended_at == NOON + SECOND


def test_leaving_a_running_round_keeps_it_and_its_host() -> None:
    """Leaving while questions are asked ends nothing: what was answered counts, and one may come back."""
    game = granted(lobby.leave(asking(ADA), ADA.id, NOON))
    assert (game.phase, game.host_id, game.active_players) == (Phase.OPEN, ADA.id, [])


def test_a_host_who_leaves_a_running_round_hands_it_over() -> None:
    """Whoever has been in longest without leaving hosts on; when all have left, the next one to come in."""
    ben_returned = granted(lobby.join(granted(lobby.leave(asking(ADA, BEN, CAT), BEN.id, NOON)), BEN, NOON))
    without_ada = granted(lobby.leave(ben_returned, ADA.id, NOON))
    assert (without_ada.phase, without_ada.host_id) == (Phase.OPEN, CAT.id)
    assert granted(lobby.join(without_ada, ADA, NOON)).host_id == CAT.id
    empty = granted(lobby.leave(asking(ADA), ADA.id, NOON))
    assert granted(play.answer(empty, BEN, 0, (0,), NOON)).host_id == BEN.id


def test_joining_a_running_round() -> None:
    """Latecomers may join until it is over."""
    assert granted(lobby.join(asking(ADA), BEN, NOON)).active_players == [ADA, BEN]


def test_a_round_that_is_over_takes_nobody() -> None:
    """Nobody joins, leaves or starts what is over."""
    game = ended(a_lobby(ADA))
    assert lobby.join(game, BEN, NOON) is Refusal.ENDED
    assert lobby.leave(game, ADA.id, NOON) is Refusal.ENDED
    assert lobby.begin(game, ADA.id, CHOSEN, NOON) is Refusal.ENDED


def test_the_host_starts() -> None:
    """The host starts at any time: the first question goes on its way, its clock not yet running."""
    game = granted(lobby.begin(a_lobby(ADA), ADA.id, CHOSEN, NOON))
    assert (game.phase, game.position, game.due_at) == (Phase.POSTING, 0, None)
    assert [asked.question for asked in game.asked] == CHOSEN
    assert game.current.opened_at is None


def test_each_question_is_shuffled_its_own_way() -> None:
    """No two questions of a round share the seed that orders their options."""
    game = granted(lobby.begin(a_lobby(ADA), ADA.id, CHOSEN, NOON))
    assert len({asked.seed for asked in game.asked}) == 2


@pytest.mark.parametrize(
    ("player", "after", "outcome"),
    [
        (BEN, 2 * MINUTE, None),
        (BEN, 2 * MINUTE - SECOND, Refusal.NOT_YET),
        (CAT, 2 * MINUTE, Refusal.NOT_IN),
        (ADA, 0 * MINUTE, None),
    ],
    ids=["guest after two minutes", "guest before", "outsider", "host"],
)
def test_after_two_idle_minutes_anybody_in_it_may_start(
    player: Player, after: timedelta, outcome: Refusal | None
) -> None:
    """A guest may start once nobody has come or gone for two minutes; an outsider never."""
    result = lobby.begin(a_lobby(ADA, BEN), player.id, CHOSEN, NOON + after)
    assert result is outcome if outcome else isinstance(result, Round)


@pytest.mark.parametrize("move", ["join", "leave"])
def test_coming_and_going_starts_the_two_minutes_again(move: str) -> None:
    """As long as people come and go the start is the host's."""
    game, at = a_lobby(ADA, BEN, CAT), NOON + MINUTE
    changed = lobby.leave(game, CAT.id, at) if move == "leave" else lobby.join(game, replace(CAT, id=9), at)
    assert lobby.begin(granted(changed), BEN.id, CHOSEN, NOON + 2 * MINUTE) is Refusal.NOT_YET
    assert isinstance(lobby.begin(granted(changed), BEN.id, CHOSEN, NOON + 3 * MINUTE), Round)


def test_who_left_is_an_outsider() -> None:
    """Somebody who has left the lobby cannot start it."""
    game = granted(lobby.leave(a_lobby(ADA, BEN), BEN.id, NOON))
    assert lobby.begin(game, BEN.id, CHOSEN, NOON + 5 * MINUTE) is Refusal.NOT_IN


def test_who_manages_the_server_starts_at_once() -> None:
    """Whoever may manage the server need not wait, nor be in."""
    assert isinstance(lobby.begin(a_lobby(ADA), CAT.id, CHOSEN, NOON, may_manage=True), Round)


def test_nothing_to_ask_and_begun_already() -> None:
    """Without a question there is no start, and there is one start only."""
    assert lobby.begin(a_lobby(ADA), ADA.id, [], NOON) is Refusal.NO_QUESTIONS
    assert lobby.begin(asking(ADA), ADA.id, CHOSEN, NOON) is Refusal.BEGUN


def test_a_quiz_that_was_shortened_is_wished_for_again_as_it_was() -> None:
    """However often there was less to ask than the host chose; all else stays as it was chosen."""
    chosen = Settings(topic="bio", questions=30)
    short = chosen.shortened(20).shortened(8)
    assert (short.questions, short.topic, short.wish) == (8, "bio", chosen)
    assert chosen.wish == chosen


def test_a_lobby_ends_after_fifteen_minutes() -> None:
    """A lobby that nobody starts ends after 15 minutes, however many come meanwhile."""
    game = granted(lobby.join(a_lobby(ADA), BEN, NOON + 14 * MINUTE))
    assert control.tick(game, NOON + 15 * MINUTE - SECOND) is game
    over = control.tick(game, NOON + 15 * MINUTE)
    assert (over.phase, over.end) == (Phase.ENDED, EndReason.LOBBY_EXPIRED)
