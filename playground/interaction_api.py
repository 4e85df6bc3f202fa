"""A person's interactions, over HTTP; described in ``docs/playground-api.md``."""

from __future__ import annotations

import asyncio
from typing import Any, get_args

from aiohttp import web

from playground.limits.problems import Json
from playground.member_api import CHANNEL, MESSAGE, path_id
from playground.model import forms, interactions, invocation
from playground.model.commands import usable
from playground.model.interactions import AUTOCOMPLETE, COMMAND, COMPONENT, SUBMIT, Started, begin
from playground.model.people import Person, find_user
from playground.model.refusal import RefusedError, not_found
from playground.model.resolved import Resolved
from playground.model.world import World
from playground.tracker import Tracker, Wait
from playground.web import answering, body_of, number, seconds

MAX_WAIT = 60
CHAT_INPUT = 1


class InteractionApi:
    """Routes of commands, buttons, selects and forms."""

    def __init__(self, world: World, tracker: Tracker) -> None:
        self.world = world
        self.tracker = tracker

    def add_to(self, router: web.UrlDispatcher) -> None:
        """Register every route."""
        for method, path, work in (
            ("GET", CHANNEL + "/commands", self.commands),
            ("POST", CHANNEL + "/commands", self.command),
            ("POST", CHANNEL + "/autocomplete", self.autocomplete),
            ("POST", MESSAGE + "/press", self.press),
            ("POST", MESSAGE + "/select", self.select),
            ("POST", "/member/{user}/interactions/{interaction}/submit", self.submit),
            ("GET", "/member/{user}/interactions/{interaction}", self.outcome),
            ("POST", "/member/{user}/forge", self.forge),
            ("POST", "/admin/presses", self.presses),
        ):
            router.add_route(method, path, answering(work))

    def _person(self, request: web.Request) -> Person:
        return Person(self.world, find_user(self.world, request.match_info["user"]))

    def _place(self, request: web.Request) -> tuple[Person, int]:
        person, channel_id = self._person(request), path_id(request, "channel")
        person.channel(channel_id)
        return person, channel_id

    async def _send(self, started: Started, body: Json, copies: int = 1) -> Json:
        until, within = _waiting(body)
        interaction_id = self.tracker.send(started, copies)
        await self.tracker.wait(interaction_id, until, within)
        return self.tracker.outcome(interaction_id)

    async def commands(self, request: web.Request) -> Any:
        """GET …/commands."""
        person, channel_id = self._place(request)
        return usable(self.world, person.user.id, channel_id)

    async def command(self, request: web.Request) -> Any:
        """POST …/commands."""
        body = await body_of(request)
        person, channel_id = self._place(request)
        name, kind = str(body.get("name", "")), number(body.get("type") or CHAT_INPUT, "type")
        if kind == CHAT_INPUT:
            options = _object(body, "options")
            data = invocation.invocation(self.world, person.user.id, channel_id, name, options)
        else:
            target = str(body.get("target_id", ""))
            data = invocation.menu(self.world, person.user.id, channel_id, name, kind, target)
        return await self._send(begin(self.world, COMMAND, person.user.id, channel_id, data), body)

    async def autocomplete(self, request: web.Request) -> Any:
        """POST …/autocomplete."""
        body = await body_of(request)
        person, channel_id = self._place(request)
        focused = str(body.get("focused", ""))
        options = {focused: "", **_object(body, "options")}
        name = str(body.get("name", ""))
        data = invocation.invocation(self.world, person.user.id, channel_id, name, options, focused)
        return await self._send(begin(self.world, AUTOCOMPLETE, person.user.id, channel_id, data), body)

    async def press(self, request: web.Request) -> Any:
        """POST …/press."""
        body = await body_of(request)
        person, channel_id = self._place(request)
        started = self._pressed(person, channel_id, path_id(request, "message"), body)
        return await self._send(started, body)

    def _pressed(self, person: Person, channel_id: int, message_id: int, body: Json) -> Started:
        message = person.message(channel_id, message_id)
        data = forms.press(message, body.get("custom_id"), body.get("label"))
        return begin(self.world, COMPONENT, person.user.id, channel_id, data, message)

    async def select(self, request: web.Request) -> Any:
        """POST …/select."""
        body = await body_of(request)
        person, channel_id = self._place(request)
        message = person.message(channel_id, path_id(request, "message"))
        resolved = Resolved(self.world, person.user.id, channel_id)
        data = forms.choose(message, body.get("custom_id"), body.get("values") or [], resolved)
        started = begin(self.world, COMPONENT, person.user.id, channel_id, data, message)
        return await self._send(started, body)

    async def submit(self, request: web.Request) -> Any:
        """POST /member/U/interactions/I/submit."""
        body = await body_of(request)
        person = self._person(request)
        shown = self.world.interactions.get(path_id(request, "interaction"))
        if shown is None or shown.user_id != person.user.id:
            raise not_found("The interaction")
        person.channel(shown.channel_id)
        data = forms.submission(self.world, shown, _object(body, "values"))
        source = self.world.messages[shown.channel_id].get(shown.source_message_id or 0)
        told = await self._send(begin(self.world, SUBMIT, person.user.id, shown.channel_id, data, source), body)
        # A form whose submission failed stays open, with what was written in it.
        shown.modal_consumed = told["state"] != "failed"
        return told

    async def outcome(self, request: web.Request) -> Any:
        """GET /member/U/interactions/I."""
        person, interaction_id = self._person(request), path_id(request, "interaction")
        record = self.world.interactions.get(interaction_id)
        if record is None or record.user_id != person.user.id:
            raise not_found("The interaction")
        await self.tracker.wait(interaction_id, *_waiting(request.query))
        return self.tracker.outcome(interaction_id)

    async def forge(self, request: web.Request) -> Any:
        """POST /member/U/forge."""
        body = await body_of(request)
        person = self._person(request)
        channel_id = number(body.get("channel_id"), "channel_id")
        channel = self.world.get_channel(channel_id)
        if channel.guild_id is not None and person.user.id not in self.world.guilds[channel.guild_id].members:
            raise RefusedError(409, "not_member", "Even a forged interaction needs a member of the server.")
        kind = number(body.get("type", COMPONENT), "type")
        source = self.world.messages[channel_id].get(int(body.get("message_id") or 0))
        started = begin(self.world, kind, person.user.id, channel_id, _object(body, "data"), source)
        if "message" in body:
            started = interactions.with_message(started, _object(body, "message"))
        return await self._send(started, body, copies=number(body.get("copies", 1), "copies"))

    async def presses(self, request: web.Request) -> Any:
        """POST /admin/presses."""
        body = await body_of(request)
        within = seconds(body.get("timeout", 10), "timeout", high=MAX_WAIT)
        ids = [self.tracker.send(self._load(item)) for item in body.get("presses") or []]
        await asyncio.gather(*(self.tracker.wait(item, "ack", within) for item in ids))
        return [self._short(item) for item in ids]

    def _load(self, item: Json) -> Started:
        person = Person(self.world, find_user(self.world, str(item["user"])))
        return self._pressed(person, int(item["channel_id"]), int(item["message_id"]), item)

    def _short(self, interaction_id: int) -> Json:
        fate, latency = self.tracker.fate(interaction_id)
        kind = self.world.interactions[interaction_id].response_kind
        told = None if latency is None else round(latency * 1000, 3)
        return {"id": str(interaction_id), "state": fate, "kind": kind, "latency_ms": told}


def _waiting(source: Any) -> tuple[Wait, float]:
    until = source.get("wait", "ack")
    if until not in get_args(Wait):
        raise RefusedError(400, "malformed", f"wait is one of {', '.join(get_args(Wait))}, not {until!r}.")
    return until, seconds(source.get("timeout", 5), "timeout", high=MAX_WAIT)


def _object(body: Json, name: str) -> Json:
    found = body.get(name) or {}
    if not isinstance(found, dict):
        raise RefusedError(400, "malformed", f"{name} must be an object, such as {{}}, not {found!r}.")
    return found
