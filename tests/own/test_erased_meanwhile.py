"""Whoever erases everything while somebody else changes what they wrote is not written again.

What was decided before that is refused, as whatever cannot be saved; whoever presses again decides anew.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.exchange.draft import Draft, Part, Place
from bot.kernel.deciding import begin
from bot.kernel.ports import StorageError
from bot.kernel.questions import Kind
from bot.own.rules import Decision, Pack, Suggestion
from bot.own.store import SqlOwn
from bot.profile.manifest import Profile
from tests.cogs.table import Table, table
from tests.own.test_story import own_of, suggestions_of
from tests.strategies import question

AT = datetime(2026, 11, 28, tzinfo=UTC)
ALICE, EDITOR = 777, 5


@pytest.fixture
async def laid(tmp_path: Path) -> AsyncIterator[Table]:
    """A table with one built-in question and a pack of the server's own."""
    async with table(tmp_path, {"q1": question("q1")}) as ready:
        await ready.slash("gus", "packs new", title="Biology")
        yield ready


def draft(stem: str = "Which is a base of DNA?") -> Draft:
    return Draft(Place(), Kind.SINGLE, stem, [Part("Adenine", right=True), Part("Uracil")], markup="none")


async def erase(laid: Table, who: int) -> None:
    feature = next(one for one in laid.app.features if isinstance(one, Profile))
    await feature._profiles.erase(who)


async def traces(laid: Table, who: int) -> dict[str, int]:
    feature = next(one for one in laid.app.features if isinstance(one, Profile))
    return dict(await feature._profiles.counts(who))


async def suggested(laid: Table, by: int = ALICE, named: str = "Alice Doe") -> tuple[Pack, Suggestion]:
    [pack] = await own_of(laid).packs(laid.guild.id)
    made = await suggestions_of(laid).suggest(laid.guild.id, pack.name, draft(), by, named, AT)
    assert isinstance(made, Suggestion)
    return pack, made


def erasing_after(monkeypatch: pytest.MonkeyPatch, laid: Table, read: str, who: int = ALICE) -> None:
    """Have somebody erase everything when the next change has read what it reads, and has not written."""
    reading: Callable[..., Awaitable[Any]] = getattr(SqlOwn, read)

    async def read_and_erased(store: SqlOwn, *args: Any) -> Any:
        found = await reading(store, *args)
        monkeypatch.undo()
        await erase(laid, who)
        return found

    monkeypatch.setattr(SqlOwn, read, read_and_erased)


async def pressed_again(deed: Callable[[], Awaitable[object]]) -> None:
    """Do it; where it is refused, once more."""
    begin()
    with suppress(StorageError):
        await deed()
        return
    begin()
    await deed()


@pytest.mark.parametrize("decision", [Decision.ACCEPTED, Decision.DECLINED])
@pytest.mark.parametrize("named", ["Alice Doe", ""])
async def test_deciding_on_a_suggestion(
    laid: Table, monkeypatch: pytest.MonkeyPatch, decision: Decision, named: str
) -> None:
    _, made = await suggested(laid, named=named)
    erasing_after(monkeypatch, laid, "suggestion")
    await pressed_again(lambda: suggestions_of(laid).decide(laid.guild.id, made.number, decision, EDITOR, AT))
    assert await traces(laid, ALICE) == {}
    kept = await suggestions_of(laid).suggestion(laid.guild.id, made.number)
    assert kept is not None
    assert kept.decision is decision
    assert "Alice" not in kept.named


async def test_taking_a_decision_back(laid: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    _, made = await suggested(laid)
    await suggestions_of(laid).decide(laid.guild.id, made.number, Decision.ACCEPTED, EDITOR, AT)
    erasing_after(monkeypatch, laid, "suggestion")
    await pressed_again(lambda: suggestions_of(laid).undo(laid.guild.id, made.number, EDITOR, AT))
    assert await traces(laid, ALICE) == {}


async def test_editing_what_they_suggested(laid: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    pack, made = await suggested(laid)
    await suggestions_of(laid).decide(laid.guild.id, made.number, Decision.ACCEPTED, EDITOR, AT)
    [item] = await own_of(laid).page(laid.guild.id, pack.name, 0, 5)
    assert item.author == "Alice Doe"
    erasing_after(monkeypatch, laid, "item")
    anew = draft("Which base is in DNA?")
    await pressed_again(lambda: own_of(laid).write(laid.guild.id, pack.name, anew, EDITOR, AT, item.name))
    assert await traces(laid, ALICE) == {}
    [item] = await own_of(laid).page(laid.guild.id, pack.name, 0, 5)
    assert item.question.stem == "Which base is in DNA?"
    assert item.author == "Somebody who left"


async def test_publishing_a_pack_that_they_began(laid: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    gus = laid.people["gus"].id
    [pack] = await own_of(laid).packs(laid.guild.id)
    erasing_after(monkeypatch, laid, "packs", gus)
    await pressed_again(lambda: own_of(laid).publish(laid.guild.id, pack.name, published=True))
    assert await traces(laid, gus) == {}
    [pack] = await own_of(laid).packs(laid.guild.id)
    assert pack.published


async def test_who_is_named_stays_named(laid: Table) -> None:
    pack, made = await suggested(laid)
    await suggestions_of(laid).decide(laid.guild.id, made.number, Decision.ACCEPTED, EDITOR, AT)
    [item] = await own_of(laid).page(laid.guild.id, pack.name, 0, 5)
    await own_of(laid).change(laid.guild.id, item.name, item.question, EDITOR, AT)
    [item] = await own_of(laid).page(laid.guild.id, pack.name, 0, 5)
    assert (item.author, item.author_id, item.changed_by) == ("Alice Doe", ALICE, EDITOR)
