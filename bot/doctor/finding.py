"""One line of a check-up."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """`bad`: Recall cannot run, or would do harm; `warn`: it can, but somebody should look."""

    OK = "ok"
    WARN = "warn"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at, how it is, and where something is wrong how to mend it."""

    level: Level
    subject: str
    found: str
    mend: str = ""

    def line(self) -> str:
        """As the operator reads it."""
        told = " ".join(f"{self.found}{f' → {self.mend}' if self.mend else ''}".split())
        return f"{self.level:<4}  {self.subject}: {told}"


def counted(number: int, what: str) -> str:
    """A number of things: one without its plural."""
    return f"{number} {what}{'' if number == 1 else 's'}"


def ok(subject: str, found: str) -> Finding:
    """All is well."""
    return Finding(Level.OK, subject, found)


def warn(subject: str, found: str, mend: str) -> Finding:
    """Worth a look."""
    return Finding(Level.WARN, subject, found, mend)


def bad(subject: str, found: str, mend: str) -> Finding:
    """Has to be mended."""
    return Finding(Level.BAD, subject, found, mend)
