"""What the checker says of a question beside the other questions of its pack."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.kernel.questions import Question
from bot.kernel.sources import own_id, own_topic
from bot.own import service, store
from bot.own.rules import Deed, Item, Pack, Version
from bot.own.service import ASKED_ALREADY, OwnService
from bot.own.source import OwnSource
from bot.own.store import SqlOwn
from bot.packs import content
from tests.storage.conftest import Storage
from tests.strategies import question

AT = datetime(2026, 11, 28, tzinfo=UTC)
PACK = Pack(7, "p", "P", published=True, made_by=1, made_at=AT)


def asking(name: str, stem: str) -> Question:
    return replace(question("q"), id=own_id(7, name), topic=own_topic(7, "p"), stem=stem)


async def test_a_large_pack_is_read_without_holding_anybody_up(
    storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its questions are the same as in a small one, and no other server's."""
    own = SqlOwn(storage.writer, storage.database.reading, content)
    for guild, name in ((7, "one"), (7, "two"), (8, "other")):
        await own.put_pack(replace(PACK, guild_id=guild))
        question = replace(asking(name, f"What is {name}?"), id=own_id(guild, name))
        item = Item(guild, name, "p", 1, question, deleted=False, changed_by=1, changed_at=AT)
        await own.put_items([(item, Version(name, 1, Deed.WRITTEN, 1, AT, item.question))])
    small = await own.page(7, "p")
    monkeypatch.setattr(store, "MANY", 1)
    assert await own.page(7, "p") == small
    assert [item.name for item in small] == ["one", "two"]


async def test_a_question_that_is_asked_already_is_named_without_holding_anybody_up(
    storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However it is spelled, and in a thread of its own: in a large pack the comparison takes seconds."""
    kept = SqlOwn(storage.writer, storage.database.reading, content)
    await kept.put_pack(PACK)
    for name, stem in (("one", "What does **SageMaker** do?"), ("two", "Something else entirely?")):
        item = Item(7, name, "p", 1, asking(name, stem), deleted=False, changed_by=1, changed_at=AT)
        await kept.put_items([(item, Version(name, 1, Deed.WRITTEN, 1, AT, item.question))])
    own = OwnService(kept, OwnSource(kept), lambda _: [])
    threads, said = set[threading.Thread](), service._said

    def seen(stem: str) -> str:
        threads.add(threading.current_thread())
        return said(stem)

    monkeypatch.setattr(service, "_said", seen)
    assert ASKED_ALREADY in [one.rule for one in await own.advice(asking("three", "what does sagemaker do"), PACK)]
    assert ASKED_ALREADY not in [one.rule for one in await own.advice(asking("two", "Something else entirely?"), PACK)]
    assert threading.main_thread() not in threads
