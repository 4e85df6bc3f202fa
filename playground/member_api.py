"""What a person can do, over HTTP; described in ``docs/playground-api.md``."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from playground.feeds import Feeds
from playground.model.messages import Upload
from playground.model.people import Person, everybody, find_user
from playground.model.refusal import RefusedError
from playground.model.resolved import read_file
from playground.model.world import World
from playground.web import answering, body_of, number

CHANNEL = "/member/{user}/channels/{channel}"
MESSAGE = CHANNEL + "/messages/{message}"


class MemberApi:
    """Routes under ``/member`` other than interactions."""

    def __init__(self, world: World, feeds: Feeds) -> None:
        self.world = world
        self.feeds = feeds

    def add_to(self, router: web.UrlDispatcher) -> None:
        """Register every route."""
        for method, path, work in (
            ("GET", "/member", self.everybody),
            ("GET", "/member/{user}", self.describe),
            ("GET", "/member/{user}/events", self.events),
            ("GET", "/member/{user}/guilds/{guild}/members", self.members),
            ("DELETE", "/member/{user}/guilds/{guild}", self.leave),
            ("POST", "/member/{user}/install", self.install),
            ("DELETE", "/member/{user}/install", self.install),
            ("POST", "/member/{user}/groups", self.group),
            ("GET", CHANNEL, self.channel),
            ("DELETE", CHANNEL, self.delete_channel),
            ("POST", CHANNEL + "/threads", self.create_thread),
            ("GET", "/member/{user}/times", self.times),
            ("GET", CHANNEL + "/messages", self.history),
            ("POST", CHANNEL + "/messages", self.send),
            ("GET", MESSAGE, self.message),
            ("PATCH", MESSAGE, self.edit),
            ("DELETE", MESSAGE, self.delete),
            ("POST", MESSAGE + "/dismiss", self.dismiss),
            ("PUT", MESSAGE + "/reactions/{emoji}", self.react),
            ("DELETE", MESSAGE + "/reactions/{emoji}", self.react),
        ):
            router.add_route(method, path, answering(work))

    def person(self, request: web.Request) -> Person:
        """Whose request this is."""
        return Person(self.world, find_user(self.world, request.match_info["user"]))

    async def everybody(self, _request: web.Request) -> Any:
        """GET /member."""
        return [
            {
                "id": str(user.id),
                "username": user.name,
                "global_name": user.global_name or user.name,
                "guild_ids": [str(item) for item in Person(self.world, user).guild_ids()],
                **self.feeds.presence(user.id),
            }
            for user in everybody(self.world)
        ]

    async def describe(self, request: web.Request) -> Any:
        """GET /member/U."""
        return self.person(request).describe()

    async def events(self, request: web.Request) -> Any:
        """GET /member/U/events."""
        return await self.feeds.connect(request, self.person(request).user.id)

    async def members(self, request: web.Request) -> Any:
        """GET /member/U/guilds/G/members."""
        return self.person(request).members(path_id(request, "guild"))

    async def leave(self, request: web.Request) -> Any:
        """DELETE /member/U/guilds/G."""
        self.person(request).leave(path_id(request, "guild"))

    async def install(self, request: web.Request) -> Any:
        """POST and DELETE /member/U/install."""
        self.person(request).install(on=request.method == "POST")

    async def group(self, request: web.Request) -> Any:
        """POST /member/U/groups."""
        body = await body_of(request)
        others = [find_user(self.world, str(name)) for name in body.get("with") or []]
        return self.person(request).group(others)

    async def channel(self, request: web.Request) -> Any:
        """GET /member/U/channels/C."""
        person = self.person(request)
        channel = person.channel(path_id(request, "channel"))
        allowed = self.world.permissions(person.user.id, channel)
        return {**self.world.channel_json(channel), "permissions": str(allowed)}

    async def delete_channel(self, request: web.Request) -> Any:
        """DELETE /member/U/channels/C."""
        self.person(request).delete_channel(path_id(request, "channel"))

    async def create_thread(self, request: web.Request) -> Any:
        """POST /member/U/channels/C/threads."""
        body = await body_of(request)
        name = str(body.get("name") or "")
        if not 1 <= len(name) <= 100:
            raise RefusedError(422, "length", "A thread's name has 1 to 100 characters.")
        channel, message = path_id(request, "channel"), body.get("message_id")
        return self.person(request).create_thread(channel, name, message, private=bool(body.get("private")))

    async def history(self, request: web.Request) -> Any:
        """GET /member/U/channels/C/messages."""
        query = request.query
        before = number(query["before"], "before") if "before" in query else None
        after = number(query["after"], "after") if "after" in query else None
        limit = min(number(query.get("limit", 50), "limit"), 1000)
        return self.person(request).history(path_id(request, "channel"), limit, before, after)

    async def times(self, request: web.Request) -> Any:
        """GET /member/U/times."""
        return self.person(request).times()

    async def send(self, request: web.Request) -> Any:
        """POST /member/U/channels/C/messages."""
        body = await body_of(request)
        files = [Upload(*read_file(item)) for item in body.get("files") or []]
        content = str(body.get("content") or "")
        return self.person(request).send(path_id(request, "channel"), content, body.get("reply_to"), files)

    async def message(self, request: web.Request) -> Any:
        """GET /member/U/channels/C/messages/M."""
        person = self.person(request)
        found = person.message(path_id(request, "channel"), path_id(request, "message"))
        return self.world.message_json(found, person.user.id)

    async def edit(self, request: web.Request) -> Any:
        """PATCH /member/U/channels/C/messages/M."""
        content = str((await body_of(request)).get("content") or "")
        return self.person(request).edit(path_id(request, "channel"), path_id(request, "message"), content)

    async def delete(self, request: web.Request) -> Any:
        """DELETE /member/U/channels/C/messages/M."""
        self.person(request).delete(path_id(request, "channel"), path_id(request, "message"))

    async def dismiss(self, request: web.Request) -> Any:
        """POST /member/U/channels/C/messages/M/dismiss."""
        self.person(request).dismiss(path_id(request, "channel"), path_id(request, "message"))

    async def react(self, request: web.Request) -> Any:
        """PUT and DELETE /member/U/channels/C/messages/M/reactions/E."""
        emoji, on = request.match_info["emoji"], request.method == "PUT"
        self.person(request).react(path_id(request, "channel"), path_id(request, "message"), emoji, on=on)


def path_id(request: web.Request, name: str) -> int:
    """An id in the path; raises RefusedError."""
    return number(request.match_info[name], name)
