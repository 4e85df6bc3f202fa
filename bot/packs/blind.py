"""Having items read blind: the sheet that a reader gets, and taking the answers in."""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails

from bot.kernel.questions import Choice, Matching, Numeric, Ordering, Question
from bot.kernel.shuffle import shown_order
from bot.packs.problems import PackError, Problem
from bot.packs.reading import unread
from bot.packs.reviews import JUDGEMENTS, Blind, Review, agrees, record
from bot.packs.validating import one_line


class BlindAnswer(BaseModel):
    """A line that a reader gives back: the answer, and each judgement as `yes` or what is wrong."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    answer: Blind
    parallel: str = ""
    plausible: str = ""
    one_best: str = ""
    focused: str = ""


def sheet(question: Question, seed: int) -> dict[str, object]:
    """The item without its key: what a player sees before answering, shuffled by the seed."""
    body = question.body
    order = shown_order(question, seed)
    seen: dict[str, object] = {"id": question.id, "kind": question.kind.value, "stem": question.asking}
    if isinstance(body, Choice):
        seen |= {"choose": question.choose, "options": [body.options[i].text for i in order]}
    elif isinstance(body, Ordering):
        seen |= {"steps": [body.steps[i].text for i in order]}
    elif isinstance(body, Matching):
        prompts, responses = [pair.prompt for pair in body.pairs], [body.responses[i] for i in order]
        seen |= {"prompts": prompts, "responses": responses}
    elif isinstance(body, Numeric):
        seen |= {"unit": body.unit}
    return seen


def read_answers(path: Path) -> Iterator[BlindAnswer]:
    """The answers in a file of JSON lines. Raises `PackError` at the first line that is none."""
    mend = 'Write {"id": "…", "answer": "…"} on each line; the answer is a text, a list of texts, or prompt → response.'
    try:
        lines = path.read_text(encoding="utf-8").split("\n")  # a line of JSON may hold other ends of lines
    except OSError as error:
        raise unread(path, error) from error
    except UnicodeDecodeError as error:
        told = "The answers cannot be read: they are not text in UTF-8."
        raise PackError([Problem(path, 1, 1, "answers", told, mend)]) from error
    for number, line in enumerate(lines, start=1):
        try:
            if line.strip():
                yield BlindAnswer.model_validate_json(line)
        except ValidationError as error:
            raise PackError([Problem(path, number, 1, "answers", _why(error.errors()[0]), mend)]) from error


def _why(details: ErrorDetails) -> str:
    """What is wrong with a line, in a sentence."""
    if details["type"] == "json_invalid":
        return "This line is not JSON."
    if not details["loc"]:
        return "This line is JSON, but not an object."
    name = one_line(str(details["loc"][0]))
    match details["type"]:
        case "missing":
            return f"This line has no '{name}'."
        case "extra_forbidden":
            return f"'{name}' does not belong in an answer."
    return f"'{name}' is not an answer." if name == "answer" else f"'{name}' should be text."


def take_in(
    answers: Iterable[BlindAnswer], questions: Mapping[str, Question], reviews: dict[str, Review], on: date
) -> Iterator[str]:
    """Put the answers among the reviews, and say of each that is not the key, or whose item there is none."""
    for answer in answers:
        question = questions.get(answer.id)
        if question is None:
            yield f"{answer.id}: there is no such item"
            continue
        judgements = {name: str(getattr(answer, name)) for name in JUDGEMENTS}
        reviews[question.id] = record(question, answer.answer, judgements, on)
        if not agrees(question, answer.answer):
            yield f"{question.id}: answered differently: {json.dumps(answer.answer, ensure_ascii=False)}"
