"""ZIP archives of others, opened only where they cannot swell: Excel workbooks, Anki decks, QTI packages."""

import zipfile
import zlib
from io import BytesIO

from bot.exchange.draft import UnreadableError

MOST_FILES = 20_000
MOST_UNPACKED = 120_000_000
MOST_RATIO = 150


def opened(data: bytes, what: str) -> zipfile.ZipFile:
    """The archive. Raises `UnreadableError` where it is none, or would unpack to far more than any question bank."""
    try:
        archive = zipfile.ZipFile(BytesIO(data))
        files = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, UnicodeDecodeError, EOFError) as error:
        raise UnreadableError(f"This is not {what}, or it is damaged: it is not a complete ZIP archive.") from error
    unpacked = sum(file.file_size for file in files)
    if len(files) > MOST_FILES:
        raise UnreadableError(f"The archive contains {len(files):,} files, which no question bank does.")
    if unpacked > MOST_UNPACKED or unpacked > 1_000_000 + MOST_RATIO * max(len(data), 1):
        packed, whole = f"{len(data) / 1_000_000:,.1f} MB", f"{unpacked / 1_000_000:,.0f} MB"
        raise UnreadableError(
            f"The archive has {packed}, but unpacked it would have {whole}. Recall does not open such files. Save it "
            "again, with its questions alone."
        )
    return archive


def named(archive: zipfile.ZipFile, ending: str) -> list[str]:
    """Its files with this ending, each once: a name can be there many times, and the last one is read.

    What a computer puts beside them (`__MACOSX/`, `._name`) is none of them.
    """
    files = [name for name in dict.fromkeys(archive.namelist()) if name.lower().endswith(ending)]
    return [name for name in files if not any(part.startswith(("__MACOSX", ".")) for part in name.split("/"))]


def member(archive: zipfile.ZipFile, name: str, what: str) -> bytes:
    """The content of one file of it."""
    try:
        return archive.read(name)
    except KeyError:
        raise UnreadableError(f"This is not {what}: it contains no '{name}'.") from None
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, EOFError, zlib.error) as error:
        raise UnreadableError(f"'{name[:60]}' in the archive is damaged or encrypted.") from error
