"""What the settings of a server show."""

from dataclasses import dataclass

from discord import Permissions
from discord.utils import format_dt

from bot.daily.api import Schedule
from bot.servers.api import ServerSettings
from cogs.daily.words import STATES, about
from cogs.rounds.words import PACES, headline, scoring
from cogs.shared.cards import Card

NEEDS = {
    "Quizzes, duels and the rest in this channel": ("view_channel", "send_messages"),
    "Quizzes in threads of their own": ("create_public_threads", "send_messages_in_threads"),
    "No post twice, even after a crash": ("read_message_history",),
}
"""What works in a channel, and with which permissions."""

NO_DAILY = "⬜ No daily yet: `/settings daily` with **time** and **zone** (type a city) begins one."


@dataclass(frozen=True, slots=True)
class Daily:
    """A server's daily, and what stands in its way now (nothing, if empty)."""

    schedule: Schedule
    complaint: str


def show_card(have: Permissions, daily: Daily | None, settings: ServerSettings) -> Card:
    """What works here, what does not and how to mend it; and the way on."""
    checks = [_check(what, needed, have) for what, needed in NEEDS.items()]
    sound = all("✅" in check for check in checks) and not (daily and daily.complaint)
    return Card(
        "## Everything is in place" if sound else "## Something is missing",
        "\n".join(["**In this channel**", *checks]),
        f"**The daily**\n{_daily(daily)}",
        f"**A quiz, where its host says nothing else**\n{_quiz(settings)}",
        "-# `/settings daily` and `/settings server` change these; `/quiz start` begins a quiz.",
    )


def _check(what: str, needed: tuple[str, ...], have: Permissions) -> str:
    missing = [name for name in needed if not getattr(have, name)]
    if not missing:
        return f"✅ {what}"
    names = ", ".join(f"**{name.replace('_', ' ').title()}**" for name in missing)
    return f"❌ {what}: grant Recall {names.replace(' In ', ' in ')}"


def _daily(daily: Daily | None) -> str:
    if daily is None:
        return NO_DAILY
    schedule = daily.schedule
    upcoming = f", next {format_dt(schedule.next.at, 'F')}" if schedule.next else ""
    state = (
        f"{'✅' if schedule.next else '⬜'} It is {STATES[schedule.state]}{upcoming}, in <#{schedule.plan.channel_id}>"
    )
    return "\n".join([state, about(schedule.plan), *([f"❌ {daily.complaint}"] if daily.complaint else [])])


def server_card(settings: ServerSettings) -> Card:
    """What a quiz is like."""
    return Card(
        f"**A quiz here, where its host says nothing else**\n{_quiz(settings)}",
        "-# Whoever starts one with `/quiz start` can choose anything else; `/settings server` changes this.",
    )


def _quiz(settings: ServerSettings) -> str:
    quiz = settings.quiz
    exam = [quiz.exam.value] if quiz.exam else []
    where = ["in a thread of its own"] if settings.thread else []
    return " · ".join([headline(quiz), *exam, PACES[quiz.pace], scoring(quiz), *where])
