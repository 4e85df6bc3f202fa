"""Markdown within a line: its signs go where a file is read, and are guarded where one is written.

What is escaped, code, and addresses in `<…>` are taken as they stand (https://spec.commonmark.org/0.31.2/#inlines).
"""

import re

from bot.exchange.text import HTML_TAG, unescaped

_AS_IT_STANDS = re.compile(
    r"\\(?P<sign>[!-/:-@\[-`{-~])|(?P<ticks>`+)(?P<code>[^`]+(?:`+[^`]+)*?)(?P=ticks)(?!`)"
    r"|<(?P<address>https?://[^\s<>]*)>"
)
_FIRST, _LAST = 0xF0000, 0xFFFFD
"""Private signs, each of which stands for one thing that is taken as it stands."""

_PRIVATE = re.compile(f"[{chr(_FIRST)}-{chr(_LAST)}]")
_IMAGE = re.compile(
    r"!\[([^\]]*)\]\(([^)\s]*)[^)]*\)|<img\b(?:[^<>]*?\ssrc\s*=\s*[\"']?([^\"'\s<>]*))?[^<>]*>", re.IGNORECASE
)
_LINK = re.compile(r"\[([^\[\]]+)\]\((?:[^()]|\([^)]*\))*\)")
_BREAK = re.compile(r"</?(?:br|p|div|details|summary|center|li|ul|ol|tr|td|th|hr|pre)\b[^<>]*>", re.IGNORECASE)
_BOLD = re.compile(r"(?<![\w*])\*\*(?=[^\s*])((?:[^*]|\*(?!\*))+?)(?<!\s)(?:(?<=\w)\*\*|\*\*(?!\w))")
_EMPHASIS = re.compile(r"(?<![\w*])([_*])(?![*_\s])([^*_]+?)(?<!\s)\1(?![\w*])")


def unmarked(text: str, *, bold: bool = False) -> str:
    """A line of our own without Markdown's signs; `<br>` breaks it, and `bold` leaves `**` around what it marks."""
    guarded, kept = _guarded(text)
    return _restored(_plain(guarded.replace("<br>", "\n"), bold=bold), kept)


def shown(text: str, images: list[str]) -> str:
    """A line of others as it is seen, its bold words still marked; names of pictures in it are added to `images`."""
    guarded, kept = _guarded(text)
    for found in _IMAGE.finditer(guarded):
        address = _restored(found[2] or found[3] or "", kept)
        images.append(address.rsplit("/", 1)[-1][:60] or _restored(found[1] or "", kept) or "without a name")
    seen = _LINK.sub(r"\1", _IMAGE.sub("", guarded))
    return _restored(_plain(HTML_TAG.sub("", _BREAK.sub(" ", seen)), bold=True), kept)


def without_bold(text: str) -> str:
    """A line that was `shown`, without the marks around its bold words: `2**3` has none."""
    return _BOLD.sub(r"\1", text)


def marked(text: str) -> str:
    """Text with a backslash before each sign that Markdown, or our own way of writing it, would take for its own."""
    escaped = re.sub(r"([\\`*_{}\[\]<>#]|&(?=#?[0-9A-Za-z]+;))", r"\\\1", text)
    escaped = re.sub(r"^(\d{1,9})([.)])", r"\1\\\2", re.sub(r"^([+~=-])", r"\\\1", escaped))
    return re.sub(r"^(Answer|Wrong|Unit|Worked out|Source):", r"\1\\:", escaped)


def _guarded(text: str) -> tuple[str, list[str]]:
    """The text with a private sign for each thing that is taken as it stands, and these things."""
    kept: list[str] = []

    def keep(found: re.Match[str]) -> str:
        if len(kept) > _LAST - _FIRST:
            return found[0]
        kept.append(found["sign"] or found["address"] or _code(found["code"]))
        return chr(_FIRST + len(kept) - 1)

    return _AS_IT_STANDS.sub(keep, _PRIVATE.sub("", text)), kept


def _code(text: str) -> str:
    return text[1:-1] if text[:1] == text[-1:] == " " and text.strip() else text


def _restored(text: str, kept: list[str]) -> str:
    return _PRIVATE.sub(lambda found: kept[ord(found[0]) - _FIRST], text).strip()


def _plain(text: str, *, bold: bool) -> str:
    text = text.strip()
    if not bold:
        text = _BOLD.sub(r"\1", text)
    return unescaped(_EMPHASIS.sub(r"\2", text))
