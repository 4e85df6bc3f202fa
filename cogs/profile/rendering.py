"""The private messages of `/me`."""

from collections.abc import Mapping, Sequence
from datetime import date

from discord import TextStyle
from discord.ui import Label, Modal, TextInput

from bot.courses.api import Passed
from bot.kernel.questions import Exam
from bot.kernel.sources import owner_of
from bot.profile.service import Profile
from bot.readiness.api import Plan, Sat
from bot.reminders.api import Reminder
from cogs.courses.words import me_line
from cogs.profile.ids import Verb, here
from cogs.profile.packing import PACKED
from cogs.profile.words import (
    ANSWERS,
    BACK,
    BOARDS_AND_DUELS,
    COUNTED,
    DAILY_REMINDER,
    DAYS,
    ERASE_EVERYTHING,
    ERASE_EVERYTHING_THIS_CANNOT,
    ERASED_NOTHING_HERE,
    EXAM_DATES,
    EXPORT,
    IF_YOU_SET,
    IN_GAMES_THAT_OTHERS,
    LEAVE_IT_EMPTY,
    LIFECYCLE_BADGE,
    MISSES_FOR_ANKI,
    NO_ANSWERS_HERE,
    NO_ANSWERS_OF_YOURS,
    NO_EXAM_DATE_SET,
    NOT_EVERYTHING_IS_ERASED,
    NOT_KNOWN_HERE,
    ON_RIGHT,
    OWN,
    OWN_STAYS,
    PROFILE,
    REMINDED,
    REMINDER_STOPPED,
    REPORTED,
    TABLES,
    THE_DAY_AS,
    THERE_IS_NOTHING,
    UNPACK_IT_THEN,
    WHAT_YOU_REPORTED,
    YOU_HAVE_SAT,
    YOUR_DATA_ANSWERS,
    YOUR_EXAM,
    YOUR_EXAM_TITLE,
    YOUR_EXAM_WAS,
    YOUR_MISSES_AS_CARDS,
)
from cogs.readiness.words import WHOLE_PLAN, countdown, other_exams, portion
from cogs.reports.words import COMPLAINTS, outcome_of
from cogs.shared.asking import asked_first
from cogs.shared.cards import MAIN, STOP, Card, button, row
from cogs.shared.literal import literal
from cogs.shared.words import KEEP_IT, count, cut, elsewhere, on_date, percent

MOST_REPORTS, MOST_OF_A_QUESTION = 5, 80


def profile_card(
    profile: Profile,
    notice: str = "",
    plan: Plan | None = None,
    passed: Passed = (),
    reminder: Reminder | None = None,
    past: Sequence[Sat] = (),
) -> Card:
    """What there is, and what can be done with it. `past`: exams whose day is over."""
    return Card(
        f"**{notice}**" if notice else "",
        PROFILE.format(what=_what_there_is(profile)) + (LIFECYCLE_BADGE if profile.badge else ""),
        elsewhere(profile.elsewhere),
        IF_YOU_SET.format(exam=_exams(profile, plan, past)),
        "\n".join(me_line(course, modules) for course, modules in passed),
        _reminder(reminder) if reminder else "",
        _reports(profile),
        rows=[
            row(
                button(EXAM_DATES, here(Verb.EXAM), MAIN),
                button(EXPORT, here(Verb.EXPORT)),
                button(MISSES_FOR_ANKI, here(Verb.ANKI)),
                button(ERASE_EVERYTHING, here(Verb.ERASE), STOP),
            ),
            row(button(DAILY_REMINDER, here(Verb.REMINDER)), button(BOARDS_AND_DUELS, here(Verb.WISHES))),
        ],
    )


def _exams(profile: Profile, plan: Plan | None, past: Sequence[Sat]) -> str:
    """What is to come, and how the others went."""
    over = {(one.exam, one.on) for one in past}
    coming = [
        YOUR_EXAM.format(exam=exam, on_date=on_date(day))
        for exam, day in sorted(profile.exams.items())
        if (exam, day) not in over
    ]
    if plan:
        coming = [countdown(plan), portion(plan), *other_exams(plan), WHOLE_PLAN]
    went = [
        YOUR_EXAM_WAS[one.passed].format(exam=one.exam, on_date=on_date(one.on))
        if one.dated or one.passed is None
        else YOU_HAVE_SAT[one.passed].format(exam=one.exam)
        for one in past
    ]
    return "\n".join([*coming, *went]) or NO_EXAM_DATE_SET


def _reminder(reminder: Reminder) -> str:
    if reminder.stopped is not None:
        return REMINDER_STOPPED
    return REMINDED.format(time=reminder.time, zone=reminder.zone.replace("_", " "))


def _reports(profile: Profile) -> str:
    latest = sorted(profile.reports, key=lambda report: report.decided_at or report.at)[-MOST_REPORTS:]
    lines = [
        REPORTED.format(
            complaint=COMPLAINTS[one.complaint],
            outcome=outcome_of(one),
            asked=_reported(profile, one.question_id),
        )
        for one in latest
    ]
    return "\n".join([WHAT_YOU_REPORTED, *lines]) if lines else ""


def _reported(profile: Profile, question_id: str) -> str:
    """The question in its words; where it is not known here, by its id, which for a server's own says nothing."""
    asked = profile.asked.get(question_id)
    unknown = NOT_KNOWN_HERE if owner_of(question_id) else f"`{question_id}`"
    return f"“{literal(cut(asked.replace(chr(10), ' '), MOST_OF_A_QUESTION))}”" if asked else unknown


def _what_there_is(profile: Profile) -> str:
    if not profile.answers:
        return NO_ANSWERS_HERE if profile.elsewhere else NO_ANSWERS_OF_YOURS
    share = percent(profile.right / profile.answers)
    return ON_RIGHT.format(answers=count(profile.answers, *ANSWERS), days=count(profile.days, *DAYS), share=share)


def export_card(names: tuple[str, ...]) -> Card:
    """The files."""
    told = YOUR_DATA_ANSWERS
    return Card(told, files=names, rows=[row(button(BACK, here(Verb.LOOK)))])


def anki_card(names: tuple[str, ...]) -> Card:
    """The deck."""
    first = UNPACK_IT_THEN if PACKED in names else "In"
    told = YOUR_MISSES_AS_CARDS.format(first=first)
    return Card(told, files=names, rows=[row(button(BACK, here(Verb.LOOK)))])


def erase_card(counts: Mapping[str, int]) -> Card:
    """The question before the erasure."""
    if not counts:
        return Card(THERE_IS_NOTHING, rows=[row(button(BACK, here(Verb.LOOK)))])
    return asked_first(
        ERASE_EVERYTHING_THIS_CANNOT.format(lines_of=lines_of(counts)),
        f"-# {COUNTED}" if "answers" in counts else "",
        IN_GAMES_THAT_OTHERS,
        OWN_STAYS if OWN & counts.keys() else "",
        deed=(ERASE_EVERYTHING, here(Verb.ERASE_FOR_GOOD)),
        keep=(KEEP_IT, here(Verb.LOOK)),
    )


def erased_card(counts: Mapping[str, int]) -> Card:
    """What was erased."""
    return Card(ERASED_NOTHING_HERE.format(lines_of=lines_of(counts)))


def half_erased_card(left: Mapping[str, int]) -> Card:
    """What is still there, to be erased by another press."""
    return Card(
        NOT_EVERYTHING_IS_ERASED.format(lines_of=lines_of(left)),
        rows=[row(button(ERASE_EVERYTHING, here(Verb.ERASE_FOR_GOOD), STOP), button(BACK, here(Verb.LOOK)))],
    )


def lines_of(counts: Mapping[str, int]) -> str:
    """What there is or was, a line each."""
    return "\n".join(f"▫️ {count(counts[table], *words)}" for table, words in TABLES.items() if table in counts)


def exam_form(exams: Mapping[Exam, date], set_from: Sequence[str] = ()) -> Modal:
    """A date for each exam. `set_from`: the arguments of the button."""
    form = Modal(title=YOUR_EXAM_TITLE, custom_id=here(Verb.EXAM_FORM, *set_from), timeout=None)
    for exam in Exam:
        day = exams.get(exam)
        form.add_item(
            Label(
                text=THE_DAY_AS.format(exam=exam),
                description=LEAVE_IT_EMPTY,
                component=TextInput(
                    custom_id=exam.value,
                    style=TextStyle.short,
                    max_length=40,
                    required=False,
                    default=day.isoformat() if day else None,
                ),
            )
        )
    form.stop()
    return form
