"""How many mock exams a bank holds."""

from dataclasses import replace
from itertools import combinations
from random import Random

import pytest

from bot.kernel.apart import closed
from bot.kernel.exams import Guide
from bot.kernel.questions import Exam, Kind, Question
from bot.packs.exams import built_in_guides
from bot.packs.forms import WANTED, forms, task_lines
from tests.prepared import built_in
from tests.strategies import question

GUIDES = built_in_guides()


def bank(guide: Guide, count: int) -> list[Question]:
    """Exactly what so many forms need."""
    wanted = [domain for domain, share in enumerate(guide.shares(65), start=1) for _ in range(share * count)]
    return [question(f"q{place:03}", exams={guide.exam: domain}) for place, domain in enumerate(wanted)]


@pytest.mark.parametrize("guide", GUIDES.values(), ids=lambda guide: guide.exam)
def test_the_guides_are_those_of_the_exams(guide: Guide) -> None:
    """Weights add up to 100, 65 questions are shared out by them, and tasks are numbered by their domain."""
    assert sum(domain.weight for domain in guide.domains) == 100
    assert guide.questions == sum(guide.shares(65)) == 65
    assert guide.shares(65) == {Exam.AIF_C01: (13, 16, 18, 9, 9), Exam.MLA_C02: (18, 16, 16, 15)}[guide.exam]
    for number, domain in enumerate(guide.domains, start=1):
        assert [task.number for task in domain.tasks] == [f"{number}.{n + 1}" for n in range(len(domain.tasks))]


@pytest.mark.parametrize("guide", GUIDES.values(), ids=lambda guide: guide.exam)
@pytest.mark.parametrize("count", [1, 2, 6])
def test_what_suffices_for_so_many_forms_fills_them_and_one_item_less_does_not(guide: Guide, count: int) -> None:
    """The scarcest domain decides; items of other kinds, other exams and other domains help nothing."""
    whole = bank(guide, count)
    assert forms(whole, guide) == count
    spoilt = [[*whole[:-1], replace(whole[-1], kind=kind)] for kind in (Kind.TYPED, Kind.NUMERIC, Kind.TRUE_FALSE)]
    other = [[*whole[:-1], replace(whole[-1], exams={})], [*whole[:-1], replace(whole[-1], exams={guide.exam: 1})]]
    assert [forms(lacking, guide) for lacking in (*spoilt, *other)] == [count - 1] * 5


def test_ordering_is_of_one_exam_only() -> None:
    """AIF-C01 has orderings and matchings, MLA-C02 has none."""
    for exam, filled in ((Exam.AIF_C01, 1), (Exam.MLA_C02, 0)):
        whole = bank(GUIDES[exam], 1)
        assert forms([replace(whole[0], kind=Kind.ORDERING), *whole[1:]], GUIDES[exam]) == filled


@pytest.mark.parametrize("seed", range(5))
def test_what_is_kept_apart_stands_in_different_forms(seed: int) -> None:
    """Pairs are dealt to different forms; a group larger than the number of forms costs its place in them."""
    guide, rng = GUIDES[Exam.MLA_C02], Random(seed)  # noqa: S311 - repeatable on purpose
    whole = bank(guide, 2)
    places = rng.sample(range(len(whole)), 60)
    for first, second in zip(places[::2], places[1::2], strict=True):
        whole[first] = replace(whole[first], twin=whole[second].id)
    assert forms(closed(whole), guide) == 2
    three = bank(guide, 2)
    for one, other in combinations(range(3), 2):
        three[one] = replace(three[one], apart=(*three[one].apart, three[other].id))
    assert forms(closed(three), guide) == 1


def test_task_lines_tell_what_is_missing() -> None:
    """An item counts for its task statement, also where it names an objective of it; three are needed at least."""
    guide = GUIDES[Exam.AIF_C01]
    named = [replace(question("a"), exams={Exam.AIF_C01: 1}, tasks={Exam.AIF_C01: task}) for task in ("1.2", "1.2.6")]
    lines = {line.task: line for line in task_lines(named, guide)}
    assert (lines["1.2"].have, lines["1.1"].have) == (2, 0)
    assert (lines["1.2"].need, lines["5.2"].need) == (26, 27)


def test_the_built_in_packs_fill_six_mock_exams_of_each_exam() -> None:
    """Somebody can sit six whole mocks of an exam without meeting a question twice."""
    questions = built_in().questions.values()
    assert {exam: forms(questions, guide) >= WANTED for exam, guide in GUIDES.items()} == dict.fromkeys(GUIDES, True)
