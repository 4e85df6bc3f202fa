"""The sheets beside the packs (`sheets.yaml`): families of neighbors.

What each is for, and how to tell it from others, is taken from the contrasts and the glossary, so that a sheet never
disagrees with the questions.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import Field, field_validator

from bot.kernel.contrasts import Contrast
from bot.kernel.sheets import Limit, Row, Sheet
from bot.packs.courses import Page, Slug, address
from bot.packs.files import is_there
from bot.packs.problems import PackError, Problem
from bot.packs.reading import Tree, read_tree
from bot.packs.schema import ConceptId, Strict
from bot.packs.shapes import distinct
from bot.packs.validating import validate

FILE = "sheets.yaml"
MOST_APART = 3
"""Sentences that tell a concept from others, on one sheet."""

_Line = Annotated[str, Field(min_length=10, max_length=160)]


class _LimitIn(Strict):
    text: Annotated[str, Field(min_length=3, max_length=120)]
    as_of: date
    source: Page


class _RowIn(Strict):
    concept: ConceptId
    name: Annotated[str, Field(min_length=2, max_length=40)]
    purpose: _Line | None = None
    choose: _Line
    avoid: _Line
    limits: tuple[_LimitIn, ...] = ()
    apart: tuple[_Line, ...] = ()


class _SheetIn(Strict):
    family: Slug
    title: Annotated[str, Field(min_length=3, max_length=60)]
    about: Annotated[str, Field(min_length=15, max_length=200)]
    rows: Annotated[tuple[_RowIn, ...], Field(min_length=2, max_length=10)]

    @field_validator("rows")
    @classmethod
    def _rows_differ(cls, rows: tuple[_RowIn, ...]) -> tuple[_RowIn, ...]:
        """Several rows may be about one concept, such as two products that do the same."""
        distinct([row.name for row in rows], "names")
        return rows


class SheetsIn(Strict):
    """The file."""

    sheets: Annotated[tuple[_SheetIn, ...], Field(min_length=1, max_length=24)]

    @field_validator("sheets")
    @classmethod
    def _families_differ(cls, sheets: tuple[_SheetIn, ...]) -> tuple[_SheetIn, ...]:
        distinct([sheet.family for sheet in sheets], "families")
        return sheets


def load_sheets(
    directory: Path, contrasts: Sequence[Contrast], meanings: Mapping[str, str], titles: Mapping[str, str]
) -> tuple[Sheet, ...]:
    """The sheets of a pack directory; none where there is no file.

    `meanings` gives concepts that the glossary explains, `titles` all concepts. Raises `PackError` where the file is
    broken, or where it cannot be said what something is for.
    """
    path = directory / FILE
    if not is_there(path):
        return ()
    tree = read_tree(path)
    found = validate(SheetsIn, tree).sheets
    if problems := list(_without_purpose(tree, found, contrasts, meanings)):
        raise PackError(problems)
    return tuple(
        Sheet(one.family, one.title, one.about, tuple(_row(row, one, contrasts, meanings, titles) for row in one.rows))
        for one in found
    )


def _purpose(row: _RowIn, contrasts: Iterable[Contrast], meanings: Mapping[str, str]) -> str:
    """As the author says it, as the contrasts do, or as the glossary does."""
    told = next((one.purposes[row.concept] for one in contrasts if row.concept in one.purposes), None)
    return row.purpose or told or meanings.get(row.concept, "")


def _without_purpose(
    tree: Tree, sheets: Iterable[_SheetIn], contrasts: Sequence[Contrast], meanings: Mapping[str, str]
) -> Iterator[Problem]:
    for at, sheet in enumerate(sheets):
        for place, row in enumerate(sheet.rows):
            if not _purpose(row, contrasts, meanings):
                message = f"No contrast and no glossary entry says what {row.concept} is for."
                loc = ("sheets", at, "rows", place, "concept")
                yield Problem(tree.path, *tree.place(loc), "sheet", message, "Write a contrast, or give 'purpose'.")


def _row(
    row: _RowIn,
    sheet: _SheetIn,
    contrasts: Sequence[Contrast],
    meanings: Mapping[str, str],
    titles: Mapping[str, str],
) -> Row:
    limits = tuple(Limit(limit.text, limit.as_of, address(limit.source)) for limit in row.limits)
    return Row(
        concept=row.concept,
        name=row.name,
        purpose=_purpose(row, contrasts, meanings),
        choose=row.choose,
        avoid=row.avoid,
        limits=limits,
        apart=row.apart or tuple(_apart(row, sheet, contrasts, titles)),
    )


def _apart(row: _RowIn, sheet: _SheetIn, contrasts: Iterable[Contrast], titles: Mapping[str, str]) -> Iterable[str]:
    """What tells it from its neighbors on this sheet, then from others."""
    rows = Counter(one.concept for one in sheet.rows)
    names = {one.concept: one.name for one in sheet.rows if rows[one.concept] == 1}
    ours = [one for one in contrasts if row.concept in one.purposes]
    found = []
    for one in sorted(ours, key=lambda contrast: not contrast.purposes.keys() <= rows.keys()):
        other = next(concept for concept in one.purposes if concept != row.concept)
        found.append(f"{names.get(other) or titles.get(other, other)}: {one.apart}")
    return found[:MOST_APART]
