"""The private messages of `/me`."""

from collections.abc import Mapping
from datetime import datetime

from discord import TextStyle
from discord.ui import Label, Modal, TextInput

from bot.profile.service import Profile
from cogs.profile.ids import Verb, here
from cogs.profile.packing import PACKED
from cogs.reports.words import COMPLAINTS, OUTCOMES
from cogs.shared.cards import MAIN, STOP, Card, button, row
from cogs.shared.words import count, on_date, percent

DATE = "%Y-%m-%d"
MOST_REPORTS = 5

TABLES = {
    "answers": ("answer", "answers"),
    "players": ("game you were in", "games you were in"),
    "rounds": ("quiz you hosted", "quizzes you hosted"),
    "sittings": ("practice", "practices"),
    "learners": ("exam date", "exam dates"),
    "boards": ("line on a leaderboard", "lines on leaderboards"),
    "names": ("server that knows your name", "servers that know your name"),
    "reports": ("report", "reports"),
    "ratings": ("rating", "ratings"),
    "streaks": ("streak", "streaks"),
    "reminders": ("reminder", "reminders"),
    "preferences": ("choice about boards and duels", "choices about boards and duels"),
    "duels": ("duel", "duels"),
}
"""Tables as people know them; others are counted together."""


COUNTED = "Answers in games that are still open are among these; the profile counts them once their game is over."


def profile_card(profile: Profile, notice: str = "") -> Card:
    """What there is, and what can be done with it."""
    exam = "No exam date set."
    if profile.exam_at:
        exam = f"Your exam: {on_date(profile.exam_at.date())}"
    return Card(
        f"**{notice}**" if notice else "",
        f"## {_what_there_is(profile)}" + ("\n🏅 Lifecycle badge" if profile.badge else ""),
        f"{exam}\n-# If you set a date, reviews due after the exam are moved to the week before it.",
        _reports(profile),
        rows=[
            row(
                button("Exam date", here(Verb.EXAM), MAIN),
                button("Export", here(Verb.EXPORT)),
                button("Misses for Anki", here(Verb.ANKI)),
                button("Erase everything", here(Verb.ERASE), STOP),
            ),
            row(button("Daily reminder", here(Verb.REMINDER)), button("Boards and duels", here(Verb.WISHES))),
        ],
    )


def _reports(profile: Profile) -> str:
    latest = sorted(profile.reports, key=lambda report: report.decided_at or report.at)[-MOST_REPORTS:]
    lines = [f"-# 🚩 {COMPLAINTS[one.complaint]} (`{one.question_id}`): {OUTCOMES[one.outcome]}" for one in latest]
    return "\n".join(["**What you reported**", *lines]) if lines else ""


def _what_there_is(profile: Profile) -> str:
    if not profile.answers:
        return "No answers of yours yet"
    share = percent(profile.right / profile.answers)
    return f"{count(profile.answers, 'answer')} on {count(profile.days, 'day')}, {share} right"


def export_card(names: tuple[str, ...]) -> Card:
    """The files."""
    told = "**Your data.** Answers to questions that are still open somewhere are not in it yet."
    return Card(told, files=names, rows=[row(button("Back", here(Verb.LOOK)))])


def anki_card(names: tuple[str, ...]) -> Card:
    """The deck."""
    first = "Unpack it, then in" if PACKED in names else "In"
    told = f"**Your misses as cards.** {first} Anki: File, Import, and the file; the deck is called Recall misses."
    return Card(told, files=names, rows=[row(button("Back", here(Verb.LOOK)))])


def erase_card(counts: Mapping[str, int]) -> Card:
    """The question before the erasure."""
    if not counts:
        return Card("**There is nothing of yours here.**", rows=[row(button("Back", here(Verb.LOOK)))])
    return Card(
        f"**Erase everything? This cannot be undone.**\n{lines_of(counts)}",
        f"-# {COUNTED}" if "answers" in counts else "",
        "-# In games that others played too, a random number takes your place, so that their results stay. "
        "Games that are running go on without you.",
        rows=[row(button("Erase everything", here(Verb.ERASE_FOR_GOOD), STOP), button("Keep it", here(Verb.LOOK)))],
    )


def erased_card(counts: Mapping[str, int]) -> Card:
    """What was erased."""
    return Card(f"**Erased. Nothing here is linked to your ID anymore.**\n{lines_of(counts)}")


def half_erased_card(left: Mapping[str, int]) -> Card:
    """What is still there, to be erased by another press."""
    return Card(
        f"**Not everything is erased yet.** This is still here, as you are in games that go on:\n{lines_of(left)}",
        rows=[row(button("Erase everything", here(Verb.ERASE_FOR_GOOD), STOP), button("Back", here(Verb.LOOK)))],
    )


def lines_of(counts: Mapping[str, int]) -> str:
    """What there is or was, a line each."""
    lines = [f"▫️ {count(counts[table], *words)}" for table, words in TABLES.items() if table in counts]
    others = sum(number for table, number in counts.items() if table not in TABLES)
    return "\n".join([*lines, *([f"▫️ {count(others, 'other entry', 'other entries')}"] if others else [])])


def exam_form(exam_at: datetime | None) -> Modal:
    """One date."""
    form = Modal(title="Your exam", custom_id=here(Verb.EXAM_FORM), timeout=None)
    form.add_item(
        Label(
            text="The day, as 2026-12-31",
            description="Leave it empty to take the date away",
            component=TextInput(
                custom_id="date",
                style=TextStyle.short,
                max_length=40,
                required=False,
                default=exam_at.strftime(DATE) if exam_at else None,
            ),
        )
    )
    form.stop()
    return form
