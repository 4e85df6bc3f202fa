"""What is usually wrong where a file is not YAML, in plain words and with the line itself."""

import re
from typing import Any, NamedTuple

import yaml
from yaml.reader import Reader

from bot.packs.problems import Place

MOST_OF_A_LINE = 80
"""So many characters of a line are quoted."""


class Explained(NamedTuple):
    """Where it is, what is wrong, and how to mend it."""

    place: Place
    message: str
    mend: str


INDENTED = (
    "Its indentation does not go with the lines above, or something before it is not finished.",
    "Begin the keys of one item in the same column, with spaces, and quote text that goes on after a quotation mark.",
)

UNCLOSED = (
    "A bracket opens here and is never closed.",
    "Close it, with commas between the parts, and quote text that has commas or brackets.",
)

TAB = "It has a tab where only spaces can be.", "Use spaces."

_CAUSES: tuple[tuple[str, str, str], ...] = (
    (
        "mapping values are not allowed",
        "It has a colon followed by a space where no value can begin.",
        "Quote the text if the colon is part of it; else begin the line in the column of the other keys.",
    ),
    (
        "unexpected end of stream|unexpected document",
        "A quotation mark opens here and is never closed.",
        "Close it at the end of the text, or remove it; write an apostrophe within single quotes twice.",
    ),
    (r"tab character|character '?\\?\\t", *TAB),
    (
        "could not find expected ':'",
        "It has no colon with a space after it, so it is no key with a value.",
        "Write 'key: value', with a space after the colon, or indent text that goes on from the line before.",
    ),
    (
        "cannot start any token|alphabetic or numeric character|whitespace or line break|expected ' '",
        "The text begins with a character that means something else in YAML.",
        "Quote the text.",
    ),
    (
        "comment or line break|chomping or indentation",
        "The text begins with '>' or '|', which announce text on the lines below.",
        "Quote the text, or begin it on the next line.",
    ),
    (r"expected ',' or", *UNCLOSED),
    (
        "escape character",
        "Within double quotes it has a backslash that means nothing.",
        "Write two backslashes, or use single quotes.",
    ),
    (
        "block sequence entries are not allowed",
        "It has a hyphen where no list can begin.",
        "Begin the list on the next line, or quote the text.",
    ),
    ("expected key|expected '-'|block end", *INDENTED),
)
"""What the parser says, on either engine → what is wrong, and how to mend it."""

_ENDED = {
    "'": "Write those quotation marks that are part of the text twice.",
    '"': "Write a backslash before each of those quotation marks that are part of the text.",
}

NO_OPENING = (
    "It has a “{sign}” that closes no bracket.",
    "Remove it, or write the bracket that it closes; if it is part of the text, quote the text.",
)

BEHIND_ITS_BRACKET = (
    "The text goes on after the bracket that closes it.",
    "Quote the whole text if the brackets are part of it; else remove what follows them.",
)

BEGINS_WITH_COMMA = "It has a comma with nothing before it.", "Remove the comma, or quote the text that it is part of."

SECOND_COLON = (
    "Within brackets it has a second colon followed by a space, where a comma or the closing bracket belongs.",
    "Quote the text if the colon is part of it.",
)

WRONG_CLOSING = (
    "It has a “{sign}” that closes a bracket of another kind.",
    "Close each bracket with its own kind, [ with ] and { with }, and quote text that has brackets.",
)

NO_COMMA = (
    "Within brackets there is no comma between two parts.",
    "Write the comma, or quote the whole text.",
)

_AT_ITS_BEGINNING = re.compile(
    "unexpected end of stream|unexpected document|expected ',' or|could not find expected ':'"
)
"""Where these are found, the parser has long passed what is wrong: it says where that began."""


def explain(error: yaml.YAMLError, text: str) -> Explained:
    """What is wrong with a text that is not YAML."""
    said: str = getattr(error, "problem", None) or ""
    if not said:
        return _unreadable(text)
    found, began = _place(getattr(error, "problem_mark", None)), _place(getattr(error, "context_mark", None))
    cause = next(((why, mend) for what, why, mend in _CAUSES if re.search(what, said)), INDENTED)
    seen = _in_brackets(text, found, began) if cause == UNCLOSED else _seen(text, found, cause)
    place = began if seen is None and began and _AT_ITS_BEGINNING.search(said) else found
    why, mend = seen or cause
    place = place or (1, 1)
    return Explained(place, f"This line cannot be read as YAML: {_quoted(text, place[0])}. {why}", mend)


def _place(mark: Any) -> Place | None:
    return (mark.line + 1, mark.column + 1) if mark else None


def _in_brackets(text: str, found: Place | None, began: Place | None) -> tuple[str, str] | None:
    """What is wrong between brackets, where the line in which they open shows it or they close; else they never do."""
    if found is None or began is None or (found[0] != began[0] and not _is_closed(text, began)):
        return None
    before, at = _around(text, found)
    if at in _CLOSING:
        return _of_sign(WRONG_CLOSING, at)
    if at == ":":
        return SECOND_COLON
    if at.strip() and before.rstrip()[-1:] in _ENDED:
        return _behind_quotation(before)
    return NO_COMMA if at.strip() else None


def _is_closed(text: str, began: Place) -> bool:
    """Whether as many brackets close as open from there on, of whichever kind and wherever they stand."""
    depth = 0
    for sign in "\n".join(text.splitlines()[began[0] - 1 :])[began[1] - 1 :]:
        depth += (sign in _OPENING) - (sign in _CLOSING)
        if depth == 0:
            return True
    return False


def _seen(text: str, place: Place | None, cause: tuple[str, str]) -> tuple[str, str] | None:
    """What the line itself shows, where only one of the engines says it, or neither."""
    before, at = _around(text, place or (1, 1))
    if at == "\t" and not before.strip():
        return TAB
    if cause != INDENTED or not at.strip():
        return None
    if at in _CLOSING:
        return _of_sign(NO_OPENING, at)
    last = before.rstrip()[-1:]
    if last in _ENDED:
        return _behind_quotation(before)
    return BEHIND_ITS_BRACKET if last in _CLOSING else BEGINS_WITH_COMMA if at == "," else None


_OPENING, _CLOSING = ("[", "{"), ("]", "}")


def _of_sign(cause: tuple[str, str], sign: str) -> tuple[str, str]:
    return cause[0].replace("{sign}", sign), cause[1]


def _behind_quotation(before: str) -> tuple[str, str]:
    return "The text goes on after the quotation mark that closes it.", _ENDED[before.rstrip()[-1]]


def _around(text: str, place: Place) -> tuple[str, str]:
    """What stands before a place in its line, and the sign there; nothing at the line's end."""
    line = _line(text, place[0])
    return line[: place[1] - 1], line[place[1] - 1 : place[1]]


def _unreadable(text: str) -> Explained:
    """A character that no YAML may have."""
    found = Reader.NON_PRINTABLE.search(text)
    before = text[: found.start()] if found else ""
    place = before.count("\n") + 1, len(before) - before.rfind("\n")
    message = f"This line cannot be read as YAML: {_quoted(text, place[0])}. It has an invisible control character."
    return Explained(place, message, "Remove it, or write the line again.")


def _quoted(text: str, number: int) -> str:
    seen = Reader.NON_PRINTABLE.sub("", _line(text, number).strip().replace("\t", " "))
    return f"“{seen[:MOST_OF_A_LINE]}{'…' if len(seen) > MOST_OF_A_LINE else ''}”"


def _line(text: str, number: int) -> str:
    """A line by its number; what ends too early is found behind the last one, where there is nothing."""
    lines = text.splitlines()
    return lines[number - 1] if number <= len(lines) else ""
