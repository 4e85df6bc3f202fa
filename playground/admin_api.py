"""What tests, campaigns and the page do to the world, over HTTP; described in ``docs/playground-api.md``."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, get_args

from aiohttp import web

from playground.close_codes import CloseCode
from playground.faults import Faults
from playground.feeds import Feeds
from playground.gateway import Gateway, Trouble
from playground.limits.problems import Json
from playground.member_api import path_id
from playground.model import building, threads
from playground.model.people import find_user
from playground.model.refusal import RefusedError, invalid
from playground.model.world import World
from playground.outages import Outages
from playground.rate_limits import RateLimits
from playground.state import StateError
from playground.stats import Stats
from playground.tracker import Tracker
from playground.web import answering, body_of, number, seconds

MAX_WAIT = 60
GUILD = "/admin/guilds/{guild}"


class AdminApi:
    """Routes under ``/admin``."""

    def __init__(
        self,
        world: World,
        gateway: Gateway,
        outages: Outages,
        tracker: Tracker,
        feeds: Feeds,
        limits: RateLimits,
        faults: Faults,
        stats: Stats,
        save: Callable[[], None],
    ) -> None:
        self.world = world
        self.gateway = gateway
        self.outages = outages
        self.tracker = tracker
        self.feeds = feeds
        self.limits = limits
        self.faults = faults
        self.stats = stats
        self._save = save

    def add_to(self, router: web.UrlDispatcher) -> None:
        """Register every route."""
        overwrite = "/admin/channels/{channel}/overwrites/{target}"
        for method, path, work in (
            ("GET", "/admin/world", self.describe),
            ("POST", "/admin/people", self.create_people),
            ("POST", "/admin/guilds", self.create_guilds),
            ("DELETE", GUILD, self.delete_guild),
            ("PUT", GUILD + "/bot", self.bot),
            ("DELETE", GUILD + "/bot", self.bot),
            ("PUT", GUILD + "/outage", self.begin_outage),
            ("DELETE", GUILD + "/outage", self.end_outage),
            ("POST", GUILD + "/channels", self.create_channel),
            ("POST", GUILD + "/roles", self.create_role),
            ("PATCH", GUILD + "/roles/{role}", self.set_permissions),
            ("PUT", GUILD + "/members/{user}", self.set_member),
            ("DELETE", GUILD + "/members/{user}", self.remove_member),
            ("DELETE", "/admin/channels/{channel}", self.delete_channel),
            ("PUT", overwrite, self.set_overwrite),
            ("DELETE", overwrite, self.delete_overwrite),
            ("GET", "/admin/clock", self.clock),
            ("POST", "/admin/clock", self.move_clock),
            ("GET", "/admin/faults", self.list_faults),
            ("POST", "/admin/faults", self.add_fault),
            ("DELETE", "/admin/faults", self.clear_faults),
            ("GET", "/admin/gateway", self.sessions),
            ("POST", "/admin/gateway", self.trouble),
            ("POST", "/admin/bot", self.bot_process),
            ("GET", "/admin/stats", self.statistics),
            ("DELETE", "/admin/stats", self.reset_statistics),
            ("GET", "/admin/requests", self.requests),
            ("POST", "/admin/save", self.save),
        ):
            router.add_route(method, path, answering(work))

    async def describe(self, _request: web.Request) -> Any:
        """GET /admin/world."""
        return {**building.describe(self.world), "bot_online": self.gateway.online}

    async def create_people(self, request: web.Request) -> Any:
        """POST /admin/people."""
        body = await body_of(request)
        count = None if body.get("count") is None else number(body["count"], "count")
        return building.create_people(self.world, str(body.get("name") or ""), count)

    async def create_guilds(self, request: web.Request) -> Any:
        """POST /admin/guilds."""
        return building.create_guilds(self.world, await body_of(request))

    async def delete_guild(self, request: web.Request) -> Any:
        """DELETE /admin/guilds/G."""
        self.world.remove_guild(path_id(request, "guild"))

    async def bot(self, request: web.Request) -> Any:
        """PUT and DELETE /admin/guilds/G/bot."""
        change = self.world.add_bot if request.method == "PUT" else self.world.remove_bot
        change(path_id(request, "guild"))

    async def begin_outage(self, request: web.Request) -> Any:
        """PUT /admin/guilds/G/outage."""
        listed = bool((await body_of(request)).get("listed", True))
        self.outages.begin(path_id(request, "guild"), listed=listed)

    async def end_outage(self, request: web.Request) -> Any:
        """DELETE /admin/guilds/G/outage."""
        self.outages.end(path_id(request, "guild"))

    async def create_channel(self, request: web.Request) -> Any:
        """POST /admin/guilds/G/channels."""
        return building.create_channel(self.world, path_id(request, "guild"), await body_of(request))

    async def create_role(self, request: web.Request) -> Any:
        """POST /admin/guilds/G/roles."""
        return building.create_role(self.world, path_id(request, "guild"), await body_of(request))

    async def set_permissions(self, request: web.Request) -> Any:
        """PATCH /admin/guilds/G/roles/R."""
        names = (await body_of(request)).get("permissions") or []
        guild, role = path_id(request, "guild"), request.match_info["role"]
        return building.set_permissions(self.world, guild, role, names)

    async def set_member(self, request: web.Request) -> Any:
        """PUT /admin/guilds/G/members/U."""
        user = find_user(self.world, request.match_info["user"])
        return building.set_member(self.world, path_id(request, "guild"), user, await body_of(request))

    async def remove_member(self, request: web.Request) -> Any:
        """DELETE /admin/guilds/G/members/U."""
        user = find_user(self.world, request.match_info["user"])
        self.world.remove_member(path_id(request, "guild"), user.id)

    async def delete_channel(self, request: web.Request) -> Any:
        """DELETE /admin/channels/C."""
        self.world.delete_channel(path_id(request, "channel"))

    async def set_overwrite(self, request: web.Request) -> Any:
        """PUT /admin/channels/C/overwrites/T."""
        channel, target = path_id(request, "channel"), request.match_info["target"]
        building.set_overwrite(self.world, channel, target, await body_of(request))

    async def delete_overwrite(self, request: web.Request) -> Any:
        """DELETE /admin/channels/C/overwrites/T."""
        building.delete_overwrite(self.world, path_id(request, "channel"), request.match_info["target"])

    def _clock(self) -> Json:
        time = self.world.time
        return {"now": time.now().isoformat(), "offset_seconds": time.elapsed, "revision": time.revision}

    async def clock(self, request: web.Request) -> Any:
        """GET /admin/clock."""
        if "revision" in request.query:
            within = seconds(request.query.get("timeout", 30), "timeout", high=MAX_WAIT)
            await self.world.time.wait_for_move(number(request.query["revision"], "revision"), within)
        return self._clock()

    async def move_clock(self, request: web.Request) -> Any:
        """POST /admin/clock."""
        body = await body_of(request)
        try:
            if "to" in body:
                ahead = (datetime.fromisoformat(body["to"]) - self.world.time.now()).total_seconds()
            else:
                ahead = float(body["advance_seconds"])
            self.world.time.advance(ahead)
        except (KeyError, TypeError, ValueError) as error:
            message = "Give advance_seconds, or an ISO time with its zone in `to`; time only goes forward, to 2100."
            raise invalid("clock", message) from error
        self.world.version += 1
        self.tracker.expire_late()
        threads.archive_idle(self.world)
        self.world.activate_due_scheduled_events()
        told = self._clock()
        self.feeds.tell_all("CLOCK", told)
        return told

    async def list_faults(self, _request: web.Request) -> Any:
        """GET /admin/faults."""
        return self.faults.describe()

    async def add_fault(self, request: web.Request) -> Any:
        """POST /admin/faults."""
        return {"id": self.faults.add(await body_of(request)).id}

    async def clear_faults(self, _request: web.Request) -> Any:
        """DELETE /admin/faults."""
        self.faults.waiting.clear()

    async def sessions(self, _request: web.Request) -> Any:
        """GET /admin/gateway."""
        return self.gateway.describe()

    async def trouble(self, request: web.Request) -> Any:
        """POST /admin/gateway."""
        body = await body_of(request)
        if body.get("action") not in get_args(Trouble):
            raise invalid("action", f"Known actions: {', '.join(get_args(Trouble))}.")
        named, usual = ("code", CloseCode.UNKNOWN_ERROR) if body["action"] == "close" else ("count", 1)
        asked = number(body.get(named) or usual, named)
        if named == "code" and asked not in {*CloseCode}:
            raise invalid("code", f"Discord closes with: {', '.join(str(code.value) for code in CloseCode)}.")
        return {"affected": self.gateway.trouble(body["action"], body.get("shard"), asked)}

    async def bot_process(self, request: web.Request) -> Any:
        """POST /admin/bot: the program that started the playground reads this line and does it."""
        action = (await body_of(request)).get("action")
        if action not in {"kill", "restart"}:
            raise invalid("action", "Known actions: kill, restart.")
        print(f"bot: {action}", flush=True)

    async def statistics(self, _request: web.Request) -> Any:
        """GET /admin/stats."""
        return {
            "requests": dict(self.stats.requests),
            "statuses": dict(self.stats.statuses),
            "most_a_second": self.stats.most_a_second,
            "invalid_requests": self.stats.invalid,
            "rate_limited": dict(self.limits.refused),
            "gateway_events": dict(self.gateway.counts),
            "interactions": dict(self.tracker.fates),
        }

    async def reset_statistics(self, _request: web.Request) -> Any:
        """DELETE /admin/stats."""
        self.stats.reset()
        for counter in (self.limits.refused, self.gateway.counts, self.tracker.fates):
            counter.clear()

    async def requests(self, request: web.Request) -> Any:
        """GET /admin/requests."""
        limit = number(request.query.get("limit", 100), "limit")
        return [*self.stats.latest][-limit:] if limit else []

    async def save(self, _request: web.Request) -> Any:
        """POST /admin/save."""
        try:
            self._save()
        except StateError as error:
            raise RefusedError(500, "not_saved", str(error)) from error
