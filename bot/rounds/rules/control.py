"""What the host and the passing of time do to a round: pause, resume, skip, stop, come back after an outage."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.kernel.clock import LEAST_TIME_BACK, counts_from, go_on, least_after
from bot.rounds.rules.model import EndReason, PauseReason, Phase, Refusal, Round
from bot.rounds.rules.play import (
    GRACE,
    QUIET,
    close,
    everybody_answered,
    finish,
    next_question,
    open_answers,
    pause,
    waits_for_nobody,
)
from bot.rounds.rules.set_back import set_back

LONG_AWAY = timedelta(minutes=10)
"""After an outage of this long a round does not go on by itself: it waits for Continue or End."""

_RUNNING = (Phase.POSTING, Phase.TALK, Phase.OPEN, Phase.REVEAL)


def may_control(game: Round, by: int, *, may_manage: bool) -> bool:
    """Whether somebody may pause, skip and stop: the host, and whoever may manage the server."""
    return by == game.host_id or may_manage


def host_pause(game: Round, at: datetime) -> Round | Refusal:
    """Stop the clock for a while."""
    at = counts_from(at, game.heard_since)
    if game.phase not in _RUNNING:
        return _why_not_running(game)
    return pause(game, PauseReason.HOST, at)


def resume(game: Round, at: datetime) -> Round | Refusal:
    """Go on after a pause: an open question gets its remaining time back, a finished reveal leads on.

    Teams that were talking begin that again.
    """
    if game.phase is not Phase.PAUSED or game.pause is None:
        return Refusal.ENDED if game.phase is Phase.ENDED else Refusal.NOT_PAUSED
    waiting, at = game.pause, counts_from(at, game.heard_since)
    back = replace(game, phase=waiting.resume_to, pause=None, silent=0, active_at=at)
    if waiting.resume_to is Phase.OPEN:
        return _reopen(back, waiting.since, at, LEAST_TIME_BACK)
    if waiting.resume_to is Phase.REVEAL:
        return next_question(back, at)
    if waiting.resume_to is Phase.TALK and game.teams is not None:
        return replace(back, due_at=at + game.teams.talk)
    return replace(back, due_at=None)


def skip(game: Round, at: datetime, seen: tuple[int, str] | None = None) -> Round | Refusal:
    """Close the open question early, with the answers it has; at a reveal, or while teams talk, go on at once.

    `seen`: the question and the phase that were to be cut short. What has come after them is cut short by nobody.
    """
    if seen is not None and game.phase in _RUNNING and seen != (game.position, game.phase):
        return Refusal.GONE_ON
    at = counts_from(at, game.heard_since)
    if game.phase is Phase.REVEAL:
        return next_question(game, at)
    if game.phase is Phase.TALK:
        return open_answers(game, at)
    if game.phase is not Phase.OPEN:
        return _why_not_running(game)
    return close(game, at, skipped=True)


def left(game: Round) -> int:
    """How many questions would be cut off by an end now: those that are to come, and the one that is open."""
    if game.phase in (Phase.LOBBY, Phase.ENDED):
        return 0
    return len(game.asked) - game.position - (game.current.closed_at is not None)


def stop(game: Round, at: datetime) -> Round | Refusal:
    """End the round now; what was answered counts. After the last reveal nothing is cut short: it is finished."""
    if game.phase is Phase.ENDED:
        return Refusal.ENDED
    at = counts_from(at, game.heard_since)
    played_out = game.phase is not Phase.LOBBY and not left(game)
    return finish(game, EndReason.FINISHED if played_out else EndReason.STOPPED, at)


def block(game: Round, at: datetime) -> Round:
    """Nothing can be shown in the channel: a running round waits until it can, a lobby is over."""
    if game.phase is Phase.LOBBY:
        return finish(game, EndReason.BLOCKED, at)
    return pause(game, PauseReason.BLOCKED, at) if game.phase in _RUNNING else game


def unblock(game: Round, at: datetime) -> Round:
    """What could not be shown in the channel is on the screen: a round that waited for that goes on."""
    if game.pause is None or game.pause.reason is not PauseReason.BLOCKED:
        return game
    resumed = resume(game, at)
    return game if isinstance(resumed, Refusal) else resumed


def tick(game: Round, at: datetime) -> Round:
    """What the time at `at` asks for, if anything: the same round where nothing is due."""
    if game.due_at is None or at < game.due_at:
        return _go_on_early(game, at) if waits_for_nobody(game) else game
    if game.phase is Phase.LOBBY:
        return finish(game, EndReason.LOBBY_EXPIRED, at)
    if game.phase is Phase.TALK:
        return open_answers(game, at)
    if game.phase is Phase.OPEN:
        over = game.current.deadline or everybody_answered(game)
        return close(game, at) if over else pause(game, PauseReason.SILENCE, at)
    if game.phase is Phase.REVEAL:
        return next_question(game, at)
    if game.pause is not None and game.pause.reason is PauseReason.LOOK_UP:
        resumed = resume(game, at)
        return game if isinstance(resumed, Refusal) else resumed
    return finish(game, EndReason.ABANDONED, at)


def _go_on_early(game: Round, at: datetime) -> Round:
    """Nothing is waited for since a press at `at`: what follows is to be read in time that counts."""
    at = counts_from(at, game.heard_since)
    return next_question(game, at) if game.phase is Phase.REVEAL else close(game, at)


def after_outage(game: Round, away_since: datetime, at: datetime) -> Round:
    """Give back the time that was lost while nobody's presses could arrive, from `away_since` to `at`.

    A long outage leaves the round waiting for Continue or End; locked answers stay in any case. An outage that began
    later than `at` began by a clock that was ahead.
    """
    ahead = away_since - at
    after = set_back(game, ahead, at) if ahead > timedelta() else _given_back(game, away_since, at)
    return game if after is game else replace(after, heard_since=at)


def _given_back(game: Round, away_since: datetime, at: datetime) -> Round:
    if game.phase in _RUNNING and at - away_since >= LONG_AWAY:
        lost_from = max(away_since, game.current.opened_at or away_since)
        stopped = pause(game, PauseReason.AWAY, lost_from)
        return replace(stopped, due_at=at + QUIET)
    if game.phase is Phase.OPEN:
        return _reopen(game, away_since, at, least_after(at - away_since))
    if game.due_at is None:
        return game
    return replace(game, due_at=game.due_at + (at - away_since))


def _reopen(game: Round, since: datetime, at: datetime, least: timedelta) -> Round:
    """Run the clock again that stood still from `since` on."""
    asked = go_on(game.current, since, at, least)
    due = asked.deadline + GRACE if asked.deadline else at + QUIET
    return replace(game, due_at=due).with_current(asked)


def _why_not_running(game: Round) -> Refusal:
    reasons = {Phase.ENDED: Refusal.ENDED, Phase.LOBBY: Refusal.NOT_BEGUN, Phase.PAUSED: Refusal.PAUSED}
    return reasons.get(game.phase, Refusal.NOT_OPEN)
