"""What somebody shows to the channel of a daily that they have played."""

from __future__ import annotations

from cogs.daily.ids import Verb, on_post
from tests.cogs.dailies import at_nine, latest, played_by_ben, set_up
from tests.cogs.table import Table, text


async def test_an_older_daily_is_shown_with_the_streak_that_there_was_with_it(laid: Table) -> None:
    """Nobody reads today's streak beside a daily of days ago."""
    daily, pages = await set_up(laid), []
    for _ in range(3):
        await at_nine(laid, daily)
        await played_by_ben(laid, daily)
        pages.append((await latest(laid, daily)).id)
    await laid.settle()
    shown = []
    for game_id in pages:
        await laid.forge("ben", on_post(Verb.SHARE, game_id))
        shown.append(text(laid.card()).splitlines()[0])
    ends = [line.rpartition(" · ")[2] for line in shown]
    assert [f"Daily #{number}" in line for number, line in enumerate(shown, start=1)] == [True] * 3
    assert ends[1:] == ["streak 2", "streak 3"]
    assert "streak" not in shown[0]
