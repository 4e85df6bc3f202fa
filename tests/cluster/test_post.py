"""What processes tell each other arrives as it was sent, and what is no letter harms nobody."""

from __future__ import annotations

import asyncio
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import URL

from bot.cluster.post import Letter, Post, TooLongError, read, written
from bot.kernel.background import give_up
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


async def test_all_hear_it_also_after_their_session_was_ended(url: URL) -> None:
    """Whoever's session is lost listens again by itself."""
    engine = beating_engine(url, "ada")
    post, heard = Post(engine, url, "listener"), asyncio.Queue[Letter]()
    listening = asyncio.create_task(post.listen(heard.put_nowait))

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
    with speaking(url) as connection:
        connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'listener'")
    await until_it_arrives(2)
    await give_up({listening})
    await engine.dispose()
