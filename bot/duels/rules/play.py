"""A duel being played: going on, answering, closing, forfeits, outages."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta

from bot.duels.rules.model import Duel, End, Phase, Refusal
from bot.duels.rules.offer import GET_READY, over
from bot.kernel.asked import Asked, Locked
from bot.kernel.clock import NOTICED, Running, clock_of, counts_from, go_on, least_after
from bot.kernel.grading import Answer, grade
from bot.kernel.pace import Pace, time_to_answer, time_to_read
from bot.kernel.people import is_erased
from bot.kernel.scoring import Scoring, points

GRACE = timedelta(seconds=1.5)
"""A question closes this long after its deadline: presses made in time are still on their way."""

SILENT = 2
"""Whoever leaves so many questions in a row unanswered while the other plays on forfeits."""

LONG_AWAY = timedelta(minutes=10)
"""After an outage of this long a live duel waits until both are back."""

WAIT_AFTER_OUTAGE, WAIT_IN_A_GAME = timedelta(minutes=15), timedelta(minutes=5)
"""So long it waits, and where others wait for the two as well; then it is called off, to nobody's cost."""


def press_ready(duel: Duel, player_id: int, at: datetime) -> Duel | Refusal:
    """A player wants to go on; when both do, the next question comes (after an outage: the interrupted one)."""
    if duel.phase not in (Phase.READY, Phase.PAUSED):
        return Refusal.ENDED if duel.phase is Phase.ENDED else Refusal.NOT_OPEN
    if not duel.has(player_id):
        return Refusal.NOT_YOURS
    at = counts_from(at, duel.heard_since)
    noted = replace(duel, ready=duel.ready | {player_id}, active_at=at)
    return ask(noted, at) if len(noted.ready) == len(duel.players) else noted


def ask(duel: Duel, at: datetime) -> Duel:
    """Put the next question to both, or go on with the one that an outage interrupted."""
    interrupted = duel.position >= 0 and duel.current.closed_at is None
    place = duel.position if interrupted else duel.position + 1
    opened = duel.asked[place]
    if not interrupted:
        opened = replace(opened, opened_at=at, deadline=at + allowed(opened))
    elif duel.due_at is not None:
        opened = go_on(opened, _stands_still_since(duel, duel.due_at), at)
    due = (opened.deadline or at) + GRACE
    return replace(duel, phase=Phase.OPEN, position=place, ready=frozenset(), due_at=due).with_asked(place, opened)


def allowed(asked: Asked) -> timedelta:
    """How long a live question is open."""
    return time_to_answer(asked.question, Pace.STANDARD, None) or timedelta()


def waits(duel: Duel) -> timedelta:
    """How long the duel waits for both after an outage."""
    return WAIT_AFTER_OUTAGE if duel.part_of is None else WAIT_IN_A_GAME


def _stands_still_since(duel: Duel, due_at: datetime) -> datetime:
    """In a duel that waits for both: up to when its open question's clock was run."""
    return due_at - waits(duel)


def show(duel: Duel, player_id: int, at: datetime) -> Duel | Refusal:
    """Within a day: the player is shown their next question; its time runs from the first showing."""
    if duel.phase is not Phase.ALONE:
        return Refusal.ENDED if duel.phase is Phase.ENDED else Refusal.NOT_OPEN
    if not duel.has(player_id):
        return Refusal.NOT_YOURS
    seen = duel.shown.get(player_id, ())
    if len(seen) > answered(duel, player_id) or len(seen) == len(duel.asked):
        return duel
    # A press that was made before an outage and came after it shows nothing before its end.
    since = max([at, *(until for _, until in duel.stops)])
    return replace(duel, shown={**duel.shown, player_id: (*seen, since)}, active_at=at)


def answered(duel: Duel, player_id: int) -> int:
    """How many questions a player has answered."""
    return sum(player_id in asked.answers for asked in duel.asked)


def answer(duel: Duel, player_id: int, position: int, given: Answer, at: datetime) -> Duel | Refusal:
    """Lock an answer in, pressed at `at`; `given` has passed `grading.check`. The last one that is due closes."""
    refusal = _why_not(duel, player_id, position, at)
    if refusal is not None:
        return refusal
    asked = duel.asked[position]
    locked = _locked(duel, player_id, position, given, at)
    noted = replace(duel, active_at=at).with_asked(
        position, replace(asked, answers={**asked.answers, player_id: locked})
    )
    if duel.is_live:
        last = len(noted.asked[position].answers) == len(duel.players)
        return close(noted, counts_from(at, duel.heard_since)) if last else noted
    left = [player for player in duel.players if answered(noted, player.id) < len(duel.asked)]
    if any(not is_erased(player.id) for player in left):
        return noted
    return _day_is_over(noted, at) if left else over(noted, End.FINISHED, at)  # who was erased will not play any more


def _why_not(duel: Duel, player_id: int, position: int, at: datetime) -> Refusal | None:
    if not duel.has(player_id):
        return Refusal.NOT_YOURS
    if not 0 <= position < len(duel.asked):
        return Refusal.UNKNOWN
    if duel.phase is Phase.ENDED or duel.asked[position].closed_at is not None:
        return Refusal.CLOSED
    if player_id in duel.asked[position].answers:
        return Refusal.ALREADY_ANSWERED
    if duel.phase is Phase.ALONE:
        return _why_not_alone(duel, player_id, position, at)
    if duel.phase is not Phase.OPEN or position != duel.position:
        return Refusal.PAUSED if duel.phase is Phase.PAUSED else Refusal.NOT_OPEN
    deadline = duel.current.deadline
    return Refusal.LATE if deadline is not None and at > deadline else None


def _why_not_alone(duel: Duel, player_id: int, position: int, at: datetime) -> Refusal | None:
    if position >= len(duel.shown.get(player_id, ())):
        return Refusal.NOT_OPEN
    return Refusal.LATE if duel.due_at is not None and at > duel.due_at else None


def clock(duel: Duel, player_id: int, position: int) -> Running | None:
    """By which clock a player has a question: each by their own from the first look, where each plays alone."""
    if duel.is_live:
        return clock_of(duel.asked[position])
    shown = duel.shown.get(player_id, ())
    return Running(shown[position], duel.stops) if position < len(shown) else None


def _locked(duel: Duel, player_id: int, position: int, given: Answer, at: datetime) -> Locked:
    asked = duel.asked[position]
    running = clock(duel, player_id, position)
    # As the question allowed from the first, not up to the deadline: a grace after an outage makes nobody quicker.
    within = allowed(asked) if duel.is_live else None
    elapsed = _milliseconds(running.ran(at)) if running else 0
    result = grade(asked.question, given)
    earned = points(
        result,
        Scoring.SPEED,
        elapsed,
        None if within is None else _milliseconds(within),
        _streak(duel, player_id, position),
    )
    return Locked(given, result.correct, result.credit, earned, elapsed, at)


def _streak(duel: Duel, player_id: int, position: int) -> int:
    streak = 0
    for asked in reversed(duel.asked[:position]):
        locked = asked.answers.get(player_id)
        if locked is None or not locked.correct:
            break
        streak += 1
    return streak


def close(duel: Duel, at: datetime) -> Duel:
    """Close the live question: on to the next, to the result, or to a forfeit by whoever has fallen silent."""
    closed = duel.with_asked(duel.position, replace(duel.current, closed_at=at))
    silent = [player.id for player in duel.players if _is_silent(closed, player.id)]
    if len(silent) == len(duel.players):
        return over(closed, End.ABANDONED, at)
    last = closed.current
    if silent and closed.other(silent[0]).id in last.answers:
        return over(closed, End.FORFEIT, at, forfeited_by=silent[0])
    if duel.position + 1 == len(duel.asked):
        return over(closed, _played_out(closed), at)
    reading = time_to_read(last.question, Pace.STANDARD)
    return replace(closed, phase=Phase.READY, ready=frozenset(), due_at=at + reading, active_at=at)


def _played_out(duel: Duel) -> End:
    """How a live duel ends after its last question; where nobody answered any, an outage may be why."""
    if any(asked.answers for asked in duel.asked):
        return End.FINISHED
    return End.CALLED_OFF if duel.patient_until else End.ABANDONED


def _is_silent(duel: Duel, player_id: int) -> bool:
    lately = duel.asked[max(duel.patient_until, duel.position + 1 - SILENT) : duel.position + 1]
    return len(lately) == SILENT and not any(player_id in asked.answers for asked in lately)


def tick(duel: Duel, at: datetime) -> Duel:
    """What the time at `at` asks for, if anything: the same duel where nothing is due."""
    if duel.due_at is None or at < duel.due_at:
        return duel
    if duel.phase is Phase.OFFERED:
        return over(duel, End.EXPIRED, at)
    if duel.phase is Phase.READY:
        return ask(duel, at)
    if duel.phase is Phase.OPEN:
        return close(duel, at)
    return _day_is_over(duel, at) if duel.phase is Phase.ALONE else over(duel, End.CALLED_OFF, at)


def _day_is_over(duel: Duel, at: datetime) -> Duel:
    left = {player.id: len(duel.asked) - answered(duel, player.id) for player in duel.players}
    gave_up = [player_id for player_id, number in left.items() if number >= SILENT]
    if len(gave_up) == 1:
        return over(duel, End.FORFEIT, at, forfeited_by=gave_up[0])
    nobody = all(number == len(duel.asked) for number in left.values())
    return over(duel, End.ABANDONED if nobody else End.FINISHED, at)


def without_erased(duel: Duel, at: datetime) -> Duel:
    """End what waits for somebody who was erased: nobody can take it up, or play their part.

    A part of another game runs until that one's deadline, where who is there wins.
    """
    if duel.phase is Phase.OFFERED and is_erased(duel.challenger.id):
        return over(duel, End.WITHDRAWN, at)
    if duel.phase is Phase.OFFERED and duel.invited is not None and is_erased(duel.invited.id):
        return over(duel, End.DECLINED, at)
    if duel.phase is not Phase.ALONE or duel.part_of is not None:
        return duel
    gone = [player.id for player in duel.players if is_erased(player.id)]
    unplayed = any(answered(duel, player_id) < len(duel.asked) for player_id in gone)
    return over(duel, End.ABANDONED, at) if unplayed else duel


def call_off(duel: Duel, at: datetime) -> Duel:
    """End it at nobody's cost: the game of which it is a part goes on without it."""
    return duel if duel.phase is Phase.ENDED else over(duel, End.CALLED_OFF, at)


def without(duel: Duel, gone: Collection[int], at: datetime) -> Duel:
    """Call it off where somebody who plays on no more has been shown no question of it yet."""
    return duel if all(_has_begun(duel, player_id) for player_id in gone) else call_off(duel, at)


def _has_begun(duel: Duel, player_id: int) -> bool:
    return duel.position >= 0 if duel.is_live else bool(duel.shown.get(player_id))


def block(duel: Duel, at: datetime) -> Duel:
    """A challenge that nobody can see is over; a duel under way goes on in private."""
    return over(duel, End.CALLED_OFF, at) if duel.phase is Phase.OFFERED else duel


def after_outage(duel: Duel, away_since: datetime, at: datetime, *, seen: bool = True) -> Duel:
    """Give back the time from `away_since` to `at`, in which nobody's presses could arrive.

    It leads to no forfeit: silence counts anew from the question after the interrupted one, and a live duel that
    neither player sees go on (`seen` false: their private messages cannot be redrawn) waits for both.
    """
    if duel.due_at is None:
        return duel
    given_back = _given_back(duel, duel.due_at, away_since, at, seen=seen)
    return replace(given_back, stops=(*duel.stops, (away_since, at)))


def _given_back(duel: Duel, due_at: datetime, away_since: datetime, at: datetime, *, seen: bool) -> Duel:
    if duel.phase in (Phase.READY, Phase.OPEN):
        return _after_live_outage(duel, away_since, at, seen=seen)
    lost = at - max(away_since, duel.active_at)
    moved = replace(duel, due_at=due_at + lost)
    if duel.phase is Phase.PAUSED and duel.position >= 0:
        # The clock stands still at an instant told by `due_at`, so what it has run moves with it.
        return moved.with_asked(duel.position, _moved(duel.current, _stands_still_since(duel, due_at), lost))
    return replace(moved, shown=_shown_after(duel, away_since, at))


def _after_live_outage(duel: Duel, away_since: datetime, at: datetime, *, seen: bool) -> Duel:
    lost = at - away_since
    if lost >= NOTICED:
        duel = replace(duel, patient_until=duel.position + 1, ready=frozenset())
    if duel.phase is Phase.OPEN:
        asked = go_on(duel.current, away_since, at, least_after(lost))
        duel = replace(duel, due_at=(asked.deadline or at) + GRACE).with_asked(duel.position, asked)
    elif duel.due_at is not None:
        least = at + GET_READY if lost >= NOTICED else at
        duel = replace(duel, due_at=max(duel.due_at + lost, least))
    stands_still = lost >= (LONG_AWAY if seen else NOTICED)
    return replace(duel, phase=Phase.PAUSED, due_at=at + waits(duel)) if stands_still else duel


def _moved(asked: Asked, since: datetime, lost: timedelta) -> Asked:
    if asked.closed_at is not None or asked.opened_at is None or asked.deadline is None:
        return asked
    stops = (*asked.stops, (since, since + lost))
    return replace(asked, opened_at=asked.opened_at + lost, deadline=asked.deadline + lost, stops=stops)


def _shown_after(duel: Duel, away_since: datetime, at: datetime) -> dict[int, tuple[datetime, ...]]:
    """Within a day: whoever has a question before them had no way to answer it meanwhile."""
    return {
        player_id: (*times[:-1], times[-1] + max(at - max(away_since, times[-1]), timedelta()))
        if len(times) > answered(duel, player_id)
        else times
        for player_id, times in duel.shown.items()
    }


def _milliseconds(span: timedelta) -> int:
    return span // timedelta(milliseconds=1)
