"""Which questions a group is asked: the same for everybody, spread over topics, not those it had lately."""

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from itertools import chain
from random import Random

from bot.kernel.apart import group_of
from bot.kernel.questions import Exam, Question, Stage

Recent = Mapping[str, datetime]
"""Questions asked somewhere lately, by id, with when that was last."""


class Order(StrEnum):
    """What comes first where a server has a say in it: each game's own way, what is new, anything, what is known."""

    USUAL = "usual"
    NEW = "new"
    MIXED = "mixed"
    OLD = "old"


def eligible(questions: Iterable[Question], topic: str | None, exam: Exam | None) -> list[Question]:
    """The questions of a topic (None: all) that serve an exam (None: any) and are live, in order of id."""
    live = (q for q in questions if q.stage is Stage.LIVE)
    chosen = [q for q in live if topic in (None, q.topic) and (exam is None or exam in q.exams)]
    return sorted(chosen, key=lambda q: q.id)


def topics_of(questions: Iterable[Question]) -> list[str]:
    """The topics that can be asked about, in the order of the questions."""
    return list(dict.fromkeys(question.topic for question in questions))


def choose_for_group(
    pool: Sequence[Question],
    count: int,
    seed: int,
    recent: Recent,
    order: Order = Order.USUAL,
    last: Container[str] = (),
) -> list[Question]:
    """At most `count` questions, topics taking turns, questions not in `recent` first, none that give each other away.

    What was asked here lately comes back only when nothing else is left, and then what was asked longest ago first.
    Another `order` has that at once, or anything in turn. What is in `last` comes last of all in each of them.
    """
    rng = Random(seed)  # noqa: S311 - a game's draw, not a secret
    chosen: list[Question] = []
    barred: set[str] = set()
    for question in _in_order(pool, recent, order, last, rng):
        if len(chosen) < count and barred.isdisjoint(group_of(question)):
            chosen.append(question)
            barred |= group_of(question)
    rng.shuffle(chosen)
    return chosen


def _in_order(
    pool: Sequence[Question], recent: Recent, order: Order, last: Container[str], rng: Random
) -> Iterable[Question]:
    old = {name: at for name, at in recent.items() if name not in last}
    fresh = _by_turns((q for q in pool if q.id not in old and q.id not in last), rng)
    stale = sorted(_by_turns((q for q in pool if q.id in old), rng), key=lambda q: old[q.id])
    held = _by_turns((q for q in pool if q.id in last), rng)
    if order is Order.MIXED:
        return chain(_by_turns((q for q in pool if q.id not in last), rng), held)
    return chain(stale, fresh, held) if order is Order.OLD else chain(fresh, stale, held)


def _by_turns(questions: Iterable[Question], rng: Random) -> Iterable[Question]:
    """One of each topic in turn, concepts within a topic in random order."""
    topics: dict[str, list[Question]] = defaultdict(list)
    for question in questions:
        topics[question.topic].append(question)
    for stack in topics.values():
        rng.shuffle(stack)
    names = sorted(topics)
    rng.shuffle(names)
    while any(topics.values()):
        for name in names:
            if topics[name]:
                yield topics[name].pop()
