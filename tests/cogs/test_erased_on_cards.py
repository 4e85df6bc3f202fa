"""Cards that stand in a channel and still change show nobody any more who erased everything."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.daily.ports import CARD_OF_DAILY
from bot.kernel.keys import Viewer
from bot.kernel.ports import MessageKey
from bot.profile.manifest import Profile
from bot.storage.tables import games
from tests.cogs.dailies import at_nine, latest, played_by_ben, set_up
from tests.cogs.evening import Evening, evening
from tests.cogs.table import Table, bare, labels, text
from tests.cogs.test_exams import begun, current, desk, hall

__all__ = ["evening", "hall"]


async def erase_only(laid: Table, name: str) -> None:
    feature = next(one for one in laid.app.features if isinstance(one, Profile))
    done = await feature._profiles.erase(laid.people[name].id)
    assert not done.left


async def erase(laid: Table, name: str) -> None:
    await erase_only(laid, name)
    await laid.settle()


async def test_a_planned_night_and_discords_event_of_it(evening: Evening) -> None:
    """Neither who signed up nor the host's name and words stand there for weeks."""
    laid = evening.laid
    events = laid.env.backend.get_guild(laid.guild.id).scheduled_events
    await evening.plan(title="Ada's secret party")
    await laid.press("ben", "Sign up")
    await evening.look(5)
    assert "ben" in text(laid.card())
    assert [event.name for event in events.values()] == ["Ada's secret party"]

    await erase(laid, "ben")
    assert "ben" not in text(laid.card())
    assert "hosted by ada" in text(laid.card())

    await erase(laid, "ada")
    assert "secret" not in text(laid.card())
    assert "ada" not in text(laid.card())
    await evening.look(5)
    assert [event.name for event in events.values()] == ["Quiz night"]


async def test_the_standings_in_the_break_of_a_night(evening: Evening) -> None:
    """Also of somebody who plays without having signed up; a shared screen that is open shows it at once."""
    laid = evening.laid
    laid.app.presenter.address = "http://here"
    await laid.app.presenter.open()
    await evening.plan(topics="Metrics, all", break_minutes=3)
    await evening.begun()
    first = (await laid.game()).id
    await evening.play("ben", "cleo")
    assert "ben" in text(laid.card())
    assert "ben" in str(await laid.app.presenter.screen(first))
    with laid.app.presenter.watching(first) as changed:
        await erase(laid, "ben")
        assert changed.is_set()
    assert "ben" not in text(laid.card())
    assert "cleo" in text(laid.card())
    assert "ben" not in str(await laid.app.presenter.screen(first))


async def test_the_sign_ups_of_a_tournament(evening: Evening) -> None:
    laid = evening.laid
    await laid.slash("ada", "tournament create", kind="swiss")
    await laid.settle()
    await laid.press("ben", "Sign up")
    await laid.settle()
    assert "ben" in text(laid.card())
    await erase(laid, "ben")
    assert "ben" not in text(laid.card())


async def test_the_lobby_of_a_quiz(evening: Evening) -> None:
    laid = evening.laid
    await laid.start(questions=1)
    await laid.press("ben", "Join")
    await laid.settle()
    assert "ben" in text(laid.card())
    await erase(laid, "ben")
    assert "ben" not in text(laid.card())


@pytest.mark.parametrize("while_it_is_made", [False, True])
async def test_the_best_of_yesterday_in_a_daily_that_waits_to_be_posted(
    laid: Table, monkeypatch: pytest.MonkeyPatch, *, while_it_is_made: bool
) -> None:
    """What a post is to show is remembered for a minute, to save a look at the rows; not so who is erased meanwhile."""
    daily = await set_up(laid)
    await at_nine(laid, daily)
    await laid.settle()
    await played_by_ben(laid, daily)
    await laid.settle()
    monkeypatch.setattr(laid.app.delivery, "redraw", lambda *_, **__: None)  # so it waits
    hidden = daily.dailies.hidden

    async def hears(viewer: Viewer) -> set[str]:
        if while_it_is_made:
            monkeypatch.setattr(daily.dailies, "hidden", hidden)
            await erase_only(laid, "ben")
        return await hidden(viewer)

    monkeypatch.setattr(daily.dailies, "hidden", hears)
    await at_nine(laid, daily)

    async def shown() -> str:
        drawing = await daily.draw(MessageKey((await latest(laid, daily)).id, CARD_OF_DAILY))
        assert drawing is not None
        return bare(str(drawing.view.to_components()))  # type: ignore[no-untyped-call]

    if not while_it_is_made:
        assert "ben" in await shown()
        await erase(laid, "ben")
    assert "Daily #2" in await shown()
    assert "ben" not in await shown()


async def test_the_best_of_yesterday_on_todays_post(laid: Table) -> None:
    """The post is settled, and names somebody who has no part in it: it is drawn anew all the same."""
    daily = await set_up(laid)
    await at_nine(laid, daily)
    await laid.settle()
    await played_by_ben(laid, daily)
    await at_nine(laid, daily)
    await laid.settle()
    assert "ben" in text(laid.card())
    await erase(laid, "ben")
    await daily.posting.close_some(laid.env.now())
    await laid.settle()
    assert "Daily #2" in text(laid.card())
    assert "ben" not in text(laid.card())


async def test_what_another_part_of_the_bot_erased(evening: Evening, monkeypatch: pytest.MonkeyPatch) -> None:
    """The part that has the game's server draws the card anew."""
    laid = evening.laid
    await laid.start(questions=1)
    await laid.press("ben", "Join")
    await laid.settle()
    drawn: list[MessageKey] = []
    monkeypatch.setattr(laid.app.delivery, "redraw", lambda key, **_: drawn.append(key))
    feature = next(one for one in laid.app.features if isinstance(one, Profile))
    game = await laid.game()
    await feature.erased(laid.people["ben"].id, -5, {game.id})
    assert {key.game_id for key in drawn} == {game.id}


async def test_a_mock_that_was_being_sat_is_over(hall: Table) -> None:
    """Its paper in direct messages says so and has nothing to press; of two people, only the one who is gone."""
    for who in ("ada", "ben"):
        await begun(hall, who)
        await hall.env.advance_time(1)
    mine, theirs = await current(hall, "ada"), await current(hall, "ben")
    await erase(hall, "ada")
    assert "no longer exists" in text(desk(hall, "ada"))
    assert not labels(desk(hall, "ada"))
    assert "Review and hand in" in labels(desk(hall, "ben"))
    query = select(games.c.ended_at).where(games.c.id == mine.id)
    running = select(games.c.ended_at).where(games.c.id == theirs.id)
    async with hall.app.database.reading.connect() as connection:
        assert (await connection.execute(query)).scalar_one() is not None
        assert (await connection.execute(running)).scalar_one() is None
