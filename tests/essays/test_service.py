"""What somebody can do with an essay alone, while others write about it elsewhere."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import cast

import pytest

from bot.essays.rules import Attempt, Mark, Refusal
from bot.essays.service import COMES_BACK, EssayService
from bot.essays.store import SqlEssays
from bot.flashcards.api import FlashcardService, point_id
from bot.kernel.essays import Essay
from bot.kernel.keys import Viewer
from bot.kernel.library import Library
from bot.storage.database import open_database
from bot.storage.writer import Writer
from tests.essays.makers import ESSAY
from tests.studying import ADA, BEN, GUILD, NOW, SECOND

OTHER = replace(ESSAY, id="why-lines")


@dataclass
class Study:
    """The subjects of the servers, who writes about which just now, and what has become reviews."""

    essays: EssayService = field(init=False)
    store: SqlEssays = field(init=False)
    subjects: dict[str, Essay] = field(default_factory=lambda: {OTHER.id: OTHER, ESSAY.id: ESSAY})
    written: dict[Viewer, set[str]] = field(default_factory=dict)
    reviews: list[tuple[int, list[str], datetime]] = field(default_factory=list)

    async def library(self, guild_id: int) -> Library:
        return Library(essays=self.subjects if guild_id == GUILD else {})

    async def being_written(self, viewer: Viewer) -> set[str]:
        return self.written.get(viewer, set())

    async def add(self, player_id: int, cards: Iterable[str], at: datetime) -> None:
        self.reviews.append((player_id, list(cards), at))

    async def write(self, text: str, number: int, at: datetime = NOW, player: int = BEN) -> Attempt | Refusal | None:
        found = await self.essays.write(player, GUILD, ESSAY.id, text, number, at)
        return found if isinstance(found, Refusal) else found.attempt


@pytest.fixture
async def study(tmp_path: Path) -> AsyncIterator[Study]:
    database = open_database(tmp_path / "recall.sqlite3")
    writer = Writer(database.writing, lambda _: None)
    writer.start()
    made = Study()
    made.store = SqlEssays(writer, database.reading)
    made.essays = EssayService(made.store, made, cast("FlashcardService", made), made)
    yield made
    await writer.close()
    await database.close()


async def test_a_draft_is_replaced_until_it_was_compared_and_then_stays(study: Study) -> None:
    """With the first mark it is an attempt of its own, which the next one stands beside; each is its row."""
    assert await study.write(" ", 1) is Refusal.EMPTY
    await study.write("\u202eFirst.", 1)
    [first] = await study.store.of(BEN)
    assert first.text == "First.", "it would turn around the line that it stands in"
    draft = Attempt(1, BEN, ESSAY.id, "Second.", NOW + SECOND)
    assert await study.write("Second.", 2, NOW + SECOND) == draft
    assert await study.store.of(BEN) == [draft]
    await study.essays.mark(BEN, GUILD, ESSAY.id, 0, Mark.HALF, NOW)
    later = Attempt(3, BEN, ESSAY.id, "Third.", NOW + 2 * SECOND)
    assert await study.write("Third.", 3, NOW + 2 * SECOND) == later
    assert await study.store.of(BEN) == [replace(draft, marks=(Mark.HALF,)), later]
    assert await study.store.of(ADA) == []
    desk = await study.essays.desk(BEN, GUILD, ESSAY.id)
    assert desk is not None
    assert (desk.essay, desk.attempt, desk.hidden) == (ESSAY, later, False)


async def test_what_was_found_missing_comes_back_a_day_later(study: Study) -> None:
    """To whoever marked, once all points are marked; whatever is half there does not."""
    await study.write("It is watched.", 1)
    for place, mark in enumerate((Mark.MISSING, Mark.HALF)):
        await study.essays.mark(BEN, GUILD, ESSAY.id, place, mark, NOW)
    assert study.reviews == []
    done = await study.essays.mark(BEN, GUILD, ESSAY.id, 2, Mark.MISSING, NOW + SECOND)
    assert not isinstance(done, Refusal)
    assert done.attempt is not None
    missed = [point_id(ESSAY.id, place) for place in (0, 2)]
    assert study.reviews == [(BEN, missed, NOW + SECOND + COMES_BACK)]
    [kept] = await study.store.of(BEN)
    assert kept == done.attempt
    assert (kept.done_at, kept.marks) == (NOW + SECOND, (Mark.MISSING, Mark.HALF, Mark.MISSING))
    await study.essays.mark(BEN, GUILD, ESSAY.id, 2, Mark.THERE, NOW + SECOND)
    assert len(study.reviews) == 1


async def test_points_are_hidden_while_people_write_about_them(study: Study) -> None:
    """Where that is, and for whom: their marks change nothing until the time is up."""
    await study.write("It is watched.", 1)
    study.written[Viewer(BEN, GUILD)] = {ESSAY.id}
    hidden = await study.essays.mark(BEN, GUILD, ESSAY.id, 0, Mark.THERE, NOW)
    assert not isinstance(hidden, Refusal)
    assert hidden.hidden
    assert (await study.store.of(BEN))[0].marks == ()
    for player, name in ((ADA, ESSAY.id), (BEN, OTHER.id)):
        desk = await study.essays.desk(player, GUILD, name)
        assert desk is not None
        assert not desk.hidden
        assert desk.attempt is None


async def test_all_subjects_of_a_server_stand_with_what_one_wrote_last(study: Study) -> None:
    """In the order of the packs; marks begin anew where a subject has lost the points that were left."""
    await study.write("It is watched.", 1)
    for place in range(2):
        await study.essays.mark(BEN, GUILD, ESSAY.id, place, Mark.THERE, NOW)
    found = [(desk.essay.id, desk.attempt and desk.attempt.id) for desk in await study.essays.all(BEN, GUILD)]
    assert found == [(OTHER.id, None), (ESSAY.id, 1)]
    study.subjects = {ESSAY.id: replace(ESSAY, points=ESSAY.points[:2])}
    [desk] = await study.essays.all(BEN, GUILD)
    assert desk.attempt is not None
    assert desk.attempt.marks == ()
    assert await study.essays.all(BEN, GUILD + 1) == []
    assert await study.essays.desk(BEN, GUILD + 1, ESSAY.id) is None
    assert await study.essays.write(BEN, GUILD, "nothing", "Text.", 2, NOW) is Refusal.UNKNOWN
    assert await study.essays.mark(ADA, GUILD, ESSAY.id, 0, Mark.HALF, NOW) is Refusal.UNKNOWN
