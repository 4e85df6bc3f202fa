"""A pause makes nobody faster who was asked back before it."""

from dataclasses import replace

import pytest

from bot.kernel.asked_back import AskedBack
from bot.kernel.clock import clock_of
from bot.kernel.questions import Kind, Numeric
from bot.kernel.unfit import AnswerError
from bot.rounds.rules import control, lobby, play
from bot.rounds.rules.model import Round, Settings
from tests.strategies import ADA, NOON, SECOND, question

HALF = question(kind=Kind.NUMERIC, body=Numeric(50, 0.5, "%", "worked"), stem="What is it, in percent?")


def points(*, paused: bool) -> tuple[int, int]:
    """For a share that is typed without its sign at 30 seconds, and with it some seconds later."""
    back, lost = AskedBack(), 35 if paused else 0
    game = granted(lobby.begin(granted(opened()), ADA.id, [HALF], NOON))
    game = play.posted(game, 0, NOON)
    with pytest.raises(AnswerError):
        back.check((1, 0, ADA.id), HALF, "0.5", NOON + 30 * SECOND, clock_of(game.current))
    if paused:
        game = granted(control.resume(granted(control.host_pause(game, NOON + 31 * SECOND)), NOON + 66 * SECOND))
    at = NOON + (34 + lost) * SECOND
    given, given_at = back.check((1, 0, ADA.id), HALF, "50%", at, clock_of(game.current))
    locked = granted(play.answer(game, ADA, 0, given, given_at)).current.answers[ADA.id]
    return locked.points, locked.elapsed_ms


def opened() -> Round:
    settings = replace(Settings(), questions=1)
    return lobby.open_lobby(round_id=1, guild_id=1, channel_id=1, host=ADA, settings=settings, seed=1, at=NOON)


def granted(outcome: object) -> Round:
    assert isinstance(outcome, Round), outcome
    return outcome


def test_a_pause_changes_nothing() -> None:
    """The same points and the same time, with a pause of the host's in between and without."""
    assert points(paused=True) == points(paused=False)
    assert points(paused=True)[1] == 30_000
