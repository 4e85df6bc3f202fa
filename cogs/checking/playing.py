"""What the checks play with: the longest names, the most players, and every answer worth a look."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

from bot.kernel.asked import Locked, Player
from bot.kernel.contrasts import MOST_LINE
from bot.kernel.grading import Answer, check, grade
from bot.kernel.questions import Choice, Kind, Matching, Numeric, Ordering, Question
from bot.kernel.unfit import AnswerError

AT = datetime(2026, 1, 1, tzinfo=UTC)
"""Any moment does: the length of what is shown does not depend on it."""

PLAYERS = 12
LONGEST_NAME = "\N{FULL BLOCK}" * 32
LARGEST_ID = 36**6 - 1
"""An id with as many digits as a very busy bot would ever reach."""


ADA, BEN = Player(1, "Ada", AT), Player(2, "Ben", AT)
"""Who plays where an author looks at a question."""


def player(number: int) -> Player:
    """Somebody with the longest name."""
    return Player(number, LONGEST_NAME, AT)


def with_longest_contrasts(question: Question) -> Question:
    """The question with the longest line that may tell each of its options from the key.

    Which contrasts there are is known only where all packs are read: an item has to fit with any of them.
    """
    body = question.body
    if question.kind is not Kind.SINGLE or not isinstance(body, Choice):
        return question
    options = (one if one.right or not one.concept else replace(one, contrast="*" * MOST_LINE) for one in body.options)
    return replace(question, body=Choice(tuple(options)))


def answers_of(question: Question) -> Iterator[Answer]:
    """The key, and the wrong answers with the longest reasons."""
    body = question.body
    if isinstance(body, Choice):
        longest = sorted(range(len(body.options)), key=lambda i: (body.options[i].right, -len(body.options[i].why)))
        yield body.key
        yield from (tuple(sorted((*longest, *longest)[i : i + question.choose])) for i in range(len(longest)))
    elif isinstance(body, Ordering):
        steps = range(len(body.steps))
        yield from (tuple(steps), tuple(reversed(steps)), (*steps[1:], 0))
    elif isinstance(body, Matching):
        pairs = len(body.pairs)
        yield tuple(range(pairs))
        yield from ((response,) * pairs for response in range(len(body.responses)))
    elif isinstance(body, Numeric):
        yield from (f"{body.value}", *(mistake.text for mistake in body.mistakes), "9" * 40)
    else:
        yield from (*body.answers[:3], *(miss.text for miss in body.near), "*" * 59 + "x")


def locked_answers(question: Question) -> Iterator[Locked]:
    """Each of those answers as it would be kept."""
    for given in answers_of(question):
        try:
            fitting = check(question, given)
        except AnswerError:
            continue
        result = grade(question, fitting)
        yield Locked(fitting, result.correct, result.credit, 120, 99_000, AT, unsure=True)
