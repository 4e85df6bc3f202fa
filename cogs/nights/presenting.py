"""A quiz night on a shared screen, between its rounds and at its end."""

from collections.abc import Sequence
from datetime import timedelta

from bot.kernel.names import readable
from bot.nights.rules.model import Night, Phase
from bot.nights.rules.standing import Line, standing
from bot.rounds.api import Phase as RoundPhase
from cogs.nights import words
from cogs.nights.rendering import Rounds, leg_text, podium_head, title, won
from cogs.rounds.presenting.screen import (
    AT_A_REVEAL,
    AT_THE_END,
    Countdown,
    Row,
    Screen,
    View,
    on_steps,
    place_with_medal,
)
from cogs.shared.plain import plain
from cogs.shared.words import count, grouped, place_text


def night_screen(night: Night, rounds: Rounds) -> Screen | None:
    """The break, the round that is about to be opened, or the end; None while one of its rounds is on.

    A round that has just ended is followed by its break, or by the end, before the night itself has heard of it.
    """
    now = rounds.get(night.number)
    over = night.phase is Phase.ROUND and now is not None and now.phase is RoundPhase.ENDED
    if over and (night.number == len(night.legs) or night.end is not None):
        return _end(night, rounds)
    if night.phase is Phase.BREAK or over:
        return _between(night, rounds, words.BREAK_HEAD.format(number=night.number, rounds=len(night.legs)))
    if night.phase is Phase.ROUND and night.number not in rounds:
        return _between(night, rounds, words.ROUND_COMES.format(number=night.number, rounds=len(night.legs)))
    return _end(night, rounds) if night.phase is Phase.ENDED and rounds else None


def _between(night: Night, rounds: Rounds, head: str) -> Screen:
    lines = standing([*rounds.values()])
    waits, last = words.WAITS[night.waits] if night.waits else "", max(rounds, default=0)
    played = night.number in rounds
    following = words.COMES_NEXT.format(leg=leg_text(night.legs[night.number])) if played else ""
    return Screen(
        View.WAITING,
        _text(title(night)),
        headline=_text(head),
        notes=tuple(_text(note) for note in (waits, following) if note),
        clock=_clock(night),
        table=words.STANDINGS,
        rows=tuple(_row(line) for line in lines[:AT_A_REVEAL]),
        more=_more(lines, AT_A_REVEAL),
        facts=tuple(map(plain, won({last: rounds[last]}) if rounds else ())),
    )


def _end(night: Night, rounds: Rounds) -> Screen:
    lines = standing([*rounds.values()])
    early = words.ENDS[night.end] if night.end else ""
    return Screen(
        View.PODIUM,
        _text(title(night)),
        headline=_text(podium_head(night, lines)),
        notes=(_text(early),) if early else (),
        table=words.STANDINGS,
        rows=tuple(_row(line, podium=True) for line in lines[:AT_THE_END]),
        steps=on_steps([(line.place, line.points) for line in lines]),
        more=_more(lines, AT_THE_END),
        facts=tuple(map(plain, won(rounds))),
    )


def _clock(night: Night) -> Countdown | None:
    if night.phase is not Phase.BREAK or night.due_at is None or night.waits is not None:
        return None
    ends, whole = round(night.due_at.timestamp() * 1000), night.plan.pause // timedelta(milliseconds=1)
    return Countdown(words.NEXT_ROUND_IN, ends, max(1, whole), words.ANY_MOMENT)


def _row(line: Line, *, podium: bool = False) -> Row:
    return Row(
        place=place_with_medal(line.place, line.points) if podium else place_text(line.place),
        name=readable(line.name),
        points=count(line.points, *words.POINTS) if podium else grouped(line.points),
        detail=words.OF_RIGHT.format(right=line.right, of=line.of) if podium else "",
    )


def _more(lines: Sequence[Line], shown: int) -> str:
    return words.AND_MORE_PEOPLE.format(number=len(lines) - shown) if len(lines) > shown else ""


def _text(card: str) -> str:
    return plain(card.removeprefix("## "))
