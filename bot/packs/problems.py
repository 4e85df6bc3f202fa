"""What is wrong with a pack, where it stands, and how to mend it."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Severity = Literal["error", "warning"]
UNFIT = "discord-limits"
"""The rule that an item breaks which some screen cannot show."""

Place = tuple[int, int]
"""Line and column, both from 1."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One finding. An error keeps a file out of play; a warning does not."""

    path: Path
    line: int
    column: int
    rule: str
    message: str
    mend: str
    severity: Severity = "error"
    item: str | None = None

    def __str__(self) -> str:
        about = f"{self.item}: " if self.item else ""
        place = f"{self.path}:{self.line}:{self.column}"
        return f"{place}: {self.severity} [{self.rule}] {about}{self.message} {self.mend}".rstrip()


class PackError(ValueError):
    """A file that cannot serve; `problems` say why."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))
