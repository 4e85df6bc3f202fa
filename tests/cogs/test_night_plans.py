"""Planning a quiz night and changing the plan, with the commands."""

import asyncio
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from simcord import ResponseMessage

from bot.kernel.asked import Player
from bot.nights.rules.model import Leg, Night, Plan, Refusal
from bot.nights.rules.planning import MOST_PLANNED
from cogs.nights.reading import offered_days, read_when
from cogs.nights.words import DEFAULT_TITLE
from cogs.shared.words import american
from tests.cogs.evening import Evening, evening
from tests.cogs.table import labels, private, text
from tests.own.test_care import brought
from tests.own.test_story import files_of, own_of

__all__ = ["evening"]


async def test_rounds_are_changed_by_command(evening: Evening) -> None:
    """Changed, added and removed; the card says so; hostile words are shown as they are."""
    laid = evening.laid
    await evening.plan(rounds=2)
    assert "Round 3 is added" in text(private(await laid.slash("ada", "night round", number=3, topic="Security")))
    assert "**Round 3:** Security" in text(laid.card())
    asked = private(await laid.slash("ada", "night round", number=1, remove=True))
    assert "Nothing has changed" in text(private(await laid.press("ada", "Keep it", asked)))
    asked = private(await laid.slash("ada", "night round", number=1, remove=True))
    assert "Round 1 is removed" in text(private(await laid.press("ada", "Remove the round", asked)))
    assert "**Round 2:** Security" in text(laid.card())
    assert "at least 2 rounds" in text(private(await laid.slash("ada", "night round", number=1, remove=True)))
    said = text(private(await laid.slash("ada", "night round", number=1, topic="<@1> @everyone")))
    assert "is not" in said
    assert "Only the host" in text(private(await laid.slash("ben", "night round", number=1, questions=3)))


async def test_two_who_remove_the_same_round_remove_one(evening: Evening) -> None:
    """Each is asked about the round by what it is; whoever comes second reads that the rounds are others by now."""
    laid = evening.laid
    await evening.plan(topics="Metrics, Security, all, Metrics")
    pages = [private(await laid.slash(who, "night round", number=2, remove=True)) for who in ("ada", "gus")]
    assert all("Remove round 2?** Security" in text(page) for page in pages)
    assert "Round 2 is removed:** Security" in text(private(await laid.press("ada", "Remove the round", pages[0])))
    assert "changed in the meantime" in text(private(await laid.press("gus", "Remove the round", pages[1])))
    assert [leg.topic for leg in (await evening.now()).legs] == ["metrics", None, "metrics"]
    assert "Remove round 2?** All" in text(private(await laid.slash("gus", "night round", number=2, remove=True)))


async def test_of_two_who_add_a_round_at_once_one_reads_that_it_is_not_added(evening: Evening) -> None:
    """Neither takes the other's place unseen; whoever changes a round reads what it was."""
    await evening.plan(rounds=2)
    nights, night, at = evening.feature.nights, await evening.now(), evening.laid.env.now()
    legs = [Leg("metrics"), Leg("security")]
    made = await asyncio.gather(*(nights.set_leg(night.id, 3, leg, night.legs, at) for leg in legs))
    assert [one for one in made if isinstance(one, Refusal)] == [Refusal.CHANGED]
    assert [leg.topic for leg in (await evening.now()).legs] == [None, None, "metrics"]
    said = text(private(await evening.laid.slash("gus", "night round", number=3, topic="Security")))
    assert "Round 3 is changed" in said
    assert "It was: Metrics" in said


async def test_at_short_notice_nobody_is_promised_a_reminder(evening: Evening) -> None:
    """A night that begins in ten minutes can be come to, and reminds nobody."""
    soon = evening.laid.env.now() + timedelta(minutes=10)
    await evening.plan(day=f"{soon:%Y-%m-%d}", time=f"{soon:%H:%M}")
    announced = text(evening.laid.card())
    assert "direct message" not in announced
    assert "you can also just come" in announced


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"day": "yesterday"}, "date"),
        ({"day": "2001-01-01"}, "passed"),
        ({"day": "2099-01-01"}, "eight weeks"),
        ({"time": "25 o'clock"}, "time"),
        ({"zone": "Nowhere at all"}, "zone"),
        ({"topics": "Metrics"}, "2 to 6 rounds"),
        ({"topics": "Nonsense, Metrics"}, "Nonsense"),
    ],
)
async def test_what_cannot_be_planned_is_said_in_words(evening: Evening, given: dict[str, str], said: str) -> None:
    """And nothing is announced."""
    assert said in await evening.plan(**given)
    assert await evening.feature.nights.open_in(evening.laid.guild.id) == []


async def test_of_two_nights_of_one_title_neither_is_denied(evening: Evening) -> None:
    """Most nights have the usual title: whoever types it reads that there are several, and not that there is none."""
    for hour in (6, 9):
        when = evening.laid.env.now() + timedelta(hours=hour)
        await evening.plan(day=f"{when:%Y-%m-%d}", time=f"{when:%H:%M}")
    told = text(private(await evening.laid.slash("ada", "night stop", night="quiz night")))
    assert "Several quiz nights here are called" in told
    assert "is not a quiz night" not in told


async def test_organizers_who_plan_at_the_same_moment_do_not_get_in_each_others_way(evening: Evening) -> None:
    """One of them has the channel at that hour; nor can two nights be moved to one hour at once."""
    nights, at = evening.feature.nights, evening.laid.env.now()

    async def plan(host: int, hours: int) -> Night | Refusal:
        wanted = Plan("Night", at + timedelta(hours=hours), (Leg(None, 5), Leg(None, 5)))
        here, who = evening.laid.channel.id, Player(host, f"p{host}", at)
        return await nights.plan(guild_id=evening.laid.guild.id, channel_id=here, host=who, plan=wanted, at=at)

    same_hour = await asyncio.gather(*(plan(host, 12) for host in range(4)))
    assert [one for one in same_hour if isinstance(one, Refusal)] == [Refusal.TOO_CLOSE] * 3
    await asyncio.gather(*(plan(host, 24 * host) for host in range(1, 9)))
    planned = await nights.open_in(evening.laid.guild.id)
    assert len(planned) == MOST_PLANNED
    noon = at + timedelta(hours=36)
    moved = await asyncio.gather(*(nights.move(night.id, noon, at) for night in planned[-2:]))
    assert [one for one in moved if isinstance(one, Refusal)] == [Refusal.TOO_CLOSE]


async def test_a_server_has_a_handful_of_nights_and_a_channel_one_at_a_time(evening: Evening) -> None:
    """Whoever steers must say which one; the list shows them all."""
    laid = evening.laid
    assert "No quiz night is planned" in text(private(await laid.slash("ben", "night show")))
    await evening.plan(title="One")
    assert "at about that time" in await evening.plan(title="Two")
    for number in range(2, 6):
        day = laid.env.now() + timedelta(days=number)
        assert "planned for" in await evening.plan(title=f"Night {number}", day=f"{day:%Y-%m-%d}")
    moved = {"night": "Night 3", "day": f"{laid.env.now() + timedelta(days=4):%Y-%m-%d}", "zone": "UTC"}
    when = f"{(laid.env.now() + timedelta(hours=6)):%H:%M}"
    assert "at about that time" in text(private(await laid.slash("ada", "night move", time=when, **moved)))
    day = laid.env.now() + timedelta(days=9)
    assert "already has 5" in await evening.plan(title="Six", day=f"{day:%Y-%m-%d}")
    assert text(private(await laid.slash("ben", "night show"))).count("signed up") == 5
    assert "Say which one" in text(private(await laid.slash("ada", "night stop")))
    assert "off?" in text(private(await laid.slash("ada", "night stop", night="Night 3")))
    assert "is not a quiz night" in text(private(await laid.slash("ada", "night stop", night="<@111>")))


@pytest.mark.parametrize("zone", ["Pacific/Honolulu", "America/Los_Angeles", "UTC", "Asia/Tokyo", "Pacific/Kiritimati"])
@pytest.mark.parametrize("hour", range(0, 24, 3))
def test_the_days_that_are_offered_are_those_of_the_zone(zone: str, hour: int) -> None:
    """At whatever hour, the list's today is today there, and what is picked is that day, by its value or as shown."""
    at, there = datetime(2026, 1, 1, hour, 30, tzinfo=UTC), ZoneInfo(zone)
    offered = offered_days(at, there)
    assert offered[0][1] == at.astimezone(there).date()
    for shown, day in offered[1:]:
        for typed in (shown, day.isoformat()):
            assert read_when(typed, "20:00", there, at).astimezone(there).date() == day
    unsure = offered_days(at, None)
    assert unsure[0][1] <= at.astimezone(there).date() <= unsure[2][1]
    assert not any(shown.startswith(("Today", "Tomorrow")) for shown, _ in unsure)


async def test_days_are_offered_in_the_zone_in_mind(evening: Evening) -> None:
    """In the one that is chosen already, else the daily's; where neither is known, none is called today."""
    laid, offered = evening.laid, list[str]()
    for filled in ({"zone": "Pacific/Kiritimati"}, {"zone": "Etc/GMT+12"}, {"zone": "no such"}, {}):
        found = await laid.ada.autocomplete(laid.channel, "night plan", "day", "", **filled)
        offered.append(found[0]["name"])
    at = laid.env.now()
    assert offered[0] == f"Today, {american((at + timedelta(hours=14)).date())}"
    assert offered[1] == f"Today, {american((at - timedelta(hours=12)).date())}"
    assert "Today" not in "".join(offered[2:])


@pytest.mark.parametrize("shown", ["\u200b", "\u3164\u2800", "\u202e"])
async def test_a_title_that_shows_nothing_is_no_title(evening: Evening, shown: str) -> None:
    await evening.plan(title=shown)
    assert (await evening.now()).plan.title == DEFAULT_TITLE
    assert DEFAULT_TITLE in text(evening.laid.card()).splitlines()[0]


async def test_every_list_of_topics_that_is_offered_can_be_planned(evening: Evening) -> None:
    """Own topics whose titles hold what stands between the topics of a list."""
    laid = evening.laid
    for title in ("R&D", "Unit 1, part A"):
        await laid.slash("gus", "packs new", title=title)
        pack = (await own_of(laid).packs(laid.guild.id))[-1]
        await files_of(laid).bring(laid.guild.id, pack.name, brought(f"{pack.name}-q"), 1, laid.env.now())
        await own_of(laid).publish(laid.guild.id, pack.name, published=True)
    for typed in ("all, R", "R&D, Unit 1, p", "Unit 1, part A, r&"):
        offered = await laid.people["gus"].autocomplete(laid.channel, "night plan", "topics", typed)
        assert offered
        day = laid.env.now() + timedelta(days=2 + len(typed))
        for one in offered:
            assert "is not a topic" not in await evening.plan("gus", topics=one["value"], day=f"{day:%Y-%m-%d}")
            titles = one["value"].replace("all", "All topics")
            assert f"**Round 1:** {titles.partition(', ')[0][:6]}" in text(laid.card()).replace("\\", "")


async def _planned(evening: Evening) -> tuple[ResponseMessage, ResponseMessage]:
    """What Ada sees who has planned a night, and Ben who has signed up."""
    laid, when = evening.laid, evening.laid.env.now() + timedelta(hours=6)
    given = {"day": f"{when:%Y-%m-%d}", "time": f"{when:%H:%M}", "zone": "UTC", "questions": 1}
    planned = private(await laid.slash("ada", "night plan", **given))
    await evening.look()
    evening.latest = (await evening.feature.nights.open_in(laid.guild.id))[0].id
    return planned, private(await laid.press("ben", "Sign up"))


async def test_pages_about_a_planned_night_say_what_became_of_it(evening: Evening) -> None:
    """Moved, they have the new time; called off, they say so and offer nothing that leads nowhere."""
    laid = evening.laid
    planned, signed = await _planned(evening)
    await laid.slash("ada", "night move", day="tomorrow", time="20:00", zone="Berlin")
    await laid.settle()
    moved = f"<t:{(await evening.now()).plan.starts_at.timestamp():.0f}:"
    assert moved in text(planned)
    assert moved in text(signed)
    page = private(await laid.slash("ada", "night stop"))
    await laid.press("ada", "Call it off", page)
    await laid.settle()
    for shown in (planned, signed, laid.card()):
        assert "**The quiz night is called off.**" in text(shown)
        assert labels(shown) == []


async def test_a_press_on_an_old_page_says_what_became_of_the_night(evening: Evening) -> None:
    """After a restart, pages do not change by themselves."""
    laid = evening.laid
    _, signed = await _planned(evening)
    evening.feature.privates.ended(evening.latest)
    page = private(await laid.slash("ada", "night stop"))
    await laid.press("ada", "Call it off", page)
    assert "Withdraw" in labels(signed)
    said = text(private(await laid.press("ben", "Withdraw", signed)))
    assert said == "**The quiz night is called off.** `/night plan` plans another."


async def test_a_page_about_a_planned_night_says_that_it_has_begun(evening: Evening) -> None:
    """Whoever has it before them is sent to the quiz, and not offered to withdraw."""
    await _planned(evening)
    night = await evening.now()
    await evening.look((night.plan.starts_at - evening.laid.env.now()).total_seconds() - 60)
    again = private(await evening.laid.press("ben", "Sign up"))
    await evening.look(120)
    assert "has started" in text(again)
    assert labels(again) == []


async def test_the_number_of_rounds_agrees_with_the_topics_or_is_asked_back(evening: Evening) -> None:
    """Nothing that was typed is passed over, and whoever has named too few reads how to name more."""
    assert "Leave **rounds** out" in await evening.plan(topics="Metrics, all", rounds=5)
    assert "Metrics, Metrics" in await evening.plan(topics="Metrics")
    assert "planned for" in await evening.plan(topics="Metrics, Metrics", rounds=2)
    night = await evening.now()
    removed = private(await evening.laid.slash("ada", "night round", number=1, remove=True))
    assert "Add another one first" in text(removed)
    assert len((await evening.now()).legs) == len(night.legs)


async def test_a_night_without_a_clock_promises_no_points_for_speed(evening: Evening) -> None:
    """As its rounds say themselves."""
    await evening.plan(topics="Metrics, all", pace="relaxed")
    assert "without points for speed" in text(evening.laid.card())
