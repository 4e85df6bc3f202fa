"""What is written: whole rows, and amounts added to rows; and the statements that do it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from sqlalchemy import Column, ColumnElement, Insert, Table, bindparam, case, func

from bot.storage.inserting import insert as new_row


@dataclass(frozen=True, slots=True)
class Put:
    """A whole row as it now is: inserted, or in the place of the row with the same primary key.

    A column that is `counted` in its `info` stays as it is there: statements alone raise it. One that is put `unless`
    such a count has been raised since the row was read becomes 0 where it has. A person's column that `stays` is never
    put again, nor is one that stays `once` a text of the same row is there: who read the row before they were erased
    would bring them back.
    """

    table: Table
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Add:
    """Amounts to add to the figures of the row with this key; where there is none it begins with them.

    Columns with a `function` in their `info` are computed anew from the sums.
    """

    table: Table
    key: Mapping[str, object]
    amounts: Mapping[str, int]


Change = Put | Add


@dataclass(slots=True)
class Run:
    """Changes of one kind to one table with none of another kind between them: one statement, each row once."""

    kind: type[Change]
    _rows: dict[tuple[Any, ...], Any] = field(default_factory=dict)

    def take(self, change: Change) -> None:
        """One more: the later state of a row takes the place of the earlier one, amounts are summed."""
        if isinstance(change, Put):
            self._rows[tuple(change.values[column.name] for column in change.table.primary_key)] = change.values
            return
        key = tuple(change.key[column.name] for column in change.table.primary_key)
        total = self._rows.setdefault(key, {})
        for name, amount in change.amounts.items():
            total[name] = total.get(name, 0) + amount

    def statement(self, table: Table) -> tuple[Insert, list[Mapping[str, object]]]:
        """What does it, and its parameters, by key: where several processes write they wait, but never in a circle."""
        rows = sorted(self._rows.items())
        if self.kind is Put:
            return upsert(table), [values for _, values in rows]
        return accumulate(table), [
            {_parameter(column): value for column, value in zip(table.primary_key, key, strict=True)}
            | {_parameter(table.c[name]): amount for name, amount in total.items()}
            for key, total in rows
        ]


def in_runs(changes: Iterable[Change]) -> dict[Table, list[Run]]:
    """By table, in the order in which they were made."""
    found: dict[Table, list[Run]] = {}
    for change in changes:
        runs = found.setdefault(change.table, [])
        if not runs or runs[-1].kind is not type(change):
            runs.append(Run(type(change)))
        runs[-1].take(change)
    return found


_STATEMENTS: dict[tuple[str, str], Insert] = {}


def upsert(table: Table) -> Insert:
    """The statement that puts a whole row; built once a table."""
    known = _STATEMENTS.get(("put", table.name))
    if known is None:
        insert = new_row(table)
        keys = [column.name for column in table.primary_key]
        columns = () if "never changes" in table.info else table.columns
        may_change = [one for one in columns if one.name not in keys and not {"counted", "stays"} & one.info.keys()]
        others = {column.name: _put(column, insert) for column in may_change}
        known = (
            insert.on_conflict_do_update(index_elements=keys, set_=others)
            if others
            else insert.on_conflict_do_nothing(index_elements=keys)
        )
        _STATEMENTS[("put", table.name)] = known
    return known


def _put(column: Column[Any], insert: Any) -> ColumnElement[Any]:
    new: ColumnElement[Any] = insert.excluded[column.name]
    if "once" in column.info:
        there = column.table.c[column.info["once"]] != ""
        return case((there, column.table.c[column.name]), else_=new)
    if "unless" not in column.info:
        return new
    name = column.info["unless"]
    return case((column.table.c[name] == insert.excluded[name], new), else_=0)


def accumulate(table: Table) -> Insert:
    """The statement that adds to a row's figures; built once a table."""
    known = _STATEMENTS.get(("add", table.name))
    if known is None:
        derived = [column for column in table.columns if "function" in column.info]
        given = [column for column in table.columns if column not in derived]
        first: dict[str, ColumnElement[Any]] = {c.name: bindparam(_parameter(c)) for c in given}
        keys = [column.name for column in table.primary_key]
        insert = new_row(table)
        summed = {c.name: c + insert.excluded[c.name] for c in given if c.name not in keys}
        known = insert.values(first | {c.name: _derived(c, first) for c in derived}).on_conflict_do_update(
            index_elements=keys, set_=summed | {c.name: _derived(c, summed) for c in derived}
        )
        _STATEMENTS[("add", table.name)] = known
    return known


def _derived(column: Column[object], figures: Mapping[str, ColumnElement[Any]]) -> ColumnElement[Any]:
    return cast("ColumnElement[Any]", getattr(func, column.info["function"])(*(figures[n] for n in column.info["of"])))


def _parameter(column: Column[Any]) -> str:
    """A parameter's name; the column's own is taken by the library."""
    return f"new_{column.name}"
