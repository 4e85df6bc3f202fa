"""From the answers of every mode to what somebody knows, forgets and mixes up.

Nothing of it is kept: it is worked out from the rows of the answers, so that it cannot disagree with them.
"""

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from bot.kernel.grading import Answer, grade
from bot.kernel.keys import KeyStore
from bot.kernel.library import Library
from bot.kernel.questions import Choice, Kind, Question
from bot.learning.regrading import answer_to
from bot.study.bank import Item
from bot.study.confusions import Pick
from bot.study.difficulty import AUTHORS_TRUST, Difficulty
from bot.study.memory import Memory, remember_all
from bot.study.rasch import Priors
from bot.study.responses import Response
from bot.study.schedule import Outcome

AVERAGE_DIFFICULTY = 3
"""The middle of the authors' scale, 1 to 5."""

BADGE_SHARE, BADGE_OF = 0.9, 20
"""So many right of the last so many lifecycle drills are the badge."""

MOCK = "exam"
"""How the mode of a mock exam's answers is called."""

KEY_FRESH = timedelta(hours=12)
"""Whoever saw a question's key so lately answers from that, which says nothing of what they know."""


@dataclass(frozen=True, slots=True)
class Given:
    """One answer to a question that is closed, with the question as it was then.

    `steered`: the question was picked because the player is weak there. `rehearsed`: it was asked among the player's
    misses, whose keys can be read just before, after its lesson, or on a flashcard that can be turned. `timed`: it had
    a deadline; without one nobody was asked to be quick.
    """

    game_id: int
    position: int
    mode: str
    question: Question
    answer: Answer
    correct: bool
    unsure: bool
    seconds: float
    at: datetime
    steered: bool
    rehearsed: bool = False
    timed: bool = True


@dataclass(frozen=True, slots=True)
class Blank:
    """A question of a mock exam that somebody looked at and left blank, and when the paper was in.

    It is a gap, so that it comes back as a review, and no answer: of what they know it tells nothing, since they may
    have run out of time.
    """

    question: Question
    at: datetime


class HistoryStore(KeyStore, Protocol):
    """What people answered."""

    async def history(self, player_id: int, guild_id: int = 0) -> list[Given]:
        """What a player answered in questions that are closed and may be met in a server, oldest first.

        0: in direct messages, and what a server keeps to itself is not met there either.
        """

    async def everywhere(self, player_id: int) -> list[Given]:
        """The same with what servers keep to themselves: for sums over everybody, and for a copy of their data alone.

        Whatever they answered was shown to them then, so that copy may quote it.
        """

    async def unclosed(self, player_id: int) -> list[Given]:
        """Of everything, what they answered in questions that are still open, or were never closed; oldest first."""

    async def blanks(self, player_id: int, guild_id: int = 0) -> list[Blank]:
        """What a player left blank in mocks that are in, of what may be met in a server, oldest first."""

    async def of_guild(self, guild_id: int) -> list[tuple[int, Given]]:
        """The latest that was answered in a server's shared games, with the players; oldest first."""

    async def difficulties(self) -> Mapping[str, Difficulty]:
        """What was learnt of questions' difficulties, by id."""

    async def spreads(self, kind: str = "") -> Priors:
        """How people's abilities spread over topics, or over the domains of an exam by its code."""


def is_right(given: Given, library: Library) -> bool:
    """Whether an answer is right as its question stands now; where that asks something else, as it was judged then."""
    return as_it_stands(given, library).correct


def as_it_stands(given: Given, library: Library) -> Given:
    """An answer with its question as it is now, mended maybe; where that asks something else, as it was then."""
    now = library.find(given.question.id)
    if now is None or now == given.question:
        return given
    answer = answer_to(now, given.question, given.answer)
    if answer is None:
        return given
    return replace(given, question=now, answer=answer, correct=grade(now, answer).correct)


def missed(history: Iterable[Given], library: Library, hidden: Container[str]) -> list[Given]:
    """The questions that were wrong the last time, each with that answer and as it stands now; none that is `hidden`.

    One that was mended since is told as it is now: nobody is to learn a key that was wrong.
    """
    latest = {given.question.id: given for given in history if given.question.id not in hidden}
    now = (as_it_stands(given, library) for given in latest.values())
    return [given for given in now if not given.correct]


def lifecycle_badge(history: Iterable[Given], library: Library) -> bool:
    """Whether the lifecycle badge is a player's, by their answers, oldest first."""
    drills = [one for one in history if one.question.id in library.lifecycle][-BADGE_OF:]
    return len(drills) == BADGE_OF and sum(is_right(one, library) for one in drills) >= BADGE_SHARE * BADGE_OF


def difficulty_of(question: Question, learnt: Mapping[str, Difficulty]) -> float:
    """A question's difficulty in logits: what was learnt, else what its author thought."""
    known = learnt.get(question.id)
    return known.value if known else AUTHORS_TRUST * (question.difficulty - AVERAGE_DIFFICULTY)


def bank_of(library: Library, learnt: Mapping[str, Difficulty]) -> dict[str, list[Item]]:
    """What each topic on offer asks."""
    bank: defaultdict[str, list[Item]] = defaultdict(list)
    for question in library.questions.values():
        bank[question.topic].append(Item(question.concept, difficulty_of(question, learnt), question.guess_floor))
    return dict(bank)


def responses(history: Iterable[Given], library: Library, learnt: Mapping[str, Difficulty]) -> list[Response]:
    """One player's answers, oldest first, as the estimates see them.

    Those of a mock exam are all of one instant, its last answer's: nothing is explained before the paper is in.
    """
    shown_at: dict[str, datetime] = {}
    found = []
    known = list(history)
    ended = {given.game_id: given.at for given in sorted(known, key=lambda given: given.at)}
    for given in known:
        item = given.question.id
        fresh = item in shown_at and given.at - shown_at[item] < KEY_FRESH
        shown_at[item] = given.at
        response = _response(given, library, learnt, key_shown=fresh or given.rehearsed)
        found.append(replace(response, at=ended[given.game_id]) if given.mode == MOCK else response)
    return found


def _response(given: Given, library: Library, learnt: Mapping[str, Difficulty], *, key_shown: bool) -> Response:
    return Response(
        topic=given.question.topic,
        concept=given.question.concept,
        item=given.question.id,
        correct=is_right(given, library),
        floor=given.question.guess_floor,
        difficulty=difficulty_of(given.question, learnt),
        at=given.at,
        seconds=given.seconds,
        key_shown=key_shown,
        steered=given.steered,
    )


def memories(history: Iterable[Given], library: Library, blanks: Iterable[Blank] = ()) -> dict[str, Memory]:
    """What is remembered of each question, by id. What was left blank is remembered as missed."""
    answered = [(given.question.id, _outcome(given, library), given.at) for given in history]
    left = [(blank.question.id, Outcome(correct=False), blank.at) for blank in blanks]
    return remember_all(sorted(answered + left, key=lambda one: one[2]) if left else answered)


def _outcome(given: Given, library: Library) -> Outcome:
    """How it went as a review: being slow is no sign of doubt where there was all the time one likes."""
    return Outcome(is_right(given, library), given.seconds if given.timed else None, given.unsure)


def picks(history: Iterable[Given], library: Library) -> list[Pick]:
    """The answers to questions with one key whose options stand for concepts."""
    found = (_pick(as_it_stands(given, library)) for given in history)
    return [pick for pick in found if pick is not None]


def _pick(given: Given) -> Pick | None:
    body = given.question.body
    if given.question.kind is not Kind.SINGLE or not isinstance(body, Choice):
        return None
    chosen = body.options[int(given.answer[0])]
    key = chosen if given.correct else next(option for option in body.options if option.right)
    if key.concept is None or chosen.concept is None or (key.concept == chosen.concept and not given.correct):
        return None
    offered = frozenset(option.concept for option in body.options if option.concept)
    return Pick(key.concept, chosen.concept, offered)
