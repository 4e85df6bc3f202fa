"""Which questions a sitting can draw from, as candidates for the chooser."""

from collections.abc import Collection, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from random import Random

from bot.kernel.apart import told_by
from bot.kernel.choosing import Order, eligible
from bot.kernel.courses import kept_back
from bot.kernel.library import Library
from bot.kernel.questions import Angle, Exam, Kind, Question
from bot.learners.api import ExamDays, known_by
from bot.learning.api import difficulty_of
from bot.practice.rules.model import CHOSEN, Focus, Sitting, Wish
from bot.study.choosing import Candidate
from bot.study.difficulty import Difficulty
from bot.study.estimates import Picture
from bot.study.memory import Memory
from bot.study.schedule import due_before_exam


@dataclass(slots=True)
class Learner:
    """What is believed of a player, for as long as they practise. `memories` follows each answer."""

    picture: Picture
    memories: dict[str, Memory]
    learnt: Mapping[str, Difficulty]
    muted: Collection[str]
    """Questions that the server does not want asked."""
    days: ExamDays = field(default_factory=ExamDays)
    deadlines: Mapping[Exam, datetime] = field(default_factory=dict)
    """When the days of their exams begin."""
    day: tuple[datetime, datetime] | None = None
    """When their day begins and is over, for whoever has an exam to come: their plan counts reviews by the day."""

    def turn_to(self, at: datetime) -> "Learner":
        """Go by the day of a turn: a sitting may go on for days."""
        self.deadlines = self.days.deadlines(at)
        self.day = self.days.bounds(at) if self.days.coming(at) else None
        return self

    def has_come(self, memory: Memory, due: datetime, at: datetime) -> bool:
        """Whether a review is due: its hour has come, or with a plan its day, on which it was not done yet."""
        if due <= at or self.day is None:
            return due <= at
        begins, over = self.day
        return memory.state.reviewed_at < begins and due < over


def pool(learner: Learner, wish: Wish, library: Library, seed: int) -> list[Question]:
    """The questions that a wish allows, in order of id. What a server has muted makes no checkpoint shorter."""
    muted: Collection[str] = () if wish.focus is Focus.CHECKPOINT else learner.muted
    found = [q for q in eligible(_by_focus(learner, wish, library, seed), None, wish.exam) if q.image is None]
    off: Collection[str] = () if wish.focus in CHOSEN else library.off
    wanted = [q for q in found if not wish.topics or q.topic in wish.topics]
    return [q for q in wanted if q.id not in muted and q.topic not in off]


def _by_focus(learner: Learner, wish: Wish, library: Library, seed: int) -> Iterable[Question]:
    if wish.focus in CHOSEN:
        return _found(library, wish.items)
    if wish.focus is Focus.COURSE:
        return [q for q in library.questions.values() if q.concept in wish.concepts and not kept_back(q.id)]
    return _by_habit(learner, wish.focus, library, seed)


def _by_habit(learner: Learner, focus: Focus, library: Library, seed: int) -> Iterable[Question]:
    if focus is Focus.FLASHCARDS:
        return library.flashcards.values()
    if focus is Focus.LIFECYCLE:
        return library.lifecycle.values()
    if focus is Focus.MISSES:
        return _found(library, (item for item, memory in learner.memories.items() if not memory.correct))
    if focus is Focus.CALCULATIONS:
        made = library.calculations(seed)
        return [*made, *(q for q in library.questions.values() if q.angle is Angle.COMPUTE or q.kind is Kind.NUMERIC)]
    doubted = (item for item, memory in learner.memories.items() if memory.doubted and item not in library.questions)
    return [*library.questions.values(), *_found(library, doubted)]


def _found(library: Library, items: Iterable[str]) -> list[Question]:
    return [question for item in items if (question := library.find(item)) is not None]


def candidates(learner: Learner, sitting: Sitting, questions: Iterable[Question], at: datetime) -> list[Candidate]:
    """The questions as the chooser sees them. Whoever asks for their misses gets them, rested, set aside or not."""
    rests = sitting.wish.focus is not Focus.MISSES and sitting.wish.focus not in CHOSEN
    aside = {item for item, memory in learner.memories.items() if memory.suspended} if rests else set()
    found = [question for question in questions if question.id not in aside]
    twins = twins_of(found)
    return [_candidate(learner, question, twins.get(question.id), at, rests=rests) for question in found]


def _candidate(learner: Learner, question: Question, twin: str | None, at: datetime, *, rests: bool) -> Candidate:
    memory = learner.memories.get(question.id)
    due = due_at(question, memory, learner.deadlines) if memory else None
    return Candidate(
        item=question.id,
        topic=question.topic,
        expected=learner.picture.expected(
            question.topic, question.concept, difficulty_of(question, learner.learnt), question.guess_floor
        ),
        due=min(due, at) if due and memory and learner.has_come(memory, due, at) else due,
        seen=memory.state.reviewed_at if memory and rests else None,
        twin=twin,
        apart=told_by(question) if rests else (),
    )


def in_order(offered: Sequence[Candidate], learner: Learner, order: Order, seed: int) -> list[Sequence[Candidate]]:
    """From which candidates to choose, and from which where none of those can be asked, as the server wants it."""
    if order is Order.MIXED:
        order = Random(seed).choice((Order.NEW, Order.OLD))  # noqa: S311 - a game's draw, not a secret
    if order is Order.USUAL:
        return [offered]
    known = [one for one in offered if one.item in learner.memories]
    new = [one for one in offered if one.item not in learner.memories]
    return [new if order is Order.NEW else known, offered]


def twins_of(questions: Iterable[Question]) -> dict[str, str]:
    """Each question's twin, whichever of the two names the other."""
    named = [(question.id, question.twin) for question in questions if question.twin]
    return {twin: item for item, twin in named} | dict(named)


def due_at(question: Question, memory: Memory, deadlines: Mapping[Exam, datetime]) -> datetime | None:
    """When a question's review falls due, brought before the exam that asks it; None for what was never in doubt."""
    by = known_by(question, deadlines)
    return memory.due and due_before_exam(memory.due, question.id, memory.state.reviewed_at, by)


def due_count(learner: Learner, wish: Wish, library: Library, unavailable: Container[str], at: datetime) -> int:
    """How many reviews are due of the questions that a wish allows, without those that are `unavailable`."""
    found = (q for q in pool(learner, wish, library, 0) if q.id in learner.memories and q.id not in unavailable)
    known = ((question, learner.memories[question.id]) for question in found)
    dues = ((memory, due_at(question, memory, learner.deadlines)) for question, memory in known)
    return sum(due is not None and learner.has_come(memory, due, at) for memory, due in dues)
