"""What a server has of its own, at a glance."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.own.rules import Choices, Pack, Waiting


@dataclass(frozen=True, slots=True)
class Shelf:
    """What a server has of its own, without what its questions ask. `sizes`: pack → questions, without deleted ones."""

    packs: Sequence[Pack]
    sizes: Mapping[str, int]
    waiting: Sequence[Waiting]
    choices: Choices

    def pack(self, name: str) -> Pack | None:
        """The pack of that name."""
        return next((pack for pack in self.packs if pack.name == name), None)

    def size(self, pack: str) -> int:
        """How many questions a pack has."""
        return self.sizes.get(pack, 0)

    @property
    def items(self) -> int:
        """How many questions all packs have."""
        return sum(self.sizes.values())
