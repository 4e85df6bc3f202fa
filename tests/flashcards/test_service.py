"""What somebody can do with their deck, on two servers with cards of their own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.flashcards.rules import Grade, point_id
from bot.flashcards.service import FlashcardService
from bot.flashcards.store import SqlFlashcards
from bot.kernel.keys import Viewer
from bot.kernel.library import Library
from bot.kernel.questions import Kind, Typed
from bot.storage.database import open_database
from bot.storage.writer import Writer
from tests.essays.makers import ESSAY
from tests.strategies import question
from tests.studying import ADA, BEN, GUILD, NOW

DAY = timedelta(days=1)
CARDS = {
    name: question(name, kind=Kind.TYPED, body=Typed((name.upper(),)), stem=f"Which word is {name}?")
    for name in ("gloss-a-word", "gloss-b-word")
}


@dataclass
class Shelf:
    """What the servers have, what games ask, and what people write about, by server and person."""

    decks: FlashcardService = field(init=False)
    libraries: dict[int, Library] = field(default_factory=lambda: {GUILD: Library(flashcards=CARDS)})
    asked: dict[Viewer, set[str]] = field(default_factory=dict)
    written: dict[Viewer, set[str]] = field(default_factory=dict)

    async def library(self, guild_id: int) -> Library:
        return self.libraries.get(guild_id, Library(flashcards=CARDS, essays={ESSAY.id: ESSAY}))

    async def being_asked(self, viewer: Viewer) -> set[str]:
        return self.asked.get(viewer, set())

    async def being_written(self, viewer: Viewer) -> set[str]:
        return self.written.get(viewer, set())


@pytest.fixture
async def shelf(tmp_path: Path) -> AsyncIterator[Shelf]:
    database = open_database(tmp_path / "recall.sqlite3")
    writer = Writer(database.writing, lambda _: None)
    writer.start()
    made = Shelf()
    made.decks = FlashcardService(SqlFlashcards(writer, database.reading), made, made, made)
    yield made
    await writer.close()
    await database.close()


async def test_a_deck_is_its_owners_and_its_rows(shelf: Shelf) -> None:
    """What was graded comes back in time, what was set aside does not until it is asked again; others have theirs."""
    decks = shelf.decks
    first = await decks.turn(BEN, GUILD, NOW, 1)
    assert first.card is not None
    assert (first.waiting, first.aside, first.next_due) == (0, 0, None)
    assert (first.card.front, first.card.back) == (CARDS[first.card.id].asking, first.card.id.upper())
    await decks.grade(BEN, first.card.id, Grade.GOOD, NOW)
    held = (await decks._store.deck(BEN))[first.card.id]
    assert held.state is not None
    assert (held.due, held.begun_at, held.state.ever_correct, held.state.lapses) == (held.state.due, NOW, True, 0)
    await decks.grade(BEN, first.card.id, Grade.AGAIN, held.due)
    again = (await decks._store.deck(BEN))[first.card.id]
    assert again.state is not None
    assert (again.begun_at, again.state.lapses, again.state.reviewed_at) == (NOW, 1, held.due)
    second = await decks.turn(BEN, GUILD, NOW + DAY / 2, 1)
    assert second.card is not None
    assert (second.card.id != first.card.id, second.next_due) == (True, again.due)
    await decks.suspend(BEN, second.card.id, NOW)
    assert (await decks.turn(BEN, GUILD, again.due, 1)).aside == 1
    assert (await decks.turn(BEN, GUILD, again.due, 1)).waiting == 1
    assert [await decks.resume(player) for player in (ADA, BEN, BEN)] == [0, 1, 0]
    waiting = await decks.turn(BEN, GUILD, again.due, 1)
    assert (waiting.waiting, waiting.aside) == (2, 0)
    assert await decks._store.deck(ADA) == {}


async def test_no_card_tells_what_a_game_asks_its_viewer(shelf: Shelf) -> None:
    """While it is asked there, of them: neither as a new card nor as one that is due, nor by its name."""
    decks, viewer = shelf.decks, Viewer(BEN, GUILD)
    await decks.add(BEN, ["gloss-a-word"], NOW)
    assert (await decks.turn(BEN, GUILD, NOW, 1)).waiting == 1
    shelf.asked[viewer] = {"gloss-a-word"}
    hidden = await decks.turn(BEN, GUILD, NOW, 1)
    assert hidden.card is not None
    assert (hidden.card.id, hidden.waiting) == ("gloss-b-word", 0)
    assert await decks.card(BEN, GUILD, "gloss-a-word") is None
    for player, guild in ((ADA, GUILD), (BEN, GUILD + 1)):
        assert await decks.card(player, guild, "gloss-a-word") is not None


async def test_a_point_is_shown_to_whom_it_was_found_missing_for(shelf: Shelf) -> None:
    """To nobody else, and not while its essay is written about where they are."""
    decks, point = shelf.decks, point_id(ESSAY.id, 0)
    assert await decks.card(BEN, 0, point) is None
    await decks.add(BEN, [point], NOW + DAY)
    shown = await decks.card(BEN, 0, point)
    assert shown is not None
    assert shown.back == ESSAY.points[0].text
    assert await decks.card(ADA, 0, point) is None
    shelf.written[Viewer(BEN, GUILD + 1)] = {ESSAY.id}
    assert await decks.card(BEN, GUILD + 1, point) is None
    assert await decks.card(BEN, 0, point) is not None
    due = await decks.turn(BEN, 0, NOW + DAY, 1)
    assert due.card is not None
    assert (due.card.id, due.waiting) == (point, 1)


async def test_a_server_that_has_all_topics_of_cards_off_is_told_apart(shelf: Shelf) -> None:
    """From one that has no cards, and from one that has some on."""
    some = Library(flashcards=CARDS, off={"other"})
    shelf.libraries |= {1: Library(off={"bio"}), 2: Library(), 3: some, 0: Library(flashcards=CARDS)}
    off = {guild: (await shelf.decks.turn(BEN, guild, NOW, 1)).off for guild in (0, 1, 2, 3)}
    assert off == {0: False, 1: True, 2: False, 3: False}
    shelf.libraries[0] = Library()
    assert (await shelf.decks.turn(BEN, 1, NOW, 1)).off is False


async def test_a_card_that_is_gone_from_the_packs_waits_for_nobody(shelf: Shelf) -> None:
    """It stays in the deck, in case it comes back, and is not counted meanwhile."""
    await shelf.decks.add(BEN, CARDS, NOW)
    shelf.libraries[GUILD] = replace(shelf.libraries[GUILD], flashcards={"gloss-a-word": CARDS["gloss-a-word"]})
    found = await shelf.decks.turn(BEN, GUILD, NOW, 1)
    assert found.card is not None
    assert (found.card.id, found.waiting) == ("gloss-a-word", 1)
    assert len(await shelf.decks._store.deck(BEN)) == 2
