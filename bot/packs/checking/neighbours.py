"""Keys of typed items that have another term of the field within reach of a slip."""

from collections.abc import Iterator

from rapidfuzz.distance import OSA

from bot.kernel.normal import normalise
from bot.kernel.questions import Question, Typed
from bot.kernel.spelling import slips_allowed
from bot.packs.checking.flaws import Flaw
from bot.packs.rivals import Vocabulary, near_terms


def neighbour_flaws(question: Question, terms: Vocabulary) -> Iterator[Flaw]:
    """No other term is as near to a key as a slip of the finger, unless the item says so itself."""
    body = question.body
    if not isinstance(body, Typed) or body.exact:
        return
    named = [normalise(miss.text) for miss in body.near]
    for term in near_terms(body, terms, 1):
        key = next((answer for answer in body.answers if _differ_by_a_slip(answer, term)), None)
        if key is not None and normalise(term) not in named:
            message = f"'{term}' is another term that is only a typo away from the key '{key}'."
            yield Flaw(("answers",), message, "List it under 'near' with its reason, or set 'exact: true'.")


def _differ_by_a_slip(key: str, term: str) -> bool:
    """Whether the two have the same words but for a letter or two in some of them."""
    words, others = normalise(key).split(), normalise(term).split()
    return len(words) == len(others) and all(
        OSA.distance(one, other) <= max(slips_allowed(len(one)), 1) for one, other in zip(words, others, strict=True)
    )
