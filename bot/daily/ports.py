"""What the daily needs from outside."""

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Protocol

from bot.daily.played import PlayedPost, Tally
from bot.daily.rules.play import Daily
from bot.daily.rules.schedule import Schedule
from bot.daily.rules.streak import Run
from bot.daily.rules.streak_board import Streaking
from bot.kernel.choosing import Recent
from bot.kernel.keys import KeyStore
from bot.kernel.ports import GoesOn


class StreakStore(Protocol):
    """The rows of streaks."""

    async def running(self, guild_id: int, at: datetime) -> list[Streaking]:
        """Everybody on a server whose streak of dailies has not ended at `at`, but for who is hidden; in no order."""


CARD_OF_DAILY = "daily"
"""The one message of a daily's post."""


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

    async def schedules(self, posted_after: datetime | None = None) -> list[Schedule]:
        """Every schedule that has a next post; only those whose last one was for a later date than `posted_after`."""

    async def interrupted(self) -> list[Schedule]:
        """Those that somebody wants and that were not posted: refused, nothing to ask, or the bot is not there."""

    async def claim(self, at: datetime, most: int, goes_on: Callable[[int], bool]) -> list[Schedule]:
        """Take on at most so many due schedules that nobody else works on, of servers where time counts."""

    def arrange(self, schedule: Schedule) -> Awaitable[None]:
        """Queue a schedule as its organiser wants it, with whose it is, and give back the claim."""

    def save_schedule(
        self, schedule: Schedule, missed: Iterable[date] = (), at: datetime | None = None
    ) -> Awaitable[None]:
        """Queue what became of a schedule that is there, dates noticed as missed at `at`, and give back the claim.

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

    async def keys_to_tell(self, at: datetime, goes_on: GoesOn) -> dict[int, int]:
        """Game → server of posts that kept their keys for who might finish them, and that nobody can finish now."""

    def tell_keys(self, game_id: int, guild_id: int) -> Awaitable[None]:
        """Queue that a post keeps its keys no longer; its message, and the one after it, are to say how it went."""

    def save(self, before: Daily, after: Daily, runs: Mapping[int, Run]) -> Awaitable[None]:
        """Queue the rows in which two states of a post differ, and how the streaks stand that this moved."""

    def save_refused(self, schedule: Schedule, void: Daily) -> Awaitable[None]:
        """Queue that a post was refused: its date is free again."""

    async def being_finished(self) -> Mapping[int, tuple[int, datetime]]:
        """Game → server and until when, of every post that is closed and that somebody may still finish."""

    async def open_posts(self) -> Mapping[int, int]:
        """Game → server of every post that is open."""

    async def unseen_posts(self) -> set[int]:
        """Open posts whose message has not been on the screen."""

    def note_absence(self, spans: Mapping[int, timedelta]) -> Awaitable[None]:
        """Add to each of these posts the time for which nobody could play it, all in one piece."""

    def give_back(self, daily: Daily) -> Awaitable[None]:
        """Queue for how much longer a post that is closed can be finished; its keys wait for that."""

    async def load(self, game_id: int) -> Daily | None:
        """A post as its rows say, None where there is none."""

    async def latest(self, guild_id: int, before: int | None = None) -> tuple[int, int, date] | None:
        """Game, number and date of a server's last post, or of its last one other than `before`."""

    async def has_post(self, guild_id: int, day: date) -> bool:
        """Whether a server has a post for this date."""

    async def telling_of(self, games: Sequence[int]) -> list[int]:
        """The open posts that tell how one of these games went."""

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

    async def off_boards(self, guild_id: int) -> set[int]:
        """Who is to be named on no board of a server: whoever wishes so, and whoever has left it."""

    async def tallies(self, guild_id: int, since: datetime) -> list[Tally]:
        """Who answered how many questions of the posts closed since then; most right answers first."""

    async def missed(self, guild_id: int) -> list[date]:
        """The latest dates without a post."""

    async def closes_at(self, game_id: int) -> datetime | None:
        """Until when a post is open; None where there is no such post."""

    async def overdue(self, at: datetime, most: int, goes_on: GoesOn) -> list[int]:
        """Open posts whose time is up and that no next post is about to close; not those of servers that are away."""

    async def to_redraw(self, most: int, failing: Collection[int] = ()) -> list[int]:
        """Posts whose message does not say yet that they are closed, or when they close now, without the `failing`."""
