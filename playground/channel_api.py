"""Threads, slow mode and names, over HTTP: what people and tests change about them (``docs/playground-api.md``)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from aiohttp import web
from simcord.backend.models import User

from playground.limits.problems import Json
from playground.member_api import CHANNEL, path_id
from playground.model import threads
from playground.model.people import Person, find_user
from playground.model.refusal import RefusedError, invalid
from playground.model.world import World
from playground.web import answering, body_of, number

ADMIN = "/admin/channels/{channel}"
#: What can be changed: Discord's name for it, and how it is read.
_FIELDS: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "name": ("name", str),
    "archived": ("archived", bool),
    "locked": ("locked", bool),
    "slow_mode": ("rate_limit_per_user", lambda value: number(value, "slow_mode")),
    "archive_after": ("auto_archive_duration", lambda value: number(value, "archive_after")),
}


class ChannelApi:
    """Routes that change channels, threads and names."""

    def __init__(self, world: World) -> None:
        self.world = world

    def add_to(self, router: web.UrlDispatcher) -> None:
        """Register every route."""
        for method, path, work in (
            ("PATCH", "/member/{user}", self.rename),
            ("PATCH", "/member/{user}/guilds/{guild}", self.set_nick),
            ("PATCH", CHANNEL, self.change_thread),
            ("PUT", CHANNEL + "/members/{other}", self.thread_member),
            ("DELETE", CHANNEL + "/members/{other}", self.thread_member),
            ("PATCH", "/admin/people/{user}", self.rename),
            ("PATCH", ADMIN, self.change),
            ("DELETE", ADMIN + "/messages/{message}", self.delete_message),
            ("PUT", ADMIN + "/members/{other}", self.set_thread_member),
            ("DELETE", ADMIN + "/members/{other}", self.set_thread_member),
        ):
            router.add_route(method, path, answering(work))

    def _person(self, request: web.Request) -> Person:
        return Person(self.world, find_user(self.world, request.match_info["user"]))

    def _other(self, request: web.Request) -> User:
        """The person whom a request is about; ``bot`` is the bot."""
        name = request.match_info["other"]
        return self.world.bot_user if name == "bot" else find_user(self.world, name)

    async def rename(self, request: web.Request) -> Any:
        """PATCH /member/U and /admin/people/U."""
        return self._person(request).rename(str((await body_of(request)).get("global_name") or ""))

    async def set_nick(self, request: web.Request) -> Any:
        """PATCH /member/U/guilds/G."""
        nick = (await body_of(request)).get("nick")
        return self._person(request).set_nick(path_id(request, "guild"), None if nick is None else str(nick))

    async def change_thread(self, request: web.Request) -> Any:
        """PATCH /member/U/channels/C."""
        return self._person(request).change_thread(path_id(request, "channel"), _wire(await body_of(request)))

    async def thread_member(self, request: web.Request) -> Any:
        """PUT and DELETE /member/U/channels/C/members/O."""
        channel, on = path_id(request, "channel"), request.method == "PUT"
        self._person(request).thread_member(channel, self._other(request), on=on)

    async def change(self, request: web.Request) -> Any:
        """PATCH /admin/channels/C."""
        channel, body = self.world.get_channel(path_id(request, "channel")), _wire(await body_of(request))
        if not channel.is_thread and body.keys() - {"name", "rate_limit_per_user"}:
            raise RefusedError(409, "channel_type", "Only a thread is archived or locked.")
        threads.check(body, named=False)
        return self.world.channel_json(threads.change(self.world, channel, body))

    async def delete_message(self, request: web.Request) -> Any:
        """DELETE /admin/channels/C/messages/M."""
        self.world.delete_message(path_id(request, "channel"), path_id(request, "message"))

    async def set_thread_member(self, request: web.Request) -> Any:
        """PUT and DELETE /admin/channels/C/members/O."""
        change = self.world.add_thread_member if request.method == "PUT" else self.world.remove_thread_member
        change(path_id(request, "channel"), self._other(request).id)


def _wire(body: Json) -> Json:
    """What was asked for under Discord's names; raises RefusedError for anything else."""
    if unknown := body.keys() - _FIELDS.keys():
        raise invalid("field", f"Known fields: {', '.join(_FIELDS)}; not {min(unknown)!r}.")
    return {_FIELDS[key][0]: _FIELDS[key][1](value) for key, value in body.items()}
