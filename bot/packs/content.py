"""A question as canonical JSON, and the hash of what is asked."""

import json
from dataclasses import replace
from functools import cache
from hashlib import sha256

from pydantic import TypeAdapter

from bot.kernel.questions import Choice, Question

HASH_LENGTH = 12


@cache
def _adapter() -> TypeAdapter[Question]:
    return TypeAdapter(Question)


def to_json(question: Question) -> str:
    """The whole question as JSON with sorted keys; `from_json` gives an equal one."""
    return _canonical(_adapter().dump_python(question, mode="json"))


def from_json(text: str) -> Question:
    """The question that `to_json` wrote. Raises `ValueError` for anything else."""
    return _adapter().validate_json(text)


def content_hash(question: Question) -> str:
    """12 hex digits of the SHA-256 of what an answer depends on: the stem, what is offered, and the key.

    Rationales, explanation and labels may be mended without touching it. So may the order of options, since they are
    shown shuffled, and the marks of what decides, since nobody sees them who is asked.
    """
    body = question.body
    if isinstance(body, Choice):
        question = replace(question, body=Choice(tuple(sorted(body.options, key=lambda option: option.text))))
    question = replace(question, stem=question.asking)
    content = _adapter().dump_python(question, mode="json", include={"kind", "stem", "body", "image"})
    return sha256(_canonical(_without_reasons(content)).encode()).hexdigest()[:HASH_LENGTH]


def _canonical(value: object) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def _without_reasons(value: object) -> object:
    """The value without the keys that give reasons and not content, and without what is as usual."""
    if isinstance(value, dict):
        return {
            k: _without_reasons(v)
            for k, v in value.items()
            if k not in ("why", "concept", "worked", "rivals", "contrast") and (k, v) != ("exact", False)
        }
    if isinstance(value, list):
        return [_without_reasons(part) for part in value]
    return value
