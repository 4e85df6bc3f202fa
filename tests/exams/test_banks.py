"""The forms of an exam are built once, however many want them."""

import asyncio
import gc
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from threading import Event
from typing import Any, cast
from weakref import ref

import pytest

from bot.exams.rules.forms import Form, build, choose
from bot.exams.service import ExamService
from bot.kernel.exams import Guide
from bot.kernel.library import library_of
from bot.kernel.ports import Outbox
from bot.kernel.questions import Exam, Question, Stage
from bot.kernel.sources import Everywhere
from tests.exams.makers import AIF, bank
from tests.strategies import MINUTE, NOON

HELD = 10
"""People up to this number have had something that the tests hold up."""


class Store:
    """Only the first people have had anything."""

    async def muted_questions(self, _: int) -> set[str]:
        return set()

    async def had(self, people: Sequence[int]) -> dict[str, Any]:
        return {"held up": NOON} if min(people) < HELD else {}

    async def met(self, _: Sequence[int]) -> set[str]:
        return set()

    async def being_asked(self, _: object) -> set[str]:
        return set()

    async def trials(self, _: object) -> dict[str, Any]:
        return {}

    async def load(self, _: int) -> None:
        return None


def service() -> ExamService:
    library = library_of(bank())
    guides = {Exam.AIF_C01: AIF}
    return ExamService(cast("Any", Store()), Everywhere(lambda: library), guides, cast("Outbox", None), lambda: NOON)


async def test_who_begins_at_once_shares_one_building_of_the_forms(monkeypatch: pytest.MonkeyPatch) -> None:
    """A class that begins together builds them once, and each gets a form."""
    built = []

    def counted(pool: list[Question], guide: Guide, seed: int) -> list[Form]:
        built.append(guide.exam)
        return build(pool, guide, seed)

    monkeypatch.setattr("bot.exams.forming.build", counted)
    exams = service()
    forms = await asyncio.gather(*(exams.form_for([one], 0, Exam.AIF_C01) for one in range(5)))
    assert all(forms)
    assert built == [Exam.AIF_C01]


async def test_one_servers_forms_leave_threads_for_everybody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many of its members press at once, and however long its packs take."""
    may_end = Event()

    def held_up(forms: Sequence[Form], *how: Any) -> Form | None:
        if "held up" in how[3]:
            may_end.wait()
        return choose(forms, *how)

    monkeypatch.setattr("bot.exams.forming.choose", held_up)
    exams = service()
    assert await exams.form_for([HELD], 2, Exam.AIF_C01)  # from now on the forms are there
    waiting = [asyncio.ensure_future(exams.form_for([one], 1, Exam.AIF_C01)) for one in range(HELD)]
    try:
        for _ in range(100):
            await asyncio.sleep(0)
        async with asyncio.timeout(20):
            assert await exams.form_for([HELD], 2, Exam.AIF_C01)
    finally:
        may_end.set()
    assert all(await asyncio.gather(*waiting))


async def test_how_items_on_trial_did_is_read_once_for_all_who_begin(monkeypatch: pytest.MonkeyPatch) -> None:
    """At the introduction and at the start, and by a whole group; some minutes later it is read anew."""
    reads, at = list[datetime](), [NOON]

    async def trials(_: object, items: Sequence[Question]) -> dict[str, Any]:
        assert [item.id for item in items] == ["tried"]
        reads.append(at[0])
        return {}

    monkeypatch.setattr(Store, "trials", trials)
    library = library_of([*bank(), replace(bank()[0], id="tried", stage=Stage.PRETEST)])
    guides = {Exam.AIF_C01: AIF}
    exams = ExamService(cast("Any", Store()), Everywhere(lambda: library), guides, cast("Outbox", None), lambda: at[0])
    await asyncio.gather(*(exams.form_for([HELD + one], 1, Exam.AIF_C01) for one in range(5)))
    at[0] += MINUTE
    await exams.form_for([HELD], 1, Exam.AIF_C01)
    assert reads == [NOON]
    at[0] += 60 * MINUTE
    await exams.form_for([HELD], 1, Exam.AIF_C01)
    assert len(reads) == 2


async def test_what_could_not_be_read_of_items_on_trial_is_kept_for_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its error would keep everything that was in the hands of whoever wanted to begin."""
    library = library_of([*bank(), replace(bank()[0], id="tried", stage=Stage.PRETEST)])
    guides = {Exam.AIF_C01: AIF}
    exams = ExamService(cast("Any", Store()), Everywhere(lambda: library), guides, cast("Outbox", None), lambda: NOON)

    class Press:
        """What they have in hand."""

    async def trials(_: object, items: Sequence[Question]) -> dict[str, Any]:  # noqa: ARG001
        await asyncio.sleep(0)
        raise ConnectionError("no answer")

    async def begins() -> ref[Press]:
        press = Press()
        with suppress(ConnectionError):
            await exams.form_for([HELD], 1, Exam.AIF_C01)
        return ref(press)

    monkeypatch.setattr(Store, "trials", trials)
    in_hand = await begins()
    await asyncio.sleep(0)
    gc.collect()
    assert in_hand() is None
