"""Reports of questions, and what became of them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

LONGEST_TEXT = 500

MOST_OPEN = 20
"""So many of a person's reports can wait in a server."""

MOST_READ = 50
"""So many reports of one question are read for its organizers, the first ones."""


class Complaint(StrEnum):
    """What is wrong with a question."""

    WRONG_KEY = "wrong_key"
    UNCLEAR = "unclear"
    OUTDATED = "outdated"
    OTHER = "other"


class Outcome(StrEnum):
    """What an organiser made of a report. `MUTED`: the question is not asked in their server any more."""

    OPEN = "open"
    MUTED = "muted"
    KEPT = "kept"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A question with open reports, by how many people."""

    question_id: str
    people: int
    since: datetime


@dataclass(frozen=True, slots=True)
class Report:
    """One person's report of one question, for the organizers of one server; a later one stands beside it.

    Those for server 0 are from before reports that nobody would see were refused.
    """

    guild_id: int
    question_id: str
    reporter_id: int
    complaint: Complaint
    text: str
    at: datetime
    outcome: Outcome = Outcome.OPEN
    decided_at: datetime | None = None
