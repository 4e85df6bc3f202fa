"""How hard papers are, and how those that are not as hard as others are made so."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from math import log

import pytest

from bot.exams.rules.equating import equalized, hardness, mean_hardness, scored_of, target
from bot.kernel.questions import Question
from tests.exams.makers import AIF, bank
from tests.strategies import question


def asked(name: str, domain: int, expected: float | None) -> Question:
    made = question(name, stem=f"What is {name}?", exams={AIF.exam: domain})
    return replace(made, expected=expected, tasks={AIF.exam: AIF.domains[domain - 1].tasks[0].number})


@pytest.mark.parametrize(("expected", "hard"), [(0.5, 0.0), (0.8, -log(4)), (0.2, log(4)), (None, -log(0.78 / 0.22))])
def test_hard_is_what_few_are_expected_to_get_right(expected: float | None, hard: float) -> None:
    """In logits; where the author gave no share, by the difficulty (here 2 of 5)."""
    assert hardness(asked("q", 1, expected)) == pytest.approx(hard)


def test_the_target_weighs_the_domains_as_the_exam_does() -> None:
    """Not by how many questions the bank happens to have of each."""
    pool = [*(asked(f"a{n}", 1, 0.8) for n in range(30)), asked("b", 2, 0.5), asked("c", 3, 0.2)]
    first, second, third, *_ = AIF.shares(AIF.scored)
    wanted = (first * -log(4) + third * log(4)) / (first + second + third)
    assert target(pool, AIF) == pytest.approx(wanted)
    assert target([], AIF) == 0


def test_what_counts_in_a_paper_is_as_hard_as_is_aimed() -> None:
    """As many of each domain as the guide says, whatever is aimed at within reach."""
    paper = bank(seed=3)
    for aim in (mean_hardness(paper) - 0.05, mean_hardness(paper), mean_hardness(paper) + 0.05):
        counting = [one for one in paper if one.id in scored_of(paper, AIF, aim)]
        assert mean_hardness(counting) == pytest.approx(aim, abs=0.021)
        by_domain = Counter(one.exams[AIF.exam] for one in counting)
        assert tuple(by_domain[number] for number in sorted(by_domain)) == AIF.shares(AIF.scored)


def test_papers_that_differ_are_made_equal() -> None:
    """By swapping questions of one domain: each paper keeps its domains, and no question is lost or doubled."""
    easy, hard = (
        [asked(f"{name}{n}", 1 + n % 2, share) for n in range(10)] for name, share in (("e", 0.9), ("h", 0.5))
    )
    aim = mean_hardness([*easy, *hard])
    papers = equalized([easy, hard], AIF, aim)
    assert [mean_hardness(paper) for paper in papers] == pytest.approx([aim, aim], abs=0.021)
    assert sorted(one.id for paper in papers for one in paper) == sorted(one.id for one in [*easy, *hard])
    assert [[one.exams[AIF.exam] for one in paper] for paper in papers] == [[1 + n % 2 for n in range(10)]] * 2


def test_what_cannot_be_swapped_stays() -> None:
    """Questions of two domains are not swapped, nor are those that would meet what they are kept apart from."""
    easy, hard = [asked("e", 1, 0.9)], [asked("h", 2, 0.5)]
    assert equalized([easy, hard], AIF, 0.0) == [easy, hard]
    twins = [[replace(asked("a", 1, 0.9), twin="t"), asked("b", 2, 0.5)], [asked("c", 1, 0.5), asked("d", 2, 0.9)]]
    twins[1].append(replace(asked("e", 3, 0.5), twin="t"))
    assert equalized(twins, AIF, 0.0)[0][0].id == "a"
    assert equalized([], AIF, 0.0) == []
