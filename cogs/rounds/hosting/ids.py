"""The ids of the host's menu: one verb, and what is to be done as its first argument."""

from enum import StrEnum

from bot.rounds.rules.model import Round
from cogs.rounds.ids import Verb, here


class Act(StrEnum):
    """What the host wants done."""

    JOINING = "j"
    PACE = "p"
    WEIGHT = "w"
    WARM_UP = "u"
    LOOK_UP = "l"
    HAND_OVER = "o"
    REMOVE = "r"
    TEAMS = "t"
    NUMBER = "tn"
    FORMING = "tf"
    SPEAKING = "ts"
    TALK = "tt"
    PRESENT = "v"


def act(what: Act, game: Round, *arguments: str) -> str:
    """The id of a control in the host's menu."""
    return here(Verb.HOST_ACT, game, what, *arguments)
