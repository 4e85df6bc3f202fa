"""Every format that is read, which one a file has, and reading it whatever it holds."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import PurePath

from bot.exchange.draft import Reading, UnknownKindError, UnreadableError, Wish
from bot.exchange.files import check_size
from bot.exchange.text import decoded
from bot.exchange.writing import NAMED

Read = Callable[[bytes, Wish], Reading]


@dataclass(frozen=True, slots=True)
class Format:
    """A format by its short name, with what it is called."""

    name: str
    title: str
    reader: str
    """The module of `readers` that reads it, loaded with the first such file."""

    def read(self, data: bytes, wish: Wish) -> Reading:
        """What a file holds. Raises `UnreadableError`."""
        read: Read = import_module(f"bot.exchange.readers.{self.reader}").read
        return read(data, wish)


FORMATS = {
    one.name: one
    for one in (
        Format("yaml", "Recall's own YAML", "ours"),
        Format("gift", "Moodle GIFT", "gift"),
        Format("moodle", "Moodle XML", "moodle"),
        Format("aiken", "Aiken", "aiken"),
        Format("json", "OpenTDB or trivia JSON", "json"),
        Format("opentrivia", "OpenTriviaQA text", "opentrivia"),
        Format("xlsx", "Excel: Kahoot's template, or a table with a header", "xlsx"),
        Format("red", "a Red-DiscordBot trivia list", "red"),
        Format("csv", "CSV or TSV", "csv"),
        Format("anki-text", "Anki's text export", "anki_text"),
        Format("apkg", "an Anki deck", "apkg"),
        Format("quizlet", "Quizlet's export", "quizlet"),
        Format("markdown", "Markdown", "markdown"),
        Format("qti", "QTI 2.1", "qti"),
    )
}
"""By name, in the order in which they are offered."""

_BY_ENDING = {
    ".gift": "gift", ".aiken": "aiken", ".apkg": "apkg", ".colpkg": "apkg", ".md": "markdown", ".markdown": "markdown",
    ".csv": "csv", ".tsv": "csv", ".json": "json", ".xlsx": "xlsx", ".xlsm": "xlsx",
}  # fmt: skip


def format_of(name: str, data: bytes) -> Format:
    """The format of a file by its name and its beginning. Raises `UnreadableError` where neither tells."""
    ending = PurePath(name).suffix.lower()
    found = _binary(data, ending) or _BY_ENDING.get(ending) or _by_text(data, ending)
    if found is None:
        kinds = "; ".join(f"{one.title} ({one.name})" for one in FORMATS.values())
        raise UnknownKindError(f"Recall cannot tell what this file is. Say which of these it is: {kinds}.")
    return FORMATS[found]


def _binary(data: bytes, ending: str) -> str | None:
    if data[:2] == b"PK":
        if b"xl/workbook" in data or ending in (".xlsx", ".xlsm"):
            return "xlsx"
        if NAMED.format(number=1).encode() in data:
            return "yaml"
        return "apkg" if b"collection.anki" in data or ending in (".apkg", ".colpkg") else "qti"
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise UnreadableError(
            "This is an old or encrypted Office file. Save it as .xlsx without a password, or as CSV."
        )
    if data[:5] == b"%PDF-":
        raise UnreadableError(
            "This is a PDF, in which questions cannot be told from answers. Import the file that it was made from."
        )
    return None


def _by_text(data: bytes, ending: str) -> str | None:
    text, _ = decoded(data[:200_000])
    begins = text.lstrip()
    if begins.startswith("<"):
        return "moodle" if re.search(r"<quiz[\s>]", text) else "qti"
    if begins[:1] in "{[" and begins:
        return "json"
    if ending in (".yaml", ".yml"):
        return "yaml" if re.search(r"^(?:topic|subtopic|items)[ \t]*:", text, re.MULTILINE) else "red"
    return _plain_text(text)


LOOKED_AT = 20_000
"""So many characters of a text say which format it is."""


def _plain_text(text: str) -> str | None:
    text = text[:LOOKED_AT]
    if re.match(r"#(separator|html|columns|deck|notetype|tags|guid)[a-z ]*:", text):
        return "anki-text"
    if re.search(r"^#Q ", text, re.MULTILINE):
        return "opentrivia"
    if re.search(r"^[ \t]{0,20}ANSWER[ \t]{0,20}:", text, re.MULTILINE | re.IGNORECASE) and not re.search(
        r"[{}]", text
    ):
        return "aiken"
    if re.search(r"(?<!\\)\{[^{}]{0,2000}(?:[=~]|T|F|#)", text):
        return "gift"
    if re.search(r"^[ \t]{0,20}[-*+] \[[ xX]\]", text, re.MULTILINE) or re.search(r"^#{1,4} ", text, re.MULTILINE):
        return "markdown"
    if re.search(r"^[ \t]{0,20}ANSWER[ \t]{0,20}:", text, re.MULTILINE):
        return "aiken"
    lines = [line for line in text.split("\n")[:200] if line.strip()]
    if lines and sum("\t" in line for line in lines) > len(lines) // 2:
        return "quizlet" if all(line.count("\t") <= 1 for line in lines) else "csv"
    if lines and sum("," in line or ";" in line for line in lines) > len(lines) * 0.8 and len(lines) > 1:
        return "csv"
    return None


def read(name: str, data: bytes, wish: Wish, form: Format | None = None) -> tuple[Format, Reading]:
    """What a file holds; the format is told by its name and content where none is given.

    Raises `UnreadableError` where nothing can be taken of it.
    """
    check_size(len(data))
    chosen = form or format_of(name, data)
    return chosen, chosen.read(data, wish)
