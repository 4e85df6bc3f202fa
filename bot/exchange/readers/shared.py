"""What several readers share: numbers as people write them, and what Moodle's two formats have in common."""

import re
from math import isfinite

from bot.kernel.numbers import AmbiguousNumberError, UnreadableNumberError, plain, read

ANY_TEXT = "'*' in an answer stood for any text; here it stands for itself."


class NotANumberError(ValueError):
    """A text that is no number, or could be two; the message says how to write it."""


def number_in(text: str) -> float:
    """The number that a text is, as programs or as people write it. Raises `NotANumberError`."""
    said = text.strip()
    try:
        value = float(said)
    except ValueError:
        value = _as_people_write(said)
    if not isfinite(value):
        raise NotANumberError(f"'{said[:30]}' is not a number.")
    return value


def _as_people_write(text: str) -> float:
    try:
        value, rest = read(plain(text), text)
    except AmbiguousNumberError as error:
        many, few = error.parts["many"], error.parts["few"]
        raise NotANumberError(f"'{text[:30]}' could be {many} or {few}: write it as one of these.") from None
    except UnreadableNumberError:
        raise NotANumberError(f"'{text[:30]}' is not a number.") from None
    if rest:
        raise NotANumberError(f"'{text[:30]}' is not a number alone.")
    return value


def text_as_html(text: str) -> str:
    """Plain text as HTML, its lines broken."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\n", "<br>")


def last_of_path(path: str) -> str:
    """The last name of a path of Moodle's categories, in which `//` is a slash."""
    return re.split(r"(?<!/)/(?!/)", path.strip())[-1].replace("//", "/").removeprefix("$course$").strip()


def stands_for_any(answer: str) -> bool:
    r"""Whether an asterisk in an answer to type stands for any text in Moodle: `\*` is one of the text itself."""
    return re.search(r"(?<!\\)\*", answer) is not None
