"""Forms are built, not drawn: to the blueprint, disjoint, equally hard, and the same for the same packs and seed."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from itertools import combinations
from math import exp
from random import Random
from statistics import fmean

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.exams.rules.dealing import deal
from bot.exams.rules.equating import hardness, target
from bot.exams.rules.forms import Form, build, choose, shuffled, usable
from bot.kernel.apart import apart, closed
from bot.kernel.exams import Guide, task_of
from bot.kernel.questions import Exam, Kind, Question
from bot.packs import forms as counting
from tests.exams.makers import AIF, GUIDES, bank
from tests.prepared import built_in
from tests.strategies import NOON


def everything() -> list[Question]:
    return [*built_in().questions.values()]


def built(guide: Guide, seed: int = 1) -> list[Form]:
    return build(usable(everything(), guide), guide, seed)


def domains(questions: list[Question], guide: Guide) -> list[int]:
    counts = Counter(question.exams[guide.exam] for question in questions)
    return [counts[number] for number in range(1, len(guide.domains) + 1)]


@pytest.mark.parametrize("guide", GUIDES.values(), ids=lambda guide: guide.exam)
def test_the_packs_fill_as_many_forms_as_are_promised(guide: Guide) -> None:
    """`recall packs stats` says how many mocks there are; so many can be sat."""
    forms = built(guide)
    assert len(forms) >= counting.forms(everything(), guide) >= 1
    assert [form.number for form in forms] == [*range(1, len(forms) + 1)]


@pytest.mark.parametrize("guide", GUIDES.values(), ids=lambda guide: guide.exam)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_each_form_is_to_the_blueprint(guide: Guide, seed: int) -> None:
    """65 questions and 50 that count, each by the weights of the domains, only of the exam's own kinds."""
    for form in built(guide, seed):
        scored = [question for question in form.questions if question.id in form.scored]
        assert domains(list(form.questions), guide) == list(guide.shares(65))
        assert domains(scored, guide) == list(guide.shares(50))
        assert (len(form.questions), len(form.scored)) == (65, 50)
        assert {question.kind for question in form.questions} <= guide.kinds


@pytest.mark.parametrize("guide", GUIDES.values(), ids=lambda guide: guide.exam)
def test_every_task_statement_is_asked_in_every_form(guide: Guide) -> None:
    """No part of the exam is left to chance, and the questions that count cover the tasks as well."""
    tasks = {task.number for domain in guide.domains for task in domain.tasks}
    for form in built(guide):
        assert tasks <= {task_of(question.tasks.get(guide.exam, "")) for question in form.questions}
        counted = [question for question in form.questions if question.id in form.scored]
        assert tasks <= {task_of(question.tasks.get(guide.exam, "")) for question in counted}


@pytest.mark.parametrize("guide", GUIDES.values(), ids=lambda guide: guide.exam)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_forms_are_equally_hard(guide: Guide, seed: int) -> None:
    """Within a tenth of a logit of each other, over the questions that count."""
    hard = [form.hardness for form in built(guide, seed)]
    assert max(hard) - min(hard) <= 0.1


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from(sorted(GUIDES)), st.integers(1, 3), st.integers(0, 8))
def test_no_question_is_in_two_forms_and_what_is_apart_meets_in_none(seed: int, exam: Exam, forms: int, n: int) -> None:
    """Whatever the bank: twins and tellers stand in different forms, and nothing twice."""
    guide, rng = GUIDES[exam], Random(seed)  # noqa: S311 - repeatable on purpose
    whole = bank(guide, forms, seed + 1, spare=4)
    for _ in range(n * forms):
        first, second = rng.sample(range(len(whole)), 2)
        whole[first] = replace(whole[first], twin=whole[second].id)
    dealt = build(usable(closed(whole), guide), guide, seed)
    taken = [question.id for form in dealt for question in form.questions]
    assert len(taken) == len(set(taken))
    for form in dealt:
        assert not [pair for pair in combinations(form.questions, 2) if apart(*pair)]
        assert domains(list(form.questions), guide) == list(guide.shares(65))
        assert len(form.scored) == 50
    hard = [form.hardness for form in dealt]
    assert not hard or max(hard) - min(hard) <= 0.1


@pytest.fixture
def tried(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """For how many papers a pool is dealt, try after try."""
    found = list[int]()

    def counted(pool: list[Question], guide: Guide, papers: int, rng: Random) -> list[list[Question]] | None:
        found.append(papers)
        return deal(pool, guide, papers, rng)

    monkeypatch.setattr("bot.exams.rules.forms.deal", counted)
    return found


def kept_apart(pool: list[Question], name: str, *domains: int) -> list[Question]:
    """The pool, with all questions of some domains kept apart from one."""
    return [replace(q, apart=(name,)) if q.exams[AIF.exam] in domains and q.id != name else q for q in pool]


def test_where_what_keeps_apart_fills_no_form_nothing_is_dealt(tried: list[int]) -> None:
    """Editors can write thousands of questions that all keep apart: nobody's mock waits for a hopeless deal."""
    pool = usable(bank(AIF, 6, 3), AIF)
    assert len(build(pool, AIF, 1)) == tried.pop() == 6
    first = next(q.id for q in pool if q.exams[AIF.exam] == 1)
    assert build(closed(kept_apart(pool, first, 1)), AIF, 1) == []
    assert tried == []


def test_two_domains_that_need_the_same_group_fill_no_form(tried: list[int]) -> None:
    """Each alone has enough; together they would need both of two questions that keep apart."""
    pool = usable(bank(AIF), AIF)
    first, second = (next(q for q in pool if q.exams[AIF.exam] == domain) for domain in (1, 2))
    paired = closed([replace(q, twin=first.id) if q.id == second.id else q for q in pool])
    assert build(paired, AIF, 1) == []
    assert tried == []


def test_a_large_pool_that_deals_badly_is_not_tried_at_every_number(tried: list[int]) -> None:
    """Whatever its editors keep apart, it is a few numbers of forms that are tried, and the last one that filled."""
    pool = usable(bank(AIF, 24, 3), AIF)
    assert build(kept_apart(pool, "zzz", 1), AIF, 1) == []
    assert len(set(tried)) <= 5
    tried.clear()
    grouped = [replace(q, apart=(f"zz{place % 70}",)) for place, q in enumerate(pool)]
    forms = build(grouped, AIF, 1)
    assert len(forms) in tried
    assert len(set(tried)) <= 9
    assert len(forms) >= 20


def test_who_has_had_something_of_each_form_waits_for_few_new_ones(tried: list[int]) -> None:
    """They get one: the whole bank is not dealt anew for them at every press."""
    pool = usable(bank(AIF, 12, 3), AIF)
    forms = build(pool, AIF, 1)
    had = {form.questions[0].id: NOON for form in forms}
    tried.clear()
    chosen = choose(forms, pool, AIF, 1, had, ())
    assert chosen is not None
    assert had.keys().isdisjoint(chosen.ids)
    assert tried == [4]


def test_the_same_packs_and_seed_give_the_same_forms() -> None:
    """In whatever order the packs are read; another seed gives others."""
    again = build(usable(Random(5).sample(everything(), len(everything())), AIF), AIF, 1)  # noqa: S311 - repeatable on purpose
    assert again == built(AIF, 1)
    assert built(AIF, 2) != built(AIF, 1)


def test_pictures_and_other_kinds_stand_in_no_form() -> None:
    """What the exam never asks is never asked, however many there are."""
    whole = bank(AIF, 1)
    for spoilt in (replace(whole[0], kind=Kind.TYPED), replace(whole[0], image="curve:1"), replace(whole[0], exams={})):
        assert build(usable([spoilt, *whole[1:]], AIF), AIF, 1) == []


def test_the_order_follows_from_the_seed_alone() -> None:
    """A paper read back asks in the order in which it was asked; two people have two orders of the same form."""
    form = built(AIF)[0]
    assert shuffled(form, 7) == shuffled(form, 7) != shuffled(form, 8)
    assert sorted(q.id for q in shuffled(form, 7)) == sorted(form.ids)


def test_nobody_has_a_question_twice_until_the_forms_are_used_up() -> None:
    """Mock after mock brings a new form; then the one comes back that was had longest ago."""
    guide, pool = AIF, usable(everything(), AIF)
    forms, had, order = build(pool, guide, 1), dict[str, object](), []
    for turn in range(len(forms) + 2):
        chosen = choose(forms, pool, guide, 1, had, ())  # type: ignore[arg-type]
        assert chosen is not None
        assert turn >= len(forms) or had.keys().isdisjoint(chosen.ids)
        order.append(chosen.number)
        had |= dict.fromkeys(chosen.ids, NOON + timedelta(days=turn))
    assert sorted(order[: len(forms)]) == [form.number for form in forms]
    assert order[len(forms) :] == order[:2]


def test_a_form_without_what_a_quiz_asks_just_now_comes_before_one_of_which_less_is_known() -> None:
    """Whoever sits it beside the quiz would be shown a key that their paper asks."""
    forms, pool = built(AIF), usable(everything(), AIF)
    met = set(list(forms[1].ids)[:20]).union(*(form.ids for form in forms[2:]))
    asked = [next(iter(forms[0].ids))]
    assert choose(forms, pool, AIF, 1, {}, met) == forms[0]
    assert choose(forms, pool, AIF, 1, {}, met, asked) == forms[1]


def test_of_the_new_forms_that_comes_first_of_which_least_is_known() -> None:
    """What somebody met in practice is no surprise any more."""
    forms, pool = built(AIF), usable(everything(), AIF)
    met = forms[0].ids | set(list(forms[1].ids)[:5])
    chosen = choose(forms, pool, AIF, 1, {}, met)
    assert chosen == forms[2]


def test_where_the_packs_have_changed_a_form_is_built_from_what_is_new() -> None:
    """Forms that were dealt anew would repeat something of each old one; what was not had still fills one."""
    guide = AIF
    old, new = bank(guide, 1, 3), [replace(q, id=f"n{q.id}") for q in bank(guide, 1, 4)]
    pool = usable([*old, *new], guide)
    had = {question.id: NOON for question in old}
    chosen = choose(build(pool, guide, 1), pool, guide, 1, had, ())
    assert chosen is not None
    assert chosen.ids == {question.id for question in new}
    assert abs(chosen.hardness - target(pool, guide)) < 0.35  # what is left decides how close it can come


def test_two_forms_of_one_person_differ_by_chance_alone() -> None:
    """5,000 people of one ability each sit two forms: their results lie as far apart as standard errors say."""
    forms, rng = built(AIF), Random(3)  # noqa: S311 - repeatable on purpose
    differences, expected = [], []
    for _ in range(5_000):  # with 1,000, chance alone reaches a tenth
        ability = rng.gauss(0, 1)
        first, second = (_sat(form, ability, rng) for form in rng.sample(forms, 2))
        differences.append(first[0] - second[0])
        expected.append(first[1] + second[1])
    found, chance = fmean(d * d for d in differences), fmean(expected)
    assert 0.9 < found / chance < 1.1
    assert abs(fmean(differences)) < 0.5


def _sat(form: Form, ability: float, rng: Random) -> tuple[int, float]:
    """How many of 50 they have right, and the variance of that."""
    chances = [1 / (1 + exp(hardness(q) - ability)) for q in form.questions if q.id in form.scored]
    return sum(rng.random() < chance for chance in chances), sum(chance * (1 - chance) for chance in chances)
