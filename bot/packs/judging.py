"""What the game would say to an answer: for authors, without starting it."""

import json
from collections.abc import Sequence
from pathlib import Path

from bot.kernel import grading
from bot.kernel.answers import key_in_words
from bot.kernel.grading import Answer
from bot.kernel.questions import Choice, Matching, Ordering, Question
from bot.kernel.reading import listed, pick
from bot.kernel.unfit import AnswerError, Unfit
from bot.kernel.verdicts import Verdict, verdict
from bot.kernel.words import unfit
from bot.packs.catalogue import BUILT_IN, load_catalogue
from bot.packs.files import is_pack, not_a_pack
from bot.packs.loading import load_file
from bot.packs.problems import PackError, Problem
from bot.packs.rivals import vocabulary, with_rivals

WORDS = {Verdict.RIGHT: "right", Verdict.HALF: "half", Verdict.WRONG: "wrong"}
"""The first word of what is printed; for what would be asked back it is `asked`."""


def find_item(path: Path, item: str) -> Question:
    """The item of a pack file, as the game knows it. Raises `PackError` where the file or the item is none."""
    if not is_pack(path):
        raise PackError([not_a_pack(path)])
    found = next((question for question in load_file(path).questions if question.id == item), None)
    if found is None:
        raise PackError([Problem(path, 1, 1, "item", f"There is no item '{item}' in it.", "Give the ID of an item.")])
    catalogue, _ = load_catalogue([BUILT_IN, path.resolve().parent])
    return with_rivals(found, vocabulary((*catalogue.questions.values(), *catalogue.drills.values(), found)))


def judged(question: Question, text: str) -> tuple[str, str]:
    """The verdict (right, half, wrong or asked) and what is to be said of it."""
    try:
        answer = grading.check(question, _answer(question, text))
    except AnswerError as error:
        return "asked", unfit(error)
    word = verdict(grading.grade(question, answer).credit)
    said = [f"Right: {key_in_words(question)}."] if word is not Verdict.RIGHT else []
    if reason := grading.known_mistake(question, answer):
        said.insert(0, reason)
    return WORDS[word], " ".join([*said, question.explanation])


def _answer(question: Question, text: str) -> Answer:
    """The text as an answer: option texts or their places from 1, with commas between or as a JSON list."""
    body = question.body
    if isinstance(body, Choice):
        return tuple(sorted(_places(text, [option.text for option in body.options])))
    if isinstance(body, Ordering):
        return tuple(_places(text, [step.text for step in body.steps]))
    if isinstance(body, Matching):
        return tuple(_places(text, list(body.responses)))
    return text


def _places(text: str, offered: Sequence[str]) -> list[int]:
    names = {place: (name, str(place + 1)) for place, name in enumerate(offered)}
    whole = pick(text, names)
    found = [whole] if whole is not None else [pick(part, names) for part in _listed(text, offered)]
    if None in found or not found:
        raise AnswerError(Unfit.NO_SUCH_OPTION, options="; ".join(offered))
    return [place for place in found if place is not None]


def _listed(text: str, offered: Sequence[str]) -> list[str]:
    try:
        places = json.loads(text) if text.startswith("[") else None
    except ValueError:
        places = None
    return [str(place) for place in places] if isinstance(places, list) else listed(text, offered)
