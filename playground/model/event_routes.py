"""Routes of the bot about scheduled events, of which the playground has the external ones.

Who may make and change them, and what they may say:
https://docs.discord.com/developers/resources/guild-scheduled-event
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import discord
from simcord.backend import serializers
from simcord.backend.models import ScheduledEvent

from playground.limits.problems import Json, Path, Problems
from playground.model.errors import known, refuse_problems
from playground.model.routes import Call, route

_ALL = "/guilds/{guild_id}/scheduled-events"
_ONE = _ALL + "/{event_id}"
_EXTERNAL = 3
_TIMES = ("scheduled_start_time", "scheduled_end_time")
_FIELDS = ("name", "description", *_TIMES, "status", "entity_metadata")


def _require(call: Call, *, own: bool) -> None:
    """Raise ApiError 50013: one's own events need Create Events or Manage Events, others' Manage Events."""
    granted = discord.Permissions(call.world.compute_permissions(call.id("guild_id"), call.world.bot_user.id))
    if not (granted.manage_events or (own and granted.create_events)):
        raise known.missing_permissions()


def _found(call: Call) -> ScheduledEvent:
    event = call.world.get_scheduled_event(call.id("guild_id"), call.id("event_id"))
    _require(call, own=event.creator_id == call.world.bot_user.id)
    return event


def _check(call: Call, before: Json) -> None:
    """Raise ApiError 50035 for what no external event can say, given what it says `before`."""
    problems, body = Problems(), call.body
    after = {**before, **body}
    problems.text(after.get("name"), ("name",), low=1, high=100, required=True)
    problems.text(after.get("description"), ("description",), high=1000)
    place = (after.get("entity_metadata") or {}).get("location")
    problems.text(place, ("entity_metadata", "location"), low=1, high=100, required=True)
    starts, ends = (_moment(problems, after.get(key), (key,)) for key in _TIMES)
    if _TIMES[0] in body and starts and starts <= call.world.time.now():
        problems.add((_TIMES[0],), "GUILD_SCHEDULED_EVENT_SCHEDULE_PAST", "Cannot schedule event in the past.")
    if starts and ends and ends <= starts:
        problems.add((_TIMES[1],), "GUILD_SCHEDULED_EVENT_END_BEFORE_START", "The end is not after the start.")
    refuse_problems(problems)


def _moment(problems: Problems, value: Any, path: Path) -> datetime | None:
    if not problems.text(value, path, low=1, high=64, required=True):
        return None
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        problems.add(path, "DATE_TIME_TYPE_PARSE", f"Could not parse {value}. Should be ISO8601.")
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _shown(call: Call, event: ScheduledEvent) -> Any:
    return serializers.scheduled_event_payload(call.world, event)


@route("POST", _ALL)
def create(call: Call) -> Any:
    """Make an event."""
    _require(call, own=True)
    if call.body.get("entity_type") != _EXTERNAL:
        raise known.invalid_form_body("the playground has external events alone")
    _check(call, {})
    fields: Json = {key: call.body.get(key) for key in _FIELDS if key != "status"}
    return _shown(call, call.world.create_scheduled_event(call.id("guild_id"), entity_type=_EXTERNAL, **fields))


@route("PATCH", _ONE)
def edit(call: Call) -> Any:
    """Change an event."""
    event = _found(call)
    _check(call, {key: getattr(event, key) for key in _FIELDS})
    changes = {key: call.body[key] for key in _FIELDS if key in call.body}
    return _shown(call, call.world.edit_scheduled_event(event.guild_id, event.id, changes))


@route("DELETE", _ONE)
def delete(call: Call) -> Any:
    """Take an event away."""
    event = _found(call)
    call.world.delete_scheduled_event(event.guild_id, event.id)
