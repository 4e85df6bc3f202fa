"""Which items are so short that they fit on any screen, without drawing one."""

from collections.abc import Iterator

from bot.delivery.validator import MOST_TEXT
from bot.kernel.questions import Choice, Matching, Numeric, Ordering, Question, Typed
from cogs.checking.playing import with_longest_contrasts

ALL_ELSE = 1_650
"""Characters of everything on a screen that is not the item's: the longest names, standings, legends, hints.

Where a server's own questions are written and decided on there may be more; those screens cut what does not fit.
"""

A_LINE = 40
"""What stands around a text on its line: letter, sign, number, emphasis, "Here belongs"."""


def surely_fits(question: Question) -> bool:
    """Whether the item fits wherever it is shown; where this is not sure, it has to be drawn."""
    return most_shown(question) <= MOST_TEXT


def most_shown(question: Question) -> int:
    """Characters that no screen with the item has more of, unless it cuts its texts to fit."""
    return ALL_ELSE + sum(weights(with_longest_contrasts(question)))


def weight(text: str) -> int:
    """The most characters that a text can take: each that is no letter, digit or space may have to be escaped."""
    return len(text) + sum(not (letter.isalnum() or letter == " ") for letter in text)


def weights(question: Question) -> Iterator[int]:
    """Each text of the item as often as one screen can show it."""
    yield weight(question.explanation)
    # What decides in the stem is repeated with the key.
    yield weight(question.stem) + sum(weight(clue) + A_LINE for clue in question.clues)
    if question.source:
        yield weight(question.source.title) + len(question.source.url)
    yield from (weight(status.service) + weight(status.note) + A_LINE for status in question.status)
    body = question.body
    if isinstance(body, Choice):
        yield from (weight(option.text) + weight(option.why) + A_LINE for option in body.options)
        # What was chosen and the key are told again, as many as one chooses.
        yield 2 * sum(sorted(weight(option.text) for option in body.options)[-question.choose :])
        yield max(weight(option.contrast) + A_LINE for option in body.options)
    elif isinstance(body, Ordering):
        yield from (2 * weight(step.text) + weight(step.why) + A_LINE for step in body.steps)
    elif isinstance(body, Matching):
        pairs = ((weight(pair.prompt), weight(pair.match), weight(pair.why)) for pair in body.pairs)
        yield from (2 * prompt + 2 * match + why + 2 * A_LINE for prompt, match, why in pairs)
        # The same response may be given to every prompt.
        yield len(body.pairs) * max(map(weight, body.responses))
        yield from (weight(extra.text) + A_LINE for extra in body.extra)
    elif isinstance(body, Numeric):
        yield from (weight(body.worked), 2 * weight(body.unit), 2 * A_LINE)
        yield max((weight(mistake.why) for mistake in body.mistakes), default=0)
    else:
        yield from _typed_weights(body)


def _typed_weights(body: Typed) -> Iterator[int]:
    yield from (weight(answer) + 2 for answer in body.answers)
    yield 2 * max(map(weight, body.answers)) + 200
    yield max((weight(miss.why) + weight(miss.text) for miss in body.near), default=0)
