"""Small private screens in their extremes: long and hostile names, as many topics as packs can bring, no answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import product

import pytest
from discord.ui import LayoutView

from bot.client.invite import missing_permissions
from bot.delivery.validator import COMPONENTS_V2, message_violations
from bot.kernel.people import STAND_INS_FROM
from bot.kernel.questions import Exam
from bot.learners.api import Preferences
from bot.profile.service import Profile
from bot.reminders.api import Reminder
from bot.reminders.rules import Stopped
from bot.reports.rules import Complaint, Outcome, Report
from bot.storage.every_table import metadata
from bot.study.confusions import Confusion
from bot.study.estimates import Figure, estimate
from bot.study.weakest import Verdict
from bot.weakspots.service import WEEKS, ConceptLine, Details, MixUp, Spots, TopicLine, Week
from cogs.help.rendering import help_card, welcome_card
from cogs.profile.rendering import erase_card, erased_card, half_erased_card, profile_card
from cogs.profile.wishes import wishes_card
from cogs.weakspots.rendering import bars, details_card, group_card, misses_card, shared_card, spots_card
from tests.cogs.table import bare

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
HOSTILE = ("**bold** _x_ ||y|| <@1> `z` # h", "\u202eesrever", "W" * 60, "ﷺ" * 40)
FIGURE = Figure(0.123, 0.001, 0.999, 12_345)
MOST = STAND_INS_FROM - 1


def violations(card: LayoutView, **files: str) -> list[str]:
    components = card.to_components()  # type: ignore[no-untyped-call]
    attachments = [{"id": 0, "filename": name} for name in files.values()]
    flags = {"components": components, "flags": COMPONENTS_V2, "allowed_mentions": {"parse": []}}
    return message_violations(flags | ({"attachments": attachments} if attachments else {}))


def content(card: LayoutView) -> str:
    return bare("\n".join(part.content for part in card.walk_children() if hasattr(part, "content")))


def topics(number: int) -> list[str]:
    """Slugs as long as a pack may have them."""
    return [f"{'topic_' * 7}{place:03}"[:48] for place in range(number)]


def spots(number: int, kind: str, named: int) -> Spots:
    """Every line there can be, about so many topics."""
    all_of_them = topics(number)
    chances = dict.fromkeys(all_of_them, 1 / number)
    verdict = Verdict(kind, tuple(all_of_them[:named]), chances, tuple(all_of_them), 0 if named else 20)  # type: ignore[arg-type]
    whole = replace(estimate([], NOW), verdict=verdict, answers=10**6)
    mixed = [MixUp(Confusion("a", "b", 999, 1_000), HOSTILE[0], HOSTILE[2], *["m" * 300] * 3) for _ in range(3)]
    lines = [
        TopicLine(topic, FIGURE, change)
        for topic, change in zip(all_of_them, [None, -0.99, 1.0] * number, strict=False)
    ]
    return Spots(whole, lines, [ConceptLine(title, FIGURE) for title in HOSTILE[:3]], mixed)


@pytest.mark.parametrize(
    ("number", "kind", "named"), [(1, "too_few", 0), (3, "weakest", 1), (150, "candidates", 75), (150, "too_few", 0)]
)
def test_weak_spots_fit_however_many_topics_there_are(number: int, kind: str, named: int) -> None:
    """One's own, the group's and what is shown to all: the weakest first, and what does not fit is counted."""
    found = spots(number, kind, named)
    for card in (spots_card(found), group_card(found), shared_card(found, "W" * 32 + "'s")):
        assert violations(card, picture="weakspots.png") == []
    assert len(bars(found)) <= 12
    if number == 150:
        assert "more" in content(spots_card(found))


@pytest.mark.parametrize("number", [0, 1, 7, 150])
def test_the_details_fit_however_many_topics_there_are(number: int) -> None:
    """Those answered most come first, and how many are left out is said."""
    weeks = [Week(date(2026, 10, 19) + timedelta(weeks=week), 999, 1_000) for week in range(WEEKS)]
    card = details_card(Details(dict.fromkeys(topics(number), weeks), {}), NOW)
    assert violations(card) == []
    assert ("No answers in this period." in content(card)) == (number == 0)
    assert ("more topics" in content(card)) == (number == 150)


def test_the_same_day_of_each_week_stands_in_the_same_column() -> None:
    """In a code block, and with nothing in it that is wider than a letter."""
    studied = dict.fromkeys((date(2026, 10, 19) + timedelta(days=3 * day) for day in range(9)), 1)
    shown = content(details_card(Details({}, studied), NOW))
    head, *weeks = shown.split("```")[1].strip("\n").splitlines()
    assert head.split() == list("MTWTFSS")
    assert len(weeks) == WEEKS
    columns = {at for at, letter in enumerate(head) if letter != " "}
    assert all(line.isascii() or set(line) - {"·"} <= set(map(chr, range(128))) for line in weeks)
    assert all({at for at, sign in enumerate(line) if at >= min(columns) and sign != " "} <= columns for line in weeks)


def test_without_answers_every_screen_says_what_to_do() -> None:
    """No chart, no figure, no claim."""
    nothing = Spots(estimate([], NOW), [], [], [])
    assert "Not enough answers yet" in content(spots_card(nothing))
    assert "%" not in content(spots_card(nothing))
    assert "No misses" in content(misses_card([], 3))
    assert "You have not answered anything yet" in content(profile_card(Profile(0, 0, 0, None, {}, [], badge=False)))
    assert "Nothing is stored about you" in content(erase_card({}))


def test_one_s_profile_fits_with_everything_there_can_be() -> None:
    """Many answers, long ids of questions, every outcome."""
    reports = [
        Report(1, "q" * 80, 2, complaint, "x" * 500, NOW, outcome) for complaint, outcome in product(Complaint, Outcome)
    ]
    full = Profile(10**9, 10**9 - 1, 36_500, NOW, dict.fromkeys(Exam, NOW.date()), reports, badge=True)
    asked = replace(full, asked={"q" * 80: "*" * 1_500})
    for card in (profile_card(full, "n" * 300), profile_card(full), profile_card(asked, "n" * 300)):
        assert violations(card) == []


def test_a_reported_question_is_told_in_its_words() -> None:
    """Nobody knows a question by its id, which stands there only where nothing else is known of it here."""
    reports = [Report(1, name, 2, Complaint.WRONG_KEY, "", NOW) for name in ("q1", "q2")]
    profile = Profile(1, 1, 1, NOW, {}, reports, badge=False, asked={"q1": "Which *one*\nis it?"})
    told = content(profile_card(profile))
    assert "The answer marked as right is wrong: “Which \\*one\\* is it?” (waiting for an organizer)" in told
    assert "The answer marked as right is wrong: `q2` (" in told


def test_what_is_erased_fits_with_every_table() -> None:
    """However many rows there are of everything."""
    counts: Mapping[str, int] = dict.fromkeys((table.name for table in metadata.sorted_tables), 10**9)
    assert all("posted keep your name" in content(card) for card in (erase_card(counts), erased_card(counts)))
    for card in (erase_card(counts), erased_card(counts), half_erased_card(counts)):
        assert violations(card) == []


def test_the_greeting_the_help_and_the_wishes_fit() -> None:
    """For everybody, wherever they are."""
    helps = [
        help_card(NOW, in_server=here, organises=organises) for here, organises in product((True, False), repeat=2)
    ]
    wishes = [wishes_card(Preferences(hidden, no_duels)) for hidden, no_duels in product((True, False), repeat=2)]
    for card in (welcome_card(), *helps, *wishes):
        assert violations(card) == []
    assert "`/settings daily`" in content(welcome_card())
    assert "For organizers" not in content(helps[1])


def test_the_help_names_every_permission_of_the_invite_link() -> None:
    """One list everywhere: who grants what the help names has granted all."""
    told = content(help_card(NOW, in_server=True, organises=True))
    assert [name for name in missing_permissions(0) if name.replace("View Channels", "View Channel") not in told] == []


@pytest.mark.parametrize("no_duels", [True, False])
def test_how_to_take_duels_again_is_told_to_who_takes_none(no_duels: bool) -> None:
    """Nobody reads how to undo what they have not done."""
    assert ("again" in content(wishes_card(Preferences(no_duels=no_duels)))) is no_duels


@pytest.mark.parametrize("stopped", [None, *Stopped])
def test_a_daily_reminder_shows_on_the_profile(stopped: Stopped | None) -> None:
    """That one is set, and that it has stopped, can be read without opening its page."""
    reminder = Reminder(1, time(18, 30), "America/New_York", None, stopped=stopped)
    profile = Profile(1, 1, 1, NOW, {}, (), badge=False)
    told = content(profile_card(profile, reminder=reminder))
    assert ("every day at 18:30, America/New York time" in told) is (stopped is None)
    assert ("has stopped" in told) is (stopped is not None)
    assert "eminder" not in content(profile_card(profile))
