"""What is worth saying aloud: when a question closes, before the last one, and at the end. All of it is a fold."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from bot.kernel.asked import Asked
from bot.kernel.grading import Grade
from bot.kernel.people import is_erased
from bot.kernel.places import NOWHERE
from bot.kernel.scoring import FULL, STREAK_MOST, points
from bot.rounds.rules.model import Round, Weight
from bot.rounds.rules.play import streak_of
from bot.rounds.rules.standings import Standing, counted, standings
from bot.rounds.rules.team_standings import placed_teams, team_points

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
"""More points than one question can make up that counts once."""


Who = str | int
"""Somebody's name, or the number of a team."""


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

    who: Who


@dataclass(frozen=True, slots=True)
class Climb:
    """Who has climbed the furthest, by several places, and to which."""

    who: Who
    by: int
    place: int


Moment = AloneRight | InARow | Lead | Climb


@dataclass(frozen=True, slots=True)
class Stakes:
    """Before the last question: who leads (several who are level), and who may still overtake, by how much behind."""

    leaders: tuple[Who, ...]
    chaser: Who | None = None
    behind: int = 0


@dataclass(frozen=True, slots=True)
class Finish:
    """What made the end of a round worth telling, where it is true.

    `margin`: by how few points it was won, None where it was not close; `runner_up`: over whom. `behind`: how many
    points the winner had to make up after question `after` (from 1), 0 where that was no comeback. `level`: everybody
    who has the winner's points, where several have.
    """

    winner: Who
    runner_up: Who | None = None
    margin: int | None = None
    behind: int = 0
    after: int = 0
    level: tuple[Who, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A player's place, or a team's. `who` is None where somebody is not to be named."""

    key: int
    who: Who | None
    place: int
    points: int


@dataclass(frozen=True, slots=True)
class Shift:
    """The standings without the question that the round is at, and with it; `gained` is what it brought each team."""

    before: Sequence[Line]
    after: Sequence[Line]
    gained: Mapping[int, int] = field(default_factory=dict)

    @property
    def moves(self) -> Mapping[int, int]:
        """Player, or team → places gained (lost, where negative); nothing of who had, or has, none."""
        if not any(line.points for line in self.before):
            return {}
        places = {line.key: line.place for line in self.before if line.place != NOWHERE}
        gained = {line.key: places[line.key] - line.place for line in self.after if line.place and line.key in places}
        return {key: by for key, by in gained.items() if by}


def shift_of(game: Round) -> Shift:
    """How the current question has moved people, or teams: by nothing while it is open."""
    if game.teams is not None:
        earned = team_points(game)
        earlier = {position: points for position, points in earned.items() if position != game.position}
        return Shift(_teams(game, earlier), _teams(game, earned), earned.get(game.position, {}))
    return Shift(_table(game.with_current(replace(game.current, closed_at=None))), _table(game))


def moments(game: Round, shift: Shift) -> list[Moment]:
    """What is worth saying of the question that the round is at, now that it is closed: the rarest first."""
    asked = game.current
    if asked.closed_at is None or not asked.answers:
        return []
    told = [*_alone_right(game, asked), *_in_a_row(game, asked), *_upward(shift)]
    return told[:AT_A_TIME]


def stakes(game: Round) -> Stakes | None:
    """What the last question can still change at the top; None where it is not the last, or where nothing can."""
    if len(game.asked) < 2 or game.position + 1 < len(game.asked):
        return None
    lines = _table(game)
    if len(lines) < 2 or not lines[0].points:
        return None
    first = [line for line in lines if line.points == lines[0].points]
    named = [line.who for line in first if line.who is not None]
    if len(first) > 1:
        return Stakes(tuple(named)) if len(named) > 1 else None
    behind, chaser = lines[0].points - lines[1].points, lines[1].who
    if not named or chaser is None or behind > _within_reach(game, lines[1].key):
        return None
    return Stakes((named[0],), chaser, behind)


def finish_of(game: Round, known: Sequence[Standing]) -> Finish | None:
    """What made the end worth telling; None where one is alone, nobody has won, or nothing stands out.

    `known`: the standings of the players.
    """
    lines = _table(game, known)
    if len(lines) < 2 or lines[1].place == 1 or not lines[1].points or lines[0].who is None:
        return None
    behind, after = _furthest_behind(game, lines[0].key)
    at_once = max(one.weight.of(TO_MAKE_UP) for one in counted(game))
    behind, after = (behind, after) if behind > at_once else (0, 0)
    margin = lines[0].points - lines[1].points
    if margin <= CLOSE and lines[1].who is not None:
        level = tuple(line.who for line in lines if line.points == lines[0].points and line.who is not None)
        return Finish(lines[0].who, lines[1].who, margin, behind, after, () if margin else level)
    return Finish(lines[0].who, behind=behind, after=after) if behind else None


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


def _upward(shift: Shift) -> list[Lead | Climb]:
    if not any(line.points for line in shift.before):
        return []
    lines = [line for line in shift.after if line.who is not None]
    first = [line for line in lines if line.place == 1]
    led = [line.key for line in shift.before if line.place == 1]
    new = len(first) == 1 and led != [first[0].key]
    told: list[Lead | Climb] = [Lead(first[0].who)] if new and first[0].who is not None else []
    gained = shift.moves
    best = max(lines[new:], key=lambda line: (gained.get(line.key, 0), -line.place), default=None)
    by = gained.get(best.key, 0) if best else 0
    return [*told, Climb(best.who, by, best.place)] if best and best.who is not None and by >= LEAP else told


def _is_named(game: Round, player_id: int) -> bool:
    return not is_erased(player_id) and player_id not in game.removed


def _table(game: Round, known: Sequence[Standing] | None = None) -> list[Line]:
    """The standings that the round is about: the teams' where there are teams, else the players', be they `known`."""
    if game.teams is not None:
        return _teams(game, team_points(game))
    return [
        Line(line.player_id, None if is_erased(line.player_id) else line.name, line.place, line.points)
        for line in (standings(game) if known is None else known)
    ]


def _teams(game: Round, earned: Mapping[int, Mapping[int, int]]) -> list[Line]:
    return [Line(line.team, line.team, line.place, line.points) for line in placed_teams(game, earned)]


def _within_reach(game: Round, chaser: int) -> int:
    """The most that the last question can bring."""
    weight = game.weight(game.position)
    if game.teams is not None:
        return weight.of(FULL)
    streak = streak_of(game, chaser)
    return weight.of(points(Grade(correct=True, credit=1.0), game.settings.scoring, 0, None, streak))


def _furthest_behind(game: Round, key: int) -> tuple[int, int]:
    """By how many points somebody was behind the leader at the worst, and after which question (from 1)."""
    totals: Counter[int] = Counter({key: 0})
    worst = (0, 0)
    for position, earned in _earned(game).items():
        totals.update(earned)
        worst = max(worst, (max(totals.values()) - totals[key], game.number(position)))
    return worst


def _earned(game: Round) -> Mapping[int, Mapping[int, int]]:
    """Position → player, or team → points, of the closed questions that count; nothing of who was taken out."""
    if game.teams is not None:
        return team_points(game)
    return {
        one.position: {
            who: one.weight.of(locked.points) for who, locked in one.asked.answers.items() if who not in game.removed
        }
        for one in counted(game)
    }
