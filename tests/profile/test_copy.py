"""A copy of one's data: every answer is in it, wherever it was given, and no key of what is being asked."""

import csv
import json
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, update

from bot.kernel.questions import Choice, Question
from bot.kernel.sources import own_id
from bot.own.rules import Deed
from bot.own.tables import own_items, own_suggestions, own_versions
from bot.packs import content
from bot.profile.service import ProfileService
from bot.profile.store import SqlEraser
from bot.servers.departures import SqlDepartures
from bot.storage.belonging import belonging_of
from bot.storage.every_table import metadata
from bot.storage.tables import games
from tests.studying import ADA, BEN, DAY, GUILD, NOW, RIGHT, WRONG, Desk, desk, question

DIRECT, ELSEWHERE = 0, GUILD + 1
EVERYWHERE = [GUILD, DIRECT, ELSEWHERE]


def keyed(name: str) -> Question:
    """A question whose key can be told from everything else."""
    plain = question(name)
    assert isinstance(plain.body, Choice)
    key, *others = plain.body.options
    return replace(plain, body=Choice((replace(key, text="THE KEY", why="THE KEY, as it is."), *others)))


COMMON, OWN = keyed("m0"), keyed(own_id(GUILD, "a"))


async def copied(table: Desk, where: int = DIRECT) -> Any:
    eraser = SqlEraser(table.writer, table.database.reading)
    me = ProfileService(table.history, table.sources, table.days, eraser, table.reports, table.practice.forget)
    copy = await me.export(BEN, NOW + 9 * DAY, where)
    told = json.loads(copy.as_json)
    rows = list(csv.DictReader(StringIO(copy.answers_csv)))
    assert [row["question"] for row in rows] == [one["question"] for one in told["answers"]]
    return told


@pytest.mark.parametrize("where", EVERYWHERE)
async def test_every_answer_is_in_the_copy_wherever_one_asks_for_it(tmp_path: Path, where: int) -> None:
    """Those to a server's own questions too: in direct messages, elsewhere, and once the server is forgotten."""
    async with desk(tmp_path, [COMMON, OWN]) as table:
        await table.played({COMMON.id: RIGHT, OWN.id: WRONG})
        wanted = [(COMMON.asking, "THE KEY", True), (OWN.asking, "Option B", False)]
        for _ in range(2):
            answers = (await copied(table, where))["answers"]
            assert [(one["stem"], one["answer"], one["right"]) for one in answers] == wanted
            await SqlDepartures(table.writer, table.database.reading).erase(GUILD, NOW, lambda _: None)


@pytest.mark.parametrize("asked", [COMMON, OWN], ids=["everybody's", "the server's own"])
@pytest.mark.parametrize("where", EVERYWHERE)
async def test_an_answer_to_what_is_being_asked_is_told_of_and_comes_later(
    tmp_path: Path, where: int, asked: Question
) -> None:
    """The row says that it is kept back; what was answered, and whether it was right, is in the copy afterward."""
    async with desk(tmp_path, [COMMON, OWN]) as table:
        await table.played({asked.id: RIGHT})
        await table.played({asked.id: WRONG}, NOW + DAY, player=ADA, closed=False)
        told = await copied(table, where)
        [answer] = told["answers"]
        assert (answer["stem"], answer["answer"], answer["right"]) == (asked.asking, None, None)
        assert answer["withheld"]
        assert "THE KEY" not in str(told)
        await over(table)
        [answer] = (await copied(table, where))["answers"]
        assert (answer["answer"], answer["right"], answer["withheld"]) == ("THE KEY", True, False)


async def test_an_answer_that_was_never_judged_is_in_the_copy_without_a_verdict(tmp_path: Path) -> None:
    """A game ended in the middle of its question: nobody was told who was right, and the answer is stored anyway."""
    async with desk(tmp_path, [COMMON]) as table:
        await table.played({COMMON.id: RIGHT}, closed=False)
        [answer] = (await copied(table))["answers"]
        assert (answer["answer"], answer["right"], answer["withheld"]) == (None, None, True)
        await over(table)
        [answer] = (await copied(table))["answers"]
        assert (answer["answer"], answer["right"], answer["withheld"]) == ("THE KEY", None, False)


async def over(table: Desk) -> None:
    """Every game ends, as it does where somebody ends it."""
    await table.writer.execute("all", update(games).values(ended_at=NOW + 2 * DAY))


def suggestion(asked: Question, number: int, item: str) -> Any:
    return insert(own_suggestions).values(
        id=own_id(GUILD, str(number)), guild_id=GUILD, number=number, pack="p", body=content.to_json(asked),
        suggested_by=BEN, named="", at=NOW, decision="waiting", word="", item=item, instead="Option B",
    )  # fmt: skip


def item(asked: Question) -> Any:
    return insert(own_items).values(
        id=asked.id, guild_id=GUILD, name="a", pack="p", version=1, body=content.to_json(asked), deleted=0,
        changed_by=ADA, changed_at=NOW, author="Ben", author_id=BEN,
    )  # fmt: skip


def version(asked: Question) -> Any:
    return insert(own_versions).values(
        guild_id=GUILD, item="a", version=1, deed=Deed.WRITTEN.value, body=content.to_json(asked), changed_by=BEN,
        at=NOW,
    )  # fmt: skip


@pytest.mark.parametrize("where", EVERYWHERE)
async def test_a_question_that_is_being_asked_is_left_out_of_whatever_names_them(tmp_path: Path, where: int) -> None:
    """Whoever suggested a better wrong answer for it has its key stored under their name, and must not look it up now.

    Their row says so, and so it is with questions that they wrote. What nobody asks now is all there.
    """
    other = keyed(own_id(GUILD, "b"))
    async with desk(tmp_path, [OWN]) as table:
        await table.played({OWN.id: WRONG}, player=ADA, closed=False)
        await table.writer.execute("own", item(OWN), version(OWN), suggestion(OWN, 1, "a"), suggestion(other, 2, "b"))
        stored = (await copied(table, where))["stored"]
        rows = [*stored["own_items"], *stored["own_versions"], *stored["own_suggestions"]]
        assert [(row["body"], row.get("withheld")) for row in rows] == [
            *[(None, True)] * 3,
            (content.to_json(other), None),
        ]
        await over(table)
        stored = (await copied(table, where))["stored"]
        assert [row["body"] for row in stored["own_suggestions"]] == [content.to_json(OWN), content.to_json(other)]


def test_every_table_that_tells_somebody_a_question_says_which_column_has_it() -> None:
    """Or its key would be in the copy while it is being asked."""
    told = {one.name for one in metadata.sorted_tables if "body" in belonging_of(one).export}
    assert told == {one.name for one in metadata.sorted_tables if belonging_of(one).whole}
    assert told == {"own_items", "own_versions", "own_suggestions"}
