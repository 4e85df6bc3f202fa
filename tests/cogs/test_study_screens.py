"""The courses and essays that come with Recall fit their screens."""

from datetime import timedelta
from itertools import chain

import pytest
from discord.ui import LayoutView

from bot.courses.rules import Part, Sat, Standing, trials
from bot.courses.service import ModuleView, ObjectiveLine, PathView
from bot.delivery.validator import COMPONENTS_V2, message_violations, modal_violations
from bot.essays.rules import MOST_LETTERS, Attempt, Mark
from bot.essays.service import Desk
from bot.kernel.courses import Course, Module
from bot.kernel.essays import Essay
from bot.packs.catalogue import BUILT_IN
from bot.packs.courses import load_courses
from bot.packs.essays import load_essays
from cogs.courses.rendering import lesson_card, module_card, outcome_card, path_card
from cogs.essays.rendering import desk_card, essay_form, list_card, point_card, result_card, sample_card
from tests.studying import NOW

COURSES, ESSAYS = load_courses(BUILT_IN), load_essays(BUILT_IN)
MODULES = [(course, module) for course in COURSES for module in course.modules]


def complaints(card: LayoutView) -> list[str]:
    components = card.to_components()  # type: ignore[no-untyped-call]
    return message_violations({"components": components, "flags": COMPONENTS_V2, "allowed_mentions": {"parse": []}})


def view(course: Course, module: Module, *, waits: bool) -> ModuleView:
    """The fullest page of a module: all parts of it are told."""
    again = {part: NOW + timedelta(days=1) for part in trials(module)} if waits else {}
    lines = tuple(ObjectiveLine(objective, Standing.LEARNING, 0.79) for objective in module.objectives)
    return ModuleView(
        course, module, lines, frozenset(), frozenset(), frozenset(), again, course.modules[: len(module.after)], ()
    )


@pytest.mark.parametrize(("course", "module"), MODULES, ids=lambda one: one.id)
def test_each_module_and_lesson_fits(course: Course, module: Module) -> None:
    """Pages of modules, their lessons, and what a checkpoint came to."""
    pages = [view(course, module, waits=waits) for waits in (True, False)]
    sat = Sat(1, course.id, module.id, Part.CHECKPOINT, "", 8, NOW, 3, NOW)
    cards = [module_card(page, "n" * 150) for page in pages]
    cards += [lesson_card(pages[0], lesson) for lesson in module.lessons]
    assert [*chain.from_iterable(map(complaints, [*cards, outcome_card(pages[0], sat)]))] == []


def test_who_ends_a_checkpoint_days_after_it_began_can_take_the_next_at_once() -> None:
    """Nobody is told that they can take it again two days ago."""
    course, module = MODULES[0]
    sat = Sat(1, course.id, module.id, Part.CHECKPOINT, "", 8, NOW - timedelta(days=3), 3, NOW)
    told = [str(outcome_card(view(course, module, waits=waits), sat).to_components()) for waits in (True, False)]  # type: ignore[no-untyped-call]
    assert "with other questions, <t:" in told[0]
    assert "with other questions, now." in told[1]


@pytest.mark.parametrize("course", COURSES, ids=lambda one: one.id)
def test_each_path_fits(course: Course) -> None:
    """All modules on one page."""
    views = tuple(view(course, module, waits=False) for module in course.modules)
    assert complaints(path_card(PathView(course, views, course.modules[0], COURSES))) == []


@pytest.mark.parametrize("essay", ESSAYS, ids=lambda one: one.id)
def test_each_essay_fits_with_the_longest_text(essay: Essay) -> None:
    """The subject, its form, every point, the result, and the sample, beside a text in which all is escaped."""
    attempt = Attempt(1, 7, essay.id, "*" * MOST_LETTERS[essay.length], NOW)
    desk = Desk(essay, attempt)
    points = [
        Attempt(1, 7, essay.id, attempt.text, NOW, (Mark.MISSING,) * place) for place in range(len(essay.points) + 1)
    ]
    cards = [desk_card(desk), desk_card(Desk(essay, None)), result_card(essay, points[-1]), sample_card(essay)]
    cards += [point_card(essay, one) for one in points[:-1]]
    assert [*chain.from_iterable(map(complaints, cards))] == []
    assert modal_violations(essay_form(desk).to_dict()) == []


def test_all_essays_fit_one_list() -> None:
    """However many there are."""
    assert complaints(list_card([Desk(essay, None) for essay in ESSAYS])) == []
