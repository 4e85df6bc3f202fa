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


def test_a_bank_that_does_not_fill_its_papers_is_not_dealt() -> None:
    """Rather none than one that is too short: of any domain, one question less is too few."""
    whole = with_tasks_in_turn(bank(forms=2))
    assert deal(whole, AIF, 2, Random(1)) is not None  # noqa: S311
    for domain in range(1, len(AIF.domains) + 1):
        less = next(one for one in whole if one.exams[AIF.exam] == domain)
        assert deal([one for one in whole if one is not less], AIF, 2, Random(1)) is None  # noqa: S311


def test_what_is_scarce_is_shared_out_too() -> None:
    """Of a task statement with three questions, each of two papers has one at least, whatever else there is."""
    questions = with_tasks_in_turn(bank(forms=2, spare=20))
    scarce = AIF.domains[0].tasks[-1].number
    own = [one for one in questions if one.tasks[AIF.exam] == f"{scarce}.1"]
    left = [one for one in questions if one not in own[3:]]
    for seed in range(3):
        papers = deal(left, AIF, 2, Random(seed))  # noqa: S311
        assert papers is not None
        assert min(sum(one in own for one in paper) for paper in papers) >= 1
