"""What people can do with the leaderboards: look at a page, appear there or not."""

from dataclasses import dataclass
from datetime import datetime

from bot.boards.membership import Membership
from bot.boards.ports import BoardStore
from bot.boards.rules.boards import Board, Own, Page, latest_periods
from bot.daily.api import StreakPage, StreakStore, streak_page
from bot.learners.api import PreferenceStore, change_wishes
from bot.ratings.api import ACTIVE, RatingPage, RatingStore, rating_page


@dataclass(frozen=True, slots=True)
class BoardView:
    """A page as one player sees it: `own` is None where they are not ranked; `hidden`: they wish to be on no board.

    `periods` are the other ones, of the last weeks and months, that have anybody on them.
    """

    page: Page
    own: Own | None
    hidden: bool
    periods: tuple[str, ...] = ()


class BoardService:
    """The leaderboards, and who is on them."""

    def __init__(
        self,
        store: BoardStore,
        ratings: RatingStore,
        streaks: StreakStore,
        preferences: PreferenceStore,
        membership: Membership,
    ) -> None:
        self._store = store
        self._ratings = ratings
        self._streaks = streaks
        self._preferences = preferences
        self._membership = membership

    async def view(self, board: Board, number: int, player_id: int, at: datetime) -> BoardView:
        """A page of a board for one player."""
        await self._welcome(board.guild_id, player_id)
        wishes = await self._preferences.of(player_id)
        periods = await self._store.periods(board.guild_id, board.topic, latest_periods(at))
        page, own = await self._store.page(board, number), await self._store.own(board, player_id)
        self._membership.look_after(board.guild_id, (line.score.player_id for line in page.lines), at)
        return BoardView(page, own, wishes.hidden, tuple(periods))

    async def ratings(self, guild_id: int, number: int, player_id: int, at: datetime) -> RatingPage:
        """A page of the ratings of those who were active lately."""
        await self._welcome(guild_id, player_id)
        page = rating_page(await self._ratings.active(guild_id, at - ACTIVE), number, player_id, at)
        self._membership.look_after(guild_id, (line.who.player_id for line in page.lines), at)
        return page

    async def streaks(self, guild_id: int, number: int, player_id: int, at: datetime) -> StreakPage:
        """A page of the streaks that run."""
        await self._welcome(guild_id, player_id)
        page = streak_page(await self._streaks.running(guild_id, at), number, player_id)
        self._membership.look_after(guild_id, (line.who.player_id for line in page.lines), at)
        return page

    async def _welcome(self, guild_id: int, player_id: int) -> None:
        """Whoever looks is there, whatever was noted."""
        if await self._store.has_left(guild_id, player_id):
            await self._membership.is_back(guild_id, player_id)

    async def is_hidden(self, player_id: int) -> bool:
        """Whether somebody wishes to be on no board."""
        return (await self._preferences.of(player_id)).hidden

    async def hide(self, player_id: int, *, hidden: bool) -> None:
        """Take somebody off every board of every server, or put them back."""
        await change_wishes(self._preferences, player_id, hidden=hidden)
