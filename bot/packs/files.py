"""Which files of a folder are packs, and what the others are: nothing is passed over without a word."""

import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from bot.packs.problems import PackError, Problem, Severity
from bot.rights import closed, is_folder, to_be_opened

MAX_BYTES = 1_000_000
"""Of a pack file, and of a table."""

ENDINGS = (".yaml", ".yml")

_KINDS = {
    ".apkg": "an Anki deck", ".colpkg": "an Anki collection", ".csv": "a CSV table", ".doc": "a Word document",
    ".docx": "a Word document", ".gift": "a Moodle GIFT file", ".htm": "a web page", ".html": "a web page",
    ".json": "a JSON file", ".numbers": "a Numbers spreadsheet", ".ods": "a spreadsheet", ".odt": "a text document",
    ".pdf": "a PDF", ".ppt": "a presentation", ".pptx": "a presentation", ".rtf": "a text document",
    ".toml": "a TOML file", ".tsv": "a table", ".txt": "a plain text file", ".xls": "an Excel workbook",
    ".xlsm": "an Excel workbook", ".xlsx": "an Excel workbook", ".xml": "an XML file", ".zip": "a ZIP archive",
}  # fmt: skip

_EXPECTED = frozenset({"reviews.csv", "pack.schema.json"})
_BESIDE = (".md", ".jsonl")
"""Endings of what may lie beside packs: texts about them, and the answers of blind readers."""

_ABOUT = ("readme", "license", "licence", "changelog", "notice", "contributing", "authors")
"""Beginnings of names of files that speak about a folder."""

Stamp = tuple[int, int, int]
"""A file's modification time (nanoseconds), size and inode: when none has changed, the file has not."""

MEND = "A pack is a YAML file (.yaml or .yml); the guide for pack authors shows one of each kind."


def is_pack(path: Path) -> bool:
    """Whether the name is that of a YAML file."""
    return path.suffix.lower() in ENDINGS


def kind_of(path: Path) -> str:
    """What a file is by its name, with its ending."""
    known = _KINDS.get(path.suffix.lower())
    if known is None:
        return f"a {path.suffix} file" if path.suffix else "a file without an ending"
    return f"{known} ({path.suffix})"


def not_a_pack(path: Path, severity: Severity = "error") -> Problem:
    """The problem that a file of another kind stands where a pack should."""
    return Problem(path, 1, 1, "file-kind", f"This is {kind_of(path)}, which cannot be read.", MEND, severity)


def pack_files(directory: Path) -> list[Path]:
    """What is named as a pack in a directory, and in the folders right below it, in order; reading says what it is."""
    return sorted(path for path in _entries(directory) if is_pack(path))


def stamps(directories: Iterable[Path]) -> dict[Path, Stamp]:
    """The stamps of all files that packs are made of."""
    return {path: stamp(path) for directory in directories for path in pack_files(directory)}


def stamp(path: Path) -> Stamp:
    """The stamp of a file; that of one that is not there is all zeros."""
    try:
        stat = path.stat()
    except OSError:
        return (0, 0, 0)
    return (stat.st_mtime_ns, stat.st_size, stat.st_ino)


def is_regular(path: Path) -> bool:
    """Whether it is a file that has an end: whoever opens a pipe waits for somebody to write. Raises `OSError`."""
    return stat.S_ISREG(path.stat().st_mode)


def is_file(path: Path) -> bool:
    """Whether it is one; what cannot be looked at is none."""
    try:
        return is_regular(path)
    except OSError:
        return False


def is_there(path: Path) -> bool:
    """Whether there is anything by that name, such as a link that leads nowhere: reading it says what is wrong."""
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True
    return True


def closed_folders(directory: Path) -> Iterator[Problem]:
    """The folders of a directory, itself among them, whose files this process may not read."""
    if is_closed(directory):
        yield _closed(directory)
        return
    for folder in sorted(path for path in directory.glob("*") if is_folder(path) and not _hidden(path, directory)):
        if is_closed(folder):
            yield _closed(folder)


def is_closed(directory: Path) -> bool:
    """Whether this process may not read the files of a directory."""
    return closed(directory) is not None


def refuse_closed(directory: Path) -> None:
    """Raise `PackError` where it may not."""
    if is_closed(directory):
        raise PackError([_closed(directory)])


def _closed(directory: Path) -> Problem:
    message, mend = to_be_opened(directory) or ("The folder cannot be read.", "Check its permissions.")
    return Problem(directory, 1, 1, "directory", message, mend)


def ignored_files(directory: Path) -> Iterator[Problem]:
    """The files in a directory that are no packs, though somebody may take them for some."""
    for path in sorted(path for path in _entries(directory) if is_file(path)):
        about = path.suffix.lower() in _BESIDE or path.name.lower().startswith(_ABOUT)
        if not (is_pack(path) or about or path.name in _EXPECTED):
            yield not_a_pack(path, "warning")
    for path in sorted(directory.glob("*/*/*")):
        if is_pack(path) and not _hidden(path, directory):
            message = "This is nested too deeply: packs are read from the folder and from those directly below it."
            yield Problem(path, 1, 1, "file-place", message, "Move it up.", "warning")


def _entries(directory: Path) -> Iterable[Path]:
    """All but what is hidden, and what lies in closed folders, of which even the kind cannot be told."""
    top = [path for path in directory.glob("*") if not _hidden(path, directory)]
    shut = {path for path in top if is_folder(path) and is_closed(path)}
    below = (path for path in directory.glob("*/*") if path.parent not in shut and not _hidden(path, directory))
    return [*top, *below]


def _hidden(path: Path, directory: Path) -> bool:
    return any(part.startswith((".", "_")) for part in path.relative_to(directory).parts)
