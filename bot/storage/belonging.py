"""Whose the rows of a table are, declared beside the table; erasing, exporting and forgetting are folds over this."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    FromClause,
    Table,
    Text,
    and_,
    case,
    func,
    literal_column,
    or_,
    select,
    union,
)

from bot.storage.columns import Instant

NOBODY = "Somebody who left"

_INFO = "belonging"

_WITHIN_LIST = (("[", "]"), ("[", ","), (" ", ","), (" ", "]"))
"""What stands before and after a number in a list, so that no part of another is taken for it."""


class Erase(StrEnum):
    """What erasing a person does with the rows that name them."""

    DELETE = "delete"
    STAND_IN = "stand in"
    """A number takes their place, since other people's results rest on the row."""
    NOBODY = "nobody"
    """There are no such rows."""


class Forget(StrEnum):
    """What forgetting a server does with the rows that are its, or of its games."""

    DELETE = "delete"
    KEEP = "keep"


@dataclass(frozen=True, slots=True)
class Belonging:
    """A table's declaration. Each of its columns that holds text or a large number is in one of the first four.

    `people` hold a person's id, `lists` several as JSON, `words` what somebody wrote or is called (column → whose, and
    what takes its place), `neutral` neither. `shown`, written alike: what says whether these words are shown elsewhere.
    `why` says what a row that stays is good for. `export` names the columns that a copy of somebody's data has; where
    there are none, `no_export` says why. `only` (column → table, person → whether) says in which of the rows that name
    somebody such a column is theirs; in the others it stays empty.
    `whole` names the one with a question and its key, which a copy keeps back while the question is being asked.
    `questions` names the column with a question's id, by which a row goes with the server whose own question it is.
    """

    erase: Erase
    people: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    words: Mapping[str, tuple[str, Callable[[Column[Any]], Any]]] = field(default_factory=dict)
    shown: Mapping[str, tuple[str, Callable[[Column[Any]], Any]]] = field(default_factory=dict)
    neutral: tuple[str, ...] = ()
    why: str = ""
    export: tuple[str, ...] = ()
    no_export: str = ""
    only: Mapping[str, Callable[[Table, int], ColumnElement[bool]]] = field(default_factory=dict)
    server: Forget = Forget.DELETE
    whole: str = ""
    questions: str = ""


def declare(table: Table, belonging: Belonging) -> None:
    """Say whose the rows of a table are."""
    table.info[_INFO] = belonging


def belonging_of(table: Table) -> Belonging:
    """What a table declares. Raises `LookupError` where it declares nothing."""
    found: Belonging | None = table.info.get(_INFO)
    if found is None:
        raise LookupError(f"{table.name} does not declare whose its rows are")
    return found


def exported(table: Table, player_id: int) -> list[ColumnElement[Any]]:
    """What a copy of a person's data has of a row that names them."""
    said = belonging_of(table)
    return [
        case((said.only[name](table, player_id), table.c[name]), else_=None) if name in said.only else table.c[name]
        for name in said.export
    ]


def people_columns(table: Table) -> list[Column[Any]]:
    """The columns of a table that hold people."""
    return [table.c[name] for name in belonging_of(table).people]


def is_theirs(table: Table, player_id: int) -> ColumnElement[bool]:
    """Whether a row names a person, be it in a list, in a table whose rows can."""
    return or_(*_ways(table, belonging_of(table), player_id))


def found_as_theirs(table: Table, player_id: int) -> ColumnElement[bool]:
    """The same by indexes, however many rows there are: one way of naming somebody at a time."""
    again = table.alias()
    ways, keys = list(_ways(again, belonging_of(table), player_id)), list(table.primary_key)
    if len(ways) == 1 or len(keys) > 1:  # of several columns that hold one person each, an engine joins the indexes
        return is_theirs(table, player_id)
    [key] = keys
    return key.in_(union(*(select(again.c[key.name]).where(way) for way in ways)))


def without_person(column: Column[Any], player_id: int, stand_in: int) -> ColumnElement[Any]:
    """A list of people with somebody else in a person's place."""
    without: ColumnElement[Any] = column
    for left, right in _WITHIN_LIST:
        without = func.replace(without, f"{left}{player_id}{right}", f"{left}{stand_in}{right}")
    return without


def _ways(rows: FromClause, said: Belonging, player_id: int) -> Iterator[ColumnElement[bool]]:
    yield from (rows.c[name] == player_id for name in said.people)
    yield from (_lists(rows.c[name], player_id) for name in said.lists)


def _lists(column: ColumnElement[Any], player_id: int) -> ColumnElement[bool]:
    """Whether a list has somebody; that it is not empty is spelled out, as the index of these lists is for no value."""
    places = (column.contains(f"{left}{player_id}{right}") for left, right in _WITHIN_LIST)
    return and_(column != literal_column("'[]'"), or_(*places))


def undeclared(tables: Iterable[Table]) -> list[str]:
    """Tables, and columns that could hold a person or their words, of which nothing is declared."""
    found = []
    for table in tables:
        if _INFO not in table.info:
            found.append(table.name)
            continue
        said = belonging_of(table)
        names = [*said.people, *said.lists, *said.words, *said.neutral]
        could = [c.name for c in table.columns if isinstance(c.type, (BigInteger, Text)) and not _is_time(c)]
        found += [f"{table.name}.{name}" for name in could if names.count(name) != 1]
        found += [f"{table.name}.{name}" for name in (*names, *said.export) if name not in table.c]
    return found


def nobody(column: Column[Any]) -> ColumnElement[Any]:
    """The name of somebody who is gone; where no name stood, none does."""
    return case((column != "", NOBODY), else_=column)


def unsaid(_: Column[Any]) -> str:
    """In place of what somebody wrote to others."""
    return ""


def without_typed(column: Column[Any]) -> ColumnElement[Any]:
    """An answer that was typed (a JSON text), emptied; one that was chosen stays, and says nothing of who chose it."""
    return case((column.like('"%'), '""'), else_=column)


def _is_time(column: Column[Any]) -> bool:
    return isinstance(column.type, Instant)
