"""Which card comes next, and what a grade does."""

from dataclasses import replace
from datetime import timedelta

from bot.flashcards import rules
from bot.flashcards.rules import Grade, Held
from bot.kernel.library import Library
from bot.kernel.questions import Kind
from tests.essays.makers import ESSAY
from tests.strategies import question
from tests.studying import NOW

OFFERED = [f"gloss-t{number}-{way}" for number in range(20) for way in ("meaning", "word")]
DAY = timedelta(days=1)


def test_a_grade_decides_when_a_card_comes_back() -> None:
    """Good comes later than hard, and hard later than again; the same press twice counts once."""
    known = rules.graded(rules.begun("c", NOW), Grade.GOOD, NOW)
    later = known.due
    dues = {grade: rules.graded(known, grade, later).due for grade in Grade}
    assert dues[Grade.AGAIN] < dues[Grade.HARD] < dues[Grade.GOOD]
    once = rules.graded(known, Grade.AGAIN, later)
    assert rules.graded(once, Grade.GOOD, later) is once


def test_what_is_due_comes_first_and_what_is_set_aside_never() -> None:
    """The longest overdue card leads; a suspended one waits for nobody."""
    held = {
        "a": Held("a", NOW - DAY, NOW - 9 * DAY),
        "b": Held("b", NOW - 2 * DAY, NOW - 9 * DAY, suspended=True),
        "c": Held("c", NOW + DAY, NOW - 9 * DAY),
    }
    assert rules.due(held, NOW) == ["a"]
    assert rules.next_card(held, OFFERED, NOW, 1) == "a"
    assert rules.due(held, NOW + DAY) == ["a", "c"]


def test_new_cards_are_few_a_day_and_never_both_directions_of_a_term() -> None:
    """Ten new ones within a day, of ten terms; the day after there are more."""
    deck: dict[str, Held] = {}
    while (card := rules.next_card(deck, OFFERED, NOW, len(deck))) is not None:
        deck[card] = rules.graded(rules.begun(card, NOW), Grade.GOOD, NOW)
    assert len(deck) == rules.NEW_A_DAY
    assert len({card.rpartition("-")[0] for card in deck}) == len(deck)
    rested = {name: replace(held, due=NOW + 30 * DAY) for name, held in deck.items()}
    assert rules.next_card(rested, OFFERED, NOW + DAY, 1) is not None


def test_a_clock_that_was_ahead_stops_no_learning() -> None:
    """Once it is right, new cards come as on any day, and those that were graded meanwhile can be graded anew."""
    deck: dict[str, Held] = {}
    ahead = NOW + 365 * DAY
    while (card := rules.next_card(deck, OFFERED, ahead, len(deck))) is not None:
        deck[card] = rules.graded(rules.begun(card, ahead), Grade.GOOD, ahead)
    for card in rules.due(deck, NOW):
        deck[card] = rules.graded(deck[card], Grade.GOOD, NOW)
        assert NOW < deck[card].due < NOW + 60 * DAY
    assert len(deck) == rules.NEW_A_DAY
    assert rules.due(deck, NOW) == []
    assert rules.next_card(deck, OFFERED, NOW, 1) is not None


def test_a_missing_point_is_a_card_that_asks_by_its_reason() -> None:
    """The front tells the subject and the reason and not the point; a point that is gone is no card."""
    library = Library(essays={ESSAY.id: ESSAY})
    card = rules.find(library, rules.point_id(ESSAY.id, 1))
    assert card is not None
    assert card.back == "It is watched."
    assert "A change is noticed only then." in card.front
    assert card.back not in card.front
    for gone in (rules.point_id(ESSAY.id, 3), "point.nothing.0", "point.why-loops.x", "point.", "else"):
        assert rules.find(library, gone) is None


def test_a_point_that_was_missing_again_comes_again() -> None:
    """Known, set aside, or new: from tomorrow on it is asked."""
    known = Held("c", NOW + 30 * DAY, NOW, suspended=True)
    again = rules.asked_from(known, "c", NOW + DAY)
    assert (again.due, again.suspended) == (NOW + DAY, False)
    assert rules.asked_from(replace(known, due=NOW), "c", NOW + DAY).due == NOW


def test_a_card_of_a_term_shows_what_its_question_asks_and_its_answer() -> None:
    """Chosen or typed; what there is no card of is none."""
    typed, chosen = question("gloss-a-word", Kind.TYPED), question("gloss-b-meaning")
    library = Library(flashcards={one.id: one for one in (typed, chosen)})
    cards = [rules.find(library, one.id) for one in (typed, chosen)]
    assert cards == [
        rules.Card(typed.id, "metrics", typed.asking, "Amazon Comprehend", typed.source),
        rules.Card(chosen.id, "metrics", chosen.asking, "Serverless", chosen.source),
    ]
    assert rules.find(library, "gloss-c-word") is None
