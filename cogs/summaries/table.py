"""The summary as a table for spreadsheets: questions, places, teams, time, one below the other."""

import csv
from collections.abc import Iterator
from datetime import datetime
from io import StringIO

from bot.exchange.cells import as_text
from bot.kernel.names import readable
from bot.summaries.rules import Item, Place, Summary
from cogs.rounds.teams.words import NAMES
from cogs.shared.words import topic_text
from cogs.summaries import words

Row = tuple[object, ...]


def table(summary: Summary) -> bytes:
    """As UTF-8 with a mark that Excel wants; no cell is taken for a formula."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    for row in rows(summary):
        writer.writerow([_cell(cell) for cell in row])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _cell(cell: object) -> str:
    """A figure as it is; what somebody wrote as text."""
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M:%S}"
    return as_text(cell) if isinstance(cell, str) else "" if cell is None else str(cell)


def rows(summary: Summary) -> Iterator[Row]:
    """Each part begins with the names of its columns; an empty line stands between two."""
    yield words.QUESTION_COLUMNS
    for item in summary.items:
        yield from _item(item)
    if summary.places:
        yield from ((), words.PLACE_COLUMNS, *map(_place, summary.places))
    if summary.teams:
        yield from ((), words.TEAM_COLUMNS, *((one.place, _team(one), one.points) for one in summary.teams))
    yield from ((), words.TIME_COLUMNS)
    for one in summary.presence:
        yield one.at, one.there, one.of


def _item(item: Item) -> Iterator[Row]:
    """A line, and one more for each option."""
    share = None if item.facility is None else round(item.facility, 3)
    about = item.number, item.question_id, topic_text(item.topic), item.asking
    yield *about, item.answers, item.right, share, item.ways
    for option in item.options:
        is_right = words.YES if option.right else words.NO
        yield *about[:2], None, None, None, None, None, None, option.text, is_right, option.chosen


def _place(line: Place) -> Row:
    points = int(line.points) if line.points == int(line.points) else line.points
    return line.place or None, readable(line.name or ""), _team(line), points, line.right, line.of


def _team(line: Place) -> str:
    return "" if line.team is None else NAMES[line.team]
