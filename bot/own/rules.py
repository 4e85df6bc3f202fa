"""What a server's own packs are, and how much of them there may be."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.kernel.questions import Question

MOST_PACKS = 40
MOST_ITEMS = 5_000
"""Questions of a server over all of its packs; a question takes one to two thousand bytes."""

MOST_WAITING = 100
"""Suggestions that wait for a decision; of one person, a tenth of them."""

MOST_OF_ONE = 10
NEARLY = 0.9
LONGEST_TITLE = 60


class Refusal(StrEnum):
    """Why something is not done; each is told in words."""

    NO_PACK = "no pack"
    NO_ITEM = "no item"
    NO_TITLE = "no title"
    TITLE_TAKEN = "title taken"
    MANY_PACKS = "many packs"
    MANY_ITEMS = "many items"
    MANY_WAITING = "many waiting"
    DECIDED = "decided"


class Deed(StrEnum):
    """What was done to an item."""

    WRITTEN = "written"
    EDITED = "edited"
    DELETED = "deleted"
    RESTORED = "restored"
    BROUGHT = "brought"
    SUGGESTED = "suggested"
    """Suggested by a member, and accepted."""


class Decision(StrEnum):
    """What became of a suggestion."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class Pack:
    """A pack of a server. A draft is asked of nobody; `name` never changes."""

    guild_id: int
    name: str
    title: str
    published: bool
    made_by: int
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Item:
    """A question of a pack as it stands now. `author` is the name of whoever suggested it and likes to be named."""

    guild_id: int
    name: str
    pack: str
    version: int
    question: Question
    deleted: bool
    changed_by: int
    changed_at: datetime
    author: str = ""


@dataclass(frozen=True, slots=True)
class Version:
    """One state of an item: what was done, by whom and when, and how it stood then."""

    item: str
    version: int
    deed: Deed
    by: int
    at: datetime
    question: Question


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A question that a member suggests. `named` holds their name, if they like to be named."""

    guild_id: int
    number: int
    pack: str
    question: Question
    by: int
    named: str
    at: datetime
    decision: Decision = Decision.WAITING
    word: str = ""
    decided_by: int | None = None
    decided_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Choices:
    """What a server has chosen: who besides its managers may edit, and which topics are off."""

    guild_id: int
    editor_role: int | None = None
    topics_off: frozenset[str] = field(default_factory=frozenset)


def is_near_the_limit(items: int) -> bool:
    """Whether it is time to say how many questions a server may have."""
    return items >= NEARLY * MOST_ITEMS


def plain_title(text: str) -> str:
    """A title as it is kept: one line, not too long; empty where nothing is left."""
    return re.sub(r"\s+", " ", "".join(letter for letter in text if letter.isprintable() or letter.isspace())).strip()[
        :LONGEST_TITLE
    ]
