"""Somebody who has left a server: on its leaderboard, and at its daily."""

from tests.cogs.dailies import at_nine, played_by_ben, set_up
from tests.cogs.table import Table, labels, private, text
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


async def test_who_left_the_server_plays_its_daily_no_more(laid: Table) -> None:
    """Not from direct messages either: its questions are its members', and so are its boards."""
    daily = await set_up(laid)
    for _ in range(2):
        await at_nine(laid, daily)
        await laid.settle()
        if not await daily.dailies.latest_of(laid.ben.id, 5):
            await played_by_ben(laid, daily)
    offered = private(await laid.ben.user.slash("daily"))
    [play] = labels(offered)
    await laid.env.advance_time(2)
    laid.guild.remove_member(laid.ben)
    assert "You are no longer on that server" in text(private(await laid.ben.user.click(offered, label=play)))
    assert "There is no daily to show" in text(private(await laid.ben.user.slash("daily")))
