"""Holding a file's values against a pydantic model: each error in plain words, with its place and how to mend it."""

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from bot.packs.faults import PAIRS, in_words
from bot.packs.problems import PackError, Problem
from bot.packs.reading import Loc, Tree

M = TypeVar("M", bound=BaseModel)

_MOST_SHOWN = 50
LONGEST_MESSAGE = 240
_QUESTIONS = "single, true_false, multiple, ordering, matching, numeric, or typed"
_MENDS = {
    "string_too_long": "Shorten it.",
    "string_too_short": "Write it out.",
    "too_long": "Remove some, or split the item.",
    "too_short": "Add what is missing.",
    "string_type": "Write text here; quote it if it is empty or 'null'.",
    "tuple_type": "Write a list, each entry after a '- '.",
    "union_tag_not_found": f"Add the kind: {_QUESTIONS}.",
    "union_tag_invalid": f"Use one of these: {_QUESTIONS}.",
    "string_pattern_mismatch": "Write it that way.",
    "literal_error": "Write it that way.",
    "enum": "Use one of these.",
    "date_type": "Write the date as 2026-09-29.",
    "date_from_datetime_inexact": "Write the date as 2026-09-29.",
    "finite_number": "Write a number, such as 0.75.",
    "date_from_datetime_parsing": "Write the date as 2026-09-29.",
    "date_parsing": "Write the date as 2026-09-29.",
    "int_parsing": "Write a whole number, such as 2.",
    "float_parsing": "Write a number, such as 0.75.",
    "bool_parsing": "Write true or false.",
    "value_error": "Change it accordingly; the guide for pack authors shows an item of each kind.",
}


def validate(model: type[M], tree: Tree) -> M:
    """The tree's values as the model. Raises `PackError` with every error found (the first 50)."""
    try:
        return model.model_validate(tree.value)
    except ValidationError as error:
        raise PackError(problems_of(tree, model, error)) from error


def problems_of(tree: Tree, model: type[BaseModel], error: ValidationError, below: Loc = ()) -> Iterator[Problem]:
    """The errors of a part of the tree, which stands at `below`, that was held against a part of the model."""
    for details in _first_causes(error.errors(include_url=False))[:_MOST_SHOWN]:
        loc = (*below, *details["loc"])
        yield Problem(
            tree.path,
            *tree.place(loc),
            rule="schema",
            message=one_line(_message(loc, details)),
            mend=one_line(_mend(loc, details, model)),
            item=_item_id(tree, loc),
        )


def _first_causes(errors: list[ErrorDetails]) -> list[ErrorDetails]:
    """The errors without those of lists that came out too short because an entry in them is at fault."""
    locs = [details["loc"] for details in errors]

    def follows(details: ErrorDetails) -> bool:
        loc = details["loc"]
        return details["type"] == "too_short" and any(loc == other[: len(loc)] != other for other in locs)

    return [details for details in errors if not follows(details)]


def _item_id(tree: Tree, loc: Loc) -> str | None:
    """The id that the author gave the item at fault, if it has come to that."""
    value: Any = tree.value
    for part in (*loc[:2], "id"):
        try:
            value = value[part]
        except (KeyError, IndexError, TypeError):
            return None
    return one_line(value[:60]) if isinstance(value, str) else None


def one_line(text: str) -> str:
    """The text as one printable line of bounded length: it may quote anything that stood in a file."""
    line = "".join(char if char.isprintable() else " " for char in text[: 2 * LONGEST_MESSAGE])
    return line if len(line) <= LONGEST_MESSAGE else f"{line[: LONGEST_MESSAGE - 1]}…"


def _name(loc: Loc) -> str:
    """What a value is called: by its key, an entry of a list by its number and the list's key."""
    key = next((part for part in reversed(loc) if isinstance(part, str) and part != "[key]"), None)
    if key is None:
        return "The file"
    return f"Entry {loc[-1] + 1} of '{key}'" if isinstance(loc[-1], int) else f"'{key}'"


def _message(loc: Loc, details: ErrorDetails) -> str:
    name = _name(loc)
    match details["type"]:
        case "missing":
            is_entry = bool(loc) and isinstance(loc[-1], int)
            return f"{_name(loc[:-1])} has too few entries." if is_entry else f"{name} is missing."
        case "extra_forbidden":
            return f"{name} is not a valid key here."
    return in_words(name, details)


def _mend(loc: Loc, details: ErrorDetails, model: type[BaseModel]) -> str:
    if details["type"] == "missing":
        return "Add it."
    if details["type"] == "extra_forbidden":
        close = get_close_matches(str(loc[-1])[:40], known_keys(model), n=1, cutoff=0.7)
        return f"Did you mean '{close[0]}'?" if close else "Remove it; the guide for pack authors lists the keys."
    if details["type"] in PAIRS:
        return _in_pairs(loc, model)
    return _MENDS.get(details["type"], "See the guide for pack authors for what belongs here.")


def _in_pairs(loc: Loc, model: type[BaseModel]) -> str:
    """How a value is written that has keys of its own."""
    if not loc:
        keys = [f"'{name}:'" for name, one in model.model_fields.items() if one.is_required()]
        return f"Write at its top {', '.join(keys) or 'its keys'}, each on a line of its own."
    if isinstance(loc[-1], int):
        return "Write its first key after the '- ', and the others below it."
    return "Write its keys below it, indented, each on a line of its own."


def known_keys(model: type[BaseModel]) -> list[str]:
    """All keys that the model and the models in it know."""
    schema = model.model_json_schema()
    parts = [schema, *schema.get("$defs", {}).values()]
    return sorted({key for part in parts for key in part.get("properties", {})})
