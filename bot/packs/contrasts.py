"""The contrasts beside the packs (`contrasts.yaml`)."""

from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import Field, field_validator

from bot.kernel.contrasts import MOST_LINE, Contrast
from bot.packs.files import is_there
from bot.packs.patterns import PAGE
from bot.packs.reading import read_tree
from bot.packs.schema import ConceptId, Strict
from bot.packs.shapes import distinct
from bot.packs.validating import validate

FILE = "contrasts.yaml"

_Line = Annotated[str, Field(min_length=15, max_length=MOST_LINE)]


class _ContrastIn(Strict):
    pair: tuple[ConceptId, ConceptId]
    first: _Line
    second: _Line
    apart: _Line
    source: Annotated[str, Field(pattern=PAGE, max_length=200)]

    @field_validator("pair")
    @classmethod
    def _are_two(cls, pair: tuple[str, str]) -> tuple[str, str]:
        distinct(list(pair), "concepts")
        return pair


class _Contrasts(Strict):
    as_of: date
    contrasts: tuple[_ContrastIn, ...]

    @field_validator("contrasts")
    @classmethod
    def _pairs_differ(cls, contrasts: tuple[_ContrastIn, ...]) -> tuple[_ContrastIn, ...]:
        distinct([" and ".join(sorted(one.pair)) for one in contrasts], "pairs")
        return contrasts


def load_contrasts(directory: Path) -> tuple[Contrast, ...]:
    """The contrasts of a pack directory; none where there is no file. Raises `PackError` where it is broken."""
    path = directory / FILE
    if not is_there(path):
        return ()
    found = validate(_Contrasts, read_tree(path)).contrasts
    return tuple(
        Contrast(
            dict(zip(one.pair, (one.first, one.second), strict=True)),
            one.apart,
            f"https://docs.aws.amazon.com/{one.source}.html",
        )
        for one in found
    )
