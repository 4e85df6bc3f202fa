"""What pydantic has found wrong with a value, in a plain sentence: its own words are for programmers."""

from typing import Any

from pydantic_core import ErrorDetails

from bot.packs.patterns import IN_WORDS

_PAIRS, _NUMBER, _WHOLE, _TRUTH = "'key: value' pairs", "a number", "a whole number", "true or false"
PAIRS = ("dict_type", "model_type", "model_attributes_type")
"""The errors of what should have keys of its own."""

_KINDS = {
    **dict.fromkeys(PAIRS, _PAIRS),
    **dict.fromkeys(("int_parsing", "int_type", "int_from_float", "int_parsing_size"), _WHOLE),
    **dict.fromkeys(("float_parsing", "float_type", "finite_number"), _NUMBER),
    **dict.fromkeys(("bool_parsing", "bool_type"), _TRUTH),
    **dict.fromkeys(("date_parsing", "date_type", "date_from_datetime_parsing"), "a date"),
    "date_from_datetime_inexact": "a date without a time",
    "string_type": "text",
    "tuple_type": "a list",
}
"""What a value should have been, by the error's type."""


def in_words(name: str, details: ErrorDetails) -> str:
    """What is wrong with a value. `name`: what it is called at the beginning of a sentence."""
    context: dict[str, Any] = details.get("ctx", {})
    match details["type"]:
        case "value_error":
            said = str(context["error"])
            return f"{said[:1].upper()}{said[1:]}."
        case "union_tag_not_found":
            return "'kind' is missing."
        case "union_tag_invalid":
            return f"'{context['tag'][:40]}' is not a kind of question."
        case "string_too_long" | "string_too_short" | "too_long" | "too_short":
            return _length(name, details["type"], details["input"], context)
    should = _should(details["type"], context)
    return f"{name} should be {should}." if should else f"{name} does not fit here."


def _length(name: str, kind: str, value: Any, context: dict[str, Any]) -> str:
    match kind:
        case "string_too_long":
            return f"{name} has {len(value)} characters; {context['max_length']} is the most."
        case "string_too_short":
            length = len(str(value).strip())
            return f"{name} has {length} characters; {context['min_length']} is the least." if length else _empty(name)
        case "too_long":
            return f"{name} has more than {context['max_length']} entries."
    return f"{name} has {context['actual_length']} entries of at least {context['min_length']}."


def _empty(name: str) -> str:
    return f"{name} is empty."


def _should(kind: str, context: dict[str, Any]) -> str | None:
    """What the value should have been; None where nobody has thought of that."""
    match kind:
        case "string_pattern_mismatch":
            return IN_WORDS.get(context["pattern"])
        case "literal_error" | "enum":
            *others, last = context["expected"].replace(" or ", ", ").split(", ")
            return f"{', '.join(others)}{',' if len(others) > 1 else ''} or {last}" if others else str(last)
        case "greater_than_equal":
            return f"at least {context['ge']:g}"
        case "less_than_equal":
            return f"at most {context['le']:g}"
    return _KINDS.get(kind)
