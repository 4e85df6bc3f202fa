"""Whoever has answered a lot is answered in time: Discord is asked to wait before all of it is read, and it is once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from discord import Interaction

from bot.exams.service import ExamService
from bot.kernel.questions import Exam
from bot.learning.store import SqlHistory
from bot.practice.service import PracticeService
from bot.profile.manifest import Profile
from tests.cogs.table import Table, labels, private, table, text
from tests.exams.makers import bank
from tests.strategies import question

QUESTIONS = {
    f"q{n}": replace(question(f"q{n}", exams={Exam.AIF_C01: 1 + n % 5}), stem=f"What of {n}?") for n in range(30)
}
READS = "everywhere", "of_guild"
"""What takes the longer the more was answered."""

COMMANDS: list[tuple[str, str, dict[str, Any]]] = [
    ("ben", "me", {}),
    ("ben", "exam ready", {}),
    ("ben", "weakspots", {}),
    ("gus", "weakspots", {"scope": "server"}),
    ("ben", "practice", {}),
    ("ben", "practice", {"focus": "misses"}),
    ("ben", "course show", {}),
]


class Watch:
    """What was read on behalf of each press, and whether Discord had been asked to wait by then."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, owner: type = SqlHistory, reads: Sequence[str] = READS) -> None:
        self.latest: Interaction | None = None
        self.too_late: list[str] = []
        self.reads: Counter[str] = Counter()
        begin = Interaction.__init__

        def began(interaction: Interaction, **given: Any) -> None:
            begin(interaction, **given)
            self.latest = interaction
            self.reads.clear()

        monkeypatch.setattr(Interaction, "__init__", began)
        for name in reads:
            monkeypatch.setattr(owner, name, self._watched(name, getattr(owner, name)))

    def _watched(self, name: str, read: Any) -> Any:
        async def watched(reader: object, *arguments: Any) -> Any:
            if self.latest is not None:
                self.reads[name] += 1
                if not self.latest.response.is_done():
                    self.too_late.append(str(self.latest.data))
            return await read(reader, *arguments)

        return watched


def as_after_a_restart(laid: Table) -> None:
    """Practice knows nobody any more."""
    for found in laid.app.features:
        for held in vars(found).values():
            if isinstance(held, PracticeService):
                held._learners.clear()


async def test_discord_is_asked_to_wait_before_all_answers_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By every command that reads them, which does it once, and by each of its buttons, also after a restart."""
    async with table(tmp_path, QUESTIONS) as laid:
        await laid.begin("ben", "cleo", "dan", "gus", questions=5)
        for person in ("ada", "ben", "cleo", "dan", "gus"):
            await laid.attempt(person)
        await laid.later(40)
        profile = next(one for one in laid.app.features if isinstance(one, Profile))
        day = (laid.env.now() + timedelta(days=30)).date()
        await profile._profiles.set_exams(laid.people["ben"].id, {Exam.AIF_C01: day}, laid.env.now())
        watch = Watch(monkeypatch)
        for who, command, options in COMMANDS:
            shown = private(await laid.slash(who, command, **options))
            assert watch.reads.total() == 1, command
            for label in labels(shown):
                again = private(await laid.slash(who, command, **options))
                as_after_a_restart(laid)
                await laid.press(who, label, again)
        assert watch.too_late == []


async def test_practice_that_has_to_learn_again_asks_for_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a restart, the answer and the next question do; a turn that reads nothing is answered at once."""
    async with table(tmp_path, QUESTIONS) as laid:
        watch = Watch(monkeypatch)
        asked = private(await laid.slash("ben", "practice"))
        as_after_a_restart(laid)
        reveal = private(await laid.attempt("ben", asked))
        assert watch.reads.total() == 1
        as_after_a_restart(laid)
        asked = private(await laid.press("ben", "Next", reveal))
        assert watch.reads.total() == 1
        answered = await laid.attempt("ben", asked)
        assert watch.reads.total() == 0
        assert "deferred" not in repr(answered)
        assert watch.too_late == []


async def test_discord_is_asked_to_wait_before_a_form_is_built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server's editors decide how long that takes: who begins a mock, alone or as a group, is answered in time."""
    async with table(tmp_path, {one.id: one for one in bank(forms=2)}) as laid:
        watch = Watch(monkeypatch, ExamService, ["form_for"])
        introduction = private(await laid.slash("ada", "exam start", exam="AIF-C01"))
        assert watch.reads.total() == 1
        await laid.press("ada", "Start", introduction)
        assert watch.reads.total() == 2  # built, and then taken in the server's turn
        await laid.slash("ben", "exam start", exam="AIF-C01", group=True)
        assert watch.reads.total() == 1
        assert "Only the host or an organizer" in text((await laid.press("cleo", "Start")).followups[0])
        await laid.press("ben", "Start")
        assert watch.reads.total() == 2
        assert "**Working (1):** ben" in text(laid.card())
        assert watch.too_late == []
        await laid.settle()
