"""Our own YAML at the level *own*: it holds all that a question has."""

from collections.abc import Iterator, Sequence
from typing import Any

import yaml

from bot.exchange.writers.common import Pack, Written, zipped
from bot.exchange.writing import NAMED
from bot.kernel.questions import Choice, Matching, Numeric, Option, Ordering, Question, Typed
from bot.packs.files import MAX_BYTES

MOST_ITEMS = 500
"""Items of one pack file."""


def write(pack: Pack) -> Written:
    """One file, or several in an archive; each item keeps its sub-topic as its concept, if it names none of its own."""
    subtopic = next(iter(pack.sections), pack.title)
    files = [file_of(pack.topic, pack.title, subtopic, part) for part in parts_of(pack.questions)]
    named = ((NAMED.format(number=number), data) for number, data in enumerate(files, start=1))
    return Written(files[0] if len(files) == 1 else zipped(named), len(pack.questions))


def parts_of(questions: Sequence[Question]) -> Iterator[Sequence[Question]]:
    """Few enough items for one file, and texts that fit its size."""
    size = sum(len(repr(question)) for question in questions)
    most = max(1, min(MOST_ITEMS, len(questions) * MAX_BYTES // (2 * size + 1)))
    yield from (questions[first : first + most] for first in range(0, max(1, len(questions)), most))


def file_of(topic: str, title: str, subtopic: str, questions: Any) -> bytes:
    """A pack file with the questions, in the order given."""
    whole = {
        "level": "own",
        "topic": topic,
        "title": title[:60],
        "subtopic": subtopic[:80] or title[:80],
        "items": [item_of(question) for question in questions],
    }
    return yaml.dump(whole, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=110).encode()


class _Dumper(yaml.SafeDumper):
    """Never an alias: packs have none."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 - as PyYAML calls it
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    """Text over several lines stands as it is read; other text in one line, quoted where YAML would not take it so."""
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Dumper.add_representer(str, _text)


def item_of(question: Question) -> dict[str, Any]:
    """A question as an item of a pack file, without what is empty."""
    source = question.source
    item: dict[str, Any] = {
        "id": question.id,
        "version": question.version if question.version > 1 else None,
        "kind": question.kind.value,
        "concept": question.concept,
        "angle": question.angle.value,
        "difficulty": question.difficulty if question.expected is None else None,
        "expected": question.expected,
        "exams": {exam.value: question.tasks.get(exam, str(domain)) for exam, domain in question.exams.items()},
        "scenario": question.scenario or None,
        "tags": list(question.tags),
        "stem": question.stem,
        **_body(question),
        "explanation": question.explanation,
        "source": source and {"title": source.title, "url": source.url, "as_of": source.as_of.isoformat()},
        "status": [{"service": s.service, "state": s.state, "note": s.note} for s in question.status],
        "twin": question.twin,
        "apart": list(question.apart),
    }
    return {name: value for name, value in item.items() if value not in (None, "", [], {}, ())}


def _body(question: Question) -> dict[str, Any]:
    body = question.body
    match body:
        case Choice():
            return {"options": [_option(option) for option in body.options]}
        case Ordering():
            return {"steps": [_with_why({"text": step.text}, step.why) for step in body.steps]}
        case Matching():
            pairs = [_with_why({"prompt": pair.prompt, "match": pair.match}, pair.why) for pair in body.pairs]
            return {"pairs": pairs, "extra": [_with_why({"text": one.text}, one.why) for one in body.extra]}
        case Numeric():
            answer = {"value": body.value, "tolerance": body.tolerance, "unit": body.unit}
            mistakes = [_with_why({"value": float(one.text)}, one.why) for one in body.mistakes]
            return {"answer": answer, "worked": body.worked, "mistakes": mistakes}
        case Typed():
            near = [_with_why({"text": one.text}, one.why) for one in body.near]
            return {"answers": list(body.answers), "near": near, "exact": body.exact or None}


def _option(option: Option) -> dict[str, Any]:
    made: dict[str, Any] = {"text": option.text}
    if option.right:
        made["right"] = True
    if option.concept:
        made["concept"] = option.concept
    return _with_why(made, option.why)


def _with_why(part: dict[str, Any], why: str) -> dict[str, Any]:
    return {**part, "why": why} if why else part
