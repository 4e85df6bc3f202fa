"""Items on trial: asked where they do not count, until enough people have met them."""

from __future__ import annotations

from dataclasses import replace

from bot.exams.rules.forms import build, usable
from bot.exams.rules.stages import LEAST_ATTEMPTS, Trial, counting, on_trial, with_trials
from bot.kernel.choosing import eligible
from bot.kernel.questions import Exam, Question, Stage
from bot.packs.loading import load_file
from tests.exams.makers import AIF, bank
from tests.packs.samples import item, write_pack
from tests.strategies import question


def new(name: str, domain: int = 1, **changes: object) -> Question:
    made = question(name, stem=f"What is {name}?", exams={Exam.AIF_C01: domain})
    return replace(made, expected=0.7, stage=Stage.PRETEST, **changes)  # type: ignore[arg-type]


def test_items_on_trial_take_places_that_do_not_count() -> None:
    """The blueprint stays, the questions that count stay, and each stands in a place of its own domain."""
    form = build(usable(bank(), AIF), AIF, 1)[0]
    items = [new(f"new{n}", domain=n % 5 + 1) for n in range(8)]
    tried = with_trials(form, items, AIF, {}, ())
    assert tried.scored == form.scored
    assert tried.scored <= tried.ids
    assert {one.id for one in items} <= tried.ids
    assert sorted(q.exams[Exam.AIF_C01] for q in tried.questions) == sorted(
        q.exams[Exam.AIF_C01] for q in form.questions
    )


def test_no_more_than_fifteen_are_tried_and_those_with_the_fewest_attempts_first() -> None:
    """So that all of them get their first attempts, and none a second from the same person."""
    form = build(usable(bank(), AIF), AIF, 1)[0]
    items = [new(f"new{n:02}") for n in range(9)]
    trials = {f"new{n:02}": Trial(attempts=n) for n in range(9)}
    tried = with_trials(form, items, AIF, trials, {"new00"})
    assert {q.id for q in tried.questions if q.id.startswith("new")} == {
        "new01",
        "new02",
        "new03",
    }  # domain 1 has three


def test_what_is_kept_apart_does_not_meet_on_trial() -> None:
    """A new item that tells another's answer waits for another form."""
    form = build(usable(bank(), AIF), AIF, 1)[0]
    teller = new("teller", apart=(next(iter(form.scored)),))
    assert with_trials(form, [teller], AIF, {}, ()) == form
    assert with_trials(form, [replace(teller, apart=())], AIF, {}, ()) != form


def test_a_trial_is_passed_by_statistics() -> None:
    """Enough first attempts, and neither guessed nor known by everybody."""
    assert not Trial(LEAST_ATTEMPTS - 1, 20).passed
    assert Trial(LEAST_ATTEMPTS, 20).passed
    assert not Trial(100, 99).passed
    assert not Trial(100, 10).passed
    item_on_trial = new("x")
    assert counting([item_on_trial], {}) == []
    assert counting([item_on_trial], {"x": Trial(50, 30)}) == [item_on_trial]
    assert on_trial([item_on_trial, question("y")]) == [item_on_trial]


def test_other_games_ask_live_items_alone() -> None:
    """A quiz, a daily and practice count, so that they try nothing out."""
    assert eligible([new("x"), question("y")], None, None) == [question("y")]


def test_the_author_says_so_in_the_pack(tmp_path: object) -> None:
    """`stage` is read from the file; without it an item is live."""
    pack = write_pack(tmp_path / "pack.yaml", item("single") | {"stage": "pretest"}, item("true_false"))  # type: ignore[operator]
    assert [one.stage for one in load_file(pack).questions] == [Stage.PRETEST, Stage.LIVE]
