"""A group's course as its organizer and the others see it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.cohorts.manifest import Cohorts
from bot.kernel.courses import module_titles
from bot.kernel.custom_ids import build
from bot.kernel.sources import Everywhere
from bot.kernel.topics import name_topics
from cogs.cohorts.ids import Verb
from tests.cogs.table import Table, labels, private, table, text
from tests.courses.makers import COURSE, library
from tests.own.test_story import own_of

DAY_S = 24 * 3600.0


@pytest.fixture
async def school(tmp_path: Path) -> AsyncIterator[Table]:
    whole = library(COURSE)
    name_topics(module_titles(whole.courses))
    async with table(tmp_path, {}, Everywhere(lambda: whole)) as ready:
        yield ready


async def later(school: Table, days: float) -> None:
    """Let time pass, and have the course looked at."""
    await school.env.advance_time(days * DAY_S)
    cohorts = next(feature for feature in school.app.features if isinstance(feature, Cohorts)).cohorts
    await cohorts.tick(school.env.now())
    await school.settle()


async def begun(school: Table) -> None:
    await school.slash("gus", "course group", every=7, time="00:00", zone="UTC")
    await later(school, 0)


async def test_a_group_goes_through_its_course_week_by_week(school: Table) -> None:
    """A card on the first day, a quiz on the last, and the next module after it; a pause holds it up."""
    for who, does_organize in (("ada", False), ("gus", True)):
        told = text(private(await school.slash(who, "course group")))
        assert "does not follow a course" in told
        assert ("every:week" in told) is does_organize
        assert ("An organizer can start one" in told) is not does_organize
    set_up = private(await school.slash("gus", "course group", every=7, time="00:00", zone="UTC"))
    assert "Now: 1. First steps" in text(set_up)
    assert "The module's first card is posted now. Next card:" in text(set_up)
    assert "the last day of **First steps**" in text(set_up)
    await later(school, 0)
    card = school.card()
    assert "1. First steps" in text(card)
    assert "Tell the one" in text(card)
    assert "builds on" not in text(private(await school.press("ada", "Open the module", card)))
    await later(school, 6)
    last = school.card()
    assert "Last day of 1. First steps" in text(last)
    assert "Fewer than five people" in text(last)
    await school.press("ben", "Start a quiz on it", last)
    assert "First steps" in text(school.card())
    await school.stop("ben")
    await later(school, 1)
    assert "2. Second steps" in text(school.card())
    shown = private(await school.slash("gus", "course group"))
    assert labels(shown) == ["Open the module", "Pause", "End the course"]
    paused = private(await school.press("gus", "Pause", shown))
    assert "Paused since" in text(paused)
    again = private(await school.press("gus", "Continue", paused))
    sure = private(await school.press("gus", "End the course", again))
    assert "The group is at module 2 of" in text(sure)
    kept = private(await school.press("gus", "Keep it", sure))
    assert "Now: 2. Second steps" in text(kept)
    sure = private(await school.press("gus", "End the course", kept))
    over = private(await school.press("gus", "End the course", sure))
    assert "The course is over" in text(over)


async def test_a_quiz_without_a_topic_follows_the_module(school: Table) -> None:
    """Its lobby says so, and whoever wants everything can have it; a default topic comes first, as the page says."""
    await begun(school)
    await school.slash("ada", "quiz start")
    assert "First steps" in text(school.card())
    await school.stop("ada")
    await school.slash("ada", "quiz start", topic="all")
    assert "First steps" not in text(school.card())
    await school.stop("ada")
    assert "unless `/settings server` has one for it" in text(private(await school.slash("ada", "course group")))
    await school.slash("gus", "settings server", topic="Metrics")
    await school.slash("ada", "quiz start")
    assert "First steps" not in text(school.card())
    assert "Metrics" in text(school.card())


async def test_a_module_whose_topics_are_off_says_so(school: Table) -> None:
    """Nobody who presses its button is told to choose another topic or focus."""
    here = school.guild.id
    topics = [topic for topic in await school.rounds.pool.topics(here) if topic]
    await own_of(school).choose_topics(here, None, topics, [])
    shown = private(await school.slash("ada", "course show"))
    module = private(await school.press("ada", "Begin: First steps", shown))
    told = text(private(await school.press("ada", "Practice this module", module)))
    assert "The topics that this is about are off on this server." in told


async def test_only_who_may_manage_the_server_sets_it(school: Table) -> None:
    """By command, by button, and by forged id."""
    assert "Only organizers" in text(private(await school.slash("ada", "course group", every=7, time="9", zone="UTC")))
    await begun(school)
    assert "Pause" not in labels(private(await school.slash("ada", "course group")))
    for verb in (Verb.PAUSE, Verb.RESUME, Verb.END):
        assert "Only organizers" in text(private(await school.forge("ada", build(verb, 0, "c"))))
    assert "Now: 1. First steps" in text(private(await school.forge("ada", build(Verb.SHOW, 0, "c"))))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"every": 7}, "needs the time and the time zone"),
        ({"time": "25:00", "zone": "UTC"}, "is not a time of day"),
        ({"time": "9:00", "zone": "Nowhere"}, "is not in the list of cities"),
        ({"time": "9:00", "zone": "UTC", "course": "**x**"}, "is not a course here"),
        ({"time": "9:00", "zone": "UTC", "start": "2020-01-01"}, "would be over already"),
        ({"time": "9:00", "zone": "UTC", "start": "blursday"}, "blursday"),
    ],
)
async def test_what_cannot_be_read_is_answered_in_words(school: Table, typed: dict[str, object], said: str) -> None:
    """And nothing is set."""
    assert said in text(private(await school.slash("gus", "course group", **typed)))
    assert "does not follow a course" in text(private(await school.slash("gus", "course group")))


async def test_a_channel_that_is_deleted_between_two_cards_stops_it_at_once(school: Table) -> None:
    """The organizer reads so at their next command, and not a week later; another channel's deletion stops nothing."""
    other, third = (school.guild.create_text_channel(name) for name in ("school", "third"))
    await school.slash("gus", "course group", every=7, time="00:00", zone="UTC", channel=other)
    await later(school, 0)
    school.env.backend.delete_channel(third.id)
    await school.settle()
    assert "could not post" not in text(await school.slash("gus", "me"))
    school.env.backend.delete_channel(other.id)
    await school.settle()
    assert "could not post the group's course" in text(await school.slash("gus", "me"))
    shown = private(await school.slash("gus", "course group", channel=school.channel))
    assert "Next card" in text(shown)
    assert "the last day of" in text(shown)


async def test_a_deleted_channel_stops_it_and_the_organizer_reads_why(school: Table) -> None:
    """After whatever they ask for next; with another channel it goes on."""
    other = school.guild.create_text_channel("school")
    await school.slash("gus", "course group", every=7, time="00:00", zone="UTC", channel=other)
    school.env.inject_error("POST", f"/channels/{other.id}/messages", status=404, code=10003, times=None)
    await later(school, 0)
    answered = await school.slash("gus", "me")
    assert "could not post the group's course" in text(answered)
    shown = private(await school.slash("gus", "course group"))
    assert "could not post" in text(shown)
    assert "follows the module" not in text(shown)
    await school.slash("gus", "course group", channel=school.channel)
    await later(school, 0)
    assert "1. First steps" in text(school.card())


async def test_a_channel_that_is_open_again_after_weeks_gets_the_card_that_was_refused(school: Table) -> None:
    """At the press of Continue; the group is at that card's module, as many weeks later."""
    await begun(school)
    posts = "POST", f"/channels/{school.channel.id}/messages"
    school.env.inject_error(*posts, status=403, code=50001, times=1)
    await later(school, 7)
    shown = private(await school.slash("gus", "course group"))
    assert "could not post" in text(shown)
    await later(school, 21)
    shown = private(await school.press("gus", "Continue", shown))
    assert "The module's first card is posted now." in text(shown)
    assert "Now: 2. Second steps" in text(shown)


async def test_naming_the_same_course_by_its_title_does_not_begin_it_anew(school: Table) -> None:
    """As Discord sends it that was typed instead of picked from the list."""
    await begun(school)
    await later(school, 7)
    other = school.guild.create_text_channel("school")
    shown = private(await school.slash("gus", "course group", course="A demo course", channel=other))
    assert "Now: 2. Second steps" in text(shown)
    assert f"<#{other.id}>" in text(shown)


async def test_to_begin_anew_in_the_middle_of_a_course_asks_first(school: Table) -> None:
    """With another first date, the group would be back at the first module."""
    await begun(school)
    await later(school, 7)
    start = f"{school.env.now():%Y-%m-%d}"
    sure = private(await school.slash("gus", "course group", start=start))
    assert "already follows a course" in text(sure)
    assert "The group is at module 2 of" in text(sure)
    assert "Now: 2. Second steps" in text(private(await school.press("gus", "Keep it", sure)))
    sure = private(await school.slash("gus", "course group", start=start))
    assert "The course is over" in text(private(await school.press("gus", "End the course", sure)))
    assert "Now: 1. First steps" in text(
        private(await school.slash("gus", "course group", time="00:00", zone="UTC", start=start))
    )


async def test_before_its_first_card_a_course_is_changed_at_once(school: Table) -> None:
    """Nothing of it is cut off yet."""
    start = f"{school.env.now():%Y}-12-30"
    await school.slash("gus", "course group", every=7, time="00:00", zone="UTC", start=start)
    changed = private(await school.slash("gus", "course group", start=start.replace("-30", "-31")))
    assert "already follows a course" not in text(changed)
