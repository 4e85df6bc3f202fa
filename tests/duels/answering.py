"""Two who play a duel by its rules: they accept, are ready, and answer."""

from bot.duels.rules import offer, play
from bot.duels.rules.model import Duel, DuelPace
from bot.kernel.grading import Answer
from tests.duels.stories import a_challenge, granted
from tests.strategies import ADA, BEN, NOON, SECOND, question

QUESTIONS = [question(f"q{number}") for number in range(1, 6)]
RIGHT, WRONG = (0,), (1,)


def begun(pace: DuelPace = DuelPace.LIVE, answered: tuple[int, int] = (20, 20), *, rated: bool = True) -> Duel:
    return granted(offer.accept(a_challenge(pace, rated=rated), BEN, QUESTIONS, answered, NOON))


def asked(duel: Duel, at_s: float = 0) -> Duel:
    """Both are ready."""
    duel = granted(play.press_ready(duel, ADA.id, NOON + at_s * SECOND))
    return granted(play.press_ready(duel, BEN.id, NOON + at_s * SECOND))


def both_answer(duel: Duel, ada: Answer, ben: Answer, at_s: float) -> Duel:
    duel = granted(play.answer(duel, ADA.id, duel.position, ada, NOON + at_s * SECOND))
    return granted(play.answer(duel, BEN.id, duel.position, ben, NOON + at_s * SECOND))


def timed_out(duel: Duel) -> Duel:
    assert duel.due_at is not None
    return play.tick(duel, duel.due_at)
