"""What is right, for practice partners: they know no packs, so the command line tells them."""

import json
from collections.abc import Iterable
from pathlib import Path

from bot.kernel.questions import Choice, Matching, Numeric, Ordering, Question


def write_oracle(path: Path, questions: Iterable[Question]) -> None:
    """Write stem → what is right, as `playground.partners` reads it."""
    path.write_text(json.dumps({question.asking: _right(question) for question in questions}), encoding="utf-8")


def _right(question: Question) -> dict[str, object]:
    body = question.body
    if isinstance(body, Choice):
        return {"texts": [option.text for option in body.options if option.right]}
    if isinstance(body, Ordering):
        return {"steps": [step.text for step in body.steps]}
    if isinstance(body, Matching):
        return {"pairs": {pair.prompt: pair.match for pair in body.pairs}}
    if isinstance(body, Numeric):
        return {"typed": f"{body.value:g}"}
    return {"typed": body.answers[0]}
