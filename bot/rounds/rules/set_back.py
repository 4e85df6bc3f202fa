"""A clock that was ahead is right again: what a round had decided by it moves back as well."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.kernel.clock import LEAST_TIME_BACK, moved_back
from bot.kernel.clock import set_back as question_set_back
from bot.kernel.pace import time_to_answer, time_to_read
from bot.rounds.rules.hosting import LOOK_UP
from bot.rounds.rules.lobby import LIFETIME
from bot.rounds.rules.model import Pause, PauseReason, Phase, Round
from bot.rounds.rules.play import GRACE, QUIET


def set_back(game: Round, ahead: timedelta, at: datetime) -> Round:
    """The clock was `ahead`, and shows `at`: nothing is due later than it can be, and no clock runs in the future."""
    if game.phase is Phase.ENDED:
        return game
    pause = None if game.pause is None else replace(game.pause, since=moved_back(game.pause.since, ahead, at))
    due = moved_back(game.due_at, ahead, at + _longest(game))
    back = replace(game, pause=pause, due_at=due, active_at=min(game.active_at, at), heard_since=at)
    if game.phase is Phase.LOBBY:
        return back
    asks = pause.resume_to if pause else game.phase
    if asks is Phase.TALK:
        return back.with_current(replace(game.current, opened_at=moved_back(game.current.opened_at, ahead, at)))
    return _question_set_back(back, pause, ahead, at) if asks is Phase.OPEN else back


def _question_set_back(game: Round, pause: Pause | None, ahead: timedelta, at: datetime) -> Round:
    as_of = pause.since if pause else at
    asked = question_set_back(game.current, ahead, as_of, at, _allowed(game) or timedelta())
    due = asked.deadline + GRACE if asked.deadline and not pause else game.due_at
    return game.with_current(asked, due_at=due)


def _allowed(game: Round) -> timedelta | None:
    return time_to_answer(game.current.question, game.settings.pace, game.settings.exam)


def _longest(game: Round) -> timedelta:
    """How long a round stands as it does at the most, before the rules look again by themselves."""
    if game.phase is Phase.LOBBY:
        return LIFETIME
    if game.phase is Phase.TALK and game.teams is not None:
        return game.teams.talk
    if game.phase is Phase.REVEAL:
        return time_to_read(game.current.question, game.settings.pace)
    if game.phase is Phase.OPEN and (allowed := _allowed(game)):
        return max(allowed, LEAST_TIME_BACK) + GRACE
    looks_up = game.pause is not None and game.pause.reason is PauseReason.LOOK_UP
    return LOOK_UP if looks_up else QUIET
