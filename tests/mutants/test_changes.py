"""What the campaign of small changes stands on: without it, nothing that it reports is true."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import FunctionType

import pytest

from bot.kernel import verdicts
from bot.kernel.verdicts import Verdict, verdict
from tests.campaigns.mutants import _changes
from tests.mutants import plan, watching
from tests.mutants.changes import ROOT, Change, Function, bare, counted, made, put
from tests.mutants.plan import Ended, Learned, Plan

FILE = ROOT / "bot" / "kernel" / "verdicts.py"
STATEMENTS = ROOT / "bot" / "exams" / "store.py"
"""Some of its functions only make what other functions have the database do."""
VERDICT = Function(verdicts.__name__, "", "verdict")


@pytest.fixture(autouse=True)
def code() -> Iterator[FunctionType]:
    """The function that a test changes; it is as before afterwards."""
    function = bare(VERDICT)
    before = function.__code__
    yield function
    function.__code__ = before


@cache
def changes() -> list[Change]:
    return made(FILE, range(counted(FILE)))


def test_a_changed_function_is_run_wherever_it_was_imported(code: FunctionType) -> None:
    """A change that nobody runs would pass for one that no test notices."""
    change = next(one for one in changes() if one.lines.endswith("+    if credit > 1:"))
    assert verdict(1.0) is Verdict.RIGHT
    put(change)
    assert code is verdict
    assert verdict(1.0) is Verdict.HALF


def test_each_change_is_told_as_the_lines_that_go_and_come() -> None:
    """So does `alike.txt` name it, and whoever writes the test that it lacks reads it."""
    first = changes()[0]
    assert first == Change(VERDICT, "-    if credit is None:\n+    if credit is not None:", first.source)
    assert len({change.source for change in changes()}) == len(changes())


def test_what_runs_only_as_its_file_is_imported_is_left_alone() -> None:
    """A change of it would change nothing any more, and pass for one that no test notices."""
    found = {one.function.name for one in made(STATEMENTS, range(counted(STATEMENTS)))}
    assert not {"_sums", "_tried", "_latest"} & found
    assert {"paper_rows", "_result", "results"} <= found


def test_whoever_reaches_a_function_is_known() -> None:
    """Only those tests are asked."""
    watching.watch([VERDICT])
    watching.reached.clear()
    assert verdict(0.5) is Verdict.HALF
    assert watching.reached == {str(VERDICT)}


def test_what_is_planned_and_what_came_of_it_are_read_as_written(tmp_path: Path) -> None:
    planned = Plan([VERDICT], changes())
    planned.write(tmp_path)
    assert Plan.read(tmp_path) == planned
    lines = Learned("a", ["b"], 0.5, passed=True), Ended(planned.changes[0], "noticed", "a", 0.5)
    plan.append(tmp_path, "learned", lines[0])
    plan.append(tmp_path, "ended", lines[1])
    assert (plan.learned(tmp_path), plan.ended(tmp_path)) == ([lines[0]], [lines[1]])


def test_who_reaches_other_functions_is_learned_anew(tmp_path: Path) -> None:
    """A folder that is kept tells nothing about the functions of another seed; what came of changes stays."""
    Plan([VERDICT], changes()).write(tmp_path)
    line = Learned("a", [str(VERDICT)], 0.5, passed=True)
    plan.append(tmp_path, "learned", line)
    Plan([VERDICT], []).write(tmp_path)
    assert plan.learned(tmp_path) == [line]
    Plan([], []).write(tmp_path)
    assert plan.learned(tmp_path) == []


def test_changes_that_mean_the_same_are_listed_with_their_reasons() -> None:
    text = "# Of all of them.\n\na.b\n-  x = 1\n+  x = 2\n# Nobody reads x.\n\na.c\n-  y\n+  z\n# The same.\n"
    assert list(_changes(text)) == [("a.b", "-  x = 1\n+  x = 2"), ("a.c", "-  y\n+  z")]
