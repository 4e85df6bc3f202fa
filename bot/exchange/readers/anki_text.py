"""Anki's text export: https://docs.ankiweb.net/importing/text-files.html (file headers)."""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from io import StringIO

from bot.exchange.draft import Found, Markup, Place, Reading, UnreadableError, Wish
from bot.exchange.readers import notes
from bot.exchange.text import decoded

_SEPARATORS = {"comma": ",", "semicolon": ";", "tab": "\t", "space": " ", "pipe": "|", "colon": ":"}
_HEADER = re.compile(r"^#([a-z ]+):(.*)$")


def read(data: bytes, wish: Wish) -> Reading:  # noqa: ARG001 - as all readers
    """Each note of the file, with its tags."""
    text, said = decoded(data)
    head: dict[str, str] = {}
    lines = text.split("\n")
    while lines and (found := _HEADER.match(lines[0])):
        head[found[1].strip()] = found[2].strip()
        lines.pop(0)
    skipped = text.count("\n") + 1 - len(lines)
    left: notes.Left = {}
    items = list(_found("\n".join(lines), head, skipped, left))
    return Reading(items, [*said, *notes.passed_over(left)])


def _found(text: str, head: Mapping[str, str], skipped: int, left: notes.Left) -> Iterator[Found]:
    said = head.get("separator", "tab")
    sign = _SEPARATORS.get(said.casefold(), said[:1] or "\t")
    apart = {name: _number(head, f"{name} column") for name in ("tags", "deck", "notetype", "guid")}
    named = [name.strip() for name in head.get("columns", "").split(sign)] if head.get("columns") else []
    markup: Markup = "html" if head.get("html", "false").casefold() == "true" else "none"
    reader = csv.reader(StringIO(text, newline=""), delimiter=sign)
    lines = text.split("\n")
    line = skipped + 1
    try:
        for cells in reader:
            is_comment = lines[line - skipped - 1].startswith("#")  # a note in quotes may begin with the sign
            if any(cell.strip() for cell in cells) and not is_comment:
                fields = [
                    (named[n] if n < len(named) else "", cell)
                    for n, cell in enumerate(cells)
                    if n not in apart.values()
                ]
                tags = _cell(cells, apart["tags"]).split() or head.get("tags", "").split()
                deck = _cell(cells, apart["deck"]) or head.get("deck", "")
                yield from notes.items(Place(line), fields, tags, deck.rsplit("::", 1)[-1], left, markup=markup)
            line = skipped + reader.line_num + 1
    except csv.Error as error:
        raise UnreadableError(f"The file breaks off in line {line}: {error}.") from None


def _number(head: Mapping[str, str], name: str) -> int:
    said = head.get(name, "")
    return int(said) - 1 if said.isdecimal() else -1


def _cell(cells: Sequence[str], place: int) -> str:
    return cells[place] if 0 <= place < len(cells) else ""
