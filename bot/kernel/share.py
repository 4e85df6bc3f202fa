"""Which of a bot's shards are ours, and so which servers: one process has them all, those of a cluster some each."""

from collections.abc import Set
from dataclasses import dataclass

DIRECT = 0
"""Stands for direct messages, which belong to no server; shard 0 carries them."""


def shard_of(guild_id: int, shards: int) -> int:
    """Discord's rule for which of so many shards carries a server."""
    return (guild_id >> 22) % shards


@dataclass(frozen=True, slots=True)
class Share:
    """Some shards out of a number of shards. `shards` is 0 where all are ours, however many there are."""

    shards: int = 0
    mine: Set[int] = frozenset()

    def carries(self, shard: int) -> bool:
        """Whether a shard is ours."""
        return not self.shards or shard in self.mine

    def has(self, guild_id: int) -> bool:
        """Whether a server (0: direct messages, and what belongs to no server) is ours."""
        return not self.shards or shard_of(guild_id, self.shards) in self.mine

    def named(self, fact: str) -> str:
        """The name of a fact that each share knows for itself."""
        return fact if not self.shards else f"{fact} {','.join(map(str, sorted(self.mine)))}/{self.shards}"


EVERYTHING = Share()
