"""Who stands where, and what a podium tells: all of it folded from the answers to closed questions."""

from collections import Counter, defaultdict
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from bot.kernel.asked import Asked, Locked, Player
from bot.kernel.places import ranked, worth
from bot.kernel.questions import Choice, Kind, Question
from bot.kernel.scoring import is_timed
from bot.rounds.rules.model import Round, Weight

COUNTS_FROM = 3
"""Below so many answers to a question, how many chose what would tell who did."""


@dataclass(frozen=True, slots=True)
class Standing:
    """One player's line. `place` is shared in a tie, and `NOWHERE` for who has given no answer that counts.

    `right_ms` sums the time on right answers. `of` is how many closed questions count for this player: all but those
    that were skipped before they answered.
    """

    place: int
    player_id: int
    name: str
    points: int
    right: int
    answered: int
    right_ms: int
    of: int


@dataclass(frozen=True, slots=True)
class Hardest:
    """The closed question that counts and that the smallest share got right."""

    question: Question
    right: int
    answered: int


@dataclass(frozen=True, slots=True)
class MixUp:
    """An option taken for the key by `times` of the `of` who answered those questions."""

    chosen: str
    key: str
    times: int
    of: int


class Counted(NamedTuple):
    """A closed question, its place in the round, and how much it counts."""

    position: int
    weight: Weight
    asked: Asked


def counted(game: Round) -> list[Counted]:
    """The closed questions that count in the standings."""
    weighed = [Counted(position, game.weight(position), asked) for position, asked in enumerate(game.asked)]
    return [one for one in weighed if one.asked.closed_at is not None and one.weight is not Weight.NOT_AT_ALL]


def goes_by_time(game: Round) -> bool:
    """Whether being quick tells apart who is level: where every question that counts had a clock."""
    clocks = all(one.asked.deadline is not None for one in counted(game))
    return is_timed(game.settings.scoring, clock=clocks)


@dataclass(slots=True)
class _Sums:
    """What somebody's answers come to. `skipped`: how many of the questions that they answered were then skipped."""

    points: int = 0
    right: int = 0
    answered: int = 0
    right_ms: int = 0
    skipped: int = 0


def standings(game: Round) -> list[Standing]:
    """Everybody who answered or is still in, by the rule for places (`bot/kernel/places.py`); nobody who was taken out.

    Answers keep their own points; how much their question counts is the round's, and no board's, affair.
    """
    asked = counted(game)
    sums: defaultdict[int, _Sums] = defaultdict(_Sums)
    for one in asked:
        _add(sums, game, one)
    timed = goes_by_time(game)
    there = [one for one in game.players.values() if one.id not in game.removed and took_part(game, one.id)]
    there.sort(key=lambda player: player.id)
    left = _not_skipped(game, asked)
    lines = [_line(player, sums[player.id], left[player.id]) for player in there]
    in_order = ranked(lines, lambda line: worth(line, timed=timed), lambda line: line.answered)
    return [replace(line, place=place) for place, line in in_order]


def _add(sums: Mapping[int, _Sums], game: Round, one: Counted) -> None:
    """Each answer is looked at once, and with little ado: there are thousands after a large round."""
    theirs = game.expected.get(one.position, {}) if game.in_turn else one.asked.answers
    points_of, skipped = one.weight.of, one.asked.skipped
    for player_id, locked in one.asked.answers.items():
        if player_id in theirs:
            own = sums[player_id]
            own.answered += 1
            own.points += points_of(locked.points)
            own.skipped += skipped
            if locked.correct:
                own.right += 1
                own.right_ms += locked.elapsed_ms


def _not_skipped(game: Round, asked: Sequence[Counted]) -> Mapping[int, int]:
    """Player → how many of these questions were theirs to answer and not skipped."""
    left = [one.position for one in asked if not one.asked.skipped]
    if game.in_turn:
        turns = ((position, player_id) for position in left for player_id in game.expected.get(position, {}))
        return Counter(player_id for position, player_id in turns if game.asks(player_id, position))
    return dict.fromkeys(game.players, len(left))


def _line(player: Player, own: _Sums, left: int) -> Standing:
    of = left + own.skipped
    return Standing(0, player.id, player.name, own.points, own.right, own.answered, own.right_ms, of)


def took_part(game: Round, player_id: int) -> bool:
    """Whether somebody is in a round, or was and answered something before they left."""
    player = game.players.get(player_id)
    return player is not None and (player.active or any(player_id in asked.answers for asked in game.asked))


def quickest(lines: Sequence[Standing]) -> tuple[str, int] | None:
    """Name and mean time (ms) of whoever was quickest with right answers, among those who had at least half right."""
    able = [line for line in lines if line.right and line.right * 2 >= line.of]
    if not able:
        return None
    best = min(able, key=lambda line: (line.right_ms / line.right, line.player_id))
    return best.name, round(best.right_ms / best.right)


def hardest(game: Round) -> Hardest | None:
    """The question with the smallest share of right answers, of equal shares the one that more answered.

    None where nobody missed any, and where several went equally badly: then none of them is the hardest.
    """
    tried = [one.asked for one in counted(game) if one.asked.answers]
    facts = [
        Hardest(asked.question, sum(a.correct for a in asked.answers.values()), len(asked.answers)) for asked in tried
    ]
    missed = sorted((fact for fact in facts if fact.right < fact.answered), key=_ease)
    return missed[0] if missed and [_ease(fact) for fact in missed[:2]].count(_ease(missed[0])) == 1 else None


def _ease(fact: Hardest) -> tuple[float, int]:
    return fact.right / fact.answered, -fact.answered


def most_mixed_up(game: Round, hidden: Container[str] = ()) -> MixUp | None:
    """The wrong option that was taken for the key at least twice, the most frequent of all.

    Only of questions that are told in numbers: what both of two people chose would name them. And not of those whose
    keys are `hidden`.
    """
    times: Counter[tuple[str, str]] = Counter()
    answered: Counter[tuple[str, str]] = Counter()
    for asked in (one.asked for one in counted(game)):
        body = asked.question.body
        told = len(asked.answers) >= COUNTS_FROM and asked.question.id not in hidden
        if told and isinstance(body, Choice) and asked.question.kind is Kind.SINGLE:
            key = body.options[body.key[0]].text
            answered.update({(option.text, key): len(asked.answers) for option in body.options})
            wrong = [locked for locked in asked.answers.values() if not locked.correct]
            times.update((body.options[int(locked.answer[0])].text, key) for locked in wrong)
    pair = max(times, key=lambda known: times[known], default=None)
    if pair is None or times[pair] < 2:
        return None
    return MixUp(*pair, times[pair], answered[pair])


def missed_by(game: Round, player_id: int) -> list[tuple[Asked, Locked | None]]:
    """The closed questions that count and that a player did not get right, with the answer given, if any.

    Where one member speaks for each team, others' turns are nobody else's misses. What was closed before its time, and
    before they answered, is no miss either.
    """
    theirs = [one.asked for one in counted(game) if game.asks(player_id, one.position)]
    misses = [(asked, asked.answers.get(player_id)) for asked in theirs]
    misses = [(asked, locked) for asked, locked in misses if locked is not None or not asked.skipped]
    return [(asked, locked) for asked, locked in misses if locked is None or not locked.correct]


def begun_counting(game: Round) -> bool:
    """Whether anything that was asked counts by now: after a warm-up alone nobody stands anywhere yet."""
    return any(one.asked.answers for one in counted(game))
