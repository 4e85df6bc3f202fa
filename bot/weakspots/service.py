"""Where somebody is weak, and what to do about it."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Collection, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import chain

from bot.kernel.keys import Viewer
from bot.kernel.library import Library
from bot.kernel.questions import Choice, Stage
from bot.kernel.sources import Source, may_meet, owner_of
from bot.learning.api import Given, HistoryStore, bank_of, is_right, missed, picks, responses
from bot.practice.api import Wish
from bot.study.bank import Bank
from bot.study.confusions import Confusion, confusions
from bot.study.difficulty import Difficulty
from bot.study.estimates import Figure, Picture, estimate
from bot.study.group import LEAST_CONTRIBUTORS, contributed
from bot.study.rasch import Priors
from bot.study.responses import Leaf, Response, counts

BACK = timedelta(days=30)
"""How far back the change is measured from."""

LEAST_BEFORE = 5
"""A topic had at least so many answers back then, or no change is told."""

LEAST_FOR_CONCEPT = 3
MOST_MIXED, MOST_CONCEPTS = 3, 3
MEND_QUESTIONS = 5
WEEKS = 6


@dataclass(frozen=True, slots=True)
class TopicLine:
    """A topic with its figure; `change` is the difference of accuracies over the last 30 days, None if not known."""

    topic: str
    figure: Figure
    change: float | None


@dataclass(frozen=True, slots=True)
class MixUp:
    """A confusion, the two concepts by title, and what each is, as far as a contrast or the glossary says so.

    `apart` is how to tell them apart, where a contrast is written; what is not known is empty.
    One question's reasons are no contrast: they are about its own case, not about the concepts.
    """

    confusion: Confusion
    chosen: str
    key: str
    chosen_meaning: str
    key_meaning: str
    apart: str = ""


@dataclass(frozen=True, slots=True)
class ConceptLine:
    """A weak concept by title."""

    title: str
    figure: Figure


@dataclass(frozen=True, slots=True)
class Spots:
    """All that `/weakspots` tells, topics weakest first.

    Left out are `off`, the topics that are off here alone; `gone`, answers about other topics that nobody is asked
    about here; and `elsewhere`, answers that count only on other servers.
    """

    picture: Picture
    topics: Sequence[TopicLine]
    concepts: Sequence[ConceptLine]
    mixed: Sequence[MixUp]
    elsewhere: int = 0
    off: Sequence[str] = ()
    gone: int = 0

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
    """Looks at what somebody answered. Estimates are made in a thread, since a long history takes a while.

    Only topics are looked at that can be worked on: those that can be practiced, and for groups those of quizzes.
    """

    def __init__(
        self,
        history: HistoryStore,
        practiced: Source,
        played: Source,
        muted_in: Callable[[int], Awaitable[Collection[str]]],
    ) -> None:
        """`muted_in`: the questions that a server has asked no more."""
        self._history = history
        self._practiced = practiced
        self._played = played
        self._muted_in = muted_in

    async def look(self, player_id: int, at: datetime, guild_id: int = 0) -> Spots:
        """The picture as it stands at `at`, to be shown in a server (0: in direct messages)."""
        everything = await self._history.everywhere(player_id)
        met = [given for given in everything if may_meet(given.question.id, guild_id)]
        learnt, priors = await self._history.difficulties(), await self._history.spreads()
        hidden = await self._history.being_asked(Viewer(player_id, guild_id))
        library = await self._practiced.library(guild_id)
        spots = await asyncio.to_thread(_of_one, player_id, met, library, learnt, priors, hidden, at)
        return replace(spots, elsewhere=len(everything) - len(met))

    async def look_at_group(self, guild_id: int, at: datetime, player_id: int = 0) -> Spots | int:
        """A server's picture from its shared games, nobody named; how many people are missing for any, if some are.

        Whatever rests on fewer than five people's answers is left out, so that none can be told from the others: a
        topic, how it has changed, a concept, a mix-up.
        """
        everybody = await self._history.of_guild(guild_id)
        learnt, priors = await self._history.difficulties(), await self._history.spreads()
        hidden = await self._history.being_asked(Viewer(player_id, guild_id))
        people: defaultdict[int, list[Given]] = defaultdict(list)
        for player, given in everybody:
            people[player].append(given)
        library = await self._played.library(guild_id)
        return await asyncio.to_thread(_group, people, library, learnt, priors, hidden, at)

    async def misses(self, player_id: int, guild_id: int = 0) -> list[Given]:
        """The questions that were wrong the last time, the latest miss first, each with that answer.

        What a game of theirs asks just now is left out, since its key would show, and so is what is asked no more.
        """
        library, muted = await self._practiced.library(guild_id), await self._muted_in(guild_id)
        hidden = await self._history.being_asked(Viewer(player_id, guild_id))
        found = missed(await self._history.history(player_id, guild_id), library, hidden)
        left = (one for one in found if _is_asked(one, library) and one.question.id not in muted)
        return sorted(left, key=_when, reverse=True)

    async def details(self, player_id: int, at: datetime, guild_id: int = 0) -> Details:
        """Answers by topic and week, and by day (UTC), over the last weeks."""
        library = await self._practiced.library(guild_id)
        first = _monday(at.date()) - timedelta(weeks=WEEKS - 1)
        history = await self._history.history(player_id, guild_id)
        return await asyncio.to_thread(_details, history, library, first)


People = Mapping[int, Sequence[Given]]
"""Player → what they answered, oldest first."""


def _of_one(
    player_id: int,
    answered: Sequence[Given],
    library: Library,
    learnt: Mapping[str, Difficulty],
    priors: Priors,
    hidden: Container[str],
    at: datetime,
) -> Spots:
    """One person's picture, and what it leaves out."""
    history = _about(answered, {*library.topics})
    spots = _picture({player_id: history}, library, learnt, priors, hidden, at)
    topics = {given.question.topic for given in answered}
    off = sorted(topic for topic in topics if topic in library.off and not owner_of(topic))
    return replace(spots, off=off, gone=len(answered) - len(history) - len(_about(answered, off)))


def _picture(
    people: People,
    library: Library,
    learnt: Mapping[str, Difficulty],
    priors: Priors,
    hidden: Container[str],
    at: datetime,
    least: int = 1,
) -> Spots:
    """What the answers of one person tell, or of several taken together: what `least` people contributed to."""
    answered = {player: responses(history, library, learnt) for player, history in people.items()}
    known = sorted({question.topic for question in library.questions.values()})
    bank = bank_of(library, learnt)
    now, before = (_estimate(answered, then, known, bank, priors, least) for then in (at, at - BACK))
    enough = contributed(answered, lambda one: (one.topic, one.concept), at, least)
    told = {player: [one for one in given if one.question.id not in hidden] for player, given in people.items()}
    return Spots(now, _topics(now, before), _concepts(now, library, enough), _mixed(told, library, least))


def _estimate(
    answered: Mapping[int, Sequence[Response]],
    at: datetime,
    known: Sequence[str],
    bank: Bank,
    priors: Priors,
    least: int,
) -> Picture:
    topics = contributed(answered, lambda one: one.topic, at, least)
    kept = [one for given in answered.values() for one in given if one.topic in topics]
    return estimate(kept, at, known, priors, bank, several=len(answered) > 1)


def _group(
    people: People,
    library: Library,
    learnt: Mapping[str, Difficulty],
    priors: Priors,
    hidden: Container[str],
    at: datetime,
) -> Spots | int:
    topics = {*library.topics}
    people = {player: _about(history, topics) for player, history in people.items()}
    answered = {player: responses(history, library, learnt) for player, history in people.items()}
    for missing in range(LEAST_CONTRIBUTORS):
        if contributed(answered, lambda one: one.topic, at, LEAST_CONTRIBUTORS - missing):
            return missing or _picture(people, library, learnt, priors, hidden, at, LEAST_CONTRIBUTORS)
    return LEAST_CONTRIBUTORS


def _about(history: Iterable[Given], topics: Container[str]) -> list[Given]:
    """The answers about these topics, those that can be worked on: others are off, or their pack was deleted."""
    return [given for given in history if given.question.topic in topics]


def _is_asked(given: Given, library: Library) -> bool:
    """Whether a question can still come back, other than as a copy in what was answered."""
    now = library.find(given.question.id)
    return now is not None and now.stage is Stage.LIVE and now.topic not in library.off


def _when(given: Given) -> datetime:
    return given.at


def _topics(now: Picture, before: Picture) -> list[TopicLine]:
    lines = [TopicLine(topic, figure, _change(topic, figure, before)) for topic, figure in now.topics.items()]
    return sorted(lines, key=lambda line: (line.figure.accuracy, line.topic))


def _change(topic: str, now: Figure, before: Picture) -> float | None:
    then = before.topics.get(topic)
    return now.accuracy - then.accuracy if then and then.answers >= LEAST_BEFORE else None


def _concepts(now: Picture, library: Library, enough: Container[Leaf]) -> list[ConceptLine]:
    """The weakest concepts with a few answers, of the topics that are named, else of all."""
    named = now.verdict.named
    lines = [
        ConceptLine(library.concepts[leaf[1]], figure)
        for leaf, figure in now.concepts.items()
        if leaf in enough
        and figure.answers >= LEAST_FOR_CONCEPT
        and leaf[1] in library.concepts
        and (not named or leaf[0] in named)
    ]
    return sorted(lines, key=lambda line: (line.figure.accuracy, line.title))[:MOST_CONCEPTS]


def _mixed(people: People, library: Library, least: int) -> list[MixUp]:
    """What is mixed up, by at least so many people."""
    picked = {player: picks(history, library) for player, history in people.items()}
    who: defaultdict[tuple[str, str], set[int]] = defaultdict(set)
    for player, found in picked.items():
        for one in found:
            who[one.chosen, one.key].add(player)
    told = [one for one in confusions(chain(*picked.values())) if len(who[one.chosen, one.key]) >= least]
    return [_explained(one, people, library) for one in told[:MOST_MIXED]]


def _explained(confusion: Confusion, people: People, library: Library) -> MixUp:
    chosen, key = (_title(concept, people, library) for concept in (confusion.chosen, confusion.key))
    contrast = library.contrasts.between(confusion.chosen, confusion.key)
    told = library.meanings if contrast is None else contrast.purposes
    of_chosen, of_key = told.get(confusion.chosen, ""), told.get(confusion.key, "")
    return MixUp(confusion, chosen, key, of_chosen, of_key, contrast.apart if contrast else "")


def _title(concept: str, people: People, library: Library) -> str:
    """A concept's title; where it has none, the words of an option that stood for it."""
    if concept in library.concepts:
        return library.concepts[concept]
    options = (
        option.text
        for given in chain(*people.values())
        if isinstance(given.question.body, Choice)
        for option in given.question.body.options
        if option.concept == concept
    )
    return next(options, concept)


def _details(everything: Sequence[Given], library: Library, first: date) -> Details:
    history = _about(everything, {*library.topics})
    # Alike on both screens: what says nothing about what somebody knows is on neither.
    counted = [given for given, one in zip(history, responses(history, library, {}), strict=True) if counts(one)]
    recent = [given for given in counted if given.at.date() >= first]
    days = Counter(given.at.date() for given in everything if given.at.date() >= first)
    return Details(_weeks(recent, library), days)


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
