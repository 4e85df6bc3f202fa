"""What an organizer can know of a game that is over: its questions, its places, who took part when.

Nobody's own answers are in it: of a question, only what several did together. That is why nothing is said of a question
that only a few people answered.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.kernel.asked import Asked
from bot.kernel.questions import Choice, Question
from bot.nights.api import Night, standing
from bot.rounds.api import Phase as RoundPhase
from bot.rounds.api import Round, standings, team_of, team_standings
from bot.tournaments.api import Tournament
from bot.tournaments.api import standings as cup_standings

ENOUGH, ENOUGH_ALONE = 3, 5
"""From so many answers to a question on it is told how many were right and what was chosen: where everybody saw that at
the reveal, and where everybody answered by themselves."""

SLICES = 10
"""Into so many parts of equal length the time of a game is divided in which everybody answers when they like."""


class Refusal(StrEnum):
    """Why there is no summary for somebody."""

    UNKNOWN = "unknown"
    NOT_OVER = "not_over"
    NOT_YOURS = "not_yours"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Option:
    """One option of a question, and by how many it was chosen."""

    text: str
    right: bool
    chosen: int


@dataclass(frozen=True, slots=True)
class Item:
    """A question and how it went; `right` is None, and there are no `options`, where too few answered for that.

    `options` are those of a choice question; a question whose key has to wait has none either. `ways`: how many
    different answers were given.
    """

    number: int
    question_id: str
    topic: str
    asking: str
    answers: int
    right: int | None = None
    ways: int | None = None
    options: tuple[Option, ...] = ()

    @property
    def facility(self) -> float | None:
        """The share of answers that were right; None where too few answered."""
        return None if self.right is None else self.right / self.answers


@dataclass(frozen=True, slots=True)
class Place:
    """A line of the standings, as everybody saw it; `team` is its number. `right` and `of` are a quiz's."""

    place: int
    name: str | None
    points: float
    right: int | None = None
    of: int | None = None
    team: int | None = None


@dataclass(frozen=True, slots=True)
class Presence:
    """How many took part, in a question or a stretch of time that began at `at`; of how many, where that is known."""

    at: datetime
    there: int
    of: int | None = None


@dataclass(frozen=True, slots=True)
class Summary:
    """All of it. `teams` are the standings of the teams, with no names."""

    people: int
    items: tuple[Item, ...]
    presence: tuple[Presence, ...]
    places: tuple[Place, ...] = ()
    teams: tuple[Place, ...] = ()

    @property
    def answers(self) -> int:
        """How many answers were given."""
        return sum(item.answers for item in self.items)

    @property
    def hardest(self) -> list[Item]:
        """The questions of which it is known how hard they were, the hardest first."""
        known = [(item.facility, item) for item in self.items if item.facility is not None]
        return [item for _, item in sorted(known, key=lambda one: (one[0], one[1].number))]


def of_round(game: Round, hidden: Collection[str] = ()) -> Summary | Refusal:
    """A quiz's, for its host; `hidden`: the questions whose keys have to wait. A warm-up is no part of it."""
    if game.phase is not RoundPhase.ENDED:
        return Refusal.NOT_OVER
    in_teams = game.teams is not None
    return _summary(
        _counting(game),
        hidden,
        presence=_question_by_question(game),
        places=tuple(
            Place(line.place, line.name, line.points, line.right, line.of, team_of(game, line.player_id))
            for line in standings(game)
        ),
        teams=tuple(Place(one.place, None, one.points, team=one.team) for one in team_standings(game) if in_teams),
        least=ENOUGH,
        as_numbered=True,
    )


def of_night(night: Night, rounds: Sequence[Round], hidden: Collection[str] = ()) -> Summary | Refusal:
    """A quiz night's: the questions of all its rounds, numbered through, and its one standing."""
    if night.ended_at is None:
        return Refusal.NOT_OVER
    return _summary(
        [asked for game in rounds for asked in _counting(game)],
        hidden,
        presence=tuple(one for game in rounds for one in _question_by_question(game)),
        places=tuple(Place(line.place, line.name, line.points, line.right, line.of) for line in standing(rounds)),
        least=ENOUGH,
        as_numbered=True,
    )


def of_tournament(cup: Tournament, games: Iterable[Sequence[Asked]], hidden: Collection[str] = ()) -> Summary | Refusal:
    """A tournament's: what was asked in all of its `games`, and its standings."""
    if cup.ended_at is None:
        return Refusal.NOT_OVER
    asked = [one for game in games for one in game]
    places = tuple(Place(line.place, line.entrant.player.name, line.points) for line in cup_standings(cup))
    return _summary(asked, hidden, presence=over_time(asked), places=places)


def of_papers(papers: Iterable[Sequence[Asked]], hidden: Collection[str] = ()) -> Summary | Refusal:
    """That of a group that sat a mock exam: how each of them did is their own, so it has no places."""
    asked = [one for paper in papers for one in paper]
    return _summary(asked, hidden, presence=over_time(asked))


def items_of(
    asked: Iterable[Asked], hidden: Collection[str] = (), least: int = ENOUGH_ALONE, *, as_numbered: bool = False
) -> tuple[Item, ...]:
    """Each question once, in the order in which they first came, whoever was asked it in whatever game.

    What was drawn, but never asked, is not among them, but has a number of its own where all have those of their cards
    (`as_numbered`).
    """
    together: dict[tuple[str, str], list[tuple[int, Asked]]] = {}
    for number, one in enumerate(asked, start=1):
        if _was_asked(one):
            together.setdefault((one.question.id, _told(one.question)), []).append((number, one))
    return tuple(
        _item(same[0][0] if as_numbered else place, [one for _, one in same], least, hidden)
        for place, same in enumerate(together.values(), start=1)
    )


def over_time(asked: Iterable[Asked]) -> tuple[Presence, ...]:
    """How many people answered anything in each tenth of the time from the first answer to the last."""
    given = [(locked.at, player_id) for one in asked for player_id, locked in one.answers.items()]
    if not given:
        return ()
    first, last = min(at for at, _ in given), max(at for at, _ in given)
    step = (last - first) / SLICES
    there: list[set[int]] = [set() for _ in range(SLICES if step else 1)]
    for at, player_id in given:
        there[min(int((at - first) / step), SLICES - 1) if step else 0].add(player_id)
    return tuple(Presence(first + place * step, len(people)) for place, people in enumerate(there))


def _summary(
    asked: Iterable[Asked],
    hidden: Collection[str],
    presence: tuple[Presence, ...],
    places: tuple[Place, ...] = (),
    teams: tuple[Place, ...] = (),
    least: int = ENOUGH_ALONE,
    *,
    as_numbered: bool = False,
) -> Summary | Refusal:
    asked = list(asked)
    people = {player_id for one in asked for player_id in one.answers}
    if not people:
        return Refusal.NOTHING
    items = items_of(asked, hidden, least, as_numbered=as_numbered)
    return Summary(len(people), items, presence, places, teams)


def _counting(game: Round) -> list[Asked]:
    """The questions that count, which is how their cards number them."""
    return [asked for position, asked in enumerate(game.asked) if game.number(position)]


def _was_asked(asked: Asked) -> bool:
    """Whether it came up and is over; where each plays alone, it has no hour, and shows only by its answers."""
    return asked.closed_at is not None and (asked.opened_at is not None or bool(asked.answers))


def _told(question: Question) -> str:
    """What makes two versions of a question different ones here: whatever was shown of it."""
    body = question.body
    options = [option.text for option in body.options] if isinstance(body, Choice) else []
    return "\n".join([question.asking, *options])


def _item(number: int, same: Sequence[Asked], least: int, hidden: Collection[str]) -> Item:
    question, given = same[0].question, [locked for one in same for locked in one.answers.values()]
    told = number, question.id, question.topic, question.asking, len(given)
    if len(given) < least:
        return Item(*told)
    right, ways = sum(locked.correct for locked in given), len({locked.answer for locked in given})
    if question.id in hidden or not isinstance(question.body, Choice):
        return Item(*told, right, ways)
    chosen = Counter(index for locked in given for index in locked.answer if isinstance(index, int))
    options = (Option(one.text, one.right, chosen[index]) for index, one in enumerate(question.body.options))
    return Item(*told, right, ways, tuple(options))


def _question_by_question(game: Round) -> tuple[Presence, ...]:
    """Of those who were there and asked: where one member speaks for each team, of the speakers."""
    stays = _stays(game)
    return tuple(
        _at_question(asked, {who: stay for who, stay in stays.items() if game.asks(who, position)})
        for position, asked in enumerate(game.asked)
        if game.number(position) and asked.closed_at is not None
    )


def _stays(game: Round) -> dict[int, tuple[datetime, datetime | None]]:
    """Player → from when they were there, and until when; None is to the end.

    When somebody left is not kept: they count up to their last answer. Whoever came back counts as never gone.
    """
    given: defaultdict[int, list[datetime]] = defaultdict(list)
    for asked in game.asked:
        for player_id, locked in asked.answers.items():
            given[player_id].append(locked.at)
    return {
        one.id: (min([one.joined_at, *given[one.id]]), None if one.active else max(given[one.id]))
        for one in game.players.values()
        if one.active or given[one.id]
    }


def _at_question(asked: Asked, stays: Mapping[int, tuple[datetime, datetime | None]]) -> Presence:
    closed = asked.closed_at or asked.opened_at
    at = asked.opened_at or closed
    if at is None or closed is None:
        raise ValueError("only of a question that was closed")
    there = {who for who, (since, until) in stays.items() if since <= closed and (until is None or at <= until)}
    return Presence(at, len(asked.answers), len(there | asked.answers.keys()))
