"""What one can do with one's own data."""

import csv
import json
from datetime import timedelta
from io import StringIO
from pathlib import Path

from bot.practice.rules.model import Sitting
from bot.profile.service import ProfileService
from bot.profile.store import SqlEraser
from tests.service.studying import ADA, BEN, DAY, NOW, RIGHT, WRONG, Desk, desk, question

BANK = [question(f"m{number}") for number in range(4)]


def service(table: Desk) -> ProfileService:
    eraser = SqlEraser(table.writer, table.database.reading)
    return ProfileService(table.history, table.library, table.learners, eraser, table.reports, table.practice.forget)


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


async def test_erasing_takes_practice_away_and_leaves_the_games_of_others(tmp_path: Path) -> None:
    """Somebody's practice is gone, their answers in a shared round stay without them, and others keep theirs."""
    async with desk(tmp_path, BANK) as table:
        await table.played({"m0": RIGHT})
        await table.played({"m0": WRONG}, player=ADA)
        sitting = await table.begin()
        assert isinstance(sitting, Sitting)
        await table.reply(sitting, RIGHT)
        await table.learners.set_exam(BEN, NOW + 9 * DAY)
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


async def test_an_exam_lies_in_the_next_three_years(tmp_path: Path) -> None:
    """A day that is past, or far away, is not taken; none at all is."""
    async with desk(tmp_path, BANK) as table:
        me = service(table)
        assert not await me.set_exam(BEN, NOW - DAY, NOW)
        assert not await me.set_exam(BEN, NOW + timedelta(days=2000), NOW)
        assert await me.set_exam(BEN, NOW + 30 * DAY, NOW)
        assert (await me.look(BEN)).exam_at == NOW + 30 * DAY
        assert await me.set_exam(BEN, None, NOW)
        assert (await me.look(BEN)).exam_at is None


async def test_misses_become_cards_that_anki_reads(tmp_path: Path) -> None:
    """The deck has a line for each miss with three fields, and none for what was right the last time."""
    async with desk(tmp_path, BANK) as table:
        await table.played({"m0": WRONG, "m1": RIGHT, "m2": WRONG})
        await table.played({"m2": RIGHT}, NOW + DAY)
        deck = await service(table).anki(BEN)
        assert deck is not None
        lines = deck.splitlines()
        assert lines[:3] == ["#separator:tab", "#html:true", "#deck:Recall misses"]
        [card] = [line.split("\t") for line in lines if not line.startswith("#")]
        assert card == [
            "What about m0?<br>• Option C<br>• Option B<br>• Option D<br>• Option A",
            "Option A<br>A is right, because it is.",
            "https://example.org/page",
        ]


async def test_nobody_without_misses_gets_an_empty_deck(tmp_path: Path) -> None:
    """Without a miss there is no file."""
    async with desk(tmp_path, BANK) as table:
        assert await service(table).anki(BEN) is None
