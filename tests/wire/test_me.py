"""One's own data over real sockets."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.wire.players import Table, answer, is_locked, once_seen, told
from tests.wire.processes import QUIZ, stage

pytestmark = pytest.mark.wire


def places_of(database: Path, person: str) -> list[str]:
    """Every table that a number stands in, as a number or within a text."""
    found = []
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            rows = connection.execute(f'SELECT * FROM "{name}"').fetchall()  # noqa: S608 - a table of this schema
            found += [str(name) for row in rows if any(person in str(value) for value in row)]
    return found


async def test_erased_in_the_middle_of_a_round_that_goes_on(tmp_path: Path) -> None:
    """Somebody exports and erases everything while a round runs: nothing of theirs stays, and the round is finished."""
    async with stage(tmp_path) as set_up, set_up.playground.member("ada").watch() as feed:
        table = Table(set_up, feed)
        ben, ben_id = table.member("ben"), await table.member("ben").id()
        await table.begin("ben", questions=2)
        question = await table.question(1)
        assert is_locked(await answer(ben, question))
        assert is_locked(await answer(table.member("ada"), question))
        reveal = await table.reveal(1)
        me = (await ben.slash(QUIZ, "me", wait="answered", within=20)).message
        assert me is not None
        assert "1 answer on 1 day" in told(await ben.slash(QUIZ, "me", wait="answered", within=20))
        exported = (await ben.press(me, label="Export", wait="answered")).message
        assert exported is not None
        names = [file["filename"] for file in exported["attachments"]]
        assert names == ["recall.json", "recall-answers.csv", "recall-estimates.csv"]
        me = (await ben.press(exported, label="Back", wait="answered", within=20)).message
        assert me is not None
        sure = (await ben.press(me, label="Erase everything", wait="answered")).message
        assert sure is not None
        assert "cannot be undone" in str(sure["components"])
        assert places_of(set_up.database, ben_id)
        async with ben.watch() as page:
            told_first = await once_seen(lambda: ben.press(sure, label="Erase everything", wait="answered"))
            assert "Recall is erasing everything" in told(told_first)
            await page.wait_for("MESSAGE_UPDATE", lambda message: "Erased." in str(message["components"]))
        assert places_of(set_up.database, ben_id) == []
        await table.next(reveal, ("ada",))
        second = await table.question(2)
        assert is_locked(await answer(table.member("ada"), second))
        await set_up.playground.advance(100)
        await table.reveal(2)
        await set_up.playground.advance(60)
        assert "of 2 right" in str((await table.podium())["components"])
        assert places_of(set_up.database, ben_id) == []


async def test_an_exam_date_is_typed_and_a_wrong_one_is_told(tmp_path: Path) -> None:
    """A day of the next years is kept; anything else gets a sentence that says how to type one."""
    async with stage(tmp_path) as set_up:
        ben = set_up.playground.member("ben")
        told_of = {
            "soon": "cannot be read as a date",
            "2026-01-01": "is not in the next three years",
            "2027-06-01": "June 1, 2027",
        }
        for text, wanted in told_of.items():
            me = (await ben.slash(QUIZ, "me", wait="answered", within=20)).message
            assert me is not None
            form = await ben.press(me, label="Exam dates")
            assert form.modal is not None
            assert wanted in told(await ben.submit(form, {"AIF-C01": text}, wait="answered", within=20))
