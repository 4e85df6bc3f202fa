"""Where somebody is weak, and what to do about it."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import chain

from bot.domain.practice.model import Wish
from bot.domain.questions import Choice
from bot.service.learning import Given, HistoryStore, Library, is_right, picks, responses
from bot.study.confusions import Confusion, confusions
from bot.study.difficulty import Difficulty
from bot.study.estimates import Figure, Picture, estimate

BACK = timedelta(days=30)
"""How far back the change is measured from."""

LEAST_BEFORE = 5
"""A topic had at least so many answers back then, or no change is told."""

LEAST_FOR_CONCEPT = 3
MOST_MIXED, MOST_CONCEPTS = 3, 3
MEND_QUESTIONS = 5
LEAST_CONTRIBUTORS = 5
WEEKS = 6


@dataclass(frozen=True, slots=True)
class TopicLine:
    """A topic with its figure; `change` is the difference of accuracies over the last 30 days, None if not known."""

    topic: str
    figure: Figure
    change: float | None


@dataclass(frozen=True, slots=True)
class MixUp:
    """A confusion, the concepts by title, and why the one was not the key and the other was."""

    confusion: Confusion
    chosen: str
    key: str
    chosen_why: str
    key_why: str


@dataclass(frozen=True, slots=True)
class ConceptLine:
    """A weak concept by title."""

    title: str
    figure: Figure


@dataclass(frozen=True, slots=True)
class Spots:
    """All that `/weakspots` tells, topics weakest first."""

    picture: Picture
    topics: Sequence[TopicLine]
    concepts: Sequence[ConceptLine]
    mixed: Sequence[MixUp]

    @property
    def mend(self) -> Wish:
        """Five questions on what is weakest; where that is not known, five that help to find out."""
        return Wish(topics=self.picture.verdict.named, most=MEND_QUESTIONS)


@dataclass(frozen=True, slots=True)
class Week:
    """Right and all answers of a topic in a week that begins on a Monday."""

    monday: date
    right: int
    answers: int


@dataclass(frozen=True, slots=True)
class Details:
    """Answers as they were, nothing estimated: by topic and week, and how many a day."""

    weeks: Mapping[str, Sequence[Week]]
    days: Mapping[date, int]


class WeakspotsService:
    """Looks at what somebody answered. Estimates are made in a thread, since a long history takes a while."""

    def __init__(self, history: HistoryStore, library: Callable[[], Library]) -> None:
        self._history = history
        self._library = library

    async def look(self, player_id: int, at: datetime) -> Spots:
        """The picture as it stands at `at`."""
        history = await self._history.history(player_id)
        learnt = await self._history.difficulties()
        return await asyncio.to_thread(_picture, [history], self._library(), learnt, at)

    async def look_at_group(self, guild_id: int, at: datetime) -> Spots | int:
        """A server's picture from its shared games, nobody named; how many contributors are missing, if any are.

        Topics that fewer than five people answered are left out, so that none can be told from the others.
        """
        everybody = await self._history.of_guild(guild_id)
        contributors = {player for player, _ in everybody}
        if len(contributors) < LEAST_CONTRIBUTORS:
            return LEAST_CONTRIBUTORS - len(contributors)
        learnt = await self._history.difficulties()
        return await asyncio.to_thread(_picture, _told(everybody), self._library(), learnt, at)

    async def misses(self, player_id: int) -> list[Given]:
        """The questions that were wrong the last time, the latest miss first, each with that answer.

        What a shared game asks just now is left out, since its key would show.
        """
        library = self._library()
        hidden = await self._history.being_asked()
        latest = {given.question.id: given for given in await self._history.history(player_id)}
        missed = [one for item, one in latest.items() if item not in hidden and not is_right(one, library)]
        return sorted(missed, key=_when, reverse=True)

    async def details(self, player_id: int, at: datetime) -> Details:
        """Answers by topic and week, and by day (UTC), over the last weeks."""
        library = self._library()
        first = _monday(at.date()) - timedelta(weeks=WEEKS - 1)
        lately = [given for given in await self._history.history(player_id) if given.at.date() >= first]
        return Details(_weeks(lately, library), Counter(given.at.date() for given in lately))


def _picture(
    people: Sequence[Sequence[Given]], library: Library, learnt: Mapping[str, Difficulty], at: datetime
) -> Spots:
    """What the answers of one person tell, or of several taken together."""
    given = [one for history in people for one in responses(history, library, learnt)]
    known = sorted({question.topic for question in library.questions.values()})
    now, before = estimate(given, at, known), estimate(given, at - BACK)
    return Spots(now, _topics(now, before), _concepts(now, library), _mixed(sorted(chain(*people), key=_when), library))


def _when(given: Given) -> datetime:
    return given.at


def _told(everybody: Sequence[tuple[int, Given]]) -> list[list[Given]]:
    """Each contributor's answers on topics that enough people contributed to."""
    people: defaultdict[str, set[int]] = defaultdict(set)
    for player, given in everybody:
        people[given.question.topic].add(player)
    kept: defaultdict[int, list[Given]] = defaultdict(list)
    for player, given in everybody:
        if len(people[given.question.topic]) >= LEAST_CONTRIBUTORS:
            kept[player].append(given)
    return list(kept.values())


def _topics(now: Picture, before: Picture) -> list[TopicLine]:
    lines = [TopicLine(topic, figure, _change(topic, figure, before)) for topic, figure in now.topics.items()]
    return sorted(lines, key=lambda line: (line.figure.accuracy, line.topic))


def _change(topic: str, now: Figure, before: Picture) -> float | None:
    then = before.topics.get(topic)
    return now.accuracy - then.accuracy if then and then.answers >= LEAST_BEFORE else None


def _concepts(now: Picture, library: Library) -> list[ConceptLine]:
    """The weakest concepts with a few answers, of the topics that are named, else of all."""
    named = now.verdict.named
    lines = [
        ConceptLine(library.concepts[concept], figure)
        for (topic, concept), figure in now.concepts.items()
        if figure.answers >= LEAST_FOR_CONCEPT and concept in library.concepts and (not named or topic in named)
    ]
    return sorted(lines, key=lambda line: (line.figure.accuracy, line.title))[:MOST_CONCEPTS]


def _mixed(history: Sequence[Given], library: Library) -> list[MixUp]:
    found = confusions(picks(history, library))
    lines = (_explained(one, history, library) for one in found)
    return [line for line in lines if line is not None][:MOST_MIXED]


def _explained(confusion: Confusion, history: Sequence[Given], library: Library) -> MixUp | None:
    """The contrast in the words of the latest question in which the two were mixed up."""
    for given in reversed(history):
        body = given.question.body
        if isinstance(body, Choice) and len(body.key) == 1:
            chosen, key = body.options[int(given.answer[0])], body.options[body.key[0]]
            if (chosen.concept, key.concept) == (confusion.chosen, confusion.key):
                titles = [library.concepts.get(one.concept or "", one.text) for one in (chosen, key)]
                return MixUp(confusion, titles[0], titles[1], chosen.why, key.why)
    return None


def _weeks(lately: Iterable[Given], library: Library) -> dict[str, list[Week]]:
    counts: defaultdict[tuple[str, date], list[int]] = defaultdict(lambda: [0, 0])
    for given in lately:
        cell = counts[given.question.topic, _monday(given.at.date())]
        cell[0] += is_right(given, library)
        cell[1] += 1
    found: defaultdict[str, list[Week]] = defaultdict(list)
    for (topic, monday), (right, answers) in sorted(counts.items()):
        found[topic].append(Week(monday, right, answers))
    return dict(found)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
