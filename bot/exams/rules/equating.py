"""Making papers equally hard, and choosing in each the questions that count."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from math import log
from statistics import fmean

from bot.exams.rules.dealing import evenly
from bot.kernel.apart import group_of
from bot.kernel.exams import Guide, task_of
from bot.kernel.questions import Question

CLOSE = 0.02
"""Papers are swapped about until each is within so many logits of the target: a fifth of what is promised."""

MOST_SWAPS = 200

USUAL = {1: 0.9, 2: 0.78, 3: 0.65, 4: 0.5, 5: 0.35}
"""Share of prepared candidates expected to be right, where an author gave only the difficulty from 1 to 5."""


def hardness(question: Question) -> float:
    """How hard a question is for prepared candidates, in logits: minus the logit of the share expected to be right."""
    return _logit(question.expected if question.expected is not None else USUAL[question.difficulty])


@lru_cache(maxsize=1_000)
def _logit(share: float) -> float:
    return log((1 - share) / share)


def mean_hardness(questions: Iterable[Question]) -> float:
    """The mean over some questions, in logits."""
    return fmean(map(hardness, questions))


def target(pool: Sequence[Question], guide: Guide) -> float:
    """What every paper of a bank is to be: each domain's mean hardness, weighed as the exam weighs the domains."""
    shares = guide.shares(guide.scored)
    domains = [[q for q in pool if q.exams[guide.exam] == number] for number in range(1, len(shares) + 1)]
    weighed = [(share, mean_hardness(those)) for share, those in zip(shares, domains, strict=True) if those]
    return sum(share * mean for share, mean in weighed) / max(1, sum(share for share, _ in weighed))


def scored_of(questions: Sequence[Question], guide: Guide, aim: float) -> set[str]:
    """Which of a paper's questions count, by id: by domain and task as the guide weighs them, as hard as is aimed."""
    counting: set[str] = set()
    for number, share in enumerate(guide.shares(guide.scored), start=1):
        counting |= _spread([q for q in questions if q.exams[guide.exam] == number], guide, share)
    for _ in range(MOST_SWAPS):
        off = mean_hardness(q for q in questions if q.id in counting) - aim
        swap = _best_swap(questions, counting, guide, off) if abs(off) > CLOSE else None
        if swap is None:
            break
        counting = counting - {swap[0]} | {swap[1]}
    return counting


def _spread(questions: Sequence[Question], guide: Guide, share: int) -> set[str]:
    """So many of a domain's questions, over its task statements as they stand in the paper."""
    by_task: dict[str, list[str]] = {}
    for question in questions:
        by_task.setdefault(task_of(question.tasks.get(guide.exam, "")), []).append(question.id)
    parts = evenly(share, {task: len(those) for task, those in by_task.items()})
    return {name for task, those in by_task.items() for name in those[: parts.get(task, 0)]}


def _best_swap(questions: Sequence[Question], counting: set[str], guide: Guide, off: float) -> tuple[str, str] | None:
    """One that counts and one of the same domain that does not, after whose swap the mean is closest to the aim."""
    size = len(counting)
    pairs = [
        (abs(off + (hardness(new) - hardness(old)) / size), old.id, new.id)
        for old in questions
        if old.id in counting
        for new in questions
        if new.id not in counting and new.exams[guide.exam] == old.exams[guide.exam]
    ]
    best = min(pairs, default=None)
    return best[1:] if best is not None and best[0] < abs(off) - 1e-9 else None


def equalized(papers: Sequence[Sequence[Question]], guide: Guide, aim: float) -> list[list[Question]]:
    """The same papers, with questions of the same domain and kind swapped between them until all are equally hard.

    What is kept apart stays apart.
    """
    equal = [list(paper) for paper in papers]
    for _ in range(MOST_SWAPS if equal else 0):
        off = [mean_hardness(paper) - aim for paper in equal]
        hard, easy = off.index(max(off)), off.index(min(off))
        if off[hard] - off[easy] <= CLOSE or not _swapped(equal[hard], equal[easy], guide, off[hard] - off[easy]):
            break
    return equal


def _swapped(hard: list[Question], easy: list[Question], guide: Guide, gap: float) -> bool:
    """Swap the pair that brings the two papers closest to each other; whether any does."""
    best: tuple[float, int, int] | None = None
    wanted = gap * len(hard) / 2
    for i, old in enumerate(hard):
        for j, new in enumerate(easy):
            moved = hardness(old) - hardness(new)
            if not 0 < moved < 2 * wanted or not _alike(old, new, guide):
                continue
            if (best is None or abs(moved - wanted) < best[0]) and _fits(hard, i, new) and _fits(easy, j, old):
                best = abs(moved - wanted), i, j
    if best is None:
        return False
    hard[best[1]], easy[best[2]] = easy[best[2]], hard[best[1]]
    return True


def _alike(one: Question, other: Question, guide: Guide) -> bool:
    tasks = [task_of(q.tasks.get(guide.exam, "")) for q in (one, other)]
    return one.exams[guide.exam] == other.exams[guide.exam] and one.kind is other.kind and tasks[0] == tasks[1]


def _fits(paper: Sequence[Question], place: int, question: Question) -> bool:
    """Whether a question may stand at a place of a paper, beside all others in it."""
    group = group_of(question)
    return all(group.isdisjoint(group_of(other)) for at, other in enumerate(paper) if at != place)
