"""The ids that questions get: each its own, however alike the questions are."""

import json
from itertools import pairwise

import pytest

from bot.exchange.importing import Brought, bring
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


GUESSES: dict[str, list[str]] = {
    "choice": ["A base?{=A ~U}", "A base?{~A =U}"],
    "several": ["Two?{~%50%A ~%50%B ~%-100%C}", "Two?{~%-100%A ~%50%B ~%50%C}"],
    "typed": ["A gas?{=Oxygen}", "A gas?{=Helium}"],
    "true or false": ["Is it so?{T}", "Is it so?{F}"],
    "number": ["How many?{#3}", "How many?{#4}"],
    "matching": ["Which?{=a -> x =b -> y =c -> z}", "Which?{=a -> y =b -> x =c -> z}"],
}


@pytest.mark.parametrize("kind", GUESSES)
def test_an_id_says_nothing_of_the_key(kind: str) -> None:
    """IDs stand on controls while a question is open: whoever reads one cannot try guesses of the key against it."""
    guesses = (bring(Brought("a.gift", guess.encode())).items for guess in GUESSES[kind])
    [first], [second] = ([one.question for one in items] for items in guesses)
    assert first.id == second.id
    assert first.body != second.body


def test_questions_with_the_same_words_and_other_options_have_other_ids() -> None:
    """Whatever the file begins with: taken in another order, each keeps its own."""
    both = [
        {"question": "Which is true?", "options": [f"{one}1", f"{one}2"], "answer": f"{one}1"} for one in "ab"
    ]  # fmt: skip
    ids = [
        {one.question.body: one.question.id for one in bring(Brought("a.json", json.dumps(each).encode())).items}
        for each in (both, both[::-1])
    ]
    assert ids[0] == ids[1]
    assert len({*ids[0].values()}) == 2


def test_what_has_an_id_of_an_earlier_version_keeps_it() -> None:
    """Those were made of the key, too; brought again, a question keeps its history, and in another pack it is new."""
    brought = Brought("Biology.gift", b"A gas?{=Oxygen ~Helium}\n\nA metal?{=Iron}\n\n::Cell::What?{=A ~B}")
    fresh = [one.question.id for one in bring(brought).items]
    for kept in (EARLIER, (EARLIER[1],), ()):
        now = [one.question.id for one in bring(brought, kept=kept).items]
        assert now == [was if was in kept else new for was, new in zip(EARLIER, fresh, strict=True)]
    assert not {*EARLIER} & {*fresh}
    assert [one.question.id for one in bring(brought, used=EARLIER, kept=EARLIER).items] == fresh


EARLIER = ("biology-d86bd541", "biology-459633f2", "biology-cell-9f55")
"""As the version before named them."""
