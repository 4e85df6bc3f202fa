"""Discord's own event of a quiz night: made, moved, and gone with it."""

from dataclasses import replace

import pytest

from bot.nights.rules.model import Event, Night
from cogs.nights.rendering import planned_card
from tests.cogs.evening import Evening, evening
from tests.cogs.table import private, text

__all__ = ["evening"]


async def test_discords_own_event_goes_with_the_night(evening: Evening) -> None:
    """Made, moved, deleted; a server where Recall may not make events is told, and the night works."""
    laid = evening.laid
    events = laid.env.backend.get_guild(laid.guild.id).scheduled_events
    assert "server's events, too" in await evening.plan(title="Finals")
    [event] = events.values()
    assert event.name == "Finals"
    before = event.scheduled_start_time
    await laid.slash("ada", "night move", day="tomorrow", time="20:00", zone="Berlin")
    await evening.look()
    [event] = events.values()
    assert event.scheduled_start_time != before
    page = private(await laid.slash("ada", "night stop"))
    assert "off?" in text(page)
    assert "called off" in text(private(await laid.press("ada", "Call it off", page)))
    await evening.look()
    assert not events
    assert "called off" in text(laid.card())
    assert (await evening.now()).event is Event.NONE


async def test_an_event_that_was_made_before_a_kill_is_found_again(evening: Evening) -> None:
    """Not made a second time."""
    laid = evening.laid
    await evening.plan()
    events = laid.env.backend.get_guild(laid.guild.id).scheduled_events
    assert len(events) == 1
    night = await evening.now()
    nights = evening.feature.nights

    def killed(now: Night) -> Night:
        return replace(now, event=Event.SENDING, event_id=None, event_at=laid.env.now())

    await nights.change(night.id, killed)
    await evening.look()
    await evening.look()
    assert len(events) == 1
    assert (await evening.now()).event is Event.MADE


async def test_without_the_permission_the_night_goes_without_an_event(
    evening: Evening, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The host is told which permission it is."""
    laid = evening.laid
    monkeypatch.setattr(evening.feature.events._events, "may_make", lambda _: False)
    said = await evening.plan()
    assert "Create Events" in said
    assert not laid.env.backend.get_guild(laid.guild.id).scheduled_events
    assert (await evening.now()).event is Event.REFUSED


async def test_a_host_hears_that_the_event_of_a_night_could_not_be_moved(
    evening: Evening, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is in the server's events, at the old time: whoever moved the night is the one to put it right."""
    laid = evening.laid
    said = await evening.plan()
    assert "server's events, too" in said
    monkeypatch.setattr(evening.feature.events._events, "may_make", lambda _: False)
    moved = await laid.slash("ada", "night move", day="tomorrow", time="20:00", zone="Berlin")
    assert any("still shows what was planned before" in text(one) for one in moved.followups)
    page = planned_card(await evening.now()).walk_children()
    assert "isn't in the server's events" not in "".join(getattr(part, "content", "") for part in page)
