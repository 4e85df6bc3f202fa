"""What a duel is given back after an outage, and what of it moves back if the clock had been ahead."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.duels.rules.model import Duel, Phase
from bot.duels.rules.offer import GET_READY, OFFER_STANDS, TIME_TO_PLAY
from bot.duels.rules.play import GRACE, after_outage, allowed, waits
from bot.kernel.asked import Asked
from bot.kernel.clock import LEAST_TIME_BACK, moved_back
from bot.kernel.clock import set_back as question_set_back
from bot.kernel.pace import Pace, time_to_read

READY_IN_A_GAME, ALONE_IN_A_GAME = timedelta(minutes=2), timedelta(days=7)
"""So long a game that a duel is a part of gives the two at the most to begin, and to play when it suits them."""


def made_up(duel: Duel, away_since: datetime, at: datetime, *, seen: bool) -> Duel:
    """Give back the time that was lost; where it began later than `at`, by a clock that was ahead, set that right."""
    ahead = away_since - at
    return set_back(duel, ahead, at) if ahead > timedelta() else after_outage(duel, away_since, at, seen=seen)


def set_back(duel: Duel, ahead: timedelta, at: datetime) -> Duel:
    """The clock was `ahead`, and shows `at`: nothing is due later than it can be, and no clock runs in the future."""
    if duel.due_at is None:
        return duel
    leapt = any(until > at for _, until in duel.stops)
    due = duel.due_at - ahead if leapt else moved_back(duel.due_at, ahead, at + _longest(duel))
    back = replace(
        duel,
        due_at=due,
        stops=tuple(stop for stop in duel.stops if stop[1] <= at),
        shown={who: tuple(moved_back(one, ahead, at) for one in times) for who, times in duel.shown.items()},
    )
    if duel.phase is Phase.OPEN:
        asked = question_set_back(duel.current, ahead, at, at, allowed(duel.current))
        return replace(back, due_at=(asked.deadline or at) + GRACE).with_asked(duel.position, asked)
    if duel.phase is Phase.PAUSED and duel.position >= 0 and due != duel.due_at:
        # The clock stands still at an instant told by `due_at`, so what it has run moves with it.
        return back.with_asked(duel.position, _interrupted(duel.current, ahead, at))
    return back


def _interrupted(asked: Asked, ahead: timedelta, at: datetime) -> Asked:
    if asked.closed_at is not None or asked.opened_at is None or asked.deadline is None:
        return asked
    stops = tuple(stop for stop in asked.stops if stop[1] <= at)
    return replace(asked, opened_at=asked.opened_at - ahead, deadline=asked.deadline - ahead, stops=stops)


def _longest(duel: Duel) -> timedelta:
    """How long a duel stands as it does at the most, before the rules look again by themselves."""
    if duel.phase is Phase.OFFERED:
        return OFFER_STANDS[duel.settings.pace]
    if duel.phase is Phase.ALONE:
        return TIME_TO_PLAY if duel.part_of is None else ALONE_IN_A_GAME
    if duel.phase is Phase.PAUSED:
        return waits(duel)
    if duel.phase is Phase.OPEN:
        return max(allowed(duel.current), LEAST_TIME_BACK) + GRACE
    if duel.position >= 0:
        return max(GET_READY, time_to_read(duel.current.question, Pace.STANDARD))
    return GET_READY if duel.part_of is None else READY_IN_A_GAME
