"""How the bot is at one instant, and whether that is healthy."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from statistics import fmean
from typing import Any

MOST_LAG_S = 2.0
MOST_AWAY_S = 60.0
MOST_QUEUED_S = 5.0
MOST_SINCE_COMMIT_S = 30.0
"""A beat is committed every two seconds while Discord hears us."""

MOST_FAILING_S = 10.0
"""Several beats in a row: no lock that passes lasts so long."""

NOTICED_S = 2.0
"""So long a process of a cluster may be without a word from the database: it asks several times a second."""


@dataclass(frozen=True, slots=True)
class Shard:
    """One connection to the gateway, with `guilds` servers, of which `guilds_away` are away by themselves.

    `away_s`: for how long it has not been heard, 0 while it is. Latency None: not known yet.
    """

    shard: int
    connected: bool
    away_s: float
    latency_s: float | None
    guilds: int
    guilds_away: int


@dataclass(frozen=True, slots=True)
class Gateway:
    """Discord's gateway, all shards together: `connected` while every one is heard; `away_s` of the one longest away.

    Latency is the mean, None while not known; `each` is empty before the first shard was heard.
    """

    connected: bool
    away_s: float
    latency_s: float | None
    shards: int
    guilds: int
    each: tuple[Shard, ...] = ()

    @property
    def is_heard(self) -> bool:
        """Whether any shard is heard."""
        return any(shard.connected for shard in self.each) if self.each else self.connected

    def problems(self) -> list[str]:
        """Who has not been heard for too long."""
        if not self.each:
            return [f"Discord has not been heard for {self.away_s:.0f} s"] if self.away_s > MOST_AWAY_S else []
        return [
            f"Discord has not been heard on shard {shard.shard} for {shard.away_s:.0f} s: {_paused(shard.guilds)}"
            for shard in self.each
            if shard.away_s > MOST_AWAY_S
        ]


def _paused(servers: int) -> str:
    return "1 server is paused" if servers == 1 else f"{servers} servers are paused"


@dataclass(frozen=True, slots=True)
class Writing:
    """The writer. `oldest_s`: how long the oldest unit that is not on disk has waited; the rest counts since the start.

    `last_commit_s`: seconds since a commit last changed anything, None before the first. `failing_s`: seconds since the
    first failure that no such commit has followed, 0 where there is none.
    """

    queued: int
    oldest_s: float
    last_commit_s: float | None
    commits: int
    units: int
    failed: int
    failing_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Vitals:
    """Everything that is told. `figures`: what features add, name → number; `interactions`: kind → how many came.

    `disk_free_bytes`: None where the database is on a server.

    `stands_by`: another process of the cluster has the bot, so nothing is heard or written here.
    """

    loop_lag_s: float
    gateway: Gateway
    writer: Writing
    messages_pending: int
    requests_waiting: int
    interactions: Mapping[str, int]
    interactions_failed: int
    database_bytes: int
    disk_free_bytes: int | None
    figures: Mapping[str, float] = field(default_factory=dict)
    stands_by: bool = False
    database_astray: str = ""
    """What of the database was moved or deleted under the running bot, and how to mend it."""
    database_away_s: float = 0.0
    """For how long the database has not answered, of which a process knows that stands by, too; 0 while it does."""

    def without_the_database(self, silent_s: float) -> "Vitals":
        """The same where the database has not answered for so long; nothing can be written then, either."""
        if silent_s < NOTICED_S:
            return self
        failing_s = max(self.writer.failing_s, silent_s)
        return replace(self, database_away_s=silent_s, writer=replace(self.writer, failing_s=failing_s))

    def problems(self) -> list[str]:
        """What is wrong, in words; nothing while the bot is healthy."""
        if self.database_away_s > MOST_FAILING_S:
            return [f"the database has not answered for {self.database_away_s:.0f} s"]  # all else follows from it
        if self.stands_by:
            return []
        since = self.writer.last_commit_s
        found = {
            self.database_astray: bool(self.database_astray),
            f"the event loop stalled for {self.loop_lag_s:.1f} s": self.loop_lag_s > MOST_LAG_S,
            f"the writer is {self.writer.oldest_s:.1f} s behind": self.writer.oldest_s > MOST_QUEUED_S,
            f"nothing could be written for {self.writer.failing_s:.0f} s": self.gateway.is_heard
            and self.writer.failing_s > MOST_FAILING_S,
            f"nothing was committed for {since or 0:.0f} s": self.gateway.is_heard
            and since is not None
            and since > MOST_SINCE_COMMIT_S,
        }
        return [*self.gateway.problems(), *(words for words, wrong in found.items() if wrong)]

    def health(self) -> dict[str, Any]:
        """As JSON."""
        problems = self.problems()
        told = asdict(self)
        standing = {"stands_by": True} if self.stands_by else {}
        return (
            {"status": "bad" if problems else "ok", "problems": problems}
            | standing
            | {name: told[name] for name in ("loop_lag_s", "gateway", "writer")}
        )


def nothing_yet(loop_lag_s: float, shards: int) -> Vitals:
    """A process that has no shard, and stands by."""
    gateway = Gateway(connected=False, away_s=0.0, latency_s=None, shards=shards, guilds=0)
    return Vitals(loop_lag_s, gateway, Writing(0, 0.0, None, 0, 0, 0), 0, 0, {}, 0, 0, None, stands_by=True)


def of_several(each: Sequence[Vitals]) -> Vitals:
    """The parts of one process as one: what is counted is added up, of what can be too much the worst counts."""
    first = each[0]
    return Vitals(
        first.loop_lag_s,
        _all_gateways([one.gateway for one in each]),
        _all_writers([one.writer for one in each]),
        messages_pending=sum(one.messages_pending for one in each),
        requests_waiting=max(one.requests_waiting for one in each),  # they share one limit
        interactions=dict(sum((Counter(one.interactions) for one in each), Counter[str]())),
        interactions_failed=sum(one.interactions_failed for one in each),
        database_bytes=max(one.database_bytes for one in each),
        disk_free_bytes=first.disk_free_bytes,
        figures={name: _added(name, [one.figures.get(name, 0) for one in each]) for name in first.figures},
    )


def _added(name: str, values: Sequence[float]) -> float:
    return max(values) if name == "read_only" else sum(values)


def _all_gateways(each: Sequence[Gateway]) -> Gateway:
    known = [one.latency_s for one in each if one.latency_s is not None]
    return Gateway(
        connected=all(one.connected for one in each),
        away_s=max(one.away_s for one in each),
        latency_s=fmean(known) if known else None,
        shards=sum(len(one.each) for one in each),
        guilds=sum(one.guilds for one in each),
        each=tuple(sorted((shard for one in each for shard in one.each), key=lambda shard: shard.shard)),
    )


def _all_writers(each: Sequence[Writing]) -> Writing:
    return Writing(
        queued=sum(one.queued for one in each),
        oldest_s=max(one.oldest_s for one in each),
        last_commit_s=max((one.last_commit_s for one in each if one.last_commit_s is not None), default=None),
        commits=sum(one.commits for one in each),
        units=sum(one.units for one in each),
        failed=sum(one.failed for one in each),
        failing_s=max(one.failing_s for one in each),
    )
