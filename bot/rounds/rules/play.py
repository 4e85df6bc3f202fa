"""A round being played: posting, answering, closing, revealing, going on."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.kernel.asked import Asked, Locked, Player
from bot.kernel.clock import clock_of, counts_from
from bot.kernel.grading import Answer, grade
from bot.kernel.pace import time_to_answer, time_to_read
from bot.kernel.scoring import Scoring, points
from bot.rounds.rules.lobby import join, why_not_in
from bot.rounds.rules.model import EndReason, Pause, PauseReason, Phase, Refusal, Round, Weight
from bot.rounds.rules.turns import expected_now, is_away

GRACE = timedelta(seconds=1.5)
"""A question closes this long after its deadline: presses made in time are still on their way."""

QUIET = timedelta(minutes=10)
"""A question without a clock that nobody touches for this long pauses the round; a pause this long ends it."""

SILENT_QUESTIONS = 2
"""After this many questions in a row that nobody answered the round pauses; who left as many is not waited for."""


def posted(game: Round, position: int, at: datetime) -> Round:
    """The question's message is on the screen since `at`: its clock starts, or will when a pause is over.

    Teams that talk first do so until then. Any message but the awaited question's changes nothing.
    """
    if game.position != position or _after_pause(game) is not Phase.POSTING:
        return game
    teams = game.teams
    if teams is None:
        return open_answers(game, at)
    settled = replace(game, expected={**game.expected, position: expected_now(game, awaited(game))})
    return _talking(settled, teams.talk, at) if teams.talk else open_answers(settled, at)


def _talking(game: Round, talk: timedelta, at: datetime) -> Round:
    shown = game.with_current(replace(game.current, opened_at=at))
    if game.pause is not None:
        return replace(shown, pause=replace(game.pause, resume_to=Phase.TALK))
    return replace(shown, phase=Phase.TALK, due_at=at + talk, active_at=at)


def open_answers(game: Round, at: datetime) -> Round:
    """The question can be answered from `at` on, or once a pause is over."""
    allowed = time_to_answer(game.current.question, game.settings.pace, game.settings.exam)
    deadline = at + allowed if allowed else None
    opened = replace(game.current, opened_at=at, deadline=deadline)
    if game.pause is not None:
        waiting = replace(game.pause, resume_to=Phase.OPEN, remaining=allowed)
        return replace(game, pause=waiting).with_current(opened)
    due = deadline + GRACE if deadline else at + QUIET
    return replace(game, phase=Phase.OPEN, due_at=due, active_at=at).with_current(opened)


def _after_pause(game: Round) -> Phase:
    return game.pause.resume_to if game.pause else game.phase


def answer(game: Round, player: Player, position: int, given: Answer, at: datetime) -> Round | Refusal:
    """Lock an answer in, pressed at `at`; somebody from outside joins by answering.

    `given` has passed `grading.check`.
    """
    if refusal := why_not_answer(game, player.id, position, at):
        return refusal
    if not game.asks(player.id, position):
        return show_up(game, player, position, at)
    entered, asked = join(game, player, at), game.current
    if isinstance(entered, Refusal):
        entered = game
    locked = _locked(game, player.id, given, at)
    answered = replace(asked, answers={**asked.answers, player.id: locked})
    due = _due_while_open(asked, counts_from(at, game.heard_since))
    return entered.with_current(answered, active_at=at, due_at=due)


def why_not_answer(game: Round, player_id: int, position: int, at: datetime) -> Refusal | None:
    """Why nothing that somebody could say to a question is taken now, whoever speaks; None where something may be."""
    if refusal := _why_not_open(game, position):
        return refusal
    asked = game.current
    if player_id in asked.answers and game.settings.scoring is Scoring.SPEED:
        return Refusal.ALREADY_ANSWERED
    if asked.deadline is not None and at > asked.deadline:
        return Refusal.LATE
    known = game.players.get(player_id)
    return None if known is not None and known.active else why_not_in(game, player_id)


def show_up(game: Round, player: Player, position: int, at: datetime) -> Round | Refusal:
    """Somebody who is not to speak has pressed: they come in, or are back in the turns, and answer nothing."""
    if refusal := why_not_answer(game, player.id, position, at):
        return refusal
    entered = join(game, player, at)
    if entered is not Refusal.ALREADY_IN:
        return entered
    if is_away(game, game.players[player.id]):
        return replace(game, players={**game.players, player.id: replace(player, joined_at=at)})
    return Refusal.NOT_SPEAKER


def mark_unsure(game: Round, player_id: int, position: int) -> Round | Refusal:
    """The player was not sure: noted with the answer, for what to review; it moves no points."""
    if not 0 <= position < len(game.asked):
        return Refusal.UNKNOWN
    asked = game.asked[position]
    locked = asked.answers.get(player_id)
    if locked is None:
        return Refusal.NOT_ANSWERED
    if asked.closed_at is not None:
        return Refusal.CLOSED
    return game.with_current(replace(asked, answers={**asked.answers, player_id: replace(locked, unsure=True)}))


def _why_not_open(game: Round, position: int) -> Refusal | None:
    if game.phase is Phase.ENDED:
        return Refusal.ENDED
    if game.phase is Phase.LOBBY:
        return Refusal.NOT_BEGUN
    if position != game.position or game.phase is Phase.REVEAL:
        return Refusal.CLOSED if 0 <= position <= game.position else Refusal.UNKNOWN
    if game.phase is Phase.PAUSED:
        return Refusal.PAUSED if game.current.closed_at is None else Refusal.CLOSED
    if game.phase is Phase.TALK:
        return Refusal.TALKING
    return None if game.phase is Phase.OPEN else Refusal.NOT_OPEN


def _locked(game: Round, player_id: int, given: Answer, at: datetime) -> Locked:
    asked = game.current
    clock = clock_of(asked)
    # As the question allowed from the first, not up to the deadline: a grace after an outage makes nobody quicker.
    allowed = time_to_answer(asked.question, game.settings.pace, game.settings.exam)
    result = grade(asked.question, given)
    elapsed = _milliseconds(clock.ran(at)) if clock else 0
    earned = points(
        result,
        game.settings.scoring,
        elapsed,
        _milliseconds(allowed) if allowed else None,
        streak_of(game, player_id),
    )
    earned = 0 if game.weight(game.position) is Weight.NOT_AT_ALL else earned
    return Locked(given, result.correct, result.credit, earned, elapsed, at)


def streak_of(game: Round, player_id: int) -> int:
    """How many questions in a row, before the current one, the player got right.

    A question that was skipped breaks nothing, and a warm-up neither counts nor breaks anything.
    """
    streak = 0
    for position, asked in reversed([*enumerate(game.asked[: game.position])]):
        if game.weight(position) is Weight.NOT_AT_ALL:
            continue
        locked = asked.answers.get(player_id)
        if locked is not None and locked.correct:
            streak += 1
        elif not (asked.skipped and locked is None):
            break
    return streak


def _due_while_open(asked: Asked, at: datetime) -> datetime:
    return asked.deadline + GRACE if asked.deadline else at + QUIET


def awaited(game: Round) -> set[int]:
    """Whose answer the open question waits for: everybody in, but not who left the last two unanswered.

    Where one member speaks for each team, it waits for those alone.
    """
    if game.in_turn and game.position in game.expected:
        return {one.id for one in game.active_players if game.asks(one.id, game.position)}
    lately = [asked for asked in game.asked[: game.position] if not asked.skipped][-SILENT_QUESTIONS:]
    if len(lately) < SILENT_QUESTIONS:
        return {player.id for player in game.active_players}
    return {
        player.id
        for player in game.active_players
        if any(player.id in asked.answers for asked in lately)
        or any(asked.opened_at is not None and player.joined_at > asked.opened_at for asked in lately)
    }


def everybody_answered(game: Round) -> bool:
    """Whether nothing more is expected for the open question."""
    answered = game.current.answers.keys()
    return bool(answered) and awaited(game) <= answered


def waits_for_nobody(game: Round) -> bool:
    """Whether the round goes on before its time: all answers or all presses on **Next** that it waits for are there."""
    if game.phase is Phase.REVEAL:
        return bool(awaited := awaited_at_reveal(game)) and awaited <= game.ready
    return game.phase is Phase.OPEN and everybody_answered(game)


def close(game: Round, at: datetime, *, skipped: bool = False) -> Round:
    """Close the open question and reveal it; two silent ones in a row pause the round instead of going on."""
    asked = replace(game.current, closed_at=at, skipped=skipped)
    silent = 0 if asked.answers or skipped else game.silent + 1
    revealed = replace(
        game,
        phase=Phase.REVEAL,
        ready=frozenset(),
        silent=silent,
        due_at=at + time_to_read(asked.question, game.settings.pace),
    )
    revealed = revealed.with_current(asked)
    return pause(revealed, PauseReason.SILENCE, at) if silent >= SILENT_QUESTIONS else revealed


def next_question(game: Round, at: datetime) -> Round:
    """Leave the reveal: for the next question, or for the podium after the last."""
    if game.position + 1 >= len(game.asked):
        return finish(game, EndReason.FINISHED, at)
    place = game.position + 1
    return replace(game, phase=Phase.POSTING, position=place, ready=frozenset(), due_at=None, active_at=at)


def leave_out(game: Round, position: int, at: datetime) -> Round:
    """The question that is awaited can be shown nowhere: the round goes on without it, and without waiting longer."""
    if game.position != position or _after_pause(game) is not Phase.POSTING:
        return game
    after = next_question(game.with_current(replace(game.current, skipped=True)), at)
    if game.pause is None or after.phase is Phase.ENDED:
        return after
    return replace(after, phase=Phase.PAUSED, due_at=game.due_at)


def press_next(game: Round, player_id: int, position: int, at: datetime) -> Round | Refusal:
    """A player has read the reveal; when all who answered and are still in have, the round goes on."""
    if game.phase is Phase.ENDED:
        return Refusal.ENDED
    if game.phase is not Phase.REVEAL or position != game.position:
        return Refusal.CLOSED
    player = game.players.get(player_id)
    if player is None or not player.active:
        return Refusal.NOT_IN
    noted = replace(game, ready=game.ready | {player_id}, active_at=at)
    return next_question(noted, at) if awaited_at_reveal(noted) <= noted.ready else noted


def awaited_at_reveal(game: Round) -> set[int]:
    """Whose **Next** a reveal waits for: theirs who answered the question and are in."""
    return {player.id for player in game.active_players if player.id in game.current.answers}


def finish(game: Round, reason: EndReason, at: datetime) -> Round:
    """End the round, from wherever it stands; an open question is closed with the answers it has."""
    if game.phase is not Phase.LOBBY and game.current.opened_at is not None and game.current.closed_at is None:
        game = game.with_current(replace(game.current, closed_at=at, skipped=True))
    over = replace(game, phase=Phase.ENDED, end=reason, ended_at=at, due_at=None, pause=None, active_at=at)
    return replace(over, ready=frozenset())


def pause(game: Round, reason: PauseReason, at: datetime) -> Round:
    """Stop the clock where it stands; after `QUIET` the pause ends the round."""
    remaining = None
    if game.phase is Phase.OPEN and game.current.deadline is not None:
        remaining = max(game.current.deadline - at, timedelta())
    waiting = Pause(reason, since=at, resume_to=game.phase, remaining=remaining)
    return replace(game, phase=Phase.PAUSED, pause=waiting, due_at=at + QUIET)


def _milliseconds(span: timedelta) -> int:
    return span // timedelta(milliseconds=1)
