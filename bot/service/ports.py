"""What the services need from outside, as Protocols; `bot/app.py` puts the real things in."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from typing import Protocol

from bot.custom_ids import base36
from bot.domain.boards import Board, Own, Page
from bot.domain.choosing import Recent
from bot.domain.daily.play import Daily
from bot.domain.daily.schedule import Schedule
from bot.domain.daily.streak import Run
from bot.domain.duels.model import Duel
from bot.domain.preferences import Preferences
from bot.domain.questions import Question
from bot.domain.rating import Change, Ledger
from bot.domain.rating_board import Rated
from bot.domain.rounds.model import Round
from bot.domain.servers import ServerSettings
from bot.domain.streak_board import Streaking
from bot.kernel.availability import LastHeard
from bot.kernel.keys import KeyStore
from bot.service.played import PlayedPost, Tally

GoesOn = Callable[[int], bool]
"""Whether time counts in a server's games just now, and with it whether anything becomes due there."""


class StorageError(Exception):
    """What was decided could not be written: it did not happen, and the game stands as its rows say."""


@dataclass(frozen=True, slots=True)
class MessageKey:
    """A message that must appear: its game, and which of the game's cards it shows."""

    game_id: int
    card: str

    @property
    def code(self) -> str:
        """The card in a custom id: a question's place in base 36, else its name."""
        return base36(int(self.card[1:])) if self.card[1:].isdigit() else self.card


@dataclass(frozen=True, slots=True)
class Message:
    """A row of the outbox. `message_id` None: not posted yet. `settled`: shows its last state.

    Discord `refused` it so many times in a row, and is to be asked again at `retry_at`.
    """

    key: MessageKey
    channel_id: int
    created_at: datetime
    message_id: int | None = None
    posted_at: datetime | None = None
    settled: bool = False
    refused: int = 0
    retry_at: datetime | None = None


class RoundStore(KeyStore, Protocol):
    """The rounds' rows."""

    def next_id(self) -> int:
        """An id that no game has had."""

    def save(self, before: Round | None, after: Round, cards: Iterable[str]) -> Awaitable[None]:
        """Queue the rows in which the two differ, and a message for each new card; done when committed.

        Queueing happens in the call itself, before anything is awaited. Raises `StorageError`.
        """

    def discard(self, game_id: int) -> Awaitable[None]:
        """Queue that a round that nobody has seen never was; done when committed. Raises `StorageError`."""

    async def load(self, game_id: int) -> Round | None:
        """The round as its rows say, None where there is none."""

    async def load_all(self, games: Sequence[int]) -> list[Round]:
        """Those of these rounds that there are, read together."""

    async def running(self) -> Mapping[int, int]:
        """Channel → game of every round that is not over."""

    async def due(self, at: datetime) -> list[int]:
        """Games whose `due_at` has come."""

    async def recent_questions(self, guild_id: int, since: datetime) -> Recent:
        """The questions asked in a guild since then."""

    async def muted_questions(self, guild_id: int) -> set[str]:
        """Ids of the questions that a guild's organisers do not want asked."""


class BoardStore(Protocol):
    """The boards' rows."""

    async def page(self, board: Board, number: int) -> Page:
        """A page (from 0; the last one where there are fewer)."""

    async def own(self, board: Board, player_id: int) -> Own | None:
        """A player's own place, and whom they can overtake next; None where they are not ranked."""

    async def periods(self, guild_id: int, topic: str, among: Sequence[str]) -> list[str]:
        """Those of the periods in which anybody on a server answered anything (in the topic)."""


class StreakStore(Protocol):
    """The rows of streaks."""

    async def running(self, guild_id: int) -> list[Streaking]:
        """Everybody on a server whose streak of dailies has not ended, but for who is hidden; in no order."""


class DuelStore(KeyStore, Protocol):
    """The duels' rows."""

    def next_id(self) -> int:
        """An id that no game has had."""

    def save(
        self, before: Duel | None, after: Duel, cards: Iterable[str], moved: Iterable[Change] = ()
    ) -> Awaitable[None]:
        """Queue the rows in which the two differ, a message for each new card, and how ratings moved.

        Queueing happens in the call itself, before anything is awaited. Raises `StorageError`.
        """

    def discard(self, game_id: int) -> Awaitable[None]:
        """Queue that a challenge that nobody has seen never was; done when committed. Raises `StorageError`."""

    async def load(self, game_id: int) -> Duel | None:
        """The duel as its rows say, None where there is none."""

    async def running(self) -> list[int]:
        """Every duel that is not over."""

    async def due(self, at: datetime) -> list[int]:
        """Duels whose `due_at` has come."""

    async def quiz_of(self, player_id: int) -> int | None:
        """The channel of a quiz that has begun and that somebody is in; None where they are in none."""

    async def seen(self, player_ids: Iterable[int]) -> Recent:
        """The questions that any of them has answered."""

    async def muted_questions(self, guild_id: int) -> set[str]:
        """Ids of the questions that a guild's organisers do not want asked."""

    async def answered(self, guild_id: int, player_id: int) -> int:
        """How many answers of a player count on a server."""


class RatingStore(Protocol):
    """The ratings' rows."""

    async def ledger(self, guild_id: int) -> Ledger:
        """A server's ratings as they stand, ready to be carried on."""

    async def moved(self, game_id: int) -> list[Change]:
        """How a game moved ratings; nothing where it moved none."""

    async def active(self, guild_id: int, since: datetime) -> list[Rated]:
        """Everybody on a server who played a rated game since then, but for who is hidden."""


class DuelAudience(Protocol):
    """The private side of both players. Calls return at once."""

    def moved_on(self, duel: Duel, by: int | None) -> None:
        """Both see something else now; who caused it (`by`) is answered anyway."""

    def ended(self, duel_id: int) -> None:
        """Nothing more will come of this duel."""


class PreferenceStore(Protocol):
    """What players want everywhere."""

    async def of(self, player_id: int) -> Preferences:
        """A player's wishes; those of somebody who never said any are all off."""

    def put(self, player_id: int, preferences: Preferences) -> Awaitable[None]:
        """Queue them; done when committed. Raises `StorageError`."""


class ServerStore(Protocol):
    """What organisers set for their servers."""

    async def of(self, guild_id: int) -> ServerSettings:
        """A server's settings; those of one that never set any are the usual ones."""

    def put(self, guild_id: int, settings: ServerSettings) -> Awaitable[None]:
        """Queue them; done when committed. Raises `StorageError`."""


class MessageStore(Protocol):
    """The outbox's rows."""

    async def unsettled(self) -> list[Message]:
        """Every message that is not posted or not in its last state yet, oldest first."""

    async def to_retry(self, at: datetime, most: int) -> list[Message]:
        """Messages that were refused and are to be tried again by now, the longest due first."""

    async def find(self, key: MessageKey) -> Message | None:
        """One message's row."""

    def put(self, message: Message) -> Awaitable[None]:
        """Queue the row as it now is; done when committed. Raises `StorageError`."""


class Heartbeat(Protocol):
    """When the bot was last heard."""

    async def last(self) -> LastHeard | None:
        """What the run before noted, None before the first."""

    async def beat(self, beats: Mapping[int, datetime], away: Mapping[int, datetime]) -> None:
        """Note when each shard was last heard, and since when servers are away besides; done when committed."""


class Outbox(Protocol):
    """Messages on their way out. Calls return at once; nobody waits for Discord."""

    def redraw(self, key: MessageKey, *, urgent: bool) -> None:
        """What a message shows has changed, or it is to appear at all. Not urgent: it may be merged with others."""

    def refresh(self, key: MessageKey) -> None:
        """A message that was settled shows something else after all; should it get lost, nothing matters."""

    def repost(self, key: MessageKey, at: datetime) -> None:
        """Bring a message back to the bottom of its channel."""


class Audience(Protocol):
    """The players' private side. Calls return at once."""

    def revealed(self, game: Round) -> None:
        """The current question's key is shown: each may learn how it went for them."""

    def ended(self, game_id: int) -> None:
        """Nothing more will come of this game."""


class DepartureStore(Protocol):
    """What is stored of servers, and which of them the bot has left."""

    async def known(self) -> set[int]:
        """Every server of which something is stored."""

    async def departed(self) -> Mapping[int, datetime]:
        """Servers that the bot is in no more, and since when that is known."""

    def note(self, guild_ids: Iterable[int], at: datetime) -> Awaitable[None]:
        """Note that the bot is in these no more; done when committed."""

    def cancel(self, guild_ids: Iterable[int]) -> Awaitable[None]:
        """The bot is in these again."""

    def erase(self, guild_id: int, at: datetime) -> Awaitable[None]:
        """Erase everything that is a server's, end what runs there; done when committed."""

    async def games(self, guild_id: int) -> list[int]:
        """The games that are a server's."""


CARD_OF_DAILY = "daily"
"""The one message of a daily's post."""


class Zones(Protocol):
    """Time zones by their IANA names."""

    @property
    def version(self) -> str:
        """Which release of their rules this is."""

    def find(self, name: str) -> tzinfo | None:
        """A zone; None where there is none of that name."""

    def read(self, text: str) -> str | tuple[str, ...]:
        """The name of the zone that was typed or picked; else the names that could be meant, the likeliest first."""

    def search(self, text: str, most: int) -> list[str]:
        """Names that fit what was typed, the likeliest first."""


class DailyStore(KeyStore, Protocol):
    """The rows of the daily challenge. What queues does so in the call itself; done when committed.

    Everything that writes raises `StorageError`.
    """

    def next_id(self) -> int:
        """An id that no game has had."""

    async def name_of(self, guild_id: int, player_id: int) -> str | None:
        """What a server knows somebody as, None where it knows them not."""

    async def schedule(self, guild_id: int) -> Schedule | None:
        """A server's schedule, None where nobody has set one."""

    async def schedules(self) -> list[Schedule]:
        """Every schedule that has a next post."""

    async def interrupted(self) -> list[Schedule]:
        """Those that somebody wants and that cannot be posted: refused, or the bot is not in the server."""

    async def claim(self, at: datetime, most: int, goes_on: GoesOn) -> list[Schedule]:
        """Take on at most so many due schedules that nobody else works on, of servers where time counts."""

    def save_schedule(
        self, schedule: Schedule, missed: Iterable[date] = (), at: datetime | None = None
    ) -> Awaitable[None]:
        """Queue the schedule and dates noticed as missed at `at`, and give back the claim.

        Where it has a next post, the one that is open closes then, and its message is to say so.
        """

    async def postpone(self, guild_id: int, at: datetime) -> None:
        """Leave a due schedule whose post could not be made alone for a while."""

    def save_post(
        self, schedule: Schedule, made: Daily, closed: Daily | None, missed: Iterable[date]
    ) -> Awaitable[None]:
        """Queue a post in one piece; it fails where the date has a post already."""

    def save_closed(self, closed: Daily) -> Awaitable[None]:
        """Queue the end of a post after which none comes just now."""

    def save(self, before: Daily, after: Daily, runs: Mapping[int, Run]) -> Awaitable[None]:
        """Queue the rows in which two states of a post differ, and how the streaks stand that this moved."""

    def save_refused(self, schedule: Schedule, void: Daily) -> Awaitable[None]:
        """Queue that a post was refused: its date is free again."""

    async def open_posts(self) -> Mapping[int, int]:
        """Game → server of every post that is open."""

    async def unseen_posts(self) -> set[int]:
        """Open posts whose message has not been on the screen."""

    def note_absence(self, spans: Mapping[int, timedelta]) -> Awaitable[None]:
        """Add to each of these posts the time for which nobody could play it, all in one piece."""

    async def load(self, game_id: int) -> Daily | None:
        """A post as its rows say, None where there is none."""

    async def latest(self, guild_id: int, before: int | None = None) -> tuple[int, int, date] | None:
        """Game, number and date of a server's last post, or of its last one other than `before`."""

    async def servers_of(self, player_id: int) -> list[int]:
        """The servers whose dailies somebody has opened, the latest first."""

    async def was_posted(self, game_id: int) -> bool:
        """Whether a post's message has been on the screen."""

    async def recent_questions(self, guild_id: int, since: datetime) -> tuple[Recent, Recent]:
        """The questions asked in a server since then: in its dailies, and in all of its games."""

    async def muted_questions(self, guild_id: int) -> set[str]:
        """Ids of the questions that a server's organisers do not want asked."""

    async def played(self, guild_id: int, player_id: int) -> list[PlayedPost]:
        """A server's posts, oldest first, with what one player did with them."""

    async def tallies(self, guild_id: int, since: datetime) -> list[Tally]:
        """Who answered how many questions of the posts closed since then; most right answers first."""

    async def missed(self, guild_id: int) -> list[date]:
        """The latest dates without a post."""

    async def closes_at(self, game_id: int) -> datetime | None:
        """Until when a post is open; None where there is no such post."""

    async def overdue(self, at: datetime, most: int) -> list[int]:
        """Open posts whose time is up and that no next post is about to close."""

    async def to_redraw(self, most: int) -> list[int]:
        """Posts whose message does not say yet that they are closed, or when they close now."""


Catalogue = Callable[[], Mapping[str, Question]]
"""The questions as the packs stand now, by id."""


class QuestionCodec(Protocol):
    """Questions as text, so that a game can keep its own copies (`bot.packs.content` is one)."""

    def to_json(self, question: Question) -> str:
        """The whole question."""

    def from_json(self, text: str) -> Question:
        """The question again."""
