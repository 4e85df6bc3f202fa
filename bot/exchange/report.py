"""What became of each item of a file: a line for every one that is not taken, or not taken as it was."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from bot.exchange.draft import Place, one_line

Outcome = Literal["changed", "refused"]


@dataclass(frozen=True, slots=True)
class Line:
    """One item with what was altered in it, or why it is not taken. `id`: the one that it has in a pack of ours."""

    place: Place
    label: str
    outcome: Outcome
    message: str
    id: str = ""

    def __str__(self) -> str:
        asks = f"{quoted(self.label)} ({self.id})" if self.id else quoted(self.label)
        named = ", ".join(filter(None, (str(self.place), asks))) or "an item"
        return f"{named[:1].upper()}{named[1:]}: {self.outcome}. {self.message}"


@dataclass(frozen=True, slots=True)
class Report:
    """`taken` counts all items that come in, those that were changed among them."""

    format: str
    taken: int
    lines: Sequence[Line]
    notes: Sequence[str] = ()

    @property
    def changed(self) -> int:
        """How many of the items that come in are not as they were."""
        return sum(line.outcome == "changed" for line in self.lines)

    @property
    def refused(self) -> int:
        """How many items do not come in."""
        return sum(line.outcome == "refused" for line in self.lines)


def quoted(label: str) -> str:
    """What an item is called, on one line; nothing where it has no name."""
    line = one_line(label)
    return f"“{line if len(line) <= 60 else line[:59] + '…'}”" if line else ""


def as_json(report: Report) -> dict[str, object]:
    """The report as `--json` prints it."""
    return {
        "format": report.format,
        "taken": report.taken,
        "changed": report.changed,
        "refused": report.refused,
        "lines": [_line_as_json(line) for line in report.lines],
        "notes": list(report.notes),
    }


def _line_as_json(line: Line) -> dict[str, object]:
    place = {"line": line.place.line, "cell": line.place.cell, "part": line.place.part}
    return {
        **{name: value for name, value in place.items() if value is not None},
        **({"id": line.id} if line.id else {}),
        "item": one_line(line.label)[:80],
        "outcome": line.outcome,
        "message": line.message,
    }


def as_text(report: Report) -> str:
    """The report in lines, and the count."""
    counts = f"{report.taken} taken"
    if report.changed:
        counts += f" ({report.changed} of them changed)"
    return "\n".join([*report.notes, *map(str, report.lines), f"{counts}, {report.refused} refused."])
