"""JSON of quiz programs: OpenTDB's (https://opentdb.com/api_config.php), Sir Lancebot's trivia, lists of answers."""

import base64
import binascii
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any
from urllib.parse import unquote

from bot.exchange.draft import Draft, Found, Markup, Part, Place, Reading, Refused, RefusedError, UnreadableError, Wish
from bot.exchange.readers.table import LETTER
from bot.exchange.text import decoded, unescaped
from bot.kernel.questions import Kind

Decode = Callable[[Any], str]
"""Makes text of a value, in whatever way the file has encoded it."""

_KEY = re.compile(r'(?<!\\)"question"\s*:')
_MOST_NESTED = 40
_DIFFICULTIES = {"easy": 1, "medium": 3, "hard": 5}
_BASE64 = re.compile(r"[A-Za-z0-9+/]{4,}={0,2}")


def read(data: bytes, wish: Wish) -> Reading:  # noqa: ARG001 - as all readers
    """Every object with a `question`, wherever it stands."""
    text, notes = decoded(data)
    try:
        whole = json.loads(text)
    except RecursionError:
        raise UnreadableError("The JSON is nested too deeply to be a question bank.") from None
    except ValueError as error:
        where = f"line {error.lineno}, {error.msg}" if isinstance(error, json.JSONDecodeError) else str(error)[:80]
        whole_ones = list(_salvaged(text))
        if not any(isinstance(one, Draft) for one in whole_ones):
            raise UnreadableError(f"This is not valid JSON: {where}.") from None
        return Reading(whole_ones, [*notes, f"This is not valid JSON ({where}): its questions are read one by one."])
    if isinstance(whole, dict) and whole.get("response_code") not in (None, 0):
        raise UnreadableError(
            f"OpenTDB answered with code {whole['response_code']!r:.20} and no questions. Ask it again."
        )
    items = list(_items(whole, "", 0))
    if not items:
        raise UnreadableError("No object in this JSON has a 'question'.")
    lines = _lines(text)
    if len(lines) == len(items):
        places = [Place(line) for line in lines]
    else:
        places = [Place(part=f"item {number}") for number in range(1, len(items) + 1)]
    found = (_found(one, category, place) for (one, category), place in zip(items, places, strict=True))
    if counted := [one for one, _ in items if _counts(one)]:
        if _counts_from_one(counted):
            found = (_doubted(one) if _counts(item) else one for one, (item, _) in zip(found, items, strict=True))
        else:
            notes.append(f"{len(counted)} of its answers are numbers: each is read as the place of an option, from 0.")
    return Reading(found, notes)


def _options(item: Mapping[str, Any]) -> list[Any] | None:
    return next((item[key] for key in ("answers", "options", "choices") if isinstance(item.get(key), list)), None)


def _counts(item: Mapping[str, Any]) -> bool:
    """Whether what is right is a number beside several options, none of which has it as its text."""
    answer, options = item.get("correct_answer", item.get("answer")), _options(item)
    is_number = isinstance(answer, int) and not isinstance(answer, bool)
    return is_number and options is not None and len(options) > 1 and str(answer) not in map(_text, options)


def _counts_from_one(items: Sequence[Mapping[str, Any]]) -> bool:
    """Whether some number is that of the last option from 1, and none is 0."""
    pairs = [(item.get("correct_answer", item.get("answer")), len(_options(item) or ())) for item in items]
    return any(answer == count for answer, count in pairs) and all(answer for answer, _ in pairs)


def _doubted(found: Found) -> Found:
    label = found.stem if isinstance(found, Draft) else found.label if isinstance(found, Refused) else ""
    why = "The numbers of right answers seem to count from 1 in this file, and Recall counts from 0."
    return Refused(found.place, label, f"{why} Write the text of the right option instead.")


def _salvaged(text: str) -> Iterator[Found]:
    """The objects with a question that are whole, and those that are not by their lines."""
    decoder, at, line, counted = json.JSONDecoder(), 0, 1, 0
    for key in _KEY.finditer(text):
        if key.start() < at:
            continue
        begins = text.rfind("{", at, key.start())
        line, counted = line + text.count("\n", counted, key.start()), key.start()
        if begins < 0:
            continue
        try:
            item, at = decoder.raw_decode(text, begins)
        except (ValueError, RecursionError):
            said = text[key.end() : key.end() + 80].split("\n")[0].strip(' ",')
            yield Refused(Place(line), said, "It is not valid JSON.")
            at = key.end()
        else:
            if isinstance(item, dict) and "question" in item:
                yield _found(item, "", Place(line))


def _lines(text: str) -> list[int]:
    """The line of each question, counted in one pass."""
    lines, line, at = [], 1, 0
    for found in _KEY.finditer(text):
        line += text.count("\n", at, found.start())
        at = found.start()
        lines.append(line)
    return lines


def _items(value: Any, category: str, depth: int) -> Iterator[tuple[Mapping[str, Any], str]]:
    if depth > _MOST_NESTED:
        return
    if isinstance(value, dict):
        if "question" in value and not isinstance(value["question"], dict | list):
            yield value, category
        else:
            for name, inner in value.items():
                named = category if name in ("results", "questions", "data", "items") else name
                yield from _items(inner, named, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            yield from _items(inner, category, depth + 1)


def _found(item: Mapping[str, Any], category: str, place: Place) -> Found:
    decode, markup = _decoder(item)
    stem = decode(item.get("question"))
    explanation = next(
        (decode(item[key]) for key in ("explanation", "info", "reason", "feedback") if item.get(key)), ""
    )
    category = decode(item.get("category") or item.get("category_id")) or category.replace("_", " ")
    facts: dict[str, object] = {}
    if (level := _DIFFICULTIES.get(decode(item.get("difficulty")).lower())) is not None:
        facts["difficulty"] = level
    try:
        kind, parts = _answer(item, decode)
    except RefusedError as error:
        return Refused(place, stem, str(error))
    return Draft(
        place, kind, stem, parts, explanation=explanation, category=" ".join(category.split()),
        tags=_tags(item, decode), facts=facts, markup=markup,
    )  # fmt: skip


def _tags(item: Mapping[str, Any], decode: Decode) -> list[str]:
    tags = item.get("tags")
    return [decode(tag) for tag in tags] if isinstance(tags, list) else []


def _decoder(item: Mapping[str, Any]) -> tuple[Decode, Markup]:
    """How OpenTDB wrote this item: its type says so, being one of two words. Only what is not encoded has entities."""
    said = str(item.get("type", ""))
    with suppress(binascii.Error, ValueError):
        if _BASE64.fullmatch(said) and base64.b64decode(said, validate=True) in (b"multiple", b"boolean"):
            return _from_base64, "none"
    whole = "".join(str(value) for value in item.values() if isinstance(value, str))
    if said in ("multiple", "boolean") and "%20" in whole and " " not in whole:
        return lambda value: unquote(_text(value)), "none"
    return _text, "guessed"


def _from_base64(value: Any) -> str:
    text = _text(value)
    try:
        return base64.b64decode(text, validate=True).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return text


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "True" if value else "False"
    return str(value) if isinstance(value, str | int | float) else ""


def _answer(item: Mapping[str, Any], decode: Decode) -> tuple[Kind, list[Part]]:
    """What is right and what is wrong. Raises `RefusedError` where that is not said, or could be either of two."""
    said = next((name for name in ("correct_answer", "answer") if name in item), "")
    answer = item.get(said)
    wrong = item.get("incorrect_answers") if said == "correct_answer" else None
    options = _options(item)
    if isinstance(wrong, list) and wrong:
        rights = [decode(one) for one in answer] if isinstance(answer, list) else [decode(answer)]
        parts = [*(Part(one, right=True) for one in rights), *(Part(decode(one)) for one in wrong)]
        return Kind.MULTIPLE if len(rights) > 1 else Kind.SINGLE, parts
    if options is not None:
        if answer is None:
            _refuse_options(item)
        return _listed([decode(one) for one in options], answer, said, decode)
    if _names_options(item):
        raise RefusedError(NAMED_OPTIONS)
    if name := _other_list(item):
        raise RefusedError(OTHER_LIST.format(name=name))
    rights = [decode(one) for one in answer] if isinstance(answer, list) else [decode(answer)]
    if not any(rights):
        raise RefusedError(NO_ANSWER)
    return Kind.TYPED, [Part(one, right=True) for one in rights]


NO_ANSWER = "It has no answer: 'correct_answer', 'answer', or 'answers' is missing."

NAMED_OPTIONS = "Its options have keys of their own. Write a list 'options', and the right one's text as 'answer'."

KEYLESS = "'answer' is missing, which says what is right of its '{options}': write the right one's text there."

OTHER_KEY = "'{key}' seems to say what is right of its '{options}': write the right one's text as 'answer' instead."

OTHER_LIST = "Recall does not read '{name}': write all options as a list 'options', the right one's text as 'answer'."

_SAYS_RIGHT = re.compile(
    r"(?:the)?(?:correct|right(?!s$)|solution)|key$|answer(?:keys?|index|idx|ids?|no|number|letters?|options?|text)?$"
)
"""How the keys begin that programs have for what is right, in small letters alone."""

_HOLDS_OPTIONS = re.compile(r"option|choice|alternative|possible|variant|distractor|incorrect|wrong")


def _refuse_options(item: Mapping[str, Any]) -> None:
    """A list beside which no key that is read says what is right must be one of spellings, or it is refused."""
    name = next(name for name in ("answers", "options", "choices") if isinstance(item.get(name), list))
    if any(isinstance(one, dict | list) for one in item[name]):
        raise RefusedError(NAMED_OPTIONS)
    read = {name, "answer", "correct_answer"}
    keys = (key for key in item if key not in read and _SAYS_RIGHT.match(_folded(key)))
    if key := next((key for key in keys if name != "answers" or _may_name(item[key], item[name])), ""):
        raise RefusedError(OTHER_KEY.format(key=key[:30], options=name))
    if name != "answers" or not read.isdisjoint({*item} - {name}):
        raise RefusedError(KEYLESS.format(options=name))
    if other := _other_list(item):
        raise RefusedError(OTHER_LIST.format(name=other))


def _may_name(value: Any, options: Sequence[Any]) -> bool:
    """Whether a value may say which of the options is right: any but words of which no option is one, nor a place."""
    if not isinstance(value, str):
        return value is not None
    said = value.casefold()
    return (
        LETTER.match(value.strip()) is not None
        or _SEVERAL.fullmatch(said.strip()) is not None
        or any(
            re.search(rf"(?<!\w){re.escape(one)}(?!\w)", said) for option in options if (one := str(option).casefold())
        )
    )


_SEVERAL = re.compile(
    r"\W*(?:\d{1,2}|[a-j])(?:\W+(?:and\W+)?(?:\d{1,2}|[a-j]))*\W*|(?:option|choice|answer)\b.*", re.DOTALL
)
"""What names places in a list, whatever stands between them."""


def _other_list(item: Mapping[str, Any]) -> str:
    """The key of what seems to be options, and is not read."""
    lists = (key for key, value in item.items() if isinstance(value, list | dict) and value and key != "answers")
    return next((key[:30] for key in lists if _HOLDS_OPTIONS.search(_folded(key))), "")


def _folded(key: str) -> str:
    return re.sub(r"[^a-z]", "", key.lower())


def _names_options(item: Mapping[str, Any]) -> bool:
    """Whether options stand under keys of their own, such as `A` and `option_b`: its answer names one of these."""
    lists = (item.get(key) for key in ("answers", "options", "choices"))
    return any(isinstance(one, dict) for one in lists) or sum(bool(LETTER.match(key)) for key in item) > 1


def _listed(options: list[str], answer: Any, said: str, decode: Decode) -> tuple[Kind, list[Part]]:
    """Options, and what says which are right: texts, or a number. Alone, they are spellings."""
    if answer is None or (len(options) == 1 and answer in (0, 1)):
        if not options:
            raise RefusedError(NO_ANSWER)
        return Kind.TYPED, [Part(one, right=True) for one in options]
    several = answer if isinstance(answer, list) else [answer]
    right = {_place(options, one, said, decode) for one in several}
    kind = Kind.MULTIPLE if len(right) > 1 else Kind.SINGLE
    return kind, [Part(one, right=place in right) for place, one in enumerate(options)]


def _place(options: list[str], answer: Any, said: str, decode: Decode) -> int:
    """The place of what is right. A number is a place from 0, or the text of an option; never one of both by chance."""
    text = decode(answer)
    found = {place for place, one in enumerate(options) if unescaped(one) == unescaped(text)}
    counts = isinstance(answer, int) and not isinstance(answer, bool)
    if counts and 0 <= answer < len(options):
        found.add(answer)
    if len(found) == 1:
        return found.pop()
    if found and counts and 0 <= answer < len(options) and options[answer] != text:
        either = f"the option “{text[:40]}” or “{options[answer][:40]}”, whose place from 0 is {answer}"
        raise RefusedError(
            f'\'{said}\': {answer} could mean {either}. Write its text in quotes: "{said}": "{text[:40]}".'
        )
    if found:
        return min(found)
    counted = f" Places count from 0 to {len(options) - 1}." if counts else ""
    raise RefusedError(f"'{said}': '{text[:40]}' is none of its options.{counted} Write the text of the right one.")
