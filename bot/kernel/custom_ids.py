"""The ids on buttons, selects and forms: `v1:<verb>:<game>:<card>[:<argument>…]`, numbers in base 36.

They carry all that a press needs, so that nothing has to be remembered for one, and never what is right.
"""

from dataclasses import dataclass

VERSION = "v1"
LONGEST = 100
LONGEST_NUMBER = 12
"""Digits: what so many can say in base 36 fits into a row."""
SURE = "1"
"""The argument of a control that has asked already whether somebody is sure."""

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class Press:
    """A parsed id. `card` is a question's place from 0 in base 36, or a word outside a question."""

    verb: str
    game_id: int
    card: str
    arguments: tuple[str, ...] = ()

    @property
    def position(self) -> int:
        """The question's place; without a meaning where the verb is about no question."""
        return unbase36(self.card)

    @property
    def is_sure(self) -> bool:
        """Whether whoever presses was asked."""
        return self.arguments[:1] == (SURE,)


def build(verb: str, game_id: int, card: str, *arguments: str) -> str:
    """The id of a component."""
    custom_id = ":".join((VERSION, verb, base36(game_id), card, *arguments))
    if len(custom_id) > LONGEST:
        raise ValueError(f"custom id too long: {custom_id}")
    return custom_id


def parse(custom_id: str) -> Press | None:
    """What an id says; None where it is none of ours or damaged."""
    version, _, rest = custom_id.partition(":")
    parts = rest.split(":")
    if version != VERSION or len(parts) < 3 or len(custom_id) > LONGEST:
        return None
    verb, game, card, *arguments = parts
    game_id = read_number(game)
    if not verb or game_id is None or read_number(card) is None:
        return None
    return Press(verb, game_id, card, tuple(arguments))


def mark(game_id: int, card: str) -> str:
    """What all components on one card have in common."""
    return f"{base36(game_id)}:{card}"


def mark_of(custom_id: str) -> str | None:
    """The mark of the card that a component stands on; None where its id is none of ours."""
    press = parse(custom_id)
    return mark(press.game_id, press.card) if press else None


def base36(number: int) -> str:
    """A non-negative integer in base 36."""
    digits = ""
    while number >= 36:
        number, digit = divmod(number, 36)
        digits = _DIGITS[digit] + digits
    return _DIGITS[number] + digits


def unbase36(text: str) -> int:
    """The integer that `base36` wrote."""
    return int(text, 36)


def read_number(text: str, base: int = 36) -> int | None:
    """The number that an id or a choice holds, whoever sent it; None where it holds none, or more than a row can."""
    fits = 0 < len(text) <= LONGEST_NUMBER and all(letter in _DIGITS[:base] for letter in text)
    return int(text, base) if fits else None
