"""Dealing a bank into papers, task by task."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from random import Random

import pytest

from bot.exams.rules.dealing import deal, evenly
from bot.kernel.questions import Question
from tests.exams.makers import AIF, bank


@pytest.mark.parametrize(
    ("total", "supply", "parts"),
    [
        (4, {"a": 9, "b": 9}, {"a": 2, "b": 2}),
        (5, {"a": 9, "b": 9}, {"a": 3, "b": 2}),
        (5, {"a": 1, "b": 9}, {"a": 1, "b": 4}),
        (5, {"a": 1, "b": 2}, {"a": 1, "b": 2}),
        (0, {"a": 1}, {}),
        (3, {}, {}),
    ],
)
def test_a_total_is_shared_out_as_evenly_as_supplies_reach(
    total: int, supply: Mapping[str, int], parts: Mapping[str, int]
) -> None:
    assert evenly(total, supply) == parts


def with_tasks_in_turn(questions: list[Question]) -> list[Question]:
    """Each domain's task statements take turns, so that there is enough of each."""
    turns: Counter[int] = Counter()
    found = []
    for one in questions:
        domain = one.exams[AIF.exam]
        tasks = AIF.domains[domain - 1].tasks
        found.append(replace(one, tasks={AIF.exam: f"{tasks[turns[domain] % len(tasks)].number}.1"}))
        turns[domain] += 1
    return found


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_each_paper_has_its_share_of_every_task_statement(seed: int) -> None:
    """As many of each as of its domain's others, give or take one, and no question is dealt twice."""
    papers = deal(with_tasks_in_turn(bank(forms=2, seed=4, spare=6)), AIF, 2, Random(seed))  # noqa: S311
    assert papers is not None
    assert len({one.id for paper in papers for one in paper}) == 2 * AIF.questions
    for paper in papers:
        for number, domain in enumerate(AIF.domains, start=1):
            own = [one.tasks[AIF.exam].removesuffix(".1") for one in paper if one.exams[AIF.exam] == number]
            of_each = [Counter(own)[task.number] for task in domain.tasks]
            assert max(of_each) - min(of_each) <= 1
