"""What one can do with one's own data."""

import asyncio
import csv
import json
from collections.abc import AsyncIterator, Awaitable, Collection
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import time, timedelta
from functools import partial
from io import StringIO
from pathlib import Path

import pytest

from bot.client.inbox import Inbox
from bot.kernel.calendar import Slot
from bot.kernel.deciding import afresh, begin
from bot.kernel.ports import StorageError
from bot.kernel.questions import Choice, Exam, Kind, Typed
from bot.kernel.share import Share, shard_of
from bot.kernel.sources import own_id
from bot.learners.api import Preferences, change_wishes
from bot.learners.store import SqlPreferences
from bot.learning.regrading import answer_to
from bot.practice.rules.model import Sitting
from bot.profile.service import Erasure, ProfileService
from bot.profile.store import GAMES_AT_ONCE, SqlEraser
from bot.reminders.rules import Reminder
from bot.reminders.store import SqlReminders
from bot.reports.rules import Complaint, Outcome, Report
from bot.reports.service import ReportService
from bot.rounds.rules.model import Settings
from bot.servers.departures import SqlDepartures
from bot.servers.rules import ServerSettings
from bot.servers.service import ServerService
from bot.servers.store import SqlServers
from bot.storage.changes import Put
from bot.storage.share import limited
from bot.storage.tables import names
from cogs.profile.rendering import profile_card
from tests.studying import ADA, BEN, DAY, GUILD, NOW, RIGHT, WRONG, Desk, desk, question

OTHER_GUILD, SHARDS = GUILD + (1 << 22), 2
"""It is on another shard."""

BANK = [question(f"m{number}") for number in range(4)]


def service(table: Desk) -> ProfileService:
    eraser = SqlEraser(table.writer, table.database.reading)
    return ProfileService(table.history, table.sources, table.days, eraser, table.reports, table.practice.forget)


async def test_the_export_holds_every_answer_in_both_forms(tmp_path: Path) -> None:
    """JSON and CSV tell the same answers, in words, whatever mode they came from."""
    async with desk(tmp_path, BANK) as table:
        await table.played({"m0": RIGHT, "m1": WRONG})
        sitting = await table.begin()
        assert isinstance(sitting, Sitting)
        await table.reply(sitting, RIGHT, unsure=True)
        copy = await service(table).export(BEN, NOW + DAY)
        told, rows = json.loads(copy.as_json), list(csv.DictReader(StringIO(copy.answers_csv)))
        assert [one["answer"] for one in told["answers"]] == ["Option A", "Option B", "Option A"]
        assert [row["answer"] for row in rows] == ["Option A", "Option B", "Option A"]
        assert [row["mode"] for row in rows] == ["round", "round", "practice"]
        assert [one["sure"] for one in told["answers"]] == [True, True, False]
        assert told["estimates"]["metrics"]["answers"] == 3
        assert told["reviews"]["m1"]["due"] is not None
        estimates = list(csv.DictReader(StringIO(copy.estimates_csv)))
        assert [(row["topic"], row["concept"], row["answers"]) for row in estimates] == [
            ("metrics", "", "3"),
            ("metrics", "metrics-1", "3"),
        ]
        assert float(estimates[0]["low"]) < float(estimates[0]["accuracy"]) < float(estimates[0]["high"])


async def test_where_fewer_answers_count_the_profile_says_which_are_left_out(tmp_path: Path) -> None:
    """Those to a server's own questions count there; a person who compares the two numbers can read why they differ."""
    ours = [question(own_id(GUILD, f"o{number}")) for number in range(3)]
    async with desk(tmp_path, [*BANK, *ours]) as table:
        await table.played({one.id: RIGHT for one in (*BANK[:2], *ours)})
        cards = [profile_card(await service(table).look(BEN, guild_id)) for guild_id in (GUILD, 0)]
        here, alone = ("\n".join(getattr(part, "content", "") for part in card.walk_children()) for card in cards)
        assert "5 answers on 1 day" in here
        assert "own pack" not in here
        assert "2 answers on 1 day" in alone
        assert "3 more answers, to questions of servers' own packs" in alone


async def test_erasing_takes_practice_away_and_leaves_the_games_of_others(tmp_path: Path) -> None:
    """Somebody's practice is gone, their answers in a shared round stay without them, and others keep theirs."""
    async with desk(tmp_path, BANK) as table:
        await table.played({"m0": RIGHT})
        await table.played({"m0": WRONG}, player=ADA)
        sitting = await table.begin()
        assert isinstance(sitting, Sitting)
        await table.reply(sitting, RIGHT)
        await table.days.put(BEN, {Exam.AIF_C01: NOW.date() + 9 * DAY})
        done = await service(table).erase(BEN)
        assert done.gone["answers"] == 2
        assert done.gone["sittings"] == 1
        assert not done.left
        assert await service(table).counts(BEN) == {}
        assert await table.history.history(BEN) == []
        assert await table.practice.find(sitting.id) is None
        assert len(await table.history.history(ADA)) == 1
        game = await table.rounds.load(1)
        assert game is not None
        [kept] = [one for one in game.asked if one.answers]
        assert [locked.correct for locked in kept.answers.values()] == [True]
        assert BEN not in kept.answers


def elsewhere(table: Desk) -> ProfileService:
    """Of another shard than the one that has `GUILD`."""
    here = shard_of(GUILD, SHARDS)
    reading = limited(table.database.reading, Share(SHARDS, {one for one in range(SHARDS) if one != here}))
    eraser = SqlEraser(table.writer, reading)
    return ProfileService(table.history, table.sources, table.days, eraser, table.reports, table.practice.forget)


async def erased(table: Desk) -> tuple[int, int, Collection[int]]:
    """Ben erases everything at the shard that has `GUILD`; what the other one has to do then."""
    due: list[tuple[int, int, Collection[int]]] = []

    @asynccontextmanager
    async def telling(player_id: int, stand_in: int, games: Collection[int]) -> AsyncIterator[None]:
        due.append((player_id, stand_in, games))
        yield

    one = service(table)
    one._telling_others = telling
    done = await one.erase(BEN)
    assert not done.left
    return due[0]


async def test_who_comes_back_keeps_what_they_do_when_another_shard_gets_to_their_erasure(tmp_path: Path) -> None:
    """It can be hours later, when its process is back: new games, also there, an exam day, and an old game again."""
    async with desk(tmp_path, BANK) as table:
        old = await table.played({"m0": RIGHT})
        due = await erased(table)
        begin()
        sitting = await table.begin()
        assert isinstance(sitting, Sitting)
        await table.reply(sitting, RIGHT)
        await table.days.put(BEN, {Exam.AIF_C01: NOW.date() + 9 * DAY})
        await table.rounds.save(None, old, [])
        await table.played({"m1": RIGHT}, guild=OTHER_GUILD)
        before = await service(table).counts(BEN)
        assert before["answers"] == 3
        await elsewhere(table).erase_again(*due)
        assert await service(table).counts(BEN) == before
        assert await table.practice.find(sitting.id) is not None


async def test_what_another_shard_still_had_of_somebody_is_erased_there(tmp_path: Path) -> None:
    """Its games and its servers' rows name them again, from its memory; what they did elsewhere since then stays."""
    async with desk(tmp_path, BANK) as table:
        theirs = await table.played({"m0": RIGHT}, guild=OTHER_GUILD)
        due = await erased(table)
        begin()
        await table.days.put(BEN, {Exam.AIF_C01: NOW.date() + 9 * DAY})
        await table.rounds.save(None, theirs, [])
        name = {"guild_id": OTHER_GUILD, "player_id": BEN, "name": "Ben", "left_at": None}
        await table.writer.queue("name", [Put(names, name)])
        assert (await service(table).counts(BEN)).keys() > {"answers", "players", "names"}
        await elsewhere(table).erase_again(*due)
        assert (await service(table).counts(BEN)).keys() == {"learners"}
        game = await table.rounds.load(theirs.id)
        assert game is not None
        assert due[1] in game.asked[0].answers, "others' results rest on it"


async def test_who_decides_on_a_report_brings_back_none_that_was_erased(tmp_path: Path) -> None:
    """An organiser settles what is there; a reporter who erases in the same moment stays erased."""
    async with desk(tmp_path, BANK) as table:
        reports = ReportService(table.reports, table.history, table.sources)
        for number in range(5):
            for who in (BEN, ADA):
                await reports.report(Report(GUILD, "m0", who, Complaint.UNCLEAR, "", NOW + number * DAY))
        deciding = asyncio.create_task(reports.decide(GUILD, "m0", Outcome.MUTED, ADA, NOW + 9 * DAY))
        done = await service(table).erase(BEN)
        await deciding
        assert not done.left
        assert await service(table).counts(BEN) == {}
        assert {one.outcome for one in await reports.of_reporter(ADA)} == {Outcome.MUTED}


async def test_what_was_pressed_before_an_erasure_does_not_outlive_it(tmp_path: Path) -> None:
    """A press that is under way while its person erases everything, and writes only at the end, leaves nothing."""
    async with desk(tmp_path, BANK) as table:
        inbox, forgotten = Inbox(), asyncio.Event()
        preferences = SqlPreferences(table.writer, table.database.reading)

        async def deed() -> None:
            inbox.take(1, BEN)
            await forgotten.wait()
            for _ in range(100):  # longer than looking what is left takes
                await preferences.of(BEN)
            await change_wishes(preferences, BEN, hidden=True)

        async def erase() -> Erasure:
            inbox.take(2, BEN)
            eraser = SqlEraser(table.writer, table.database.reading)
            ports = table.history, table.sources, table.days, eraser, table.reports
            settled = partial(inbox.others_of, within=60)
            return await ProfileService(*ports, lambda _: forgotten.set(), settled).erase(BEN)

        await table.played({"m0": RIGHT})
        _, done = await asyncio.gather(deed(), erase())
        assert done.left == {}
        assert await preferences.of(BEN) == Preferences()


async def test_a_reminder_that_was_erased_meanwhile_is_not_written_again(tmp_path: Path) -> None:
    """What follows from a row is written only where the row still is as it was read."""
    async with desk(tmp_path, BANK) as table:
        store = SqlReminders(table.writer, table.database.reading)
        before = Reminder(BEN, time(12), "UTC", next=Slot(NOW.date(), NOW))
        await store.put(before)
        await service(table).erase(BEN)
        assert not await store.change(before, replace(before, ignored=1))
        assert await store.of(BEN) is None


async def test_wishes_said_together_are_both_kept(tmp_path: Path) -> None:
    """Each is a column of its own; one that is taken back makes no row of somebody who has none."""
    async with desk(tmp_path, BANK) as table:
        wishes = SqlPreferences(table.writer, table.database.reading)
        await change_wishes(wishes, BEN, no_duels=False)
        assert await service(table).counts(BEN) == {}
        await asyncio.gather(change_wishes(wishes, BEN, hidden=True), change_wishes(wishes, BEN, no_duels=True))
        assert await wishes.of(BEN) == Preferences(hidden=True, no_duels=True)
        await change_wishes(wishes, BEN, no_duels=False)
        assert await wishes.of(BEN) == Preferences(hidden=True)


async def test_a_quiz_set_while_the_server_is_greeted_is_kept(tmp_path: Path) -> None:
    """Neither takes anything from the other, and a server is greeted once for as long as it is known."""
    async with desk(tmp_path, BANK) as table:
        servers = ServerService(SqlServers(table.writer, table.database.reading))
        both = asyncio.gather(
            servers.set_quiz(GUILD, Settings(questions=3), thread=True), servers.may_greet(GUILD, NOW)
        )
        assert (await both)[1]
        assert await servers.settings(GUILD) == ServerSettings(Settings(questions=3), thread=True, welcomed_at=NOW)
        assert not await servers.may_greet(GUILD, NOW)
        await SqlDepartures(table.writer, table.database.reading).erase(GUILD, NOW, lambda _: None)
        assert await servers.may_greet(GUILD, NOW)


async def test_what_was_decided_before_an_erasure_and_is_written_in_the_middle_of_it_is_refused(tmp_path: Path) -> None:
    """Something writes somebody down again each time, on what it had found before."""
    async with desk(tmp_path, BANK) as table:
        await table.days.put(BEN, {Exam.AIF_C01: NOW.date() + DAY})
        table.writer._on_failure = lambda _: None
        me, again = service(table), list[Awaitable[None]]()
        me._forget = lambda _: again.append(table.days.put(BEN, {Exam.AIF_C01: NOW.date() + DAY}))
        assert (await me.erase(BEN)).left == {}
        ends = await asyncio.gather(*again, return_exceptions=True)
        assert isinstance(ends[-1], StorageError)


async def test_an_erasure_that_is_never_clean_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where somebody comes back each time before it is over, what is left is told, and no success."""
    async with desk(tmp_path, BANK) as table:
        await table.days.put(BEN, {Exam.AIF_C01: NOW.date() + DAY})
        note = table.writer.erased.note

        def noted(player_id: int) -> None:
            note(player_id)
            afresh(lambda: table.days.put(BEN, {Exam.AIF_C01: NOW.date() + DAY}))

        monkeypatch.setattr(table.writer.erased, "note", noted)
        assert (await service(table).erase(BEN)).left == {"learners": 1}


async def test_a_long_history_is_erased_in_steps(tmp_path: Path) -> None:
    """More games than one step does, each whole."""
    async with desk(tmp_path, BANK) as table:
        for _ in range(GAMES_AT_ONCE + 5):
            await table.played({"m0": RIGHT})
        done = await service(table).erase(BEN)
        assert done.gone["answers"] == GAMES_AT_ONCE + 5
        assert not done.left


def test_what_an_erased_person_typed_is_judged_as_it_was() -> None:
    """Their text is gone; a key that is mended later does not make it wrong."""
    asks = replace(question("t0"), kind=Kind.TYPED, body=Typed(("Recall",)))
    now = replace(asks, body=Typed(("Recall", "Sensitivity")), version=2)
    assert answer_to(now, asks, "sensitivity") == "sensitivity"
    assert answer_to(now, asks, "") is None


async def test_an_exam_lies_in_the_next_three_years(tmp_path: Path) -> None:
    """A day that is past, or far away, is not taken, and named; none at all is taken."""
    async with desk(tmp_path, BANK) as table:
        me = service(table)
        aif, mla, today = Exam.AIF_C01, Exam.MLA_C02, NOW.date()
        assert await me.set_exams(BEN, {aif: today - DAY}, NOW) == [aif]
        assert await me.set_exams(BEN, {aif: today + 30 * DAY, mla: today + timedelta(days=2000)}, NOW) == [mla]
        assert (await me.look(BEN)).exams == {aif: today + 30 * DAY}  # what could be taken is not to be typed again
        assert await me.set_exams(BEN, {aif: today + 30 * DAY, mla: today}, NOW) == []
        assert (await me.look(BEN)).exams == {aif: today + 30 * DAY, mla: today}
        later = {aif: today + 40 * DAY, mla: today}
        assert await me.set_exams(BEN, later, NOW + 2 * DAY) == []  # a day that is past may stay
        assert await me.set_exams(BEN, {aif: None, mla: today}, NOW) == []
        assert (await me.look(BEN)).exams == {mla: today}


@pytest.mark.parametrize("sign", ["=", "+", "@", "-", "'=", "\t="])
async def test_no_cell_of_the_export_is_a_formula(tmp_path: Path, sign: str) -> None:
    """Whatever anybody wrote into a question, the spreadsheet of who answered it shows it as text."""
    evil = f'{sign}HYPERLINK("https://evil.example","click")'
    asked = question("m0")
    assert isinstance(asked.body, Choice)
    body = replace(asked.body, options=tuple(replace(one, text=f"{evil}{one.text}") for one in asked.body.options))
    async with desk(tmp_path, [replace(asked, stem=evil, body=body, topic=evil, concept=evil)]) as table:
        await table.played({"m0": WRONG})
        copy = await service(table).export(BEN, NOW + DAY)
        for text in (copy.answers_csv, copy.estimates_csv):
            rows = list(csv.reader(StringIO(text, newline="")))
            assert len(rows) > 1
            assert not any(cell.startswith(("=", "+", "@", "-", "\t")) for row in rows for cell in row)
