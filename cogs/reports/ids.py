"""The verbs in the custom ids of reports."""

from collections.abc import Iterable
from enum import StrEnum

from bot.kernel.custom_ids import Press, base36, build, parse
from bot.kernel.questions import Question
from bot.kernel.sources import owner_of

NO_GAME, CARD = 0, "r"

ON_QUESTIONS = frozenset(["a", "s", "w", "y", "pa", "ps", "pw", "pn", "da", "ds", "dw", "xa", "xs", "xw"])
"""Verbs that stand on nothing but a question's card, so that their ids name a question."""


class Verb(StrEnum):
    """What a press asks for."""

    REPORT = "rq"
    SUBMIT = "rs"
    CASE = "rc"
    MUTE = "rm"
    KEEP = "rk"
    UNMUTE = "ru"


def on_question(verb: Verb, game_id: int, position: int) -> str:
    """The id of something about a question that a game asked."""
    return build(verb, game_id, base36(position))


def is_read(question: Question, guild_id: int) -> bool:
    """Whether a server's organizers would read a report, in a game that was begun on a server (0: on none)."""
    return bool(owner_of(question.id) or guild_id)


def case(verb: Verb, *arguments: str) -> str:
    """The id of an organiser's control."""
    return build(verb, NO_GAME, CARD, *arguments)


def question_in(custom_ids: Iterable[str]) -> Press | None:
    """The question that the ids on a message speak of; None where they speak of none."""
    presses = [press for press in map(parse, custom_ids) if press is not None]
    return next((press for press in presses if press.verb in {Verb.REPORT, *ON_QUESTIONS}), None)


def game_in(custom_ids: Iterable[str]) -> int | None:
    """The game that a message is about whose ids speak of no question: a daily's post, a podium."""
    presses = [press for press in map(parse, custom_ids) if press is not None]
    return next((press.game_id for press in presses if press.game_id), None)
