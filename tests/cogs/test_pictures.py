"""Podiums as pictures: who stands where, also in words, and what is shown where there can be no picture."""

from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path

import discord
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from bot.kernel.questions import Question
from cogs.shared.ink import WIDTH, drawn
from cogs.shared.podium import Step, podium
from tests.cogs.table import Table, labels, parts, table, text

ADA, BEN = Step(1, "Ada", 300, "300 points", "3 of 3 right"), Step(2, "Ben", 100, "100 points", "1 of 3 right")


def described(*steps: Step) -> str:
    picture = podium("Metrics", steps)
    assert picture is not None
    return picture.described


def test_what_the_picture_shows_is_told_in_words() -> None:
    """Who reads with their ears learns the same: places, names, figures; nobody below the third place."""
    told = described(ADA, BEN, Step(3, "Cleo", 50, "50 points"), Step(4, "Dan", 10, "10 points"))
    assert told == (
        "A podium. First place: Ada, 300 points, 3 of 3 right; second place: Ben, 100 points, 1 of 3 right; "
        "third place: Cleo, 50 points."
    )


def test_who_shares_a_place_shares_a_step() -> None:
    """Nobody of five equals is left out in favor of others: three are named, and the others counted."""
    five = [Step(1, name, 300, "300 points") for name in ("Ada", "Ben", "Cleo", "Dan", "Eve")]
    assert described(*five) == "A podium. First place: Ada, Ben, Cleo, and 2 more, 300 points."


def test_whoever_looks_at_the_same_podium_gets_the_same_picture() -> None:
    """A table can be looked at by everybody, again and again; it is drawn once, and anew where it differs."""
    first, same, other = (podium(title, [ADA, BEN]) for title in ("Season 1", "Season 1", "Season 2"))
    assert first is not None
    assert same is not None
    assert other is not None
    assert first.draw() is same.draw()
    assert first.draw() != other.draw()


def test_nobody_without_points_stands_on_it() -> None:
    """A place that nobody has earned is no reason for a picture."""
    assert podium("Metrics", [Step(1, "Ada", 0, "0 points")]) is None
    assert "Ben" not in described(ADA, Step(2, "Ben", 0, "0 points"))


@pytest.mark.parametrize(
    ("name", "picture"),
    [
        ("Ben 🎉", "Ben"),
        ("Chloë Müller", "Chloë Müller"),
        ("Дарья", "Дарья"),
        ("𝓐𝓭𝓪", "Ada"),
        ("名前", None),
        ("Ada 名前", None),
        ("שרה", None),
        ("🎉🎉", None),
    ],
)
def test_a_name_is_drawn_as_it_is_or_not_at_all(name: str, picture: str | None) -> None:
    """Ornaments may be missing. A name that lacks letters would be somebody else's: then there is no picture."""
    assert drawn(name) == picture
    assert (podium("Metrics", [Step(1, name, 1, "1 point")]) is None) == (picture is None)


def test_only_a_name_that_would_stand_there_keeps_a_podium_from_being_drawn() -> None:
    """Thirty share the first place: whoever is only counted among the others takes nobody their picture."""
    names = ["Ada", "Ben", "Cleo", *(f"Player {number}" for number in range(26)), "田中 さくら"]
    shared = [Step(1, name, 300, "300 points") for name in names]
    assert described(*shared) == "A podium. First place: Ada, Ben, Cleo, and 27 more, 300 points."
    picture = podium("Metrics", shared)
    assert picture is not None
    assert Image.open(BytesIO(picture.draw())).width == WIDTH
    for place in range(3):
        moved = [*shared[:place], shared[-1], *shared[place:-1]]
        assert podium("Metrics", moved) is None
    assert podium("Metrics", [ADA, BEN, Step(3, "田中 さくら", 50, "50 points")]) is None


NAMES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40)


@given(st.lists(NAMES, min_size=1, max_size=12), st.text(max_size=200), st.integers(1, 4))
def test_any_name_gives_a_picture_that_fits_or_none(names: list[str], title: str, shared: int) -> None:
    """Whatever people are called: as wide as others, and in words no longer than Discord takes."""
    steps = [Step(1 + place // shared * shared, name, 5, "5 points", name) for place, name in enumerate(names)]
    picture = podium(title, steps)
    if picture is not None:
        assert len(picture.described) <= 1_024
        with Image.open(BytesIO(picture.draw())) as image:
            assert image.width == WIDTH
            assert image.height < WIDTH


def gallery(message: discord.Message) -> list[str]:
    """The pictures that a message shows, in words."""
    return [item["description"] for part in parts(message) for item in part.get("items", [])]


PLAYERS = ("ada", "ben", "cleo", "dan")


@pytest.fixture
async def laid(tmp_path: Path, kinds: dict[str, Question]) -> AsyncIterator[Table]:
    """A table whose one question has no more options than there are players, so that somebody is right."""
    single = kinds["single"]
    async with table(tmp_path, {single.id: single}) as ready:
        yield ready


async def finish(laid: Table) -> discord.Message:
    """Play a quiz of one question; its podium."""
    card = await laid.begin(*PLAYERS[1:], questions=1)
    for who, option in zip(PLAYERS, [label for label in labels(card) if label != "Host"], strict=True):
        await laid.press(who, option, card)
    await laid.press("ada", "To the podium")
    await laid.later(60)
    return laid.card()


async def test_the_podium_comes_with_its_picture(laid: Table) -> None:
    """The message has the file, the card shows it, and says in words what it shows."""
    podium_card = await finish(laid)
    assert [file.filename for file in podium_card.attachments] == ["podium.png"]
    winner = next(who for who in PLAYERS if f"{who} wins" in text(podium_card))
    assert gallery(podium_card)[0].startswith(f"A podium. First place: {winner}, ")


@pytest.mark.parametrize(
    "text", ["How many bytes are 2¹⁰?", "2½ × 4", "Is 10⁻³ too high?", "10⁶ or 2²⁰?", "O(2ⁿ)", "H₂O"]
)
def test_raised_figures_and_fractions_stay_the_numbers_that_they_are(text: str) -> None:
    """A question would ask for something else in the picture of a summary: 210 is no power of two."""
    assert drawn(text) == text
