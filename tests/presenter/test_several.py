"""A process that plays several shards shows the games of each by one link, and nobody else's."""

from __future__ import annotations

import asyncio
from datetime import datetime

import pytest

from bot.presenter import presenter
from bot.presenter.presenter import ELSEWHERE_AGAIN_S, Presenter, Presenters
from tests.presenter.test_server import Facts
from tests.strategies import NOON


def a_part(facts: Facts, game: int) -> Presenter:
    """The presenter of a shard that has one game; it would draw any that it is asked for."""
    part = Presenter(facts, lambda: NOON)

    async def has(game_id: int) -> bool:
        return game_id == game

    async def shows(game_id: int, _: datetime) -> object:
        return {"game": game_id, "of": game}

    part.has, part.shows = has, shows
    return part


async def test_a_link_shows_the_game_of_whichever_part_has_it() -> None:
    facts = Facts()
    parts = [a_part(facts, 7), a_part(facts, 8)]
    whole = Presenters(lambda: NOON, lambda: parts)
    assert not whole.ready
    assert whole.game("anything") is None
    whole.address = "http://here"
    for part in parts:
        await part.open()
    assert whole.game(parts[1].link(8).rpartition("/")[2]) == 8
    assert await whole.screen(7) == {"game": 7, "of": 7}
    assert await whole.screen(8) == {"game": 8, "of": 8}
    assert await whole.screen(9) is None, "nobody has it"


async def test_a_link_to_a_game_of_another_process_shows_what_was_written_of_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It is read once for all who look at the same time, looked at again soon, and forgotten once the game is here."""
    part, written, reads, here = a_part(Facts(), 7), {9: "open"}, list[int](), {7}
    part.address = "http://here"
    await part.open()

    async def read(game_id: int, _: datetime) -> object | None:
        reads.append(game_id)
        return written.get(game_id)

    async def has(game_id: int) -> bool:
        return game_id in here

    part.reads, part.has = read, has
    whole = Presenters(lambda: NOON, lambda: [part])
    assert await asyncio.gather(*(whole.screen(9) for _ in range(5))) == ["open"] * 5
    assert reads == [9]
    assert whole.again_s(9) == ELSEWHERE_AGAIN_S < whole.again_s(7)
    written[9] = "closed"
    monkeypatch.setattr(presenter, "ELSEWHERE_AGAIN_S", 0.0)
    assert await whole.screen(9) == "closed"
    here.add(9)
    assert await whole.screen(9) == {"game": 9, "of": 7}
    assert whole.again_s(9) == whole.again_s(7)


async def test_whoever_watches_hears_of_a_change_wherever_the_game_is_and_of_the_end() -> None:
    parts = [a_part(Facts(), 7), a_part(Facts(), 8)]
    whole = Presenters(lambda: NOON, lambda: parts)
    with whole.watching(8) as changed:
        parts[1].changed(7)
        assert not changed.is_set()
        parts[1].changed(8)
        assert changed.is_set()
        changed.clear()
        whole.wake()
        assert changed.is_set()
    changed.clear()
    whole.wake()
    parts[1].changed(8)
    assert not changed.is_set()


async def test_an_open_page_hears_of_a_game_whose_shard_has_come_here_meanwhile() -> None:
    """Nobody loads the page anew in the middle of a quiz, just because a process was replaced."""
    parts = [a_part(Facts(), 7)]
    whole = Presenters(lambda: NOON, lambda: parts)
    with whole.watching(9) as changed:
        parts.append(a_part(Facts(), 9))
        assert await whole.screen(9) == {"game": 9, "of": 9}
        parts[1].changed(9)
        assert changed.is_set()
