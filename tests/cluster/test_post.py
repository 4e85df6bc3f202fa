"""What processes tell each other arrives as it was sent, and what is no letter harms nobody."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import URL
from structlog.testing import capture_logs

from bot.cluster.post import Letter, Post, TooLongError, read, written
from bot.kernel.background import give_up
from bot.storage import postgresql
from bot.storage.postgresql import beating_engine
from tests.engines import speaking

plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.text(), plain, max_size=4))
def test_a_letter_says_what_was_written(letter: Letter) -> None:
    assert read(written(letter)) == letter


@given(st.text(max_size=200))
def test_what_is_no_letter_is_none(text: str) -> None:
    assert read(text) is None or isinstance(read(text), dict)


def test_what_the_server_would_not_take_is_refused_before_it_is_sent() -> None:
    assert len(written({"games": list(range(10**9, 10**9 + 500))})) < 8_000
    with pytest.raises(TooLongError):
        written({"message": os.urandom(9_000).hex()})


async def test_a_letter_that_cannot_be_taken_in_makes_nobody_deaf(monkeypatch: pytest.MonkeyPatch) -> None:
    """Such as one of a newer program: it is logged, and the next one is heard in the same session."""
    heard = asyncio.Queue[int]()

    @asynccontextmanager
    async def listening(*_: object) -> AsyncIterator[AsyncIterator[str]]:
        async def letters() -> AsyncIterator[str]:
            yield written({"of": "a newer program"})
            yield written({"number": 2})
            await asyncio.Event().wait()

        yield letters()

    monkeypatch.setattr(postgresql, "listening", listening)
    url = URL.create("postgresql")
    post = Post(beating_engine(url, "ada"), url, "ada")
    with capture_logs() as logged:
        task = asyncio.create_task(post.listen(lambda letter: heard.put_nowait(letter["number"])))
        async with asyncio.timeout(60):
            assert await heard.get() == 2
        await give_up({task})
    assert [(line["log_level"], line["about"]) for line in logged] == [("error", ["of"])]


async def test_all_hear_it_also_after_their_session_was_ended(url: URL) -> None:
    """Whoever's session is lost listens again by itself, and is told that it has missed something."""
    engine = beating_engine(url, "ada")
    post, heard, began = Post(engine, url, "listener"), asyncio.Queue[Letter](), list[None]()
    listening = asyncio.create_task(post.listen(heard.put_nowait, lambda: began.append(None)))

    async def until_it_arrives(number: int) -> None:
        """Nothing tells from when on somebody listens: it is sent until it is heard."""
        async with asyncio.timeout(60):
            while True:
                await post.send({"number": number})
                try:
                    async with asyncio.timeout(0.2):
                        while (await heard.get())["number"] != number:
                            pass
                except TimeoutError:
                    continue
                return

    await until_it_arrives(1)
    assert len(began) == 1
    with speaking(url) as connection:
        connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'listener'")
    await until_it_arrives(2)
    assert len(began) == 2
    await give_up({listening})
    await engine.dispose()
