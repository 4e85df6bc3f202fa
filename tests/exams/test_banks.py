"""The forms of an exam are built once, however many want them."""

import asyncio
from collections.abc import Sequence
from typing import Any, cast

import pytest

from bot.exams.rules.forms import Form, build
from bot.exams.service import ExamService
from bot.kernel.exams import Guide
from bot.kernel.library import library_of
from bot.kernel.ports import Outbox
from bot.kernel.questions import Exam, Question
from bot.kernel.sources import Everywhere
from tests.exams.makers import AIF, bank


class Store:
    """Nobody has had anything."""

    async def muted_questions(self, _: int) -> set[str]:
        return set()

    async def had(self, _: Sequence[int]) -> dict[str, Any]:
        return {}

    async def met(self, _: Sequence[int]) -> set[str]:
        return set()

    async def being_asked(self, _: object) -> set[str]:
        return set()

    async def trials(self, _: object) -> dict[str, Any]:
        return {}

    async def load(self, _: int) -> None:
        return None


async def test_who_begins_at_once_shares_one_building_of_the_forms(monkeypatch: pytest.MonkeyPatch) -> None:
    """A class that begins together builds them once, and each gets a form."""
    built = []

    def counted(pool: list[Question], guide: Guide, seed: int) -> list[Form]:
        built.append(guide.exam)
        return build(pool, guide, seed)

    monkeypatch.setattr("bot.exams.service.build", counted)
    library = library_of(bank())
    service = ExamService(cast("Any", Store()), Everywhere(lambda: library), {Exam.AIF_C01: AIF}, cast("Outbox", None))
    forms = await asyncio.gather(*(service.form_for([one], 0, Exam.AIF_C01) for one in range(5)))
    assert all(forms)
    assert built == [Exam.AIF_C01]
