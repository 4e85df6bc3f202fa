"""The daily's cards and what organisers type."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from discord.ui import Button, LayoutView

from bot.daily.played import Tally
from bot.daily.rules import play
from bot.daily.rules.play import Daily
from bot.daily.rules.schedule import EVERY_DAY, Break
from bot.daily.rules.streak import Played, streak
from bot.daily.service import Record
from bot.delivery.validator import COMPONENTS_V2, message_violations
from bot.kernel.asked import Asked, Player
from bot.kernel.dates import DateError, read_time, read_weekdays
from bot.kernel.grading import check
from bot.kernel.questions import Question
from bot.kernel.reading import UnreadableError
from bot.kernel.unfit import AnswerError
from cogs.checking.bounds import surely_fits
from cogs.checking.playing import answers_of
from cogs.daily.reading import read_breaks
from cogs.daily.rendering.overview import overview_card, servers_card
from cogs.daily.rendering.playing import explained_card, question_card, result_card, share_text
from cogs.daily.rendering.post import closed_card, open_card
from cogs.daily.words import days
from cogs.shared.reading import read_topics, told
from tests.cogs.table import bare
from tests.prepared import built_in
from tests.strategies import NOON, question

WIDEST = "█" * 32
RECORD = Record(streak([Played.IN_TIME, Played.NOT] * 200), 400, 7)
HOUR = timedelta(hours=1)


def violations(card: LayoutView) -> list[str]:
    components = card.to_components()  # type: ignore[no-untyped-call]
    return message_violations({"components": components, "flags": COMPONENTS_V2, "allowed_mentions": {"parse": []}})


def content(card: LayoutView) -> str:
    return bare("\n".join(part.content for part in card.walk_children() if hasattr(part, "content")))


def a_daily(*questions: Question, names: tuple[str, ...] = ()) -> Daily:
    """One whose last question everybody answered wrong, and every other one right."""
    asked = tuple(Asked(each, place, opened_at=NOON) for place, each in enumerate(questions or [question("q0")]))
    daily = Daily(36**6 - 1, 1, 1, NOON, date(2026, 9, 30), 9_999, asked)
    for number, name in enumerate(names, start=1):
        for place in range(len(asked)):
            last = place == len(asked) - 1
            result = play.answer(daily, Player(number, name, NOON), place, (1,) if last else (0,), NOON + HOUR)
            assert isinstance(result, Daily)
            daily = result
    return daily


def test_every_built_in_item_fits_into_a_daily() -> None:
    """No built-in item breaks a limit of Discord's when it is asked, explained, or was the hardest before.

    Those that surely fit are not drawn, but for some."""
    broken: dict[str, list[str]] = {}
    items = built_in().questions.values()
    for asked in (one for place, one in enumerate(items) if not surely_fits(one) or place % 10 == 0):
        for card in _cards(asked):
            broken.setdefault(asked.id, []).extend(violations(card))
    assert len(broken) > 100
    assert {name: found for name, found in broken.items() if found} == {}


def _cards(asked: Question) -> list[LayoutView]:
    daily = a_daily(asked)
    cards: list[LayoutView] = [question_card(daily, 1, 0, notice="n" * 100)]
    players = [Player(number, WIDEST, NOON) for number in range(1, 20)]
    for player, given in zip(players, answers_of(asked), strict=False):
        try:
            fitting = check(asked, given)
        except AnswerError:
            continue
        result = play.answer(daily, player, 0, fitting, NOON + HOUR)
        assert isinstance(result, Daily)
        daily = result
        cards.append(explained_card(daily, player.id, 0, RECORD))
    after = replace(a_daily(asked), role_id=36**6, weekly=True)
    return [*cards, open_card(after, play.close(daily, NOON + 24 * HOUR), NOON)]


def test_the_post_tells_how_the_one_before_went() -> None:
    """The post opens with the best players, the accuracy, and the hardest question with its explanation."""
    before = a_daily(question("q0"), question("q1", stem="Which is **hard**?"), names=("Ada", "Ben"))
    told = content(open_card(a_daily(), play.close(before, NOON + 24 * HOUR), None))
    assert "2 players, 50% of their answers right · best, 1 of 2: Ada, Ben" in told
    assert "Hardest (0 of 2 right): Which is hard?" in told
    assert "Because it fits." in told
    assert "✅ Serverless" in told


def test_who_has_played_reads_the_days_score() -> None:
    """`/daily` says how one did today, with a sign for each question, and not only that one has played."""
    played = a_daily(question("q0"), question("q1"), names=("Ada",))
    told = content(overview_card(played, 1, RECORD, [], NOON + HOUR))
    assert "You have played it: 1 of 2 right ✅❌" in told
    assert "1 question waits for you" in content(overview_card(a_daily(question("q0")), 1, RECORD, [], NOON + HOUR))


def test_a_daily_that_is_over_waits_for_nobody() -> None:
    """Where none follows, the last one stays on `/daily`: it says that it is closed, and offers nothing to play."""
    over = play.close(a_daily(question("q0"), question("q1")), NOON + 24 * HOUR)
    for page in (overview_card(over, 1, RECORD, [], None), servers_card([(over, "Cloud")], 1)):
        assert "It is closed." in content(page)
        assert "for you" not in content(page)


def test_standings_are_promised_only_of_a_daily_that_is_to_come_to_its_end() -> None:
    """Where the last one was over long ago, none come by themselves."""
    running = a_daily(question("q0"))
    assert "Standings come once a daily is over" in content(overview_card(running, 1, RECORD, [], NOON + HOUR))
    told = content(overview_card(play.close(running, NOON + 24 * HOUR), 1, RECORD, [], None))
    assert "Standings come" not in told
    assert "nobody here has answers in the dailies of the last 30 days" in told


def test_who_may_still_finish_is_offered_that() -> None:
    """`/daily` says until when a daily that has closed still counts as on time, and brings them to it."""
    finishing = replace(RECORD, to_make_good=None, to_finish=9, finish_by=NOON + HOUR / 4)
    page = overview_card(a_daily(), 1, finishing, [], NOON + HOUR)
    assert f"you can still finish it on time until <t:{int((NOON + HOUR / 4).timestamp())}:t>" in content(page)
    offered = [part.label for part in page.walk_children() if isinstance(part, Button)]
    assert offered == ["Play", "Finish the last one"]
    assert violations(page) == []


def test_a_page_of_an_older_daily_says_that_its_streak_is_the_one_of_now() -> None:
    """It is not the one that there was with that daily, which is what others are shown."""
    played = a_daily(question("q0"), question("q1"), names=("Ada",))
    over = play.close(played, NOON + 24 * HOUR)
    told = [content(result_card(one, 1, RECORD)) for one in (played, over)]
    assert ["Streak now: " in one for one in told] == [False, True]
    assert ["Streak: " in one for one in told] == [True, False]


def test_nobody_is_offered_to_show_a_result_to_themselves() -> None:
    """In direct messages nobody else would see it: the last page says where it can be shown."""
    played = a_daily(question("q0"), question("q1"), names=("Ada",))
    for alone in (True, False):
        pages = (result_card(played, 1, RECORD, alone=alone), explained_card(played, 1, 1, RECORD, alone=alone))
        for page in pages:
            assert ("use `/daily` on the server" in content(page)) is alone
            offered = [part.label for part in page.walk_children() if isinstance(part, Button)]
            assert ("Show my result here" in offered) is not alone
            assert violations(page) == []


def test_an_open_post_tells_nothing_but_how_many() -> None:
    """While a post is open it shows how many have played, and neither names nor what was right."""
    told = content(open_card(a_daily(names=("Ada", "Ben", "Cat")), None, None))
    assert "3 players have started, 3 are done" in told
    assert not re.search(r"Ada|Ben|right|%", told)


@pytest.mark.parametrize("hostile", ["@everyone", "# Ada wins", "<@&123456789012345678>", "**bold**", "a\nb", WIDEST])
def test_names_are_only_names(hostile: str) -> None:
    """Whatever somebody is called, nothing is pinged or formatted by it."""
    before = play.close(a_daily(names=(hostile,) * 3), NOON + 24 * HOUR)
    best = play.close(a_daily(question("q0"), question("q1"), names=(hostile,)), NOON + 24 * HOUR)
    overview = overview_card(before, 1, RECORD, [Tally(1, hostile, 3, 3)] * 9, NOON)
    shared = share_text(before, 1, hostile, 9)
    for shown in (content(open_card(a_daily(), best, None)), content(overview), shared):
        assert not re.search(r"@everyone|<@[&!]?\d|\*\*bold|^# Ada|a\nb", shown, re.MULTILINE)
    assert violations(overview) == []
    assert violations(closed_card(before)) == []
    servers = [(replace(a_daily(), id=number), hostile * 3) for number in range(5)]
    assert violations(servers_card(servers, 1)) == []


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("9", "09:00"), ("09:30", "09:30"), ("21.15", "21:15"), ("9 pm", "21:00"), ("12am", "00:00"), ("12 PM", "12:00")],
)
def test_times_as_people_type_them(typed: str, meant: str) -> None:
    """Hours with or without minutes, on a clock of 24 or of 12 hours."""
    assert read_time(typed) == time.fromisoformat(meant)


@pytest.mark.parametrize("typed", ["", "24:00", "9:60", "13 pm", "0am", "noonish", "9:5"])
def test_what_is_no_time(typed: str) -> None:
    """What is no time of day is refused with an example of one."""
    with pytest.raises(DateError) as refused:
        read_time(typed)
    assert "09:00" in told(refused.value)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("every day", EVERY_DAY),
        ("Mon-Fri", {0, 1, 2, 3, 4}),
        ("Sat, Sun", {5, 6}),
        ("Saturday and Sunday", {5, 6}),
        ("fri to mon", {4, 5, 6, 0}),
        ("Wednesday", {2}),
    ],
)
def test_weekdays_as_people_type_them(typed: str, meant: set[int]) -> None:
    """Names in full or short, lists and spans."""
    assert read_weekdays(typed) == meant


def test_days_as_a_plan_says_them() -> None:
    """In a sentence."""
    assert days(frozenset({0, 2})) == "on Mondays and Wednesdays"
    assert days(frozenset({6})) == "on Sundays"
    assert days(frozenset(range(7))) == "every day"


def test_breaks_as_people_type_them() -> None:
    """Single dates and spans with commas between, or none."""
    found = read_breaks("2026-12-24 to 2027-01-02, 2026-04-05")
    assert found == (Break(date(2026, 4, 5), date(2026, 4, 5)), Break(date(2026, 12, 24), date(2027, 1, 2)))
    assert read_breaks("none") == ()
    for same in (
        "Dec 24, 2026 to Jan 2, 2027; April 5, 2026", "5 April, 2026, 24th of December, 2026 until 2 January 2027",
        "24.12.2026-02.01.2027, 05.04.2026", "2026-04-05, Dec 24, 2026 - 2 Jan 2027",
        "Dec 24 2026-Jan 2, 2027, 20260405",
    ):  # fmt: skip
        assert read_breaks(same) == found
    for wrong in ("Christmas", "2026-02-30", "2027-01-02 to 2026-12-24", "2026-01-01 2026-01-02 2026-01-03"):
        with pytest.raises(UnreadableError):
            read_breaks(wrong)


def test_topics_as_people_type_them() -> None:
    """Titles or names, in any case, with commas between; what is none is answered with those there are."""
    known = ["metrics", "ai_services"]
    assert read_topics("Metrics, ai services", known) == ("metrics", "ai_services")
    assert read_topics("all", known) == ()
    with pytest.raises(UnreadableError, match="Choose from: Metrics"):
        read_topics("cooking", known)


def test_what_is_open_for_a_day_says_until_which_day() -> None:
    """“Until 2:28 AM” at 2:28 AM reads as now."""
    daily, closes_at = a_daily(question("q")), NOON + timedelta(days=1)
    overview = overview_card(daily, 1, Record(streak(()), 0), (), closes_at)
    for card in (open_card(daily, None, closes_at), overview):
        assert f"ntil <t:{int(closes_at.timestamp())}:f>" in content(card)


def test_no_label_is_a_button_here_and_a_sign_there() -> None:
    """What says how far a game is cannot be pressed anywhere, and looks like a bar."""
    daily = a_daily(question("p"), question("q"), names=("Ada",))
    views: list[LayoutView] = [question_card(daily, 9, place) for place in (0, 1)]
    views += [explained_card(daily, 1, place, None) for place in (0, 1)]
    buttons = [part for view in views for part in view.walk_children() if isinstance(part, Button)]
    signs, pressed = ({one.label for one in buttons if one.disabled is off} for off in (True, False))
    assert signs == {"▱▱ 0 of 2 done", "▰▱ 1 of 2 done"}
    assert not signs & pressed
    assert "Next question (2 of 2)" in pressed


def test_a_daily_that_has_no_new_questions_left_says_who_can_choose_others() -> None:
    """Players cannot: an organizer can, and reads where."""
    three = a_daily(*(question(f"q{number}") for number in range(3)))
    told = content(open_card(replace(three, repeats=2), None, None))
    assert "2 of the 3 questions were asked here recently" in told
    assert "An organizer can choose more topics with `/settings daily`." in told
    assert "asked here recently" not in content(open_card(three, None, None))
