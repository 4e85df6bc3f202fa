"""The verbs in the custom ids of a server's own questions."""

from enum import StrEnum

from bot.kernel.custom_ids import base36, build
from bot.kernel.questions import Kind, Question
from bot.kernel.sources import Game, owner_of
from bot.own.api import takes_distractors

NO_GAME, CARD = 0, "p"
KINDS = tuple(Kind)
"""In ids a kind is its place here."""

SCOPES: tuple[Game | None, ...] = (None, *Game)
"""In ids a game is its place here; the first stands for all of them."""


class Verb(StrEnum):
    """What a press asks for."""

    LIST = "zl"
    SCOPE = "z1"
    TOPICS = "zt"
    ORDER = "z2"
    PACK = "zp"
    ITEM = "zi"
    PICK = "zk"
    LOOK = "z7"
    ADD = "za"
    SAVE = "zs"
    AGAIN = "zg"
    EDIT = "ze"
    MEND = "zz"
    COPY = "zc"
    DELETE = "zd"
    RESTORE = "zr"
    HISTORY = "zh"
    PUBLISH = "zu"
    DROP = "zx"
    DROP_NOW = "zy"
    SUGGEST = "zq"
    RESUGGEST = "z0"
    MINE = "z3"
    QUEUE = "zw"
    ACCEPT = "zm"
    IMPROVE = "zv"
    IMPROVED = "zf"
    DECLINE = "zn"
    DECLINED = "zo"
    UNDO = "z4"
    BETTER = "z5"
    BETTERED = "z6"
    FILE = "z8"
    FILED = "z9"
    BRING = "zb"
    COLUMNS = "zj"
    COLUMNED = "zjf"


def on(verb: Verb, *arguments: str) -> str:
    """The id of a control."""
    return build(verb, NO_GAME, CARD, *arguments)


def better(game_id: int, position: int, verb: Verb = Verb.BETTER) -> str:
    """The id of a control about a better wrong answer for a question that a game asked."""
    return build(verb, game_id, base36(position))


def may_be_bettered(question: Question) -> bool:
    """Whether members can suggest a better wrong answer at its reveal: it is a server's own, and has wrong options."""
    return owner_of(question.id) != 0 and takes_distractors(question)
