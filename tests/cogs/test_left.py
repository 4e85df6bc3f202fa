"""Somebody who has left a server, on its leaderboard."""

from tests.cogs.table import Table, text
from tests.cogs.test_after import play_through


async def test_who_left_the_server_leaves_its_leaderboard(laid: Table) -> None:
    """The first look shows what is stored and asks Discord; the next is without them."""
    await laid.begin("ben")
    await play_through(laid, "ada", "ben")
    laid.guild.remove_member(laid.ben)
    await laid.slash("ada", "leaderboard")
    board = text(await laid.slash("ada", "leaderboard"))
    assert "ben" not in board
    assert "**ada**" in board
