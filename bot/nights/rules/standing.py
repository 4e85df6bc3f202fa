"""One standing over all rounds of a night: a fold over them, by the one rule for places."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.kernel.places import ranked, worth
from bot.rounds.api import Round, goes_by_time, standings


@dataclass(frozen=True, slots=True)
class Line:
    """One player's line over the whole night: `rounds` is in how many of them they were; the rest are sums."""

    place: int
    player_id: int
    name: str
    points: int = 0
    right: int = 0
    right_ms: int = 0
    of: int = 0
    rounds: int = 0
    answered: int = 0


def standing(rounds: Sequence[Round]) -> list[Line]:
    """Everybody who is in the standings of a round, with their points of all rounds summed.

    Time tells players apart who are level only where it plays a part in every round.
    """
    sums: dict[int, Line] = {}
    for game in rounds:
        for one in standings(game):
            known = sums.get(one.player_id, Line(0, one.player_id, one.name))
            sums[one.player_id] = replace(
                known,
                name=one.name,
                points=known.points + one.points,
                right=known.right + one.right,
                right_ms=known.right_ms + one.right_ms,
                of=known.of + one.of,
                answered=known.answered + one.answered,
                rounds=known.rounds + 1,
            )
    timed = all(goes_by_time(game) for game in rounds)
    lines = sorted(sums.values(), key=lambda line: line.player_id)
    in_order = ranked(lines, lambda line: worth(line, timed=timed), lambda line: line.answered)
    return [replace(line, place=place) for place, line in in_order]


@dataclass(frozen=True, slots=True)
class Winner:
    """Who was first in a round, by its number; several where they share the place."""

    number: int
    topic: str | None
    names: tuple[str, ...]


def winners(rounds: Sequence[tuple[int, Round]]) -> list[Winner]:
    """Who won each round, of those in which somebody got a point."""
    found = []
    for number, game in rounds:
        first = tuple(line.name for line in standings(game) if line.place == 1 and line.points > 0)
        if first:
            found.append(Winner(number, game.settings.topic, first))
    return found
