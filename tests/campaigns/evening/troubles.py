"""Trouble of every kind, each counted when it was made."""

from __future__ import annotations

import asyncio
import errno
import random
import shutil
import subprocess
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from playground.client import Playground, RefusedError
from tests.campaigns.evening.crowd import Venue
from tests.campaigns.evening.verbs import is_public

SIZE = "48m"
DISK = "disk full"

NAMES = ("the Second", "🧠", "**bold**", "\u202eesrever", "\u3164", "of a name as long as it gets")

SENT = ("/channels/*/messages*", "/interactions/*", "/webhooks/*")
REST: dict[str, dict[str, Any]] = {
    "answer 429": {"action": "rate_limit", "retry_after": 0.7},
    "answer 429 for everything": {"action": "rate_limit", "retry_after": 0.7, "global": True},
    "answer 500": {"action": "status", "status": 500, "times": 2},
    "answer 500 six times": {"action": "status", "status": 500, "times": 6},
    "no answer, request lost": {"action": "drop", "times": 2},
    "no answer, request done": {"action": "drop", "when": "after"},
    "no answer for long": {"action": "hang", "retry_after": 4, "when": "after"},
}
CODES: dict[str, tuple[str, dict[str, Any]]] = {
    "refused: missing access": ("/channels/*/messages*", {"code": 50001}),
    "refused: missing permissions": ("/channels/*/messages*", {"code": 50013}),
    "refused: thread is archived": ("/channels/*/messages*", {"code": 50083}),
    "refused: thread is locked": ("/channels/*/messages*", {"code": 160005}),
    "refused: too many edits of old messages": ("/channels/*/messages/*", {"code": 30046, "retry_after": 0.7}),
    "refused: the service is limited": ("/channels/*", {"code": 40062, "retry_after": 0.7}),
    "refused: the channel's write limit": ("/channels/*/messages*", {"code": 20028, "retry_after": 0.7}),
    "refused: invalid webhook token": ("/webhooks/*", {"code": 50027}),
    "refused: unknown interaction": ("/interactions/*", {"code": 10062}),
    "refused: malformed": ("/channels/*/messages*", {"code": 50035}),
}
"""Discord's own refusals, each with where it comes."""

GATEWAY: dict[str, Literal["drop", "reconnect", "invalidate", "invalidate_resumable", "forget"]] = {
    "gateway drops": "drop",
    "gateway asks to reconnect": "reconnect",
    "session invalid": "invalidate",
    "session invalid, resumable": "invalidate_resumable",
    "session forgotten": "forget",
}
EVENTS = ("events twice", "events replayed", "events held back", "connections refused")
PLACES = ("channel disappears", "permissions go", "channel hidden", "message disappears")
THREADS = ("thread archived", "thread locked", "thread locked and archived", "thread disappears")
PEOPLE = ("somebody is renamed", "somebody leaves and returns")
SHARDS = 3
OUTAGES = (
    "a shard down",
    "two shards down",
    "a shard flaps",
    "a shard down over a jump of the clock",
    "server unavailable",
    "server unavailable, session new",
    "server missing from READY",
    "server removes the bot and invites it again",
)
OTHERS = (DISK, "clock jumps", "told to stop")
KINDS = (*REST, *CODES, *GATEWAY, *EVENTS, *PLACES, *THREADS, *PEOPLE, *OUTAGES, *OTHERS)


@contextmanager
def small_disk(directory: Path) -> Iterator[Path | None]:
    """A volume that can be filled, where this machine lets us mount one."""
    directory.mkdir()
    mount = shutil.which("mount")
    command = [mount or "mount", "-t", "tmpfs", "-o", f"size={SIZE}", "recall", str(directory)]
    mounted = mount is not None and subprocess.run(command, check=False, capture_output=True).returncode == 0
    try:
        yield directory if mounted else None
    finally:
        if mounted:
            subprocess.run(["umount", str(directory)], check=True)


@dataclass
class Troubles:
    """Makes one trouble after the other, in an order of the seed's."""

    playground: Playground
    rng: random.Random
    venues: list[Venue]
    disk: Path | None
    stop: Callable[[], Awaitable[None]]
    counts: Counter[str] = field(default_factory=Counter)
    asked: dict[str, str] = field(default_factory=dict)

    def plan(self) -> list[str]:
        """Every kind there is, in a random order."""
        kinds = [kind for kind in KINDS if kind != DISK or self.disk is not None]
        return self.rng.sample(kinds, len(kinds))

    async def make(self, kind: str) -> None:
        """Make one, and set right what does not pass by itself."""
        if kind in REST:
            made = await self._rest(self.rng.choice(SENT), REST[kind])
        elif kind in CODES:
            made = await self._refusal(*CODES[kind])
        elif kind in GATEWAY:
            made = await self._gateway(GATEWAY[kind])
        else:
            made = await self._others()[kind]()
        self.counts[kind] += made

    def _others(self) -> dict[str, Callable[[], Awaitable[bool]]]:
        return {
            "events twice": lambda: self._gateway("duplicate", self.rng.randint(1, 8)),
            "events replayed": lambda: self._gateway("replay", self.rng.randint(1, 12)),
            "events held back": self._hold,
            "connections refused": self._refuse,
            "channel disappears": self._delete_channel,
            "permissions go": lambda: self._deny("send_messages"),
            "channel hidden": lambda: self._deny("view_channel"),
            "a shard down": lambda: self._down(1),
            "two shards down": lambda: self._down(2),
            "a shard flaps": self._flap,
            "a shard down over a jump of the clock": lambda: self._down(1, jump=95),
            "server unavailable": self._outage,
            "server unavailable, session new": lambda: self._outage(anew=True),
            "server missing from READY": lambda: self._outage(anew=True, listed=False),
            "server removes the bot and invites it again": self._remove,
            "message disappears": self._delete_message,
            "thread archived": lambda: self._shut_thread(archived=True),
            "thread locked": lambda: self._shut_thread(locked=True),
            "thread locked and archived": lambda: self._shut_thread(archived=True, locked=True),
            "thread disappears": self._delete_thread,
            "somebody is renamed": self._rename,
            "somebody leaves and returns": self._leave,
            DISK: self._fill,
            "clock jumps": self._jump,
            "told to stop": self._stop,
        }

    async def _rest(self, path: str, fault: dict[str, Any]) -> bool:
        """Counted once a request of the bot has met it; until then it is asked for once, however long the bot is away.

        Many at once would be another trouble: a Discord that refuses a message in its plainest form, too.
        """
        asked = f"{path} {fault}"
        if asked not in self.asked:
            self.asked[asked] = await self.playground.fault(path, **fault)
        identity = self.asked[asked]
        for _ in range(60):
            await asyncio.sleep(0.05)
            waiting = await self.playground.call("GET", "/admin/faults")
            left = next((item["times"] for item in waiting if item["id"] == identity), 0)
            if left < fault.get("times", 1):
                del self.asked[asked]
                return True
        return False

    async def _refusal(self, path: str, fault: dict[str, Any]) -> bool:
        """A refusal that was met ends as such things do: what the bot may do in the channels is changed."""
        made = await self._rest(path, fault)
        for venue in self.venues:
            for channel in venue.quiz:
                await self._heal(venue, channel)
        return made

    async def _heal(self, venue: Venue, channel: str) -> None:
        """The bot hears that a channel is open to it, if it is still there: the other lane may have taken it away."""
        with suppress(RefusedError):
            if channel in venue.threads:
                await self.playground.change_channel(channel, archived=False, locked=False)
            else:
                await self.playground.set_overwrite(channel, "bot", allow=["view_channel"])
                await self.playground.delete_overwrite(channel, "bot")

    async def _gateway(self, action: Any, count: int = 1) -> bool:
        """In one shard, or in all of them."""
        shard = self.rng.choice([None, *range(SHARDS)])
        return bool((await self.playground.gateway(action, count=count, shard=shard))["affected"])

    async def _down(self, shards: int, jump: float = 0) -> bool:
        """So many shards are away for a while, and the others are not."""
        chosen = self.rng.sample(range(SHARDS), shards)
        made = [(await self.playground.gateway("down", shard=shard))["affected"] for shard in chosen]
        if jump:
            await self.playground.advance(jump)
        await asyncio.sleep(self.rng.uniform(0.2, 2))
        for shard in chosen:
            await self.playground.gateway("up", shard=shard)
        return all(made)

    async def _flap(self) -> bool:
        shard, made = self.rng.randrange(SHARDS), False
        for _ in range(5):
            made |= bool((await self.playground.gateway("down", shard=shard))["affected"])
            await asyncio.sleep(self.rng.uniform(0.05, 0.4))
            await self.playground.gateway("up", shard=shard)
            await asyncio.sleep(self.rng.uniform(0.05, 0.4))
        return made

    async def _outage(self, *, anew: bool = False, listed: bool = True) -> bool:
        """A server is away by itself, its shard being there; `anew`: the shard's session begins anew meanwhile."""
        guild = self.rng.choice(self.venues).guild
        shard = (int(guild) >> 22) % SHARDS
        await self.playground.begin_outage(guild, listed=listed)
        made = not anew or bool((await self.playground.gateway("forget", shard=shard))["affected"])
        await asyncio.sleep(self.rng.uniform(0.2, 2))
        await self.playground.end_outage(guild)
        return made

    async def _remove(self) -> bool:
        guild = self.rng.choice(self.venues).guild
        await self.playground.remove_bot(guild)
        await asyncio.sleep(self.rng.uniform(0.2, 2))
        await self.playground.add_bot(guild)
        return True

    async def _hold(self) -> bool:
        made = await self._gateway("hold")
        await asyncio.sleep(self.rng.uniform(0.1, 2))
        await self.playground.gateway("release")
        return made

    async def _refuse(self) -> bool:
        if not any(session["connected"] for session in await self.playground.sessions()):
            return False
        await self.playground.gateway("refuse", count=1)
        return await self._gateway("drop")

    async def _delete_channel(self) -> bool:
        venue = self.rng.choice(self.venues)
        gone = next(channel for channel in venue.quiz if channel not in venue.threads)
        new = await self.playground.create_channel(venue.guild, "again")
        venue.replace(gone, new["id"])
        await self.playground.delete_channel(gone)
        return True

    async def _delete_message(self) -> bool:
        """A moderator takes away the newest thing that the bot has posted somewhere."""
        venue = self.rng.choice(self.venues)
        channel = self.rng.choice(venue.quiz)
        shown = await self.playground.member("ada").messages(channel, limit=10)
        message = next((item for item in shown if item["author"].get("bot") and is_public(item)), None)
        if message is None:
            return False
        with suppress(RefusedError):
            await self.playground.delete_message(channel, message["id"])
            return True
        return False

    async def _shut_thread(self, **how: bool) -> bool:
        venue = self.rng.choice(self.venues)
        await self.playground.change_channel(thread := self.rng.choice(venue.threads), **how)
        await asyncio.sleep(self.rng.uniform(0.2, 2))
        await self._heal(venue, thread)
        return True

    async def _delete_thread(self) -> bool:
        venue = self.rng.choice(self.venues)
        gone = self.rng.choice(venue.threads)
        venue.replace(gone, await venue.open_thread(self.playground))
        await self.playground.delete_channel(gone)
        return True

    async def _rename(self) -> bool:
        name = self.rng.choice(("ada", "ben", "chloe", "dev"))
        await self.playground.rename(name, f"{name.title()} {self.rng.choice(NAMES)}")
        return True

    async def _leave(self) -> bool:
        venue = self.rng.choice(self.venues)
        await self.playground.remove_member(venue.guild, "dev")
        await asyncio.sleep(self.rng.uniform(0.2, 1))
        await self.playground.set_member(venue.guild, "dev")
        return True

    async def _deny(self, permission: str) -> bool:
        venue = self.rng.choice(self.venues)
        channel = self.rng.choice([channel for channel in venue.quiz if channel not in venue.threads])
        await self.playground.set_overwrite(channel, "bot", deny=[permission])
        await asyncio.sleep(self.rng.uniform(0.2, 2))
        with suppress(RefusedError):
            await self.playground.delete_overwrite(channel, "bot")
        return True

    async def _fill(self) -> bool:
        assert self.disk is not None
        ballast = self.disk / "ballast"
        try:
            with ballast.open("wb", buffering=0) as file:
                while file.write(b"\0" * 4096):
                    pass
        except OSError as error:
            if error.errno != errno.ENOSPC:
                raise
        await asyncio.sleep(self.rng.uniform(0.3, 2))
        ballast.unlink()
        return True

    async def _jump(self) -> bool:
        await self.playground.advance(self.rng.choice([5, 40, 400, 900, 7_000]))
        return True

    async def _stop(self) -> bool:
        await self.stop()
        return True
