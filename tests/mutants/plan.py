"""What is to be tried, and what came of it: files in a folder, which the campaign and the plugin of pytest share."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TypeVar

from tests.mutants.changes import Change, Function

FOLDER = "RECALL_MUTANTS"
"""Names the folder to the plugin; set before, it keeps what a campaign has found."""

NOTICED = "noticed", "hung"
"""How a change ends that a test notices."""

Line = TypeVar("Line", "Learned", "Ended")


@dataclass(frozen=True)
class Learned:
    """What a test reaches, and how it ends without any change, after so many seconds of the processor."""

    test: str
    reached: Sequence[str]
    seconds: float
    passed: bool


@dataclass(frozen=True)
class Ended:
    """What became of a change, and the test that says so."""

    change: Change
    how: str
    test: str
    seconds: float


@dataclass(frozen=True)
class Plan:
    """Functions of which it is to be known who reaches them, and changes of some of them."""

    functions: Sequence[Function]
    changes: Sequence[Change]

    def write(self, folder: Path) -> None:
        """In place of an earlier one; who reaches its functions is not what is to be known now, if these are others."""
        file = folder / "plan.json"
        if file.exists() and Plan.read(folder).functions != self.functions:
            folder.joinpath("learned.jsonl").unlink(missing_ok=True)
        file.write_text(json.dumps(asdict(self)), encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> Plan:
        found = json.loads(folder.joinpath("plan.json").read_text(encoding="utf-8"))
        return cls([Function(**one) for one in found["functions"]], [_change(one) for one in found["changes"]])


def append(folder: Path, name: str, line: Learned | Ended) -> None:
    with folder.joinpath(f"{name}.jsonl").open("a", encoding="utf-8") as file:
        file.write(f"{json.dumps(asdict(line))}\n")


def learned(folder: Path) -> list[Learned]:
    return [Learned(**one) for one in _lines(folder, "learned")]


def ended(folder: Path) -> list[Ended]:
    return [Ended(**one | {"change": _change(one["change"])}) for one in _lines(folder, "ended")]


def _lines(folder: Path, name: str) -> list[dict[str, Any]]:
    file = folder / f"{name}.jsonl"
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()] if file.exists() else []


def _change(found: dict[str, Any]) -> Change:
    return Change(**found | {"function": Function(**found["function"])})
