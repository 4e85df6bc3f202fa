"""Why an answer cannot be taken: values. Their sentences stand in `bot/kernel/words.py`."""

from enum import Enum, auto


class Unfit(Enum):
    """What keeps an answer from being read, or what has to be asked back first."""

    NOT_OFFERED = auto()
    CHOICES = auto()
    STEPS = auto()
    PAIRS = auto()
    NOTHING_TYPED = auto()
    NO_WORD = auto()
    NO_NUMBER_TYPED = auto()
    NO_NUMBER = auto()
    TWO_NUMBERS = auto()
    SHARE_OR_PERCENT = auto()
    OTHER_UNIT = auto()
    NO_UNIT = auto()
    PLAIN_NUMBER = auto()
    NO_SUCH_OPTION = auto()


class AnswerError(ValueError):
    """An answer that cannot be taken as it is.

    `parts` are what its sentence names: what was typed, how many are to be chosen. `readings` are the numbers that
    it could mean, that of an English writer first.
    """

    def __init__(self, why: Unfit, readings: tuple[float, ...] = (), **parts: str | int) -> None:
        super().__init__(why, parts)
        self.why, self.readings, self.parts = why, readings, parts
