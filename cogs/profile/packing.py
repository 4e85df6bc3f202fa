"""Files as they can be sent: as they are, or packed into one where they are large."""

from collections.abc import Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

PACKED = "recall-data.zip"


def packed(texts: Mapping[str, str], most: int) -> dict[str, bytes] | None:
    """Name → content, together at most so many bytes; None where they are too large even when packed."""
    files = {name: text.encode() for name, text in texts.items()}
    if _size(files) > most:
        files = {PACKED: _zipped(files)}
    return files if _size(files) <= most else None


def _size(files: Mapping[str, bytes]) -> int:
    return sum(map(len, files.values()))


def _zipped(files: Mapping[str, bytes]) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()
