"""What a feature is to the app, and what the app lends to every feature."""

from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping, Sequence, Set
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from discord.ext import commands

from bot.client.client import RecallClient
from bot.delivery.limiter import Limiter
from bot.delivery.outbox import Delivery
from bot.delivery.sender import Drawing
from bot.kernel.absences import Absences
from bot.kernel.background import Background
from bot.kernel.obstacles import Obstacle
from bot.kernel.ports import GoesOn, MessageKey, always_goes_on
from bot.kernel.sources import Source, Sources
from bot.kernel.turns import Turns
from bot.presenter.presenter import Presenter
from bot.storage.database import Database
from bot.storage.erasures import EraseFrom
from bot.storage.stores import SqlGameIds
from bot.storage.writer import Writer
from bot.timing.clock import Clock
from bot.timing.ticks import Look
from cogs.shared.interactions import Handler

T = TypeVar("T")


async def nothing_to_finish(erase_from: EraseFrom) -> None:
    """Where there are no files that note erasures."""


async def nobody_notes(player_id: int) -> None:
    """Where there are no files to note an erasure in."""


@asynccontextmanager
async def nobody_else(player_id: int, stand_in: int, games: Collection[int]) -> AsyncIterator[None]:  # noqa: ARG001
    """Where the bot has no other part."""
    yield


def nobody_hears(guild_id: int) -> None:
    """Where the bot has no other part."""


@dataclass(frozen=True, slots=True)
class Core:
    """What all features share. `sources` has all questions, for the server that is asked for; `presenter` shows one
    game at a time on shared screens, where that is on.

    `forget` has every feature drop what memory says of a scope, whose rows were changed behind its back. `hears` says
    whether Discord lets us hear a server (0: direct messages), `goes_on` whether time counts in its games,
    `is_there` whether what Discord says of it can be taken at its word, `members` in which servers the bot is, None
    while that is not known. `erasing` notes outside the database who is about to be erased,
    `telling_of_erasure` tells the bot's other parts who is, who stands in for them, and the games that name them,
    `finish_erasures` erases whom an older program erased from what it did not know, `changed` has the bot's other
    parts read anew what a server has of its own. `drawing` has the turns of the servers: of the games there that are to
    ask nothing that another asks, no two draw at once, or both would ask the same.
    """

    client: RecallClient
    clock: Clock
    database: Database
    writer: Writer
    ids: SqlGameIds
    delivery: Delivery
    background: Background
    limiter: Limiter
    sources: Sources
    presenter: Presenter
    forget: Callable[[object], None] = lambda _: None
    hears: GoesOn = always_goes_on
    goes_on: GoesOn = always_goes_on
    is_there: Callable[[int], bool] = lambda _: True
    members: Callable[[], Set[int] | None] = lambda: None
    erasing: Callable[[int], Awaitable[None]] = nobody_notes
    telling_of_erasure: Callable[[int, int, Collection[int]], AbstractAsyncContextManager[None]] = nobody_else
    finish_erasures: Callable[[EraseFrom], Awaitable[None]] = nothing_to_finish
    changed: Callable[[int], None] = nobody_hears
    drawing: Turns = field(default_factory=Turns)
    _made: dict[Callable[["Core"], Any], Any] = field(default_factory=dict)

    def once(self, make: "Callable[[Core], T]") -> T:
        """What a function of a manifest makes of the core, made once for all features that want it."""
        if make not in self._made:
            self._made[make] = make(self)
        made: T = self._made[make]
        return made


@dataclass(frozen=True, slots=True)
class Tick:
    """Something to look at every so many seconds."""

    seconds: float
    look: Look
    name: str
    direct: bool = False
    """Whether it is about direct messages, and waits while these are not heard."""
    once: bool = False
    """Whether it belongs to no server: of all parts of a bot the one that has shard 0 looks at it."""


class Feature:
    """One feature, assembled. What a feature has no use for stays as it is here."""

    cogs: Sequence[commands.Cog] = ()
    handlers: Mapping[str, Handler] = {}
    ticks: Sequence[Tick] = ()
    sources: Sequence[Source] = ()

    def owns(self, card: str) -> bool:  # noqa: ARG002 - most features have private answers alone
        """Whether a message with this card is the feature's."""
        return False

    async def open(self) -> None:
        """Learn what the rows say; the writer runs, Discord is not there yet."""

    async def recover(self, absences: Absences, at: datetime) -> None:
        """Servers were away, up to now: make up for it. What of it could not be written, `absences` notes as owing."""

    async def draw(self, key: MessageKey) -> Drawing | None:
        """What a message of the feature's shows now."""
        raise NotImplementedError

    async def posted(self, key: MessageKey, at: datetime) -> None:
        """A message of the feature's is on the screen since `at`."""

    async def blocked(self, key: MessageKey, at: datetime, obstacle: Obstacle) -> None:
        """A message of the feature's cannot be shown.

        Where its whole server is away that is waited for: when it comes back, what was refused is tried again.
        """

    async def cleared(self, key: MessageKey, at: datetime) -> None:
        """A message of the feature's that could not be shown is on the screen, with the latest."""

    def forget(self, scope: object) -> None:
        """Something decided for this scope was not written: drop what memory says of it."""

    async def erased(self, player_id: int, stand_in: int, games: Collection[int]) -> None:
        """Another part of the bot erased somebody: forget what memory says of them. Raises `StorageError`."""

    async def changed_elsewhere(self, guild_id: int | None) -> None:
        """Another part of the bot changed what a server has of its own: read it anew. Raises `StorageError`.

        None: it may be any server, since nobody was listening.
        """

    def figures(self) -> Mapping[str, float]:
        """What the feature adds to the metrics: name → number."""
        return {}

    def close(self) -> None:
        """The process is about to end: begin nothing new, tell who plays."""
