"""What the packs give a running bot."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.kernel.library import Library


@dataclass(frozen=True, slots=True, eq=False)
class Stock:
    """The titles of the topics, by slug; the items with what the tables tell of them; and the drills of the tables."""

    topics: Mapping[str, str]
    items: Library
    drills: Library
