"""How many mock exams a bank holds: disjoint forms in an exam's own kinds and weights."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.kernel.apart import group_of
from bot.kernel.exams import Guide, task_of
from bot.kernel.questions import Question

WANTED = 6
"""The forms that the built-in packs are to hold for each exam."""

LEAST_A_TASK = 3


@dataclass(frozen=True, slots=True)
class TaskLine:
    """A task statement with how many usable items it has; `need` is its share of its domain in so many forms."""

    task: str
    title: str
    have: int
    need: int


def usable(questions: Iterable[Question], guide: Guide) -> list[Question]:
    """The questions that may stand in a form of the exam, in order of id."""
    return sorted((q for q in questions if guide.exam in q.exams and q.kind in guide.kinds), key=lambda q: q.id)


def forms(questions: Iterable[Question], guide: Guide) -> int:
    """How many disjoint forms can be filled, of which none holds two questions that are to be kept apart.

    The scarcest domain is dealt first, and in it what belongs to the largest groups, each item to the form that lacks
    most of its domain. Dealing so is no proof that no more forms could be filled; it never counts one that cannot.
    """
    pool = usable(questions, guide)
    shares = guide.shares(guide.questions)
    have = Counter(q.exams[guide.exam] for q in pool)
    most = min((have[domain] // share for domain, share in enumerate(shares, start=1) if share), default=0)
    return next((count for count in range(most, 0, -1) if _fills(pool, guide, count, shares)), 0)


def _fills(pool: Sequence[Question], guide: Guide, count: int, shares: Sequence[int]) -> bool:
    lacking = [dict(enumerate(shares, start=1)) for _ in range(count)]
    held: list[set[str]] = [set() for _ in range(count)]
    have = Counter(q.exams[guide.exam] for q in pool)

    def urgency(question: Question) -> tuple[float, int, str, str]:
        domain, group = question.exams[guide.exam], group_of(question)
        return have[domain] / max(1, lacking[0].get(domain, 0)), -len(group), min(group), question.id

    for question in sorted(pool, key=urgency):
        domain, group = question.exams[guide.exam], group_of(question)
        open_forms = [n for n in range(count) if lacking[n].get(domain, 0) and held[n].isdisjoint(group)]
        if open_forms:
            chosen = max(open_forms, key=lambda n: (lacking[n][domain], -n))
            lacking[chosen][domain] -= 1
            held[chosen] |= group
    return not any(left for form in lacking for left in form.values())


def task_lines(questions: Iterable[Question], guide: Guide) -> list[TaskLine]:
    """What each task statement has and should have: an equal part of its domain in the forms wanted, three at least."""
    have = Counter(task_of(q.tasks[guide.exam]) for q in usable(questions, guide) if guide.exam in q.tasks)
    lines = []
    for domain, share in zip(guide.domains, guide.shares(guide.questions), strict=True):
        need = max(LEAST_A_TASK, -(-WANTED * share // len(domain.tasks)))
        lines += [TaskLine(task.number, task.title, have[task.number], need) for task in domain.tasks]
    return lines


def domain_lines(questions: Iterable[Question], guide: Guide) -> list[tuple[str, int, int]]:
    """Each domain's title, how many usable items it has, and how many the forms wanted need."""
    have = Counter(q.exams[guide.exam] for q in usable(questions, guide))
    shares: Mapping[int, int] = dict(enumerate(guide.shares(guide.questions), start=1))
    return [(domain.title, have[n], WANTED * shares[n]) for n, domain in enumerate(guide.domains, start=1)]
