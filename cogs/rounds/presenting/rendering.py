"""A round as its shared screen shows it: at each phase no more than the channel can see.

The key, the reasons and the counts are read only by `_reveal` and by the podium, which are reached once a question is
closed. Who chose what is never told: of answers only how many there are, and from the reveal on their sums.
"""

from collections import Counter
from collections.abc import Container, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from bot.kernel.asked import Asked
from bot.kernel.people import is_erased
from bot.kernel.questions import Choice, Kind
from bot.kernel.shuffle import shown_order
from bot.rounds.rules.hosting import LOOK_UP
from bot.rounds.rules.model import PauseReason, Phase, Round
from bot.rounds.rules.moments import stakes
from bot.rounds.rules.play import awaited
from bot.rounds.rules.standings import COUNTS_FROM, begun_counting
from cogs.rounds.moments.words import at_stake
from cogs.rounds.presenting.people import lobby, rosters
from cogs.rounds.presenting.screen import Countdown, Line, Screen, View
from cogs.rounds.presenting.table import podium, with_standings
from cogs.rounds.presenting.words import (
    ANSWERS_OPEN,
    ANSWERS_OPEN_IN,
    CANNOT_WRITE,
    CONTINUES_IN,
    FEW,
    HAVE_ANSWERED,
    IS_COMING,
    NEXT_IN,
    NOBODY_ANSWERED,
    ON_ITS_WAY,
    PODIUM_IN,
    QUESTION_OF,
    RIGHT_MARK,
    SKIPPED,
    TALK_NOW,
    TIME_IS_UP,
    TIME_LEFT,
    VOTES,
    WARM_UP,
)
from cogs.rounds.rendering.reveal import tally
from cogs.rounds.teams.rendering import speakers_line
from cogs.rounds.words import COUNTED, PAUSES, WEIGHTS, headline, left_out
from cogs.shared.answering import lettered, responses
from cogs.shared.explaining import explanation, key_text
from cogs.shared.plain import plain
from cogs.shared.words import LETTERS, how_to, topic_title

_MILLISECOND = timedelta(milliseconds=1)


def screen(game: Round, hidden: Container[str] = ()) -> Screen:
    """The whole screen as the round stands. `hidden`: questions whose keys must wait once it is over."""
    if game.phase is Phase.LOBBY:
        return lobby(game)
    if game.phase is Phase.ENDED:
        return podium(game, hidden)
    shown = _running(game, game.pause.resume_to if game.pause else game.phase)
    return shown if game.pause is None else replace(shown, notice=_why_paused(game.pause.reason), clock=_break(game))


def _why_paused(reason: PauseReason) -> str:
    """Unlike the card, the page is seen while nothing can be written in the channel."""
    return CANNOT_WRITE if reason is PauseReason.BLOCKED else plain(PAUSES[reason])


def _running(game: Round, phase: Phase) -> Screen:
    if phase is Phase.REVEAL and game.current.closed_at is not None:
        return _reveal(game)
    if phase in (Phase.TALK, Phase.OPEN) and game.current.closed_at is None:
        return _question(game, phase)
    return _waiting(game)


def _waiting(game: Round) -> Screen:
    """The next question is on its way to the channel: nobody sees it here before."""
    shown = Screen(
        View.WAITING,
        _title(game),
        headline=IS_COMING.format(question=_which(game)),
        notes=_filled(left_out(game, game.position)),
    )
    if begun_counting(game):
        return with_standings(shown, game)
    return replace(shown, groups=rosters(game))


def _question(game: Round, phase: Phase) -> Screen:
    asked, talking = game.current, phase is Phase.TALK
    sides = [_lines(lettered(asked), asked), _lines(responses(asked), asked)]
    return Screen(
        View.QUESTION,
        _title(game),
        place=_place(game),
        notes=_filled(
            left_out(game, game.position),
            WEIGHTS[game.weight(game.position)],
            at_stake(stakes(game)),
            TALK_NOW if talking else "",
            speakers_line(game, game.position),
        ),
        question=asked.question.asking,
        hint=plain(how_to(asked.question)),
        lines=sides[0],
        responses=sides[1],
        progress="" if talking else _progress(game, asked),
        clock=_talk(game) if talking else _answering(asked),
    )


def _reveal(game: Round) -> Screen:
    asked, body = game.current, game.current.question.body
    choice = isinstance(body, Choice)
    few = choice and 0 < len(asked.answers) < COUNTS_FROM
    shown = Screen(
        View.REVEAL,
        _title(game),
        place=f"{_place(game)}{COUNTED[game.weight(game.position)]}",
        question=asked.question.asking,
        lines=tuple(_bars(asked, body)) if isinstance(body, Choice) else (),
        key=() if choice else tuple(plain(line) for line in key_text(asked.question).splitlines()),
        why=plain(explanation(asked.question)),
        progress=_went(game, asked),
        hint=FEW.format(least=COUNTS_FROM) if few else "",
        clock=_reading(game, asked),
    )
    return with_standings(shown, game) if begun_counting(game) else shown


def _lines(side: list[tuple[str, str]], asked: Asked) -> tuple[Line, ...]:
    plain_names = asked.question.kind is Kind.TRUE_FALSE
    return tuple(Line("" if plain_names else letter, text) for letter, text in side)


def _bars(asked: Asked, body: Choice) -> Iterator[Line]:
    """The options as they were shown, the right ones marked, each with how many chose it where enough answered."""
    chosen = Counter(index for locked in asked.answers.values() for index in locked.answer)
    answers, most = len(asked.answers), max(chosen.values(), default=0)
    for place, index in enumerate(shown_order(asked.question, asked.seed)):
        option, told = body.options[index], answers >= COUNTS_FROM
        yield Line(
            "" if asked.question.kind is Kind.TRUE_FALSE else LETTERS[place],
            option.text,
            mark=RIGHT_MARK if option.right else "",
            votes=VOTES.format(votes=chosen[index], answers=answers) if told else "",
            share=round(chosen[index] / most, 3) if told and most else None,
        )


def _went(game: Round, asked: Asked) -> str:
    if not asked.answers:
        return SKIPPED if asked.skipped else NOBODY_ANSWERED
    return tally(game, game.position)


def _progress(game: Round, asked: Asked) -> str:
    given = {player_id for player_id in asked.answers if not is_erased(player_id)}
    return HAVE_ANSWERED.format(given=len(given), awaited=len(awaited(game) | given))


def _title(game: Round) -> str:
    return plain(headline(game.settings))


def _place(game: Round) -> str:
    return f"{_which(game)} · {topic_title(game.current.question.topic)}"


def _which(game: Round) -> str:
    number = game.number(game.position)
    return QUESTION_OF.format(number=number, counting=game.counting) if number else WARM_UP


def _filled(*notes: str) -> tuple[str, ...]:
    return tuple(plain(note) for note in notes if note)


# Clocks


def _answering(asked: Asked) -> Countdown | None:
    if asked.deadline is None or asked.opened_at is None:
        return None
    return _countdown(TIME_LEFT, asked.deadline, asked.deadline - asked.opened_at, TIME_IS_UP)


def _talk(game: Round) -> Countdown | None:
    if game.due_at is None or game.teams is None:
        return None
    return _countdown(ANSWERS_OPEN_IN, game.due_at, game.teams.talk, ANSWERS_OPEN)


def _reading(game: Round, asked: Asked) -> Countdown | None:
    if game.due_at is None or asked.closed_at is None:
        return None
    last = game.position + 1 == len(game.asked)
    return _countdown(PODIUM_IN if last else NEXT_IN, game.due_at, game.due_at - asked.closed_at, ON_ITS_WAY)


def _break(game: Round) -> Countdown | None:
    """Of the pauses only a break to look something up has an end to wait for."""
    if game.pause is None or game.pause.reason is not PauseReason.LOOK_UP or game.due_at is None:
        return None
    return _countdown(CONTINUES_IN, game.due_at, LOOK_UP, ON_ITS_WAY)


def _countdown(label: str, ends: datetime, whole: timedelta, over: str) -> Countdown:
    return Countdown(label, round(ends.timestamp() * 1000), max(1, whole // _MILLISECOND), over)
