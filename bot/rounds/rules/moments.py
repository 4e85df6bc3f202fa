"""What is worth saying aloud: when a question closes, before the last one, and at the end. All of it is a fold."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot.kernel.asked import Asked
from bot.kernel.grading import Grade
from bot.kernel.people import is_erased
from bot.kernel.scoring import FULL, STREAK_MOST, points
from bot.rounds.rules.model import Round, Weight
from bot.rounds.rules.play import streak_of
from bot.rounds.rules.standings import Standing, standings

ENOUGH = 3
"""So many have to have answered before it is a feat to have known it alone."""

STREAKS = (3, 5, 7, 10, 15, 20, 25, 30)
"""How many right answers in a row are called out."""

LEAP = 2
"""So many places at a time are called out."""

AT_A_TIME = 2
"""More than so many things at one reveal are noise."""

CLOSE = 20
"""A lead of at most so many points was won by being quick or by part of an answer: by less than one right answer."""

TO_MAKE_UP = FULL + STREAK_MOST
"""More points than one question can make up."""


@dataclass(frozen=True, slots=True)
class AloneRight:
    """The only one of several who had it right."""

    name: str


@dataclass(frozen=True, slots=True)
class InARow:
    """Who has reached so many right answers in a row, just now."""

    names: tuple[str, ...]
    right: int


@dataclass(frozen=True, slots=True)
class Lead:
    """Who is first now, alone, and was not before."""

    name: str


@dataclass(frozen=True, slots=True)
class Climb:
    """Who has climbed the furthest, by several places, and to which."""

    name: str
    by: int
    place: int


Moment = AloneRight | InARow | Lead | Climb


@dataclass(frozen=True, slots=True)
class Stakes:
    """Before the last question: who leads (several who are level), and who may still overtake, by how much behind."""

    leaders: tuple[str, ...]
    chaser: str = ""
    behind: int = 0


@dataclass(frozen=True, slots=True)
class Finish:
    """What made the end of a round worth telling, where it is true.

    `margin`: by how few points it was won, None where it was not close; `runner_up`: over whom. `behind`: how many
    points the winner had to make up after question `after` (from 1), 0 where that was no comeback.
    """

    winner: str
    runner_up: str = ""
    margin: int | None = None
    behind: int = 0
    after: int = 0


def moments(game: Round) -> list[Moment]:
    """What is worth saying of the question that the round is at, now that it is closed: the rarest first."""
    asked = game.current
    if asked.closed_at is None or not asked.answers:
        return []
    told = [*_alone_right(game, asked), *_in_a_row(game, asked), *_upward(game)]
    return told[:AT_A_TIME]


def moves(game: Round) -> Mapping[int, int]:
    """Player → places gained (lost, where negative) by the current question; nothing of who has no place to compare."""
    before, after = _before(game), standings(game)
    if not any(line.points for line in before):
        return {}
    places = {line.player_id: line.place for line in before}
    gained = {line.player_id: places[line.player_id] - line.place for line in after if line.player_id in places}
    return {player_id: by for player_id, by in gained.items() if by}


def stakes(game: Round) -> Stakes | None:
    """What the last question can still change at the top; None where it is not the last, or where nothing can."""
    lines = standings(game)
    if len(game.asked) < 2 or game.position + 1 < len(game.asked) or len(lines) < 2 or not lines[0].points:
        return None
    first = [line for line in lines if line.place == 1]
    if len(first) > 1:
        return Stakes(tuple(line.name for line in first))
    behind = lines[0].points - lines[1].points
    return Stakes((lines[0].name,), lines[1].name, behind) if behind <= _within_reach(game, lines[1]) else None


def finish_of(game: Round) -> Finish | None:
    """What made the end worth telling; None where one is alone, nobody has won, or nothing stands out."""
    lines = standings(game)
    if len(lines) < 2 or lines[1].place == 1 or not lines[1].points or is_erased(lines[0].player_id):
        return None
    behind, after = _furthest_behind(game, lines[0].player_id)
    margin = lines[0].points - lines[1].points
    close = margin <= CLOSE and not is_erased(lines[1].player_id)
    told = Finish(
        lines[0].name,
        lines[1].name if close else "",
        margin if close else None,
        *((behind, after) if behind > TO_MAKE_UP else (0, 0)),
    )
    return told if close or told.behind else None


def _alone_right(game: Round, asked: Asked) -> Sequence[AloneRight]:
    right = [player_id for player_id, locked in asked.answers.items() if locked.correct]
    if len(asked.answers) < ENOUGH or len(right) != 1 or not _is_named(game, right[0]):
        return ()
    return (AloneRight(game.players[right[0]].name),)


def _in_a_row(game: Round, asked: Asked) -> Sequence[InARow]:
    """The longest of the rows that were reached just now."""
    if game.weight(game.position) is Weight.NOT_AT_ALL:
        return ()
    right = [who for who, locked in asked.answers.items() if locked.correct and _is_named(game, who)]
    rows = {who: streak_of(game, who) + 1 for who in right}
    longest = max((row for row in rows.values() if row in STREAKS), default=0)
    names = tuple(game.players[who].name for who, row in rows.items() if row == longest)
    return (InARow(names, longest),) if names else ()


def _upward(game: Round) -> list[Lead | Climb]:
    before, lines = _before(game), [line for line in standings(game) if not is_erased(line.player_id)]
    if not any(line.points for line in before):
        return []
    first = [line for line in lines if line.place == 1]
    led = [line.player_id for line in before if line.place == 1]
    new = len(first) == 1 and led != [first[0].player_id]
    told: list[Lead | Climb] = [Lead(first[0].name)] if new else []
    gained = moves(game)
    best = max(lines[new:], key=lambda line: (gained.get(line.player_id, 0), -line.place), default=None)
    by = gained.get(best.player_id, 0) if best else 0
    return [*told, Climb(best.name, by, best.place)] if best and by >= LEAP else told


def _is_named(game: Round, player_id: int) -> bool:
    return not is_erased(player_id) and player_id not in game.removed


def _before(game: Round) -> list[Standing]:
    """The standings without the current question."""
    return standings(game.with_current(replace(game.current, closed_at=None)))


def _within_reach(game: Round, chaser: Standing) -> int:
    """The most that the last question can bring to somebody."""
    streak = streak_of(game, chaser.player_id)
    most = points(Grade(correct=True, credit=1.0), game.settings.scoring, 0, None, streak)
    return game.weight(game.position).of(most)


def _furthest_behind(game: Round, player_id: int) -> tuple[int, int]:
    """By how many points a player was behind the leader at the worst, and after which question (from 1)."""
    totals: dict[int, int] = dict.fromkeys(game.players, 0)
    worst = (0, 0)
    for position, asked in enumerate(game.asked):
        for who, locked in asked.answers.items() if asked.closed_at else ():
            totals[who] = totals.get(who, 0) + game.weight(position).of(locked.points)
        worst = max(worst, (max(totals.values()) - totals.get(player_id, 0), game.number(position)))
    return worst
