"""Files from anybody are read in a process of its own, which is stopped where it takes too long."""

from __future__ import annotations

import asyncio
import os
import pickle
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest

from bot.exchange import apart
from bot.exchange.apart import AT_ONCE, MOST_AT_HAND, NOT_NOW, TOO_LONG, TOO_MANY, Readers, bring_apart
from bot.exchange.draft import UnclearError, UnreadableError
from bot.exchange.importing import Brought, bring
from bot.exchange.reading import FORMATS, format_of
from bot.kernel.questions import Question

GIFT = b"::A::Which gas do we breathe?{=Oxygen ~Helium}\n\n::B::Which metal is liquid?{=Mercury ~Iron}"


def test_it_finds_what_is_found_here() -> None:
    """The same questions, and the same report."""
    brought = Brought("a.gift", GIFT)
    assert bring_apart(brought) == bring(brought)


def about_gas(question: Question) -> list[str]:
    """What cannot be shown: only this question."""
    return ["5,000 characters"] if "gas" in question.stem else []


def never(question: Question) -> list[str]:
    """Drawing that must not happen: nobody waits for its end."""
    raise AssertionError(question)


def by_whom(_: Question) -> list[str]:
    """The process that draws."""
    return [f"process {os.getpid()}"]


def test_what_no_screen_can_show_is_left_out_with_its_place() -> None:
    """The other questions come in."""
    found = bring_apart(Brought("a.gift", GIFT), about_gas)
    assert [one.question.stem for one in found.items] == ["Which metal is liquid?"]
    assert found.report.taken == 1
    (line,) = found.report.lines
    assert (line.outcome, str(line.place)) == ("refused", "line 1")
    assert "too long for a screen (5,000 characters)" in line.message


def test_the_screens_are_drawn_where_the_file_is_read() -> None:
    """In the process that can be stopped, not in the bot's own."""
    (first, second) = bring_apart(Brought("a.gift", GIFT), by_whom).report.lines
    assert first.message == second.message
    assert f"process {os.getpid()}" not in first.message


def test_of_more_questions_than_there_is_room_for_none_is_drawn() -> None:
    """The limit is looked at first, and what to do is said; as many as there is room for are drawn."""
    with pytest.raises(UnreadableError) as refused:
        bring_apart(Brought("a.gift", GIFT), never, most=1)
    assert str(refused.value) == TOO_MANY.format(items=2, most=1)
    assert len(bring_apart(Brought("a.gift", GIFT), about_gas, most=2).items) == 1


def test_an_error_comes_over_as_it_is() -> None:
    """What cannot be read is said, and a table whose columns are unclear brings its first row."""
    with pytest.raises(UnreadableError, match="NUL characters"):
        bring_apart(Brought("a.bin", b"\x00\x01"))
    unclear = pickle.loads(pickle.dumps(UnclearError("Which?", ["a", "b"])))  # noqa: S301
    assert (str(unclear), unclear.first) == ("Which?", ("a", "b"))


def test_a_file_that_takes_too_long_is_stopped() -> None:
    """Whatever it is: nobody else waits for it, and who brought it is told what to do."""
    with pytest.raises(UnreadableError) as refused:
        bring_apart(Brought("a.gift", GIFT), seconds=0.001)
    assert str(refused.value) == TOO_LONG
    assert "split it" in TOO_LONG


def for_ever(_: Question) -> list[str]:
    """Drawing that never ends."""
    while True:
        pass


def test_screens_that_take_too_long_to_draw_are_stopped_too() -> None:
    """They count as reading does."""
    with pytest.raises(UnreadableError) as refused:
        bring_apart(Brought("a.gift", GIFT), for_ever, seconds=2)
    assert str(refused.value) == TOO_LONG


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.txt", b"#separator:tab\n#html:true\n" + b"{{c1::a" * 20_000 + b"\tb\n"),
        ("a.json", b"{" + b'"question":1,' * 20_000),
        ("a.yaml", b"Which one?:\n" + b"- a\n" * 20_000),
    ],
    ids=["gaps that are never closed", "keys without an object", "a long list"],
)
def test_what_is_begun_often_takes_no_longer_than_its_length(name: str, data: bytes) -> None:
    """With the square of its length each would take minutes."""
    with suppress(UnreadableError):
        bring(Brought(name, data))


async def test_files_that_wait_hold_up_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    """They have threads of their own, two, and who would be the ninth is told to come again."""
    go_on, here, most = threading.Event(), bring(Brought("a.gift", GIFT)), list[int]()
    reading: set[int] = set()

    def read(*_: object) -> object:
        reading.add(threading.get_ident())
        most.append(len(reading))
        go_on.wait(60)
        return here

    monkeypatch.setattr(apart, "_read", read)
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(1))
    readers = Readers()
    files = [asyncio.create_task(readers.bring(Brought("a.gift", GIFT))) for _ in range(MOST_AT_HAND)]
    await asyncio.wait_for(asyncio.to_thread(lambda: None), 30)
    with pytest.raises(UnreadableError, match=NOT_NOW):
        await readers.bring(Brought("a.gift", GIFT))
    go_on.set()
    assert await asyncio.gather(*files) == [here] * MOST_AT_HAND
    assert max(most) <= AT_ONCE
    assert await readers.bring(Brought("a.gift", GIFT)) == here


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("Which one?\nA. This\nB. That\nAnswer: B\n", "aiken"),
        ("a,b\nc,d\ne,f\ng,h\ni,j\n", "csv"),
        ("a;b\nc;d\ne;f\ng;h\ni;j\nk\n", "csv"),
        ("a,b\nc,d\ne,f\ng,h\nnothing\n", None),
        ("only one, with a comma\n", None),
        ("front\tback\nfront\tback\n", "quizlet"),
        ("front\tback\tmore\nfront\tback\n", "csv"),
    ],
)
def test_what_a_plain_text_is_shows_in_its_lines(text: str, form: str | None) -> None:
    """However its signs are written; a comma here and there makes no table."""
    if form is None:
        with pytest.raises(UnreadableError):
            format_of("file.txt", text.encode())
    else:
        assert format_of("file.txt", text.encode()).name == form


def test_a_file_that_is_nothing_known_is_answered_with_what_the_menu_offers() -> None:
    """Whoever imports on a phone chooses among titles; on the command line, by the names beside them."""
    with pytest.raises(UnreadableError) as refused:
        format_of("notes.bin", b"\x01\x02\x03")
    told = str(refused.value)
    assert all(f"{one.title} ({one.name})" in told for one in FORMATS.values())
