"""Questions that are answered in one's own words, and the points that a good answer makes."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.kernel.questions import Exam, Source


class Length(StrEnum):
    """How much is asked for: a few sentences, or several paragraphs."""

    SHORT = "short"
    ESSAY = "essay"


@dataclass(frozen=True, slots=True)
class Point:
    """Something that a good answer says: why it belongs there, where it stands, and how much it weighs (1 to 3)."""

    text: str
    why: str
    source: Source
    weight: int


@dataclass(frozen=True, slots=True)
class Essay:
    """One subject. It has no key: whoever writes marks themselves, or is marked by others, against the points."""

    id: str
    length: Length
    subject: str
    prompt: str
    concepts: tuple[str, ...]
    exams: Mapping[Exam, str]
    points: tuple[Point, ...]
    sample: str
