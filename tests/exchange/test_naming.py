"""The ids that questions get: each its own, however alike the questions are."""

from itertools import pairwise

import pytest

from bot.exchange.naming import Names
from bot.packs.shapes import RESERVED


def test_questions_of_the_same_words_have_ids_of_their_own() -> None:
    """The tenth "Which statement is true?" takes no earlier one's place, whether one writer names them or many."""
    used: list[str] = []
    for _ in range(10):
        used.append(Names("Biology", tuple(used)).name("", "Which statement is true?", ""))
    together = Names("Biology")
    named = [together.name("", "Which statement is true?", "") for _ in range(10)]
    assert len(set(used)) == len(set(named)) == 10


@pytest.mark.parametrize("title", ["Gen AI basics", "Life sciences", "Gloss"])
def test_a_pack_may_be_called_as_the_programs_own_ids_begin(title: str) -> None:
    """Its questions get ids that are free."""
    names = Names(title)
    given = [names.name("", f"Question {n}?", "") for n in range(5)]
    assert not any(name.startswith(RESERVED) for name in given)
    assert all(one != other for one, other in pairwise(given))
