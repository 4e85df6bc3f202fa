"""A file of somebody else's as a pack of one's own: read, taken, and said what became of each item."""

import re
from collections.abc import Container
from dataclasses import dataclass, replace
from pathlib import PurePath

from bot.exchange.draft import UnreadableError, Wish
from bot.exchange.naming import Names
from bot.exchange.reading import Format, read
from bot.exchange.taken import Import, Unfit
from bot.exchange.text import slug

_MISSING = {
    **dict.fromkeys(("csv", "xlsx"), "below its header, the table has no rows. Add a row for each question."),
    "yaml": "below 'items', there is nothing. Write the questions there, each after a '- '.",
}
"""What a file of a format lacks that has no question in it."""

_TOPIC = re.compile(r"[a-z][a-z0-9_]{1,31}")


@dataclass(frozen=True, slots=True)
class Brought:
    """A file as it comes, with what is wished of it. `topic` and `title` are those of the pack, if they are told.

    `columns` and `header` are about a table, as in `Wish`.
    """

    name: str
    data: bytes
    form: Format | None = None
    columns: tuple[str, ...] = ()
    topic: str = ""
    title: str = ""
    header: bool | None = None


def bring(brought: Brought, used: Container[str] = (), unfit: Unfit | None = None, kept: Container[str] = ()) -> Import:
    """Take what can be taken of a file. `used` holds the ids of all other packs, `kept` those of the pack as it was.

    Raises `UnreadableError` where nothing can be: the file is too large, damaged, dangerous, or of no known format.
    """
    from bot.exchange.taking import take  # it learns what an item is, which takes a while: only for a file

    try:
        wish = Wish(brought.name, brought.columns, brought.header)
        form, reading = read(brought.name, brought.data, wish, brought.form)
        called = (brought.title or reading.title or _called(brought.name))[:60]
        said = reading.topic if _TOPIC.fullmatch(reading.topic) else ""
        topic = brought.topic or said or topic_of(called)
        taken = replace(take(reading, form.name, topic, called, Names(called, used, kept), unfit), title=called)
        return taken if taken.items or taken.report.lines else _empty(taken, form)
    except RecursionError:
        raise UnreadableError("The file is nested too deeply to be a question bank.") from None


def _empty(taken: Import, form: Format) -> Import:
    """With what is missing in a file that holds nothing at all."""
    missing = _MISSING.get(form.name, f"it was read as {form.title}. If it is something else, say what.")
    notes = (*taken.report.notes, f"There is no question in this file: {missing}")
    return replace(taken, report=replace(taken.report, notes=notes))


def _called(name: str) -> str:
    stem = PurePath(name).name.split(".")[0]
    words = re.sub(r"[_\-.]+", " ", stem).strip()
    return (words[:1].upper() + words[1:])[:60] or "Imported"


def topic_of(title: str) -> str:
    """A topic's name for a title."""
    made = slug(title, 32, "_")
    return (
        made if re.fullmatch(r"[a-z][a-z0-9_]{1,31}", made) else f"own_{made}"[:32].strip("_") if made else "imported"
    )
