# ruff: noqa: E501 - the files are as long as their lines are elsewhere
"""Flashcards that people bring: as text, and as decks of an old and of a new Anki."""

from __future__ import annotations

import re
import sqlite3
import zipfile
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import genanki
import pytest
import zstandard
from anki.collection import Collection, ImportAnkiPackageRequest

from bot.exchange.draft import UnreadableError
from bot.exchange.writers.common import Pack
from bot.exchange.writing import TARGETS
from bot.kernel.questions import Typed
from bot.packs.loading import load_file
from tests.exchange.reading import imported, questions
from tests.packs.samples import BODIES, item, write_pack


def test_quizlet_and_anki_text() -> None:
    """The side that can be typed is typed; tags and HTML of Anki's export are understood."""
    term, turned = questions(
        "set.txt", "Mitochondrion\tThe power house of the cell\nA city on the Seine, long known\tParis\n"
    )
    assert [(one.stem, one.body) for one in (term, turned)] == [
        ("The power house of the cell", Typed(("Mitochondrion",))), ("A city on the Seine, long known", Typed(("Paris",))),
    ]  # fmt: skip
    text = "#separator:tab\n#html:true\n#tags column:3\nCapital of <b>Italy</b>?\tRome\teurope geo\n{{c1::Oslo}} is in {{c2::Norway}}.\t\t\n"
    card, oslo, norway = questions("export.txt", text)
    assert (card.stem, card.tags) == ("Capital of **Italy**?", ("europe", "geo"))
    assert (oslo.stem, norway.stem) == ("_____ is in Norway.", "Oslo is in _____.")


def deck(*notes: tuple[str, str], tags: tuple[str, ...] = ()) -> bytes:
    model = genanki.Model(
        1, "Basic", [{"name": "Front"}, {"name": "Back"}], [{"name": "C", "qfmt": "{{Front}}", "afmt": "{{Back}}"}]
    )
    made = genanki.Deck(2, "Cities::Europe")
    for front, back in notes:
        made.add_note(genanki.Note(model, [front, back], tags=list(tags)))
    out = BytesIO()
    genanki.Package(made).write_to_file(out)
    return out.getvalue()


def test_an_anki_deck() -> None:
    """Cards of two sides, pictures named, what is too long to be typed refused by its note."""
    brought = imported("cities.apkg", deck(
        ("Capital of Italy?", "Rome<br>"), ("<img src='map.png'>", "Oslo"), ("Tell all of it?", "word " * 40),
        ("Which is it? <img src='flag.png'>", "France"), tags=("geo",),
    ))  # fmt: skip
    assert [(one.question.stem, one.question.tags) for one in brought.items] == [
        ("Capital of Italy?", ("geo",)), ("Which is it?", ("geo",)),
    ]  # fmt: skip
    assert brought.items[0].subtopic == "Europe"
    said = {line.place.part: (line.outcome, line.message) for line in brought.report.lines}
    assert said["note 2"][0] == "refused"
    assert "'map.png'" in said["note 2"][1]
    assert "characters" in said["note 3"][1]
    assert (said["note 4"][0], "'flag.png'" in said["note 4"][1]) == ("changed", True)


def test_a_sound_is_left_out_and_told() -> None:
    """It is no part of what is asked or typed, in decks and in text; a card of nothing else is refused."""
    brought = imported("fr.apkg", deck(("cat", "chat [sound:chat.mp3]"), ("[sound:dog.mp3]", "chien")))
    assert [(one.question.stem, one.question.body) for one in brought.items] == [("cat", Typed(("chat",)))]
    changed, refused = brought.report.lines
    assert (changed.outcome, changed.message) == ("changed", "An image or sound is left out: 'chat.mp3'.")
    assert (refused.outcome, "'dog.mp3'" in refused.message) == ("refused", True)
    (plain,) = questions("fr.txt", "#separator:tab\n#html:false\n1 < 2 & 3\tchat [sound:chat.mp3]\n")
    assert (plain.stem, plain.body) == ("1 < 2 & 3", Typed(("chat",)))


@pytest.mark.parametrize("text", ["{{c1::a big {{c2::cat}}}} sleeps", "{{c1::a cat sleeps"])
def test_a_gap_that_cannot_be_cut_out_is_refused(text: str) -> None:
    """Rather than asked with its braces, or passed over without a word."""
    brought = imported("fr.apkg", deck((text, "")))
    assert not brought.items
    assert [line.message for line in brought.report.lines] == [
        "A gap is within another one, or does not end with '}}'."
    ]


@pytest.mark.parametrize(
    ("models", "decks", "told"),
    [
        ("not json", "{}", "note types is not JSON"),
        ("{}", "[", "decks is not JSON"),
        ('{"1": {"flds": 5}}', "{}", "it holds"),
    ],
)
def test_what_is_wrong_in_a_deck_is_said_in_plain_words(models: str, decks: str, told: str, tmp_path: Path) -> None:
    """Not as Python says it to programmers, and with what to do."""
    path = tmp_path / "collection.anki2"
    with closing(sqlite3.connect(path)) as made, made:
        made.execute("CREATE TABLE col (models TEXT, decks TEXT)")
        made.execute("INSERT INTO col VALUES (?, ?)", (models, decks))
        made.execute("CREATE TABLE cards (nid INTEGER, did INTEGER)")
        made.execute("CREATE TABLE notes (id INTEGER, mid INTEGER, tags TEXT, flds TEXT)")
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.write(path, "collection.anki2")
    with pytest.raises(UnreadableError) as refused:
        imported("deck.apkg", packed.getvalue())
    assert told in str(refused.value)
    assert str(refused.value).endswith("Export the deck from Anki again.")
    assert "char 0" not in str(refused.value)


def test_a_deck_of_a_new_anki(tmp_path: Path) -> None:
    """The newest database is read, compressed as it is; the old one beside it only asks to update Anki."""
    file = tmp_path / "c.db"
    with sqlite3.connect(file) as connection:
        connection.executescript(
            "PRAGMA journal_mode = WAL;"
            "CREATE TABLE notes (id INTEGER, mid INTEGER, tags TEXT, flds TEXT);"
            "CREATE TABLE cards (nid INTEGER, did INTEGER);"
            "CREATE TABLE fields (ntid INTEGER, ord INTEGER, name TEXT);"
            "CREATE TABLE decks (id INTEGER, name TEXT);"
            "INSERT INTO fields VALUES (5, 0, 'Front'), (5, 1, 'Back');"
            "INSERT INTO decks VALUES (7, 'Top' || char(31) || 'Below');"
            "INSERT INTO cards VALUES (1, 7);"
            "INSERT INTO notes VALUES (1, 5, ' a b ', 'Capital of Spain?' || char(31) || 'Madrid');"
        )
    connection.close()
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("collection.anki2", b"old")
        archive.writestr("collection.anki21b", zstandard.ZstdCompressor().compress(file.read_bytes()))
    brought = imported("new.apkg", out.getvalue())
    assert [(one.question.stem, one.question.tags, one.subtopic) for one in brought.items] == [
        ("Capital of Spain?", ("a", "b"), "Below")
    ]


def test_anki_opens_a_deck_of_ours_and_updates_it(tmp_path: Path) -> None:
    """By Anki's own library: a card for each question, and a newer deck changes notes instead of adding any."""
    asked = load_file(write_pack(tmp_path / "pack.yaml", *(item(kind) for kind in BODIES))).questions
    pack = Pack("Facts: \"old\" & 'new'", "facts", asked, ["A"] * len(asked))
    collection = Collection(str(tmp_path / "collection.anki2"))
    assert opened(collection, tmp_path, pack) == (len(asked), 0)
    assert collection.card_count() == len(asked)
    assert {collection.get_note(note).fields[-1] for note in collection.find_notes("")} == {one.id for one in asked}
    for number in collection.find_cards(""):
        card = collection.get_card(number)
        assert len(card.answer()) > len(card.question())
    newer = [replace(question, explanation="Because of that.") for question in asked]
    assert opened(collection, tmp_path, replace(pack, questions=newer, at=pack.at + timedelta(days=1))) == (
        0,
        len(asked),
    )
    assert len(collection.find_notes('"Because of that."')) == collection.note_count() == len(asked)
    collection.close()


def opened(collection: Collection, folder: Path, pack: Pack) -> tuple[int, int]:
    """How many notes come into somebody's collection anew, and how many are changed."""
    path = folder / "pack.apkg"
    path.write_bytes(TARGETS["apkg"].write(pack).data)
    log = collection.import_anki_package(ImportAnkiPackageRequest(package_path=str(path))).log
    return len(log.new), len(log.updated)


def test_neither_a_printed_sheet_nor_a_card_gives_the_key_away_by_its_order() -> None:
    """Tables and forms have what is right first; the pack has it there again when the deck comes back."""
    rows = "".join(f"Question {n}?,right {n},wrong {n},false {n}\n" for n in range(12))
    asked = questions("q.csv", f"question,right,wrong,wrong\n{rows}")
    pack = Pack("P", "own_p", asked, ["S"] * len(asked))
    sheet, _, keys = TARGETS["html"].write(pack).data.decode().partition('class="key"')
    letters = re.findall(r"</b> ([A-C])\. right (\d+)</p>", keys)
    assert {letter for letter, _ in letters} == {"A", "B", "C"}
    listed = [re.findall(r"<li>(\w+ \d+)", one) for one in re.findall(r'<ol class="letters">(.*?)</ol>', sheet)]
    assert [one["ABC".index(letter)] for one, (letter, _) in zip(listed, letters, strict=True)] == [
        f"right {number}" for _, number in letters
    ]
    data = TARGETS["apkg"].write(pack).data
    assert {one.index(f"right {n}") for n, one in enumerate(shown_in(data))} == {0, 1, 2}
    assert [one.body for one in questions("p.apkg", data)] == [one.body for one in asked]


def shown_in(data: bytes) -> list[list[str]]:
    """What the front of each note lists."""
    with zipfile.ZipFile(BytesIO(data)) as archive, closing(sqlite3.connect(":memory:")) as deck:
        deck.deserialize(archive.read("collection.anki2"))
        notes = [row[0].split("\x1f")[1] for row in deck.execute("SELECT flds FROM notes ORDER BY id")]
    return [re.findall(r"<li[^>]*>([^<]*)</li>", note) for note in notes]


@pytest.mark.parametrize("header", ["Term,Definition", "word,meaning"])
def test_the_header_of_a_table_of_cards_is_no_card(header: str) -> None:
    """As Quizlet calls its columns; a table without one has all its rows asked."""
    cards = "S3,Object storage\nEC2,Virtual machines\n"
    assert [one.stem for one in questions("q.csv", f"{header}\n{cards}")] == ["S3", "EC2"]
    assert [one.stem for one in questions("q.csv", f"Term,A word\n{cards}")] == ["Term", "S3", "EC2"]
