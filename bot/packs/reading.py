"""Reading one YAML file into plain values with the place of each, whatever the file holds.

Every scalar stays the text that the author wrote (`null` and nothing at all become None), so that an option
`True` or `1.10` is not turned into something else; the schema turns text into numbers and dates where it wants
them. Anchors, aliases, tags, repeated keys and deep nesting are refused, since a pack needs none of them.
"""

import stat
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from yaml.events import AliasEvent, Event, ScalarEvent, SequenceStartEvent

from bot.packs.problems import PackError, Place, Problem

MAX_BYTES = 1_000_000
MAX_DEPTH = 10
FAST = bool(yaml.__with_libyaml__)
"""Whether PyYAML has its C parser, which reads about ten times as fast as the other."""

Value = str | None | list["Value"] | dict[str, "Value"]
Loc = tuple[str | int, ...]
"""Keys and indices that lead to a value."""

_LOADER = yaml.CBaseLoader if FAST else yaml.BaseLoader
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})


@dataclass(frozen=True, slots=True)
class Tree:
    """A file's values, and the place of each by the path that leads to it."""

    path: Path
    value: Value
    places: dict[Loc, Place]

    def place(self, loc: Loc) -> Place:
        """Place of the deepest value on the way along `loc`; parts that lead nowhere are passed over."""
        at: Loc = ()
        for part in loc:
            if (*at, part) in self.places:
                at = (*at, part)
        return self.places[at]


def read_tree(path: Path) -> Tree:
    """Read a file.

    Raises `PackError` with one problem where the file cannot be read, is too big, is not UTF-8 or is not plain YAML.
    """
    text = _decode(path, _read_bytes(path))
    try:
        return _Builder(path, text).tree()
    except yaml.YAMLError as error:
        raise PackError([_syntax_problem(path, error)]) from error


def _refusal(path: Path, place: Place, rule: str, message: str, mend: str) -> PackError:
    return PackError([Problem(path, place[0], place[1], rule, message, mend)])


def _read_bytes(path: Path) -> bytes:
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise _refusal(path, (1, 1), "file", "This is not a regular file.", "Put a YAML file here, or rename it.")
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise _refusal(path, (1, 1), "file", f"The file cannot be read: {reason}.", "Check its permissions.") from error
    if len(data) > MAX_BYTES:
        raise _refusal(
            path, (1, 1), "file-size", f"The file is over {MAX_BYTES:,} bytes.", "Split it: one file a sub-topic."
        )
    return data


def _decode(path: Path, data: bytes) -> str:
    mend = "Save the file as UTF-8."
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _refusal(path, (1, 1), "encoding", "The file is in UTF-16 or UTF-32.", mend)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = error.object[: error.start].decode("utf-8", "replace")
        place = before.count("\n") + 1, len(before) - before.rfind("\n")
        raise _refusal(path, place, "encoding", "The file is not UTF-8 from here on.", mend) from error


def _syntax_problem(path: Path, error: yaml.YAMLError) -> Problem:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    place = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    what = getattr(error, "problem", None) or getattr(error, "reason", None) or "it cannot be parsed"
    mend = "Look at the indentation, quotes and colons here and just before; quote text that holds ': ' or '#'."
    return Problem(path, place[0], place[1], "yaml", f"This is not valid YAML: {what}.", mend)


class _Builder:
    """Turns the parser's events into values, and notes where each begins."""

    def __init__(self, path: Path, text: str) -> None:
        self.path = path
        self.places: dict[Loc, Place] = {}
        self._next: Callable[[], Any] = _LOADER(text).get_event

    def tree(self) -> Tree:
        self._next()  # the stream begins
        if not isinstance(self._next(), yaml.DocumentStartEvent):
            raise _refusal(self.path, (1, 1), "yaml", "The file is empty.", "Write a pack, or delete the file.")
        value = self._value(self._next(), ())
        self._next()  # the document ends
        if isinstance(after := self._next(), yaml.DocumentStartEvent):
            raise self._refuse(after, "yaml", "A second document begins here.", "Keep one pack a file: drop the '---'.")
        return Tree(self.path, value, self.places)

    def _refuse(self, event: Event, rule: str, message: str, mend: str) -> PackError:
        return _refusal(self.path, _place(event), rule, message, mend)

    def _value(self, event: Event, loc: Loc) -> Value:
        self._refuse_specials(event)
        if isinstance(event, ScalarEvent):
            self.places[loc] = _place(event)
            return None if event.implicit[0] and event.value in _NULLS else str(event.value)
        self.places.setdefault(loc, _place(event))  # a mapping's or list's place is that of its key
        if len(loc) >= MAX_DEPTH:
            raise self._refuse(event, "yaml-depth", "This is nested too deep.", "A pack needs six levels at most.")
        if isinstance(event, SequenceStartEvent):
            return self._sequence(loc)
        return self._mapping(loc)

    def _refuse_specials(self, event: Event) -> None:
        if isinstance(event, AliasEvent) or getattr(event, "anchor", None) is not None:
            raise self._refuse(event, "yaml-alias", "Anchors (&) and aliases (*) are not allowed.", "Write it out.")
        if getattr(event, "tag", None) is not None:
            raise self._refuse(event, "yaml-tag", "Tags (!) are not allowed.", "Drop the tag, or quote the text.")

    def _sequence(self, loc: Loc) -> Value:
        values: list[Value] = []
        while not isinstance(event := self._next(), yaml.SequenceEndEvent):
            values.append(self._value(event, (*loc, len(values))))
        return values

    def _mapping(self, loc: Loc) -> Value:
        values: dict[str, Value] = {}
        while not isinstance(event := self._next(), yaml.MappingEndEvent):
            key = self._key(event, values)
            self.places[(*loc, key)] = _place(event)
            values[key] = self._value(self._next(), (*loc, key))
        return values

    def _key(self, event: Event, values: dict[str, Value]) -> str:
        self._refuse_specials(event)
        if not isinstance(event, ScalarEvent):
            raise self._refuse(event, "yaml-key", "A key has to be a word.", "Quote text that begins with [ or {.")
        if event.value in values:
            raise self._refuse(
                event, "yaml-key", f"The key {event.value[:60]!r} stands here twice.", "Keep one of them."
            )
        return str(event.value)


def _place(event: Event) -> Place:
    mark = event.start_mark
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)
