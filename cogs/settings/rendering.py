"""What the settings of a server show."""

from dataclasses import dataclass

from discord import Permissions
from discord.utils import format_dt

from bot.daily.api import Schedule
from bot.kernel.questions import Exam
from bot.servers.api import Hosting, ServerSettings
from cogs.daily.words import STATES, about
from cogs.rounds.words import PACES, headline, scoring
from cogs.settings.ids import Verb, on_settings
from cogs.settings.words import (
    A_QUIZ_HERE_WHERE,
    A_QUIZ_WHERE_ITS,
    AND,
    CAN_START,
    EVERYTHING_IS_IN_PLACE,
    GRANT_RECALL,
    HOSTINGS,
    IN_A_THREAD,
    IN_THIS_CHANNEL,
    IT_IS,
    LED_DAILY,
    LED_QUIZ,
    NEEDS,
    NEXT,
    NO_DAILY,
    SETTINGS_DAILY_AND_SETTINGS,
    SOMETHING_IS_MISSING,
    THE_DAILY,
    WHICH_EXAM,
    WHILE_THE_COURSE_RUNS,
    WHOEVER_STARTS_ONE,
    WITH_ROLE,
)
from cogs.shared.cards import Card, row, select
from cogs.shared.options import ANY
from cogs.shared.words import ANY_EXAM, begun_large, topic_text


@dataclass(frozen=True, slots=True)
class Daily:
    """A server's daily, and what stands in its way now (nothing, if empty)."""

    schedule: Schedule
    complaint: str


def show_card(
    have: Permissions, daily: Daily | None, settings: ServerSettings, *, lacking: str = "", leading: str = ""
) -> Card:
    """What works here, what does not and how to mend it; and the way on.

    `lacking`: why the defaults have no questions, if so. `leading`: the module that the group's course is at, named as
    a topic.
    """
    checks = [_check(what, needed, have) for what, needed in NEEDS.items()]
    sound = all("✅" in check for check in checks) and not lacking and not (daily and daily.complaint)
    return Card(
        EVERYTHING_IS_IN_PLACE if sound else SOMETHING_IS_MISSING,
        "\n".join([IN_THIS_CHANNEL, *checks]),
        THE_DAILY.format(daily=_daily(daily)),
        A_QUIZ_WHERE_ITS.format(quiz=_quiz(settings)) + (f"\n❌ {lacking}" if lacking else ""),
        _course(settings, leading, daily=daily is not None) if leading else "",
        CAN_START.format(who=_who_starts(settings)),
        SETTINGS_DAILY_AND_SETTINGS,
    )


def _course(settings: ServerSettings, leading: str, *, daily: bool) -> str:
    """What asks about the module that a course is at, whatever the lines above say."""
    led = [word for word, is_led in ((LED_DAILY, daily), (LED_QUIZ, settings.quiz.topic is None)) if is_led]
    return WHILE_THE_COURSE_RUNS.format(led=AND.join(led), module=topic_text(leading)) if led else ""


def _check(what: str, needed: tuple[str, ...], have: Permissions) -> str:
    missing = [name for name in needed if not getattr(have, name)]
    if not missing:
        return f"✅ {what}"
    names = ", ".join(f"**{name.replace('_', ' ').title()}**" for name in missing)
    return GRANT_RECALL.format(what=what, permissions=names.replace(" In ", " in "))


def _daily(daily: Daily | None) -> str:
    if daily is None:
        return NO_DAILY
    schedule = daily.schedule
    upcoming = NEXT.format(at=format_dt(schedule.next.at, "F")) if schedule.next else ""
    state = IT_IS.format(
        sign="▫️" if not schedule.next else "❌" if daily.complaint else "✅",
        states=STATES[schedule.state],
        upcoming=upcoming,
        channel_id=schedule.plan.channel_id,
    )
    return "\n".join([state, about(schedule.plan), *([f"❌ {daily.complaint}"] if daily.complaint else [])])


def exam_card(exam: Exam | None) -> Card:
    """Which exam the group prepares for."""
    options = [(ANY_EXAM, ANY), *((one.value, one.value) for one in Exam)]
    menu = select(on_settings(Verb.EXAM), exam.value if exam else ANY_EXAM, options)
    return Card(WHICH_EXAM, rows=[row(menu)])


def server_card(settings: ServerSettings) -> Card:
    """What a quiz is like."""
    return Card(
        A_QUIZ_HERE_WHERE.format(quiz=_quiz(settings)),
        CAN_START.format(who=_who_starts(settings)),
        WHOEVER_STARTS_ONE,
    )


def _quiz(settings: ServerSettings) -> str:
    quiz = settings.quiz
    exam = [quiz.exam.value] if quiz.exam else []
    where = [IN_A_THREAD] if settings.thread else []
    return " · ".join([headline(quiz), *exam, PACES[quiz.pace], scoring(quiz), *where])


def _who_starts(settings: ServerSettings) -> str:
    if settings.hosting is Hosting.ROLE:
        return WITH_ROLE.format(role=f"<@&{settings.host_role}>")
    return begun_large(HOSTINGS[settings.hosting])
