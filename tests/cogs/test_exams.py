"""Mock exams on the screen: sat alone or as a group, reviewed, handed in and read."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import cast
from unittest.mock import Mock

import discord
import pytest
from simcord import InteractionResult

from bot.exams.manifest import Exams
from bot.exams.rules.model import Sitting
from bot.exams.service import ExamService
from bot.exams.store import SqlSittings
from bot.kernel.absences import Absences
from bot.kernel.custom_ids import base36
from bot.kernel.library import library_of
from bot.kernel.ports import Outbox
from bot.kernel.questions import Kind
from bot.kernel.share import DIRECT
from bot.kernel.sources import Everywhere
from bot.packs import content
from bot.rounds.pool import NO_REPEAT
from tests.cogs.table import Shown, Table, labels, parts, private, table, text
from tests.exams.makers import AIF, GUIDES, bank
from tests.strategies import BODIES, SECOND

WORDS = ("right (", "Right:", "**Why:**")
"""What only a paper that is in may show."""


@pytest.fixture
async def hall(tmp_path: Path) -> AsyncIterator[Table]:
    """A table with a bank for two forms."""
    async with table(tmp_path, {one.id: one for one in bank(forms=2)}) as ready:
        yield ready
        await ready.settle()  # a page that is still being drawn has a connection of its own


def choices(page: Shown) -> list[str]:
    """What its menus offer."""
    return [option["label"] for part in parts(page) if part["type"] == 3 for option in part["options"]]


def exams(hall: Table) -> Exams:
    return next(feature for feature in hall.app.features if isinstance(feature, Exams))


async def current(hall: Table, who: str) -> Sitting:
    paper = await exams(hall).exams.current(hall.people[who].id)
    assert paper is not None
    return paper


def desk(hall: Table, who: str) -> discord.Message:
    """What lies in somebody's direct messages."""
    return hall.people[who].user.dm_channel.history()[-1]


async def later(hall: Table, seconds: float) -> None:
    await hall.env.advance_time(seconds)
    feature = exams(hall)
    await feature.exams.tick(hall.env.now())
    await feature.rooms.tick(hall.env.now())
    await hall.settle()


async def back(hall: Table, who: str) -> Shown:
    return private(await hall.slash(who, "exam show"))


async def begun(hall: Table, who: str, **options: object) -> InteractionResult:
    """Read what it is, and start its clock."""
    introduction = private(await hall.slash(who, "exam start", exam="AIF-C01", **options))
    return await hall.press(who, "Start", introduction)


async def press(hall: Table, who: str, label: str, on: Shown) -> Shown:
    """Press on a private page; what stands there then."""
    return private(await hall.press(who, label, on))


async def test_a_mock_is_sat_alone_and_read(hall: Table) -> None:
    """Answer, change, flag, strike out, look over, hand in after being asked once, and read what it came to."""
    await begun(hall, "ada")
    page = await back(hall, "ada")
    assert "1/65 · AIF-C01 · hands itself in at <t:" in text(page)
    await hall.env.advance_time(1)
    page = await press(hall, "ada", "A", page)
    assert "☑ Locked in: **A**" in text(page)
    page = await press(hall, "ada", "B", page)
    assert "☑ Locked in: **B**" in text(page)
    page = await press(hall, "ada", "Next", page)
    for _ in range(3):
        page = await press(hall, "ada", "Flag", page)
        assert "★ flagged" in text(page)
        page = await press(hall, "ada", "Next", page)
    page = await press(hall, "ada", "Not sure", page)
    page = await press(hall, "ada", "Strike out", page)
    page = await press(hall, "ada", "Strike C", page)
    assert "~~**C)**" in text(page)
    page = await press(hall, "ada", "Back to the question", page)
    page = await press(hall, "ada", "All questions", page)
    assert "  1●     2○★    3○★    4○★  > 5○ ?" in text(page)
    assert {"5 · blank · not sure", "2 · blank · flagged", "1 · answered"} <= set(choices(page))
    page = await press(hall, "ada", "Review", page)
    assert "64 questions blank" in text(page)
    assert "3 flagged:** 2, 3, 4" in text(page)
    page = await press(hall, "ada", "Hand in", page)
    assert "Hand in anyway?" in text(page)
    page = await press(hall, "ada", "Hand in as it stands", page)
    assert text(page).startswith("## AIF-C01 mock exam")
    assert text(page).index("of 50 right") < text(page).index("AWS publishes no conversion")
    page = await press(hall, "ada", "Wrong", page)
    assert "**Why was it missed?**" in text(page)
    page = await press(hall, "ada", "Misread", page)
    assert "✓ Misread" in labels(page)
    page = await press(hall, "ada", "To the result", page)
    assert "misread 1" in text(page)
    page = await press(hall, "ada", "Flagged", page)
    assert "1 of 3 · flagged" in text(page)


async def test_the_way_back_from_a_sheet_keeps_what_was_picked(tmp_path: Path) -> None:
    """To read the question again costs nobody their letters, and it says that nothing is locked in."""
    items = [replace(one, kind=Kind.MATCHING, body=BODIES[Kind.MATCHING]) for one in bank()]
    async with table(tmp_path, {one.id: one for one in items}) as hall:
        await begun(hall, "ada")
        await hall.env.advance_time(1)
        page = await press(hall, "ada", "Answer", await back(hall, "ada"))
        page = private(await hall.choose("ada", "0", on=page))
        page = await press(hall, "ada", "Back to the question", page)
        assert "Not locked in yet" in text(page)
        page = await press(hall, "ada", "Answer", page)
        assert "Choose the letter for number 2" in str(list(parts(page)))
        page = await press(hall, "ada", "Undo", page)
        page = await press(hall, "ada", "Back to the question", page)
        assert "Not locked in yet" not in text(page)
        await hall.settle()


async def test_the_clock_starts_with_the_press_and_not_with_the_command(hall: Table) -> None:
    """What it is stands there first, for as long as somebody likes; a second press finds the same paper."""
    page = private(await hall.slash("ada", "exam start", exam="AIF-C01"))
    for told in ("65 questions in 90 minutes", "50 of the 65", "The other 15", "hands itself in", "at least 52", "33"):
        assert told in text(page)
    assert exams(hall).exams.running == 0
    await hall.env.advance_time(600)
    at = hall.env.now()
    assert "in your direct messages" in text(await hall.press("ada", "Start (90 min)", page))
    paper = await current(hall, "ada")
    assert (paper.deadline - at).total_seconds() == pytest.approx(90 * 60, abs=2)
    await hall.start()
    assert "1/65" in text(await hall.forge("ada", "v1:ye:0:intro:AIF-C01:0"))
    assert (await current(hall, "ada")).id == paper.id
    assert "does not belong" in text(await hall.forge("ben", "v1:ye:0:intro:nonsense"))


async def test_who_asks_for_extra_time_is_offered_it_first(hall: Table) -> None:
    """Either time can be started from either page."""
    page = private(await hall.slash("ada", "exam start", exam="AIF-C01", extra_time=True))
    assert "65 questions in 120 minutes" in text(page)
    assert labels(page) == ["Start, 30 min extra (120 min)", "Start (90 min)"]


async def test_a_mock_is_discarded_once_asked_and_counts_for_nothing(hall: Table) -> None:
    """No report, no line among the others, no review; the next begins at once, with other questions."""
    await begun(hall, "ada")
    first = await current(hall, "ada")
    page = await back(hall, "ada")
    await hall.env.advance_time(1)
    page = await press(hall, "ada", "A", page)
    page = await press(hall, "ada", "Review", page)
    page = await press(hall, "ada", "Discard this mock", page)
    assert "cannot be undone" in text(page)
    page = await press(hall, "ada", "Keep working", page)
    assert "## Review" in text(page)
    page = await press(hall, "ada", "Discard this mock", page)
    page = await press(hall, "ada", "Discard it", page)
    assert "discarded" in text(page)
    assert "discarded" in text(desk(hall, "ada"))
    assert "If you handed one in before" in text(page)
    assert "No mock exam of yours" in text(await hall.slash("ada", "exam show"))
    assert await exams(hall).exams.results(hall.people["ada"].id) == []
    await hall.start()
    for verb in ("ev:{}:paper:a:0", "ey:{}:0:a:0", "ep:{}:paper", "eh:{}:paper:1", "en:{}:3", "yw:{}:paper"):
        assert "discarded" in text(await hall.forge("ada", "v1:" + verb.format(f"{base36(first.id)}"))), verb
    await begun(hall, "ada")
    second = await current(hall, "ada")
    assert {asked.question.id for asked in first.asked}.isdisjoint(asked.question.id for asked in second.asked)


async def test_a_mock_that_was_hardly_answered_says_that_it_does_not_count(hall: Table) -> None:
    """Before it is handed in and after; one that was answered joins the trend, and each leads to the others."""
    await begun(hall, "ada")
    page = await back(hall, "ada")
    page = await press(hall, "ada", "Review", page)
    page = await press(hall, "ada", "Hand in", page)
    assert "does not count toward your forecast, which takes 52 answers" in text(page)
    page = await press(hall, "ada", "Hand in as it stands", page)
    assert "does not count toward your forecast:** You answered 0 of 65" in text(page)
    await hall.env.advance_time(60)
    await begun(hall, "ada")
    second = await current(hall, "ada")
    for place in range(65):
        at = hall.env.now() + place * 3 * SECOND
        await exams(hall).exams.look(second.id, second.player_id, place, at)
        await exams(hall).exams.answer(second.id, second.player_id, place, (place % 3,), at + SECOND)
    await hall.env.advance_time(200)
    await exams(hall).exams.hand_in(second.id, second.player_id, hall.env.now(), sure=False)
    page = await back(hall, "ada")
    assert "counts toward your forecast." in text(page)
    assert "Your mocks" not in text(page)
    assert [label for label in choices(page) if "0 of 50 right, does not count" in label]
    menu = next(part for part in parts(page) if part["type"] == 3)
    page = private(await hall.choose("ada", menu["options"][0]["value"], on=page))
    assert "You answered 0 of 65 questions" in text(page)
    assert "right, does not count" not in str(choices(page))
    practice = await hall.press("ada", "Practice my misses", page)
    assert "A" in labels(practice)


async def test_a_mock_of_another_shard_is_read_anew_each_time(hall: Table) -> None:
    """Picked from the menu, also by a forged press while it is being sat there: it is not held here as it was."""
    for _ in range(2):
        await begun(hall, "ada")
        paper = await current(hall, "ada")
        await exams(hall).exams.hand_in(paper.id, paper.player_id, hall.env.now(), sure=True)
        await hall.env.advance_time(60)
    menu = next(part for part in parts(await back(hall, "ada")) if part["type"] == 3)
    await hall.start()
    store = SqlSittings(hall.app.writer, hall.app.database.reading, content, hall.app.ids)
    elsewhere = ExamService(
        store, Everywhere(lambda: library_of(bank(forms=2))), GUIDES, cast("Outbox", Mock()), hall.env.now
    )
    ada, at = hall.people["ada"].id, hall.env.now()
    running = await elsewhere.start(
        player_id=ada, guild_id=1 << 22, channel_id=1, exam=AIF.exam, extra_time=False, seed=1, at=at
    )
    assert isinstance(running, Sitting)
    picked = {"component_type": 3, "values": [str(running.id)]}
    assert "-# 1/65" in text(await hall.forge("ada", menu["custom_id"], **picked))
    await elsewhere.look(running.id, ada, 6, at)
    assert "-# 7/65" in text(await hall.forge("ada", menu["custom_id"], **picked))


async def test_the_paper_lies_in_direct_messages_and_is_worked_on_there(hall: Table) -> None:
    """It stays one message, and at zero it turns into the result by itself."""
    told = await begun(hall, "ada")
    assert "in your direct messages" in text(told)
    assert "1/65" in text(desk(hall, "ada"))
    user = hall.people["ada"].user
    await user.click(desk(hall, "ada"), label="Next")
    await hall.settle()
    assert "2/65" in text(desk(hall, "ada"))
    assert len(user.dm_channel.history()) == 1
    await later(hall, 90 * 60 + 1)
    assert "2/65" in text(desk(hall, "ada"))
    await later(hall, 1)
    assert "0 of 50 right" in text(desk(hall, "ada"))
    assert "The time ran out." in text(desk(hall, "ada"))


async def test_a_paper_is_nobody_elses(hall: Table) -> None:
    """A forged press on another's paper gets a sentence and changes nothing; so does one on what does not exist."""
    await begun(hall, "ada")
    paper = await current(hall, "ada")
    await hall.start()
    for verb in ("en:{}:3", "ea:{}:0:0", "ef:{}:0:1", "eh:{}:paper:1", "er:{}:paper", "ev:{}:paper:a:0", "ey:{}:0:a:0"):
        answered = await hall.forge("ben", "v1:" + verb.format(paper.id))
        assert "somebody else's" in text(answered), verb
    for verb in ("en:zzzz:3", "ea:zzzz:0:0", "ei:zzzz:examroom:0", "el:zzzz:examwalk:0"):
        assert "That mock exam no longer exists" in text(await hall.forge("ben", f"v1:{verb}")), verb
    for verb in ("en:{}:2s", "en:{}:paper", "ea:{}:zz:0", "ea:{}:0:9", "ed:{}:0:7:1", "ed:{}:0"):
        await hall.forge("ada", "v1:" + verb.format(paper.id))
    assert await current(hall, "ada") == paper


async def test_one_mock_at_a_time(hall: Table) -> None:
    """The second is refused with the way back to the first, and after it another form comes."""
    await begun(hall, "ada")
    first = await current(hall, "ada")
    assert "already taking a mock exam" in text(await hall.slash("ada", "exam start", exam="AIF-C01"))
    assert "too few questions" in text(await hall.slash("ben", "exam start", exam="MLA-C02"))
    await later(hall, 2 * 3600)
    await begun(hall, "ada", extra_time=True)
    second = await current(hall, "ada")
    assert {asked.question.id for asked in first.asked}.isdisjoint(asked.question.id for asked in second.asked)
    assert (second.deadline - second.created_at).total_seconds() == 120 * 60
    await later(hall, 3 * 3600)


async def test_who_has_sat_none_is_told_how(hall: Table) -> None:
    """The way to the first."""
    assert "`/exam start` begins one" in text(await hall.slash("ada", "exam show"))


async def test_right_but_unsure_counts_as_a_gap(hall: Table) -> None:
    """It is told apart, and can be said to have been a guess."""
    await begun(hall, "ada")
    paper = await current(hall, "ada")
    service, ada = exams(hall).exams, hall.people["ada"].id
    await service.doubt(paper.id, ada, 0, hall.env.now(), on=True)
    await service.answer(paper.id, ada, 0, (0,), hall.env.now())
    await service.answer(paper.id, ada, 1, (0,), hall.env.now())
    await service.hand_in(paper.id, ada, hall.env.now(), sure=True)
    page = await back(hall, "ada")
    assert "**Gaps in all 65 questions:** 63 blank, 1 right but not sure." in text(page)
    page = await press(hall, "ada", "Not sure", page)
    assert "✅" in text(page)
    assert "Guessed" in labels(page)


# The group


async def test_a_mock_makes_none_of_its_questions_old_for_the_server(hall: Table) -> None:
    """What one was asked alone was not asked the group: a quiz may begin with it."""
    await begun(hall, "ada")
    await later(hall, 2 * 3600)
    assert await hall.rounds._store.recent_questions(hall.guild.id, hall.env.now() - NO_REPEAT) == {}


async def test_where_direct_messages_are_shut_the_paper_is_a_private_page(hall: Table) -> None:
    """It comes at once where it was asked for, and Discord is not asked again and again."""
    dm = hall.people["ada"].user.dm_channel.id
    hall.env.inject_error("POST", f"/channels/{dm}/messages", status=403, code=50007, times=None)
    began = await begun(hall, "ada")
    page: Shown = private(began)
    assert "1/65" in text(page)
    assert "Next" in labels(page)
    assert await hall.app.delivery._store.unsettled() == []
    await hall.env.advance_time(1)
    page = await press(hall, "ada", "B", page)
    assert "☑ Locked in: **B**" in text(page)
    await later(hall, 2 * 3600)
    assert "The time ran out." in text(await press(hall, "ada", "Next", page))


async def test_a_paper_gets_the_time_back_that_discord_was_away(hall: Table) -> None:
    """To the second, in a group as alone."""
    await begun(hall, "ada")
    before = (await current(hall, "ada")).deadline
    await hall.env.advance_time(60)
    since = hall.env.now()
    await hall.env.advance_time(300)
    await exams(hall).recover(Absences({DIRECT: since}.get), hall.env.now())
    await hall.settle()
    assert ((await current(hall, "ada")).deadline - before).total_seconds() == 300
