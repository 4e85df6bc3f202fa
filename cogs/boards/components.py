"""What the leaderboards' buttons and selects do."""

from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass, field, replace

from discord import Interaction

from bot.boards.rules.boards import Board, is_period
from bot.boards.service import BoardService
from bot.kernel.custom_ids import Press
from cogs.boards.ids import Verb, read_board, read_page
from cogs.boards.rendering.board import board_card
from cogs.boards.rendering.ratings import ratings_card
from cogs.boards.rendering.streaks import streaks_card
from cogs.boards.words import DAMAGED, SERVER_ONLY
from cogs.shared.interactions import Handler, say, values_of
from cogs.shared.standing import Showing


@dataclass(frozen=True, slots=True)
class BoardComponents:
    """The handlers, by verb."""

    boards: BoardService
    topics: Callable[[int], Awaitable[Collection[str]]]
    showing: Showing = field(default_factory=Showing)

    def handlers(self) -> dict[str, Handler]:
        """Verb → handler, for the router."""
        return {
            Verb.SHOW: self.show,
            Verb.PICK_PERIOD: self.pick_period,
            Verb.RATINGS: self.ratings,
            Verb.STREAKS: self.streaks,
            Verb.SHARE: self.share,
            Verb.SHARE_RATINGS: self.share_ratings,
            Verb.SHARE_STREAKS: self.share_streaks,
            Verb.HIDE: self.hide,
            Verb.UNHIDE: self.unhide,
        }

    async def show(self, interaction: Interaction, press: Press) -> None:
        """Another page, or another board."""
        named = await self._named(interaction, press)
        if named is None or interaction.guild_id is None:
            await say(interaction, DAMAGED)
        else:
            await show_board(interaction, self.boards, *named)

    async def pick_period(self, interaction: Interaction, press: Press) -> None:
        """The same board in another period."""
        named, values = await self._named(interaction, press), values_of(interaction)
        if named is None or interaction.guild_id is None or len(values) != 1 or not is_period(values[0]):
            await say(interaction, DAMAGED)
        else:
            await show_board(interaction, self.boards, replace(named[0], period=values[0]))

    async def ratings(self, interaction: Interaction, press: Press) -> None:
        """Another page of the ratings."""
        page = read_page(press)
        if page is None:
            await say(interaction, DAMAGED)
        else:
            await show_ratings(interaction, self.boards, page)

    async def streaks(self, interaction: Interaction, press: Press) -> None:
        """Another page of the streaks."""
        page = read_page(press)
        if page is None:
            await say(interaction, DAMAGED)
        else:
            await show_streaks(interaction, self.boards, page)

    async def share(self, interaction: Interaction, press: Press) -> None:
        """Show the page to the channel."""
        named = await self._named(interaction, press)
        if named is None or interaction.guild_id is None:
            await say(interaction, DAMAGED)
            return
        at = interaction.created_at
        view = await self.boards.view(*named, interaction.user.id, at)
        await self.showing.show(interaction, board_card(view, at, shared=True))

    async def share_ratings(self, interaction: Interaction, press: Press) -> None:
        """Show the ratings to the channel."""
        page, at = read_page(press), interaction.created_at
        if page is None or interaction.guild_id is None:
            await say(interaction, DAMAGED)
            return
        found = await self.boards.ratings(interaction.guild_id, page, interaction.user.id, at)
        await self.showing.show(interaction, ratings_card(found, at, shared=True))

    async def share_streaks(self, interaction: Interaction, press: Press) -> None:
        """Show the streaks to the channel."""
        page = read_page(press)
        if page is None or interaction.guild_id is None:
            await say(interaction, DAMAGED)
            return
        found = await self.boards.streaks(interaction.guild_id, page, interaction.user.id, interaction.created_at)
        await self.showing.show(interaction, streaks_card(found, interaction.created_at, shared=True))

    async def hide(self, interaction: Interaction, press: Press) -> None:
        """Off every board."""
        await self.boards.hide(interaction.user.id, hidden=True)
        await self.show(interaction, press)

    async def unhide(self, interaction: Interaction, press: Press) -> None:
        """Back on the boards."""
        await self.boards.hide(interaction.user.id, hidden=False)
        await self.show(interaction, press)

    async def _named(self, interaction: Interaction, press: Press) -> tuple[Board, int] | None:
        guild_id = interaction.guild_id or 0
        return read_board(press, guild_id, await self.topics(guild_id))


async def show_board(interaction: Interaction, boards: BoardService, board: Board, page: int = 0) -> None:
    """Answer with a page."""
    if interaction.guild_id is None:
        await say(interaction, SERVER_ONLY)
        return
    view = await boards.view(board, page, interaction.user.id, interaction.created_at)
    await say(interaction, card=board_card(view, interaction.created_at))


async def show_ratings(interaction: Interaction, boards: BoardService, page: int = 0) -> None:
    """Answer with a page of the ratings."""
    if interaction.guild_id is None:
        await say(interaction, SERVER_ONLY)
        return
    at = interaction.created_at
    found = await boards.ratings(interaction.guild_id, page, interaction.user.id, at)
    await say(interaction, card=ratings_card(found, at, hidden=await boards.is_hidden(interaction.user.id)))


async def show_streaks(interaction: Interaction, boards: BoardService, page: int = 0) -> None:
    """Answer with a page of the streaks."""
    if interaction.guild_id is None:
        await say(interaction, SERVER_ONLY)
        return
    found = await boards.streaks(interaction.guild_id, page, interaction.user.id, interaction.created_at)
    hidden = await boards.is_hidden(interaction.user.id)
    await say(interaction, card=streaks_card(found, interaction.created_at, hidden=hidden))
