"""One's own data, in Discord: long work is announced, large files are packed, and what is erased stays so."""

import io
import zipfile
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from hashlib import sha512
from typing import Any

import pytest
from discord import Interaction

from bot.kernel.custom_ids import Press, build
from bot.kernel.ports import Message, StorageError
from bot.profile.store import SqlEraser
from cogs.profile.ids import Verb
from cogs.profile.packing import PACKED, packed
from cogs.profile.rendering import anki_card, export_card
from cogs.profile.words import ERASING
from cogs.shared.words import TOO_SOON
from tests.cogs.table import Table, labels, parts, private, text


async def test_whose_press_is_under_way_is_known_to_who_erases(laid: Table) -> None:
    """Presses and commands are noted by person while they last, and an erasure waits for them."""
    seen = []

    async def look(interaction: Interaction, press: Press) -> None:  # noqa: ARG001
        seen.append({person: len(tasks) for person, tasks in laid.app.client.inbox._of_person.items()})
        await interaction.response.send_message("done", ephemeral=True)

    handlers = laid.app.client._press_handlers
    handlers["zz"] = look
    await laid.begin("ben")
    await laid.forge("ben", build("zz", 0, "m"))
    assert seen == [{laid.ben.id: 1}]
    assert laid.app.client.inbox._of_person == {}
    me = handlers[Verb.EXPORT].__self__  # type: ignore[attr-defined]
    assert me.profile._settled.func == laid.app.client.inbox.others_of


@pytest.mark.parametrize("label", ["Export", "Misses for Anki", "Erase everything"])
async def test_what_may_take_long_is_announced_at_once(laid: Table, label: str) -> None:
    """Discord gives a reply three seconds: the press is acknowledged first, and the page takes the old one's place."""
    await laid.begin("ben")
    me = await laid.slash("ben", "me")
    shown = await laid.press("ben", label, me.response)
    assert shown.deferred
    assert not shown.followups
    assert {"Back", "Keep it", "Exam dates"} & set(labels(shown))
    if label == "Erase everything":
        assert "Erased." in text(await laid.press("ben", label, shown.response))


async def test_what_cannot_be_undone_takes_no_press_as_it_appears(laid: Table) -> None:
    """The second half of a double click on **Erase everything** finds the same words on the page that asks."""
    await laid.begin("ben")
    me = (await laid.slash("ben", "me")).response
    await laid.env.advance_time(60)
    asked = await laid.press("ben", "Erase everything", me)
    assert asked.response
    hasty = await laid.ben.click(asked.response, label="Erase everything")
    assert TOO_SOON in text(hasty)
    await laid.env.advance_time(0.7)
    assert "Erased." in text(await laid.ben.click(asked.response, label="Erase everything"))


async def test_while_an_erasure_goes_on_there_is_nothing_to_press(laid: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    """However long it takes, nobody presses again, or **Keep it**, on a page that looks as if nothing had happened.

    Until it is on disk that it has begun, which no crash can stop any more, nobody reads that it has.
    """
    before, after = list[str](), list[tuple[str, list[str]]]()
    await laid.begin("ben")
    shown = private(await laid.press("ben", "Erase everything", (await laid.slash("ben", "me")).response))
    begin, erase = SqlEraser.begin, SqlEraser.erase

    async def beginning(eraser: SqlEraser, player_id: int, stand_in: int) -> None:
        before.append(text(shown))
        await begin(eraser, player_id, stand_in)

    async def erasing(eraser: SqlEraser, *given: Any) -> None:
        after.append((text(shown), labels(shown)))
        await erase(eraser, *given)

    monkeypatch.setattr(SqlEraser, "begin", beginning)
    monkeypatch.setattr(SqlEraser, "erase", erasing)
    assert "Erased." in text(await laid.press("ben", "Erase everything", shown))
    assert [ERASING in told for told in before] == [False]
    assert after == [(ERASING, [])]


async def test_who_is_erased_is_told_so_though_cards_cannot_be_drawn_anew(
    laid: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To try again would be no use, and would find nothing. Other shards have it in writing from the beginning."""
    told = list[tuple[str, bool]]()
    me = laid.app.client._press_handlers[Verb.EXPORT].__self__  # type: ignore[attr-defined]

    @asynccontextmanager
    async def telling(player_id: int, _: int, games: Collection[int]) -> AsyncIterator[None]:
        told.append(("put", bool(games) and bool(await me.profile.counts(player_id))))
        yield
        told.append(("sent", not await me.profile.counts(player_id)))

    async def unreadable() -> list[Message]:
        raise StorageError("the database is away for a moment")

    monkeypatch.setattr(laid.app, "telling_of_erasure", telling)
    await laid.begin("ben")
    asked = await laid.press("ben", "Erase everything", (await laid.slash("ben", "me")).response)
    with monkeypatch.context() as away:
        away.setattr(laid.app.delivery._store, "unsettled", unreadable)
        gone = await laid.press("ben", "Erase everything", asked.response)
    assert "Erased." in text(gone)
    assert told == [("put", True), ("sent", True)]


def test_large_files_are_packed_into_one() -> None:
    """What is too large for a message is packed, whole; what is too large even so is not sent at all."""
    noise = "".join(sha512(bytes([n])).hexdigest() for n in range(20))
    texts = {"a.json": "ä" * 10_000, "b.csv": "b" * 10_000, "c.txt": noise}
    assert packed(texts, 40_000) == {name: content.encode() for name, content in texts.items()}
    found = packed(texts, 30_999)
    assert found is not None
    assert list(found) == [PACKED]
    assert len(found[PACKED]) <= 30_999
    with zipfile.ZipFile(io.BytesIO(found[PACKED])) as archive:
        assert {name: archive.read(name).decode() for name in archive.namelist()} == texts
    assert packed(texts, 500) is None


def test_a_packed_deck_says_that_it_is_to_be_unpacked() -> None:
    """Anki reads no .zip; whoever gets the text itself has nothing to unpack."""
    assert "Unpack it" in text_of_card(anki_card((PACKED,)))
    assert "Unpack it" not in text_of_card(anki_card(("recall-misses.txt",)))
    assert "Unpack it" not in text_of_card(export_card((PACKED,)))


def text_of_card(card: object) -> str:
    return str(list(card.to_components()))  # type: ignore[attr-defined]


async def test_what_cannot_be_sent_even_packed_is_told(laid: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    """The limit is named, and what to do."""
    monkeypatch.setattr(Interaction, "filesize_limit", property(lambda _: 10, lambda _, __: None))
    await laid.begin("ben")
    shown = await laid.press("ben", "Export", (await laid.slash("ben", "me")).response)
    assert "Even compressed" in text(shown)
    assert any(part["type"] == 2 for part in parts(shown))
