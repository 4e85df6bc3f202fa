"""What readers recorded about items: the blind answer, and the four judgements that no rule can make.

`reviews.csv` at the top of a pack directory holds a line an item. `hash` is the content hash that was read, so an
edited item shows as stale. `blind` is what a reader answered who saw no key: a text, or JSON for several.
"""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, fields
from datetime import date
from pathlib import Path

from bot.kernel.grading import grade
from bot.kernel.questions import Choice, Matching, Ordering, Question
from bot.kernel.unfit import AnswerError
from bot.packs.content import content_hash
from bot.packs.problems import PackError, Problem
from bot.packs.reading import refuse_irregular, unread
from bot.whole import write_whole

FILE = "reviews.csv"
JUDGEMENTS = ("parallel", "plausible", "one_best", "focused")
Blind = str | list[str] | dict[str, str]
"""A text; the texts chosen, or the steps in order; or prompt → response."""


@dataclass(frozen=True, slots=True)
class Review:
    """One reader's reading of an item; each judgement is `yes`, or what is wrong."""

    item: str
    hash: str
    blind: str
    parallel: str
    plausible: str
    one_best: str
    focused: str
    date: str


_COLUMNS = [field.name for field in fields(Review)]


def load_reviews(directory: Path) -> dict[str, Review]:
    """The reviews of a pack directory by item. Raises `PackError` where the file is damaged."""
    path = directory / FILE
    try:
        refuse_irregular(path)
        with path.open(encoding="utf-8", newline="") as file:
            return {review.item: review for review in _rows(path, io.StringIO(file.read(10_000_000), newline=""))}
    except OSError as error:
        raise unread(path, error) from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise PackError([_damaged(path, 1, str(error))]) from error


def _rows(path: Path, lines: Iterable[str]) -> Iterator[Review]:
    reader = csv.reader(lines)
    if next(reader, None) != _COLUMNS:
        raise PackError([_damaged(path, 1, f"the first line has to be {','.join(_COLUMNS)}")])
    for row in reader:
        if len(row) != len(_COLUMNS):
            raise PackError([_damaged(path, reader.line_num, f"this line has {len(row)} fields")])
        yield Review(*row)


def _damaged(path: Path, line: int, why: str) -> Problem:
    return Problem(path, line, 1, "reviews", f"The reviews cannot be read: {why}.", "Record them with `packs review`.")


def save_reviews(directory: Path, reviews: Mapping[str, Review]) -> None:
    """Write the reviews in order of item. Raises `OSError`; then those that were there are as they were."""
    written = io.StringIO(newline="")
    writer = csv.DictWriter(written, _COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(asdict(reviews[item]) for item in sorted(reviews))
    write_whole(directory / FILE, written.getvalue().encode())


def record(question: Question, blind: Blind, judgements: Mapping[str, str], on: date) -> Review:
    """A review of the question as it reads now."""
    text = blind if isinstance(blind, str) else json.dumps(blind, ensure_ascii=False)
    judged = {name: judgements.get(name, "") for name in JUDGEMENTS}
    return Review(question.id, content_hash(question), text, **judged, date=on.isoformat())


def read_blind(text: str) -> Blind:
    """The blind answer of a line, as it was recorded; text may begin with a bracket, too."""
    with suppress(ValueError):
        value: Blind = json.loads(text) if text.startswith(("[", "{")) else text
        return value
    return text


def agrees(question: Question, blind: Blind) -> bool:
    """Whether the blind answer is the key; an answer that does not fit the question does not agree."""
    try:
        return grade(question, _answer(question, blind)).correct
    except (AnswerError, ValueError):
        return False


def _answer(question: Question, blind: Blind) -> tuple[int, ...] | str:
    body = question.body
    if isinstance(blind, dict) != isinstance(body, Matching):
        raise ValueError("prompts and responses are for matching")
    if isinstance(body, Choice):
        texts = [option.text for option in body.options]
        return tuple(sorted(texts.index(text) for text in ([blind] if isinstance(blind, str) else blind)))
    if isinstance(body, Ordering):
        steps = [step.text for step in body.steps]
        order = tuple(steps.index(text) for text in blind)
        if sorted(order) != list(range(len(steps))):
            raise ValueError("not all steps, each once")
        return order
    if isinstance(body, Matching):
        given = dict(blind) if isinstance(blind, dict) else {}
        return tuple(body.responses.index(given.get(pair.prompt, "")) for pair in body.pairs)
    return str(blind)


def review_flaws(question: Question, review: Review | None) -> Iterator[tuple[str, str, str]]:
    """Rule, message and mend for what is missing, stale or wrong in an item's review."""
    if review is None:
        yield "review", "Nobody has read this item blind.", "Have a reader answer it: `packs blind`, `packs review`."
    elif review.hash != content_hash(question):
        yield "review-stale", f"The item was edited after its review of {review.date}.", "Have it read again."
    else:
        if not agrees(question, read_blind(review.blind)):
            yield "blind", f"A reader who saw no key answered: {review.blind}.", "Rewrite the item, or remove it."
        for name in JUDGEMENTS:
            if (judged := getattr(review, name)) != "yes":
                yield (
                    "judgement",
                    f"A reader did not find it {_SAID[name]}: {judged.rstrip('.') or 'not judged'}.",
                    "Rewrite it.",
                )


_SAID = {
    "parallel": "parallel in its options",
    "plausible": "plausible in its distractors",
    "one_best": "clear which answer is best",
    "focused": "focused in its stem",
}
