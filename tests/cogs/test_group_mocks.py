"""Mock exams that a group sits together: the room, its card, and what is talked about afterward."""

from __future__ import annotations

import asyncio
from typing import Any

import discord
import pytest
from simcord import InteractionResult

from bot.exams.rooms import ROOM, WALK
from bot.exams.rules import room as rules
from bot.exams.rules.model import Sitting
from bot.kernel.keys import Viewer
from bot.kernel.ports import MessageKey, StorageError
from bot.storage.stores import SqlMessageStore
from tests.cogs.table import Table, labels, parts, private, text
from tests.cogs.test_exams import back, begun, current, desk, exams, hall, later

__all__ = ["hall"]  # a fixture


async def gathered(hall: Table, *others: str) -> discord.Message:
    await hall.slash("ada", "exam start", exam="AIF-C01", group=True)
    for who in others:
        await hall.press(who, "Join")
    await hall.press("ada", "Start")
    return hall.card()


async def hand_in(hall: Table, who: str, **answers: tuple[int, ...]) -> None:
    paper = await current(hall, who)
    service, me = exams(hall).exams, hall.people[who].id
    for place, asked in enumerate(paper.asked):
        if asked.question.id in answers:
            await service.answer(paper.id, me, place, answers[asked.question.id], hall.env.now())
    await service.hand_in(paper.id, me, hall.env.now(), sure=True)
    await hall.settle()


async def test_a_group_sits_the_same_form_and_the_channel_sees_only_who_has_handed_in(hall: Table) -> None:
    """In private and in an order of each one's own; keys wait for the last."""
    card = await gathered(hall, "ben", "cleo")
    assert "**Handed in (0):** nobody yet" in text(card)
    papers = [await current(hall, who) for who in ("ada", "ben", "cleo")]
    assert len({frozenset(asked.question.id for asked in paper.asked) for paper in papers}) == 1
    assert len({tuple(asked.question.id for asked in paper.asked) for paper in papers}) == 3
    assert all("1/65" in text(desk(hall, who)) for who in ("ada", "ben", "cleo"))
    await hand_in(hall, "ada")
    assert "**Handed in (1):** ada" in text(hall.card())
    assert "right" not in text(hall.card())
    page = await back(hall, "ada")
    assert "The answers wait until everybody" in text(page)
    assert labels(page) == ["Look again"]
    await hall.start()
    forged = await hall.forge("ada", f"v1:ev:{papers[0].id}:paper:a:0")
    assert "The answers wait" in text(forged)
    items = {asked.question.id for asked in papers[0].asked}
    assert items <= await exams(hall).exams.hidden(Viewer(hall.people["ada"].id, hall.guild.id))


async def test_a_paper_that_cannot_be_laid_out_holds_up_no_others(hall: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever's it is has it behind the card's button."""
    service = exams(hall).exams
    lay, ada = service.lay, hall.people["ada"].id

    async def fails_once(paper: Sitting, *where: Any) -> MessageKey:
        if paper.player_id == ada:
            raise StorageError("the disk was full for a moment")
        return await lay(paper, *where)

    monkeypatch.setattr(service, "lay", fails_once)
    await gathered(hall, "ben", "cleo")
    assert all("1/65" in text(desk(hall, who)) for who in ("ben", "cleo"))
    assert "1/65" in text(private(await hall.press("ada", "My paper", hall.card())))


async def test_a_group_that_gathers_is_called_off_once_that_was_asked(hall: Table) -> None:
    """Only the host is asked; who keeps it changes nothing, and who is sure takes it back."""
    await hall.slash("ada", "exam start", exam="AIF-C01", group=True)
    await hall.press("ben", "Join")
    card = hall.card()
    assert "Only the host" in text(private(await hall.press("ben", "Call it off", card)))
    asked = private(await hall.press("ada", "Call it off", card))
    assert "2 people joined" in text(asked)
    assert "Nothing has changed" in text(private(await hall.press("ada", "Keep it", asked)))
    asked = private(await hall.press("ada", "Call it off", card))
    assert "Join" in labels(hall.card())
    await hall.press("ada", "Call it off", asked)
    assert "was called off" in text(hall.card())


async def test_who_sits_a_mock_of_their_own_does_not_start_the_groups(hall: Table) -> None:
    """They would be left out of their own group without a word, while the others' clocks run."""
    await hall.slash("ada", "exam start", exam="AIF-C01", group=True)
    await hall.press("ben", "Join")
    card = hall.card()
    await begun(hall, "ada")
    assert "already taking a mock exam" in text((await hall.press("ada", "Start", card)).followups[-1])
    assert "Handed in" not in text(hall.card())
    own = await current(hall, "ada")
    await exams(hall).exams.discard(own.id, own.player_id, hall.env.now())
    await hall.press("ada", "Start", card)
    assert "**Handed in (0):** nobody yet" in text(hall.card())


async def test_a_group_walks_through_what_split_it(hall: Table) -> None:
    """First what was chosen, nobody named; then the key; item by item, what split them most first."""
    card = await gathered(hall, "ben", "cleo")
    first, second = sorted(asked.question.id for asked in (await current(hall, "ada")).asked)[:2]
    await hand_in(hall, "ada", **{first: (0,), second: (0,)})
    await hand_in(hall, "ben", **{first: (1,), second: (0,)})
    await hand_in(hall, "cleo", **{first: (2,), second: (1,)})
    assert "is over" in text(hall.card())
    assert "**2 questions** split you most" in text(hall.card())
    assert "Only members of the group" in text(private(await hall.press("dan", "Talk it through")))
    await hall.press("ben", "Talk it through")
    walk = hall.card()
    assert f"Which fits number {int(first[1:])}?" in text(walk)
    assert "stays private" in text(walk)
    assert " of 3" not in text(walk)
    assert "✅" not in text(walk)
    await hall.press("cleo", "Show the answer")
    assert "✅ **Serverless**" in text(hall.card())
    await hall.press("cleo", "On to the next")
    assert f"Which fits number {int(second[1:])}?" in text(hall.card())
    await hall.press("ada", "Show the answer")
    await hall.press("ada", "Finish")
    assert labels(await _room_card(hall)) == ["My result", "Summary (host)"]
    summary = text(await hall.press("ada", "Summary (host)", await _room_card(hall)))
    assert "3 people · 6 answers" in summary
    assert "Too few people answered the same questions" in summary
    assert "That was the last one" in text(hall.card())
    assert card.id != hall.card().id
    page = await back(hall, "ada")
    assert "Wrong or blank (63)" in labels(page)


async def test_a_group_that_has_nothing_to_talk_about_reads_why(hall: Table) -> None:
    """That they agreed is said only of questions that two of them answered; where there is none, that is said."""
    for shared in (False, True):
        await gathered(hall, "ben", "cleo")
        items = sorted(asked.question.id for asked in (await current(hall, "ada")).asked)
        for number, who in enumerate(("ada", "ben", "cleo")):
            await hand_in(hall, who, **{items[0 if shared else number]: (0,)})
        told = text(hall.card())
        assert ("No question was answered by at least two of you" in told) is not shared
        assert ("Wherever two of you answered the same question, you gave the same answer" in told) is shared


async def test_a_group_that_stops_talking_is_over_after_a_week(hall: Table) -> None:
    """Its card says so, has no button any more, and is not drawn anew at each start; who pauses for a day goes on."""
    await gathered(hall, "ben", "cleo")
    first, second = sorted(asked.question.id for asked in (await current(hall, "ada")).asked)[:2]
    for who, chosen in (("ada", 0), ("ben", 1), ("cleo", 2)):
        await hand_in(hall, who, **{first: (chosen,), second: (chosen,)})
    await hall.press("ben", "Talk it through")
    store = SqlMessageStore(hall.app.writer, hall.app.database.reading)

    async def looked(days: float) -> list[str]:
        await hall.env.advance_time(days * 86_400)
        for tick in exams(hall).ticks:
            await tick.look(hall.env.now())
        await hall.settle()
        return [message.key.card for message in await store.unsettled()]

    assert await looked(6.9) == [WALK]
    await hall.press("cleo", "Show the answer")
    assert await looked(6.9) == [WALK]
    assert labels(hall.card()) == ["On to the next"]
    assert await looked(0.2) == []
    assert "nobody went on for 7 days" in text(hall.card())
    assert labels(hall.card()) == []
    old = f"v1:el:{_room(await _room_card(hall))}:examwalk:2"
    await hall.forge("cleo", old)
    assert "nobody went on for 7 days" in text(hall.card())


async def test_who_erases_everything_is_told_what_they_did_in_a_group(hall: Table) -> None:
    """Nobody is said to have opened what they only joined, and a mock's 65 questions are not called one."""
    await hall.slash("ada", "exam start", exam="AIF-C01", group=True)
    await hall.press("ben", "Join, 30 minutes extra")

    async def told() -> str:
        return text(private(await hall.press("ben", "Erase everything", (await hall.slash("ben", "me")).response)))

    assert "1 group mock you opened or had extra time in" in await told()
    await hall.press("ada", "Start")
    assert "1 mock exam whose answers you cannot see yet" in await told()


async def test_a_group_has_its_own_rules(hall: Table) -> None:
    """Only the host starts it; who joins with 30 minutes more has them; nobody joins late; nobody waits for ever."""
    await hall.slash("ada", "exam start", exam="AIF-C01", group=True)
    await hall.press("ben", "Join, 30 minutes extra")
    assert "ben (+30 min)" in text(hall.card())
    assert "Only the host or an organizer" in text(await hall.press("ben", "Start"))
    gathering = hall.card()
    await hall.press("ada", "Start")
    times = [(await current(hall, who)).deadline for who in ("ada", "ben")]
    assert (times[1] - times[0]).total_seconds() == 30 * 60
    await hall.start()
    late = await hall.forge("cleo", f"v1:ei:{_room(gathering)}:examroom:0")
    assert "has begun" in text(late)
    await later(hall, 2 * 3600 + 2)
    assert "is over" in text(await _room_card(hall))
    await hall.slash("cleo", "exam start", exam="AIF-C01", group=True)
    await later(hall, 30 * 60 + 1)
    assert "was called off" in text(hall.card())


async def test_a_group_that_begins_in_the_instant_in_which_it_lapses_sits(
    hall: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While its papers are being written a group is neither over nor handed in by anybody: no row says so yet."""
    await hall.slash("ada", "exam start", exam="AIF-C01", group=True)
    await hall.press("ben", "Join")
    feature, room_id = exams(hall), int(_room(hall.card()), 36)
    store, begun, looked, written = feature.rooms._store, asyncio.Event(), asyncio.Event(), asyncio.Event()
    save, all_in = store.save, store.all_in

    async def slowly(*change: Any) -> None:
        begun.set()
        await written.wait()
        await save(*change)

    async def seen(of: int) -> bool:
        found = await all_in(of)
        looked.set()
        return found

    monkeypatch.setattr(store, "save", slowly)
    monkeypatch.setattr(store, "all_in", seen)
    lapses = hall.env.now() + rules.WAITS
    begins = asyncio.ensure_future(feature.rooms.begin(room_id, hall.people["ada"].id, lapses, may_manage=False))
    await begun.wait()
    ticks = asyncio.ensure_future(feature.rooms.tick(lapses))
    await looked.wait()
    drawing = await feature.draw(MessageKey(room_id, ROOM))
    assert drawing is not None
    assert "**Handed in (0):** nobody yet" in str(drawing.view.to_components())  # type: ignore[no-untyped-call]
    written.set()
    await asyncio.gather(begins, ticks)
    await hall.settle()
    assert "**Working (2):** ada, ben" in text(await _room_card(hall))


def _room(card: discord.Message) -> str:
    return str(next(part["custom_id"] for part in parts(card) if part.get("custom_id"))).split(":")[2]


async def _room_card(hall: Table) -> discord.Message:
    return next(message for message in hall.channel.history() if "Group mock: AIF-C01" in text(message))


async def test_who_throws_their_paper_away_leaves_the_group(hall: Table) -> None:
    """The others go on, keys wait for them, and what is talked about is theirs."""
    await gathered(hall, "ben", "cleo")
    ada = await current(hall, "ada")
    await exams(hall).exams.discard(ada.id, ada.player_id, hall.env.now())
    await hall.settle()
    assert "**Discarded their paper (1):** ada" in text(hall.card())
    assert "**Handed in (0):** nobody yet" in text(hall.card())
    items = {asked.question.id for asked in ada.asked}
    assert items <= await exams(hall).exams.hidden(Viewer(ada.player_id, hall.guild.id))
    first = min(items)
    await hand_in(hall, "ben", **{first: (1,)})
    await hand_in(hall, "cleo", **{first: (2,)})
    assert "📥 Handed in: ben, cleo" in text(hall.card())
    await hall.press("ben", "Talk it through")
    assert "stays private" in text(hall.card())


async def test_my_paper_is_behind_the_groups_button(hall: Table) -> None:
    """Where no direct message came, and for nobody who is not in the group."""
    card = await gathered(hall, "ben")
    mine: InteractionResult = await hall.press("ben", "My paper", card)
    assert "1/65" in text(private(mine))
    assert "no paper in that group" in text(await hall.press("cleo", "My paper", card))


async def test_whoever_hands_in_last_waits_for_nobody(hall: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor does anybody while a large group's papers are still being compared: nobody works on them any more."""
    await gathered(hall, "ben")
    feature, compared = exams(hall), asyncio.Event()
    compare = feature.exams.of_room

    async def takes_long(room_id: int) -> Any:
        await compared.wait()
        return await compare(room_id)

    monkeypatch.setattr(feature.exams, "of_room", takes_long)
    for who, waits in (("ada", True), ("ben", False)):
        paper = await current(hall, who)
        await feature.exams.hand_in(paper.id, paper.player_id, hall.env.now(), sure=True)
        assert await feature.rooms.keys_wait(paper) is waits
    compared.set()
    await hall.settle()
