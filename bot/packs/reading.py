"""Reading one YAML file into plain values with the place of each, whatever the file holds.

Every scalar stays the text that the author wrote (`null` and nothing at all become None), so that an option
`True` or `1.10` is not turned into something else; the schema turns text into numbers and dates where it wants
them. Anchors, aliases, tags, repeated keys and deep nesting are refused, since a pack needs none of them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, cast

import yaml
from yaml.events import (
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from bot.kernel.names import shows_something
from bot.packs.files import MAX_BYTES, is_regular
from bot.packs.problems import PackError, Place, Problem
from bot.packs.syntax import explain
from bot.rights import leads_nowhere, to_be_opened

MAX_DEPTH = 10
FAST = bool(yaml.__with_libyaml__)
"""Whether PyYAML has its C parser, which reads about ten times as fast as the other."""

Value = str | None | list["Value"] | dict[str, "Value"]
Loc = tuple[str | int, ...]
"""Keys and indices that lead to a value."""

_LOADER = yaml.CBaseLoader if FAST else yaml.BaseLoader
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})


@dataclass(frozen=True)
class Tree:
    """A file's values; the place of each is looked up in the file's text when somebody asks for it."""

    path: Path
    value: Value
    text: str

    def place(self, loc: Loc) -> Place:
        """Place of the deepest value on the way along `loc`; parts that lead nowhere are passed over.

        The place of a mapping or a list in a mapping is that of its key.
        """
        node, at = self._root, _place(self._root)
        for part in loc:
            if isinstance(node, MappingNode):
                found = next(((key, value) for key, value in node.value if key.value == part), None)
                if found:
                    node, at = found[1], _place(found[1] if isinstance(found[1], ScalarNode) else found[0])
            elif isinstance(node, SequenceNode) and isinstance(part, int) and part < len(node.value):
                node = node.value[part]
                at = _place(node)
        return at

    @cached_property
    def _root(self) -> Node:
        return cast(Node, _LOADER(self.text).get_single_node())


def read_tree(path: Path) -> Tree:
    """Read a file.

    Raises `PackError` with one problem where the file cannot be read, is too big, is not UTF-8 or is not plain YAML.
    """
    return read_text(path, _read_bytes(path))


def read_text(path: Path, data: bytes) -> Tree:
    """Read what a file of that name holds. Raises `PackError` as `read_tree` does."""
    text = _decode(path, data)
    try:
        return Tree(path, _Builder(path, text).value(), text)
    except yaml.YAMLError as error:
        found = explain(error, text)
        raise _refusal(path, found.place, "yaml", found.message, found.mend) from error


def _refusal(path: Path, place: Place, rule: str, message: str, mend: str) -> PackError:
    return PackError([Problem(path, place[0], place[1], rule, message, mend)])


def _read_bytes(path: Path) -> bytes:
    try:
        refuse_irregular(path)
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise unread(path, error) from error
    if len(data) > MAX_BYTES:
        raise _refusal(
            path, (1, 1), "file-size", f"The file is over {MAX_BYTES:,} bytes.", "Split it into one file per subtopic."
        )
    return data


def refuse_irregular(path: Path) -> None:
    """Raise `PackError` where it is no file that has an end, and `OSError`."""
    if not is_regular(path):
        raise _refusal(path, (1, 1), "file", "This is not a regular file.", "Put a YAML file here, or rename it.")


def unread(path: Path, error: OSError) -> PackError:
    """The problem that a file of a pack directory cannot be read."""
    return _refusal(path, (1, 1), "file", *_why_unread(path, error))


def _why_unread(path: Path, error: OSError) -> tuple[str, str]:
    """What keeps a file from being read, and how to mend it."""
    if astray := leads_nowhere(path):
        return astray, "Correct the link, or remove it."
    if told := to_be_opened(path):
        return told
    if isinstance(error, FileNotFoundError):
        return "There is no such file.", "Check its name."
    mend = "Check its permissions." if isinstance(error, PermissionError) else "Check the disk that it is on."
    return f"The file cannot be read: {error.strerror or type(error).__name__}.", mend


def _decode(path: Path, data: bytes) -> str:
    mend = "Save the file as UTF-8."
    beginning = data[:200]
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or beginning.count(0) > len(beginning) // 4:
        raise _refusal(path, (1, 1), "encoding", "The file is in UTF-16 or UTF-32.", mend)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = error.object[: error.start].decode("utf-8", "replace")
        place = before.count("\n") + 1, len(before) - before.rfind("\n")
        raise _refusal(path, place, "encoding", "The file is not UTF-8 from here on.", mend) from error


class _Builder:
    """Turns the parser's events into values, and refuses what a pack does not need."""

    def __init__(self, path: Path, text: str) -> None:
        self.path = path
        self._next: Callable[[], Any] = _LOADER(text).get_event

    def value(self) -> Value:
        self._next()  # the stream begins
        if not isinstance(self._next(), DocumentStartEvent):
            raise _refusal(self.path, (1, 1), "yaml", "The file is empty.", "Write a pack, or delete the file.")
        value = self._value(self._next(), 0)
        self._next()  # the document ends
        if isinstance(after := self._next(), DocumentStartEvent):
            raise self._refuse(
                after, "yaml", "A second document begins here.", "Keep one pack per file: remove the '---'."
            )
        return value

    def _refuse(self, event: Event, rule: str, message: str, mend: str) -> PackError:
        return _refusal(self.path, _place(event), rule, message, mend)

    def _value(self, event: Any, depth: int) -> Value:
        self._refuse_specials(event)
        if type(event) is ScalarEvent:
            text: str = event.value
            if text and not text.isascii() and not shows_something(text):
                message = "This text shows nothing: it is made of invisible characters."
                raise self._refuse(event, "invisible", message, "Write it out, or remove it.")
            return None if event.implicit[0] and text in _NULLS else text
        if depth >= MAX_DEPTH:
            raise self._refuse(event, "yaml-depth", "This is nested too deeply.", "A pack needs at most six levels.")
        return self._sequence(depth + 1) if type(event) is SequenceStartEvent else self._mapping(depth + 1)

    def _refuse_specials(self, event: Any) -> None:
        if event.anchor is not None:
            raise self._refuse(event, "yaml-alias", "Anchors (&) and aliases (*) are not allowed.", "Write it out.")
        if event.tag is not None:
            raise self._refuse(event, "yaml-tag", "Tags (!) are not allowed.", "Remove the tag, or quote the text.")

    def _sequence(self, depth: int) -> Value:
        values: list[Value] = []
        while type(event := self._next()) is not SequenceEndEvent:
            values.append(self._value(event, depth))
        return values

    def _mapping(self, depth: int) -> Value:
        values: dict[str, Value] = {}
        while type(event := self._next()) is not MappingEndEvent:
            key = self._key(event, values)
            values[key] = self._value(self._next(), depth)
        return values

    def _key(self, event: Any, values: dict[str, Value]) -> str:
        self._refuse_specials(event)
        if type(event) is not ScalarEvent:
            raise self._refuse(event, "yaml-key", "A key has to be a word.", "Quote text that begins with [ or {.")
        key: str = event.value
        if key in values:
            raise self._refuse(event, "yaml-key", f"The key {key[:60]!r} stands here twice.", "Keep only one of them.")
        return key


def _place(thing: Event | Node) -> Place:
    mark = thing.start_mark
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)
