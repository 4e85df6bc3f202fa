"""Dealing a bank into disjoint papers: each by the exam's blueprint, what is to be kept apart in different ones."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from random import Random

from bot.kernel.apart import group_of
from bot.kernel.exams import Guide, task_of
from bot.kernel.questions import Exam, Kind, Question

Slot = tuple[int, str]
"""A domain and one of its task statements; the empty one takes whatever serves the domain."""

ANY_TASK = ""


@dataclass(slots=True)
class Hand:
    """One paper while it is dealt: what it lacks, and the groups of which it holds something."""

    lacking: Counter[int]
    wanted: Counter[Slot]
    questions: list[Question] = field(default_factory=list)
    kinds: Counter[Kind] = field(default_factory=Counter)
    barred: set[str] = field(default_factory=set)

    def may_take(self, slot: Slot, group: Set[str]) -> bool:
        """Whether there is room for one of such a group, and nothing that it keeps apart from."""
        has_room = self.lacking[slot[0]] > 0 and (not slot[1] or self.wanted[slot] > 0)
        return has_room and self.barred.isdisjoint(group)

    def take(self, question: Question, slot: Slot) -> None:
        """Put it in."""
        self.questions.append(question)
        self.kinds[question.kind] += 1
        self.barred |= group_of(question)
        self.lacking[slot[0]] -= 1
        self.wanted[slot] -= 1


def deal(pool: Sequence[Question], guide: Guide, papers: int, rng: Random) -> list[list[Question]] | None:
    """So many papers out of the pool, or None where this way of dealing does not fill them.

    The scarcest domain is dealt first, and in it what belongs to the largest groups: first so that each paper has its
    share of every task statement, then whatever the domain still lacks.
    """
    shares = dict(enumerate(guide.shares(guide.questions), start=1))
    quotas = _quotas(pool, guide, shares, papers)
    hands = [Hand(Counter(shares), Counter(quotas)) for _ in range(papers)]
    have = Counter(q.exams[guide.exam] for q in pool)
    shuffled = rng.sample(list(pool), len(pool))
    by_domain = sorted(shares, key=lambda domain: (have[domain] / max(1, shares[domain]), domain))
    for domain in by_domain:
        left = sorted((q for q in shuffled if q.exams[guide.exam] == domain), key=lambda q: -len(group_of(q)))
        for by_task in (True, False):
            left = [q for q in left if not _dealt(q, _slot(q, guide.exam, by_task=by_task), hands)]
    return [hand.questions for hand in hands] if not any(+hand.lacking for hand in hands) else None


def _dealt(question: Question, slot: Slot, hands: Iterable[Hand]) -> bool:
    """Give it to the hand that lacks most of its task, then of its domain, and has fewest of its kind."""
    group, kind = group_of(question), question.kind
    takers = [hand for hand in hands if hand.may_take(slot, group)]
    if not takers:
        return False
    max(takers, key=lambda hand: (hand.wanted[slot], hand.lacking[slot[0]], -hand.kinds[kind])).take(question, slot)
    return True


def _slot(question: Question, exam: Exam, *, by_task: bool) -> Slot:
    task = question.tasks.get(exam, ANY_TASK) if by_task else ANY_TASK
    return question.exams[exam], task_of(task) if task else ANY_TASK


def _quotas(pool: Sequence[Question], guide: Guide, shares: Mapping[int, int], papers: int) -> dict[Slot, int]:
    """How many of each task statement a paper is to have: equal parts of its domain, as far as the pool reaches."""
    have = Counter(_slot(q, guide.exam, by_task=True) for q in pool)
    found: dict[Slot, int] = {}
    for number, domain in enumerate(guide.domains, start=1):
        supply = {task.number: have[number, task.number] // papers for task in domain.tasks}
        parts = evenly(shares[number], supply)
        found |= {(number, task): part for task, part in parts.items()}
    return found


def evenly(total: int, supply: Mapping[str, int]) -> dict[str, int]:
    """A total shared out as evenly as may be, to nobody more than their supply."""
    parts: dict[str, int] = defaultdict(int)
    for _ in range(total):
        open_ones = [name for name in supply if parts[name] < supply[name]]
        if not open_ones:
            break
        parts[min(open_ones, key=lambda name: (parts[name], name))] += 1
    return dict(parts)
