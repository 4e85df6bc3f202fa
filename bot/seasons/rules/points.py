"""What counts: a day on which somebody plays far more than a place in a game, however much they play.

Everything follows from games as they are stored. What somebody played counts for the day of their last answer in it, a
place for the day on which its game ended, so that a week that is over does not change any more, except for a quiz that
runs past its end: it has two players once the second one has played.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta, tzinfo
from enum import StrEnum
from zlib import crc32

from bot.kernel.places import placed, worth

DAY = 25
"""Points for a day on which somebody plays, whatever they play and however it goes.

More than all else that a week can bring: with n days and everything won there are at most 26n + 14 points, which is
less than 25(n + 1) for the six days at most that are one too few.
"""

SECOND_KIND = 1
"""More on a day with games of two kinds or more."""

FIRST, NEXT = 2, 1
"""More on a day for the best place: first, or second or third, with somebody behind."""

MOST_A_DAY = DAY + SECOND_KIND + FIRST

LEAST_ANSWERS = 3
"""Whoever answered so many questions of a quiz or a duel, or all where there are fewer, has played it."""

LAST_WITH_POINTS = 3

_WEEK = 7
_ONE_DAY = timedelta(days=1)


class Kind(StrEnum):
    """What counts in a season."""

    DAILY = "daily"
    QUIZ = "quiz"
    NIGHT = "night"
    DUEL = "duel"


@dataclass(frozen=True, slots=True)
class Part:
    """What somebody did in a game: `at` is their last answer, `right_ms` the time on right ones.

    `played`: whether it was enough to count. `late`: a daily was made up, when the answers had long been shown.
    """

    player_id: int
    at: datetime
    points: int
    right: int
    right_ms: int
    played: bool = True
    late: bool = False


@dataclass(frozen=True, slots=True)
class Game:
    """A game as the season sees it. `forfeited_by` lost a duel, whatever the answers say."""

    id: int
    kind: Kind
    parts: tuple[Part, ...]
    ended_at: datetime | None = None
    timed: bool = False
    forfeited_by: int | None = None

    @property
    def played(self) -> list[Part]:
        """Those who played it; a quiz that only one did is practice."""
        there = [part for part in self.parts if part.played]
        together = self.kind in (Kind.QUIZ, Kind.NIGHT)
        return [] if together and len(there) < 2 else there


@dataclass(frozen=True, slots=True)
class Tally:
    """What somebody has got together. `days`: how many they played on; `on`: the points of each day.

    `lot`: who of a week is level with others gets the one or the other side of a line by it. It is drawn from what they
    played and when, so that it is another one each week, and the same once a number has taken their place.
    """

    points: int = 0
    days: int = 0
    on: Mapping[date, int] = field(default_factory=dict)
    lot: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        """Both together; no day is in two weeks."""
        return Tally(self.points + other.points, self.days + other.days, {**self.on, **other.on})


NOTHING = Tally()


def bonuses(game: Game) -> dict[int, int]:
    """What places in a game are worth; nothing for who has nobody behind them, nothing right, or came late."""
    in_time = [part for part in game.played if not part.late]
    lines = sorted(in_time, key=lambda part: (_worth(game, part), -part.player_id), reverse=True)
    last = min((_worth(game, part) for part in lines), default=())
    found = {}
    for place, part in placed(lines, lambda part: _worth(game, part)):
        if part.right and place <= LAST_WITH_POINTS and _worth(game, part) > last:
            found[part.player_id] = FIRST if place == 1 else NEXT
    return found


def _worth(game: Game, part: Part) -> tuple[int, ...]:
    """What places go by; a daily tells by right answers alone who was the best."""
    if game.kind is Kind.DAILY:
        return (part.right,)
    return int(part.player_id != game.forfeited_by), *worth(part, timed=game.timed)


def _up_to(game: Game, end: datetime) -> Game:
    """What places in a game go by: nothing that came later."""
    over = game.ended_at is not None and game.ended_at < end
    return replace(
        game, parts=tuple(part for part in game.parts if part.at < end), ended_at=game.ended_at if over else None
    )


def week_of(games: Iterable[Game], monday: date, zone: tzinfo, end: datetime | None = None) -> dict[int, Tally]:
    """Everybody who played in a week, with what that has brought them; who was erased, as the number in their place.

    What came after the `end` of the week, or of the seasons, brings nothing. Whether a quiz was played by two, though,
    is told by the whole of it: whoever left before midnight has played with those who stayed.
    """
    games = list(games)
    kinds: defaultdict[int, defaultdict[date, set[Kind]]] = defaultdict(lambda: defaultdict(set))
    played: defaultdict[int, list[tuple[int, datetime]]] = defaultdict(list)
    week = [monday + day * _ONE_DAY for day in range(_WEEK)]
    for game in games:
        for part in game.played:
            in_time = end is None or part.at < end
            if in_time and (day := _day(part.at, zone)) in week:
                kinds[part.player_id][day].add(game.kind)
                played[part.player_id].append((game.id, part.at))
    places = _best_places([_up_to(game, end) for game in games] if end else games, zone)
    return {
        player_id: _tally(week, on, places.get(player_id, {}), _lot(played[player_id]))
        for player_id, on in kinds.items()
    }


def _lot(played: Iterable[tuple[int, datetime]]) -> int:
    return crc32(" ".join(f"{game_id}/{at.astimezone(UTC)}" for game_id, at in sorted(played)).encode())


def _tally(week: list[date], kinds: Mapping[date, set[Kind]], places: Mapping[date, int], lot: int) -> Tally:
    on = {day: _points(kinds.get(day, set()), places.get(day, 0)) for day in week}
    return Tally(sum(on.values()), len(kinds), {day: points for day, points in on.items() if points}, lot)


def _points(kinds: set[Kind], place: int) -> int:
    return (DAY if kinds else 0) + (SECOND_KIND if len(kinds) > 1 else 0) + place


def _best_places(games: Iterable[Game], zone: tzinfo) -> dict[int, dict[date, int]]:
    """By player and day; of the duels of two people on a day only the first counts."""
    best: defaultdict[int, dict[date, int]] = defaultdict(dict)
    met: set[tuple[date, frozenset[int]]] = set()
    for ended_at, game in sorted(((one.ended_at, one) for one in games if one.ended_at), key=lambda one: one[0]):
        day = _day(ended_at, zone)
        if game.kind is Kind.DUEL:
            pair = day, frozenset(part.player_id for part in game.parts)
            if pair in met:
                continue
            met.add(pair)
        for player_id, bonus in bonuses(game).items():
            best[player_id][day] = max(best[player_id].get(day, 0), bonus)
    return best


def _day(at: datetime, zone: tzinfo) -> date:
    return at.astimezone(zone).date()
