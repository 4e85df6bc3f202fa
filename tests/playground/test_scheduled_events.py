"""Scheduled events of a server, of which the playground has the external ones."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from playground.client import Json, Playground
from playground.server import Server
from tests.playground.ids import STUDY
from tests.playground.robot import Raw
from tests.playground.test_refusals import errors_at

EVENTS = f"/guilds/{STUDY}/scheduled-events"


def body(server: Server, **more: Any) -> Json:
    starts = server.world.time.now() + timedelta(hours=1)
    return {
        "name": "Night",
        "entity_type": 3,
        "privacy_level": 2,
        "entity_metadata": {"location": "#quiz"},
        "scheduled_start_time": starts.isoformat(),
        "scheduled_end_time": (starts + timedelta(hours=1)).isoformat(),
        **more,
    }


async def test_a_bot_with_create_events_keeps_its_own(raw: Raw, play: Playground, server: Server) -> None:
    """Create Events is enough to make an event and to change and delete it; without any such permission it is 50013."""
    await play.set_permissions(STUDY, "bot", ["view_channel", "create_events"])
    status, made = await raw("POST", EVENTS, body(server))
    assert (status, made["name"]) == (200, "Night")
    assert (await raw("PATCH", f"{EVENTS}/{made['id']}", {"name": "Finals"}))[1]["name"] == "Finals"
    await play.set_permissions(STUDY, "bot", ["view_channel"])
    for method, path in (("POST", EVENTS), ("PATCH", f"{EVENTS}/{made['id']}"), ("DELETE", f"{EVENTS}/{made['id']}")):
        assert (await raw(method, path, body(server)))[1]["code"] == 50013
    await play.set_permissions(STUDY, "bot", ["view_channel", "create_events"])
    assert (await raw("DELETE", f"{EVENTS}/{made['id']}"))[0] == 204


@pytest.mark.parametrize(
    ("more", "path"),
    [
        ({"name": "x" * 101}, ("name",)),
        ({"description": "x" * 1001}, ("description",)),
        ({"entity_metadata": {"location": "x" * 101}}, ("entity_metadata", "location")),
        ({"scheduled_start_time": "2020-01-01T00:00:00+00:00"}, ("scheduled_start_time",)),
        ({"scheduled_end_time": "2020-01-01T00:00:00+00:00"}, ("scheduled_end_time",)),
    ],
)
async def test_an_event_over_a_limit_is_refused_at_its_place(
    raw: Raw, server: Server, more: Json, path: tuple[str, ...]
) -> None:
    """Texts have their lengths, an event begins in the future, and it ends after it begins."""
    _, answer = await raw("POST", EVENTS, body(server, **more))
    assert answer["code"] == 50035
    assert errors_at(answer, *path)
    assert (await raw("GET", EVENTS))[1] == []


async def test_an_event_begins_and_ends_by_the_clock(raw: Raw, play: Playground, server: Server) -> None:
    """Where the clock is moved past its times, an event is active (2), then over (3)."""
    _, made = await raw("POST", EVENTS, body(server))
    states = []
    for seconds in (3601, 3600):
        await play.advance(seconds)
        states.append((await raw("GET", f"{EVENTS}/{made['id']}"))[1]["status"])
    assert states == [2, 3]
