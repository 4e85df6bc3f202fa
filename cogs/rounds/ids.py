"""The verbs in the custom ids of the group quiz."""

from enum import StrEnum

from bot.kernel.custom_ids import base36, build
from bot.rounds.rules.model import Round
from cogs.shared.answering import AnswerIds


class Verb(StrEnum):
    """What a press asks for, besides answering (`cogs/shared/answering.py`)."""

    JOIN = "j"
    LEAVE = "l"
    BEGIN = "b"
    HOST_MENU = "h"
    PAUSE = "p"
    RESUME = "c"
    SKIP = "i"
    STOP = "e"
    UNSURE = "q"
    NEXT = "n"
    MY_ANSWER = "y"
    MISSES = "v"
    AGAIN = "g"
    START = "qs"
    HOST_ACT = "ho"
    TEAM = "qt"


ANSWERS = ""
"""The verbs of answering are the steps' own letters."""

LOBBY, PODIUM = "lobby", "podium"
"""The cards that are no question: whole words, since single letters are questions in base 36."""


def on_question(verb: Verb, game: Round, *arguments: str, position: int | None = None) -> str:
    """The id of something on a question's card; the current question unless told otherwise."""
    place = game.position if position is None else position
    return build(verb, game.id, base36(place), *arguments)


def here(verb: Verb, game: Round, *arguments: str) -> str:
    """The id of a control that means the round as a whole, on whatever card it stands."""
    card = base36(game.position) if game.position >= 0 else LOBBY
    return build(verb, game.id, card, *arguments)


def answer_ids(game: Round, position: int) -> AnswerIds:
    """The ids of a question's controls."""
    return AnswerIds(ANSWERS, game.id, position)


def start_about(topic: str) -> str:
    """The id of a button that opens a lobby about a topic, or about a module that is named as one."""
    return build(Verb.START, 0, LOBBY, topic)
