"""Essays and flashcards as somebody uses them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.flashcards.api import point_id
from bot.kernel.custom_ids import build
from bot.kernel.library import Library
from bot.kernel.sources import Everywhere
from cogs.essays.ids import Verb
from cogs.flashcards.ids import Verb as Cards
from tests.cogs.table import Table, labels, private, table, text
from tests.essays.makers import ESSAY
from tests.studying import question

HOSTILE = "**It** is watched. <@1> `x` @everyone\n# not a heading"
DAY_S = 24 * 3600.0
CARD = replace(question("gloss-t1-meaning"), stem="What is the definition of **T1**?")


@pytest.fixture
async def study(tmp_path: Path) -> AsyncIterator[Table]:
    known = {CARD.id: CARD}
    whole = Library(known, known.get, flashcards=known, essays={ESSAY.id: ESSAY})
    async with table(tmp_path, {}, Everywhere(lambda: whole)) as ready:
        yield ready


async def test_a_forged_card_shows_no_point_before_one_has_written(study: Table) -> None:
    """Its back is what a good answer says; it can be turned once it was found missing."""
    await study.start()
    forged = build(Cards.TURN, 0, "t", point_id(ESSAY.id, 0))
    assert ESSAY.points[0].text not in text(private(await study.forge("ada", forged)))


async def test_somebody_writes_compares_and_reviews_what_was_missing(study: Table) -> None:
    """A draft survives, the points come one by one, and tomorrow the missing one is a flashcard."""
    ada = study.people["ada"]
    page = private(await study.slash("ada", "course write", subject="Why it is a loop"))
    opened = await study.press("ada", "Write", page)
    page = private(await ada.submit_modal(opened, {"text": HOSTILE}))
    assert "Saved" in text(page)
    page = private(await study.slash("ada", "course write", subject="why-loops"))
    again = await study.press("ada", "Change it", page)
    assert HOSTILE.partition("\n")[0] in str(again.modal)
    page = private(await study.press("ada", "Compare with the points", page))
    assert "Point 1 of 3" in text(page)
    assert "It is watched.**\nA change" not in text(page)
    for label in ("Missing", "It is there", "Half"):
        page = private(await study.press("ada", label, page))
    assert "4 of 6, by your own marks" in text(page)
    fared = [line.rpartition(" · ")[2].split(" of ") for line in text(page).splitlines() if line[:1] in "✅🟨❌"]
    assert [sum(map(float, worth)) for worth in zip(*fared, strict=True)] == [4, 6]
    assert "1 missing point comes back" in text(page)
    assert "It begins with a goal, is watched" in text(private(await study.press("ada", "A sample answer", page)))
    await study.env.advance_time(DAY_S + 60)
    card = private(await study.slash("ada", "course cards"))
    assert "Nobody can judge without one" in text(card)
    back = private(await study.press("ada", "Turn it over", card))
    assert "It begins with a goal." in text(back)
    following = private(await study.press("ada", "Good", back))
    assert "What is the definition of" in text(following)
    answered = await study.slash("ada", "me")
    assert "You have not answered anything yet" in text(private(answered))


async def test_a_card_can_be_set_aside_and_taken_back(study: Table) -> None:
    """It is asked no more until somebody wants it again."""
    card = private(await study.slash("ben", "course cards"))
    assert "T1" in text(card)
    rest = private(await study.press("ben", "Don't ask this again", card))
    assert "1 card is set aside" in text(rest)
    assert "T1" in text(private(await study.press("ben", "Ask it again", rest)))


async def test_an_empty_text_is_not_kept(study: Table) -> None:
    """The page stays as it was, with the reason above it, whatever was written on it before."""
    page = private(await study.slash("ada", "course write", subject="why-loops"))
    for button in ("Write", "Change it", "Write it again"):
        before = text(page), labels(page)
        opened = await study.press("ada", button, page)
        refused = private(await study.people["ada"].submit_modal(opened, {"text": "   "}))
        assert text(refused) == f"**There was no text in the form, so nothing was saved.**\n{before[0]}"
        assert labels(refused) == before[1]
        opened = await study.press("ada", button, refused)
        page = private(await study.people["ada"].submit_modal(opened, {"text": HOSTILE}))
        for label in ("Compare with the points", "Missing", "Missing", "Missing") if button == "Change it" else ():
            page = private(await study.press("ada", label, page))


@pytest.mark.parametrize("arguments", [(), ("why-loops",), ("why-loops", "0"), ("nothing", "zz", "q"), ("x" * 60, "h")])
async def test_forged_presses_are_answered(study: Table, arguments: tuple[str, ...]) -> None:
    """Whatever stands in an id, it is answered in words, and nobody reads a sample before they have compared."""
    await study.start()
    for verb in (*(set(Verb) - {Verb.SUBMIT}), *Cards):
        shown = await study.forge("ada", build(verb, 0, "v", *arguments))
        assert shown.modal is not None or "is trained again" not in text(shown)
