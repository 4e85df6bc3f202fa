"""What somebody missed, as a deck, and what Anki makes of it."""

from dataclasses import replace
from html import unescape
from pathlib import Path

from anki.collection import Collection, ImportCsvRequest

from bot.kernel.questions import Extra, Kind, Matching, Ordering, Pair, Step
from tests.profile.test_profile import BANK, service
from tests.studying import BEN, DAY, NOW, RIGHT, WRONG, desk, question


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


async def test_whatever_a_miss_asks_is_one_card_of_its_own(tmp_path: Path) -> None:
    """Quotes, hashes, tabs and breaks in a question neither swallow other cards nor lose its own."""
    stems = [
        '"Recall" is which share?',
        '"Overfit: which remedy comes first?',
        "# of neurons?",
        "#",
        "A\ttab,\na break\r\nand another?",
        "Is <b> & '1' fine?",
        "What is precision?",
    ]
    bank = [replace(question(f"m{number}"), stem=stem) for number, stem in enumerate(stems)]
    async with desk(tmp_path, bank) as table:
        await table.played({one.id: WRONG for one in bank})
        deck = await service(table).anki(BEN)
        assert deck is not None
        asked = {front.partition("<br>•")[0]: back for front, back in in_anki(tmp_path, deck)}
        assert {unescape(front) for front in asked} == {
            "<br>".join(stem.replace("\t", " ").splitlines()) for stem in stems
        }
        assert {back.partition("<br>")[0] for back in asked.values()} == {"Option A"}
        lines = deck.partition("Source\n")[2].splitlines()
        assert [line.split("\t")[0].partition("<br>•")[0] for line in lines] == list(asked)


async def test_a_deck_shows_the_signs_that_the_screen_shows(tmp_path: Path) -> None:
    """Discord's screens show the asterisks of an explanation, so nothing is bold here, either."""
    async with desk(tmp_path, [replace(question("m0"), explanation="It is **not** B.")]) as table:
        await table.played({"m0": WRONG})
        deck = await service(table).anki(BEN)
        assert deck is not None
        [[_, back]] = in_anki(tmp_path, deck)
        assert back.endswith("It is **not** B.")


async def test_nobody_without_misses_gets_an_empty_deck(tmp_path: Path) -> None:
    """Without a miss there is no file."""
    async with desk(tmp_path, BANK) as table:
        assert await service(table).anki(BEN) is None


def in_anki(folder: Path, text: str) -> list[list[str]]:
    """The notes that Anki's own library makes of a text file: (front, back)."""
    file = folder / "misses.txt"
    file.write_text(text, encoding="utf-8", newline="")
    collection = Collection(str(folder / "collection.anki2"))
    told = collection.get_csv_metadata(path=str(file), delimiter=None)
    collection.import_csv(ImportCsvRequest(path=str(file), metadata=told))
    notes = [collection.get_note(note).fields for note in sorted(collection.find_notes(""))]
    collection.close()
    return notes


async def test_steps_and_pairs_are_on_the_card_and_not_in_their_order(tmp_path: Path) -> None:
    """Nobody can answer "Put these steps in order." alone, nor learns anything from steps that are in order."""
    steps = replace(
        question("m0"), kind=Kind.ORDERING, body=Ordering(tuple(Step(text, "") for text in ("x", "y", "z")))
    )
    pairs = Matching((Pair("p", "1", ""), Pair("q", "2", ""), Pair("r", "3", "")), (Extra("4", ""),))
    both = [steps, replace(question("m1"), kind=Kind.MATCHING, body=pairs)]
    async with desk(tmp_path, both) as table:
        await table.played({"m0": (2, 1, 0), "m1": (1, 0, 2)})
        deck = await service(table).anki(BEN)
        assert deck is not None
        fronts = [front.split("<br>")[1:] for front, _ in in_anki(tmp_path, deck)]
        ordered, matched = sorted(fronts, key=len)
        assert (sorted(ordered), ordered == ["• x", "• y", "• z"]) == (["• x", "• y", "• z"], False)
        assert matched[:4] == ["• p", "• q", "• r", "↔"]
        assert sorted(matched[4:]) == ["• 1", "• 2", "• 3", "• 4"]
