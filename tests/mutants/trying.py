"""A plugin of pytest: instead of the tests, it tries changes, each in processes of its own, forked from this one.

Which tests reach which function is learned first. Of a changed function, those of its own feature run first, then the
others, from the quickest to the slowest, until one fails or the time for one change is used up. A failure counts if it
comes again when that test runs alone, and does not come without the change.

Of what the folder tells already, only changes that no test has noticed are tried again, and only new tests are learned.
"""

from __future__ import annotations

import itertools
import os
import resource
import shutil
import signal
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
from _pytest.runner import runtestprotocol

from tests import postgresql, prepared
from tests.mutants import plan as plans
from tests.mutants.changes import Change, Function, put
from tests.mutants.plan import FOLDER, NOTICED, Ended, Learned, Plan, append
from tests.mutants.watching import reached, watch

SLOTS = os.cpu_count() or 1
SLOW = 3.0
"""Tests that take longer, in seconds of the processor, are not asked."""
ENOUGH = 20.0
"""How long all tests of one change may take without it, in seconds of the processor; its own feature's all run."""
PATIENCE, FOLD = 30.0, 50.0
"""A test that takes so many seconds longer than so many times its time is taken for one that hangs."""
MEMORY = 6 << 30

PASSED, FAILED, UNFIT = 0, 1, 2

Items = Sequence[pytest.Item]


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool:
    folder = Path(os.environ[FOLDER])
    plan = Plan.read(folder)
    _prepare(folder)
    known = {one.test for one in plans.learned(folder)}
    unknown = [item for item in session.items if item.nodeid not in known]
    _in_slots(lambda slot: _learn(folder, slot, _share(unknown, slot), plan.functions))
    trial = Trial(folder, {item.nodeid: item for item in session.items}, plans.learned(folder))
    noticed = {one.change for one in plans.ended(folder) if one.how in NOTICED}
    left = [change for change in plan.changes if change not in noticed]
    _in_slots(lambda slot: trial.try_all(slot, left[slot::SLOTS]))
    return True


def _prepare(folder: Path) -> None:
    """What every process would make again: a new database, what the packs give, and a database server."""
    prepared.prepare(folder / "prepared" / "one.sqlite3")
    prepared.built_in()
    postgresql.template()
    vars(postgresql)["stop_if_started"] = lambda: None  # those that are forked end with their tests, and leave it


def _share(items: Items, slot: int) -> Items:
    """Files stay whole."""
    files = {path: place for place, path in enumerate(dict.fromkeys(item.path for item in items))}
    return [item for item in items if files[item.path] % SLOTS == slot]


def _in_slots(work: Callable[[int], None]) -> None:
    for pid in [_forked(lambda slot=slot: work(slot)) for slot in range(SLOTS)]:  # type: ignore[misc]
        os.waitpid(pid, 0)


def _forked(work: Callable[[], int | None]) -> int:
    if pid := os.fork():
        return pid
    ended = FAILED
    try:
        ended = work() or PASSED
    finally:
        os._exit(ended)


def _learn(folder: Path, slot: int, items: Items, functions: Sequence[Function]) -> None:
    """Each file in a process of its own: what its tests leave behind is in no other's way."""
    watch(functions)
    for _, its in itertools.groupby(items, key=lambda item: item.path):
        os.waitpid(_forked(partial(_learn_file, folder, slot, list(its))), 0)


def _learn_file(folder: Path, slot: int, items: Items) -> None:
    _by_itself(folder / f"learning-{slot}", items)
    for item, following in zip(items, [*items[1:], None], strict=True):
        reached.clear()
        start = time.process_time()
        passed = _passes(item, following)
        append(folder, "learned", Learned(item.nodeid, sorted(reached), time.process_time() - start, passed))


def _by_itself(folder: Path, items: Items) -> None:
    """This process has temporary files of its own and says nothing."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    tempfile.tempdir = os.environ["TMPDIR"] = str(folder)
    if items:
        items[0].config._tmp_path_factory._basetemp = folder  # type: ignore[attr-defined]
    postgresql._numbers = itertools.count(os.getpid() * 1_000)
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)


def _passes(item: pytest.Item, following: pytest.Item | None) -> bool:
    return not any(report.failed for report in runtestprotocol(item, log=False, nextitem=following))


@dataclass
class Trial:
    """The tests, and what is known of them."""

    folder: Path
    items: Mapping[str, pytest.Item]
    learned: Sequence[Learned]

    def __post_init__(self) -> None:
        self._seconds = {one.test: one.seconds for one in self.learned}
        self._reaching: dict[str, list[str]] = defaultdict(list)
        for one in sorted(self.learned, key=lambda one: one.seconds):
            if one.passed and one.seconds < SLOW and one.test in self.items:
                for function in one.reached:
                    self._reaching[function].append(one.test)

    def try_all(self, slot: int, changes: Sequence[Change]) -> None:
        for change in changes:
            start = time.monotonic()
            ended = self._try(slot, change)
            append(self.folder, "ended", Ended(change, *ended, seconds=time.monotonic() - start))

    def _try(self, slot: int, change: Change) -> tuple[str, str]:
        """What became of it, and the test that says so."""
        left = self._asked(change.function)
        if not left:
            return "unreached", ""
        while left:
            status, count = self._run(slot, change, left)
            if status in (PASSED, UNFIT):
                return ("survived", "") if status == PASSED else ("unfit", "")
            test = left[count - 1]
            again = self._run(slot, change, [test])[0]
            if again != PASSED and self._run(slot, None, [test])[0] == PASSED:
                return ("hung" if again == -signal.SIGALRM else "noticed"), test
            left = left[count:]
        return "survived", ""

    def _asked(self, function: Function) -> list[str]:
        reaching = self._reaching[str(function)]
        own = [test for test in reaching if _is_beside(test, function)]
        others, spent = [], sum(self._seconds[test] for test in own)
        for test in reaching:
            spent += 0 if test in own else self._seconds[test]
            if test not in own and spent < ENOUGH:
                others.append(test)
        return own + others

    def _run(self, slot: int, change: Change | None, tests: Sequence[str]) -> tuple[int, int]:
        """How a process ended that ran these with the change, up to the first that fails; how many it began."""
        read, write = os.pipe()
        pid = _forked(lambda: self._run_here(slot, change, tests, write))
        os.close(write)
        begun = 0
        while some := os.read(read, 1 << 16):
            begun += len(some)
        os.close(read)
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), begun

    def _run_here(self, slot: int, change: Change | None, tests: Sequence[str], write: int) -> int:
        items = [self.items[test] for test in tests]
        _by_itself(self.folder / f"trying-{slot}", items)
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        with suppress(ValueError, StopIteration):
            if change:
                put(change)
            return self._first_failure(items, write)
        return UNFIT

    def _first_failure(self, items: Items, write: int) -> int:
        for item, following in zip(items, [*items[1:], None], strict=True):
            os.write(write, b".")
            signal.setitimer(signal.ITIMER_REAL, PATIENCE + FOLD * self._seconds[item.nodeid])
            if not _passes(item, following):
                return FAILED
        return PASSED


def _is_beside(test: str, function: Function) -> bool:
    """A feature's tests are in the folder of its name, or named after it."""
    feature = function.module.split(".")[1]
    return test.startswith(f"tests/{feature}/") or feature.rstrip("s") in test.split("::")[0]
