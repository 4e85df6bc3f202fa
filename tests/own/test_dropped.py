"""Deleted questions do not stay for ever, and a script that writes and deletes fills no database."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from bot.exchange.draft import Draft, Part, Place
from bot.kernel.questions import Kind
from bot.kernel.sources import own_id
from bot.own import service
from bot.own.manifest import Own
from bot.own.rules import DECIDED_FOR, DELETED_FOR, Decision, Item, Pack, Refusal, Suggestion
from bot.own.tables import own_dropped, own_items, own_suggestions, own_versions
from cogs.own.words import REFUSED
from tests.cogs.table import Table, private, table, text
from tests.own.test_care import brought
from tests.own.test_story import files_of, own_of, suggestions_of
from tests.strategies import question

AT = datetime(2026, 11, 28, tzinfo=UTC)
SECOND = timedelta(seconds=1)
DRAFT = Draft(Place(), Kind.SINGLE, "", [Part("Adenine", right=True), Part("Uracil")], markup="none")


@pytest.fixture
async def laid(tmp_path: Path) -> AsyncIterator[Table]:
    """A table with a pack of the server's own."""
    async with table(tmp_path, {"q1": question("q1")}) as ready:
        await ready.slash("gus", "packs new", title="Biology")
        yield ready


async def deleted(laid: Table, stem: str, at: datetime) -> str:
    own = own_of(laid)
    [pack] = await own.packs(laid.guild.id)
    assert isinstance(pack, Pack)
    item = await own.write(laid.guild.id, pack.name, replace(DRAFT, stem=stem), 5, at)
    assert isinstance(item, Item)
    await own.delete(laid.guild.id, item.name, 5, at)
    return item.name


async def test_what_was_deleted_a_month_ago_is_gone(laid: Table) -> None:
    """With its earlier states; what was deleted since can be brought back."""
    own, here = own_of(laid), laid.guild.id
    old = await deleted(laid, "Which is a base of DNA?", AT)
    new = await deleted(laid, "Which is a base of RNA?", AT + DELETED_FOR + SECOND)
    assert await own.item(here, old) is None
    assert await own.history(here, old) == []
    assert isinstance(await own.restore(here, new, 5, AT + DELETED_FOR + SECOND), Item)


async def test_so_many_deleted_ones_are_kept_and_no_more(laid: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "MOST_DELETED", 2)
    names = [await deleted(laid, f"Which is base {n} of DNA?", AT + n * SECOND) for n in range(4)]
    kept = [await own_of(laid).item(laid.guild.id, name) is not None for name in names]
    assert kept == [False, False, True, True]


async def swept(laid: Table, at: datetime) -> None:
    """The time is this, and everything that happens by itself has happened."""
    feature = next(one for one in laid.app.features if isinstance(one, Own))
    for tick in feature.ticks:
        await tick.look(at)


async def everything_kept(laid: Table) -> str:
    """All that the rows say of what the server has of its own."""
    kept = own_items, own_versions, own_suggestions
    async with laid.app.database.reading.connect() as connection:
        found = [await connection.execute(select(one).where(one.c.guild_id == laid.guild.id)) for one in kept]
    return "\n".join(str(row) for rows in found for row in rows)


async def test_what_was_deleted_is_gone_after_a_month_though_nobody_deletes_again(laid: Table) -> None:
    """On every server: its text, its history, and who wrote it; what was deleted later than that stays there."""
    own, here, there = own_of(laid), laid.guild.id, laid.guild.id + 1
    old = await deleted(laid, "Which is a base of DNA?", AT)
    pack = await own.new_pack(there, "Chemistry", 6, AT)
    assert isinstance(pack, Pack)
    item = await own.write(there, pack.name, replace(DRAFT, stem="Which is a salt?"), 6, AT)
    assert isinstance(item, Item)
    await own.delete(there, item.name, 6, AT + SECOND)
    await swept(laid, AT + DELETED_FOR)
    assert isinstance(await own.restore(here, old, 5, AT + DELETED_FOR), Item)
    await own.delete(here, old, 5, AT)
    await swept(laid, AT + DELETED_FOR + SECOND)
    assert "base of DNA" not in await everything_kept(laid)
    assert await own.restore(here, old, 5, AT + DELETED_FOR + SECOND) is Refusal.NO_ITEM
    assert isinstance(await own.restore(there, item.name, 6, AT + DELETED_FOR + SECOND), Item)


async def test_a_deleted_question_that_is_gone_is_in_nobodys_memory(laid: Table) -> None:
    """Games read what a server has once: what was dropped since is not found there either."""
    here, name = laid.guild.id, await deleted(laid, "Which is a base of DNA?", AT)
    found = (await laid.rounds.pool.sources.library(here)).find(own_id(here, name))
    assert found is not None
    await swept(laid, AT + DELETED_FOR + SECOND)
    assert (await laid.rounds.pool.sources.library(here)).find(own_id(here, name)) is None


async def test_what_was_suggested_is_gone_a_month_after_the_decision(laid: Table) -> None:
    """Accepted, declined, or deleted with its pack: with whoever made it; what still waits goes on waiting."""
    own, here, queue = own_of(laid), laid.guild.id, suggestions_of(laid)
    await own.new_pack(here, "Chemistry", 5, AT)
    numbers: list[int] = []
    for n, pack in enumerate(["biology", "biology", "chemistry", "biology"]):
        one = await queue.suggest(here, pack, replace(DRAFT, stem=f"Which is base {n}?"), 77, "Ben", AT)
        assert isinstance(one, Suggestion)
        numbers.append(one.number)
    for number, decision in zip(numbers, (Decision.ACCEPTED, Decision.DECLINED), strict=False):
        assert isinstance(await queue.decide(here, number, decision, 5, AT), Suggestion)
    assert not isinstance(await own.drop_pack(here, "chemistry", 5, AT), Refusal)
    await swept(laid, AT + DECIDED_FOR)
    assert [one.number for one in await queue.of_member(here, 77)] == numbers[::-1]
    await swept(laid, AT + DECIDED_FOR + SECOND)
    assert [one.number for one in await queue.of_member(here, 77)] == numbers[3:]
    assert [item.author for item in await own.page(here, "biology", 0, 9)] == ["Ben"]
    for number in numbers[:2]:
        refused = await queue.undo(here, number, 5, AT + DECIDED_FOR + SECOND)
        assert isinstance(refused, Refusal)
        assert "the suggestion is gone" in REFUSED[refused]
        assert "changed" not in REFUSED[refused]


async def test_what_was_undone_is_told_as_that(laid: Table) -> None:
    """Undo that is pressed a second time, on the same page or a colleague's, says that it waits, which it does."""
    here, queue = laid.guild.id, suggestions_of(laid)
    one = await queue.suggest(here, "biology", replace(DRAFT, stem="Which is a base?"), 77, "Ben", AT)
    assert isinstance(one, Suggestion)
    assert isinstance(await queue.decide(here, one.number, Decision.DECLINED, 5, AT), Suggestion)
    assert isinstance(await queue.undo(here, one.number, 5, AT), Suggestion)
    refused = await queue.undo(here, one.number, 6, AT)
    assert isinstance(refused, Refusal)
    assert "waiting again" in REFUSED[refused]


async def asked(laid: Table) -> str:
    """One of two questions that are always brought alike is asked in a quiz; its name."""
    own, here = own_of(laid), laid.guild.id
    await files_of(laid).bring(here, "biology", brought("my-base", "my-sugar"), 5, AT)
    await own.publish(here, "biology", published=True)
    await laid.slash("ada", "quiz start", topic="Biology")
    await laid.press("ada", "Start")
    return (await laid.game()).asked[0].question.id.rpartition(".")[2]


async def dropped(laid: Table, name: str, at: datetime) -> datetime:
    """Delete a question at a time, and have it dropped for good with another that is deleted later; when."""
    await own_of(laid).delete(laid.guild.id, name, 5, at)
    later = at + DELETED_FOR + SECOND
    await deleted(laid, f"Which is a base, as of {later}?", later)
    assert await own_of(laid).item(laid.guild.id, name) is None
    return later


async def test_what_was_dropped_and_brought_again_can_be_dropped_again(laid: Table) -> None:
    """As often as the same file is brought: it goes on from the version that it had, and its pack can go at the end."""
    own, here, at = own_of(laid), laid.guild.id, AT
    name, versions = await asked(laid), [1]
    for _ in range(3):
        at = await dropped(laid, name, at)
        await files_of(laid).bring(here, "biology", brought("my-base", "my-sugar"), 5, at)
        back = await own.item(here, name)
        assert back is not None
        assert not back.deleted
        versions.append(back.version)
    assert versions == [1, 3, 5, 7]
    assert not isinstance(await own.drop_pack(here, "biology", 1, AT), Refusal)
    kept = (await own._store.marks(here))[name]
    assert (kept.version, kept.deleted) == (7, True)


async def test_a_name_that_was_kept_twice_before_holds_nothing_up(laid: Table) -> None:
    """Rows of an earlier Recall: the question is there again, and its name still stands among the dropped ones."""
    own, here = own_of(laid), laid.guild.id
    name = await asked(laid)
    await laid.app.writer.execute("own", insert(own_dropped).values(guild_id=here, name=name, pack="biology"))
    await dropped(laid, name, AT)
    assert not isinstance(await own.drop_pack(here, "biology", 1, AT), Refusal)


async def test_an_old_page_of_a_pack_never_means_a_later_one_of_its_title(laid: Table) -> None:
    """What was about the one that was deleted is not about the other: not its buttons, nor what is set to its topic."""
    own, here = own_of(laid), laid.guild.id
    old = private(await laid.slash("gus", "packs delete", pack="Biology"))
    [first] = await own.packs(here)
    assert not isinstance(await own.drop_pack(here, first.name, 1, AT), Refusal)
    await laid.slash("gus", "packs new", title="Biology")
    [second] = await own.packs(here)
    assert second.name != first.name
    refused = private(await laid.press("gus", "Delete it for good", old))
    assert "no such pack" in text(refused)
    assert await own.packs(here) == [second]


async def test_no_more_deleted_ones_are_kept_of_what_is_accepted_and_undone(
    laid: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "MOST_DELETED", 2)
    own, here, queue = own_of(laid), laid.guild.id, suggestions_of(laid)
    one = await queue.suggest(here, "biology", replace(DRAFT, stem="Which is a base?"), 77, "", AT)
    assert isinstance(one, Suggestion)
    for n in range(4):
        assert isinstance(await queue.decide(here, one.number, Decision.ACCEPTED, 5, AT + n * SECOND), Suggestion)
        assert isinstance(await queue.undo(here, one.number, 5, AT + n * SECOND), Suggestion)
    assert [item.deleted for item in await own._store.items(here)] == [True, True]
