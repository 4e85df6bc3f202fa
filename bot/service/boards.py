"""What people can do with the leaderboards: look at a page, appear there or not."""

from dataclasses import dataclass, replace

from bot.domain.boards import Board, Own, Page
from bot.service.ports import BoardStore, PreferenceStore


@dataclass(frozen=True, slots=True)
class BoardView:
    """A page as one player sees it: `own` is None where they are not ranked; `hidden`: they wish to be on no board."""

    page: Page
    own: Own | None
    hidden: bool


class BoardService:
    """The leaderboards, and who is on them."""

    def __init__(self, store: BoardStore, preferences: PreferenceStore) -> None:
        self._store = store
        self._preferences = preferences

    async def view(self, board: Board, number: int, player_id: int) -> BoardView:
        """A page of a board for one player."""
        wishes = await self._preferences.of(player_id)
        return BoardView(await self._store.page(board, number), await self._store.own(board, player_id), wishes.hidden)

    async def hide(self, player_id: int, *, hidden: bool) -> None:
        """Take somebody off every board of every server, or put them back."""
        wishes = await self._preferences.of(player_id)
        await self._preferences.put(player_id, replace(wishes, hidden=hidden))
