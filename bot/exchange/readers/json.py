"""JSON of quiz programs: OpenTDB's (https://opentdb.com/api_config.php), Sir Lancebot's trivia, lists of answers."""

import base64
import binascii
import json
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any
from urllib.parse import unquote

from bot.exchange.draft import Draft, Found, Part, Place, Reading, Refused, UnreadableError, Wish
from bot.exchange.text import decoded, unescaped
from bot.kernel.questions import Kind

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
        found = list(_salvaged(text))
        if not any(isinstance(one, Draft) for one in found):
            raise UnreadableError(f"This is not valid JSON: {where}.") from None
        return Reading(found, [*notes, f"This is not valid JSON ({where}): its questions are read one by one."])
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
    return Reading((_found(one, category, place) for (one, category), place in zip(items, places, strict=True)), notes)


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
    decode = _decoder(item)
    stem = decode(item.get("question"))
    explanation = next(
        (decode(item[key]) for key in ("explanation", "info", "reason", "feedback") if item.get(key)), ""
    )
    category = decode(item.get("category") or item.get("category_id")) or category.replace("_", " ")
    facts: dict[str, object] = {}
    if (level := _DIFFICULTIES.get(decode(item.get("difficulty")).lower())) is not None:
        facts["difficulty"] = level
    answer = _answer(item, decode)
    if answer is None:
        return Refused(place, stem, "It has no answer: 'correct_answer', 'answer', or 'answers' is missing.")
    kind, parts = answer
    return Draft(
        place, kind, stem, parts, explanation=explanation, category=" ".join(category.split()),
        tags=_tags(item, decode), facts=facts,
    )  # fmt: skip


def _tags(item: Mapping[str, Any], decode: Any) -> list[str]:
    tags = item.get("tags")
    return [decode(tag) for tag in tags] if isinstance(tags, list) else []


def _decoder(item: Mapping[str, Any]) -> Any:
    """How OpenTDB wrote this item: its type says so, being one of two words."""
    said = str(item.get("type", ""))
    with suppress(binascii.Error, ValueError):
        if _BASE64.fullmatch(said) and base64.b64decode(said, validate=True) in (b"multiple", b"boolean"):
            return _from_base64
    whole = "".join(str(value) for value in item.values() if isinstance(value, str))
    if said in ("multiple", "boolean") and "%20" in whole and " " not in whole:
        return lambda value: unquote(_text(value))
    return lambda value: unescaped(_text(value))


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


def _answer(item: Mapping[str, Any], decode: Any) -> tuple[Kind, list[Part]] | None:
    if "correct_answer" in item:
        wrong = item.get("incorrect_answers")
        wrongs = [decode(one) for one in wrong] if isinstance(wrong, list) else []
        right = item["correct_answer"]
        rights = [decode(one) for one in right] if isinstance(right, list) else [decode(right)]
        parts = [*(Part(one, right=True) for one in rights), *(Part(one) for one in wrongs)]
        if not wrongs:
            return Kind.TYPED, parts
        return Kind.MULTIPLE if len(rights) > 1 else Kind.SINGLE, parts
    answer = item.get("answer")
    options = next((item[key] for key in ("answers", "options", "choices") if isinstance(item.get(key), list)), None)
    if options is not None:
        return _listed([decode(one) for one in options], answer, decode)
    if isinstance(answer, list) and answer:
        return Kind.TYPED, [Part(decode(one), right=True) for one in answer]
    return (Kind.TYPED, [Part(decode(answer), right=True)]) if _text(answer) else None


def _listed(options: list[str], answer: Any, decode: Any) -> tuple[Kind, list[Part]] | None:
    """Options of which `answer` says which is right, by its place from 0 or by its text; alone, they are spellings."""
    if answer is None or (len(options) == 1 and answer in (0, 1)):
        return (Kind.TYPED, [Part(one, right=True) for one in options]) if options else None
    if isinstance(answer, int) and not isinstance(answer, bool):
        return Kind.SINGLE, [Part(one, right=place == answer) for place, one in enumerate(options)]
    return Kind.SINGLE, [Part(one, right=one == decode(answer)) for one in options]
