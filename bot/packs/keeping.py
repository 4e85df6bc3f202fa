"""What the packs gave at the last start, kept in a file: to take it up is twenty times as quick as to read them all.

It is taken only where its digest is that of the same files, read by the same program, and only what is in it is built:
values and classes of the kernel, which do nothing but hold them. Whatever is wrong with the file, it is passed over.
"""

import os
import pickle
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import fields, is_dataclass
from datetime import date
from enum import EnumType
from fractions import Fraction
from hashlib import blake2b
from io import BytesIO
from pathlib import Path
from typing import Any

from bot import __version__
from bot.kernel.library import Library
from bot.packs.files import MAX_BYTES, ignored_files, is_regular, pack_files
from bot.packs.stock import Stock
from bot.rights import is_folder

_PROGRAM = Path(__file__).resolve().parents[2]
_READ_BY = ("bot/kernel", "bot/packs", "cogs")
"""Whose code says what becomes of a file."""

_MADE_AGAIN = frozenset({"find", "calculations"})
_OTHERS = {"date": date, "Fraction": Fraction}


def digest_of(directories: Sequence[Path], shipped: Path | None) -> str:
    """Of all that decides what the packs give: the files by their contents, and the program."""
    digest = blake2b(f"{__version__} {sys.version}".encode(), digest_size=32)
    for line in _decisive(directories, shipped):
        digest.update(len(line).to_bytes(8, "big") + line)
    return digest.hexdigest()


def _decisive(directories: Sequence[Path], shipped: Path | None) -> Iterator[bytes]:
    for room in _READ_BY:
        yield from _code(room)
    yield from _files([_PROGRAM / "questions" / "topics.yaml"], _PROGRAM)
    for directory in directories:
        yield f"{is_folder(directory)} {directory == shipped}".encode()
        yield from _files(pack_files(directory), directory)
        yield from (str(ignored).encode() for ignored in ignored_files(directory))


def _code(room: str) -> Iterator[bytes]:
    """The program's own files. They are many, and as `Path`s each of them would take longer than its digest."""
    for folder, below, names in os.walk(f"{_PROGRAM}/{room}"):
        below[:] = sorted(name for name in below if name != "__pycache__")
        for path in (f"{folder}/{name}" for name in sorted(names) if name.endswith(".py")):
            yield path.removeprefix(str(_PROGRAM)).encode(errors="surrogateescape")
            try:
                with open(path, "rb") as file:  # noqa: PTH123
                    yield file.read()
            except OSError as error:
                yield repr(error).encode()


def _files(paths: Iterable[Path], within: Path) -> Iterator[bytes]:
    for path in paths:
        yield str(path.relative_to(within)).encode(errors="surrogateescape")
        try:
            if not is_regular(path):
                yield b"no file"
                continue
            with path.open("rb") as file:
                yield file.read(MAX_BYTES + 1)
        except OSError as error:
            yield repr(error).encode()


def kept(file: Path, digest: str) -> Stock | None:
    """What is kept under this digest; None where nothing is, or something else, or where it is damaged."""
    try:
        if not is_regular(file):
            return None
        head, _, body = file.read_bytes().partition(b"\n")
        if head.decode() != f"{digest} {_sum(body)}":
            return None
        topics, items, drills = _Reader(BytesIO(body)).load()
        return Stock(topics, _whole(items), _whole(drills))
    except (OSError, ValueError, TypeError, AttributeError, LookupError, pickle.UnpicklingError, EOFError):
        return None


def keep(file: Path, digest: str, stock: Stock) -> None:
    """Keep it for the next start, for the owner's eyes alone. Where that cannot be, the next start reads the files."""
    _Writer(written := BytesIO(), protocol=5).dump((dict(stock.topics), _parts(stock.items), _parts(stock.drills)))
    body = written.getvalue()
    fresh = file.with_name(f"{file.name}.new")
    with suppress(OSError):
        fresh.unlink(missing_ok=True)
        try:
            with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:  # noqa: PTH123
                out.write(f"{digest} {_sum(body)}\n".encode() + body)
            fresh.replace(file)
        finally:
            fresh.unlink(missing_ok=True)


def _sum(body: bytes) -> str:
    return blake2b(body, digest_size=32).hexdigest()


def _parts(library: Library) -> dict[str, Any]:
    """All of a library but what is a function of it."""
    held = {one.name: getattr(library, one.name) for one in fields(library) if one.name not in _MADE_AGAIN}
    return {name: dict(value) if isinstance(value, Mapping) else value for name, value in held.items()}


def _whole(parts: dict[str, Any]) -> Library:
    known = parts["questions"] or {**parts["flashcards"], **parts["lifecycle"]}
    return Library(**parts, find=known.get)


def _member(owner: Any, name: str) -> Any:
    """A member of one of the kernel's enumerations, and no other attribute of anything."""
    if isinstance(owner, EnumType) and name in owner.__members__:
        return owner[name]
    raise pickle.UnpicklingError(f"{name} is no member of an enumeration")


class _Writer(pickle.Pickler):
    """Writes a value of the kernel as its class and its fields, in their order.

    By itself it would be set field by field, for which its class is asked for its fields each time: most of a start
    with many questions.
    """

    def reducer_override(self, value: Any) -> Any:
        """What makes such a value again."""
        if is_dataclass(value) and not isinstance(value, type):
            return type(value), tuple(getattr(value, field.name) for field in fields(value))
        return NotImplemented


class _Reader(pickle.Unpickler):
    """Builds the kernel's classes, and nothing else that a file may name."""

    def find_class(self, module: str, name: str) -> Any:
        """The class. Raises `UnpicklingError` for whatever is none of them."""
        if (module, name) == ("builtins", "getattr"):  # how Python 3.11.0 to 3.11.3 writes a member of an enumeration
            return _member
        if module in {"datetime", "fractions"} and name in _OTHERS:
            return _OTHERS[name]
        if module.startswith("bot.kernel.") and "." not in name:
            found = super().find_class(module, name)
            if isinstance(found, type) and found.__module__ == module:
                return found
        raise pickle.UnpicklingError(f"{module}.{name} is nothing that packs give")
