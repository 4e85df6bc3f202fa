"""A course as somebody goes through it."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from simcord import InteractionResult

from bot.kernel.custom_ids import build
from bot.kernel.sources import Everywhere
from cogs.courses.ids import Verb
from tests.cogs.table import SELECT, Shown, Table, labels, parts, private, table, text
from tests.courses.makers import COURSE, OTHER, library

DAY_S = 24 * 3600.0


@pytest.fixture
async def school(tmp_path: Path) -> AsyncIterator[Table]:
    whole = library(COURSE, OTHER)
    async with table(tmp_path, {}, Everywhere(lambda: whole)) as ready:
        yield ready


async def menu(school: Table, value: str, on: Shown) -> InteractionResult:
    """Choose in whichever menu of a card has this value."""
    found = next(
        part for part in parts(on) if part["type"] == SELECT and value in [one["value"] for one in part["options"]]
    )
    return await school.people["ada"].select(on, [value], custom_id=found["custom_id"])


async def answered(school: Table, card: Shown, *, right: bool = True) -> Shown:
    """Answer the question on a card after ten seconds; how it went."""
    found = {option: letter for letter, option in re.findall(r"\*\*([A-D])\)\*\*\W+Option ([A-D])", text(card))}
    await school.env.advance_time(10)
    return private(await school.press("ada", found["A" if right else "B"], card))


async def trial(school: Table, card: Shown, right: int) -> Shown:
    """Go through the ten questions of a trial; what it came to."""
    for number in range(10):
        card = await answered(school, card, right=number < right)
        card = private(await school.press("ada", "Continue the course" if number == 9 else "Next", card))
    return card


async def to_module(school: Table) -> Shown:
    path = private(await school.slash("ada", "course show"))
    return private(await school.press("ada", "Begin: First steps", path))


async def test_from_nothing_through_a_module_to_its_checkpoint(school: Table) -> None:
    """The path leads to the module, lesson by lesson with a question each, then to practice, then to the checkpoint."""
    path = private(await school.slash("ada", "course show"))
    assert "0 of 2 modules passed" in text(path)
    module = private(await school.press("ada", "Begin: First steps", path))
    assert "It had another name" in text(module)
    assert "you have too few answers on it to tell" in text(module)
    lesson = private(await school.press("ada", "Read: About one", module))
    assert "What one is for" in text(lesson)
    asked = private(await school.press("ada", "One question on it", lesson))
    assert "What about q00?" in text(asked)
    reveal = await answered(school, asked)
    lesson = private(await school.press("ada", "Continue the course", reveal))
    assert "About two" in text(lesson)
    module = private(await school.press("ada", "To the module", lesson))
    practice = private(await school.press("ada", "Practice this module", module))
    reveal = await answered(school, practice, right=False)
    stopped = private(await school.press("ada", "Stop", reveal))
    module = private(await school.press("ada", "Continue the course", stopped))
    outcome = await trial(school, private(await school.press("ada", "Take the checkpoint", module)), 8)
    assert "Passed: 8 right, 8 needed" in text(outcome)
    assert "1 of 2 modules passed (First steps)" in text(private(await school.slash("ada", "me")))
    shown = await school.press("ada", "Show it to the channel", outcome)
    assert not shown.followups[-1].ephemeral
    assert "ada has passed “First steps”" in text(shown)
    assert "1 of 2 modules passed" in text(private(await school.press("ada", "The whole course", outcome)))


async def test_a_checkpoint_that_was_not_passed_comes_again_after_a_day_with_other_questions(school: Table) -> None:
    """Until then its button is gone, and a press on an old card says when."""
    module = await to_module(school)
    assert "Test out: checkpoint" in labels(module)
    first = private(await school.press("ada", "Test out: checkpoint", module))
    outcome = await trial(school, first, 7)
    assert "7 right, 8 needed" in text(outcome)
    waiting = private(await school.press("ada", "To the module", outcome))
    assert not [label for label in labels(waiting) if "checkpoint" in label]
    await school.start()
    too_early = private(await school.forge("ada", build(Verb.CHECKPOINT, 0, "k", "demo", "first")))
    assert "less than a day ago" in text(too_early)
    await school.env.advance_time(DAY_S)
    module = private(await school.slash("ada", "course show", module="First steps"))
    again = private(await school.press("ada", "Take the checkpoint", module))
    service = next(one for one in school.app.features if type(one).__name__ == "Courses").handlers[Verb.PATH]
    store = service.__self__.courses._store  # type: ignore[attr-defined]
    before, now = [one.game_id for one in await store.sat(school.people["ada"].id)]
    sitting = await service.__self__.courses._practice.find(now)  # type: ignore[attr-defined]
    assert not set(sitting.wish.items) & await store.questions(before)
    assert "Passed: 10 right" in text(await trial(school, again, 10))


async def test_a_checkpoint_that_was_left_is_gone_on_with(school: Table) -> None:
    """Neither a second press nor a restart begins another, and nobody else's can be looked into."""
    module = await to_module(school)
    first = private(await school.press("ada", "Test out: checkpoint", module))
    module = private(await school.slash("ada", "course show", module="demo:first"))
    assert "Continue the checkpoint" in labels(module)
    again = private(await school.press("ada", "Continue the checkpoint", module))
    assert text(again) == text(first)
    await school.start()
    theirs = next(part["custom_id"] for part in parts(first) if part["type"] == 2).split(":")[2]
    shown = private(await school.forge("ben", f"v1:{Verb.BACK}:{theirs}:k"))
    assert "0 of 2 modules passed" in text(shown)


@pytest.mark.parametrize("answers", [0, 1])
async def test_leaving_a_checkpoint_by_its_button_loses_nothing(school: Table, answers: int) -> None:
    """Whoever goes away in the middle is told where to continue, and stands at the same question then."""
    card = private(await school.press("ada", "Test out: checkpoint", await to_module(school)))
    assert "Stop" not in labels(card)
    if answers:
        card = private(await school.press("ada", "Next", await answered(school, card)))
    left = private(await school.press("ada", "Continue later", card))
    assert f"stays open where you are:** {answers} of 10 answered" in text(left)
    module = private(await school.press("ada", "To the module", left))
    assert "again, with other questions" not in text(module)
    primary = [part["label"] for part in parts(module) if part["type"] == 2 and part["style"] == 1]
    assert primary == ["Continue the checkpoint"]
    again = private(await school.press("ada", "Continue the checkpoint", module))
    assert text(again) == text(card)
    left = private(await school.press("ada", "Continue later", again))
    assert text(private(await school.press("ada", "Continue", left))) == text(card)


async def test_menus_lead_to_modules_lessons_and_other_courses(school: Table) -> None:
    """Whatever is not next can be chosen, and what builds on something says so."""
    path = private(await school.slash("ada", "course show"))
    second = private(await menu(school, "demo:second", path))
    assert "This module builds on **First steps**" in text(second)
    assert "lifecycle drill: 10 questions, unseen ones first. You pass with 9 right answers" in text(second)
    lesson = private(await menu(school, "demo:second:two", second))
    assert "lesson 2 of 2" in text(lesson)
    path = private(await school.slash("ada", "course show"))
    assert "Another course" in text(private(await menu(school, "other", path)))


async def test_a_module_that_there_is_not_is_told_with_those_that_there_are(school: Table) -> None:
    """A typed name that fits nothing is answered with what fits."""
    said = text(private(await school.slash("ada", "course show", module="**Third**")))
    assert "is not a module here. There are: First steps, Second steps, The only one." in said


@pytest.mark.parametrize(
    "arguments", [(), ("demo",), ("demo", "nowhere"), ("x" * 30, "y" * 30), ("demo", "first", "no")]
)
async def test_forged_presses_are_answered(school: Table, arguments: tuple[str, ...]) -> None:
    """Whatever stands in an id, it is answered in words."""
    await school.start()
    for verb in set(Verb) - {Verb.PICK, Verb.BACK}:
        assert (await school.forge("ada", build(verb, 0, "k", *arguments))).response is not None
    assert (await school.forge("ada", build(Verb.PICK, 0, "k", "m"), values=["demo:" + "z" * 50])).response is not None
    assert (await school.forge("ada", build(Verb.BACK, 999, "k"))).response is not None
