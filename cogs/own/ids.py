"""The verbs in the custom ids of a server's own questions."""

from enum import StrEnum

from bot.kernel.custom_ids import build
from bot.kernel.questions import Kind

NO_GAME, CARD = 0, "p"
KINDS = tuple(Kind)
"""In ids a kind is its place here."""


class Verb(StrEnum):
    """What a press asks for."""

    LIST = "zl"
    TOPICS = "zt"
    PACK = "zp"
    ITEM = "zi"
    PICK = "zk"
    ADD = "za"
    SAVE = "zs"
    AGAIN = "zg"
    EDIT = "ze"
    COPY = "zc"
    DELETE = "zd"
    RESTORE = "zr"
    HISTORY = "zh"
    PUBLISH = "zu"
    DROP = "zx"
    DROP_NOW = "zy"
    SUGGEST = "zq"
    QUEUE = "zw"
    ACCEPT = "zm"
    IMPROVE = "zv"
    IMPROVED = "zf"
    DECLINE = "zn"
    DECLINED = "zo"
    BRING = "zb"


def on(verb: Verb, *arguments: str) -> str:
    """The id of a control."""
    return build(verb, NO_GAME, CARD, *arguments)
