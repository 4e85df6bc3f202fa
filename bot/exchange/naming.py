"""Ids of what comes in: the same for the same item of the same file, so that bringing it again changes no history."""

import re
from collections.abc import Container
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import count

from bot.exchange.text import slug
from bot.packs.shapes import RESERVED

_ID = re.compile(r"[a-z0-9-]{3,48}")
_GENERIC = re.compile(r"(?:q|question|item|frage|pregunta)?[ ._-]*\d*", re.IGNORECASE)


@dataclass(slots=True)
class Names:
    """Gives ids that begin with the pack's name; `used` are those that stand elsewhere."""

    pack: str
    used: Container[str] = ()
    _given: set[str] = field(default_factory=set)

    def reserve(self, name: str) -> None:
        """Keep an id for the item that has it."""
        self._given.add(name)

    def name(self, said: str, stem: str, key: str) -> str:
        """An id for an item: what its author called it, where that is an id already or says something; else a hash."""
        if _ID.fullmatch(said) and "-" in said and not said.startswith(RESERVED) and self.is_free(said):
            self._given.add(said)
            return said
        digest = sha256(f"{stem}\0{key}".encode("utf-8", "replace")).hexdigest()
        called = "" if _GENERIC.fullmatch(said.strip()) else slug(said, 24)
        prefix = slug(self.pack, 20) or "pack"
        if f"{prefix}-".startswith(RESERVED):
            prefix = f"own-{prefix}"[:20]
        for length in (8, 16, 24):
            parts = [
                prefix,
                *([called] if called and length == 8 else []),
                digest[: 4 if called and length == 8 else length],
            ]
            if self.is_free(made := "-".join(parts)[:48]):
                self._given.add(made)
                return made
        made = next(one for n in count(1) if self.is_free(one := f"{prefix}-{digest[:16]}-{n}"))
        self._given.add(made)
        return made

    def is_free(self, name: str) -> bool:
        """Whether no item of this file has an id, and none elsewhere."""
        return name not in self._given and name not in self.used and not name.startswith(RESERVED)
