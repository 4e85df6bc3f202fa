"""The private messages of a course."""

from discord.ui import ActionRow, Button, LayoutView

from bot.courses import rules
from bot.courses.rules import Part, Sat, Standing
from bot.courses.service import ModuleView, ObjectiveLine, PathView
from bot.kernel.courses import Lesson
from cogs.courses import words
from cogs.courses.ids import Verb, on_course
from cogs.essays.ids import Verb as Essays
from cogs.essays.ids import on_essay
from cogs.flashcards.ids import Verb as Cards
from cogs.flashcards.ids import on_card
from cogs.shared.cards import MAIN, QUIET, Card, button, row, select
from cogs.shared.literal import literal
from cogs.shared.words import cut, from_now, name, percent

MOST_ON_BUTTON = 34
"""Letters that a button shows on a phone."""

_TRIAL_VERBS = {Part.CHECKPOINT: Verb.CHECKPOINT, Part.DRILL: Verb.DRILL}


def path_card(path: PathView, notice: str = "") -> Card:
    """All modules in order, and the one that comes next as the only primary button."""
    course = path.course
    return Card(
        f"**{notice}**" if notice else "",
        words.PATH_HEAD.format(title=literal(course.title), about=literal(course.about)),
        _where(path),
        "\n".join(_module_line(place, view) for place, view in enumerate(path.modules, 1)),
        rows=_path_rows(path),
    )


def _where(path: PathView) -> str:
    done = sum(view.done for view in path.modules)
    if path.next is None:
        return words.ALL_PASSED.format(all=len(path.modules))
    passed = words.PASSED_OF.format(passed=done, all=len(path.modules))
    return words.NEXT_IS.format(passed=passed, title=literal(path.next.title))


def _module_line(place: int, view: ModuleView) -> str:
    module = view.module
    sign, state = words.NOT_BEGUN, words.STATE_NEW
    if view.done:
        sign, state = words.PASSED, words.STATE_PASSED
    elif view.read or view.sat:
        sure = sum(line.standing is Standing.SURE for line in view.lines)
        sign = words.BEGUN
        state = words.STATE_READ.format(
            read=len(view.read), lessons=len(module.lessons), sure=sure, objectives=len(view.lines)
        )
    return words.MODULE_LINE.format(
        sign=sign, place=place, title=literal(module.title), level=words.LEVELS[module.level], state=state
    )


def _path_rows(path: PathView) -> list[ActionRow[LayoutView]]:
    course, rows = path.course, []
    if path.next:
        begun = any(view.read or view.sat for view in path.modules if view.module is path.next)
        label = (words.GO_ON_WITH if begun else words.BEGIN_WITH).format(title=path.next.title)
        rows.append(row(button(cut(label, MOST_ON_BUTTON), on_course(Verb.MODULE, course.id, path.next.id), MAIN)))
    modules = [(module.title, f"{course.id}:{module.id}") for module in course.modules]
    rows.append(row(select(on_course(Verb.PICK, "m"), words.CHOOSE_A_MODULE, modules)))
    if path.others:
        others = [(other.title, other.id) for other in path.others[:25]]
        rows.append(row(select(on_course(Verb.PICK, "c"), words.CHOOSE_A_COURSE, others)))
    return rows


def module_card(view: ModuleView, notice: str = "", *, alone: bool = False) -> Card:
    """A module: what one can do afterward and how sure that is, and the next step."""
    module = view.module
    place = view.course.modules.index(module) + 1
    return Card(
        f"**{notice}**" if notice else "",
        words.MODULE_HEAD.format(place=place, title=literal(module.title), about=literal(module.about)),
        _state(view),
        "\n".join([words.YOU_CAN, *map(_objective, view.lines)]),
        words.NOTE.format(note=literal(module.note)) if module.note else "",
        "\n".join(_trial_line(view, part) for part in rules.trials(module)),
        rows=_module_rows(view, alone=alone),
    )


def _state(view: ModuleView) -> str:
    if view.done:
        return words.MODULE_PASSED
    if view.missing:
        return words.MISSING.format(modules=", ".join(literal(module.title) for module in view.missing))
    return words.SURE_ENOUGH if view.sure else ""


def _objective(line: ObjectiveLine) -> str:
    return words.STANDINGS[line.standing].format(text=literal(line.objective.text), share=percent(line.accuracy))


def _trial_line(view: ModuleView, part: Part) -> str:
    trial, named = rules.trials(view.module)[part], words.TRIALS[part]
    if part in view.passed:
        return words.TRIAL_PASSED.format(trial=named)
    if part in view.again_at:
        return words.TRIAL_AGAIN.format(trial=named, from_now=from_now(view.again_at[part]))
    needed = trial.needed(trial.questions)
    return words.TRIAL_RULE.format(trial=named, questions=trial.questions, needed=needed)


def _module_rows(view: ModuleView, *, alone: bool) -> list[ActionRow[LayoutView]]:
    """The next step is the one primary button: a lesson to read, then practice, then the checkpoint."""
    ids = view.course.id, view.module.id
    lesson, open_trials = view.next_lesson, _open_trials(view)
    begun = [part for part in open_trials if part in view.running]
    rows = []
    steps: list[Button[LayoutView]] = []
    if lesson:
        label = words.READ_NEXT.format(title=lesson.title)
        steps.append(
            button(cut(label, MOST_ON_BUTTON), on_course(Verb.LESSON, *ids, lesson.id), QUIET if begun else MAIN)
        )
    to_practice = not begun and not lesson and not view.done and not (view.sure and open_trials)
    steps.append(button(words.PRACTICE, on_course(Verb.PRACTICE, *ids), MAIN if to_practice else QUIET))
    rows.append(row(*steps))
    if open_trials:
        next_up = begun[:1] or (open_trials[:1] if view.sure and not lesson else [])
        rows.append(row(*(_trial_button(view, part, main=part in next_up) for part in open_trials)))
    lessons = [(one.title, f"{view.course.id}:{view.module.id}:{one.id}") for one in view.module.lessons]
    rows.append(row(select(on_course(Verb.PICK, "l"), words.LESSONS, lessons)))
    leave = [
        button(words.THE_PATH, on_course(Verb.PATH, view.course.id)),
        button(words.IN_YOUR_OWN_WORDS, on_essay(Essays.LIST)),
        button(words.FLASHCARDS, on_card(Cards.NEXT)),
    ]
    if view.done and not alone:
        leave.append(button(words.SHOW_TO_ALL, on_course(Verb.SHARE, *ids)))
    rows.append(row(*leave))
    return rows


def _open_trials(view: ModuleView) -> list[Part]:
    """Those that can be taken now."""
    return [part for part in rules.trials(view.module) if part not in view.passed and part not in view.again_at]


def _trial_button(view: ModuleView, part: Part, *, main: bool) -> Button[LayoutView]:
    fresh = not view.read and not view.sat
    label = words.GO_ON[part] if part in view.running else (words.TEST_OUT if fresh else words.TAKE)[part]
    custom_id = on_course(_TRIAL_VERBS[part], view.course.id, view.module.id)
    return button(label, custom_id, MAIN if main else QUIET)


def lesson_card(view: ModuleView, lesson: Lesson) -> Card:
    """What it is for, an example, what it is mistaken for; then one question at once."""
    module = view.module
    place = module.lessons.index(lesson)
    ids = view.course.id, module.id
    following = module.lessons[place + 1] if place + 1 < len(module.lessons) else None
    buttons = [button(words.ONE_QUESTION, on_course(Verb.ASK, *ids, lesson.id), MAIN)]
    if following:
        buttons.append(button(words.NEXT_LESSON, on_course(Verb.LESSON, *ids, following.id)))
    buttons.append(button(words.TO_THE_MODULE, on_course(Verb.MODULE, *ids)))
    head = words.LESSON_HEAD.format(
        module=literal(module.title), place=place + 1, all=len(module.lessons), title=literal(lesson.title)
    )
    return Card(
        head,
        words.PURPOSE.format(text=literal(lesson.purpose)),
        words.EXAMPLE.format(text=literal(lesson.example)),
        words.MISTAKEN.format(text=literal(lesson.mistaken)),
        words.SOURCE.format(link=f"<{lesson.source}>"),
        rows=[row(*buttons)],
    )


def outcome_card(view: ModuleView, sat: Sat, *, alone: bool = False) -> Card:
    """What a trial came to."""
    named, title = words.TRIALS[sat.part], literal(view.module.title)
    head = words.TRIAL_WON if sat.passed else words.TRIAL_LOST
    until = view.again_at.get(sat.part)
    again = words.WHAT_WAS_MISSED.format(when=from_now(until) if until else words.NOW)
    won = words.WHOLE_MODULE_WON if view.done else ""
    buttons = [button(words.TO_THE_MODULE, on_course(Verb.MODULE, view.course.id, view.module.id), MAIN)]
    if view.done and not alone:
        buttons.append(button(words.SHOW_TO_ALL, on_course(Verb.SHARE, view.course.id, view.module.id)))
    buttons.append(button(words.THE_PATH, on_course(Verb.PATH, view.course.id)))
    return Card(
        head.format(right=sat.right, needed=sat.needed, trial=named, title=title),
        won if sat.passed else again,
        rows=[row(*buttons)],
    )


def shared_card(view: ModuleView, who: str) -> Card:
    """For the channel: somebody has passed a module."""
    place = view.course.modules.index(view.module) + 1
    return Card(
        words.SHARED.format(
            name=name(who),
            module=literal(view.module.title),
            place=place,
            all=len(view.course.modules),
            course=literal(view.course.title),
        )
    )
