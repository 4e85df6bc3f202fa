"""A night being held: it begins, a round is opened and ends, a break passes, something is in the way, it is over."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.kernel.clock import moved_back
from bot.nights.rules.model import End, Event, Night, Phase, Refusal, Wait
from bot.nights.rules.planning import without_reminders

LATE = timedelta(hours=1)
"""A night that could not begin for so long, because Recall was away, does not take place."""

DOORS = timedelta(minutes=2)
"""The lobby of the first round that is played is open for so long before the round begins by itself."""

SHORT_LOBBY = timedelta(seconds=30)
"""The lobbies of later rounds: whoever played the round before is in already."""

RETRY = timedelta(seconds=20)
"""After this long a round that could not be opened is tried again."""

PATIENCE = timedelta(minutes=30)
"""So long a night waits for what is in its way; then it is over."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a round of a night ended. `asked`: a question was; `answered`: somebody answered one.

    `deserted`: it ended because nobody began it, or nobody went on with it.
    """

    asked: bool
    answered: bool
    deserted: bool


def at_the_hour(night: Night, at: datetime, *, taken: bool = False) -> Night:
    """Begin, if it is time; while another night is on in its channel (`taken`), wait."""
    if night.phase is not Phase.PLANNED or at < night.plan.starts_at:
        return night
    if taken:
        return not_opened(night, Wait.BUSY, at)
    if (night.waits_since or at) - night.plan.starts_at >= LATE:  # an absence moves on since when it waits
        return _over(night, End.MISSED, at)
    return replace(night, phase=Phase.ROUND, number=1, due_at=at, waits=None, waits_since=None)


def lobby_of(*, is_first: bool) -> timedelta:
    """For how long the lobby of a round is open before the round begins by itself; `is_first` of those played."""
    return DOORS if is_first else SHORT_LOBBY


def begins_with(*, is_first: bool) -> int:
    """So many people have to be in before a round begins by itself: in the first one, not the host alone."""
    return 2 if is_first else 0


def opened(night: Night, at: datetime) -> Night:
    """The lobby of its round is open, and begins by itself before long.

    In a channel that was closed it may be taken back in a moment: until it is `seen` the night waits on.
    """
    if night.phase is not Phase.ROUND or night.begins_at is not None:
        return night
    ready = replace(night, begins_at=at + lobby_of(is_first=night.none_played), due_at=at)
    return ready if night.waits is Wait.CHANNEL else seen(ready)


def seen(night: Night) -> Night:
    """Nothing is in its way any more."""
    return replace(night, waits=None, waits_since=None, told=True) if night.waits is not None else night


def not_opened(night: Night, why: Wait, at: datetime) -> Night:
    """Its round cannot be opened, or its card cannot be shown: wait, and give up after a while."""
    if night.phase is Phase.ENDED:
        return night
    since = night.waits_since or at
    if at - since >= PATIENCE:
        return _over(night, End.BLOCKED, at)
    told = night.told and night.waits is why
    due = at + RETRY if night.phase is not Phase.BREAK else night.due_at
    waiting = replace(night, waits=why, waits_since=since, told=told, begins_at=None, due_at=due)
    return night if waiting == night else waiting


def hidden(night: Night) -> Night:
    """Its announcement was deleted, and cannot be posted again: its host is to hear of it. It begins at its hour."""
    if night.phase is not Phase.PLANNED or night.waits is not None:
        return night
    return replace(night, waits=Wait.CHANNEL, told=False)


def cleared(night: Night, at: datetime) -> Night:
    """Its cards can be shown again."""
    if night.waits is not Wait.CHANNEL or night.phase is Phase.ENDED:
        return night
    return replace(night, waits=None, waits_since=None, told=True, due_at=max(night.due_at or at, at))


def left_out(night: Night, at: datetime) -> Night:
    """There is nothing to ask in its round: go on without it."""
    if night.phase is not Phase.ROUND:
        return night
    skipped = night.with_leg(night.number, replace(night.leg, left_out=True))
    return _next_round(replace(skipped, begins_at=None), at)


def round_over(night: Night, outcome: Outcome, at: datetime) -> Night:
    """Its round has ended: a break, or the end after the last one, or where nobody is left."""
    if night.phase is not Phase.ROUND:
        return night
    if night.end is not None:
        return _over(night, night.end, at)
    if outcome.deserted and not outcome.answered:
        return _over(night, End.NOBODY, at)
    if not outcome.asked:
        return left_out(night, at)
    if night.number >= len(night.legs):
        return _over(night, End.FINISHED, at)
    due = at + night.plan.pause
    return replace(night, phase=Phase.BREAK, due_at=due, begins_at=None, waits=None, waits_since=None)


def break_over(night: Night, at: datetime) -> Night:
    """Go on to the next round, if it is time and nothing is in the way."""
    if night.phase is not Phase.BREAK:
        return night
    if night.waits is Wait.CHANNEL:
        return not_opened(night, Wait.CHANNEL, at)
    return night if night.due_at is not None and at < night.due_at else _next_round(night, at)


def skip_break(night: Night, at: datetime) -> Night | Refusal:
    """Go on at once."""
    if night.phase is Phase.ENDED:
        return Refusal.ENDED
    return _next_round(night, at) if night.phase is Phase.BREAK else Refusal.NO_BREAK


def stop(night: Night, at: datetime) -> Night | Refusal:
    """End it early: at once in a break, else as soon as its round has been ended."""
    if night.phase is Phase.ENDED:
        return Refusal.ENDED
    if night.phase is Phase.PLANNED:
        return Refusal.NO_BREAK
    if night.phase is Phase.BREAK:
        return _over(night, End.STOPPED, at)
    return replace(night, end=End.STOPPED, due_at=at)


def no_round(night: Night, at: datetime) -> Night:
    """It is to be over, and no round is being played."""
    return _over(night, night.end or End.STOPPED, at) if night.phase is Phase.ROUND else night


def nobody(night: Night, at: datetime) -> Night:
    """There is nobody to play its round."""
    return _over(night, End.NOBODY, at) if night.phase is Phase.ROUND else night


def told(night: Night) -> Night:
    """The host has heard what is in the way."""
    return night if night.told else replace(night, told=True)


def after_outage(night: Night, away_since: datetime, at: datetime) -> Night:
    """Give back the time that a break, a lobby, or somebody's patience lost while nothing could be heard.

    An outage that began later than `at` began by a clock that was ahead, and so did what lies ahead.
    """
    if away_since > at:
        return _set_back(night, away_since - at, at)
    lost = at - away_since
    if lost <= timedelta() or night.phase is Phase.ENDED:
        return night
    since = night.waits_since + lost if night.waits_since else None
    if night.phase is Phase.PLANNED:
        return replace(night, waits_since=since) if since else night
    if night.phase is Phase.BREAK and night.due_at is not None:
        return replace(night, due_at=night.due_at + lost, waits_since=since)
    begins = night.begins_at + lost if night.begins_at else None
    return night if (begins, since) == (None, None) else replace(night, begins_at=begins, waits_since=since)


def _set_back(night: Night, ahead: timedelta, at: datetime) -> Night:
    """The clock was `ahead`, and shows `at`. What has begun too early goes on; what has not begins at its hour."""
    if night.phase is Phase.ENDED:
        return night
    longest = night.plan.pause if night.phase is Phase.BREAK else RETRY
    due = moved_back(night.due_at, ahead, at + longest)
    back = replace(night, due_at=due, waits_since=moved_back(night.waits_since, ahead, at))
    if night.phase is not Phase.PLANNED:
        return replace(back, begins_at=moved_back(night.begins_at, ahead, at + lobby_of(is_first=night.none_played)))
    if night.plan.starts_at > at:
        return replace(back, due_at=night.plan.starts_at, waits=None, waits_since=None, told=True)
    return back


def _next_round(night: Night, at: datetime) -> Night:
    number = night.number + 1
    if number > len(night.legs):
        played = not all(leg.left_out for leg in night.legs)
        return _over(night, End.FINISHED if played else End.UNASKED, at)
    onward = replace(night, phase=Phase.ROUND, number=number, due_at=at, begins_at=None)
    return replace(onward, waits=None, waits_since=None)


def _over(night: Night, why: End, at: datetime) -> Night:
    needs_telling = why in (End.BLOCKED, End.MISSED)
    over = replace(night, phase=Phase.ENDED, end=why, ended_at=at, due_at=None, begins_at=None)
    listed = night.event_id is not None or night.event is Event.SENDING  # maybe it is there, and its id not known yet
    gone = Event.LEAVING if listed and night.phase is Phase.PLANNED else night.event  # it does not take place
    event = Event.NONE if gone in (Event.WANTED, Event.SENDING) else gone
    over = replace(over, event=event, event_at=at if event is Event.LEAVING else None)
    return without_reminders(replace(over, waits=None, waits_since=None, told=not needs_telling))
