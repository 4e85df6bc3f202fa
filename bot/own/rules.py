"""What a server's own packs are, and how much of them there may be."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.kernel.answers import key_in_words
from bot.kernel.choosing import Order
from bot.kernel.questions import Question
from bot.kernel.sources import Chosen, Game

MOST_PACKS = 40
MOST_ITEMS = 5_000
"""Questions of a server over all of its packs; a question takes one to two thousand bytes."""

DELETED_FOR = timedelta(days=30)
"""So long a deleted question can be brought back."""

DECIDED_FOR = timedelta(days=30)
"""So long a suggestion is kept once it is decided on: its author reads what became of it, and it can be undone."""

MOST_DELETED = 500
"""More deleted questions than so many are not kept; the earliest go first."""

MOST_WAITING = 100
"""Suggestions that wait for a decision; of one person, a tenth of them."""

MOST_OF_ONE = 10
NEARLY = 0.9
LONGEST_TITLE = 60
MOST_OPTIONS = 10
MOST_VERSIONS = 20
"""So many states of a question are kept, the latest; the oldest goes for each new one."""


class Refusal(StrEnum):
    """Why something is not done; each is told in words."""

    NO_PACK = "no pack"
    NO_ITEM = "no item"
    NO_TITLE = "no title"
    TITLE_TAKEN = "title taken"
    TITLE_OF_A_TOPIC = "title of a topic"
    MANY_PACKS = "many packs"
    MANY_ITEMS = "many items"
    MANY_WAITING = "many waiting"
    DECIDED = "decided"
    NO_DISTRACTOR = "no distractor"
    BEING_ASKED = "being asked"
    SAID_ALREADY = "said already"
    MANY_OPTIONS = "many options"
    OPTION_GONE = "option gone"
    CHANGED_SINCE = "changed since"
    NOTHING_TO_UNDO = "nothing to undo"
    UNDONE_ALREADY = "undone already"
    SUGGESTION_GONE = "suggestion gone"


class Deed(StrEnum):
    """What was done to an item."""

    WRITTEN = "written"
    EDITED = "edited"
    DELETED = "deleted"
    RESTORED = "restored"
    """Brought back, or without a better wrong answer again: words of others stand there again."""

    BROUGHT = "brought"
    SUGGESTED = "suggested"
    """Suggested by a member, and accepted."""

    BETTERED = "bettered"
    """Given a better wrong answer, which a member suggested."""

    COPIED = "copied"
    """Made as a copy of another: it begins with the words that stood there, whosever they are."""


LEAVES_WORDS = Deed.DELETED, Deed.RESTORED, Deed.COPIED
"""The deeds after which a question's words are whose they were before."""


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
    """A question of a pack as it stands now. `author` is the name of whoever suggested it and likes to be named.

    `author_id` is who they are; where nobody suggested it, whoever changed it last.
    """

    guild_id: int
    name: str
    pack: str
    version: int
    question: Question
    deleted: bool
    changed_by: int
    changed_at: datetime
    author: str = ""
    author_id: int = 0


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a question stands, in which state, and by whom, as in `Item`; without what it asks."""

    pack: str
    version: int
    deleted: bool
    author: str = ""
    author_id: int = 0


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
    """A question that a member suggests. `named` holds their name, if they like to be named.

    With `item` it brings that question a better wrong answer, which is the last of its own `question`; `instead` is the
    text of the option that goes for it. Once accepted, its question has the version that the item then got.
    """

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
    item: str = ""
    instead: str = ""

    @property
    def about(self) -> str:
        """The name of the question that it betters, or that it is itself once it is accepted."""
        return self.item or self.question.id.rpartition(".")[2]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A suggestion that waits, without what it asks."""

    number: int
    pack: str
    by: int


@dataclass(frozen=True, slots=True)
class Choices:
    """What a server has chosen: who besides its organizers may edit, which topics are off where, what comes first."""

    guild_id: int
    editor_role: int | None = None
    off: Mapping[Game, frozenset[str]] = field(default_factory=dict)
    order: Order = Order.USUAL

    def off_in(self, game: Game | None) -> frozenset[str]:
        """The topics that a game does not ask; None: that no game asks."""
        if game is not None:
            return self.off.get(game, frozenset())
        return frozenset.intersection(*(self.off.get(each, frozenset()) for each in Game))

    @property
    def off_anywhere(self) -> frozenset[str]:
        """The topics that some game does not ask."""
        return frozenset().union(*self.off.values())

    def chosen(self, game: Game | None) -> Chosen:
        """The same as the sources of questions want it."""
        return Chosen(self.off_in(game), self.order)

    def without(self, topic: str) -> "Choices":
        """The same where there is no such topic any more, or a new one of that name."""
        return replace(self, off={game: topics - {topic} for game, topics in self.off.items()})

    def switched(self, game: Game | None, shown: Iterable[str], on: Iterable[str]) -> "Choices":
        """Of the topics that were shown those that are `on`, and no others, asked in a game; None: in every game.

        For every game together a topic counts as on where any game asks it, and only what changes is touched.
        """
        wanted, seen = {*on}, {*shown}
        if game is None:
            new_off = seen - wanted
            new_on = seen & wanted & self.off_in(None)
        else:
            new_off, new_on = seen - wanted, seen & wanted
        games = [game] if game else list(Game)
        return replace(self, off={**self.off, **{one: (self.off_in(one) | new_off) - new_on for one in games}})


def has_same_key(one: Question, other: Question) -> bool:
    """Whether who knows the answer to one state of a question knows it to another: both ask the same."""
    asks = one.kind is other.kind and one.asking == other.asking
    return asks and key_in_words(one) == key_in_words(other)


def is_near_the_limit(items: int) -> bool:
    """Whether it is time to say how many questions a server may have."""
    return items >= NEARLY * MOST_ITEMS


def is_full(marks: Mapping[str, Mark], more: int = 1) -> bool:
    """Whether a server would have more questions than it may have, with so many more."""
    return sum(not mark.deleted for mark in marks.values()) + more > MOST_ITEMS


def author_of(before: Item | Mark | None) -> tuple[str, int]:
    """Whoever suggested a question stays its author, named or not, whoever changes it later."""
    if before is None:
        return "", 0
    is_unnamed = isinstance(before, Item) and before.author_id != before.changed_by
    return (before.author, before.author_id) if before.author or is_unnamed else ("", 0)
