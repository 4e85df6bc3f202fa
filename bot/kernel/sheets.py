"""Sheets: neighbors side by side, with what tells them apart."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Limit:
    """A figure or a state that AWS may change: when it was read, and where."""

    text: str
    as_of: date
    source: str


@dataclass(frozen=True, slots=True)
class Row:
    """One concept of a family. `apart` are sentences that tell it from the others; empty texts are left out."""

    concept: str
    name: str
    purpose: str
    choose: str
    avoid: str
    limits: tuple[Limit, ...]
    apart: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A family of neighbors."""

    id: str
    title: str
    about: str
    rows: tuple[Row, ...]
