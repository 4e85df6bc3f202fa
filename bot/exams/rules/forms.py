"""Forms of an exam: built from the whole bank at once, not drawn, and the same for the same bank and seed."""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, combinations
from random import Random

from bot.exams.rules.dealing import deal
from bot.exams.rules.equating import equalized, mean_hardness, scored_of, target
from bot.kernel.apart import group_of
from bot.kernel.exams import Guide
from bot.kernel.questions import Question

TRIES = 8
"""Ways of dealing that are tried before a bank counts as holding fewer forms."""

MOST_WORK = 400_000
"""Questions times papers that are tried for one number of forms: a large bank is dealt once, not eight times."""

MOST_AGAIN = 4
"""So many forms are built for who has had something of each: the one that they get is chosen from them."""

Recent = Mapping[str, datetime]
"""Questions by id, with when somebody last had them in a mock."""


@dataclass(frozen=True, slots=True)
class Form:
    """A paper: its questions by domain, and the ids of those that count."""

    number: int
    questions: tuple[Question, ...]
    scored: frozenset[str]

    @property
    def hardness(self) -> float:
        """The mean over the questions that count, in logits for prepared candidates."""
        return mean_hardness(question for question in self.questions if question.id in self.scored)

    @property
    def ids(self) -> frozenset[str]:
        """Its questions."""
        return frozenset(question.id for question in self.questions)


def usable(questions: Iterable[Question], guide: Guide) -> list[Question]:
    """The questions that may stand in a form of the exam, in order of id: its own kinds, and no pictures."""
    fitting = (q for q in questions if guide.exam in q.exams and q.kind in guide.kinds and q.image is None)
    return sorted(fitting, key=lambda q: q.id)


def build(
    pool: Sequence[Question], guide: Guide, seed: int, aim: float | None = None, most: int | None = None
) -> list[Form]:
    """As many disjoint forms as the pool fills, but no more than `most`, all equally hard; none where it fills none.

    `pool` is `usable`. `aim` is how hard each is to be, in logits; the pool's own mean where none is given.
    """
    wanted = target(pool, guide) if aim is None and pool else aim or 0.0
    papers = _dealt(pool, guide, seed, most)
    return [
        Form(number, tuple(paper), frozenset(scored_of(paper, guide, wanted)))
        for number, paper in enumerate(equalized(papers, guide, wanted), start=1)
    ]


def _dealt(pool: Sequence[Question], guide: Guide, seed: int, most: int | None) -> list[list[Question]]:
    """From what the pool allows, down in growing steps until a deal comes out; then back up halfway, again and again.

    What a pool allows comes out nearly always. Where it does not, not every number down from it is tried.
    """
    allowed = _at_most(pool, guide)
    failed, step = (allowed if most is None else min(allowed, most)) + 1, 1
    found: list[list[Question]] = []
    while failed > len(found) + 1:
        papers = (failed + len(found)) // 2 if found else max(1, failed - step)
        if dealt := _tried(pool, guide, seed, papers):
            found = dealt
        else:
            failed, step = papers, step * 2
    return found


def _tried(pool: Sequence[Question], guide: Guide, seed: int, papers: int) -> list[list[Question]]:
    for attempt in range(max(1, min(TRIES, MOST_WORK // (papers * len(pool))))):
        rng = Random(f"{guide.exam}/{seed}/{papers}/{attempt}")  # noqa: S311 - repeatable on purpose
        if (dealt := deal(pool, guide, papers, rng)) is not None:
            return dealt
    return []


def _at_most(pool: Sequence[Question], guide: Guide) -> int:
    """More papers than this cannot be dealt: each holds one at most of those that keep apart from the same question.

    Domains are looked at alone and together, since such a group can lie in several of them.
    """
    shares = {domain: share for domain, share in enumerate(guide.shares(guide.questions), start=1) if share}
    groups: defaultdict[str, Counter[int]] = defaultdict(Counter)
    for question in pool:
        groups[min(group_of(question))][question.exams[guide.exam]] += 1
    alike = Counter(frozenset(group.items()) for group in groups.values())
    together = chain.from_iterable(combinations(shares, n + 1) for n in range(len(shares)))
    return min((_filled(alike, domains, sum(shares[one] for one in domains)) for domains in together), default=0)


def _filled(groups: Mapping[frozenset[tuple[int, int]], int], domains: Collection[int], share: int) -> int:
    """How many papers can have a share of these domains. `groups`: of each kind, by domain and size, how many."""
    sizes = [(sum(size for domain, size in group if domain in domains), number) for group, number in groups.items()]
    most = sum(size * number for size, number in sizes) // share

    def lacking(papers: int) -> int:
        return papers * share - sum(min(size, papers) * number for size, number in sizes)

    return bisect_left(range(1, most + 1), 1, key=lacking)


def choose(
    forms: Sequence[Form],
    pool: Sequence[Question],
    guide: Guide,
    seed: int,
    had: Recent,
    met: Collection[str],
    asked: Collection[str] = (),
) -> Form | None:
    """The form for people who `had` these questions in mocks and have `met` those anywhere; None where there is none.

    One without anything that they had comes first, and of these the one of which least is `asked` around them just now,
    whose keys they would see while they sit it; of these, the one of which they have met least. Where the packs
    have changed since and no form is without, one is built from what they have not had; only once that is used up, the
    form comes back that they had longest ago.
    """
    if not forms:
        return None
    fresh = [form for form in forms if had.keys().isdisjoint(form.ids)]
    if not fresh and had:
        fresh = build([q for q in pool if q.id not in had], guide, seed, target(pool, guide), MOST_AGAIN)
    if fresh:
        return min(fresh, key=lambda form: (*(len(form.ids.intersection(one)) for one in (asked, met)), form.number))
    return min(forms, key=lambda form: (max(had[name] for name in form.ids if name in had), form.number))


def shuffled(form: Form, seed: int) -> tuple[Question, ...]:
    """A form's questions in the order in which they are asked: the same for the same seed."""
    rng = Random(f"order/{seed}")  # noqa: S311 - a game's shuffle, not a secret
    return tuple(rng.sample(form.questions, len(form.questions)))
