"""The `/leaderboard` command."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from discord import Interaction, app_commands
from discord.ext import commands

from bot.boards.rules.boards import ALL_TIME, ALL_TOPICS, Board, Metric, month_of, week_of
from bot.boards.service import BoardService
from bot.kernel.reading import UnreadableError
from cogs.boards.components import show_board, show_ratings, show_streaks
from cogs.boards.words import (
    LAST_MONTH,
    LAST_WEEK,
    METRICS,
    PERIODS,
    RATING,
    RATING_TITLE,
    STREAK,
    STREAK_TITLE,
    THIS_MONTH,
    THIS_WEEK,
)
from cogs.shared.interactions import say
from cogs.shared.options import topic_choices
from cogs.shared.reading import read_topic, told

_METRIC_CHOICES = [app_commands.Choice(name=words, value=metric.value) for metric, words in METRICS.items()]
_METRIC_CHOICES.append(app_commands.Choice(name=RATING_TITLE, value=RATING))
_METRIC_CHOICES.append(app_commands.Choice(name=STREAK_TITLE, value=STREAK))

_PERIOD_CHOICES = [app_commands.Choice(name=words, value=words) for words in PERIODS]


class BoardCommands(commands.Cog):
    """Who leads here."""

    def __init__(self, boards: BoardService, topics: Callable[[int], Awaitable[list[str]]]) -> None:
        self._boards = boards
        self._topics = topics

    @app_commands.command(description="Who leads here, and whom you can overtake next")
    @app_commands.describe(
        by="What to rank by", period="Which period; this week by default", topic="Which topic; all topics by default"
    )
    @app_commands.choices(by=_METRIC_CHOICES, period=_PERIOD_CHOICES)
    @app_commands.guild_only()
    async def leaderboard(
        self,
        interaction: Interaction,
        by: str = Metric.POINTS,
        period: str = PERIODS[0],
        topic: str = ALL_TOPICS,
    ) -> None:
        """Show the first page, to the one who asked."""
        if by == RATING:
            await show_ratings(interaction, self._boards)
            return
        if by == STREAK:
            await show_streaks(interaction, self._boards)
            return
        try:
            wanted = read_topic(topic, await self._topics(interaction.guild_id or 0)) if topic else None
        except UnreadableError as error:
            await say(interaction, told(error))
            return
        board = Board(
            interaction.guild_id or 0, Metric(by), _period(period, interaction.created_at), wanted or ALL_TOPICS
        )
        await show_board(interaction, self._boards, board)

    @leaderboard.autocomplete("topic")
    async def _offer_topics(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return topic_choices(await self._topics(interaction.guild_id or 0), typed)


def _period(chosen: str, at: datetime) -> str:
    ends_of = {
        THIS_WEEK: week_of(at),
        LAST_WEEK: week_of(at - timedelta(weeks=1)),
        THIS_MONTH: month_of(at),
        LAST_MONTH: month_of(at.replace(day=1) - timedelta(days=1)),
    }
    return ends_of.get(chosen, ALL_TIME)
