"""Playing a daily: each question once, in order, until the next post."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from bot.daily.rules import play
from bot.daily.rules.play import Daily, Refusal
from bot.kernel.asked import Asked, Player
from bot.kernel.people import STAND_INS_FROM
from bot.kernel.shuffle import shown_order
from tests.strategies import ADA, BEN, CAT, NOON, question

HOUR = timedelta(hours=1)
DAY = date(2026, 3, 1)


def a_daily(questions: int = 3) -> Daily:
    asked = tuple(Asked(question(f"q{place}"), place, opened_at=NOON) for place in range(questions))
    return Daily(1, 1, 1, NOON, DAY, 1, asked)


def answered(daily: Daily, player: Player, *choices: int) -> Daily:
    for choice in choices:
        result = play.answer(daily, player, len(daily.given_by(player.id)), (choice,), NOON + HOUR)
        assert isinstance(result, Daily)
        daily = result
    return daily


def test_each_question_once_and_in_order() -> None:
    """The first answer stands, and nothing can be answered before its turn."""
    daily = answered(a_daily(), ADA, 0)
    assert play.answer(daily, ADA, 0, (1,), NOON + HOUR) is Refusal.ALREADY_ANSWERED
    assert play.answer(daily, ADA, 2, (0,), NOON + HOUR) is Refusal.NOT_NEXT
    assert [locked.correct for locked in answered(daily, ADA, 1, 0).given_by(ADA.id)] == [True, False, True]


def test_no_points_for_speed() -> None:
    """Whoever takes all day gets what the quick ones get."""
    slow = play.answer(a_daily(), ADA, 0, (0,), NOON + 23 * HOUR)
    quick = play.answer(a_daily(), ADA, 0, (0,), NOON)
    assert isinstance(slow, Daily)
    assert isinstance(quick, Daily)
    assert slow.given_by(ADA.id)[0].points == quick.given_by(ADA.id)[0].points > 0


def test_closed_by_the_next_post() -> None:
    """After the next post an answer is refused, unless it makes a missed post good; that one is in no result."""
    closed = play.close(answered(a_daily(), BEN, 0, 0, 1), NOON + 24 * HOUR)
    assert play.answer(closed, ADA, 0, (0,), NOON + 25 * HOUR) is Refusal.CLOSED
    late = play.answer(closed, ADA, 0, (0,), NOON + 25 * HOUR, late=True)
    assert isinstance(late, Daily)
    assert play.result(late) == play.result(closed)
    assert late.played_in_time() == {BEN.id}


def test_a_press_made_in_time_counts() -> None:
    """A press made before the next post counts, even if it is handled after it."""
    closed = play.close(a_daily(), NOON + 24 * HOUR)
    in_time = play.answer(closed, ADA, 0, (0,), NOON + 24 * HOUR - timedelta(seconds=1))
    assert isinstance(in_time, Daily)


def test_at_the_instant_of_the_next_post_it_is_too_late() -> None:
    """Whoever had opened the questions has a quarter of an hour more; nobody else has."""
    begun = play.join(a_daily(), ADA)
    closed = play.close(begun, NOON + 24 * HOUR)
    assert play.answer(closed, BEN, 0, (0,), NOON + 24 * HOUR) is Refusal.CLOSED
    assert isinstance(play.answer(closed, ADA, 0, (0,), NOON + 24 * HOUR), Daily)
    assert play.answer(closed, ADA, 0, (0,), NOON + 24 * HOUR + timedelta(minutes=15)) is Refusal.CLOSED


def test_time_is_counted_from_ones_own_last_step() -> None:
    """From the Play button to the first answer, and from each answer to the next; never less than none."""
    daily = play.join(play.join(a_daily(), replace(ADA, joined_at=NOON + HOUR)), BEN)
    for seconds in (10, 25, 20):
        outcome = play.answer(daily, ADA, len(daily.given_by(ADA.id)), (0,), NOON + HOUR + timedelta(seconds=seconds))
        assert isinstance(outcome, Daily)
        daily = outcome
    assert [locked.elapsed_ms for locked in daily.given_by(ADA.id)] == [10_000, 15_000, 0]


def test_the_result() -> None:
    """Best are all who had most right; the hardest question is the one with the smallest share of right answers."""
    daily = answered(answered(answered(a_daily(), ADA, 0, 1, 0), BEN, 0, 0, 1), CAT, 0, 1, 1)
    found = play.result(play.close(daily, NOON + 24 * HOUR))
    assert (found.players, found.accuracy, found.best, found.best_right) == (3, 5 / 9, ("Ada", "Ben"), 2)
    assert found.hardest is not None
    assert found.hardest.question.id == "q1"
    assert (found.hardest_right, found.hardest_of) == (1, 3)


def test_where_all_were_as_hard_none_is_the_hardest() -> None:
    """A question that went as all the others went is not called the hardest."""
    daily = answered(answered(answered(a_daily(), ADA, 0, 0, 1), BEN, 1, 0, 0), CAT, 0, 1, 0)
    assert play.result(play.close(daily, NOON + 24 * HOUR)).hardest is None


def test_what_one_person_answered_is_not_called_the_hardest() -> None:
    """Ben answered the first question alone; of those that two answered, the second went worse than the third."""
    daily = answered(a_daily(), ADA, 0, 1, 0)
    for place, choice in ((1, 0), (2, 0)):
        asked = daily.asked[place]
        ben = {**asked.answers, BEN.id: replace(daily.given_by(ADA.id)[0], correct=choice == 0)}
        daily = replace(daily, asked=(*daily.asked[:place], replace(asked, answers=ben), *daily.asked[place + 1 :]))
    found = play.result(play.close(play.join(daily, BEN), NOON + 24 * HOUR))
    assert found.hardest is not None
    assert (found.hardest.question.id, found.hardest_right, found.hardest_of) == ("q1", 1, 2)


def test_who_is_on_no_board_is_not_named_among_the_best() -> None:
    """They are counted, and nobody else is told to be the best in their place; who was just as good is named."""
    everybody = answered(answered(answered(a_daily(), ADA, 0, 0, 0), BEN, 0, 1, 1), CAT, 0, 0, 0)
    closed = play.close(everybody, NOON + 24 * HOUR)
    found = play.result(closed, {ADA.id})
    assert (found.players, found.accuracy, found.best, found.best_right) == (3, 7 / 9, ("Cat",), 3)
    assert play.result(closed).best == ("Ada", "Cat")
    assert play.result(closed, {ADA.id, CAT.id}).best == ()
    assert play.result(play.close(answered(a_daily(), CAT, 1, 1, 1), NOON + 24 * HOUR)).best == ()


def test_who_was_erased_is_told_of_nowhere() -> None:
    """They may have come back and played again, and would count twice."""
    stand_in = Player(STAND_INS_FROM, "", NOON)
    closed = play.close(answered(answered(a_daily(), stand_in, 0, 0, 0), BEN, 0, 1, 1), NOON + 24 * HOUR)
    found = play.result(closed)
    assert (found.players, found.best, closed.played_in_time()) == (1, ("Ben",), {BEN.id})
    assert play.close(play.join(a_daily(), stand_in), NOON + 24 * HOUR).keys_wait_until() is None


def test_the_keys_wait_for_whoever_may_still_finish() -> None:
    """A quarter of an hour after the post closed, and what an outage took of it; not where nobody could use it."""
    begun = answered(a_daily(), ADA, 0)
    closed = play.close(begun, NOON + 24 * HOUR)
    until = NOON + 24 * HOUR + timedelta(minutes=15)
    assert (begun.keys_wait_until(), closed.keys_wait_until()) == (None, until)
    later = play.give_back(closed, timedelta(minutes=5))
    assert later.keys_wait_until() == until + timedelta(minutes=5)
    assert play.give_back(later, -HOUR).keys_wait_until() == until
    for done in (a_daily(), answered(a_daily(), ADA, 0, 0, 0), replace(begun, number=None)):
        over = play.close(done, NOON + 24 * HOUR)
        assert over.keys_wait_until() is None
        assert play.give_back(over, HOUR) is over


def test_a_post_closes_once() -> None:
    """With all its questions, and a second time changes nothing."""
    closed = play.close(a_daily(), NOON + 24 * HOUR)
    assert {asked.closed_at for asked in closed.asked} == {closed.closed_at} == {NOON + 24 * HOUR}
    assert play.close(closed, NOON + 25 * HOUR) is closed


def test_nobody_played() -> None:
    """Without answers there is no accuracy, nobody is best and nothing hardest."""
    assert play.result(a_daily()) == play.Result(0, None)


def test_every_player_sees_another_order() -> None:
    """Where the right option stands differs between players, and stays the same for one of them."""
    asked = a_daily().asked[0]
    orders = [shown_order(asked.question, play.as_shown(asked, player).seed) for player in range(20)]
    assert len(set(orders)) > 1
    assert orders == [shown_order(asked.question, play.as_shown(asked, player).seed) for player in range(20)]


def test_the_seed_of_a_date() -> None:
    """A retry draws the same; another date or another server draws anew."""
    assert play.seed_of(1, DAY) == play.seed_of(1, DAY)
    assert len({play.seed_of(1, DAY), play.seed_of(2, DAY), play.seed_of(1, DAY + timedelta(days=1))}) == 3


def test_a_changed_name() -> None:
    """Whoever comes back under another name is known by it, and is in since the first time."""
    daily = play.join(a_daily(), ADA)
    renamed = play.join(daily, replace(ADA, name="Countess", joined_at=NOON + HOUR))
    assert (renamed.players[ADA.id].name, renamed.players[ADA.id].joined_at) == ("Countess", NOON)
