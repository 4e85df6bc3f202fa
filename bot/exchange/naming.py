"""Ids of what comes in: the same for the same item of the same file, so that bringing it again changes no history.

They stand on controls and in copies of data, also while a question is open, so they say nothing of its key: they are
made of what everybody sees who is asked.
"""

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import count, islice

from bot.exchange.text import slug
from bot.packs.shapes import RESERVED

_ID = re.compile(r"[a-z0-9-]{3,48}")
_GENERIC = re.compile(r"(?:q|question|item|frage|pregunta)?[ ._-]*\d*", re.IGNORECASE)


@dataclass(slots=True)
class Names:
    """Gives ids that begin with the pack's name; `used` are those that stand elsewhere.

    `kept` are those of the pack itself, if it is brought again: what has one of them that was made of its key, as
    earlier versions made them, keeps it.
    """

    pack: str
    used: Container[str] = ()
    kept: Container[str] = ()
    _given: set[str] = field(default_factory=set)

    def reserve(self, name: str) -> None:
        """Keep an id for the item that has it."""
        self._given.add(name)

    def name(self, said: str, stem: str, seen: str = "", key: str = "") -> str:
        """An id for an item: what its author called it, where that is an id already or says something; else a hash.

        `seen`: what else than the question's text everybody sees. `key`: what ids were made of before.
        """
        if _ID.fullmatch(said) and "-" in said and not said.startswith(RESERVED) and self.is_free(said):
            made = said
        else:
            before = (one for one in islice(self._made(said, stem, key), 3) if one in self.kept and self.is_free(one))
            made = next(before, "") or next(one for one in self._made(said, stem, seen) if self.is_free(one))
        self._given.add(made)
        return made

    def _made(self, said: str, stem: str, rest: str) -> Iterator[str]:
        """Ids for it, the shortest first; the last ones have a number, of which there are as many as are asked for."""
        digest = sha256(f"{stem}\0{rest}".encode("utf-8", "replace")).hexdigest()
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
            yield "-".join(parts)[:48]
        for number in count(1):
            yield f"{prefix}-{digest[:16]}-{number}"

    def is_free(self, name: str) -> bool:
        """Whether no item of this file has an id, and none elsewhere."""
        return name not in self._given and name not in self.used and not name.startswith(RESERVED)
