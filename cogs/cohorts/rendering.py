"""Where a group is in its course, and the cards of its first and last days."""

from collections.abc import Sequence

from discord.ui import ActionRow, LayoutView
from discord.utils import format_dt

from bot.cohorts.rules import Kind, State
from bot.cohorts.service import Showing, Stand, Where
from bot.kernel.courses import Course, Module, module_topic
from bot.kernel.custom_ids import SURE
from cogs.cohorts import words
from cogs.cohorts.ids import Verb, on_cohort
from cogs.courses.ids import Verb as Courses
from cogs.courses.ids import on_course
from cogs.rounds.ids import start_about
from cogs.shared.asking import asked_first
from cogs.shared.cards import MAIN, QUIET, STOP, Card, button, row
from cogs.shared.literal import literal
from cogs.shared.words import KEEP_IT, american, cut, from_now, percent, until

SURE_FROM = 0.8
"""The expected share of right answers from which on a group counts as knowing an objective, as a person does."""

MOST_LETTERS = 3_000
"""Characters of how a group stands; a message holds 4,000 with all that is around it."""


def state_card(where: Where, stands: Sequence[Stand], *, may_manage: bool) -> Card:
    """Where the group is, what comes next, and how it stands; whoever may manage the server steers it."""
    cohort, course = where.cohort, where.course
    plan = cohort.plan
    return Card(
        words.HEAD.format(
            course=literal(course.title),
            pace=words.PACES[plan.days],
            time=plan.time,
            zone=plan.zone.replace("_", " "),
            channel=plan.channel_id,
        ),
        _now(where),
        _next(where),
        _stands(stands) if where.module else "",
        words.FOLLOWED if cohort.state is State.ON else "",
        rows=_state_rows(where, may_manage=may_manage),
    )


def _now(where: Where) -> str:
    cohort, course = where.cohort, where.course
    if cohort.state is State.PAUSED and cohort.paused_on:
        return words.PAUSED.format(day=american(cohort.paused_on))
    if cohort.state is State.ENDED:
        return words.ENDED
    refused = words.REFUSED.format(channel=cohort.plan.channel_id) if cohort.state is State.REFUSED else ""
    if where.module is None:
        return refused
    place = course.modules.index(where.module) + 1
    left = len(course.modules) - place
    now = words.AT_MODULE.format(place=place, module=literal(where.module.title), left=left, all=len(course.modules))
    return "\n".join(part for part in (now, refused) if part)


def _next(where: Where) -> str:
    now = words.POSTED_NOW[where.posting] if where.posting else ""
    if where.next_at is None:
        return now
    module = literal(where.next_module.title) if where.next_module else ""
    at = f"{format_dt(where.next_at, 'f')} ({from_now(where.next_at)})"
    return f"{now} {words.NEXT_CARDS[where.next_kind].format(at=at, module=module)}".strip()


def _state_rows(where: Where, *, may_manage: bool) -> list[ActionRow[LayoutView]]:
    cohort = where.cohort
    buttons = []
    if where.module:
        buttons.append(button(words.OPEN_MODULE, _module_id(where.course, where.module), MAIN))
    if may_manage and cohort.state is State.ON:
        buttons.append(button(words.PAUSE, on_cohort(Verb.PAUSE)))
    if may_manage and cohort.state in (State.PAUSED, State.REFUSED):
        buttons.append(button(words.RESUME, on_cohort(Verb.RESUME), MAIN if cohort.state is State.PAUSED else QUIET))
    if may_manage and cohort.state is not State.ENDED:
        buttons.append(button(words.END, on_cohort(Verb.END), STOP))
    return [row(*buttons)] if buttons else []


def ending_card(where: Where, why: str = "") -> Card:
    """Whether the course shall really end; above it, why that is asked."""
    place = where.course.modules.index(where.module) + 1 if where.module else None
    at = words.ENDING_AT.format(place=place, all=len(where.course.modules)) if place else ""
    text = words.ENDING.format(course=literal(where.course.title), at=at)
    return asked_first(why, text, deed=(words.END, on_cohort(Verb.END, SURE)), keep=(KEEP_IT, on_cohort(Verb.SHOW)))


def step_card(shown: Showing) -> Card:
    """The card of a step, for everybody."""
    if shown.module is None:
        head = words.THE_END.format(course=literal(shown.course.title), all=len(shown.course.modules))
        return Card(head, _stands(shown.stands))
    module, place = shown.module, shown.course.modules.index(shown.module) + 1
    title = literal(module.title)
    if shown.kind is Kind.LAST:
        buttons = [
            button(words.QUIZ, start_about(module_topic(shown.course.id, module.id)), MAIN),
            button(words.OPEN_MODULE, _module_id(shown.course, module)),
        ]
        return Card(words.LAST_DAY.format(place=place, module=title), _stands(shown.stands), rows=[row(*buttons)])
    ends = words.UNTIL.format(until=until(shown.until, dated=True)) if shown.until else ""
    objectives = "\n".join(words.ONE_OBJECTIVE.format(text=literal(one.text)) for one in module.objectives)
    return Card(
        words.FIRST_DAY.format(place=place, module=title, about=literal(module.about)),
        words.FIRST_OF.format(
            place=place, all=len(shown.course.modules), course=literal(shown.course.title), until=ends
        ),
        words.AFTERWARD.format(objectives=objectives),
        words.HOW_FIRST,
        rows=[row(button(words.OPEN_MODULE, _module_id(shown.course, module), MAIN))],
    )


def _module_id(course: Course, module: Module) -> str:
    return on_course(Courses.MODULE, course.id, module.id)


def _stands(stands: Sequence[Stand]) -> str:
    known = [_stand(one, one.share) for one in stands if one.share is not None]
    unknown = [literal(one.objective.text) for one in stands if one.share is None]
    rest = words.UNKNOWN.format(objectives="; ".join(unknown)) if known and unknown else ""
    lines = [words.STANDS_HEAD, *known, rest] if known else [words.STANDS_HEAD, words.ALL_UNKNOWN]
    return cut("\n".join(line for line in lines if line), MOST_LETTERS)


def _stand(stand: Stand, share: float) -> str:
    sign = words.SURE if share >= SURE_FROM else words.LEARNING
    return words.STAND.format(sign=sign, objective=literal(stand.objective.text), share=percent(share))
