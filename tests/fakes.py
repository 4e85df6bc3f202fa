"""Stand-ins for what lies outside: a clock that jumps, Discord's channels, the outbox's rows, the players."""

from __future__ import annotations

import asyncio
import selectors
from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from discord.ui import LayoutView, TextDisplay

from bot.delivery.sender import BlockedError, Drawing, GoneError, UnreachableError
from bot.kernel.absences import Absences
from bot.kernel.obstacles import Obstacle
from bot.kernel.ports import Message, MessageKey, StorageError
from bot.kernel.waits import waits
from bot.rounds.rules.model import Round
from tests.strategies import NOON


class _Jumping(selectors.DefaultSelector):
    """Where a loop would wait for time to pass, moves its clock instead."""

    def __init__(self, jump: Callable[[float], None]) -> None:
        super().__init__()
        self._jump = jump

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0)
        if not ready and timeout is None:
            raise RuntimeError("Everybody waits for somebody else: nothing will ever happen.")
        if not ready and timeout:
            self._jump(timeout)
        return ready


class VirtualLoop(asyncio.SelectorEventLoop):
    """An event loop in which nobody waits: time jumps to whatever comes next. Begins at 1000 s."""

    def __init__(self) -> None:
        super().__init__(_Jumping(self._jump))
        self._now = 1_000.0

    def _jump(self, seconds: float) -> None:
        self._now += seconds

    def stand_still(self, seconds: float) -> None:
        """What a busy machine does to a process: time goes on, and nothing in the loop runs."""
        self._now += seconds

    def time(self) -> float:
        return self._now


def elapsed() -> float:
    """Seconds since the virtual loop began."""
    return asyncio.get_running_loop().time() - 1_000.0


def now() -> datetime:
    """The time of day in the virtual loop, which began at noon."""
    return NOON + timedelta(seconds=elapsed())


@dataclass(slots=True)
class Posted:
    """A message in a fake channel: everything that it has shown, the latest last."""

    id: int
    channel_id: int
    nonce: str
    at: datetime
    shown: list[str]
    deleted: bool = False


@dataclass(slots=True)
class Request:
    """What was asked of the sender, when it was answered, and how."""

    at: float
    what: str
    message_id: int | None = None
    nonce: str = ""
    shown: str = ""
    error: Exception | None = None


class FakeSender:
    """Discord's channels: nonces hold for three minutes, each request takes `latency` seconds.

    `troubles` are raised by the next requests, one each; a request with None goes well. A trouble in
    `lost_replies` is raised after the post has been made. `troubles_of` a message are raised by each edit of it.
    Channels are closed to the bot, or away, as a part of Discord may be while the rest answers.
    """

    NONCE_HOLDS = timedelta(minutes=3)

    def __init__(self) -> None:
        self.messages: dict[int, Posted] = {}
        self.requests: list[Request] = []
        self.troubles: list[Exception | None] = []
        self.troubles_of: dict[int, Exception] = {}
        self.lost_replies = 0
        self.closed_channels: set[int] = set()
        self.away_channels: set[int] = set()
        self.latency = 0.0
        self.at_once: Counter[object] = Counter()
        self.most_at_once: Counter[object] = Counter()
        self.marks: dict[str, int] = {}

    def standing(self) -> list[Posted]:
        """What one sees in the channels."""
        return [message for message in self.messages.values() if not message.deleted]

    def of(self, what: str) -> list[Request]:
        """The requests of one sort that went well."""
        return [request for request in self.requests if request.what == what and request.error is None]

    async def post(self, channel_id: int, drawing: Drawing, nonce: str) -> tuple[int, datetime]:
        request = Request(elapsed(), "post", nonce=nonce, shown=text_of(drawing))
        await self._take(request, nonce, channel_id)
        known = [m for m in self.messages.values() if m.nonce == nonce and now() - m.at < self.NONCE_HOLDS]
        if not known:
            number = 10**18 + len(self.messages)
            self.messages[number] = Posted(number, channel_id, nonce, now(), [request.shown])
            known = [self.messages[number]]
        request.message_id = known[0].id
        if self.lost_replies:
            self.lost_replies -= 1
            request.error = UnreachableError("the reply was lost")
            raise request.error
        return known[0].id, known[0].at

    async def edit(self, channel_id: int, message_id: int, drawing: Drawing) -> None:
        request = Request(elapsed(), "edit", message_id, shown=text_of(drawing))
        await self._take(request, message_id, channel_id)
        if message_id in self.troubles_of:
            request.error = self.troubles_of[message_id]
            raise request.error
        message = self.messages.get(message_id)
        if message is None or message.deleted:
            request.error = GoneError("Unknown Message")
            raise request.error
        message.shown.append(request.shown)

    async def delete(self, channel_id: int, message_id: int) -> None:
        await self._take(Request(elapsed(), "delete", message_id), message_id, channel_id)
        if message_id in self.messages:
            self.messages[message_id].deleted = True

    async def find(self, channel_id: int, mark: str, since: datetime | None = None) -> tuple[int, datetime] | None:  # noqa: ARG002
        await self._take(Request(elapsed(), "find"), mark, channel_id)
        number = self.marks.get(mark)
        return (number, self.messages[number].at) if number is not None else None

    async def _take(self, request: Request, subject: object, channel_id: int) -> None:
        self.requests.append(request)
        self.at_once[subject] += 1
        self.most_at_once[subject] = max(self.most_at_once[subject], self.at_once[subject])
        try:
            if self.latency:
                await asyncio.sleep(self.latency)
        finally:
            self.at_once[subject] -= 1
        trouble = self.troubles.pop(0) if self.troubles else None
        if channel_id in self.closed_channels:
            trouble = BlockedError("Missing Permissions")
        if channel_id in self.away_channels:
            trouble = UnreachableError("503 Service Unavailable")
        if trouble is not None:
            request.error = trouble
            raise trouble


def text_of(drawing: Drawing) -> str:
    """The text of a drawing made by `Pictures`."""
    return "".join(child.content for child in drawing.view.walk_children() if isinstance(child, TextDisplay))


class Pictures:
    """What each message shows: a text, and whether it is its last; a message without one has nothing to show."""

    def __init__(self) -> None:
        self.texts: dict[MessageKey, str] = {}
        self.settled: set[MessageKey] = set()
        self.asking: set[MessageKey] = set()
        self.errors: list[Exception] = []

    async def draw(self, key: MessageKey) -> Drawing | None:
        if self.errors:
            raise self.errors.pop(0)
        if key not in self.texts:
            return None
        view: LayoutView = LayoutView(timeout=None)
        view.add_item(TextDisplay(self.texts[key]))
        return Drawing(view, settled=key in self.settled, asks=key in self.asking)


class MemoryMessages:
    """The outbox's rows, in memory. As many of the next writes fail as `failures` says; all take `latency` seconds.

    The next readings fail with `unreadable`, one after the other.
    """

    def __init__(self, *messages: Message) -> None:
        self.rows = {message.key: message for message in messages}
        self.failures = 0
        self.unreadable: list[Exception] = []
        self.latency = 0.0

    async def unsettled(self) -> list[Message]:
        return [message for message in self.rows.values() if not message.settled]

    async def to_retry(self, at: datetime, most: int, failing: Collection[MessageKey] = ()) -> list[Message]:
        due = [one for one in await self.unsettled() if one.retry_at is not None and not waits(one.retry_at, at)]
        due.sort(key=lambda one: one.retry_at or at)
        return [message for message in due if message.key not in failing][:most]

    async def find(self, key: MessageKey) -> Message | None:
        found = self.rows.get(key)
        await asyncio.sleep(self.latency)
        if self.unreadable:
            raise self.unreadable.pop(0)
        return found

    async def put(self, message: Message) -> None:
        await asyncio.sleep(self.latency)
        if self.failures:
            self.failures -= 1
            raise StorageError("The disk is full.")
        marked = self.rows.get(message.key, message).marked
        self.rows[message.key] = replace(message, marked=marked, settled=message.settled and message.marked == marked)

    def mark(self, key: MessageKey) -> None:
        """What it shows has changed: no drawing made before is its last."""
        self.rows[key] = replace(self.rows[key], marked=self.rows[key].marked + 1, settled=False)


@dataclass
class FakeListener:
    """Hears what became of messages. As many of the next tellings fail as `failures` says."""

    heard: list[tuple[str, MessageKey, datetime]] = field(default_factory=list)
    obstacles: list[Obstacle] = field(default_factory=list)
    failures: int = 0
    then: Callable[[MessageKey], None] = lambda _: None

    async def posted(self, key: MessageKey, at: datetime) -> None:
        self._hear("posted", key, at)

    async def blocked(self, key: MessageKey, at: datetime, obstacle: Obstacle) -> None:
        self.obstacles.append(obstacle)
        self._hear("blocked", key, at)

    async def cleared(self, key: MessageKey, at: datetime) -> None:
        self._hear("cleared", key, at)

    def _hear(self, what: str, key: MessageKey, at: datetime) -> None:
        if self.failures:
            self.failures -= 1
            raise StorageError("The disk is full.")
        self.heard.append((what, key, at))
        self.then(key)


@dataclass
class FakeOutbox:
    """Notes which messages were to be drawn, urgently or not, which refreshed and which reposted."""

    drawn: list[tuple[MessageKey, bool]] = field(default_factory=list)
    refreshed: list[MessageKey] = field(default_factory=list)
    reposted: list[MessageKey] = field(default_factory=list)

    def redraw(self, key: MessageKey, *, urgent: bool) -> None:
        self.drawn.append((key, urgent))

    def refresh(self, key: MessageKey) -> None:
        self.refreshed.append(key)

    def repost(self, key: MessageKey, at: datetime) -> None:  # noqa: ARG002 - the port has it
        self.reposted.append(key)

    def urgent(self) -> list[str]:
        """The cards to be drawn at once, in order; what was noted is forgotten."""
        cards = [key.card for key, urgent in self.drawn if urgent]
        self.drawn.clear()
        return cards


@dataclass
class FakeAudience:
    """Notes what the players were told in private."""

    revealed_to: list[Round] = field(default_factory=list)
    over: list[int] = field(default_factory=list)
    unbegun: list[Round] = field(default_factory=list)

    def given_back(self, game: Round, at: datetime) -> None:
        """Nobody has a deadline before them."""

    def revealed(self, game: Round) -> None:
        self.revealed_to.append(game)

    def never_begun(self, game: Round) -> None:
        self.unbegun.append(game)

    def ended(self, game_id: int) -> None:
        self.over.append(game_id)


def everywhere(since: datetime) -> Absences:
    """Every server has been away since then."""
    return Absences(lambda _: since)


def unposted(*keys: MessageKey, at: datetime = NOON) -> Iterable[Message]:
    """Rows of messages that are still to be posted, all in one channel."""
    return [Message(key, 700, at) for key in keys]


def on_screen(key: MessageKey, message_id: int, at: datetime = NOON) -> Message:
    """The row of a message that was posted."""
    return replace(Message(key, 700, at), message_id=message_id, posted_at=at)
