"""Which servers Discord lets us hear, and since when it has not: a matter of each shard, and of each server.

A server that is not heard loses time: its games stand still, and are given the time back when it is heard again. That
is *made up for* in three steps (`take`, then `done` or `failed`), since it has to be written.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice

from bot.kernel.share import DIRECT, EVERYTHING, Share, shard_of

WAITED_FOR = timedelta(hours=1)
"""The games of a server that the bot is no member of any more stand still for so long, and then come to their end."""

NOTED_FOR = timedelta(days=30)
"""For so long the next run is told of it: all games that were going on there are over by then."""

SETTLED = timedelta(seconds=10)
"""So long after a shard began to be heard, a server that has not come yet is one that is away."""


@dataclass(frozen=True, slots=True)
class LastHeard:
    """What an earlier run noted: when each of its shards was last heard, and which servers were away since when."""

    shards: int = 1
    beats: Mapping[int, datetime] = field(default_factory=dict)
    away: Mapping[int, datetime] = field(default_factory=dict)

    def of(self, guild_id: int) -> datetime | None:
        """When a server was last heard, None where nothing is known."""
        known = [self.beats.get(shard_of(guild_id, self.shards)), self.away.get(guild_id)]
        return min((at for at in known if at is not None), default=None)


class Availability:
    """Our shards and servers as the gateway tells of them. A server is heard while its shard is and it is there.

    Where direct messages come by a shard that is not ours, they count as heard while any that is ours is heard: what
    is sent to somebody needs no more than that.
    """

    def __init__(self, at: datetime, before: LastHeard | None = None, share: Share = EVERYTHING) -> None:
        self._share = share
        self._shards = share.shards
        self._before = before or LastHeard()
        self._started = at
        self._last: dict[int, datetime] = {}
        self._heard: dict[int, datetime] = {}
        self._lost: dict[int, datetime] = {}
        self._listed: dict[int, set[int]] = {}
        self._present: set[int] = set()
        self._seen: set[int] = set()
        self._since: dict[int, datetime] = {}
        self._gone: dict[int, datetime] = {}
        self._in_hand: dict[int, datetime] = {}
        self._still = False

    # What the gateway tells

    def ready(self, shard: int, shards: int, listed: Collection[int], at: datetime) -> None:
        """A shard begins a session: its servers, as listed, come one by one."""
        if not self._last:
            earliest = min(self._before.beats.values(), default=self._started)
            known = self._before.beats if self._before.shards == shards else {}
            ours = filter(self._share.carries, range(shards))
            self._shards, self._last = shards, {number: known.get(number, earliest) for number in ours}
        for guild_id in self._carried(shard):
            self._since.setdefault(guild_id, at)
            self._present.discard(guild_id)
        self._listed[shard] = set(listed)
        self.resumed(shard, at)
        if shard == shard_of(DIRECT, shards) or not self._share.has(DIRECT):
            self.appeared(DIRECT, at)

    def resumed(self, shard: int, at: datetime) -> None:
        """A shard goes on with its session."""
        self._heard[shard] = at
        self._lost.pop(shard, None)

    def disconnected(self, shard: int, at: datetime) -> None:
        """A shard is not heard any more."""
        self._heard.pop(shard, None)
        self._lost.setdefault(shard, at)
        for guild_id in self._carried(shard):
            self._since.setdefault(guild_id, at)

    def appeared(self, guild_id: int, at: datetime) -> None:
        """A server is there (again), or the bot has joined it."""
        if guild_id not in self._seen:
            self._seen.add(guild_id)
            self._since[guild_id] = self._noted(guild_id) or self._started
        elif guild_id not in self._present:
            self._since.setdefault(guild_id, at)
        self._present.add(guild_id)
        self._gone.pop(guild_id, None)
        if guild_id != DIRECT:
            self._listed.setdefault(self.shard_of(guild_id), set()).add(guild_id)

    def vanished(self, guild_id: int, at: datetime, *, gone: bool) -> None:
        """A server is away for a while; `gone`: the bot is no member of it any more."""
        if guild_id in self._present:
            self._present.discard(guild_id)
            self._since.setdefault(guild_id, at)
        if gone:
            self._listed.get(self.shard_of(guild_id), set()).discard(guild_id)
            self._gone[guild_id] = at

    # What the operator wants

    def stand_still(self, at: datetime) -> None:
        """From now on no server's time counts, as though none were heard."""
        self._still = True
        for guild_id in self._present:
            self._since.setdefault(guild_id, at)

    def set_back(self, ahead: timedelta) -> None:
        """The clock was ahead, and is right again. Since when servers are away stays: by that their games are dated."""
        self._started -= ahead
        self._heard = {shard: since - ahead for shard, since in self._heard.items()}
        self._lost = {shard: since - ahead for shard, since in self._lost.items()}
        self._gone = {guild_id: since - ahead for guild_id, since in self._gone.items()}

    def go_on(self) -> None:
        """It counts again where a server is heard."""
        self._still = False

    # What follows from it

    def shard_of(self, guild_id: int) -> int:
        """The shard that carries a server."""
        if guild_id == DIRECT and not self._share.has(DIRECT):
            return min(self._share.mine, default=0)
        return shard_of(guild_id, self._shards or 1)

    def hears(self, guild_id: int) -> bool:
        """Whether a server is heard, and nothing is left to be made up for."""
        return self._is_back(guild_id) and guild_id not in self._since and guild_id not in self._in_hand

    def comes_back(self, guild_id: int) -> bool:
        """Whether a server has not been given its lost time back yet, and may be about to be.

        One that is not there yet may come any moment: a press for its game can reach us by another server's shard.
        One that another process plays never comes: what is pressed there for practice begun in direct messages counts.
        """
        if self._still or (guild_id != DIRECT and not self._share.has(guild_id)):
            return False
        if guild_id in self._present:
            return guild_id in self._since or guild_id in self._in_hand
        shard = self.shard_of(guild_id)
        return shard not in self._heard or guild_id in self._listed.get(shard, ())

    def goes_on(self, guild_id: int, at: datetime) -> bool:
        """Whether time counts in a server's games. Where the bot is no member any more it does again after a while."""
        return self.hears(guild_id) or self._is_given_up(guild_id, at)

    def is_there(self, guild_id: int, at: datetime) -> bool:
        """Whether a server is there to refuse something; one that is waited for no longer counts as such."""
        return self._is_back(guild_id) or self._is_given_up(guild_id, at)

    def _is_given_up(self, guild_id: int, at: datetime) -> bool:
        shard = self.shard_of(guild_id)
        if shard not in self._heard or guild_id == DIRECT or guild_id in self._listed.get(shard, ()):
            return False
        # Since when it is away may be dated by a clock that was ahead: known to be gone it is since then at the latest.
        known = self._gone.get(guild_id, self._heard[shard])
        return at - min(known, self._away_since(guild_id)) >= WAITED_FOR

    @property
    def is_heard(self) -> bool:
        """Whether any shard is heard, and time counts."""
        return bool(self._heard) and not self._still

    @property
    def shards(self) -> int:
        """How many shards the bot has, 0 while that is not known."""
        return self._shards

    @property
    def numbers(self) -> Collection[int]:
        """Which of them are ours, none while that is not known."""
        return self._last.keys()

    @property
    def heard(self) -> Collection[int]:
        """Which of them are heard."""
        return self._heard.keys()

    def away_s(self, shard: int, at: datetime) -> float:
        """For how many seconds a shard has not been heard, 0 while it is."""
        return 0.0 if shard in self._heard else (at - self._lost.get(shard, self._started)).total_seconds()

    def servers(self, shard: int) -> int:
        """How many servers a shard carries."""
        return len(self._listed.get(shard, ()))

    def servers_away(self, shard: int) -> int:
        """How many of them are not there just now."""
        return len(self._listed.get(shard, set()) - self._present)

    def members(self) -> set[int] | None:
        """Every server that the bot is a member of, the ones that are away included; None until all have been told."""
        if not self._last or len(self._listed) < len(self._last):
            return None
        return set().union(*self._listed.values())

    # Making up for lost time

    @property
    def owes(self) -> bool:
        """Whether there are servers to make up for."""
        return any(self._is_back(guild_id) for guild_id in self._since)

    def take(self, most: int | None = None) -> Mapping[int, datetime]:
        """So many servers that are heard again, and since when they had not been; they still wait, for `done`."""
        returned = ((guild_id, since) for guild_id, since in self._since.items() if self._is_back(guild_id))
        back = dict(islice(returned, most))
        for guild_id in back:
            del self._since[guild_id]
        self._in_hand = back
        return back

    def done(self) -> None:
        """What was taken has been made up for; what vanished again meanwhile is away since then."""
        self._in_hand = {}

    def failed(self) -> None:
        """What was taken is still to be made up for, all of it."""
        for guild_id, since in self._in_hand.items():
            self._since[guild_id] = min(since, self._since.get(guild_id, since))
        self._in_hand = {}

    # What another run will need

    def beats(self, at: datetime) -> Mapping[int, datetime]:
        """When each shard was last heard; one with servers that are back and not made up for stays as it was."""
        owing = {self.shard_of(g) for g in (*self._since, *self._in_hand) if self._is_back(g)}
        self._last |= {shard: at for shard in self._heard if shard not in owing}
        return dict(self._last)

    def away(self, at: datetime) -> Mapping[int, datetime]:
        """Servers that are away by themselves, their shard being heard, and since when.

        Of those that the bot is no member of any more, the ones that left lately.
        """
        settled = {shard for shard, since in self._heard.items() if at - since >= SETTLED}
        never_came = set(self._before.away).union(*self._listed.values()) - self._seen
        missing = (self._since.keys() - self._present) | never_came
        away = {guild_id: self._away_since(guild_id) for guild_id in missing if self.shard_of(guild_id) in settled}
        return {guild_id: since for guild_id, since in away.items() if not self._is_long_gone(guild_id, since, at)}

    def _is_long_gone(self, guild_id: int, since: datetime, at: datetime) -> bool:
        return at - since >= NOTED_FOR and self._is_given_up(guild_id, at)

    def _is_back(self, guild_id: int) -> bool:
        return not self._still and guild_id in self._present and self.shard_of(guild_id) in self._heard

    def _noted(self, guild_id: int) -> datetime | None:
        """When an earlier run last heard a server; direct messages without their shard, when it heard ours."""
        if guild_id == DIRECT and not self._share.has(DIRECT):
            return self._before.beats.get(self.shard_of(DIRECT)) or min(self._before.beats.values(), default=None)
        return self._before.of(guild_id)

    def _away_since(self, guild_id: int) -> datetime:
        known = self._since.get(guild_id)
        return known or self._before.of(guild_id) or self._started

    def _carried(self, shard: int) -> list[int]:
        return [guild_id for guild_id in self._present if self.shard_of(guild_id) == shard]
